import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import {
  buildSchema,
  createSourceEventStream,
  execute,
  parse,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { openTestGateway } from '../../support/open-test-gateway.ts';
import { supergraphOf } from '../../support/supergraph-of.ts';

const link = 'https://specs.apollo.dev/federation/v2.9';
const log = createLogger({ name: 'test', level: 'silent' });

const types = `
  type Query { now: Int }
  type Tick { number: Int! cursor: String label: String named(as: String): String }`;
const subscriptions = `ticks(count: Int, size: Int): Tick! maybe(count: Int): Tick`;

const tickerSdl = `
  extend schema
    @link(url: "${link}", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.tributary.example/resumable/v1.0", import: ["@resumable"])
    @composeDirective(name: "@resumable")
  directive @resumable(argument: String!, cursor: String!) on FIELD_DEFINITION
  ${types}
  type Subscription { ${subscriptions} resumed(after: String): Tick! @resumable(argument: "after", cursor: "cursor") }`;

/** The schema of a foreign subgraph, made with graphql-js alone. */
export const tickerSchema: GraphQLSchema = buildSchema(
  `${types} type Subscription { ${subscriptions} resumed(after: String): Tick! }`,
);

export type Tick = { number: number; cursor?: string; label?: string | (() => string); named?: () => string };

/** Ticks from 1 on. The event of tick 2 fails. */
export function ticksOf(count: number, { failing = 2, size = 0 } = {}): Tick[] {
  return Array.from({ length: count }, (_, index) =>
    index + 1 === failing
      ? { number: Number.NaN }
      : { number: index + 1, cursor: `c${index + 1}`, label: 'x'.repeat(size) },
  );
}

/** Events of a subscription, with a field of that name in the root value of each. */
export async function* eventsOf(field: string, ticks: Iterable<Tick> | AsyncIterable<Tick>): AsyncGenerator {
  for await (const tick of ticks) {
    yield { [field]: tick };
  }
}

const asked = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});
export type Asked = z.output<typeof asked>;

/** The number of the cursor after which a subscription continues. */
export function afterOf({ variables }: Asked): number {
  const [cursor] = Object.values(variables ?? {});
  return typeof cursor === 'string' ? Number(cursor.slice(1)) : 0;
}

/** The behaviour of a foreign server: the results that it sends for a subscription. */
export type Behaviour = (request: Asked) => AsyncIterable<ExecutionResult>;

/** Executes a subscription as graphql-js does, over events of the test. */
export function executing(events: (request: Asked) => AsyncIterable<unknown>): Behaviour {
  return async function* (request) {
    const document = parse(request.query);
    const variableValues = request.variables ?? {};
    const rootValue: Record<string, unknown> = {};
    for (const name of ['ticks', 'maybe', 'resumed']) {
      rootValue[name] = () => events(request);
    }
    const source = await createSourceEventStream({ schema: tickerSchema, document, rootValue, variableValues });
    if (!(Symbol.asyncIterator in source)) {
      yield source;
      return;
    }
    for await (const event of source) {
      yield await execute({ schema: tickerSchema, document, rootValue: event, variableValues });
    }
  };
}

export type ForeignServer = {
  port: number;
  url: string;
  /** The headers of each connection, and the payload of its `connection_init`. */
  connections: { headers: IncomingHttpHeaders; payload: unknown }[];
  /** All subscriptions. */
  requests: Asked[];
};

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The library's own server of graphql-transport-ws. */
export async function openGraphqlWs(behave: Behaviour, refuses = (_payload: unknown) => false): Promise<ForeignServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const foreign: ForeignServer = { port: 0, url: '', connections: [], requests: [] };
  useServer(
    {
      onConnect: ({ connectionParams, extra }) => {
        foreign.connections.push({ headers: extra.request.headers, payload: connectionParams });
        return !refuses(connectionParams);
      },
      onSubscribe: (_context, _id, payload) => {
        const request = asked.parse(payload);
        foreign.requests.push(request);
        return { schema: tickerSchema, document: parse(request.query), contextValue: request };
      },
      subscribe: ({ contextValue }) => behave(asked.parse(contextValue)),
    },
    sockets,
  );
  foreign.port = await listening(server);
  foreign.url = `http://127.0.0.1:${foreign.port}/graphql`;
  onTestFinished(() => sockets.clients.forEach((socket) => socket.terminate()));
  return foreign;
}

/** The library's own server of graphql-sse. */
export async function openGraphqlSse(behave: Behaviour): Promise<ForeignServer> {
  const foreign: ForeignServer = { port: 0, url: '', connections: [], requests: [] };
  const handle = createHandler({
    schema: tickerSchema,
    context: (_request, params) => {
      const request = asked.parse(params);
      foreign.requests.push(request);
      return request;
    },
    subscribe: ({ contextValue }: { contextValue?: unknown }) => behave(asked.parse(contextValue)),
  });
  foreign.port = await listening(
    createServer((request, response) => {
      foreign.connections.push({ headers: request.headers, payload: null });
      void handle(request, response);
    }),
  );
  foreign.url = `http://127.0.0.1:${foreign.port}/graphql`;
  return foreign;
}

/** A server that answers each subscription with the bytes of the test. */
export async function openRawHttp(
  answer: (response: ServerResponse, request: Asked) => unknown,
): Promise<ForeignServer> {
  const foreign: ForeignServer = { port: 0, url: '', connections: [], requests: [] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const parsed = asked.parse(JSON.parse(Buffer.concat(chunks).toString()));
      foreign.connections.push({ headers: request.headers, payload: null });
      foreign.requests.push(parsed);
      void answer(response, parsed);
    });
  });
  foreign.port = await listening(server);
  foreign.url = `http://127.0.0.1:${foreign.port}/graphql`;
  return foreign;
}

/** Apollo's multipart protocol, as Apollo's router writes it. */
export function openMultipart(behave: Behaviour, heartbeatMs = 5_000): Promise<ForeignServer> {
  const part = (value: unknown) => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(value)}\r\n--graphql`;
  return openRawHttp(async (response, request) => {
    response.writeHead(200, { 'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' });
    response.write('\r\n--graphql');
    const heartbeat = setInterval(() => response.write(part({})), heartbeatMs);
    response.once('close', () => clearInterval(heartbeat));
    for await (const payload of behave(request)) {
      if (!response.write(part({ payload })) && !response.destroyed) {
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    }
    clearInterval(heartbeat);
    response.end('--\r\n');
  });
}

const socketMessage = z.looseObject({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });

/** A server of graphql-transport-ws that sends the messages of the test, right or wrong. */
export async function openRawSocket(
  answer: (send: (message: unknown) => void, request: Asked & { id: string }, socket: WebSocket) => unknown,
): Promise<ForeignServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  const foreign: ForeignServer = { port: 0, url: '', connections: [], requests: [] };
  sockets.on('connection', (socket, request) => {
    const send = (message: unknown) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    };
    socket.on('message', (data: Buffer) => {
      const { type, id = '', payload } = socketMessage.parse(JSON.parse(data.toString()));
      if (type === 'connection_init') {
        foreign.connections.push({ headers: request.headers, payload });
        send({ type: 'connection_ack' });
      } else if (type === 'ping') {
        send({ type: 'pong' });
      } else if (type === 'subscribe') {
        const parsed = asked.parse(payload);
        foreign.requests.push(parsed);
        void answer(send, { ...parsed, id }, socket);
      }
    });
  });
  foreign.port = await listening(server);
  foreign.url = `http://127.0.0.1:${foreign.port}/graphql`;
  onTestFinished(() => sockets.clients.forEach((socket) => socket.terminate()));
  return foreign;
}

/** A gateway before one foreign subgraph. */
export async function openTicker(
  way: HttpTransportSettings | SubgraphTransport,
  settings: Partial<GatewaySettings> = {},
): Promise<{ url: string }> {
  const caches = await openCache({ log });
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ ticker: tickerSdl }),
    transportFor: () => ('url' in way ? httpTransport(way) : way),
    caches,
    ...settings,
  });
  onTestFinished(async () => {
    await gateway.close();
    await caches.close();
  });
  return { url: gateway.url };
}

/**
 * The protocols over which a foreign subgraph sends events: the name, a server that speaks it, and the setting of the
 * gateway.
 */
export const protocols: [
  string,
  (behave: Behaviour) => Promise<ForeignServer>,
  'graphql-transport-ws' | 'sse' | 'multipart',
][] = [
  ['graphql-ws', openGraphqlWs, 'graphql-transport-ws'],
  ['graphql-sse', openGraphqlSse, 'sse'],
  ['multipart', openMultipart, 'multipart'],
];
