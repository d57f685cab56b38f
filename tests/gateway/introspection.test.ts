import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import type { SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { buildSchema, executeSync, getIntrospectionQuery, parse, type ExecutionResult } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, transports } from '../support/follow-stream.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const sdl = /* GraphQL */ `
  type Query {
    now(at: At): Int
  }
  input At {
    day: Int
    hour: Int
  }
  type Subscription {
    ticks: Tick
  }
  type Tick {
    number: Int
    query: Query
  }
`;
const supergraphSdl = supergraphOf({
  ticks: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") ${sdl}`,
});

const asSent = ({ data, errors = [] }: ExecutionResult): SubgraphResponse => ({
  data,
  ...(errors.length === 0 ? {} : { errors: errors.map((error) => error.toJSON()) }),
});

/** A gateway before a subgraph that ticks three times. */
async function openTicks(settings: Partial<GatewaySettings> = {}) {
  const schema = buildSchema(sdl);
  const asked: string[] = [];
  const transport: SubgraphTransport = {
    execute: async ({ query }) => {
      asked.push(query);
      return asSent(executeSync({ schema, document: parse(query), rootValue: { now: 12 } }));
    },
    subscribe: async function* ticking({ query }) {
      asked.push(query);
      for (const number of [1, 2, 3]) {
        const rootValue = { ticks: { number, query: { now: 12 } } };
        yield asSent(executeSync({ schema, document: parse(query), rootValue }));
      }
    },
    close: async () => {},
  };
  const gateway = await openTestGateway({
    supergraphSdl,
    transportFor: () => transport,
    ...settings,
  });
  onTestFinished(gateway.close);
  const ask = async (query: string): Promise<unknown> => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return answer.json();
  };
  return { url: gateway.url, asked, ask };
}

describe('introspection', () => {
  it.each(transports)('is answered beside the data of each event over %s', async (transport) => {
    const { url, asked } = await openTicks();

    const stream = followStream(transport, url, {
      query: 'subscription { ticks { number query { __type(name: "At") { name isOneOf } now } } }',
    });
    const events: unknown[] = [];
    for await (const event of stream) {
      events.push(event.data);
    }

    const query = { __type: { name: 'At', isOneOf: false }, now: 12 };
    expect(events).toEqual([1, 2, 3].map((number) => ({ ticks: { number, query } })));
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain('__type(');
  });

  it('is allowed in a subscription below its root, and not at the root', async () => {
    const { url, asked } = await openTicks();

    const stream = followStream('ws', url, {
      query: 'subscription { ticks { query { __schema { queryType { name } } } } }',
    });
    const first = await stream.next();
    stream.cut();

    expect(first.value?.data).toEqual({ ticks: { query: { __schema: { queryType: { name: 'Query' } } } } });
    expect(asked).toHaveLength(1);
  });

  it.each(['apollo', 'hive'] as const)('describes inputs with `@oneOf`, planned by %s', async (planner) => {
    const withOneOf = supergraphSdl.replace('input At', 'directive @oneOf on INPUT_OBJECT\n\ninput At @oneOf');
    const { ask } = await openTicks({ supergraphSdl: withOneOf, planner });

    expect(await ask('{ __type(name: "At") { isOneOf } now(at: { day: 1 }) }')).toEqual({
      data: { __type: { isOneOf: true }, now: 12 },
    });
    expect(await ask('{ now(at: { day: 1, hour: 2 }) }')).toMatchObject({
      errors: [{ message: expect.stringContaining('OneOf') }],
    });
  });

  it('sends no request to the subgraph, for the query of any tool', async () => {
    const { ask, asked } = await openTicks();

    const answers = await Promise.all(
      [getIntrospectionQuery({ oneOf: true, experimentalDirectiveDeprecation: true }), '{ __typename }'].map(ask),
    );

    expect(answers).toMatchObject([
      { data: { __schema: { queryType: { name: 'Query' } } } },
      { data: { __typename: 'Query' } },
    ]);
    expect(asked).toEqual([]);
  });
});
