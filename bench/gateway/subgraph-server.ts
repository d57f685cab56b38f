import { createServer, type IncomingMessage } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type GraphQLSchema } from 'graphql';
import { entityOf, root, subgraphNames, subgraphSdl } from './shop/shop.ts';

/**
 * The four subgraphs in one process, each with its name as path. A request is executed the first time, and answered
 * from memory when its bytes come again, so that no gateway waits for a subgraph. `POST /count` returns the requests
 * since the last `POST /count`.
 */

type Answer = { bytes: Buffer; entities: number };

const answersMax = 20_000;
const schemas = new Map(subgraphNames.map((name) => [`/${name}`, executableSchema(subgraphSdl(name))]));
const answers = new Map<string, Answer>();
let counted = { requests: 0, entities: 0 };

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  readText(request)
    .then((text) => (path === '/count' ? count() : answerTo(path, text)))
    .then(
      (bytes) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
      },
      (error: unknown) => {
        console.error(path, error);
        response.writeHead(500).end();
      },
    );
});
// A connection closed just as a request arrives would count as a failure of the gateway.
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env['PORT']), '127.0.0.1');

function count(): Buffer {
  const bytes = Buffer.from(JSON.stringify(counted));
  counted = { requests: 0, entities: 0 };
  return bytes;
}

async function answerTo(path: string, text: string): Promise<Buffer> {
  const key = path + text;
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = await compute(path, text);
    if (answers.size === answersMax) {
      answers.clear();
    }
    answers.set(key, answer);
  }
  counted.requests += 1;
  counted.entities += answer.entities;
  return answer.bytes;
}

async function compute(path: string, text: string): Promise<Answer> {
  const schema = schemas.get(path);
  if (schema === undefined) {
    throw new Error(`there is no subgraph at ${path}`);
  }
  const { query, variables, operationName } = JSON.parse(text) as {
    query: string;
    variables?: Record<string, unknown>;
    operationName?: string;
  };
  const result = await execute({
    schema,
    document: parse(query, { noLocation: true }),
    rootValue: root,
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  });
  const entities = Object.values(variables ?? {}).reduce<number>(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 0),
    0,
  );
  return { bytes: Buffer.from(JSON.stringify(result)), entities };
}

function executableSchema(sdl: string): GraphQLSchema {
  const resolvers = Object.entries(entityOf)
    .filter(([type]) => sdl.includes(`type ${type} `))
    .map(([type, find]) => [type, { __resolveReference: find }] as const);
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: Object.fromEntries(resolvers) }]);
}

async function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''));
    request.on('error', reject);
  });
}
