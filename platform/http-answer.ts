import { TransportError } from './transport.ts';

export type HttpAnswer = { statusCode: number; cacheControl: string | undefined; text: string };

/** It is there and answered, but not with what can be used. */
export class BadAnswer extends TransportError {
  override name = 'BadAnswer';
}

type Head = {
  statusCode: number;
  cacheControl: string | undefined;
  /** How the body ends: after so many bytes, with its last chunk, or with the connection. */
  framing: number | 'chunked' | 'close';
  keepAliveMs: number;
};

const headBytesMax = 64 * 1024;
/** How long a server keeps an idle connection that does not say; Node's keep theirs for five seconds. */
const keepAliveMsDefault = 5_000;
const keepAliveMsMax = 600_000;
/** An idle connection is given up so much earlier than its server does that, which a request may be on its way to then. */
const keepAliveMarginMs = 1_000;

/**
 * Reads the answers that come over one connection, one after the other (RFC 9112). It throws BadAnswer where that is not HTTP/1.1 or too large, and then nothing more can be read.
 */
export class AnswerReader {
  readonly #bytesMax: number;
  readonly #onAnswer: (answer: HttpAnswer, keepAliveMs: number) => void;
  /** What came of a head or of a line between chunks. */
  #unread: Buffer | null = null;
  #head: Head | null = null;
  #body: Buffer[] = [];
  #length = 0;
  #chunkLeft = 0;
  #nextLine: 'size' | 'chunk end' | 'trailer' = 'size';

  /** `onAnswer` is also told for how long the connection may be idle now; 0 where it is not to be used again. */
  constructor(bytesMax: number, onAnswer: (answer: HttpAnswer, keepAliveMs: number) => void) {
    this.#bytesMax = bytesMax;
    this.#onAnswer = onAnswer;
  }

  /** Takes what came. The bytes are the caller's again afterwards. */
  read(arrived: Buffer): void {
    let bytes = this.#unread === null ? arrived : Buffer.concat([this.#unread, arrived]);
    this.#unread = null;
    while (this.#head === null) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#keepUnread(bytes);
        return;
      }
      const head = parseHead(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + 4);
      // Before the answer may come others that say only that it will come.
      this.#head = head.statusCode < 200 ? null : head;
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

  /** The connection ended, and with it an answer that said nothing of its length. */
  end(): void {
    if (this.#head?.framing === 'close') {
      this.#finish(Buffer.concat(this.#body).toString());
    }
  }

  #readLength(bytes: Buffer, length: number): void {
    this.#limit(length);
    if (this.#length + bytes.length > length) {
      throw new BadAnswer('answered with more than it announced');
    }
    if (bytes.length === length) {
      this.#finish(bytes.toString());
      return;
    }
    const [whole = Buffer.allocUnsafe(length)] = this.#body;
    this.#body[0] = whole;
    this.#length += bytes.copy(whole, this.#length);
    if (this.#length === length) {
      this.#finish(whole.toString());
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
        this.#finish(Buffer.concat(this.#body).toString());
        return;
      }
    }
  }

  #add(bytes: Buffer): void {
    this.#length += bytes.length;
    this.#limit(this.#length);
    this.#body.push(Buffer.from(bytes));
  }

  #limit(length: number): void {
    if (length > this.#bytesMax) {
      throw new BadAnswer(`answered with more than ${this.#bytesMax} bytes`);
    }
  }

  #keepUnread(bytes: Buffer): void {
    if (bytes.length > headBytesMax) {
      throw new BadAnswer(`answered with more than ${headBytesMax} bytes of headers`);
    }
    this.#unread = bytes.length === 0 ? null : Buffer.from(bytes);
  }

  #finish(text: string): void {
    const head = this.#head;
    this.#head = null;
    this.#body = [];
    this.#length = 0;
    this.#nextLine = 'size';
    if (head !== null) {
      this.#onAnswer({ statusCode: head.statusCode, cacheControl: head.cacheControl, text }, head.keepAliveMs);
    }
  }
}

function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, version, status] = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/.exec(statusLine) ?? notHttp();
  const statusCode = Number(status);
  let length: number | undefined;
  let isChunked = false;
  let mayStay = version === '1';
  let keepAliveMs = keepAliveMsDefault;
  let cacheControl: string | undefined;
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) {
      notHttp();
    }
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-length':
        if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== Number(value))) {
          notHttp();
        }
        length = Number(value);
        break;
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked') {
          throw new BadAnswer(`answered in a transfer encoding that was not asked for: ${value}`);
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
        cacheControl = cacheControl === undefined ? value : `${cacheControl}, ${value}`;
        break;
      default:
    }
  }
  if (isChunked && length !== undefined) {
    // Two ends, and whoever takes the wrong one reads a part of the body as the next answer.
    notHttp();
  }
  const isEmpty = statusCode === 204 || statusCode === 304;
  const framing = isEmpty ? 0 : isChunked ? 'chunked' : (length ?? 'close');
  const staysMs = Math.max(0, Math.min(keepAliveMs, keepAliveMsMax) - keepAliveMarginMs);
  return { statusCode, cacheControl, framing, keepAliveMs: mayStay && framing !== 'close' ? staysMs : 0 };
}

function chunkSize(line: string): number {
  const [, size] = /^([\da-f]{1,8})[\t ]*(?:;|$)/i.exec(line) ?? notHttp();
  return Number.parseInt(String(size), 16);
}

function notHttp(): never {
  throw new BadAnswer('answered with something that is not HTTP/1.1');
}
