import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const sdl = supergraphOf({ words: 'type Query { word: String }' });
const at = (url: string) => sdl.replace(/(join__graph\(name: "words", url: ")[^"]*/, `$1${url}`);

it('a reload closes the connections to URLs that the new supergraph lacks, and keeps the others', async () => {
  const [old, fresh] = await Promise.all([openWords('old'), openWords('new')]);
  const gateway = await openTestGateway({
    supergraphSdl: at(old.url),
    // The old connections stay for as long as an operation may take.
    operationTimeoutMs: 3_000,
  });
  onTestFinished(() => gateway.close());
  const ask = async () =>
    (
      await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ word }"}',
      })
    ).json();

  expect(await ask()).toEqual({ data: { word: 'old' } });
  expect(await old.connections()).toBe(1);
  await gateway.reload(at(fresh.url));
  expect(await ask()).toEqual({ data: { word: 'new' } });

  await expect.poll(() => old.connections(), { timeout: 10_000 }).toBe(0);
  expect(await fresh.connections()).toBe(1);
  expect(await ask()).toEqual({ data: { word: 'new' } });
});

async function openWords(word: string): Promise<{ url: string; connections: () => Promise<number> }> {
  const server: Server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { word } }));
    });
  });
  // Only the gateway closes connections in this test.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
  };
}
