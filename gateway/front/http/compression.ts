import type { IncomingMessage, ServerResponse } from 'node:http';
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
  /** Shorter answers go as they are: what fits into a packet is not sooner there when it is smaller. */
  bytesMin: number;
  /** How many subscriptions over HTTP are compressed at once. Further ones go as they are. */
  streamsMax: number;
};

/** Compresses what is sent to clients that accept it. */
export type Compression = {
  /** Ends a response with a text. It gives a promise where that takes a moment. */
  endWith(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> | void;
  /**
   * What the pieces of a response are to be written to: parts of an answer, or events. Each is on its way when it has been written. To be called before the headers are sent.
   */
  bodyOf(request: IncomingMessage, response: ServerResponse, pieces: 'parts' | 'events'): Writable;
};

/** An event is short and fits into a packet anyway; to compress it doubled what it cost, and took 150 kB of memory for each stream. */
export const compressionDefault: CompressionSettings = { bytesMin: 1024, streamsMax: 0 };
/** How many answers in parts are compressed at once. */
const partsMax = 100;

/** Up to this length an answer is compressed at once, which takes less of the event loop than handing it to a thread: that costs some 80 µs. */
const bytesAtOnceMax = 32 * 1024;
/** How many answers may be compressed by threads at once. With more there are none to spare, and further ones go as they are. */
const pendingMax = 16;
const headersMax = 200;
const headerLengthMax = 200;

type Coding = {
  name: string;
  compress(bytes: Buffer): Promise<Buffer>;
  compressAtOnce(bytes: Buffer): Buffer;
  /** A stream that gives whatever was written to it at once. */
  open(): Writable & NodeJS.ReadableStream;
};

/** Makes a compression; null in place of the settings is none. */
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

  const compressLater = async ({ name, compress }: Coding, response: ServerResponse, text: string): Promise<void> => {
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
      // Either side ends with the other.
      pipeline(body, response, () => {
        open[pieces] -= 1;
      });
      return body;
    },
  };
}

function endWithBytes(response: ServerResponse, coding: string, bytes: Buffer): void {
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
/** Small windows, since a stream lives for long and there are many: events resemble the ones just before. */
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
      // Lower ones forget at each flush what was before it.
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: windowBits },
    }),
};
const gzipped: Coding = {
  name: 'gzip',
  compress: (bytes) => compressGzip(bytes, gzipOptions),
  compressAtOnce: (bytes) => gzipSync(bytes, gzipOptions),
  open: () => createGzip({ ...buffers, ...gzipOptions, windowBits, memLevel: 5, flush: constants.Z_SYNC_FLUSH }),
};

/** Codings in the order in which they are chosen among equals, by what they cost. */
type Offer = { codings: readonly Coding[]; chosen: LRUCache<string, { coding: Coding | null }> };
const offerOf = (codings: readonly Coding[]): Offer => ({ codings, chosen: new LRUCache({ max: headersMax }) });
const whole = offerOf([zstd, brotli, gzipped]);
const piecemeal = offerOf([zstd, gzipped, brotli]);

/** The coding of a response; null if it goes as it is. */
function codingFor({ headers }: IncomingMessage, response: ServerResponse, { codings, chosen }: Offer): Coding | null {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || accepted.length > headerLengthMax) {
    return null;
  }
  if (mayNotChange(headers['cache-control']) || mayNotChange(response.getHeader('cache-control'))) {
    return null;
  }
  const known = chosen.get(accepted) ?? { coding: choose(accepted, codings) };
  chosen.set(accepted, known);
  return known.coding;
}

function mayNotChange(cacheControl: unknown): boolean {
  return typeof cacheControl === 'string' && /\bno-transform\b/i.test(cacheControl);
}

/**
 * Negotiates as RFC 9110, section 12.5.3, says. A response that is not encoded is never refused. `x-gzip` is another name
 * of `gzip` (section 8.4.1.3).
 */
function choose(header: string, codings: readonly Coding[]): Coding | null {
  const names = [...codings.map(({ name }) => name), 'x-gzip'];
  const preferred = new Negotiator({ headers: { 'accept-encoding': header } }).encoding([...names, 'identity'], {
    preferred: names,
  });
  const chosen = preferred === 'x-gzip' ? 'gzip' : preferred;
  return codings.find(({ name }) => name === chosen) ?? null;
}
