import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { AnswerReader, BadAnswer, type HttpAnswer } from './http-answer.ts';
import { TransportError } from './transport.ts';

/** A request that may be sent again: it did not reach the other side, or that was not able to take it. */
export class Unreached extends TransportError {
  override name = 'Unreached';
}

/** No connection came about: refused, no such host, no trusted certificate, or no time left. */
export class Unconnected extends Unreached {
  override name = 'Unconnected';
}

/** The other side took the request and fell silent. */
export class TimedOut extends TransportError {
  override name = 'TimedOut';
}

/** Nobody wants the answer any more. */
export class Cancelled extends TransportError {
  override name = 'Cancelled';
  /** How long the answer was waited for; 0 if the request was not sent yet. */
  readonly waitedMs: number;

  constructor(waitedMs: number) {
    super('was not waited for');
    this.waitedMs = waitedMs;
  }
}

export type ConnectionSettings = {
  connectTimeoutMs: number;
  /** How long to wait for the answer to begin, and then for each part of it. */
  timeoutMs: number;
  /** How large the body of an answer may be. */
  bytesMax: number;
  /** Told of each connection that came about. */
  onConnected?: () => void;
};

/** A request, from when it was made until it is answered, refused or given up. */
export type Exchange = {
  head: string;
  body: string;
  /** By the clock of `performance.now()`; 0 while it is not sent. */
  writtenAt: number;
  resolve: (answer: HttpAnswer) => void;
  reject: (error: TransportError) => void;
};

/** All connections read into the same memory, since what comes is taken from there at once. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

/** One connection, from before it is there until it is closed. */
export class Connection {
  /** The request that it is at. */
  exchange: Exchange | null = null;
  #isWritten = false;
  #isThere = false;
  /** By the clock of `performance.now()`; 0 once it is about to close, which it still does a moment later. */
  usableUntil = 0;
  readonly #socket: Socket;
  readonly #reader: AnswerReader;

  constructor(
    origin: URL,
    { connectTimeoutMs, timeoutMs, bytesMax, onConnected }: ConnectionSettings,
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
    this.#socket.setTimeout(connectTimeoutMs);
    this.#socket.once(origin.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      this.#isThere = true;
      this.#socket.setTimeout(timeoutMs);
      onConnected?.();
    });
    this.#socket.on('timeout', () =>
      this.destroy(
        this.#isThere && this.#isWritten
          ? new TimedOut(`gave no answer within ${timeoutMs} ms`)
          : this.#broken('cannot be reached'),
      ),
    );
    this.#socket.on('error', (error) => this.#fail(this.#broken('cannot be reached', error)));
    this.#socket.on('end', () => {
      this.usableUntil = 0;
      this.#endAnswer();
    });
    this.#socket.on('close', () => {
      this.#fail(this.#broken('closed the connection before its answer was complete'));
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
    this.exchange.writtenAt = performance.now();
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
  destroy(error: TransportError = new Cancelled(0)): void {
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
      this.destroy(error instanceof TransportError ? error : new BadAnswer('cannot be read', { cause: error }));
    }
  }

  /** An answer may end with the connection, and what is wrong with it be found only then. */
  #endAnswer(): void {
    try {
      this.#reader.end();
    } catch (error) {
      this.destroy(error instanceof TransportError ? error : new BadAnswer('cannot be read', { cause: error }));
    }
  }

  /** The connection broke, or never came about. */
  #broken(what: string, cause?: unknown): Unreached {
    return this.#isThere ? new Unreached(what, { cause }) : new Unconnected('cannot be reached', { cause });
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
  // An IPv6 address has brackets in a URL alone.
  const host = hostname.replace(/^\[|\]$/g, '');
  const options: TcpNetConnectOpts = {
    host,
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
  // An address is no server name (RFC 6066, section 3). The certificate is compared with the host in any case.
  const servername = isIP(host) === 0 ? host : '';
  return isSecure ? connectSecurely({ ...options, servername, ALPNProtocols: ['http/1.1'] }) : connect(options);
}
