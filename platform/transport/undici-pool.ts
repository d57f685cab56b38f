import type { IncomingHttpHeaders } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { Dispatcher, Pool } from 'undici';
import {
  BadAnswer,
  decodeText,
  encodingNotAskedFor,
  headBytesMax,
  headTooLarge,
  takeFrom,
  type CachingHeaders,
  type HttpAnswer,
} from './http-answer.ts';
import {
  Cancelled,
  hostOf,
  spreadLife,
  TimedOut,
  Unconnected,
  Unreached,
  type ConnectionSettings,
} from './http-connection.ts';
import { checkHeader, type Post, type PostClient } from './http-pool.ts';
import { TransportError } from './transport.ts';

const keepAliveMsMax = 600_000;

/**
 * HttpPool's counterpart on undici. Over TLS it uses HTTP/2 if the server does, with many requests on one connection,
 * and resumes TLS sessions.
 */
export class UndiciPool implements PostClient {
  readonly #origin: URL;
  readonly #settings: ConnectionSettings;
  /** Pools of undici: one for ordinary requests, and one for hedges, which need other connections with HTTP/2 too. */
  #pools = new Map<boolean, Promise<Pool>>();
  #renewal: NodeJS.Timeout | undefined;
  readonly #exchanges = new Set<Exchange>();
  #isClosed = false;

  constructor(origin: URL, settings: ConnectionSettings) {
    this.#origin = origin;
    this.#settings = settings;
  }

  post({ path, headers, body, signal, isHedge = false, budget }: Post): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      for (const name in headers) {
        checkHeader(name, headers[name] ?? '');
      }
      const options = { path, method: 'POST', headers, body } as const;
      const exchange = new Exchange({ options, budget }, this.#settings, (outcome) => {
        signal?.removeEventListener('abort', abort);
        this.#exchanges.delete(exchange);
        if (outcome instanceof TransportError) {
          reject(outcome);
        } else {
          resolve(outcome);
        }
      });
      const abort = () => exchange.cancel();
      if (this.#isClosed) {
        exchange.reject(new TransportError('cannot be reached any more'));
      } else if (signal?.aborted === true) {
        exchange.cancel();
      } else {
        signal?.addEventListener('abort', abort, { once: true });
        this.#exchanges.add(exchange);
        exchange.begin(this.#poolFor(isHedge));
      }
    });
  }

  retire(): void {
    clearTimeout(this.#renewal);
    this.#renewal = undefined;
    const retired = this.#pools;
    this.#pools = new Map();
    // undici's `close` waits for the requests in flight.
    retired.forEach((pool) => void pool.then((opened) => opened.close()).catch(() => {}));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#renewal);
    const reason = new TransportError('cannot be reached any more');
    [...this.#exchanges].forEach((exchange) => exchange.reject(reason));
    this.#pools.forEach((pool) => void pool.then((opened) => opened.destroy()).catch(() => {}));
  }

  /** Pools are replaced as a whole, since undici compares lifetimes only when it chooses a connection. */
  #poolFor(isHedge: boolean): Promise<Pool> {
    const existing = this.#pools.get(isHedge);
    if (existing !== undefined) {
      return existing;
    }
    const { lifeMs } = this.#settings;
    if (lifeMs !== undefined) {
      this.#renewal ??= setTimeout(() => this.retire(), spreadLife(lifeMs)).unref();
    }
    const pool = openPool(this.#origin, this.#settings);
    this.#pools.set(isHedge, pool);
    return pool;
  }
}

/** undici is loaded at its first use, since loading takes a tenth of a second. */
async function openPool(origin: URL, settings: ConnectionSettings): Promise<Pool> {
  const undici = await import('undici');
  const { address, tls, connectTimeoutMs } = settings;
  const pool = new undici.Pool(origin.origin, {
    allowH2: true,
    connect: {
      timeout: connectTimeoutMs,
      preferH2: true,
      ...(tls === undefined ? {} : { secureContext: tls.context }),
      ...(address === undefined || address === hostOf(origin) ? {} : { lookup: lookupOf(address) }),
    },
    keepAliveMaxTimeout: keepAliveMsMax,
    maxHeaderSize: headBytesMax,
    // Each exchange has a timer of its own: undici's are half a second late.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  pool.on('connect', () => settings.onConnected?.());
  return pool;
}

/** Resolves every name to one address. */
function lookupOf(address: string): LookupFunction {
  const family = isIP(address);
  return (_name, { all }, resolved) => {
    if (all === true) {
      resolved(null, [{ address, family }]);
    } else {
      resolved(null, address, family);
    }
  };
}

/** A request, until it is answered, refused or cancelled. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: Dispatcher.DispatchOptions;
  readonly #budget: Post['budget'];
  readonly #settings: ConnectionSettings;
  readonly #onEnd: (outcome: HttpAnswer | TransportError) => void;
  #isOver = false;
  #controller: Dispatcher.DispatchController | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** By `performance.now()`; 0 until the request is sent. */
  #writtenAt = 0;
  #statusCode = 0;
  #caching: CachingHeaders | undefined;
  #retryAfter: string | undefined;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(
    { options, budget }: Pick<Post, 'budget'> & { options: Dispatcher.DispatchOptions },
    settings: ConnectionSettings,
    onEnd: (outcome: HttpAnswer | TransportError) => void,
  ) {
    this.#options = options;
    this.#budget = budget;
    this.#settings = settings;
    this.#onEnd = onEnd;
  }

  begin(pool: Promise<Pool>): void {
    const unconnected = (cause?: unknown) => this.reject(new Unconnected('cannot be reached', { cause }));
    this.#timer = setTimeout(unconnected, this.#settings.connectTimeoutMs);
    pool.then((opened) => this.#isOver || opened.dispatch(this.#options, this)).catch(unconnected);
  }

  cancel(): void {
    this.reject(new Cancelled(this.#writtenAt === 0 ? 0 : performance.now() - this.#writtenAt));
  }

  reject(error: TransportError): void {
    if (!this.#isOver) {
      this.#end(error);
      this.#controller?.abort(error);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) {
      // The request was cancelled before there was a connection.
      controller.abort(new Cancelled(0));
      return;
    }
    const { timeoutMs } = this.#settings;
    this.#controller = controller;
    this.#writtenAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.reject(new TimedOut(`gave no answer within ${timeoutMs} ms`)), timeoutMs);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#timer?.refresh();
    if (statusCode < 200) {
      return;
    }
    this.#statusCode = statusCode;
    this.#caching = cachingIn(headers);
    this.#retryAfter = textOf(headers['retry-after']);
    const encoding = textOf(headers['content-encoding']) ?? '';
    if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
      this.reject(encodingNotAskedFor('content', encoding));
    } else if (Number(headers['content-length']) > this.#settings.bytesMax) {
      this.#refuseLength();
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#timer?.refresh();
    this.#length += chunk.length;
    if (this.#length > this.#settings.bytesMax) {
      this.#refuseLength();
      return;
    }
    try {
      takeFrom(this.#budget, chunk.length);
      this.#chunks.push(chunk);
    } catch (error) {
      this.reject(failedBy(error));
    }
  }

  onResponseEnd(): void {
    if (this.#isOver) {
      return;
    }
    const [first] = this.#chunks;
    const bytes = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#length);
    try {
      const text = decodeText(bytes);
      this.#end({ statusCode: this.#statusCode, caching: this.#caching, retryAfter: this.#retryAfter, text });
    } catch (error) {
      this.#end(failedBy(error));
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(this.#writtenAt === 0 ? new Unconnected('cannot be reached', { cause: error }) : failureOf(error));
  }

  #refuseLength(): void {
    this.reject(new BadAnswer(`answered with more than ${this.#settings.bytesMax} bytes`));
  }

  #end(outcome: HttpAnswer | TransportError): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#onEnd(outcome);
  }
}

function failedBy(error: unknown): TransportError {
  return error instanceof TransportError ? error : new BadAnswer('cannot be read', { cause: error });
}

/** The error for a request that was sent and not answered. */
function failureOf(error: Error): TransportError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return headTooLarge();
  }
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return new BadAnswer('answered with something that is not HTTP', { cause: error });
  }
  return new Unreached('closed the connection before its answer was complete', { cause: error });
}

function cachingIn(headers: IncomingHttpHeaders): CachingHeaders | undefined {
  const [cacheControl, expires] = [textOf(headers['cache-control']), textOf(headers.expires)];
  if (cacheControl === undefined && expires === undefined) {
    return undefined;
  }
  const [age, vary, date, pragma] = [headers.age, headers.vary, headers.date, headers.pragma].map(textOf);
  return { cacheControl, age, vary, expires, date, pragma };
}

/** Several lines of one name are one list (RFC 9110, section 5.3). */
function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}
