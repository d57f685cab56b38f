import { assert } from '@tributary/platform/assert.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { StreamEvent } from './event-buffer.ts';
import type { Subscriber } from '../generation/subscriber.ts';

/** The client's end of a subscription, over its transport. */
export type EventSink = {
  /** False above the high-water mark of the transport, which has the stream resumed once it has drained. */
  takesMore(): boolean;
  /** Writes one or more events, in their order. */
  write(events: readonly StreamEvent[]): void;
  /** The last call: the reason why the subscription is over, if there is one. */
  end(errors: readonly GraphQLFormattedError[]): void;
  /** Says that the subgraph cannot be reached at the moment, or that it can again. */
  sendState(): void;
  /** Says after which cursor the subscription begins, if that is known before the first event. */
  sendPosition?(cursor: string): void;
};

/** Why the gateway itself ends a subscription that could go on. */
export type EndCode =
  | 'UNAUTHENTICATED' // the token has expired
  | 'VISIBILITY_CHANGED' // the client came with a token that lets it see more or less
  | 'SLOW_READER' // it takes nothing, or less than there is
  | 'GOING_AWAY' // the gateway stops, or a stream of HTTP has reached its age
  | 'OPERATION_INVALID'; // a new schema does not have what it asks for, or the way to it

export type ReaderState = 'LIVE' | 'CATCHING_UP' | 'PAUSED' | 'ENDED';

/**
 * The place of one subscription among the events. A reader is always in one of these states:
 *
 * - `PAUSED`: on no stream. The cursor is all that it keeps. Each reader begins so, and comes back to it when it has
 *   fallen behind what its stream keeps, or when its stream was closed. It goes on when its client takes more.
 * - `LIVE`: on the stream of what happens now. A client that takes no more for a moment leaves its reader here.
 * - `CATCHING_UP`: on a stream that was opened after the cursor of a reader, and that is closed when it reaches an
 *   event of the live one.
 * - `ENDED`: on no stream, for ever.
 *
 * ```
 * PAUSED ───────→ LIVE ──────→ PAUSED        any but ENDED ──→ ENDED
 * PAUSED ──→ CATCHING_UP ────→ PAUSED
 *            CATCHING_UP ────→ LIVE
 * ```
 */
export class StreamReader<Stream> {
  readonly #sink: EventSink;
  #state: ReaderState = 'PAUSED';
  #stream: Stream | null = null;
  #index = 0;
  #cursor: string | null;
  subscriber: Subscriber;

  /** Begins after a cursor, or with the next event for null. */
  constructor(sink: EventSink, subscriber: Subscriber, cursor: string | null) {
    this.#sink = sink;
    this.subscriber = subscriber;
    this.#cursor = cursor;
  }

  get state(): ReaderState {
    return this.#state;
  }

  /** The stream that it is on; null where it is `PAUSED` or `ENDED`. */
  get stream(): Stream | null {
    return this.#stream;
  }

  /** The number of its next event in its stream. */
  get index(): number {
    return this.#index;
  }

  /** The cursor after which it goes on; null while none is known. */
  get cursor(): string | null {
    return this.#cursor;
  }

  goLive(stream: Stream, index: number): void {
    assert(
      this.#state === 'PAUSED' || this.#state === 'CATCHING_UP',
      'a reader goes live only when it is paused, or has caught up',
    );
    assert(stream !== this.#stream, 'a reader goes live on another stream than the one on which it caught up');
    this.#state = 'LIVE';
    this.#stream = stream;
    this.#index = index;
  }

  catchUp(stream: Stream, index: number): void {
    assert(this.#state === 'PAUSED', 'a reader begins to catch up only when it is paused');
    assert(this.#cursor !== null, 'a reader catches up only after a cursor');
    this.#state = 'CATCHING_UP';
    this.#stream = stream;
    this.#index = index;
  }

  pause(): void {
    assert(this.#state === 'LIVE' || this.#state === 'CATCHING_UP', 'a reader is paused only when it is on a stream');
    this.#state = 'PAUSED';
    this.#stream = null;
  }

  /** Ends it with the reason; null where its client has gone, and nobody is told. */
  end(errors: readonly GraphQLFormattedError[] | null): void {
    assert(this.#state !== 'ENDED', 'a reader ends once');
    this.#state = 'ENDED';
    this.#stream = null;
    if (errors !== null) {
      this.#sink.end(errors);
    }
  }

  takesMore(): boolean {
    return this.#state !== 'ENDED' && this.#sink.takesMore();
  }

  /** Writes the next events of its stream to its client. */
  write(events: readonly StreamEvent[]): void {
    assert(this.#stream !== null, 'a reader gets events only from the stream that it is on');
    this.#index += events.length;
    this.#cursor = events.findLast(({ cursor }) => cursor !== null)?.cursor ?? this.#cursor;
    this.#sink.write(events);
  }

  /** Learns after which cursor it begins, unless it knows. */
  beginAfter(cursor: string): void {
    assert(this.#state !== 'ENDED', 'a reader that has ended does not begin');
    if (this.#cursor === null) {
      this.#cursor = cursor;
      this.#sink.sendPosition?.(cursor);
    }
  }

  sendState(): void {
    assert(this.#stream !== null, 'a reader is told the state only of the stream that it is on');
    this.#sink.sendState();
  }

  /** The error with which the gateway itself ends it. It says where to resume, where that can be done. */
  reasonToEnd(code: EndCode, message: string): GraphQLFormattedError {
    const cursor = this.#cursor;
    const advice = cursor === null ? 'Subscribe again.' : 'Subscribe again, after the cursor.';
    return { message: `${message} ${advice}`, extensions: { code, ...(cursor === null ? {} : { cursor }) } };
  }
}
