import { assert } from '@tributary/platform/assert.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { StreamEvent } from './event-buffer.ts';
import type { Subscriber } from '../generation/subscriber.ts';

/** The client's end of a subscription, over its transport. */
export type EventSink = {
  /** False above the transport's high-water mark. The transport resumes the stream once it has drained. */
  takesMore(): boolean;
  /** Writes one or more events in their order. */
  write(events: readonly StreamEvent[]): void;
  /** The last call, with the reason why the subscription is over, if there is one. */
  end(errors: readonly GraphQLFormattedError[]): void;
  /** Tells the client that the subgraph cannot be reached at the moment, or that it can again. */
  sendState(): void;
  /** Tells the client the start cursor, if it is known before the first event. */
  sendPosition?(cursor: string): void;
  /** Called at the end, whatever the reason. */
  onEnded?(): void;
};

/** The message to a client whose access was revoked. */
export const accessRevoked = 'Your access was revoked.';

/** The gateway's reasons to end a subscription that could continue. */
export type EndCode =
  | 'UNAUTHENTICATED' // the token has expired, or the access was revoked
  | 'VISIBILITY_CHANGED' // a new token of the client, or a policy, permits more or less than before
  | 'SLOW_READER' // the client reads more slowly than events arrive, or not at all
  | 'GOING_AWAY' // the gateway stops, or an HTTP stream has reached its maximum age
  | 'OPERATION_INVALID'; // the operation, or the route to its stream, is missing in a new schema

export type ReaderState = 'LIVE' | 'CATCHING_UP' | 'PAUSED' | 'ENDED';

/**
 * The reader of one subscription, a state machine. A reader is always in one of these states:
 *
 * - `PAUSED`: on no stream, with only its cursor. The initial state. A reader returns to it when it has fallen behind
 *   the kept events of its stream, or when its stream was closed. It continues when its client takes more.
 * - `LIVE`: on the live stream. The reader stays here while its client takes no more for a moment.
 * - `CATCHING_UP`: on a stream that was opened after the cursor of a reader. That stream is closed when it reaches an
 *   event of the live one.
 * - `ENDED`: on no stream. The final state.
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

  /** Starts after a cursor, or with the next event for null. */
  constructor(sink: EventSink, subscriber: Subscriber, cursor: string | null) {
    this.#sink = sink;
    this.subscriber = subscriber;
    this.#cursor = cursor;
  }

  get state(): ReaderState {
    return this.#state;
  }

  /** The reader's stream; null where the reader is `PAUSED` or `ENDED`. */
  get stream(): Stream | null {
    return this.#stream;
  }

  /** The number of the reader's next event in its stream. */
  get index(): number {
    return this.#index;
  }

  /** The cursor after which the reader continues; null while none is known. */
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

  /** Ends the reader with errors. Null for a client that has gone, which is told nothing. */
  end(errors: readonly GraphQLFormattedError[] | null): void {
    assert(this.#state !== 'ENDED', 'a reader ends once');
    this.#state = 'ENDED';
    this.#stream = null;
    this.#sink.onEnded?.();
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

  /** Sets the start cursor, unless the reader has a cursor. */
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

  /** The error with which the gateway ends the reader. It says where to resume, if that is possible. */
  reasonToEnd(code: EndCode, message: string): GraphQLFormattedError {
    const cursor = this.#cursor;
    const advice = cursor === null ? 'Subscribe again.' : 'Subscribe again, after the cursor.';
    return { message: `${message} ${advice}`, extensions: { code, ...(cursor === null ? {} : { cursor }) } };
  }
}
