import type { IncomingHttpHeaders } from 'node:http';
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
import { Cancelled, TimedOut, Unconnected, Unreached } from './http-connection.ts';
import { checkHeader, type HttpPoolSettings, type Post, type PostClient } from './http-pool.ts';
import { Share, ShareQueue } from './shares.ts';
import { TransportError } from './transport.ts';

const keepAliveMsMax = 600_000;

/**
 * HttpPool's counterpart on undici. Over TLS it uses HTTP/2 if the server does, with many requests on one connection,
 * and resumes TLS sessions. With HTTP/2, `connectionsMax` limits the requests in flight.
 */
export class UndiciPool implements PostClient {
  readonly #pool: Promise<Pool>;
  readonly #settings: HttpPoolSettings;
  readonly #perShareMax: number;
  readonly #waiting: ShareQueue<Exchange>;
  readonly #exchanges = new Set<Exchange>();
  readonly #commonShare = new Share();
  #isClosed = false;

  constructor({ origin }: URL, settings: HttpPoolSettings) {
    this.#settings = settings;
    this.#perShareMax = settings.connectionsPerShareMax ?? settings.connectionsMax;
    this.#waiting = new ShareQueue(this.#perShareMax);
    this.#pool = openPool(origin, settings);
  }

  post({ path, headers, body, signal, share = this.#commonShare, budget }: Post): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      for (const name in headers) {
        checkHeader(name, headers[name] ?? '');
      }
      const options = { path, method: 'POST', headers, body } as const;
      const exchange = new Exchange({ options, share, budget }, this.#settings, (outcome) => {
        signal?.removeEventListener('abort', abort);
        this.#end(exchange);
        if (outcome instanceof TransportError) {
          reject(outcome);
        } else {
          resolve(outcome);
        }
      });
      const abort = () => exchange.cancel();
      if (signal?.aborted === true) {
        exchange.cancel();
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
    const reason = new TransportError('cannot be reached any more');
    this.#waiting.refuseAll(reason);
    [...this.#exchanges].forEach((exchange) => exchange.reject(reason));
    this.#pool.then(async (pool) => pool.destroy()).catch(() => {});
  }

  #begin(exchange: Exchange): void {
    const { share } = exchange;
    if (this.#isClosed) {
      exchange.reject(new TransportError('cannot be reached any more'));
    } else if (share.busy >= this.#perShareMax || this.#exchanges.size >= this.#settings.connectionsMax) {
      this.#waiting.add(exchange);
    } else {
      share.busy += 1;
      this.#exchanges.add(exchange);
      exchange.begin(this.#pool);
    }
  }

  #end(exchange: Exchange): void {
    if (!this.#exchanges.delete(exchange)) {
      this.#waiting.remove(exchange);
      return;
    }
    exchange.share.busy -= 1;
    const next = this.#waiting.next();
    if (next !== undefined) {
      this.#begin(next);
    }
  }
}

/** undici is loaded at its first use, since loading takes a tenth of a second. */
async function openPool(origin: string, settings: HttpPoolSettings): Promise<Pool> {
  const undici = await import('undici');
  const pool = new undici.Pool(origin, {
    allowH2: true,
    connect: { timeout: settings.connectTimeoutMs, preferH2: true },
    connections: settings.connectionsMax,
    keepAliveMaxTimeout: keepAliveMsMax,
    maxHeaderSize: headBytesMax,
    // Each exchange has a timer of its own: undici's are half a second late.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  pool.on('connect', () => settings.onConnected?.());
  return pool;
}

/** A request, until it is answered, refused or cancelled. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly share: Share;
  readonly #options: Dispatcher.DispatchOptions;
  readonly #budget: Post['budget'];
  readonly #settings: HttpPoolSettings;
  readonly #onEnd: (outcome: HttpAnswer | TransportError) => void;
  #isOver = false;
  #controller: Dispatcher.DispatchController | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** By `performance.now()`; 0 until the request is sent. */
  #writtenAt = 0;
  #statusCode = 0;
  #caching: CachingHeaders | undefined;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(
    { options, share, budget }: Pick<Post, 'budget'> & { options: Dispatcher.DispatchOptions; share: Share },
    settings: HttpPoolSettings,
    onEnd: (outcome: HttpAnswer | TransportError) => void,
  ) {
    this.#options = options;
    this.#budget = budget;
    this.share = share;
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
      this.#end({ statusCode: this.#statusCode, caching: this.#caching, text: decodeText(bytes) });
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
