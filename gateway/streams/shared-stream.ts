import { setImmediate as turn } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import type { Place } from './stream-place.ts';
import type { Upstream, UpstreamEvent, UpstreamStep } from './upstream.ts';

/** An event as clients get it: the response as JSON, written once for however many. */
export type StreamEvent = { json: Buffer; cursor: string | null };

/** How many of its newest events a stream keeps at hand. */
const eventsKept = 512;
/** How many events are made together at the most: those that came while the ones before them were made. The first tell how large they are. */
const together = { max: 100, atFirst: 8 };
/** With how much of them at once a reader is served. */
const portionBytesMax = 64 * 1024;
/** How long a stream that cannot be resumed waits for its slowest readers, once for each: a burst is no reason to end them. */
const slowestMaxMs = 5_000;
/** How long readers are served before it is looked for what else there is to do. */
const servingMs = 2;

export type SharedStreamSettings = {
  upstream: Upstream;
  /** Makes what clients get of events. */
  complete(events: readonly UpstreamEvent[]): Promise<StreamEvent[]>;
  /** After which cursor it begins, where that is known before it does. */
  base: string | null;
  /** Whether its readers can go on in another stream after a cursor. */
  meetsAt(cursor: string | null): boolean;
  /** Called when there are more events, of which its readers may not have had all yet. */
  onEvents(): void;
  /** Says of what went wrong here what clients may know. */
  mask(error: unknown): GraphQLFormattedError;
  /** Called when it is over, however it ends. */
  onEnd(): void;
  /** How many bytes of events it may keep at the moment. */
  bytesMax(): number;
};

/**
 * One upstream for all who follow the same: its newest events, and the places of its readers among them. It reads on as long as one of them keeps up; the others take what they missed as soon as they can,
 * and who is further behind than what is kept finds another way.
 */
export class SharedStream {
  readonly #settings: SharedStreamSettings;
  readonly places = new Set<Place>();
  /** The events number `first` up to `end`, without the last. */
  #events: StreamEvent[] = [];
  #first = 0;
  #bytes = 0;
  /** The number of the event after a cursor. */
  readonly #after = new Map<string, number>();
  /** The cursor before the first of them, if it is known. */
  #before: string | null;
  /** The number of the event that no reader has got yet. */
  #furthest = 0;
  /** The number of the event that was not yet offered to all readers. */
  #offered = 0;
  /** What came and is yet to be made, and the end of it. */
  readonly #came: UpstreamEvent[] = [];
  #cameToEnd: readonly GraphQLFormattedError[] | null = null;
  /** Those who wait for something to change. */
  #waiting: { isSo: () => boolean; resolve: () => void }[] = [];
  /** Readers that were waited for in vain. */
  readonly #givenUp = new WeakSet<Place>();
  #isWaitingForSlowest = false;
  #isMaking = false;
  #isServing = false;
  /** The last portion that a reader got: most get the same. */
  #portion: { from: number; events: readonly StreamEvent[]; isFull: boolean } = { from: -1, events: [], isFull: false };
  #isClosed = false;
  /** Why it ended. */
  #ending: readonly GraphQLFormattedError[] | null = null;
  /** The cursor of the newest event, or that after which it begins. */
  lastCursor: string | null;
  isAway = false;

  constructor(settings: SharedStreamSettings) {
    this.#settings = settings;
    this.lastCursor = settings.base;
    this.#before = settings.base;
    if (settings.base !== null) {
      this.#after.set(settings.base, 0);
    }
  }

  get end(): number {
    return this.#first + this.#events.length;
  }

  get isOver(): boolean {
    return this.#isClosed || this.#ending !== null;
  }

  /** The place after a cursor, if the event after it is still at hand or yet to come. */
  placeAfter(cursor: string): number | null {
    return this.#after.get(cursor) ?? null;
  }

  /** Whether an event is still at hand, or yet to come. */
  has(index: number): boolean {
    return index >= this.#first;
  }

  /** Begins to read; to be called once. */
  start(): void {
    this.#read().catch((error: unknown) => this.#fail(error));
  }

  /** Learns after which cursor it begins. */
  setBase(cursor: string): void {
    if (this.end === 0 && this.#came.length === 0 && this.lastCursor === null) {
      this.lastCursor = cursor;
      this.#before = cursor;
      this.#after.set(cursor, 0);
      this.places.forEach((place) => place.begins(cursor));
      this.#settings.onEvents();
    }
  }

  setAway(isAway: boolean): void {
    this.isAway = isAway;
    this.places.forEach((place) => place.tellState());
  }

  /** Gives a reader all that it takes: then it waits for more, is too far behind, or has to be told why it is over. */
  feed(place: Place): 'waits' | 'behind' | readonly GraphQLFormattedError[] {
    if (place.index < this.#first) {
      return 'behind';
    }
    while (place.index < this.end && place.takesMore()) {
      const events = this.#portionAt(place.index);
      place.index += events.length;
      place.give(events);
    }
    if (place.index > this.#furthest) {
      this.#furthest = place.index;
      this.#ring();
    } else if (this.#isWaitingForSlowest) {
      this.#ring();
    }
    return place.index === this.end && this.#ending !== null ? this.#ending : 'waits';
  }

  /** Forgets a reader that goes elsewhere, or leaves. */
  remove(place: Place): void {
    this.places.delete(place);
    if (this.#isWaitingForSlowest) {
      this.#ring();
    }
  }

  /** Stops at once. Who reads it has to be placed elsewhere. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#settings.upstream.close();
      this.#ring();
      this.#settings.onEnd();
    }
  }

  /** Takes what comes, also while others are made. While nothing happens, this is all that waits: idle streams are many. */
  async #read(): Promise<void> {
    const { upstream } = this.#settings;
    while (!this.isOver && this.#cameToEnd === null) {
      // oxlint-disable-next-line no-await-in-loop -- events come one after the other
      await this.#until(() => this.#came.length < together.max);
      // oxlint-disable-next-line no-await-in-loop
      this.#take(await upstream.next());
    }
  }

  #take(step: UpstreamStep): void {
    if ('ended' in step) {
      this.#cameToEnd = step.ended;
    } else {
      this.#came.push(step);
    }
    if (!this.#isMaking) {
      this.#isMaking = true;
      this.#make().catch((error: unknown) => this.#fail(error));
    }
  }

  /** Makes together what is there: at once while little happens, and many at once while much does. Goes on until there is nothing left. */
  async #make(): Promise<void> {
    const { complete } = this.#settings;
    while (!this.isOver && this.#came.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- events are made in their order
      await this.#until(() => this.#room() > 0);
      if (this.lastCursor === null && this.#isAheadOfSlowest()) {
        // oxlint-disable-next-line no-await-in-loop
        await this.#waitForSlowest();
      }
      // What else has arrived is read now, and so need not wait until these are made.
      // oxlint-disable-next-line no-await-in-loop
      await turn();
      const events = this.#came.splice(0, this.#room());
      this.#ring();
      // oxlint-disable-next-line no-await-in-loop
      this.#publish(await complete(events));
    }
    this.#isMaking = false;
    if (this.#cameToEnd !== null) {
      this.#finish(this.#cameToEnd);
    }
  }

  /** How many more surely are kept until they were offered to all readers, and one of them has taken them. */
  #room(): number {
    const untaken = this.end - Math.min(this.#offered, this.#furthest);
    if (this.#events.length === 0) {
      return together.atFirst;
    }
    return Math.min(together.max, Math.floor(this.#untakenMax() - untaken));
  }

  /** How many events may be kept for readers: half of what is kept at all. */
  #untakenMax(): number {
    const bytesEach = this.#bytes / this.#events.length;
    return Math.max(1, Math.min(eventsKept, Math.floor(this.#settings.bytesMax() / bytesEach)) / 2);
  }

  /** Whether some readers are so far behind that what they have not had would soon be dropped. */
  #isAheadOfSlowest(): boolean {
    if (this.#events.length === 0) {
      return false;
    }
    const from = this.end - this.#untakenMax();
    return this.places.values().some((place) => place.index < from && !this.#givenUp.has(place));
  }

  /** Waits within bounds for the slowest readers, who cannot come back for what they miss. */
  async #waitForSlowest(): Promise<void> {
    const timer = setTimeout(() => {
      const from = this.end - this.#untakenMax();
      this.places.values().forEach((place) => {
        if (place.index < from) {
          this.#givenUp.add(place);
        }
      });
      this.#ring();
    }, slowestMaxMs);
    this.#isWaitingForSlowest = true;
    await this.#until(() => !this.#isAheadOfSlowest());
    this.#isWaitingForSlowest = false;
    clearTimeout(timer);
  }

  /**
   * Serves one reader after the other, each with all that is there by then, and begins again as long as there is more. What comes is read and made meanwhile: so an event waits for one round at the most, and
   * not for the end of one and then for its place in the next.
   */
  async #serve(): Promise<void> {
    while (!this.isOver && this.#offered < this.end) {
      const { end } = this;
      let begun = performance.now();
      for (const place of this.places) {
        place.advance();
        if (performance.now() - begun > servingMs) {
          // oxlint-disable-next-line no-await-in-loop -- one round after the other
          await turn();
          begun = performance.now();
        }
      }
      this.#offered = end;
      this.#ring();
    }
    this.#isServing = false;
  }

  /** Waits until it is so, or all is over. */
  #until(isSo: () => boolean): Promise<void> | undefined {
    if (isSo() || this.isOver) {
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ isSo, resolve });
    return promise;
  }

  #ring(): void {
    this.#waiting = this.#waiting.filter(({ isSo, resolve }) => {
      const goesOn = isSo() || this.isOver;
      if (goesOn) {
        resolve();
      }
      return !goesOn;
    });
  }

  /** Keeps what was made, for readers to be served with. */
  #publish(events: readonly StreamEvent[]): void {
    const { meetsAt, onEvents } = this.#settings;
    for (const event of events) {
      if (this.isOver) {
        return;
      }
      this.#keep(event);
      // Readers leave at the first event at which they can go on elsewhere, since those who go on there may be further already.
      if (meetsAt(this.lastCursor)) {
        onEvents();
      }
    }
    this.#trim();
    onEvents();
    if (!this.#isServing) {
      this.#isServing = true;
      this.#serve().catch((error: unknown) => this.#fail(error));
    }
  }

  #keep(event: StreamEvent): void {
    this.#events.push(event);
    this.#bytes += event.json.length;
    if (event.cursor !== null) {
      this.lastCursor = event.cursor;
      this.#after.set(event.cursor, this.end);
    }
  }

  /** What is given to a reader at once. */
  #portionAt(index: number): readonly StreamEvent[] {
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

  #trim(): void {
    const bytesMax = this.#settings.bytesMax();
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
  }

  #fail(error: unknown): void {
    if (!this.isOver) {
      this.#settings.upstream.close();
      this.#finish([this.#settings.mask(error)]);
    }
  }

  #finish(errors: readonly GraphQLFormattedError[]): void {
    if (this.isOver) {
      return;
    }
    this.#ending = errors;
    this.#ring();
    for (const place of this.places) {
      place.advance();
    }
    this.#settings.onEnd();
  }
}
