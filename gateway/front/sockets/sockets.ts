import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { fairTimeout } from '@tributary/platform/fair-timeout.ts';
import { requestIdOf } from '@tributary/platform/http-server.ts';
import { anonymousCaller, callerRefusedKey, type Caller } from '@tributary/platform/caller.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { GraphQLFormattedError } from 'graphql';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { isNotNow, type Authenticator } from '../../request/authentication.ts';
import { addressOf } from '../../request/client-address.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { createOverrides } from '../../composed/override-labels.ts';
import type { OperationServer, Subscribed } from '../../request/apollo-server.ts';
import type { OperationRequest } from '../../request/operation-request.ts';
import { callerKey } from '../../caching/response-cache.ts';
import { headersInPayload } from '../../request/header-rules.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { createFrameWriter } from './socket-frames.ts';
import { closings, duplicateSubscriber, readMessage, subprotocol, type Closing } from './socket-protocol.ts';
import type { StreamHub } from '../../streams/stream-hub.ts';
import type { Place, StreamReader } from '../../streams/stream-place.ts';

const messageBytesMax = 4 * 1024 * 1024;
const subscriptionsMax = 100;
const initTimeoutMs = 3_000;
/** So that not all sockets are looked after in the same moment. */
const shifts = 8;
/** setTimeout takes no more. */
const timeoutMaxMs = 2 ** 31 - 1;

/** A socket carries subscriptions, and whole answers. */
const socketTransport: GatewayContext['transport'] = {
  takesParts: false,
  takesOnlyParts: false,
  takesSubscriptions: true,
  takesOnlySubscriptions: false,
  isReadOnly: false,
};

export type SocketSettings = {
  authenticator: Authenticator;
  operations: OperationServer;
  hub: StreamHub;
  trustedProxies: number;
  overridesFor: ReturnType<typeof createOverrides>;
  /** The names of the headers that are passed on to subgraphs. */
  propagated(): readonly string[];
  socketsMax: number;
  /** How often it is looked whether a client is still there. */
  keepAliveMs: number;
  onError(error: unknown, requestId: string): void;
  /** The scope of an operation: each has its own, under the id of the socket's request. */
  scopeOf(origin: { requestId: string; headers: IncomingHttpHeaders }): RequestScope;
};

export type Sockets = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells all to go, and cuts off who does not within the time. */
  close(drainMs: number): Promise<void>;
};

/**
 * Serves graphql-transport-ws. The first message authenticates; a socket lives no longer than its token, which a `ping` with another `authorization` in its payload renews. What is
 * sent to many is written once, and how much may wait for a client is bounded.
 */
export function serveSockets(settings: SocketSettings): Sockets {
  const { socketsMax, keepAliveMs } = settings;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    handleProtocols: (protocols) => (protocols.has(subprotocol) ? subprotocol : false),
  });
  const connections: Set<Connection>[] = Array.from({ length: shifts }, () => new Set());
  const writeFrames = createFrameWriter();
  let opened = 0;
  let shift = 0;
  const keepAlive = setInterval(() => {
    shift = (shift + 1) % shifts;
    connections[shift]?.forEach((connection) => connection.lookAfter());
  }, keepAliveMs / shifts);

  return {
    upgrade: (request, socket, head) => {
      if (server.clients.size >= socketsMax) {
        refuseUpgrade(socket, 503, 'There are too many sockets. Try again in a moment.', { 'retry-after': '1' });
        return;
      }
      if (request.method !== 'GET') {
        refuseUpgrade(socket, 405, 'A WebSocket begins with GET.', { allow: 'GET' });
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new Connection({ webSocket, socket, request, settings, writeFrames });
        opened += 1;
        const own = connections[opened % shifts];
        own?.add(connection);
        webSocket.once('close', () => own?.delete(connection));
      });
    },
    close: async (drainMs) => {
      clearInterval(keepAlive);
      const all = connections.flatMap((some) => [...some]);
      const closed = Promise.all(all.map((connection) => connection.closed));
      all.forEach((connection) => connection.close(closings.goingAway));
      const cut = setTimeout(() => all.forEach((connection) => connection.cut()), drainMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** An operation of a socket; a subscription has a place. */
type Running = { place: Place | null };

class Connection {
  readonly #socket: WebSocket;
  /** What is below it: events are written there, as frames that are ready. */
  readonly #stream: Duplex;
  /** What is known of all that it asks. The request itself is not kept: there are many sockets, and most of them are idle. */
  #origin: Pick<GatewayContext, 'headers'> & { requestId: string };
  readonly #settings: SocketSettings;
  readonly #writeFrames: ReturnType<typeof createFrameWriter>;
  readonly closed: Promise<void>;
  #caller: Caller;
  #state: 'new' | 'initialising' | 'acknowledged' = 'new';
  readonly #running = new Map<string, Running>();
  #expiry: NodeJS.Timeout | undefined;
  #isAlive = true;

  constructor({
    webSocket: socket,
    socket: stream,
    request,
    settings,
    writeFrames,
  }: {
    webSocket: WebSocket;
    socket: Duplex;
    request: IncomingMessage;
    settings: SocketSettings;
    writeFrames: ReturnType<typeof createFrameWriter>;
  }) {
    this.#socket = socket;
    this.#stream = stream;
    this.#caller = { ...anonymousCaller, address: addressOf(request, settings.trustedProxies) };
    this.#origin = { requestId: requestIdOf(request), headers: request.headers };
    this.#settings = settings;
    this.#writeFrames = writeFrames;
    const cancelTimeout = fairTimeout(() => {
      if (this.#state === 'new') {
        this.close(closings.initTimeout);
      }
    }, initTimeoutMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    socket.once('close', () => {
      cancelTimeout();
      clearTimeout(this.#expiry);
      this.#running.forEach(({ place }) => place?.leave());
      this.#running.clear();
      resolve();
    });
    // What is wrong with the connection also closes it.
    socket.on('error', () => {});
    if (socket.protocol !== subprotocol) {
      this.close(closings.badSubprotocol);
      return;
    }
    // What was sent is on its way: who waited for that may go on. And somebody reads, even if the answer to a ping is yet behind all that.
    stream.on('drain', () => {
      this.#isAlive = true;
      for (const { place } of [...this.#running.values()]) {
        place?.advance();
      }
    });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data) => {
      this.#isAlive = true;
      this.#receive(bytesOf(data)).catch((error: unknown) => {
        settings.onError(error, this.#origin.requestId);
        this.close(closings.internalError);
      });
    });
  }

  close({ code, reason }: Closing): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  /** Asks whether somebody is there, and sends who did not answer the last time away. */
  lookAfter(): void {
    if (!this.#isOpen()) {
      return;
    }
    if (!this.#isAlive) {
      // After a pause of the process the answer may lie in the socket, which is read before an immediate runs.
      setImmediate(() => this.#sendAwayIfSilent());
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
    if ([...this.#running.values()].some(({ place }) => place?.isAway === true)) {
      this.#tellState();
    }
  }

  #sendAwayIfSilent(): void {
    if (!this.#isAlive && this.#isOpen()) {
      this.#endAll('SLOW_READER', 'Nothing of what was sent is read.');
      this.close(closings.slowReader);
      setTimeout(() => this.cut(), this.#settings.keepAliveMs).unref();
    }
  }

  async #receive(bytes: Buffer): Promise<void> {
    const message = readMessage(bytes);
    switch (message?.type) {
      case 'connection_init':
        await this.#initialise(message.payload);
        return;
      case 'ping':
        await this.#answerPing(message.payload);
        return;
      case 'pong':
        return;
      case 'subscribe':
        await this.#subscribe(message.id, message.payload);
        return;
      case 'complete':
        this.#running.get(message.id)?.place?.leave();
        this.#running.delete(message.id);
        return;
      case 'refused':
        if (this.#mayBegin(message.id)) {
          this.#refuse(message.id, [{ message: message.reason, extensions: { code: 'BAD_REQUEST' } }]);
        }
        return;
      case undefined:
        this.close(closings.badMessage);
    }
  }

  async #initialise(payload: Payload): Promise<void> {
    if (this.#state !== 'new') {
      this.close(closings.tooManyInits);
      return;
    }
    this.#state = 'initialising';
    if (!this.#takeHeaders(payload)) {
      this.close(closings.badMessage);
      return;
    }
    const caller = await this.#identify(payload);
    if (caller === null) {
      return;
    }
    this.#caller = caller;
    this.#endWithToken();
    this.#state = 'acknowledged';
    this.#send('{"type":"connection_ack"}');
  }

  /** Takes what a payload says in place of headers. False where that cannot be headers. */
  #takeHeaders(payload: Payload): boolean {
    const given = headersInPayload(payload, this.#settings.propagated);
    if (given !== null && Object.keys(given).length > 0) {
      this.#origin = { ...this.#origin, headers: { ...this.#origin.headers, ...given } };
    }
    return given !== null;
  }

  async #answerPing(payload: Payload): Promise<void> {
    if (authorizationIn(payload) === undefined) {
      this.#send(payload == null ? '{"type":"pong"}' : JSON.stringify({ type: 'pong', payload }));
      return;
    }
    if (this.#state !== 'acknowledged') {
      this.close(closings.unauthorized);
      return;
    }
    const caller = await this.#identify(payload);
    if (caller === null) {
      return;
    }
    if (!isSame(caller, this.#caller)) {
      this.close(closings.forbidden);
      return;
    }
    const before = this.#origin.headers.authorization;
    if (!this.#takeHeaders({ authorization: authorizationIn(payload) })) {
      this.close(closings.badMessage);
      return;
    }
    this.#renew(caller, before);
    // The token is not sent back.
    this.#send(JSON.stringify({ type: 'pong', payload: { expiresAt: caller.expiresAt } }));
  }

  #renew(caller: Caller, authorizationBefore: string | undefined): void {
    const { headers } = this.#origin;
    // Of a caller whom only the subgraphs know, nobody here can say whether another token is the same caller's.
    const isKnown = caller.subject !== null || !this.#settings.propagated().includes('authorization');
    const seesTheSame =
      callerKey(caller) === callerKey(this.#caller) && (isKnown || headers.authorization === authorizationBefore);
    this.#caller = caller;
    this.#endWithToken();
    if (!seesTheSame) {
      this.#endAll('VISIBILITY_CHANGED', 'With the new token you may see other things than before.');
      return;
    }
    for (const { place } of this.#running.values()) {
      if (place !== null) {
        place.context = { ...place.context, caller, headers };
      }
    }
  }

  /** The caller by the credentials of a message; null if the socket is closed for them. */
  async #identify(payload: Payload): Promise<Caller | null> {
    try {
      const identity = await this.#settings.authenticator.identify(authorizationIn(payload));
      return { ...identity, address: this.#caller.address };
    } catch (error) {
      this.close(isNotNow(error) ? closings.tryAgainLater : closings.forbidden);
      return null;
    }
  }

  #endWithToken(): void {
    clearTimeout(this.#expiry);
    const { expiresAt } = this.#caller;
    if (expiresAt === null) {
      return;
    }
    const left = expiresAt * 1000 - Date.now();
    this.#expiry = setTimeout(
      () => {
        this.#endAll('UNAUTHENTICATED', 'The access token has expired. Get a new one.');
        this.close(closings.tokenExpired);
      },
      Math.min(Math.max(left, 0), timeoutMaxMs),
    );
  }

  #endAll(...reason: Parameters<Place['end']>): void {
    for (const { place } of [...this.#running.values()]) {
      place?.end(...reason);
    }
  }

  /** False if an operation may not begin, and the socket is closed therefore. */
  #mayBegin(id: string): boolean {
    if (this.#state !== 'acknowledged') {
      this.close(closings.unauthorized);
      return false;
    }
    if (this.#running.has(id)) {
      this.close(duplicateSubscriber(id));
      return false;
    }
    return true;
  }

  async #subscribe(id: string, request: OperationRequest): Promise<void> {
    if (!this.#mayBegin(id)) {
      return;
    }
    if (this.#running.size >= subscriptionsMax) {
      this.#refuse(id, [limitExceeded(`A socket carries up to ${subscriptionsMax} operations. Open another one.`)]);
      return;
    }
    const running: Running = { place: null };
    this.#running.set(id, running);
    const answer = await this.#settings.operations.answer(request, this.#context());
    if (this.#running.get(id) !== running) {
      // It was completed meanwhile.
      return;
    }
    switch (answer.kind) {
      case 'refused':
        this.#refuse(id, answer.errors);
        return;
      case 'response':
        this.#running.delete(id);
        this.#send(`${nextOf(id)}${answer.json}}`);
        this.#complete(id);
        return;
      case 'subscribed':
        this.#follow(id, answer.subscribed);
    }
  }

  #follow(id: string, { subscription, after, context }: Subscribed): void {
    const { hub } = this.#settings;
    if (!hub.hasRoom()) {
      this.#refuse(id, [limitExceeded('There are too many subscriptions. Try again in a moment.')]);
      return;
    }
    const place = hub.open(subscription, { context, after, reader: this.#readerOf(id) });
    this.#running.set(id, { place });
    place.advance();
  }

  #readerOf(id: string): StreamReader {
    const beginning = nextOf(id);
    const beginningBytes = Buffer.from(beginning);
    return {
      // Node says when what waits for a client that reads slowly is too much: 64 KiB.
      takesMore: () => this.#isOpen() && !this.#stream.writableNeedDrain,
      give: (events) => this.#writeFrames(this.#stream, events, beginningBytes),
      end: (errors) => {
        this.#running.delete(id);
        if (errors.length > 0) {
          this.#send(`${beginning}${JSON.stringify({ errors })}}`);
        }
        this.#complete(id);
        if (errors.some(({ extensions }) => extensions?.[callerRefusedKey] === true)) {
          this.close(closings.forbidden);
        }
      },
      tellState: () => this.#tellState(),
    };
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Says which subscriptions cannot be served at the moment, since the way to their subgraph is broken. */
  #tellState(): void {
    const resuming = [...this.#running].flatMap(([id, { place }]) => (place?.isAway === true ? [id] : []));
    this.#send(JSON.stringify({ type: 'ping', payload: { resuming } }));
  }

  #refuse(id: string, errors: readonly GraphQLFormattedError[]): void {
    this.#running.delete(id);
    this.#send(JSON.stringify({ id, type: 'error', payload: errors }));
  }

  #complete(id: string): void {
    this.#send(JSON.stringify({ id, type: 'complete' }));
  }

  #send(text: string): void {
    if (this.#isOpen()) {
      this.#socket.send(text);
    }
  }

  #context(): GatewayContext {
    return {
      headers: this.#origin.headers,
      scope: this.#settings.scopeOf(this.#origin),
      caller: this.#caller,
      isOverrideOn: this.#settings.overridesFor(this.#origin.headers),
      transport: socketTransport,
      client: undefined,
    };
  }
}

/** What comes before the payload of each message with a result. */
function nextOf(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":`;
}

type Payload = Readonly<Record<string, unknown>> | null | undefined;

function authorizationIn(payload: Payload): string | undefined {
  // As the name of a header, in any case.
  const value = Object.entries(payload ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** Whether two tokens name the same caller, whatever that may do. */
function isSame(one: Caller, other: Caller): boolean {
  return one.issuer === other.issuer && one.subject === other.subject && one.tenant === other.tenant;
}

function limitExceeded(message: string): GraphQLFormattedError {
  return { message, extensions: { code: 'LIMIT_EXCEEDED' } };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) {
    return data;
  }
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
