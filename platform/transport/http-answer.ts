import { isUtf8 } from 'node:buffer';
import { TransportError, type AnswerBudget } from './transport.ts';

export type HttpAnswer = {
  statusCode: number;
  /** Undefined for an answer without headers about caching. */
  caching: CachingHeaders | undefined;
  /** The header `retry-after`. */
  retryAfter: string | undefined;
  text: string;
};

/** The caching headers of an answer. Several lines of one name are joined by commas. */
export type CachingHeaders = {
  cacheControl: string | undefined;
  age: string | undefined;
  vary: string | undefined;
  expires: string | undefined;
  date: string | undefined;
  pragma: string | undefined;
};

/** An answer arrived, but it is not usable. */
export class BadAnswer extends TransportError {
  override name = 'BadAnswer';
}

/** The answer exceeds what is left for all answers of an operation. */
export class OverBudget extends BadAnswer {
  override name = 'OverBudget';
}

/** Takes arrived bytes from a budget. Throws OverBudget if they exceed it. */
export function takeFrom(budget: AnswerBudget | undefined, bytes: number): void {
  if (budget !== undefined) {
    budget.left -= bytes;
    if (budget.left < 0) {
      throw new OverBudget('answered with more than is left for the operation');
    }
  }
}

type Head = {
  statusCode: number;
  caching: CachingHeaders | undefined;
  retryAfter: string | undefined;
  /** The end of the body: a number of bytes, the last chunk, or the end of the connection. */
  framing: number | 'chunked' | 'close';
  keepAliveMs: number;
};

/** Limit on the headers of an answer, and on its trailers. */
export const headBytesMax = 64 * 1024;
/** Limit on the interim answers (1xx) before an answer. */
const interimMax = 20;
const protocol = 'HTTP/1.';
/** Assumed lifetime of an idle connection whose server names none; Node's servers keep theirs for five seconds. */
const keepAliveMsDefault = 5_000;
const keepAliveMsMax = 600_000;
/**
 * An idle connection is closed this much before its server would close it. A request could be under way at that moment.
 */
const keepAliveMarginMs = 1_000;
const noBytes = Buffer.alloc(0);

/**
 * Parses the answers on one connection, one after the other (RFC 9112). Throws BadAnswer for invalid HTTP/1.1, an
 * answer that is too large, and invalid UTF-8. The parser cannot continue after that.
 */
export class AnswerReader {
  readonly #bytesMax: number;
  readonly #onAnswer: (answer: HttpAnswer, keepAliveMs: number) => void;
  /** The bytes of an incomplete head, or of an incomplete line between chunks. */
  #unread: Buffer | null = null;
  #head: Head | null = null;
  #interim = 0;
  /** Memory for the body. The first `#length` bytes have arrived. */
  #body: Buffer = noBytes;
  #length = 0;
  #chunkLeft = 0;
  #trailerBytes = 0;
  #nextLine: 'size' | 'chunk end' | 'trailer' = 'size';

  /** `onAnswer` also gets how long the connection may now be idle; 0 if it must not be used again. */
  constructor(bytesMax: number, onAnswer: (answer: HttpAnswer, keepAliveMs: number) => void) {
    this.#bytesMax = bytesMax;
    this.#onAnswer = onAnswer;
  }

  /** Parses arrived bytes. The caller may reuse them afterwards. */
  read(arrived: Buffer): void {
    let bytes = this.#unread === null ? arrived : Buffer.concat([this.#unread, arrived]);
    this.#unread = null;
    while (this.#head === null) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        expectHead(bytes);
        this.#keepUnread(bytes);
        return;
      }
      if (end > headBytesMax) {
        throw headTooLarge();
      }
      const head = parseHead(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + 4);
      if (head.statusCode < 200) {
        // Interim answers may come before the answer.
        this.#skipInterim(head);
      } else {
        this.#head = head;
      }
    }
    const { framing } = this.#head;
    if (framing === 'chunked') {
      this.#readChunks(bytes);
    } else if (framing === 'close') {
      this.#add(bytes);
    } else {
      this.#readLength(bytes, framing);
    }
  }

  /** The connection ended, which also ends an answer without a length. */
  end(): void {
    if (this.#head?.framing === 'close') {
      this.#finish(this.#body.subarray(0, this.#length));
    }
  }

  #skipInterim({ statusCode }: Head): void {
    this.#interim += 1;
    if (statusCode === 101 || this.#interim > interimMax) {
      throw new BadAnswer(`answered with HTTP status ${statusCode}, which was not asked for`);
    }
  }

  #readLength(bytes: Buffer, length: number): void {
    this.#limit(length);
    if (this.#length + bytes.length > length) {
      throw new BadAnswer('answered with more than it announced');
    }
    if (bytes.length === length) {
      this.#finish(bytes);
      return;
    }
    if (this.#length === 0 && bytes.length > 0) {
      this.#body = Buffer.allocUnsafe(length);
    }
    this.#length += bytes.copy(this.#body, this.#length);
    if (this.#length === length) {
      this.#finish(this.#body);
    }
  }

  #readChunks(bytes: Buffer): void {
    let at = 0;
    for (;;) {
      const data = bytes.subarray(at, at + this.#chunkLeft);
      if (data.length > 0) {
        this.#add(data);
      }
      at += data.length;
      this.#chunkLeft -= data.length;
      const lineEnd = this.#chunkLeft > 0 ? -1 : bytes.indexOf('\r\n', at);
      if (lineEnd < 0) {
        this.#keepUnread(bytes.subarray(at));
        return;
      }
      const line = bytes.toString('latin1', at, lineEnd);
      at = lineEnd + 2;
      if (this.#nextLine === 'size') {
        this.#chunkLeft = chunkSize(line);
        this.#limit(this.#length + this.#chunkLeft);
        this.#nextLine = this.#chunkLeft === 0 ? 'trailer' : 'chunk end';
      } else if (this.#nextLine === 'chunk end') {
        if (line !== '') {
          throw new BadAnswer('answered with a chunk that is longer than it says');
        }
        this.#nextLine = 'size';
      } else if (line === '') {
        if (at < bytes.length) {
          throw new BadAnswer('answered with more than it announced');
        }
        this.#finish(this.#body.subarray(0, this.#length));
        return;
      } else {
        this.#trailerBytes += line.length;
        if (this.#trailerBytes > headBytesMax) {
          throw headTooLarge();
        }
      }
    }
  }

  #add(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    this.#limit(length);
    if (this.#body.length < length) {
      // The buffer doubles, so that many small pieces are not copied for each of them.
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#body.length));
      this.#body.copy(larger, 0, 0, this.#length);
      this.#body = larger;
    }
    bytes.copy(this.#body, this.#length);
    this.#length = length;
  }

  #limit(length: number): void {
    if (length > this.#bytesMax) {
      throw new BadAnswer(`answered with more than ${this.#bytesMax} bytes`);
    }
  }

  #keepUnread(bytes: Buffer): void {
    if (bytes.length > headBytesMax) {
      throw headTooLarge();
    }
    this.#unread = bytes.length === 0 ? null : Buffer.from(bytes);
  }

  #finish(bytes: Buffer): void {
    const text = decodeText(bytes);
    const head = this.#head;
    this.#head = null;
    this.#interim = 0;
    this.#body = noBytes;
    this.#length = 0;
    this.#trailerBytes = 0;
    this.#nextLine = 'size';
    if (head !== null) {
      const { statusCode, caching, retryAfter, keepAliveMs } = head;
      this.#onAnswer({ statusCode, caching, retryAfter, text }, keepAliveMs);
    }
  }
}

/**
 * JSON is UTF-8 (RFC 8259, section 8.1). Invalid bytes would become U+FFFD, a value that nobody sent. A byte order mark
 * is no part of the text.
 */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString();
  // V8 stores nearly every answer as Latin-1, where this search is free.
  if (text.includes('\uFFFD') && !isUtf8(bytes)) {
    throw new BadAnswer('answered with bytes that are not UTF-8');
  }
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Refuses bytes that cannot become the head of an answer, without waiting for its end. */
function expectHead(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, protocol.length);
  if (!protocol.startsWith(start) || bytes.includes('\n\n')) {
    notHttp();
  }
}

function parseHead(text: string): Head {
  if (text.includes('\r\n ') || text.includes('\r\n\t')) {
    // A line that begins with white space continues the one before it (RFC 9112, section 5.2).
    return parseHead(text.replaceAll(/\r\n[\t ]+/g, ' '));
  }
  let lineEnd = endOfLine(text, 0);
  // A status of no known class counts as 5xx (RFC 9110, section 15).
  const [, version, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/.exec(text.slice(0, lineEnd)) ?? notHttp();
  const statusCode = Number(status);
  let length: number | undefined;
  let isChunked = false;
  let mayStay = version === '1';
  let keepAliveMs = keepAliveMsDefault;
  let cacheControl: string | undefined;
  let age: string | undefined;
  let vary: string | undefined;
  let expires: string | undefined;
  let date: string | undefined;
  let pragma: string | undefined;
  let retryAfter: string | undefined;
  while (lineEnd < text.length) {
    const lineStart = lineEnd + 2;
    lineEnd = endOfLine(text, lineStart);
    const colon = text.indexOf(':', lineStart);
    if (colon <= lineStart || colon > lineEnd) {
      notHttp();
    }
    const value = text.slice(colon + 1, lineEnd).trim();
    switch (text.slice(lineStart, colon).trimEnd().toLowerCase()) {
      case 'content-length':
        if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== Number(value))) {
          notHttp();
        }
        length = Number(value);
        break;
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked') {
          throw encodingNotAskedFor('transfer', value);
        }
        isChunked = true;
        break;
      case 'connection':
        mayStay = /\bclose\b/i.test(value) ? false : mayStay;
        break;
      case 'keep-alive':
        keepAliveMs = Number(/\btimeout=(\d{1,6})/.exec(value)?.[1] ?? keepAliveMs / 1_000) * 1_000;
        break;
      case 'cache-control':
        cacheControl = joined(cacheControl, value);
        break;
      case 'age':
        age = joined(age, value);
        break;
      case 'vary':
        vary = joined(vary, value);
        break;
      case 'expires':
        expires = joined(expires, value);
        break;
      case 'date':
        date = value;
        break;
      case 'pragma':
        pragma = joined(pragma, value);
        break;
      case 'retry-after':
        retryAfter = value;
        break;
      case 'content-encoding':
        if (value !== '' && value.toLowerCase() !== 'identity') {
          throw encodingNotAskedFor('content', value);
        }
        break;
      default:
    }
  }
  if (isChunked && length !== undefined) {
    // Conflicting lengths. Choosing the wrong one would read a part of the body as the next answer.
    notHttp();
  }
  const isEmpty = statusCode === 204 || statusCode === 304;
  const framing = isEmpty ? 0 : isChunked ? 'chunked' : (length ?? 'close');
  const staysMs = Math.max(0, Math.min(keepAliveMs, keepAliveMsMax) - keepAliveMarginMs);
  const saysOfCaching = cacheControl !== undefined || expires !== undefined;
  const caching = saysOfCaching ? { cacheControl, age, vary, expires, date, pragma } : undefined;
  return { statusCode, caching, retryAfter, framing, keepAliveMs: mayStay && framing !== 'close' ? staysMs : 0 };
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\r\n', start);
  return end < 0 ? text.length : end;
}

/** Several lines of one name are one list (RFC 9110, section 5.3). */
function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

export function encodingNotAskedFor(which: 'transfer' | 'content', value: string): BadAnswer {
  const name = /^[\w,. -]{1,40}$/.test(value) ? value : 'of an unknown name';
  return new BadAnswer(`answered in a ${which} encoding that was not asked for: ${name}`);
}

export function headTooLarge(): BadAnswer {
  return new BadAnswer(`answered with more than ${headBytesMax} bytes of headers`);
}

function chunkSize(line: string): number {
  const [, size] = /^([\da-f]{1,8})[\t ]*(?:;|$)/i.exec(line) ?? notHttp();
  return Number.parseInt(String(size), 16);
}

function notHttp(): never {
  throw new BadAnswer('answered with something that is not HTTP/1.1');
}
