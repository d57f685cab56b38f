import type { Gateway } from '@tributary/gateway/gateway.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { collectLogs } from '../support/collect-logs.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openTestSubgraph, transportKinds, type TestSubgraph } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer } from '../support/service-keys.ts';

const sdl = /* GraphQL */ `
  type Query {
    fault: Int
    stored(secret: String!): Int
  }
  type Subscription {
    ticks: Tick
  }
  type Tick {
    fault: Int
  }
`;
const below = collectLogs();
const front = collectLogs();

let postgres: Postgres;
let clock: TestSubgraph;
beforeAll(async () => {
  const { url } = await freshDatabase();
  postgres = openPostgres({ url, applicationName: 'test' });
  const fail = () => {
    throw new Error('broken');
  };
  clock = await openTestSubgraph({
    name: 'clock',
    sdl,
    resolvers: {
      Query: {
        fault: fail,
        stored: async (_: unknown, { secret }: { secret: string }) => postgres.db.execute(sql`select ${secret}::int`),
      },
      Subscription: {
        ticks: {
          subscribe: async function* () {
            yield { ticks: {} };
          },
        },
      },
      Tick: { fault: fail },
    },
    createContext: () => ({}),
    log: below.log,
  });
});
afterAll(async () => {
  await clock.close();
  await postgres.close();
});
beforeEach(() => {
  below.lines.length = 0;
  front.lines.length = 0;
});

describe.each(transportKinds)('a request that fails in a subgraph %s', (kind) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ clock: sdl }),
      transportFor: () => clock.transport(kind),
      signer,
      log: front.log,
    });
  });
  afterAll(() => gateway.close());

  const post = async (query: string, variables = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { id: response.headers.get('x-request-id'), text: await response.text() };
  };
  /** The ids of all log lines, of the subgraph and of the gateway. */
  const idsLogged = () => ({
    below: new Set(below.lines.map(({ requestId }) => requestId)),
    front: new Set(front.lines.map(({ requestId }) => requestId)),
  });

  it("has log lines with the client's request id, in both processes", async () => {
    const { id, text } = await post('{ fault }');

    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(text).toContain(`"requestId":"${id}"`);
    expect(idsLogged()).toEqual({ below: new Set([id]), front: new Set([id]) });
    expect(below.lines).toMatchObject([{ err: { message: 'broken' }, path: ['fault'] }]);
  });

  it('keeps the request id of its client', async () => {
    const { id } = await post('{ fault }', {}, { 'x-request-id': 'mine-1' });

    expect(id).toBe('mine-1');
    expect(idsLogged()).toEqual({ below: new Set(['mine-1']), front: new Set(['mine-1']) });
  });

  it('has no SQL parameters in its log lines', async () => {
    const { id, text } = await post('query ($secret: String!) { stored(secret: $secret) }', { secret: 'hunter2' });

    expect(text).not.toContain('hunter2');
    expect(below.lines).toMatchObject([{ requestId: id, err: { cause: { code: '22P02' } } }]);
    expect(below.text() + front.text()).not.toContain('hunter2');
  });

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec="1.0"'])(
    'has its request id in a failed event: %s',
    async (accept) => {
      const { id, text } = await post('subscription { ticks { fault } }', {}, { accept });

      expect(text).toContain(`"requestId":"${id}"`);
      expect(idsLogged()).toEqual({ below: new Set([id]), front: new Set([id]) });
    },
  );

  it('has its request id in a failed event, over a socket', async () => {
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });

    const { value } = await client.iterate({ query: 'subscription { ticks { fault } }' }).next();
    await client.dispose();
    const [id] = idsLogged().below;

    expect(value).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: id } }] });
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(idsLogged().front).toEqual(new Set([id]));
  });
});

it('an unreachable subgraph is logged under the id of the request', async () => {
  const { log, lines } = collectLogs();
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ clock: sdl }),
    transportFor: () => httpTransport({ url: 'http://127.0.0.1:9/' }),
    signer,
    log,
  });

  const response = await fetch(`${gateway.url}/graphql?query={fault}`, {
    headers: { 'apollo-require-preflight': '1' },
  });
  await gateway.close();

  expect(lines).toMatchObject([{ msg: 'a subgraph gave no answer', requestId: response.headers.get('x-request-id') }]);
});
