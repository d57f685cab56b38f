import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { certificate, privateKey } from './certificate.ts';

export type SmallServer = {
  url: string;
  /** Number of connections since the start. */
  connections(): number;
  /** Number of connections that are open. */
  openConnections(): number;
  /** Number of requests whose caller left before the response. */
  abandoned(): number;
  close(): Promise<void>;
};

/** A response of HTTP/1.1 or HTTP/2. */
export type SmallResponse = {
  setHeader(name: string, value: string): unknown;
  write(text: string): unknown;
  end(text: string): unknown;
  writeHead(code: number): { end(text: string): unknown };
  destroy(): unknown;
};

/** A plain HTTP server that handles each request as the test says. Its connections are cut when it closes. */
export async function openSmallServer(
  handle: (body: string, response: ServerResponse, request: IncomingMessage) => unknown,
  place: { host?: string; port?: number } = {},
): Promise<SmallServer> {
  let abandoned = 0;
  const server = createServer((request, response) => {
    response.once('close', () => {
      abandoned += response.writableFinished ? 0 : 1;
    });
    void text(request).then((body) => handle(body, response, request));
  });
  return listen(server, { scheme: 'http', abandoned: () => abandoned, ...place });
}

/** The same over TLS, with HTTP/2 for clients that offer it. */
export async function openSecureServer(
  handle: (body: string, response: SmallResponse, httpVersion: string) => unknown,
): Promise<SmallServer> {
  let abandoned = 0;
  const server = createSecureServer({ key: privateKey, cert: certificate, allowHTTP1: true }, (request, response) => {
    response.once('close', () => {
      abandoned += response.writableEnded ? 0 : 1;
    });
    void text(request).then((body) => handle(body, response, request.httpVersion));
  });
  return listen(server, { scheme: 'https', abandoned: () => abandoned });
}

async function listen(
  server: Server,
  {
    scheme,
    abandoned,
    host = '127.0.0.1',
    port = 0,
  }: { scheme: 'http' | 'https'; abandoned: () => number; host?: string; port?: number },
): Promise<SmallServer> {
  let connections = 0;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening server has no port');
  }
  return {
    url: `${scheme}://${host}:${address.port}/graphql`,
    connections: () => connections,
    openConnections: () => open.size,
    abandoned,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      open.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
