import { setImmediate as turn } from 'node:timers/promises';
import { assert } from '@tributary/platform/assert.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Mask } from './complete-events.ts';
import { EventBuffer, eventsKept, type StreamEvent } from './event-buffer.ts';
import type { StreamReader } from './reader.ts';
import type { Upstream, UpstreamEvent, UpstreamStep } from './upstream.ts';

/**
 * How many events are completed together at the most: those that arrived while the ones before them were completed. The
 * first ones tell how large they are.
 */
const together = { max: 100, atFirst: 8 };
/**
 * How long a stream that cannot be resumed waits for its slowest readers, once for each: a burst is no reason to end
 * them.
 */
const slowestMaxMs = 5_000;
/** How long readers are served before the event loop gets its turn. */
const servingMs = 2;

export type SharedStreamSettings = {
  upstream: Upstream;
  /** The cursor after which it begins; null where that is not known yet. */
  after: string | null;
  complete(events: readonly UpstreamEvent[]): Promise<StreamEvent[]>;
  mask: Mask;
  /** How many bytes of events it may keep at the moment. */
  bytesMax(): number;
};

/**
 * What became of a reader that was served: it waits for more events or for its client, it has fallen behind what is
 * kept, or it has had all of a stream that is over.
 */
export type Served = 'waits' | 'behind' | 'ended';

/**
 * One upstream for all readers that follow the same, and its newest events. It reads on as long as one of them keeps
 * up. The others get what they missed as soon as their clients take it; a reader that is further behind than what is
 * kept has to go elsewhere.
 *
 * It calls its upstream and its readers, and nothing above it: its owner asks for the `next` events, has each kept, and
 * serves the readers.
 */
export class SharedStream {
  readonly #settings: SharedStreamSettings;
  readonly #readers = new Set<StreamReader<SharedStream>>();
  readonly #events = new EventBuffer();
  /** The number of the event that no reader has got yet. */
  #furthest = 0;
  /** The number of the event that was not yet offered to all readers. */
  #offered = 0;
  /** Steps of the upstream that are not handed on yet. */
  readonly #arrived: UpstreamStep[] = [];
  /** Conditions that are waited for. */
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];
  /** Slow readers that were waited for in vain. */
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

  /** The number of the next event to come. */
  get end(): number {
    return this.#events.end;
  }

  /** The cursor of the newest event, or the one after which it begins; null while none is known. */
  get lastCursor(): string | null {
    return this.#events.lastCursor;
  }

  get isOver(): boolean {
    return this.#isClosed || this.#ending !== null;
  }

  /** The reason why it ended by itself: none where it just was complete. Null while it goes on. */
  get ending(): readonly GraphQLFormattedError[] | null {
    return this.#ending;
  }

  /** Whether the subgraph cannot be reached at the moment. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Where a reader goes on after a cursor; null where the event after it is neither kept nor the next to come. */
  indexAfter(cursor: string): number | null {
    return this.#events.indexAfter(cursor);
  }

  /** Begins to read the upstream. To be called once. */
  start(): void {
    this.#read().catch((error: unknown) => this.#arrive({ kind: 'ended', errors: [this.#settings.mask(error)] }));
  }

  /**
   * Waits for the next events, completed: at once while there are few, and many together while there are many. None,
   * where it only became known after which cursor it begins; null, when it is over. To be called again only when those
   * before are kept.
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

  /** Takes a completed event, with which readers are served from now on. */
  keep(event: StreamEvent): void {
    this.#events.append(event);
  }

  /** Drops what is more than may be kept. */
  trim(): void {
    this.#events.trim(this.#settings.bytesMax());
  }

  /** Takes a reader, which goes on from an event that is kept or to come. */
  add(reader: StreamReader<SharedStream>): void {
    assert(reader.stream === this && !this.#readers.has(reader), 'a stream takes a reader once, which is on it');
    this.#assertIndex(reader);
    assert(reader.index >= this.#events.first, 'a reader goes on only from an event that is kept');
    this.#readers.add(reader);
  }

  /** Lets a reader go, which ends or goes elsewhere. */
  remove(reader: StreamReader<SharedStream>): void {
    assert(this.#readers.delete(reader), 'a stream lets only those readers go that it has');
    if (this.#isWaitingForSlowest) {
      this.#wake();
    }
  }

  /** Writes to a reader all that its client takes. */
  serve(reader: StreamReader<SharedStream>): Served {
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
   * Serves one reader after the other, each with all that is there by then, and begins again as long as there is more.
   * Events arrive and are completed meanwhile: so an event waits for one round at the most, and not for the end of one
   * and then for its place in the next.
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

  /** Stops at once. Its readers have to go elsewhere. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#settings.upstream.close();
      this.#wake();
    }
  }

  /** Ends it for a fault of ours, with what clients may know of that. */
  fail(error: unknown): void {
    if (!this.isOver) {
      this.#settings.upstream.close();
      this.#end([this.#settings.mask(error)]);
    }
  }

  /** Takes what arrives, also while other events are completed. */
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
    // Events that have reached the process by now are read first, and so need not wait until these are completed.
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

  /** The events that arrived first, up to the next step of another kind. */
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

  /** How many more events surely are kept until they were offered to all readers, and one of them has taken them. */
  #room(): number {
    const { bytesEach } = this.#events;
    if (bytesEach === null) {
      return together.atFirst;
    }
    const untaken = this.end - Math.min(this.#offered, this.#furthest);
    return Math.min(together.max, Math.floor(this.#untakenMax(bytesEach) - untaken));
  }

  /** How many events may be kept for readers: half of what is kept at all. */
  #untakenMax(bytesEach: number): number {
    return Math.max(1, Math.min(eventsKept, Math.floor(this.#settings.bytesMax() / bytesEach)) / 2);
  }

  /** The readers that are so far behind that what they have not had would soon be dropped. */
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

  /** Waits within bounds for the slowest readers, which cannot come back for what they miss. */
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
    assert(index >= 0 && index <= this.#events.end, 'a reader is nowhere in its stream');
  }
}
