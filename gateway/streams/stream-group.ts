import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { rewrite } from '../compile/rewrite.ts';
import { errorsIn } from '../execution/send-fetch.ts';
import type { GatewayContext } from '../request/gateway-context.ts';
import type { Generation } from '../generation/generation.ts';
import type { PlannedSubscription, Subscription } from '../generation/subscription.ts';
import { SharedStream, type StreamEvent } from './shared-stream.ts';
import { expiresAtMsOf, Place, type StreamReader } from './stream-place.ts';
import { Upstream, type UpstreamEvent } from './upstream.ts';
import type { OperationExecution } from '../generation/bound-operation.ts';

export type GroupSettings = {
  /** What is needed to carry out an operation for a caller. */
  prepare(generation: Generation, context: GatewayContext): Promise<OperationExecution>;
  /** Carries out the rest of the operation for a caller, in the time that an operation has. */
  completeEvents<T>(
    generation: Generation,
    context: GatewayContext,
    complete: (execution: OperationExecution) => Promise<T>,
  ): Promise<T>;
  /** The headers that belong to the connection over which a subgraph sends to a caller. */
  connectionHeadersFor(subgraph: string, context: GatewayContext): Record<string, string>;
  mask(error: unknown, scope: RequestScope | undefined): GraphQLFormattedError;
  bytesMax(): number;
  onEmpty(group: StreamGroup): void;
};

/**
 * All who follow the same with the same rights: one stream of what happens now, and one for each cursor from which somebody catches up. As soon as one of those gives an event that the other has too,
 * its readers move over. Cursors are only ever compared for equality.
 */
export class StreamGroup {
  readonly #settings: GroupSettings;
  readonly places = new Set<Place>();
  planned: Subscription;
  /** By which the hub finds it. */
  key: string;
  #live: SharedStream | null = null;
  readonly #catchUps = new Set<SharedStream>();
  /** The scope of the newest sponsor: failures are logged under its id, which is that of the request to the subgraph. */
  #scope: RequestScope | undefined;

  constructor(planned: Subscription, key: string, settings: GroupSettings) {
    this.planned = planned;
    this.key = key;
    this.#settings = settings;
  }

  get #isResumable(): boolean {
    return this.planned.primary.resumption !== null;
  }

  /** Lets a client in, after a cursor or from now on; it begins when the place first advances. */
  enter(
    reader: StreamReader,
    { context, after, onLeave }: { context: GatewayContext; after: string | null; onLeave: () => void },
  ): Place {
    const place = new Place({
      reader,
      context,
      cursor: this.#isResumable ? after : null,
      onAdvance: (one) => this.#advance(one),
      onLeave: (one) => {
        this.#remove(one);
        onLeave();
      },
    });
    this.places.add(place);
    return place;
  }

  /** Goes on by another plan, which gives the same to clients; over the same upstreams if that asks the same of the same subgraph. */
  replan(planned: Subscription): void {
    const keepsUpstreams = asksTheSame(planned, this.planned);
    this.planned = planned;
    if (keepsUpstreams) {
      return;
    }
    const places = [...this.places];
    for (const stream of [...this.#streams()]) {
      this.#drop(stream);
    }
    for (const place of places) {
      if (this.#isResumable) {
        place.advance();
      } else {
        place.end(
          'OPERATION_INVALID',
          'A new schema has this subscription in another place, and it cannot be resumed there.',
        );
      }
    }
  }

  /** The stream goes on where its reader is, or it is found another one. */
  #advance(place: Place): void {
    const { stream } = place;
    if (stream === null) {
      if (place.takesMore()) {
        this.#settle(place);
      }
      return;
    }
    const outcome = stream.feed(place);
    if (outcome === 'behind') {
      this.#detach(place);
      if (place.cursor === null) {
        place.end('SLOW_READER', 'You read more slowly than there is news.');
      } else {
        place.advance();
      }
    } else if (outcome !== 'waits') {
      place.finish(outcome);
    }
  }

  /** Finds a place after its cursor in one of the streams, or opens one there. */
  #settle(place: Place): void {
    const { cursor } = place;
    const live = this.#live ?? this.#openLive();
    if (cursor === null) {
      this.#attach(place, live, live.end);
      return;
    }
    for (const stream of this.#streams()) {
      const index = stream.placeAfter(cursor);
      if (index !== null && stream.has(index) && !stream.isOver) {
        this.#attach(place, stream, index);
        return;
      }
    }
    const catchUp = this.#open(cursor, (stream) => this.#catchUps.delete(stream));
    this.#catchUps.add(catchUp);
    this.#attach(place, catchUp, 0);
    catchUp.start();
  }

  #openLive(): SharedStream {
    const live = this.#open(null, (stream) => {
      if (this.#live === stream) {
        this.#live = null;
      }
    });
    this.#live = live;
    live.start();
    return live;
  }

  #open(base: string | null, onEnd: (stream: SharedStream) => void): SharedStream {
    /** Until when the caller's token lasts for whom the upstream is open. */
    let signedUntilMs = 0;
    const upstream = new Upstream({
      open: async (after) => {
        const { generation, primary } = this.planned;
        const context = this.#sponsor();
        signedUntilMs = expiresAtMsOf(context);
        const execution = await this.#settings.prepare(generation, context);
        const { fetch, variables, resumption } = primary;
        return execution.transportOf(fetch.serviceName).subscribe({
          query: fetch.operation,
          variables: resumption === null || after === null ? variables : { ...variables, [resumption.variable]: after },
          operationName: fetch.operationName,
          caller: execution.caller,
          requestId: execution.requestId,
          headers: execution.headersFor(fetch.serviceName),
          connectionHeaders: this.#settings.connectionHeadersFor(fetch.serviceName, context),
          wantsPosition: resumption !== null,
        });
      },
      cursorName: this.planned.primary.resumption?.cursorName ?? null,
      after: base,
      toClientErrors: (errors) => this.#toClientErrors(errors),
      mayRenew: () => this.places.size > 0 && expiresAtMsOf(this.#sponsor()) > signedUntilMs,
      onAway: (isAway) => stream.setAway(isAway),
      onPosition: (cursor) => stream.setBase(cursor),
    });
    const stream: SharedStream = new SharedStream({
      upstream,
      complete: (events) => this.#complete(events),
      base,
      meetsAt: (cursor) => stream !== this.#live && this.#placeInLive(cursor) !== null,
      onEvents: () => this.#join(),
      mask: (error) => this.#mask(error),
      onEnd: () => onEnd(stream),
      bytesMax: this.#settings.bytesMax,
    });
    return stream;
  }

  /** The errors of the subgraph with which a stream ends: their paths by the names of the client. */
  #toClientErrors(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
    const { fetch, toResponseName } = this.planned.primary;
    return errorsIn({ errors }, fetch.serviceName).map(({ message, path, extensions }) =>
      this.#mask(
        new GraphQLError(message, {
          path: path?.map((step) => (typeof step === 'string' ? toResponseName(step) : step)),
          extensions,
        }),
      ),
    );
  }

  async #complete(events: readonly UpstreamEvent[]): Promise<StreamEvent[]> {
    const { generation, operation, primary } = this.planned;
    for (const { data } of events) {
      if (data !== null) {
        rewrite(primary.fetch.outputRewrites, data, generation.types.isSubtype);
      }
    }
    const results = await this.#settings.completeEvents(generation, this.#sponsor(), (execution) =>
      operation.complete(execution, events),
    );
    return results.map(({ errors, ...result }, index) => {
      const cursor = events[index]?.cursor ?? null;
      const response = {
        ...result,
        ...(errors === undefined ? {} : { errors: errors.map((error) => this.#mask(error)) }),
        ...(cursor === null ? {} : { extensions: { ...result.extensions, cursor } }),
      };
      return { json: Buffer.from(JSON.stringify(response)), cursor };
    });
  }

  /** Whose rights the upstream has: who is let in for longest, of those who are all let in to the same. */
  #sponsor(): GatewayContext {
    let sponsor: Place | undefined;
    for (const place of this.places) {
      if (sponsor === undefined || place.expiresAtMs > sponsor.expiresAtMs) {
        sponsor = place;
      }
      if (sponsor.expiresAtMs === Infinity) {
        break;
      }
    }
    if (sponsor === undefined) {
      throw new Error('a stream that nobody follows');
    }
    this.#scope = sponsor.context.scope;
    return sponsor.context;
  }

  #mask(error: unknown): GraphQLFormattedError {
    return this.#settings.mask(error, this.#scope);
  }

  /** Moves over who has caught up. */
  #join(): void {
    const live = this.#live;
    for (const catchUp of this.#catchUps) {
      const index = this.#placeInLive(catchUp.lastCursor);
      if (live === null || index === null) {
        continue;
      }
      // So that all who take it have what there is.
      for (const place of catchUp.places) {
        place.advance();
      }
      const atEnd = [...catchUp.places].filter((place) => place.index === catchUp.end);
      const behind = [...catchUp.places].filter((place) => place.index !== catchUp.end);
      this.#drop(catchUp);
      for (const place of atEnd) {
        this.#attach(place, live, index);
      }
      for (const place of behind) {
        place.advance();
      }
    }
  }

  #placeInLive(cursor: string | null): number | null {
    const live = this.#live;
    const index = cursor === null || live === null || live.isOver ? null : live.placeAfter(cursor);
    return index !== null && live?.has(index) === true ? index : null;
  }

  #attach(place: Place, stream: SharedStream, index: number): void {
    place.stream = stream;
    place.index = index;
    stream.places.add(place);
    if (stream.lastCursor !== null) {
      place.begins(stream.lastCursor);
    }
    place.advance();
  }

  #detach(place: Place): void {
    const { stream } = place;
    place.stream = null;
    stream?.remove(place);
    if (stream?.places.size === 0 && (stream !== this.#live || this.#catchUps.size === 0)) {
      stream.close();
    }
  }

  /** Closes a stream; its readers keep their cursors and nothing else. */
  #drop(stream: SharedStream): void {
    for (const place of stream.places) {
      place.stream = null;
    }
    stream.places.clear();
    stream.close();
  }

  #remove(place: Place): void {
    this.places.delete(place);
    this.#detach(place);
    if (this.#catchUps.size === 0 && this.#live?.places.size === 0) {
      this.#live.close();
    }
    if (this.places.size === 0) {
      this.#settings.onEmpty(this);
    }
  }

  *#streams(): Iterable<SharedStream> {
    if (this.#live !== null) {
      yield this.#live;
    }
    yield* this.#catchUps;
  }
}

function asksTheSame(one: PlannedSubscription, other: PlannedSubscription): boolean {
  const { fetch } = one.primary;
  return (
    fetch.operation === other.primary.fetch.operation &&
    fetch.serviceName === other.primary.fetch.serviceName &&
    one.primary.resumption?.cursorName === other.primary.resumption?.cursorName &&
    one.generation.subgraphs.get(fetch.serviceName) === other.generation.subgraphs.get(fetch.serviceName)
  );
}
