import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { fairTimeout } from '@tributary/platform/fair-timeout.ts';
import { requestIdOf } from '@tributary/platform/http-server.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import type { Revocations } from '@tributary/platform/revocations.ts';
import { inTurn } from '@tributary/platform/turns.ts';
import type { RawData, WebSocket } from 'ws';
import { callerKey } from '../../caching/response-cache.ts';
import { isUnavailable, type Authenticator } from '../../request/authentication.ts';
import { accessRevoked } from '../../streams/reader.ts';
import { addressOf } from '../../request/client-address.ts';
import type { Credentials } from '../../request/tokens/credentials.ts';
import { headersInPayload } from '../../request/header-rules.ts';
import { bytesAtOnceMax } from '../http/json-size.ts';
import type { createFrameWriter } from './socket-frames.ts';
import type { Occupancy } from '../../request/occupancy.ts';
import { SocketOperations, type SocketClient, type SocketOperationSettings } from './socket-operations.ts';
import { closings, parseMessage, subprotocol, type Closing } from './socket-protocol.ts';
import { SocketWire } from './socket-wire.ts';

const initTimeoutMs = 3_000;
const pingMarkBytes = 8;
/** The maximum delay of setTimeout. */
const timeoutMaxMs = 2 ** 31 - 1;

export type ConnectionSettings = SocketOperationSettings & {
  authenticator: Authenticator;
  /** Ends the sockets of callers whose access is revoked. */
  revocations: Pick<Revocations, 'onRevoked'>;
  trustedProxies: number;
  /** The names of the headers that are passed on to subgraphs. */
  propagated(): readonly string[];
  /** Interval of the checks whether a client is still there. */
  keepAliveMs: number;
  /** The open sockets. */
  sockets: Occupancy;
  /** How long a socket without a token may have no operation. */
  anonymousIdleMs: number | undefined;
  onError(error: unknown, requestId: string): void;
};

type Payload = Readonly<Record<string, unknown>> | null | undefined;

/** One socket: its handshake, its token, its liveness and its end. Operations are in SocketOperations. */
export class Connection {
  readonly #wire: SocketWire;
  readonly #operations: SocketOperations;
  readonly #settings: ConnectionSettings;
  readonly closed: Promise<void>;
  #state: 'new' | 'initialising' | 'acknowledged' = 'new';
  #expiry: NodeJS.Timeout | undefined;
  #stopWatching = () => {};
  /** Gives the places of the socket back. */
  #leave: () => void;
  /** The time of the first check at which an anonymous client had no operation, by `performance.now()`. */
  #idleSince: number | null = null;
  #isAlive = true;
  /** Payload of the newest ping. A pong with another one was not caused by reading it. */
  #pingMark: Buffer = Buffer.alloc(0);
  /** Messages that wait until the client reads, or until the one before them is handled. */
  readonly #waiting: Buffer[] = [];
  /** Whether a long message waits for its turn of the event loop. */
  #waitsForTurn = false;

  constructor({
    webSocket,
    socket,
    request,
    settings,
    writeFrames,
  }: {
    webSocket: WebSocket;
    /** The connection below the WebSocket. */
    socket: Duplex;
    request: IncomingMessage;
    settings: ConnectionSettings;
    writeFrames: ReturnType<typeof createFrameWriter>;
  }) {
    this.#settings = settings;
    this.#wire = new SocketWire(webSocket, socket, writeFrames);
    const client: SocketClient = {
      caller: { ...anonymousCaller, address: addressOf(request, settings.trustedProxies) },
      requestId: requestIdOf(request),
      headers: request.headers,
    };
    this.#operations = new SocketOperations(this.#wire, client, settings);
    this.#leave = settings.sockets.enter(client.caller);
    const cancelTimeout = fairTimeout(() => {
      if (this.#state === 'new') {
        this.close(closings.initTimeout);
      }
    }, initTimeoutMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    webSocket.once('close', () => {
      cancelTimeout();
      clearTimeout(this.#expiry);
      this.#stopWatching();
      this.#operations.leave();
      this.#leave();
      resolve();
    });
    // An error of the connection also closes it.
    webSocket.on('error', () => {});
    if (webSocket.protocol !== subprotocol) {
      this.close(closings.badSubprotocol);
      return;
    }
    // A drain shows that the client reads, even if its pong is behind all that was written. A message does not.
    socket.on('drain', () => {
      this.#isAlive = true;
      this.#handleWaiting();
      this.#operations.resume();
    });
    webSocket.on('pong', (mark) => {
      this.#isAlive ||= mark.equals(this.#pingMark);
    });
    webSocket.on('message', (data) => this.#take(bytesOf(data)));
  }

  /**
   * Handles a message, or keeps it until the client has read what was written before, and stops reading the socket. So
   * a client that sends and does not read fills no memory: what is kept is one chunk of the connection.
   */
  #take(message: Buffer): void {
    if (this.#isFree && this.#waiting.length === 0 && message.length <= bytesAtOnceMax) {
      this.#handle(message);
    } else if (this.#wire.isOpen) {
      this.#waiting.push(message);
      this.#wire.pauseReading();
      this.#handleWaiting();
    }
  }

  /** Whether the next message may be handled. */
  get #isFree(): boolean {
    return this.#wire.takesMore && !this.#waitsForTurn;
  }

  /** Handles the kept messages before new events are written, so that events cannot delay them for ever. */
  #handleWaiting(): void {
    while (this.#waiting.length > 0 && this.#isFree) {
      const message = this.#waiting.shift();
      if (message !== undefined && message.length <= bytesAtOnceMax) {
        this.#handle(message);
      } else if (message !== undefined) {
        void this.#handleInTurn(message);
      }
    }
    if (this.#waiting.length === 0 && !this.#waitsForTurn) {
      this.#wire.resumeReading();
    }
  }

  /** Handles a long message. Those after it wait, so that all are handled in their order. */
  async #handleInTurn(message: Buffer): Promise<void> {
    this.#waitsForTurn = true;
    await inTurn(() => {
      // The socket may have closed meanwhile, and nobody would end what began after that.
      if (this.#wire.isOpen) {
        this.#handle(message);
      }
    });
    this.#waitsForTurn = false;
    this.#handleWaiting();
  }

  #handle(message: Buffer): void {
    this.#receive(message).catch((error: unknown) => {
      this.#settings.onError(error, this.#operations.client.requestId);
      this.close(closings.internalError);
    });
  }

  /** Begins the closing handshake. */
  close(closing: Closing): void {
    this.#wire.close(closing);
  }

  /** Ends the connection without a handshake. */
  cut(): void {
    this.#wire.cut();
  }

  /** Pings the client, and closes a socket that did not answer the last ping. */
  checkLiveness(): void {
    if (!this.#wire.isOpen) {
      return;
    }
    if (this.#isIdleForTooLong()) {
      this.close(closings.idle);
      return;
    }
    if (!this.#isAlive) {
      // After a pause of the process the pong may be unread. The socket is read before an immediate runs.
      setImmediate(() => this.#closeIfSilent());
      return;
    }
    this.#isAlive = false;
    this.#pingMark = randomBytes(pingMarkBytes);
    this.#wire.ping(this.#pingMark);
    this.#operations.sendInterruptions();
  }

  #isIdleForTooLong(): boolean {
    const { anonymousIdleMs } = this.#settings;
    const { client, isIdle } = this.#operations;
    if (anonymousIdleMs === undefined || !isIdle || client.caller.subject !== null) {
      this.#idleSince = null;
      return false;
    }
    this.#idleSince ??= performance.now();
    return performance.now() - this.#idleSince >= anonymousIdleMs;
  }

  #closeIfSilent(): void {
    if (!this.#isAlive && this.#wire.isOpen) {
      this.#operations.endAll('SLOW_READER', 'Nothing of what was sent is read.');
      this.close(closings.slowReader);
      setTimeout(() => this.cut(), this.#settings.keepAliveMs).unref();
    }
  }

  async #receive(bytes: Buffer): Promise<void> {
    const message = parseMessage(bytes);
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
        if (this.#isAcknowledged()) {
          await this.#operations.begin(message.id, message.payload);
        }
        return;
      case 'complete':
        this.#operations.stop(message.id);
        return;
      case 'refused':
        if (this.#isAcknowledged()) {
          this.#operations.reject(message.id, message.reason);
        }
        return;
      case undefined:
        this.close(closings.badMessage);
    }
  }

  /** False before `connection_ack`. The socket is then closed, since other messages must follow it. */
  #isAcknowledged(): boolean {
    if (this.#state !== 'acknowledged') {
      this.close(closings.unauthorized);
    }
    return this.#state === 'acknowledged';
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
    const caller = await this.#identify({ payload: payload ?? null, headers: this.#operations.client.headers });
    if (caller === null) {
      return;
    }
    // Counted by the address until now. The address of this socket must not count twice.
    this.#leave();
    if (this.#settings.sockets.refusalOf(caller) !== null) {
      this.close(closings.tooManySockets);
      return;
    }
    this.#leave = this.#settings.sockets.enter(caller);
    this.#operations.client = { ...this.#operations.client, caller };
    this.#endWithAccess(caller);
    if (!this.#wire.isOpen) {
      return;
    }
    this.#state = 'acknowledged';
    this.#wire.send('{"type":"connection_ack"}');
  }

  /** Stores the headers in a payload. False if they are invalid. */
  #takeHeaders(payload: Payload): boolean {
    const given = headersInPayload(payload, this.#settings.propagated);
    if (given !== null && Object.keys(given).length > 0) {
      const { client } = this.#operations;
      this.#operations.client = { ...client, headers: { ...client.headers, ...given } };
    }
    return given !== null;
  }

  async #answerPing(payload: Payload): Promise<void> {
    if (payload == null || !this.#settings.authenticator.hasToken(payload)) {
      this.#wire.send(payload == null ? '{"type":"pong"}' : JSON.stringify({ type: 'pong', payload }));
      return;
    }
    if (!this.#isAcknowledged()) {
      return;
    }
    // The cookie of the handshake must not win over the new token.
    const caller = await this.#identify({ payload, headers: {} });
    if (caller === null) {
      return;
    }
    if (!isSame(caller, this.#operations.client.caller)) {
      this.close(closings.forbidden);
      return;
    }
    const before = this.#operations.client.headers.authorization;
    if (!this.#takeHeaders({ authorization: authorizationIn(payload) })) {
      this.close(closings.badMessage);
      return;
    }
    this.#renew(caller, before);
    // The token is not sent back.
    this.#wire.send(JSON.stringify({ type: 'pong', payload: { expiresAt: caller.expiresAt } }));
  }

  #renew(caller: Caller, authorizationBefore: string | undefined): void {
    const { client } = this.#operations;
    // Two opaque tokens, known only to the subgraphs, cannot be compared: they may be of different callers.
    const isKnown = caller.subject !== null || !this.#settings.propagated().includes('authorization');
    const seesTheSame =
      callerKey(caller) === callerKey(client.caller) &&
      (isKnown || client.headers.authorization === authorizationBefore);
    this.#endWithAccess(caller);
    if (seesTheSame) {
      this.#operations.renew({ ...client, caller });
    } else {
      this.#operations.client = { ...client, caller };
      this.#operations.endAll('VISIBILITY_CHANGED', 'With the new token you may see other things than before.');
    }
  }

  /**
   * The caller by the credentials of a message. Null if the socket was closed for invalid ones. The origin of the page
   * was checked at the upgrade, for cookies as well.
   */
  async #identify(credentials: Credentials): Promise<Caller | null> {
    try {
      const identity = await this.#settings.authenticator.identify(credentials);
      return { ...identity, address: this.#operations.client.caller.address };
    } catch (error) {
      this.close(isUnavailable(error) ? closings.tryAgainLater : closings.forbidden);
      return null;
    }
  }

  /** Ends the socket with its token, or when the caller's access is revoked. */
  #endWithAccess(caller: Caller): void {
    const { expiresAt } = caller;
    clearTimeout(this.#expiry);
    this.#stopWatching();
    this.#stopWatching = this.#settings.revocations.onRevoked(caller, () => {
      this.#operations.endAll('UNAUTHENTICATED', accessRevoked);
      this.close(closings.forbidden);
    });
    if (expiresAt === null) {
      return;
    }
    const left = expiresAt * 1000 - Date.now();
    this.#expiry = setTimeout(
      () => {
        this.#operations.endAll('UNAUTHENTICATED', 'The access token has expired. Get a new one.');
        this.close(closings.tokenExpired);
      },
      Math.min(Math.max(left, 0), timeoutMaxMs),
    );
  }
}

function authorizationIn(payload: Payload): string | undefined {
  // The name matches like a header's, in any case.
  const value = Object.entries(payload ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** Whether two callers are the same, whatever their rights. */
function isSame(one: Caller, other: Caller): boolean {
  return one.issuer === other.issuer && one.subject === other.subject && one.tenant === other.tenant;
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) {
    return data;
  }
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
