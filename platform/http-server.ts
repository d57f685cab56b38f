import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerOptions } from 'node:http';
import type { Server } from 'node:net';
import { MIMEType } from 'node:util';
import { StartError } from './config.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import type { Logger } from './logging.ts';
import { RequestScope } from './request-scope.ts';
import { createSecureHttpServer } from './secure-server.ts';
import type { TlsCertificate } from './tls-certificate.ts';
import { requestIdHeader } from './transport/transport.ts';
import { WriteBuffers } from './write-buffers.ts';

/** A refusal of a request body. The message tells the client why; `headers` are added to the response. */
export class BodyRefused extends Error {
  override name = 'BodyRefused';
  readonly status: 400 | 413 | 415;
  readonly code: 'BAD_REQUEST' | 'LIMIT_EXCEEDED';
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: BodyRefused['status'], message: string, headers: BodyRefused['headers'] = {}) {
    super(message);
    this.status = status;
    this.code = status === 413 ? 'LIMIT_EXCEEDED' : 'BAD_REQUEST';
    this.headers = headers;
  }
}

/** The client closed its connection before its request was complete. */
class ClientLeft extends Error {
  override name = 'ClientLeft';
}

export type HttpServer = { server: Server; url: string; close(): Promise<void> };

/** Deadlines for what clients send, in milliseconds. A slower client is cut off with 408. */
export type ArrivalSettings = { headersMs: number; requestMs: number };

export const arrivalDefaults: ArrivalSettings = { headersMs: 10_000, requestMs: 30_000 };

/** A token that names a thousand accounts takes some 54 KB; Node's default limit is 16 KB. */
const headerBytesMax = 96 * 1024;

/**
 * Listens, and passes each request to `handle` with a scope of its own, whose id is in the response. A failure of
 * `handle` is logged and answered with 500. `close` stops new connections, lets requests in flight finish for up to
 * `drainMs`, and then cuts the rest.
 */
export async function listen({
  host,
  port,
  log,
  handle,
  tls,
  arrival = arrivalDefaults,
  settings = { host: 'HOST', port: 'PORT' },
  drainMs = 1_000,
}: {
  host: string;
  port: number;
  log: Logger;
  handle: (request: HttpRequest, response: HttpResponse, scope: RequestScope) => Promise<void>;
  /** The certificate for HTTP/1.1 and HTTP/2 over TLS. Without it the server speaks HTTP/1.1 over TCP. */
  tls?: TlsCertificate | undefined;
  arrival?: ArrivalSettings | undefined;
  /** The settings that a message about the address names. */
  settings?: { host: string; port: string };
  drainMs?: number;
}): Promise<HttpServer> {
  const options = {
    maxHeaderSize: headerBytesMax,
    headersTimeout: arrival.headersMs,
    requestTimeout: arrival.requestMs,
    // Longer than the clients' pools keep an idle connection, so that the client ends it and not the server.
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(arrival.headersMs / 2, 5_000),
    // An upgrade to another protocol is optional: `curl --http2` sends `upgrade: h2c` with a request that expects an
    // answer.
    shouldUpgradeCallback: ({ headers }: IncomingMessage): boolean =>
      server.listenerCount('upgrade') > 0 && headers.upgrade?.toLowerCase() === 'websocket',
  };
  const serve = (request: HttpRequest, response: HttpResponse) => {
    const { headers } = request;
    const scope = new RequestScope({ id: requestIdOf(request), log, headers });
    // Code that passes the headers on passes the same id on.
    headers[requestIdHeader] = scope.id;
    response.setHeader(requestIdHeader, scope.id);
    const handled = async () => handle(request, response, scope);
    handled().catch((error: unknown) => {
      if (error instanceof ClientLeft) {
        scope.log.info({ err: error }, 'a request was not answered');
      } else {
        scope.log.error({ err: error }, 'a request failed');
      }
      if (response.headersSent) {
        response.destroy();
      } else {
        sendJson(response, 500, { error: 'Something went wrong on our side.' });
      }
    });
  };
  const { server, cut }: { server: Server; cut: () => void } =
    tls === undefined
      ? createPlainServer(options, serve)
      : createSecureHttpServer({ certificate: tls, log, http1: options, handle: serve });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      reject(
        new StartError(
          error.code === 'EADDRINUSE'
            ? `The address ${place} is in use. Stop the process that listens there, or choose another port with ${settings.port}.`
            : `Cannot listen on ${place} (${error.code ?? error.message}). Check ${settings.host} and ${settings.port}.`,
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  const listeningPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    server,
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`,
    close: async () => {
      // Idle connections are closed at once.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cutting = setTimeout(cut, drainMs);
      await closed;
      clearTimeout(cutting);
    },
  };
}

function createPlainServer(options: ServerOptions, serve: (request: HttpRequest, response: HttpResponse) => void) {
  const server = createServer(options, serve);
  return { server, cut: () => server.closeAllConnections() };
}

/**
 * Reads a body as text. Throws BodyRefused beyond `bytesMax`, for the first part with a `reasonToRefuse`, and for
 * anything but uncompressed UTF-8. Decoding by guess would change the text, and could make two idempotency keys equal.
 */
export async function readBody(
  request: HttpRequest,
  bytesMax: number,
  reasonToRefuse: (part: Buffer) => string | null = () => null,
): Promise<string> {
  refuseEncodings(request);
  return decode(await readBytes(request, bytesMax, reasonToRefuse));
}

/** Throws BodyRefused for a compressed body, or one with a charset other than UTF-8. */
export function refuseEncodings({ headers }: HttpRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw new BodyRefused(415, `The body comes as \`content-encoding: ${shown(encoding)}\`. Send it uncompressed.`, {
      'accept-encoding': 'identity',
    });
  }
  const charset = charsetIn(headers['content-type']);
  if (charset !== null && charset !== 'utf-8' && charset !== 'utf8') {
    throw new BodyRefused(415, `The body comes as \`charset=${shown(charset)}\`. Send it as UTF-8.`);
  }
}

function charsetIn(contentType: string | undefined): string | null {
  if (contentType === undefined || !/charset/i.test(contentType)) {
    return null;
  }
  try {
    return new MIMEType(contentType).params.get('charset')?.toLowerCase() ?? null;
  } catch {
    return null;
  }
}

/** The part of a header that is safe in a message. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Decodes UTF-8 without its byte order mark, which RFC 8259, section 8.1, lets a parser ignore. Throws BodyRefused. */
function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new BodyRefused(400, 'The body has bytes that are not UTF-8. Encode it as UTF-8.');
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

function readBytes(
  request: HttpRequest,
  bytesMax: number,
  reasonToRefuse: (part: Buffer) => string | null,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isRefused = false;
    request.on('data', (chunk: Buffer) => {
      if (isRefused) {
        // The rest of the body is discarded, so that the client reads the reason.
        return;
      }
      bytes += chunk.length;
      const reason = bytes > bytesMax ? `The body is larger than ${bytesMax} bytes.` : reasonToRefuse(chunk);
      if (reason === null) {
        chunks.push(chunk);
      } else {
        isRefused = true;
        chunks.length = 0;
        // Over HTTP/2 one stream is ended, and not the connection.
        reject(new BodyRefused(413, reason, request.httpVersionMajor === 1 ? { connection: 'close' } : {}));
      }
    });
    request.once('end', () => resolve(bytesOf(chunks)));
    const left = () => new ClientLeft('the client closed the connection before the request was complete');
    request.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ECONNRESET' ? left() : error));
    request.once('close', () => {
      // Every request ends with this event, and an error with its stack costs more than parsing the body.
      if (!request.readableEnded) {
        reject(left());
      }
    });
  });
}

/** The bytes of chunks. Mostly there is one chunk. */
function bytesOf(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

/** Node has pooled memory for texts shorter than `min`. Texts longer than `max` are rare. */
const textBytes = { min: 4 * 1024, max: 256 * 1024 };
const buffers = new WriteBuffers();

/** Ends a response with a text. Sent as bytes, since Node would copy a string into one with the headers. */
export function endWithText(response: HttpResponse, text: string): void {
  const length = Buffer.byteLength(text);
  if (length < textBytes.min || length > textBytes.max) {
    response.end(Buffer.from(text));
    return;
  }
  const buffer = buffers.take(length);
  buffer.memory.write(text);
  // Called when the system has taken all bytes. Not called if the connection broke before.
  response.end(buffer.first(length), buffer.release);
}

/** Answers with JSON. The media type may be more specific than `application/json`. */
export function sendJson(
  response: HttpResponse,
  status: number,
  body: unknown,
  type = 'application/json; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type });
  response.end(JSON.stringify(body));
}

/** The id of a request: the caller's, if it is safe to log, or a new one. */
export function requestIdOf(request: HttpRequest): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
