import { createServer, type IncomingMessage } from 'node:http';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { apiSchemaOf, expectedData } from './shop/shop.ts';
import { workloads } from './workloads.ts';

/**
 * The minimum for any gateway in Node.js: the floor of its cost. It parses the request, sends the necessary requests to
 * the subgraphs, and parses their responses. It knows the response from the start and assembles nothing: it writes one
 * of the right size.
 */

const schema = apiSchemaOf(readFileSync(process.env['SUPERGRAPH'] ?? '', 'utf8'));
const pool = new Pool(process.env['SUBGRAPHS'] ?? '', { connections: 64 });
const prepared = new Map(
  await Promise.all(
    workloads.map(async ({ request, waves }) => {
      const answer = { data: await expectedData(schema, request) };
      const bodies = waves.map((wave) =>
        wave.map(({ subgraph, request: asked }) => ({ path: `/${subgraph}`, body: JSON.stringify(asked) })),
      );
      return [request.operationName, { answer, bodies }] as const;
    }),
  ),
);

createServer((request, response) => {
  respond(request).then(
    (text) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    },
    (error: unknown) => response.destroy(error instanceof Error ? error : new Error('failed')),
  );
}).listen(Number(process.env['PORT']), '127.0.0.1');

async function respond(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  const { operationName } = JSON.parse(text);
  const { answer, bodies } = prepared.get(operationName) ?? { answer: {}, bodies: [] };
  for (const wave of bodies) {
    await Promise.all(wave.map(fetchParsed));
  }
  return JSON.stringify(answer);
}

async function fetchParsed({ path, body }: { path: string; body: string }): Promise<unknown> {
  const answered = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answered.body.json();
}
