import type { HttpAnswer } from './http-answer.ts';
import { Cancelled, Connection, Unconnected, type ConnectionSettings, type Exchange } from './http-connection.ts';
import { TransportError, type AnswerBudget } from './transport.ts';

export { Cancelled, TimedOut, Unconnected, Unreached } from './http-connection.ts';

/** A client that posts JSON to one origin, without a limit on the requests in flight. */
export type PostClient = {
  /**
   * Posts JSON and reads the whole answer, whatever its status. Rejects with a TransportError if there is none: an
   * Unreached if the request may be retried.
   */
  post(post: Post): Promise<HttpAnswer>;
  /** Closes each connection once no request is on it. */
  retire(): void;
  close(): void;
};

export type Post = {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
  signal: AbortSignal | undefined;
  /** Whether an equal request is in flight, whose connection this one must not share. */
  isHedge?: boolean | undefined;
  budget?: AnswerBudget | undefined;
};

const unsendable = /[^\t\x20-\x7E\x80-\xFF]/;

/**
 * Keep-alive connections to one origin, each for one request at a time. The pool does only what a gateway needs several
 * times an operation: post JSON and read the whole answer. It costs about half of a general client, since bytes are
 * parsed where they arrive, without a stream.
 */
export class HttpPool implements PostClient {
  readonly #origin: URL;
  readonly #settings: ConnectionSettings;
  readonly #connections = new Set<Connection>();
  /** Idle connections; the most recently used is the last. */
  readonly #idle: Connection[] = [];
  /** Connections with a request that is not written yet. */
  #unwritten: Connection[] = [];
  #isClosed = false;

  constructor(origin: URL, settings: ConnectionSettings) {
    this.#origin = origin;
    this.#settings = settings;
  }

  post({ path, headers, body, signal, budget }: Post): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const abort = () => this.#abandon(exchange);
      const exchange: Exchange = {
        head: this.#headOf(path, headers),
        body,
        budget,
        writtenAt: 0,
        resolve: (answer) => {
          signal?.removeEventListener('abort', abort);
          resolve(answer);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', abort);
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

  retire(): void {
    this.#connections.forEach((connection) => connection.retire());
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#connections) {
      connection.destroy(new TransportError('cannot be reached any more'));
    }
  }

  #begin(exchange: Exchange): void {
    if (this.#isClosed) {
      exchange.reject(new TransportError('cannot be reached any more'));
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
    try {
      this.#send(this.#connect(), exchange);
    } catch (error) {
      // Node throws at once for some addresses and options.
      exchange.reject(new Unconnected('cannot be reached', { cause: error }));
    }
  }

  /**
   * Requests of the same turn of the event loop are written together at its end. The other side then wakes up once and
   * finds them all. Until then nothing of the request is sent.
   */
  #send(connection: Connection, exchange: Exchange): void {
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
      onFree: () => this.#idle.push(connection),
      onClosed: () => {
        this.#connections.delete(connection);
        const index = this.#idle.indexOf(connection);
        if (index >= 0) {
          this.#idle.splice(index, 1);
        }
      },
    });
    this.#connections.add(connection);
    return connection;
  }

  #abandon(exchange: Exchange): void {
    const { writtenAt } = exchange;
    const cancelled = new Cancelled(writtenAt === 0 ? 0 : performance.now() - writtenAt);
    for (const connection of this.#connections) {
      if (connection.exchange === exchange) {
        // HTTP/1.1 has no other way to cancel a request.
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

/** Throws a TransportError for an invalid header value. */
export function checkHeader(name: string, value: string): void {
  if (unsendable.test(value)) {
    throw new TransportError(
      `cannot be sent the header \`${name}\`, which has a line break or a character beyond Latin-1`,
    );
  }
}
