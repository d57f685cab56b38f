import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export type SmallServer = {
  url: string;
  /** Connections that were ever made. */
  connections(): number;
  /** Requests whose caller went away before the answer. */
  abandoned(): number;
  close(): Promise<void>;
};

/** A plain HTTP server that does what the test says with each request. Its connections are cut when it closes. */
export async function openSmallServer(
  handle: (body: string, response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<SmallServer> {
  let connections = 0;
  let abandoned = 0;
  const server = createServer((request, response) => {
    response.once('close', () => {
      abandoned += response.writableFinished ? 0 : 1;
    });
    void text(request).then((body) => handle(body, response, request));
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening server has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    connections: () => connections,
    abandoned: () => abandoned,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
