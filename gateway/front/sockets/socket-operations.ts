import type { IncomingHttpHeaders } from 'node:http';
import { statusOfRefusedCaller } from '@tributary/platform/caller.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { createOverrides } from '../../composed/override-labels.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Answer, OperationServer, Subscribed } from '../../request/apollo-server.ts';
import type { OperationRequest } from '../../request/operation-request.ts';
import type { RateLimits } from '../../request/rate-limits.ts';
import type { ClientStream } from '../../streams/client-stream.ts';
import type { EndCode, EventSink } from '../../streams/reader.ts';
import type { StreamHub } from '../../streams/stream-hub.ts';
import type { Subscriber } from '../../generation/subscriber.ts';
import { tooManySubscriptions, type Occupancy } from '../../request/occupancy.ts';
import { closings, duplicateSubscriber } from './socket-protocol.ts';
import type { SocketWire } from './socket-wire.ts';

const operationsMax = 100;

/** Sockets carry subscriptions and whole answers. */
const socketTransport: GatewayContext['transport'] = {
  takesParts: false,
  takesOnlyParts: false,
  takesSubscriptions: true,
  takesOnlySubscriptions: false,
  isReadOnly: false,
};

export type SocketOperationSettings = {
  operations: OperationServer;
  hub: StreamHub;
  subscriberOf(context: GatewayContext): Subscriber;
  /** The scope of an operation: each has its own, under the id of the socket's request. */
  scopeOf(origin: { requestId: string; headers: IncomingHttpHeaders }): RequestScope;
  overridesFor: ReturnType<typeof createOverrides>;
  /** Admits an operation by the limits on rates. */
  admit: RateLimits['admit'];
  /** The open subscriptions over all transports. */
  subscriptions: Occupancy;
};

/** The client of a socket. The request itself is not kept, since there are many sockets and most are idle. */
export type SocketClient = Pick<GatewayContext, 'caller' | 'headers'> & { requestId: string };

/** An operation in progress. A subscription has a stream, and the context in which it was opened. */
type Running = { subscription: { stream: ClientStream; context: GatewayContext } | null };

/** The operations of one socket. */
export class SocketOperations {
  readonly #wire: SocketWire;
  readonly #settings: SocketOperationSettings;
  readonly #running = new Map<string, Running>();
  client: SocketClient;

  constructor(wire: SocketWire, client: SocketClient, settings: SocketOperationSettings) {
    this.#wire = wire;
    this.client = client;
    this.#settings = settings;
  }

  /** Handles `subscribe`, which begins an operation of any kind. */
  async begin(id: string, request: OperationRequest): Promise<void> {
    if (this.#closesForDuplicate(id)) {
      return;
    }
    if (this.#running.size >= operationsMax) {
      this.#refuse(id, [limitExceeded(`A socket carries up to ${operationsMax} operations. Open another one.`)]);
      return;
    }
    const running: Running = { subscription: null };
    this.#running.set(id, running);
    const answer = await this.#answer(request);
    if (this.#running.get(id) !== running) {
      // The client completed it meanwhile.
      return;
    }
    switch (answer.kind) {
      case 'refused':
        this.#refuse(id, answer.errors);
        return;
      case 'response':
        this.#running.delete(id);
        this.#wire.send(`${nextOf(id)}${answer.json}}`);
        this.#sendComplete(id);
        return;
      case 'subscribed':
        this.#follow(id, running, answer.subscribed);
    }
  }

  /** Refuses an operation that could not be parsed. */
  reject(id: string, reason: string): void {
    if (!this.#closesForDuplicate(id)) {
      this.#refuse(id, [{ message: reason, extensions: { code: 'BAD_REQUEST' } }]);
    }
  }

  /** Handles `complete`, by which the client ends an operation. */
  stop(id: string): void {
    this.#running.get(id)?.subscription?.stream.leave();
    this.#running.delete(id);
  }

  /** Whether nothing runs. */
  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Stops all operations, since the client has gone. */
  leave(): void {
    this.#streams().forEach((stream) => stream.leave());
    this.#running.clear();
  }

  /** Ends all subscriptions, and tells the client where to resume. */
  endAll(code: EndCode, message: string): void {
    this.#streams().forEach((stream) => stream.end(code, message));
  }

  /** Resumes all subscriptions after the connection has drained. */
  resume(): void {
    this.#streams().forEach((stream) => stream.resume());
  }

  /** Continues on behalf of a client with the same rights. */
  renew(client: SocketClient): void {
    this.client = client;
    const { caller, headers } = client;
    for (const { subscription } of this.#running.values()) {
      if (subscription !== null) {
        subscription.context = { ...subscription.context, caller, headers };
        subscription.stream.renew(this.#settings.subscriberOf(subscription.context));
      }
    }
  }

  /** Lists the subscriptions whose subgraph cannot be reached, if there are any. */
  sendInterruptions(): void {
    if (this.#streams().some(({ isInterrupted }) => isInterrupted)) {
      this.#sendState();
    }
  }

  #follow(id: string, running: Running, { subscription, after, context }: Subscribed): void {
    const { hub, subscriberOf, subscriptions } = this.#settings;
    const full = hub.hasRoom() ? subscriptions.refusalOf(context.caller) : tooManySubscriptions;
    if (full !== null) {
      this.#refuse(id, [limitExceeded(full)]);
      return;
    }
    const sink = { ...this.#sinkOf(id), onEnded: subscriptions.enter(context.caller) };
    const stream = hub.open(subscription, { subscriber: subscriberOf(context), after, sink });
    running.subscription = { stream, context };
    stream.resume();
  }

  #sinkOf(id: string): EventSink {
    const beginning = nextOf(id);
    const beginningBytes = Buffer.from(beginning);
    return {
      takesMore: () => this.#wire.takesMore,
      write: (events) => this.#wire.sendEvents(events, beginningBytes),
      end: (errors) => {
        this.#running.delete(id);
        if (errors.length > 0) {
          this.#wire.send(`${beginning}${JSON.stringify({ errors })}}`);
        }
        this.#sendComplete(id);
        if (errors.some(({ extensions }) => statusOfRefusedCaller(extensions) === 401)) {
          this.#wire.close(closings.forbidden);
        }
      },
      sendState: () => this.#sendState(),
    };
  }

  /** Lists the subscriptions whose subgraph cannot be reached at the moment. */
  #sendState(): void {
    const resuming = [...this.#running].flatMap(([id, { subscription }]) =>
      subscription?.stream.isInterrupted === true ? [id] : [],
    );
    this.#wire.send(JSON.stringify({ type: 'ping', payload: { resuming } }));
  }

  #closesForDuplicate(id: string): boolean {
    const isDuplicate = this.#running.has(id);
    if (isDuplicate) {
      this.#wire.close(duplicateSubscriber(id));
    }
    return isDuplicate;
  }

  #refuse(id: string, errors: readonly GraphQLFormattedError[]): void {
    this.#running.delete(id);
    this.#wire.send(JSON.stringify({ id, type: 'error', payload: errors }));
  }

  #sendComplete(id: string): void {
    this.#wire.send(JSON.stringify({ id, type: 'complete' }));
  }

  /** A copy of the list, since a stream that ends is removed from the running operations. */
  #streams(): ClientStream[] {
    return [...this.#running.values()].flatMap(({ subscription }) =>
      subscription === null ? [] : [subscription.stream],
    );
  }

  /** The answer to an operation that the limits admit. */
  async #answer(request: OperationRequest): Promise<Answer> {
    try {
      const { charge } = await this.#settings.admit(this.client);
      return await this.#settings.operations.answer(request, this.#context(charge));
    } catch (error) {
      if (!(error instanceof GraphQLError)) {
        throw error;
      }
      const { http: _, ...extensions } = error.extensions;
      return { kind: 'refused', errors: [{ message: error.message, extensions }], status: 503, headers: {} };
    }
  }

  #context(chargeCost: GatewayContext['chargeCost']): GatewayContext {
    return {
      caller: this.client.caller,
      headers: this.client.headers,
      scope: this.#settings.scopeOf(this.client),
      isOverrideOn: this.#settings.overridesFor(this.client.headers),
      chargeCost,
      transport: socketTransport,
      client: undefined,
    };
  }
}

/** The part of each message with a result before its payload. */
function nextOf(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":`;
}

function limitExceeded(message: string): GraphQLFormattedError {
  return { message, extensions: { code: 'LIMIT_EXCEEDED' } };
}
