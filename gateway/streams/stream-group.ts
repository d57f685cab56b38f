import { assert } from '@tributary/platform/assert.ts';
import type { GraphQLFormattedError } from 'graphql';
import { subscribesToTheSame, type Subscription } from '../generation/subscription.ts';
import { completeEvents, toClientErrors, type Mask } from './complete-events.ts';
import type { StreamEvent } from './event-buffer.ts';
import { StreamReader, type EndCode, type EventSink } from './reader.ts';
import { SharedStream, type ServeOutcome } from './shared-stream.ts';
import type { Subscriber } from '../generation/subscriber.ts';
import { Upstream, type SubgraphSource } from './upstream.ts';

export type GroupSettings = {
  /** Limit on the bytes of events that each stream may keep at the moment. */
  bytesMax(): number;
  /** Called for each reader that has ended. */
  onEnded(group: StreamGroup): void;
};

type Reader = StreamReader<SharedStream>;

/**
 * All readers of the same subscription with the same rights: one live stream, and one stream for each cursor from which
 * readers catch up. When a stream reaches an event of the live one, its readers move there. Only the group decides
 * which reader is on which stream.
 */
export class StreamGroup {
  readonly #settings: GroupSettings;
  readonly #readers = new Set<Reader>();
  #subscription: Subscription;
  /** Open streams. An ended one lives only as long as it has readers. */
  #live: SharedStream | null = null;
  readonly #catchUps = new Set<SharedStream>();
  /**
   * The newest sponsor. Failures are logged under the id of its request, which is also that of the request to the
   * subgraph.
   */
  #lastSponsor: Subscriber | null = null;
  readonly #mask: Mask = (error) => (this.#lastSponsor ?? this.#sponsor()).mask(error);
  /** The group's key in the hub. */
  key: string;

  constructor(subscription: Subscription, key: string, settings: GroupSettings) {
    this.#subscription = subscription;
    this.key = key;
    this.#settings = settings;
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  get isEmpty(): boolean {
    return this.#readers.size === 0;
  }

  get readers(): ReadonlySet<Reader> {
    return this.#readers;
  }

  /** Adds a reader after a cursor, or from now on. Its first resume starts it. */
  add(sink: EventSink, subscriber: Subscriber, after: string | null): Reader {
    const reader: Reader = new StreamReader(sink, subscriber, this.#isResumable ? after : null);
    this.#readers.add(reader);
    return reader;
  }

  /**
   * Writes as much to a reader as its client takes. A reader without a stream gets one first, and a reader that has
   * fallen behind gets another one.
   */
  serve(reader: Reader): void {
    if (reader.state === 'PAUSED' && reader.takesMore()) {
      this.#place(reader);
    }
    const { stream } = reader;
    if (stream === null) {
      return;
    }
    let outcome: ServeOutcome;
    try {
      outcome = stream.serve(reader);
    } catch (error) {
      // A fault of one reader must not affect the others.
      this.end(reader, [reader.subscriber.mask(error)]);
      return;
    }
    if (outcome === 'behind') {
      this.#pause(reader, stream);
      if (reader.cursor === null) {
        this.endFor(reader, 'SLOW_READER', 'You read more slowly than events arrive.');
      } else {
        this.serve(reader);
      }
    } else if (outcome === 'ended') {
      this.end(reader, stream.ending);
    }
  }

  /** Ends the readers whose callers have other rights than those with which the subscription was planned. */
  async checkRights(): Promise<void> {
    const subscription = this.#subscription;
    if (!subscription.operation.requirements.some(({ kind }) => kind === 'policies')) {
      return;
    }
    for (const reader of [...this.#readers]) {
      // Rights that cannot be known at the moment are checked again the next time.
      const keepsRights = await reader.subscriber.keepsRights(subscription).catch(() => true);
      if (!keepsRights && this.#readers.has(reader) && this.#subscription === subscription) {
        this.endFor(reader, 'VISIBILITY_CHANGED', 'You may see other things than before.');
      }
    }
  }

  /** Ends a reader for a reason of the gateway. */
  endFor(reader: Reader, code: EndCode, message: string): void {
    this.end(reader, [reader.reasonToEnd(code, message)]);
  }

  /** Ends a reader, with its errors unless these are null. Closes streams that are no longer needed. */
  end(reader: Reader, errors: readonly GraphQLFormattedError[] | null): void {
    const { stream } = reader;
    assert(this.#readers.delete(reader), 'a group ends only readers of its own');
    stream?.remove(reader);
    if (stream?.readers.size === 0 && stream !== this.#live) {
      this.#close(stream);
    }
    if (this.#live?.readers.size === 0 && this.#catchUps.size === 0) {
      this.#close(this.#live);
    }
    this.#settings.onEnded(this);
    reader.end(errors);
  }

  /**
   * Continues with another plan of the same response. The upstreams stay open if their subscription to the subgraph is
   * the same.
   */
  replan(subscription: Subscription): void {
    const keepsUpstreams = subscribesToTheSame(subscription, this.#subscription);
    this.#subscription = subscription;
    if (keepsUpstreams) {
      return;
    }
    const readers = [...this.#readers];
    for (const reader of readers) {
      const { stream } = reader;
      if (stream !== null) {
        reader.pause();
        stream.remove(reader);
      }
    }
    [...this.#streams()].forEach((stream) => this.#close(stream));
    for (const reader of readers) {
      if (this.#isResumable) {
        this.serve(reader);
      } else {
        this.endFor(
          reader,
          'OPERATION_INVALID',
          'A new schema has this subscription in another place, and it cannot be resumed there.',
        );
      }
    }
  }

  get #isResumable(): boolean {
    return this.#subscription.primary.resumption !== null;
  }

  /** Moves a paused reader to a stream that has the event after its cursor, or opens one there. */
  #place(reader: Reader): void {
    const live = this.#live ?? this.#open(null);
    const { cursor } = reader;
    if (cursor === null) {
      this.#goLive(reader, live, live.end);
      return;
    }
    const index = live.indexAfter(cursor);
    if (index !== null) {
      this.#goLive(reader, live, index);
      return;
    }
    for (const catchUp of this.#catchUps) {
      const indexThere = catchUp.indexAfter(cursor);
      if (indexThere !== null) {
        this.#catchUp(reader, catchUp, indexThere);
        return;
      }
    }
    this.#catchUp(reader, this.#open(cursor), 0);
  }

  #goLive(reader: Reader, live: SharedStream, index: number): void {
    reader.goLive(live, index);
    live.add(reader);
    if (live.lastCursor !== null) {
      reader.beginAfter(live.lastCursor);
    }
  }

  #catchUp(reader: Reader, catchUp: SharedStream, index: number): void {
    reader.catchUp(catchUp, index);
    catchUp.add(reader);
  }

  /**
   * Removes a reader from its stream, and closes the stream if it was the last reader. A live stream stays open for
   * readers that catch up with it.
   */
  #pause(reader: Reader, stream: SharedStream): void {
    reader.pause();
    stream.remove(reader);
    if (stream.readers.size === 0 && (stream !== this.#live || this.#catchUps.size === 0)) {
      this.#close(stream);
    }
  }

  /** Opens a stream after a cursor, or the live one for null. */
  #open(after: string | null): SharedStream {
    const stream = new SharedStream({
      upstream: new Upstream(this.#source(), after),
      after,
      complete: (events) => completeEvents(events, this.#subscription, this.#sponsor()),
      mask: this.#mask,
      bytesMax: this.#settings.bytesMax,
    });
    if (after === null) {
      assert(this.#live === null, 'a group has one live stream');
      this.#live = stream;
    } else {
      this.#catchUps.add(stream);
    }
    void this.#follow(stream);
    return stream;
  }

  #close(stream: SharedStream): void {
    assert(stream.readers.size === 0, 'a stream is closed only when it has no readers');
    this.#forget(stream);
    stream.close();
  }

  #forget(stream: SharedStream): void {
    this.#catchUps.delete(stream);
    if (this.#live === stream) {
      this.#live = null;
    }
  }

  /** Delivers the events of a stream from the first to the last. */
  async #follow(stream: SharedStream): Promise<void> {
    stream.start();
    try {
      for (let events = await stream.next(); events !== null; events = await stream.next()) {
        this.#publish(stream, events);
      }
    } catch (error) {
      stream.fail(error);
    }
    this.#forget(stream);
    stream.readers.forEach((reader) => this.serve(reader));
  }

  #publish(stream: SharedStream, events: readonly StreamEvent[]): void {
    if (stream.isOver) {
      return;
    }
    for (const event of events) {
      stream.keep(event);
      // Readers move at the first event that the live stream also has, since it may already be further.
      if (this.#joinsLive(stream)) {
        return;
      }
    }
    stream.trim();
    if (stream === this.#live) {
      [...this.#catchUps].forEach((catchUp) => this.#joinsLive(catchUp));
    }
    stream.serveAll((reader) => this.serve(reader)).catch((error: unknown) => stream.fail(error));
  }

  /** Moves the readers of a stream to the live one, and closes it, if the live one has the event after its last one. */
  #joinsLive(catchUp: SharedStream): boolean {
    const live = this.#live;
    const { lastCursor } = catchUp;
    if (live === null || live === catchUp || lastCursor === null) {
      return false;
    }
    const index = live.indexAfter(lastCursor);
    if (index === null) {
      return false;
    }
    // Serve first, so that clients that take more are up to date.
    catchUp.readers.forEach((reader) => this.serve(reader));
    const readers = [...catchUp.readers];
    for (const reader of readers) {
      catchUp.remove(reader);
      if (reader.index === catchUp.end) {
        this.#goLive(reader, live, index);
      } else {
        reader.pause();
      }
    }
    this.#close(catchUp);
    readers.forEach((reader) => this.serve(reader));
    return true;
  }

  /** The source at the subgraph. Each opening is on behalf of the sponsor at that time. */
  #source(): SubgraphSource {
    /** End of the token with which the source was opened. */
    let openUntilMs = 0;
    return {
      cursorName: this.#subscription.primary.resumption?.cursorName ?? null,
      subscribe: async (after) => {
        const { generation, primary } = this.#subscription;
        const sponsor = this.#sponsor();
        openUntilMs = sponsor.expiresAtMs;
        const execution = await sponsor.prepare(generation);
        const { fetch, variables, resumption } = primary;
        return execution.transportOf(fetch.serviceName).subscribe({
          query: fetch.operation,
          variables: resumption === null || after === null ? variables : { ...variables, [resumption.variable]: after },
          operationName: fetch.operationName,
          caller: execution.callerFor(fetch.serviceName),
          requestId: execution.requestId,
          headers: execution.headersFor(fetch.serviceName),
          connectionHeaders: sponsor.connectionHeadersFor(fetch.serviceName),
          wantsPosition: resumption !== null,
        });
      },
      canRenew: () => !this.isEmpty && this.#sponsor().expiresAtMs > openUntilMs,
      toClientErrors: (errors) => toClientErrors(errors, this.#subscription.primary, this.#mask),
    };
  }

  /** The subscriber whose rights open the upstreams. All have the same rights; this one's credentials last longest. */
  #sponsor(): Subscriber {
    let sponsor: Subscriber | undefined;
    for (const { subscriber } of this.#readers) {
      if (sponsor === undefined || subscriber.expiresAtMs > sponsor.expiresAtMs) {
        sponsor = subscriber;
      }
      if (sponsor.expiresAtMs === Infinity) {
        break;
      }
    }
    assert(sponsor !== undefined, 'a stream has readers while it is open');
    this.#lastSponsor = sponsor;
    return sponsor;
  }

  *#streams(): Iterable<SharedStream> {
    if (this.#live !== null) {
      yield this.#live;
    }
    yield* this.#catchUps;
  }
}
