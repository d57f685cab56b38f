import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { AnswerReader, BadAnswer, type HttpAnswer } from './http-answer.ts';
import { TransportError } from './transport.ts';

/** A request that may be sent again: it did not reach the other side, or that was not able to take it. */
export class Unreached extends TransportError {
  override name = 'Unreached';
}

export type HttpPoolSettings = {
  connectionsMax: number;
  connectTimeoutMs: number;
  /** How long to wait for the answer to begin, and then for each part of it. */
  timeoutMs: number;
  /** How large the body of an answer may be. */
  bytesMax: number;
};

export type Post = {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
  signal: AbortSignal | undefined;
};

/** A request, from when it was made until it is answered, refused or given up. */
type Exchange = {
  head: string;
  body: string;
  resolve: (answer: HttpAnswer) => void;
  reject: (error: TransportError) => void;
};

/** How many requests may wait for a connection. */
const waitingMax = 10_000;
/** All connections read into the same memory, since what comes is taken from there at once. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);
const unreachedCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const unsendable = /[^\t\x20-\x7E\x80-\xFF]/;

/**
 * Connections to one origin that are kept, each for one request at a time. It does just what a gateway does several times for each operation, post JSON and read the whole answer, and so at about half
 * of what a client for everything takes: bytes are read where they arrive, without a stream in between.
 */
export class HttpPool {
  readonly #origin: URL;
  readonly #settings: HttpPoolSettings;
  readonly #connections = new Set<Connection>();
  /** The last one is the one that was used last. */
  readonly #idle: Connection[] = [];
  readonly #waiting: Exchange[] = [];
  /** Those with a request that is not written yet. */
  #unwritten: Connection[] = [];
  #isClosed = false;

  constructor(origin: URL, settings: HttpPoolSettings) {
    this.#origin = origin;
    this.#settings = settings;
  }

  /** Posts JSON and reads the whole answer, whatever its status. Rejects with a TransportError when there is none, which is Unreached where the request may be sent again. */
  post({ path, headers, body, signal }: Post): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const exchange: Exchange = {
        head: this.#headOf(path, headers),
        body,
        resolve: (answer) => {
          signal?.removeEventListener('abort', abort);
          resolve(answer);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      const abort = () => this.#abandon(exchange);
      if (signal?.aborted === true) {
        exchange.reject(notWaitedFor());
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      this.#begin(exchange);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const exchange of this.#waiting.splice(0)) {
      exchange.reject(new TransportError('cannot be reached any more'));
    }
    for (const connection of this.#connections) {
      connection.destroy(new TransportError('cannot be reached any more'));
    }
  }

  #begin(exchange: Exchange): void {
    const now = performance.now();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.usableUntil > now) {
        this.#send(idle, exchange);
        return;
      }
      idle.destroy();
    }
    if (this.#isClosed) {
      exchange.reject(new TransportError('cannot be reached any more'));
    } else if (this.#connections.size < this.#settings.connectionsMax) {
      this.#send(this.#connect(), exchange);
    } else if (this.#waiting.length < waitingMax) {
      this.#waiting.push(exchange);
    } else {
      exchange.reject(new TransportError(`has ${waitingMax} requests waiting already`));
    }
  }

  /**
   * Requests that are made in the same turn of the event loop are written one after the other at its end: so the other side is woken once and finds them all, and not once for each. Until then a connection has a
   * request of which nothing was sent.
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
      onFree: () => {
        const next = this.#waiting.shift();
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
        const next = this.#waiting.shift();
        if (next !== undefined) {
          this.#begin(next);
        }
      },
    });
    this.#connections.add(connection);
    return connection;
  }

  #abandon(exchange: Exchange): void {
    const index = this.#waiting.indexOf(exchange);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
    }
    for (const connection of this.#connections) {
      if (connection.exchange === exchange) {
        // There is no other way to say that the answer is not wanted.
        connection.destroy();
      }
    }
    exchange.reject(notWaitedFor());
  }

  #headOf(path: string, headers: Readonly<Record<string, string>>): string {
    let head = `POST ${path} HTTP/1.1\r\nhost: ${this.#origin.host}\r\n`;
    for (const name in headers) {
      const value = headers[name] ?? '';
      if (unsendable.test(value)) {
        throw new TransportError(
          `cannot be sent the header \`${name}\`, which has a line break or a character beyond Latin-1`,
        );
      }
      head += `${name}: ${value}\r\n`;
    }
    return head;
  }
}

/** One connection, from before it is there until it is closed. */
class Connection {
  /** The request that it is at. */
  exchange: Exchange | null = null;
  #isWritten = false;
  /** By the clock of `performance.now()`; 0 once it is about to close, which it still does a moment later. */
  usableUntil = 0;
  readonly #socket: Socket;
  readonly #reader: AnswerReader;

  constructor(
    origin: URL,
    { connectTimeoutMs, timeoutMs, bytesMax }: HttpPoolSettings,
    { onFree, onClosed }: { onFree: () => void; onClosed: () => void },
  ) {
    this.#reader = new AnswerReader(bytesMax, (answer, keepAliveMs) => {
      const { exchange } = this;
      this.exchange = null;
      this.usableUntil = performance.now() + keepAliveMs;
      exchange?.resolve(answer);
      if (exchange === null || keepAliveMs === 0) {
        this.destroy();
      } else {
        onFree();
      }
    });
    this.#socket = open(origin, (bytes) => this.#read(bytes));
    let isThere = false;
    this.#socket.setTimeout(connectTimeoutMs);
    this.#socket.once(origin.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      isThere = true;
      this.#socket.setTimeout(timeoutMs);
    });
    this.#socket.on('timeout', () =>
      this.destroy(
        isThere && this.#isWritten
          ? new TransportError(`gave no answer within ${timeoutMs} ms`)
          : new Unreached('cannot be reached'),
      ),
    );
    this.#socket.on('error', (error) => this.#fail(asTransportError(error)));
    this.#socket.on('end', () => {
      this.usableUntil = 0;
      this.#reader.end();
    });
    this.#socket.on('close', () => {
      this.#fail(new Unreached('cannot be reached'));
      onClosed();
    });
  }

  take(exchange: Exchange): void {
    this.exchange = exchange;
    this.#isWritten = false;
  }

  /** Writes its request, unless that was given up meanwhile. */
  write(): void {
    if (this.exchange === null) {
      return;
    }
    this.#isWritten = true;
    const { head, body } = this.exchange;
    const length = Buffer.byteLength(body);
    const start = `${head}content-length: ${length}\r\n\r\n`;
    if (length === body.length) {
      this.#socket.write(start + body, 'latin1');
      return;
    }
    this.#socket.cork();
    this.#socket.write(start, 'latin1');
    this.#socket.write(body);
    this.#socket.uncork();
  }

  /** Gives the connection up, and with it what was under way. */
  destroy(error: TransportError = notWaitedFor()): void {
    this.#fail(error);
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      if (this.exchange === null || !this.#isWritten) {
        throw new BadAnswer('answered before it was asked');
      }
      this.#reader.read(bytes);
    } catch (error) {
      this.destroy(error instanceof TransportError ? error : asTransportError(error));
    }
  }

  #fail(error: TransportError): void {
    const { exchange } = this;
    this.usableUntil = 0;
    this.exchange = null;
    exchange?.reject(error);
  }
}

function open({ protocol, hostname, port }: URL, onBytes: (bytes: Buffer) => void): Socket {
  const isSecure = protocol === 'https:';
  const options: TcpNetConnectOpts = {
    // An IPv6 address has brackets in a URL alone.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? (isSecure ? 443 : 80) : port),
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (count) => {
        onBytes(readBuffer.subarray(0, count));
        return true;
      },
    },
  };
  return isSecure
    ? connectSecurely({ ...options, servername: hostname, ALPNProtocols: ['http/1.1'] })
    : connect(options);
}

function asTransportError(error: unknown): TransportError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return unreachedCodes.has(code)
    ? new Unreached('cannot be reached', { cause: error })
    : new TransportError('cannot be reached', { cause: error });
}

function notWaitedFor(): TransportError {
  return new TransportError('was not waited for');
}
