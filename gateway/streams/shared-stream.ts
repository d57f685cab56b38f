import { setImmediate as turn } from 'node:timers/promises';
import { assert } from '@tributary/platform/assert.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Mask } from './complete-events.ts';
import { EventBuffer, eventsKept, type StreamEvent } from './event-buffer.ts';
import type { StreamReader } from './reader.ts';
import type { Upstream, UpstreamEvent, UpstreamStep } from './upstream.ts';

/**
 * Limits on the events that are completed together: those that arrived during the previous completion. The first
 * completion is smaller, since the size of events is unknown.
 */
const together = { max: 100, atFirst: 8 };
/**
 * How long a stream that cannot be resumed waits for its slowest readers, once for each. A burst is no reason to end
 * them.
 */
const slowestMaxMs = 5_000;
/** Time to serve readers before yielding to the event loop. */
const servingMs = 2;

export type SharedStreamSettings = {
  upstream: Upstream;
  /** The start cursor; null where it is not known yet. */
  after: string | null;
  complete(events: readonly UpstreamEvent[]): Promise<StreamEvent[]>;
  mask: Mask;
  /** Limit on the bytes of events that it may keep at the moment. */
  bytesMax(): number;
};

/**
 * The outcome of serving a reader. It waits for more events or for its client, has fallen behind the kept events, or
 * has received all events of an ended stream.
 */
export type ServeOutcome = 'waits' | 'behind' | 'ended';

/**
 * One upstream for all readers of the same subscription, and its newest events. The upstream is read as long as one
 * reader keeps up. The others get missed events as soon as their clients take them. A reader behind the kept events has
 * to leave.
 *
 * The stream calls its upstream and its readers, and nothing above it. Its owner takes the `next` events, has each
 * kept, and serves the readers.
 */
export class SharedStream {
  readonly #settings: SharedStreamSettings;
  readonly #readers = new Set<StreamReader<SharedStream>>();
  readonly #events = new EventBuffer();
  /** The number of the first event that no reader has received yet. */
  #furthest = 0;
  /** The number of the first event that was not yet offered to all readers. */
  #offered = 0;
  /** Steps of the upstream that are not delivered yet. */
  readonly #arrived: UpstreamStep[] = [];
  /** Callers that wait for a condition. */
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];
  /** Slow readers whose waiting time was used up. */
  readonly #givenUp = new WeakSet<StreamReader<SharedStream>>();
  #isWaitingForSlowest = false;
  #isServing = false;
  #isClosed = false;
  #ending: readonly GraphQLFormattedError[] | null = null;
  #isInterrupted = false;

  constructor(settings: SharedStreamSettings) {
    this.#settings = settings;
    if (settings.after !== null) {
      this.#events.beginAfter(settings.after);
    }
  }

  get readers(): ReadonlySet<StreamReader<SharedStream>> {
    return this.#readers;
  }

  /** The number of the next event. */
  get end(): number {
    return this.#events.end;
  }

  /** The cursor of the newest event, or the start cursor; null while none is known. */
  get lastCursor(): string | null {
    return this.#events.lastCursor;
  }

  get isOver(): boolean {
    return this.#isClosed || this.#ending !== null;
  }

  /** The reason why the upstream ended: empty for a completed one. Null while it is open. */
  get ending(): readonly GraphQLFormattedError[] | null {
    return this.#ending;
  }

  /** Whether the subgraph cannot be reached at the moment. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** The number of the event after a cursor. Null if that event is neither kept nor the next. */
  indexAfter(cursor: string): number | null {
    return this.#events.indexAfter(cursor);
  }

  /** Starts to read the upstream. Call it once. */
  start(): void {
    this.#read().catch((error: unknown) => this.#arrive({ kind: 'ended', errors: [this.#settings.mask(error)] }));
  }

  /**
   * Waits for the next events, completed: one at a time while they are few, and many together under load. An empty list
   * means that only the start cursor became known; null, that the stream is over. Call it again only when the previous
   * events are kept.
   */
  async next(): Promise<readonly StreamEvent[] | null> {
    await this.#until(() => this.#arrived.length > 0);
    const [step] = this.#arrived;
    if (this.isOver || step === undefined) {
      return null;
    }
    if (step.kind === 'event') {
      return this.#completeNext();
    }
    this.#arrived.shift();
    if (step.kind === 'ended') {
      this.#end(step.errors);
      return null;
    }
    if (step.kind === 'position' && this.end === 0 && this.lastCursor === null) {
      this.#events.beginAfter(step.cursor);
      this.#readers.forEach((reader) => reader.beginAfter(step.cursor));
    }
    return [];
  }

  /** Keeps a completed event, and serves it to readers from now on. */
  keep(event: StreamEvent): void {
    this.#events.append(event);
  }

  /** Drops events beyond the limit. */
  trim(): void {
    this.#events.trim(this.#settings.bytesMax());
  }

  /** Adds a reader, which continues with a kept event or the next one. */
  add(reader: StreamReader<SharedStream>): void {
    assert(
      reader.stream === this && !this.#readers.has(reader),
      'a stream adds a reader once, after the reader has chosen the stream',
    );
    this.#assertIndex(reader);
    assert(reader.index >= this.#events.first, 'a reader continues only with a kept event or the next one');
    this.#readers.add(reader);
  }

  /** Removes a reader that ends or moves to another stream. */
  remove(reader: StreamReader<SharedStream>): void {
    assert(this.#readers.delete(reader), 'a stream removes only its own readers');
    if (this.#isWaitingForSlowest) {
      this.#wake();
    }
  }

  /** Writes as much to a reader as its client takes. */
  serve(reader: StreamReader<SharedStream>): ServeOutcome {
    assert(reader.stream === this, 'a stream serves only readers that are on it');
    this.#assertIndex(reader);
    if (reader.index < this.#events.first) {
      return 'behind';
    }
    while (reader.index < this.end && reader.takesMore()) {
      reader.write(this.#events.portionAt(reader.index));
    }
    this.#assertIndex(reader);
    if (reader.index > this.#furthest) {
      this.#furthest = reader.index;
      this.#wake();
    } else if (this.#isWaitingForSlowest) {
      this.#wake();
    }
    return reader.index === this.end && this.#ending !== null ? 'ended' : 'waits';
  }

  /**
   * Serves the readers one after the other, each with all events so far, and starts again as long as there are more.
   * Events arrive and are completed meanwhile. So an event waits for one round at most, and not for the end of a round
   * plus its turn in the next.
   */
  async serveAll(serve: (reader: StreamReader<SharedStream>) => void): Promise<void> {
    if (this.#isServing) {
      return;
    }
    this.#isServing = true;
    while (!this.isOver && this.#offered < this.end) {
      const { end } = this;
      let begun = performance.now();
      for (const reader of this.#readers) {
        serve(reader);
        if (performance.now() - begun > servingMs) {
          await turn();
          begun = performance.now();
        }
      }
      this.#offered = end;
      this.#wake();
    }
    this.#isServing = false;
  }

  /** Stops at once. Its readers have to leave. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#settings.upstream.close();
      this.#wake();
    }
  }

  /** Ends the stream for an internal fault, with the masked error. */
  fail(error: unknown): void {
    if (!this.isOver) {
      this.#settings.upstream.close();
      this.#end([this.#settings.mask(error)]);
    }
  }

  /** Reads the upstream, also while earlier events are completed. */
  async #read(): Promise<void> {
    const { upstream } = this.#settings;
    let step: UpstreamStep;
    do {
      await this.#until(() => this.#arrived.length < together.max);
      step = await upstream.next();
      this.#arrive(step);
    } while (!this.isOver && step.kind !== 'ended');
  }

  #arrive(step: UpstreamStep): void {
    if (step.kind !== 'ended') {
      this.#setInterrupted(step.kind === 'interrupted');
    }
    if (step.kind !== 'interrupted') {
      this.#arrived.push(step);
      this.#wake();
    }
  }

  #setInterrupted(isInterrupted: boolean): void {
    if (this.#isInterrupted !== isInterrupted) {
      this.#isInterrupted = isInterrupted;
      this.#readers.forEach((reader) => reader.sendState());
    }
  }

  async #completeNext(): Promise<readonly StreamEvent[] | null> {
    await this.#until(() => this.#room() > 0);
    if (this.lastCursor === null && this.#isAheadOfSlowest()) {
      await this.#waitForSlowest();
    }
    // Reads events first that have already reached the process, so that they need not wait for this completion.
    await turn();
    if (this.isOver) {
      return null;
    }
    const events = this.#takeEvents(Math.max(1, this.#room()));
    this.#wake();
    const completed = await this.#settings.complete(events);
    assert(completed.length === events.length, 'each event is completed once');
    return this.isOver ? null : completed;
  }

  /** Removes the first events, up to the next step of another kind. */
  #takeEvents(max: number): UpstreamEvent[] {
    const events: UpstreamEvent[] = [];
    for (const step of this.#arrived) {
      if (step.kind !== 'event' || events.length >= max) {
        break;
      }
      events.push(step);
    }
    this.#arrived.splice(0, events.length);
    return events;
  }

  /**
   * Number of further events that are certainly kept until they were offered to all readers, and one reader has taken
   * them.
   */
  #room(): number {
    const { bytesEach } = this.#events;
    if (bytesEach === null) {
      return together.atFirst;
    }
    const untaken = this.end - Math.min(this.#offered, this.#furthest);
    return Math.min(together.max, Math.floor(this.#untakenMax(bytesEach) - untaken));
  }

  /** Limit on the kept events that no reader has taken: half of the whole limit. */
  #untakenMax(bytesEach: number): number {
    return Math.max(1, Math.min(eventsKept, Math.floor(this.#settings.bytesMax() / bytesEach)) / 2);
  }

  /** The slowest readers, whose next events would soon be dropped. */
  #slowest(): Iterable<StreamReader<SharedStream>> {
    const { bytesEach } = this.#events;
    const from = bytesEach === null ? 0 : this.end - this.#untakenMax(bytesEach);
    return this.#readers.values().filter(({ index }) => index < from);
  }

  #isAheadOfSlowest(): boolean {
    for (const reader of this.#slowest()) {
      if (!this.#givenUp.has(reader)) {
        return true;
      }
    }
    return false;
  }

  /** Waits, within limits, for the slowest readers, which cannot resume after missed events. */
  async #waitForSlowest(): Promise<void> {
    const timer = setTimeout(() => {
      for (const reader of this.#slowest()) {
        this.#givenUp.add(reader);
      }
      this.#wake();
    }, slowestMaxMs);
    this.#isWaitingForSlowest = true;
    await this.#until(() => !this.#isAheadOfSlowest());
    this.#isWaitingForSlowest = false;
    clearTimeout(timer);
  }

  #end(errors: readonly GraphQLFormattedError[]): void {
    this.#ending = errors;
    this.#wake();
  }

  /** Waits for a condition, or until the stream is over. */
  #until(isMet: () => boolean): Promise<void> | undefined {
    if (isMet() || this.isOver) {
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ isMet, resolve });
    return promise;
  }

  #wake(): void {
    if (this.#waiting.length === 0) {
      return;
    }
    this.#waiting = this.#waiting.filter(({ isMet, resolve }) => {
      const goesOn = isMet() || this.isOver;
      if (goesOn) {
        resolve();
      }
      return !goesOn;
    });
  }

  #assertIndex({ index }: StreamReader<SharedStream>): void {
    assert(index >= 0 && index <= this.#events.end, "a reader's index lies outside of its stream");
  }
}
