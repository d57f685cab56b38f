/** Readers and buffers of streams, the feed of events, and the circuit breaker. */
export const streams = [
  {
    file: 'gateway/streams/reader.ts',
    tests: ['tests/gateway/stream-reader.test.ts'],
    pairs: [
      ["this.#state === 'PAUSED' || this.#state === 'CATCHING_UP',", 'true,'],
      ["assert(this.#state === 'PAUSED', ", 'assert(true, '],
      ["assert(this.#state === 'LIVE' || this.#state === 'CATCHING_UP', ", 'assert(true, '],
      ["assert(this.#state !== 'ENDED', 'a reader ends once')", "assert(true, 'a reader ends once')"],
    ],
  },
  {
    file: 'gateway/streams/event-buffer.ts',
    tests: ['tests/gateway/event-buffer.test.ts', 'tests/gateway/shared-streams.test.ts'],
    pairs: [
      ['this.#after.set(event.cursor, this.end);', 'this.#after.set(event.cursor, this.end - 1);'],
      ['this.#first += count;', ''],
      ['this.#after.delete(this.#before);', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/follow/event-feed.ts',
    tests: ['tests/ledger/event-feed.test.ts'],
    pairs: [
      ['if (matches(row))', 'if (true)'],
      ['row.debitOwnerId === id && !own.has(row.debitAccountId)', 'false'],
      ['rows.length === page.eventsMax ? position : end', 'end'],
      ['previous = row.sequence;', ''],
    ],
  },
] as const;
