/// <reference types="./negotiator.d.ts" />
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { pipeline, type Writable } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib';
import { endWithText } from '@tributary/platform/http-server.ts';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type CompressionSettings = {
  /** Shorter answers are not compressed: a packet arrives no sooner if it is smaller. */
  bytesMin: number;
  /** Limit on the subscriptions over HTTP that are compressed at a time. Others are not compressed. */
  streamsMax: number;
};

/** Compresses responses for clients that accept it. */
export type Compression = {
  /** Ends a response with a text. Returns a promise if compression takes a moment. */
  endWith(request: HttpRequest, response: HttpResponse, text: string): Promise<void> | void;
  /**
   * The stream for the pieces of a response: parts of an answer, or events. Each piece is flushed when it is written.
   * Must be called before the headers are sent.
   */
  bodyOf(request: HttpRequest, response: HttpResponse, pieces: 'parts' | 'events'): Writable;
};

/**
 * Off for events. An event fits into a packet anyway. Compression doubled its cost, and took 150 kB of memory for each
 * stream.
 */
export const compressionDefault: CompressionSettings = { bytesMin: 1024, streamsMax: 0 };
/** Limit on the answers in parts that are compressed at a time. */
const partsMax = 100;

/**
 * Answers up to this length are compressed synchronously. A thread costs some 80 µs of the event loop, which is more.
 */
const bytesAtOnceMax = 32 * 1024;
/**
 * Limit on the answers that threads compress at a time. Beyond it all threads are busy, and further answers are not
 * compressed.
 */
const pendingMax = 16;
const headersMax = 200;
const headerLengthMax = 200;

type Coding = {
  name: string;
  compress(bytes: Buffer): Promise<Buffer>;
  compressAtOnce(bytes: Buffer): Buffer;
  /** A stream that flushes after every write. */
  open(): Writable & NodeJS.ReadableStream;
};

/** Creates a compression from its settings. Null turns it off. */
export function createCompression(settings: CompressionSettings | null): Compression {
  if (settings === null) {
    return {
      endWith: (_request, response, text) => endWithText(response, text),
      bodyOf: (_request, response) => response,
    };
  }
  const { bytesMin, streamsMax } = settings;
  let pending = 0;
  const open = { parts: 0, events: 0 };
  const openMax = { parts: partsMax, events: streamsMax };

  const compressLater = async ({ name, compress }: Coding, response: HttpResponse, text: string): Promise<void> => {
    pending += 1;
    try {
      endWithBytes(response, name, await compress(Buffer.from(text)));
    } finally {
      pending -= 1;
    }
  };

  return {
    endWith: (request, response, text) => {
      if (text.length < bytesMin && Buffer.byteLength(text) < bytesMin) {
        endWithText(response, text);
        return undefined;
      }
      response.appendHeader('vary', 'accept-encoding');
      const coding = codingFor(request, response, whole);
      if (coding === null) {
        endWithText(response, text);
      } else if (text.length <= bytesAtOnceMax) {
        endWithBytes(response, coding.name, coding.compressAtOnce(Buffer.from(text)));
      } else if (pending < pendingMax) {
        return compressLater(coding, response, text);
      } else {
        endWithText(response, text);
      }
      return undefined;
    },

    bodyOf: (request, response, pieces) => {
      if (openMax[pieces] === 0) {
        return response;
      }
      response.appendHeader('vary', 'accept-encoding');
      const coding = open[pieces] < openMax[pieces] ? codingFor(request, response, piecemeal) : null;
      if (coding === null) {
        return response;
      }
      response.setHeader('content-encoding', coding.name);
      const body = coding.open();
      open[pieces] += 1;
      // A failure of either side ends the other.
      pipeline(body, response, () => {
        open[pieces] -= 1;
      });
      return body;
    },
  };
}

function endWithBytes(response: HttpResponse, coding: string, bytes: Buffer): void {
  response.setHeader('content-encoding', coding);
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

/** Levels: docs/decisions/0059-cheapest-compression-level.md has the figures. */
const zstdLevel = { [constants.ZSTD_c_compressionLevel]: 1 };
const zstdOptions = ({ length }: Buffer) => ({ pledgedSrcSize: length, params: zstdLevel });
const brotliOptions = ({ length }: Buffer) => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 2,
    [constants.BROTLI_PARAM_LGWIN]: 18,
    [constants.BROTLI_PARAM_SIZE_HINT]: length,
  },
});
const gzipOptions = { level: 1 };
/** Small windows, since streams are many and long-lived, and an event resembles those just before it. */
const windowBits = 13;
const buffers = { chunkSize: 4 * 1024, highWaterMark: 16 * 1024 };

const [compressZstd, compressBrotli, compressGzip] = [
  promisify<Buffer, ReturnType<typeof zstdOptions>, Buffer>(zstdCompress),
  promisify<Buffer, ReturnType<typeof brotliOptions>, Buffer>(brotliCompress),
  promisify<Buffer, typeof gzipOptions, Buffer>(gzip),
];
const zstd: Coding = {
  name: 'zstd',
  compress: (bytes) => compressZstd(bytes, zstdOptions(bytes)),
  compressAtOnce: (bytes) => zstdCompressSync(bytes, zstdOptions(bytes)),
  open: () =>
    createZstdCompress({
      ...buffers,
      flush: constants.ZSTD_e_flush,
      params: { ...zstdLevel, [constants.ZSTD_c_windowLog]: windowBits },
    }),
};
const brotli: Coding = {
  name: 'br',
  compress: (bytes) => compressBrotli(bytes, brotliOptions(bytes)),
  compressAtOnce: (bytes) => brotliCompressSync(bytes, brotliOptions(bytes)),
  open: () =>
    createBrotliCompress({
      ...buffers,
      flush: constants.BROTLI_OPERATION_FLUSH,
      // Lower qualities forget everything before a flush.
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: windowBits },
    }),
};
const gzipped: Coding = {
  name: 'gzip',
  compress: (bytes) => compressGzip(bytes, gzipOptions),
  compressAtOnce: (bytes) => gzipSync(bytes, gzipOptions),
  open: () => createGzip({ ...buffers, ...gzipOptions, windowBits, memLevel: 5, flush: constants.Z_SYNC_FLUSH }),
};

/** Codings in the order of their cost, by which one is chosen among equal weights. */
type Offer = { codings: readonly Coding[]; chosen: LRUCache<string, { coding: Coding | null }> };
const offerOf = (codings: readonly Coding[]): Offer => ({ codings, chosen: new LRUCache({ max: headersMax }) });
const whole = offerOf([zstd, brotli, gzipped]);
const piecemeal = offerOf([zstd, gzipped, brotli]);

/** The coding of a response. Null for none. */
function codingFor({ headers }: HttpRequest, response: HttpResponse, { codings, chosen }: Offer): Coding | null {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || accepted.length > headerLengthMax) {
    return null;
  }
  if (mayNotChange(headers['cache-control']) || mayNotChange(response.getHeader('cache-control'))) {
    return null;
  }
  const choice = chosen.get(accepted) ?? { coding: choose(accepted, codings) };
  chosen.set(accepted, choice);
  return choice.coding;
}

function mayNotChange(cacheControl: unknown): boolean {
  return typeof cacheControl === 'string' && /\bno-transform\b/i.test(cacheControl);
}

/**
 * Negotiates as RFC 9110, section 12.5.3, says. A response that is not encoded is never refused. `x-gzip` is another
 * name of `gzip` (section 8.4.1.3).
 */
function choose(header: string, codings: readonly Coding[]): Coding | null {
  const names = [...codings.map(({ name }) => name), 'x-gzip'];
  const preferred = new Negotiator({ headers: { 'accept-encoding': header } }).encoding([...names, 'identity'], {
    preferred: names,
  });
  const chosen = preferred === 'x-gzip' ? 'gzip' : preferred;
  return codings.find(({ name }) => name === chosen) ?? null;
}
