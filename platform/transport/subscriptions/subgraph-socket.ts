import { WebSocket, type ClientOptions, type RawData } from 'ws';
import { fairTimeout } from '../../fair-timeout.ts';
import type { ClientTls } from '../client-tls.ts';
import { BadAnswer } from '../http-answer.ts';
import { TransportError, type SubgraphResponse } from '../transport.ts';
import type { Watched } from './liveness.ts';
import { isRecord, endOfStream, parseJson, readStreamResponse, refusedConnection } from './stream-response.ts';

export type SubgraphSocketSettings = {
  url: string;
  tls?: ClientTls | undefined;
  /** The headers of the upgrade request, and the payload of `connection_init`. */
  headers: Readonly<Record<string, string>>;
  connectTimeoutMs: number;
  silenceMaxMs: number;
  eventLengthMax: number;
};

/** A subscription on a socket. */
export type SocketStream = {
  /** The payload of `subscribe`, as JSON. */
  payload: string;
  next(response: SubgraphResponse, length: number): void;
  /** The last call, with null for `complete`. */
  end(error: TransportError | null): void;
};

const subprotocol = 'graphql-transport-ws';
const ping = '{"type":"ping"}';
/** Timeout of the closing handshake. */
const closeTimeoutMs = 1_000;

/**
 * One socket of graphql-transport-ws to a subgraph (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md),
 * for any number of subscriptions. A client of our own, since the library's neither tells how much waits for a reader
 * nor can pause its socket.
 */
export class SubgraphSocket implements Watched {
  readonly #socket: WebSocket;
  readonly #settings: SubgraphSocketSettings;
  readonly #streams = new Map<string, SocketStream>();
  /** The full streams, for which the socket is paused. */
  readonly #holders = new Set<SocketStream>();
  readonly #onClose: () => void;
  readonly closed: Promise<void>;
  #isUnopened = true;
  #isAcknowledged = false;
  #wasActive = true;
  #lastId = 0;
  #failure: TransportError | SubgraphResponse = new TransportError('cannot be reached');

  constructor(settings: SubgraphSocketSettings, onClose: () => void) {
    this.#settings = settings;
    this.#onClose = onClose;
    const { url, tls, headers, connectTimeoutMs, eventLengthMax } = settings;
    // The types of `ws` do not have `closeTimeout` yet.
    const options: ClientOptions & { closeTimeout: number } = {
      ...tls?.pem,
      headers,
      maxPayload: eventLengthMax,
      perMessageDeflate: false,
      closeTimeout: closeTimeoutMs,
    };
    this.#socket = new WebSocket(url.replace(/^http/, 'ws'), subprotocol, options);
    const cancelTimeout = fairTimeout(() => {
      if (!this.#isAcknowledged) {
        this.#break(new TransportError('did not acknowledge the connection'));
      }
    }, connectTimeoutMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#socket.once('open', () => {
      this.#isUnopened = false;
      this.#failure = new TransportError('broke off the stream');
      this.#send(
        Object.keys(headers).length === 0
          ? '{"type":"connection_init"}'
          : JSON.stringify({ type: 'connection_init', payload: headers }),
      );
    });
    this.#socket.once('unexpected-response', (request, { statusCode = 0 }) => {
      this.#isUnopened = false;
      this.#failure = refusalBy(statusCode, `HTTP status ${statusCode}`);
      request.destroy();
      this.#socket.terminate();
    });
    this.#socket.on('message', (data) => {
      this.#wasActive = true;
      this.#receive(textOf(data));
    });
    const hear = () => {
      this.#wasActive = true;
    };
    this.#socket.on('ping', hear);
    this.#socket.on('pong', hear);
    // An error of the connection also closes it. Before it is open, the error says why it cannot be made.
    this.#socket.on('error', (error) => {
      if (this.#isUnopened) {
        this.#failure = new TransportError('cannot be reached', { cause: error });
      }
    });
    this.#socket.once('close', (code, reason) => {
      cancelTimeout();
      if (code === 4401 || code === 4403) {
        this.#failure = refusalBy(
          code === 4401 ? 401 : 403,
          `code ${code}${reason.length > 0 ? `, ${String(reason)}` : ''}`,
        );
      }
      this.#endAll();
      resolve();
    });
  }

  get size(): number {
    return this.#streams.size;
  }

  get isUsable(): boolean {
    return this.#socket.readyState === WebSocket.OPEN || this.#socket.readyState === WebSocket.CONNECTING;
  }

  get isHeld(): boolean {
    return this.#holders.size > 0;
  }

  /** Subscribes, at once or as soon as the socket is open. Returns a function that unsubscribes. */
  add(stream: SocketStream): () => void {
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#streams.set(id, stream);
    if (this.#isAcknowledged) {
      this.#subscribe(id, stream);
    }
    return () => {
      this.release(stream);
      if (this.#streams.delete(id) && this.#isAcknowledged) {
        this.#send(JSON.stringify({ id, type: 'complete' }));
      }
    };
  }

  /** Pauses the socket until the stream has room again. */
  hold(stream: SocketStream): void {
    this.#holders.add(stream);
    if (this.#holders.size === 1 && this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.pause();
    }
  }

  release(stream: SocketStream): void {
    if (this.#holders.delete(stream) && this.#holders.size === 0 && this.#socket.readyState === WebSocket.OPEN) {
      this.#wasActive = true;
      this.#socket.resume();
    }
  }

  /** Closes the socket by a closing handshake of at most a second. */
  close(): void {
    this.#holders.clear();
    this.#socket.resume();
    this.#socket.close(1000, 'Normal Closure');
  }

  wasActive(): boolean {
    const wasActive = this.#wasActive || this.isHeld || !this.#isAcknowledged;
    this.#wasActive = false;
    return wasActive;
  }

  onSilence(): void {
    this.#send(ping);
  }

  onDead(): void {
    this.#break(new TransportError(`did not answer a ping within ${this.#settings.silenceMaxMs} ms`));
  }

  #subscribe(id: string, { payload }: SocketStream): void {
    this.#send(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
  }

  #receive(text: string): void {
    const message = parseJson(text)?.value;
    if (!isRecord(message)) {
      this.#break(new BadAnswer('sent a message that is none of graphql-transport-ws'));
      return;
    }
    const { type, id, payload } = message;
    switch (type) {
      case 'connection_ack':
        this.#isAcknowledged = true;
        this.#streams.forEach((stream, each) => this.#subscribe(each, stream));
        return;
      case 'ping':
        this.#send(payload === undefined ? '{"type":"pong"}' : JSON.stringify({ type: 'pong', payload }));
        return;
      case 'next':
        this.#streams.get(String(id))?.next(readStreamResponse(payload), text.length);
        return;
      case 'error':
        this.#take(id)?.next(endOfStream(payload), text.length);
        return;
      case 'complete':
        this.#take(id)?.end(null);
        return;
      default:
    }
  }

  /** Removes a stream that has received its last message. */
  #take(id: unknown): SocketStream | undefined {
    const stream = this.#streams.get(String(id));
    this.#streams.delete(String(id));
    return stream;
  }

  #break(error: TransportError): void {
    this.#isUnopened = false;
    this.#failure = error;
    this.#socket.terminate();
  }

  #endAll(): void {
    this.#holders.clear();
    const failure = this.#failure;
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    this.#onClose();
    for (const stream of streams) {
      if (failure instanceof TransportError) {
        stream.end(failure);
      } else {
        stream.next(failure, 0);
      }
    }
  }

  #send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(text);
    }
  }
}

/** Refused credentials end a stream. Another status may be gone at the next attempt. */
function refusalBy(status: number, reason: string): TransportError | SubgraphResponse {
  if (status === 401 || status === 403) {
    return refusedConnection(status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN', reason);
  }
  return new TransportError(`refused the socket with ${reason}`);
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) {
    return data.toString();
  }
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString();
}
