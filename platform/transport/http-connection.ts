import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { ClientTls } from './client-tls.ts';
import { AnswerReader, BadAnswer, takeFrom, type HttpAnswer } from './http-answer.ts';
import { TransportError, type AnswerBudget, type TransportErrorOptions } from './transport.ts';

/** A failure that allows a retry: the request did not reach the other side, or the other side could not take it. */
export class Unreached extends TransportError {
  override name = 'Unreached';
  /** Whether the other side certainly got nothing of the request, so that even a mutation can be sent again. */
  readonly isUnsent: boolean;

  constructor(message: string, { isUnsent = false, ...options }: TransportErrorOptions & { isUnsent?: boolean } = {}) {
    super(message, options);
    this.isUnsent = isUnsent;
  }
}

/** No connection was established: refused, unknown host, untrusted certificate, or no time left. */
export class Unconnected extends Unreached {
  override name = 'Unconnected';

  constructor(message: string, options?: TransportErrorOptions) {
    super(message, { ...options, isUnsent: true });
  }
}

/** The other side took the request and sent nothing more. */
export class TimedOut extends TransportError {
  override name = 'TimedOut';
}

/** The request was cancelled. */
export class Cancelled extends TransportError {
  override name = 'Cancelled';
  /** How long the request waited for the answer; 0 if it was not sent yet. */
  readonly waitedMs: number;

  constructor(waitedMs: number) {
    super('had its request cancelled');
    this.waitedMs = waitedMs;
  }
}

export type ConnectionSettings = {
  /** The IP address to connect to; by default that of the host in the URL. */
  address?: string | undefined;
  /** The certificate for a server that speaks TLS. */
  tls?: ClientTls | undefined;
  connectTimeoutMs: number;
  /** Lifetime of a connection, give or take a fifth. A request on it is still answered. For ever by default. */
  lifeMs?: number | undefined;
  /** Timeout until the answer begins, and then for each part of it. */
  timeoutMs: number;
  /** Limit on the body of an answer. */
  bytesMax: number;
  /** Called for each established connection. */
  onConnected?: () => void;
};

/** A request, until it is answered, refused or cancelled. */
export type Exchange = {
  head: string;
  body: string;
  budget: AnswerBudget | undefined;
  /** By `performance.now()`; 0 until the request is sent. */
  writtenAt: number;
  resolve: (answer: HttpAnswer) => void;
  reject: (error: TransportError) => void;
};

/** One buffer for all connections, since arrived bytes are parsed at once. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

/** One connection, from the attempt to connect until it is closed. */
export class Connection {
  /** The request that is on the connection. */
  exchange: Exchange | null = null;
  #isWritten = false;
  #isThere = false;
  /** By `performance.now()`; 0 once the connection is about to close. */
  usableUntil = 0;
  #isRetired = false;
  readonly #socket: Socket;
  readonly #reader: AnswerReader;

  constructor(
    origin: URL,
    { address, tls, connectTimeoutMs, timeoutMs, bytesMax, lifeMs, onConnected }: ConnectionSettings,
    { onFree, onClosed }: { onFree: () => void; onClosed: () => void },
  ) {
    this.#reader = new AnswerReader(bytesMax, (answer, keepAliveMs) => {
      const { exchange } = this;
      this.exchange = null;
      this.usableUntil = performance.now() + keepAliveMs;
      exchange?.resolve(answer);
      if (exchange === null || keepAliveMs === 0 || this.#isRetired) {
        this.destroy();
      } else {
        onFree();
      }
    });
    this.#socket = open(origin, { address, tls }, (bytes) => this.#read(bytes));
    const life = lifeMs === undefined ? undefined : setTimeout(() => this.retire(), spreadLife(lifeMs)).unref();
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
      clearTimeout(life);
      this.#fail(this.#broken('closed the connection before its answer was complete'));
      onClosed();
    });
  }

  take(exchange: Exchange): void {
    this.exchange = exchange;
    this.#isWritten = false;
  }

  /** Writes the request, unless it was cancelled meanwhile. */
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

  /** Closes the connection once no request is on it. */
  retire(): void {
    this.#isRetired = true;
    if (this.exchange === null) {
      this.destroy();
    }
  }

  /** Destroys the connection, and fails the request on it. */
  destroy(error: TransportError = new Cancelled(0)): void {
    this.#fail(error);
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      if (this.exchange === null || !this.#isWritten) {
        throw new BadAnswer('answered before the request was sent');
      }
      takeFrom(this.exchange.budget, bytes.length);
      this.#reader.read(bytes);
    } catch (error) {
      this.destroy(error instanceof TransportError ? error : new BadAnswer('cannot be read', { cause: error }));
    }
  }

  /** An answer without a length ends with the connection, so its faults may be found only then. */
  #endAnswer(): void {
    try {
      this.#reader.end();
    } catch (error) {
      this.destroy(error instanceof TransportError ? error : new BadAnswer('cannot be read', { cause: error }));
    }
  }

  /** The connection broke, or was never established. */
  #broken(what: string, cause?: unknown): Unreached {
    return this.#isThere
      ? new Unreached(what, { cause, isUnsent: !this.#isWritten })
      : new Unconnected('cannot be reached', { cause });
  }

  #fail(error: TransportError): void {
    const { exchange } = this;
    this.usableUntil = 0;
    this.exchange = null;
    exchange?.reject(error);
  }
}

/** Spreads lifetimes by a fifth, so that connections opened together are not renewed together. */
export function spreadLife(lifeMs: number): number {
  return lifeMs * (0.8 + 0.4 * Math.random());
}

/** The host of a URL. An IPv6 address has brackets only in a URL. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function portOf({ protocol, port }: URL): number {
  return Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
}

function open(
  origin: URL,
  { address, tls }: Pick<ConnectionSettings, 'address' | 'tls'>,
  onBytes: (bytes: Buffer) => void,
): Socket {
  const isSecure = origin.protocol === 'https:';
  const host = hostOf(origin);
  const options: TcpNetConnectOpts = {
    host: address ?? host,
    port: portOf(origin),
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (count) => {
        onBytes(readBuffer.subarray(0, count));
        return true;
      },
    },
  };
  // An IP address is no server name (RFC 6066, section 3). The certificate is compared with the host in any case.
  const servername = isIP(host) === 0 ? host : '';
  const secureContext = tls === undefined ? {} : { secureContext: tls.context };
  return isSecure
    ? connectSecurely({ ...options, servername, ALPNProtocols: ['http/1.1'], ...secureContext })
    : connect(options);
}
