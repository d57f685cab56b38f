import type { HttpAnswer } from './http-answer.ts';
import { Cancelled, Connection, Unconnected, type ConnectionSettings, type Exchange } from './http-connection.ts';
import { Share, ShareQueue } from './shares.ts';
import { TransportError } from './transport.ts';

export { Cancelled, TimedOut, Unconnected, Unreached } from './http-connection.ts';

export type HttpPoolSettings = ConnectionSettings & {
  connectionsMax: number;
  /** How many of them one share may take; all by default. */
  connectionsPerShareMax?: number;
};

/** A way to post JSON to one origin. */
export type PostClient = {
  /**
   * Posts JSON and reads the whole answer, whatever its status. Rejects with a TransportError when there is none, which
   * is Unreached where the request may be sent again.
   */
  post(post: Post): Promise<HttpAnswer>;
  /** Rejects the requests of a share that wait for a connection. */
  refuse(share: Share, reason: TransportError): void;
  close(): void;
};

export type Post = {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
  signal: AbortSignal | undefined;
  /** The other requests of its kind; all of the pool by default. */
  share?: Share | undefined;
};

/** A request, and with which others it shares connections. */
type SharedExchange = Exchange & {
  share: Share;
  /** Whether it takes a connection of its share. */
  isOnConnection: boolean;
};

const unsendable = /[^\t\x20-\x7E\x80-\xFF]/;

/**
 * Connections to one origin that are kept, each for one request at a time. It does just what a gateway does several
 * times for each operation, post JSON and read the whole answer, and so at about half of what a client for everything
 * takes: bytes are read where they arrive, without a stream in between.
 */
export class HttpPool implements PostClient {
  readonly #origin: URL;
  readonly #settings: HttpPoolSettings;
  readonly #perShareMax: number;
  readonly #connections = new Set<Connection>();
  /** The last one is the one that was used last. */
  readonly #idle: Connection[] = [];
  readonly #waiting: ShareQueue<SharedExchange>;
  readonly #commonShare = new Share();
  /** Those with a request that is not written yet. */
  #unwritten: Connection[] = [];
  #isClosed = false;

  constructor(origin: URL, settings: HttpPoolSettings) {
    this.#origin = origin;
    this.#settings = settings;
    this.#perShareMax = settings.connectionsPerShareMax ?? settings.connectionsMax;
    this.#waiting = new ShareQueue(this.#perShareMax);
  }

  post({ path, headers, body, signal, share = this.#commonShare }: Post): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const abort = () => this.#abandon(exchange);
      const end = () => {
        signal?.removeEventListener('abort', abort);
        if (exchange.isOnConnection) {
          exchange.isOnConnection = false;
          share.busy -= 1;
        }
      };
      const exchange: SharedExchange = {
        head: this.#headOf(path, headers),
        body,
        share,
        isOnConnection: false,
        writtenAt: 0,
        resolve: (answer) => {
          end();
          resolve(answer);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      if (signal?.aborted === true) {
        exchange.reject(new Cancelled(0));
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      this.#begin(exchange);
    });
  }

  refuse(share: Share, reason: TransportError): void {
    this.#waiting.refuse(share, reason);
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.refuseAll(new TransportError('cannot be reached any more'));
    for (const connection of this.#connections) {
      connection.destroy(new TransportError('cannot be reached any more'));
    }
  }

  #begin(exchange: SharedExchange): void {
    if (this.#isClosed) {
      exchange.reject(new TransportError('cannot be reached any more'));
      return;
    }
    if (exchange.share.busy >= this.#perShareMax) {
      this.#waiting.add(exchange);
      return;
    }
    const now = performance.now();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.usableUntil > now) {
        this.#send(idle, exchange);
        return;
      }
      idle.destroy();
    }
    if (this.#connections.size >= this.#settings.connectionsMax) {
      this.#waiting.add(exchange);
      return;
    }
    try {
      this.#send(this.#connect(), exchange);
    } catch (error) {
      // Node refuses some addresses and options at once.
      exchange.reject(new Unconnected('cannot be reached', { cause: error }));
    }
  }

  /**
   * Requests that are made in the same turn of the event loop are written one after the other at its end: so the other
   * side is woken once and finds them all, and not once for each. Until then a connection has a request of which
   * nothing was sent.
   */
  #send(connection: Connection, exchange: SharedExchange): void {
    exchange.isOnConnection = true;
    exchange.share.busy += 1;
    connection.take(exchange);
    this.#unwritten.push(connection);
    if (this.#unwritten.length === 1) {
      setImmediate(() => {
        const unwritten = this.#unwritten;
        this.#unwritten = [];
        unwritten.forEach((one) => one.write());
      });
    }
  }

  #connect(): Connection {
    const connection: Connection = new Connection(this.#origin, this.#settings, {
      onFree: () => {
        const next = this.#waiting.next();
        if (next === undefined) {
          this.#idle.push(connection);
        } else {
          this.#send(connection, next);
        }
      },
      onClosed: () => {
        this.#connections.delete(connection);
        const index = this.#idle.indexOf(connection);
        if (index >= 0) {
          this.#idle.splice(index, 1);
        }
        const next = this.#waiting.next();
        if (next !== undefined) {
          this.#begin(next);
        }
      },
    });
    this.#connections.add(connection);
    return connection;
  }

  #abandon(exchange: SharedExchange): void {
    const { writtenAt } = exchange;
    const cancelled = new Cancelled(writtenAt === 0 ? 0 : performance.now() - writtenAt);
    this.#waiting.remove(exchange);
    for (const connection of this.#connections) {
      if (connection.exchange === exchange) {
        // There is no other way to say that the answer is not wanted.
        connection.destroy(cancelled);
      }
    }
    exchange.reject(cancelled);
  }

  #headOf(path: string, headers: Readonly<Record<string, string>>): string {
    let head = `POST ${path} HTTP/1.1\r\nhost: ${this.#origin.host}\r\n`;
    for (const name in headers) {
      const value = headers[name] ?? '';
      checkHeader(name, value);
      head += `${name}: ${value}\r\n`;
    }
    return head;
  }
}

/** Throws a TransportError for a value that cannot be sent. */
export function checkHeader(name: string, value: string): void {
  if (unsendable.test(value)) {
    throw new TransportError(
      `cannot be sent the header \`${name}\`, which has a line break or a character beyond Latin-1`,
    );
  }
}
