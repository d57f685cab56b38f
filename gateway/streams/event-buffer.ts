import { assert } from '@tributary/platform/assert.ts';

/** An event as clients get it: the response as JSON, serialised once for all of them. */
export type StreamEvent = { json: Buffer; cursor: string | null };

/** Limit on the events that a stream keeps. */
export const eventsKept = 512;
/** Limit on the bytes that a reader gets in one write. */
const portionBytesMax = 64 * 1024;

/** The newest events of a stream, each with its number in the stream. Cursors are compared only for equality. */
export class EventBuffer {
  readonly #events: StreamEvent[] = [];
  #first = 0;
  #bytes = 0;
  /** Numbers of events by the cursor before each. */
  readonly #after = new Map<string, number>();
  /** The cursor before the oldest kept event, if it is known. */
  #before: string | null = null;
  /** The cursor of the newest event, or the start cursor of the stream. */
  #lastCursor: string | null = null;
  /** The last portion for a reader, kept because most readers get the same. */
  #portion: { from: number; events: readonly StreamEvent[]; isFull: boolean } = { from: -1, events: [], isFull: false };

  /** The number of the oldest kept event. */
  get first(): number {
    return this.#first;
  }

  /** The number of the next event. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  get lastCursor(): string | null {
    return this.#lastCursor;
  }

  /** The mean size of the kept events, in bytes; null while there are none. */
  get bytesEach(): number | null {
    return this.#events.length === 0 ? null : this.#bytes / this.#events.length;
  }

  /** Sets the start cursor of the stream, if it was not known. */
  beginAfter(cursor: string): void {
    assert(this.end === 0 && this.#lastCursor === null, 'the beginning of a stream is known already');
    this.#lastCursor = cursor;
    this.#before = cursor;
    this.#after.set(cursor, 0);
  }

  /** The number of the event after a cursor, if that event is kept or is the next. */
  indexAfter(cursor: string): number | null {
    return this.#after.get(cursor) ?? null;
  }

  append(event: StreamEvent): void {
    this.#events.push(event);
    this.#bytes += event.json.length;
    if (event.cursor !== null) {
      this.#lastCursor = event.cursor;
      this.#after.set(event.cursor, this.end);
    }
  }

  /** The events from a number on that fit into one write to a reader. */
  portionAt(index: number): readonly StreamEvent[] {
    assert(index >= this.#first && index < this.end, 'a reader asks for an event that is not kept');
    const isCurrent = this.#portion.isFull || this.#portion.from + this.#portion.events.length === this.end;
    if (this.#portion.from !== index || !isCurrent) {
      const from = index - this.#first;
      let [until, bytes] = [from, 0];
      while (until < this.#events.length && (until === from || bytes < portionBytesMax)) {
        bytes += this.#events[until]?.json.length ?? 0;
        until += 1;
      }
      this.#portion = { from: index, events: this.#events.slice(from, until), isFull: bytes >= portionBytesMax };
    }
    return this.#portion.events;
  }

  /** Drops the oldest events beyond the bounds, but never the newest one. */
  trim(bytesMax: number): void {
    let count = 0;
    while (this.#events.length - count > eventsKept || (this.#bytes > bytesMax && this.#events.length - count > 1)) {
      const event = this.#events[count];
      count += 1;
      this.#bytes -= event?.json.length ?? 0;
      if (this.#before !== null) {
        this.#after.delete(this.#before);
      }
      this.#before = event?.cursor ?? null;
    }
    if (count > 0) {
      this.#events.splice(0, count);
      this.#first += count;
    }
    assert(this.#bytes >= 0, 'more bytes were dropped than were kept');
  }
}
