import type { GraphQLFormattedError } from 'graphql';
import type { Place } from './stream-place.ts';
import type { Upstream, UpstreamEvent } from './upstream.ts';

/** An event as clients get it: written once, for however many. */
export type StreamEvent = { text: string; cursor: string | null };

/** How many of its newest events a stream keeps at hand. */
const eventsKept = 512;
/** How many events may be made ahead of the fastest reader, several at a time. */
const readAhead = 8;

export type SharedStreamSettings = {
  upstream: Upstream;
  /** Makes what clients get of an event. */
  complete(event: UpstreamEvent): Promise<StreamEvent>;
  /** After which cursor it begins, where that is known before it does. */
  base: string | null;
  /** Called with each event, once it is there. */
  onEvent(): void;
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
  #made = 0;
  #furthest = 0;
  #wake: (() => void) | null = null;
  #publishing: Promise<void> = Promise.resolve();
  #isClosed = false;
  /** Why it ended. */
  #ending: readonly GraphQLFormattedError[] | null = null;
  /** The cursor of the newest event, or that after which it begins. */
  lastCursor: string | null;
  isAway = false;

  constructor(settings: SharedStreamSettings) {
    this.#settings = settings;
    this.lastCursor = settings.base;
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
    if (this.#first === 0 && this.#made === 0 && this.lastCursor === null) {
      this.lastCursor = cursor;
      this.#after.set(cursor, 0);
      this.places.forEach((place) => place.begins(cursor));
      this.#settings.onEvent();
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
      const event = this.#events[place.index - this.#first];
      place.index += 1;
      if (event !== undefined) {
        place.give(event);
      }
    }
    if (place.index > this.#furthest) {
      this.#furthest = place.index;
      this.#wake?.();
    }
    return place.index === this.end && this.#ending !== null ? this.#ending : 'waits';
  }

  /** Stops at once. Who reads it has to be placed elsewhere. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#settings.upstream.close();
      this.#wake?.();
      this.#settings.onEnd();
    }
  }

  async #read(): Promise<void> {
    const { upstream, complete } = this.#settings;
    while (!this.isOver) {
      if (this.#made - this.#furthest >= readAhead) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        // oxlint-disable-next-line no-await-in-loop -- events come one after the other
        await promise;
        this.#wake = null;
        continue;
      }
      // oxlint-disable-next-line no-await-in-loop
      const step = await upstream.next();
      if ('ended' in step) {
        // oxlint-disable-next-line no-await-in-loop
        await this.#publishing;
        this.#finish(step.ended);
        return;
      }
      this.#made += 1;
      const completed = complete(step);
      this.#publishing = Promise.all([completed, this.#publishing]).then(
        ([event]) => this.#publish(event),
        (error: unknown) => this.#fail(error),
      );
    }
  }

  #publish(event: StreamEvent): void {
    if (this.isOver) {
      return;
    }
    this.#events.push(event);
    this.#bytes += event.text.length;
    if (event.cursor !== null) {
      this.lastCursor = event.cursor;
      this.#after.set(event.cursor, this.end);
    }
    this.#trim();
    for (const place of this.places) {
      place.advance();
    }
    this.#settings.onEvent();
  }

  #trim(): void {
    const bytesMax = this.#settings.bytesMax();
    let count = 0;
    while (this.#events.length - count > eventsKept || (this.#bytes > bytesMax && this.#events.length - count > 1)) {
      const event = this.#events[count];
      count += 1;
      this.#bytes -= event?.text.length ?? 0;
    }
    if (count > 0) {
      this.#events.splice(0, count);
      this.#first += count;
      for (const [cursor, index] of this.#after) {
        if (index >= this.#first) {
          break;
        }
        this.#after.delete(cursor);
      }
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
    for (const place of this.places) {
      place.advance();
    }
    this.#settings.onEnd();
  }
}
