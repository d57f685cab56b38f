import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { StartError } from './config.ts';
import { requestIdHeader } from './transport.ts';

/** A request whose body is larger than the server takes. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

export type HttpServer = { server: Server; url: string; close(): Promise<void> };

/** A token that names a thousand accounts takes some 54 KB; Node's own bound is 16 KB. */
const headerBytesMax = 96 * 1024;

/**
 * Listens, and hands each request to `handle`. On `close` it takes no new connections, lets requests in flight finish for up
 * to `drainMs`, and then cuts what is left.
 */
export async function listen({
  host,
  port,
  handle,
  drainMs = 1_000,
}: {
  host: string;
  port: number;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  drainMs?: number;
}): Promise<HttpServer> {
  const server = createServer({ maxHeaderSize: headerBytesMax }, (request, response) => {
    const handled = async () => handle(request, response);
    handled().catch(() => {
      if (response.headersSent) {
        response.destroy();
      } else {
        sendJson(response, 500, { error: 'Something went wrong on our side.' });
      }
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  // Longer than that of the clients' pools, so that they and not we end an idle connection.
  server.keepAliveTimeout = 65_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      reject(
        new StartError(
          error.code === 'EADDRINUSE'
            ? `The address ${place} is taken. Stop what listens there, or choose another port with PORT.`
            : `Cannot listen on ${place} (${error.code ?? error.message}). Check HOST and PORT.`,
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  const listeningPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** Reads a body as text. Throws BodyTooLarge beyond `bytesMax`. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        // What still comes is let go by, so that the client gets to read why.
        chunks.length = 0;
        reject(new BodyTooLarge(`The body is larger than ${bytesMax} bytes.`));
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(textOf(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client went away')));
  });
}

/** The text of chunks, which mostly are one. */
export function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return (chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString('utf8');
}

/** Longer texts than `max` are rare, and for shorter ones than `min` Node has memory ready. */
const textBytes = { min: 4 * 1024, max: 256 * 1024 };
/** Where texts are written before they go out. New memory for each would be taken from the system and given back to it, page by page, which costs more than to write there. */
let memory = Buffer.allocUnsafeSlow(textBytes.max);

/** Ends a response with a text. As bytes, since Node would copy it into one with the headers. */
export function endWithText(response: ServerResponse, text: string): void {
  const length = Buffer.byteLength(text);
  const { socket } = response;
  // Without a socket it waits for the responses to requests before it.
  const mustWait = socket === null || socket.writableLength > 0;
  if (mustWait || length < textBytes.min || length > textBytes.max) {
    response.end(Buffer.from(text));
    return;
  }
  memory.write(text);
  response.end(memory.subarray(0, length));
  if (response.writableLength > 0) {
    // The system did not take all of it at once, and needs it as it is.
    memory = Buffer.allocUnsafeSlow(textBytes.max);
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** The id of a request: the caller's, if it is one to log without thinking, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
