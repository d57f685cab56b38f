import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { buildGeneration } from '@tributary/gateway/generation/generation.ts';
import { createOverrides } from '@tributary/gateway/composed/override-labels.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { graphql, parse, subscribe } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { openSmallServer } from '../support/small-server.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openWorkers } from '../support/operation-pool.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@override", "@external", "@requires"])`;
const sdls = {
  shop: `${federation}
    type Query { product: Product anything: Thing }
    type Subscription { sold: Product }
    interface Thing { price: String }
    type Product implements Thing @key(fields: "id") {
      id: ID! name: String price: String cost: String @shareable stock: String never: String always: String
    }`,
  prices: `${federation}
    type Product @key(fields: "id") {
      id: ID!
      price: String @override(from: "shop", label: "new-prices")
      stock: String @override(from: "shop", label: "new-stock")
      never: String @override(from: "shop", label: "percent(0)")
      always: String @override(from: "shop", label: "percent(100)")
      cost: String @shareable
      currency: String
    }`,
  taxes: `${federation}
    type Product @key(fields: "id") { id: ID! cost: String @external tax: String @requires(fields: "cost") }`,
};
type Name = keyof typeof sdls;

const product = (name: string) => ({
  __typename: 'Product',
  id: '1',
  ...{ name, price: name, cost: name, stock: name, never: name, always: name, currency: name },
});
const resolvers = {
  shop: {
    Query: { product: () => product('shop'), anything: () => product('shop') },
    Subscription: {
      sold: {
        subscribe: async function* () {
          yield { sold: product('shop') };
        },
      },
    },
  },
  prices: { Product: { __resolveReference: () => product('prices') } },
  taxes: { Product: { tax: ({ cost }: { cost: string }) => `of the cost from ${cost}` } },
};
const requestShape = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });
/**
 * Composition refuses a requirement of a gradually overridden field as not satisfiable. Other composers may allow it.
 */
const supergraphSdl = supergraphOf(sdls).replace(
  /(?<=cost: String .*@join__field\(graph: PRICES)/,
  ', override: "shop", overrideLabel: "new-prices"',
);
const log = createLogger({ name: 'test', level: 'silent' });
const byHeader = { labels: {}, header: 'x-override-labels' };

const schemaOf = (name: Name) => buildSubgraphSchema([{ typeDefs: parse(sdls[name]), resolvers: resolvers[name] }]);

async function* streamOfShop(query: string) {
  const stream = await subscribe({ schema: schemaOf('shop'), document: parse(query) });
  if (!(Symbol.asyncIterator in stream)) {
    throw new Error('no event follows');
  }
  for await (const { data } of stream) {
    yield { data };
  }
}

/** A shop with overridden fields, whose answers any caller may get from the cache. */
async function openShop(overrides: GatewaySettings['overrides'], settings: Partial<GatewaySettings> = {}) {
  const requests: Name[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const waitFor = { requests: 1 };
  const open = (name: Name) => {
    const schema = schemaOf(name);
    return openSmallServer(async (body, response) => {
      requests.push(name);
      if (requests.length >= waitFor.requests) {
        release();
      }
      await released;
      const { query, variables } = requestShape.parse(JSON.parse(body));
      response.setHeader('cache-control', 'public, max-age=60');
      response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables ?? {} })));
    });
  };
  const servers = { shop: await open('shop'), prices: await open('prices'), taxes: await open('taxes') };
  const caches = await openCache({ log });
  const gateway = await openTestGateway({
    supergraphSdl,
    transportFor: ({ name }) => {
      const url = Object.entries(servers).find(([each]) => each === name)?.[1].url ?? '';
      return { ...httpTransport({ url }), subscribe: ({ query }) => streamOfShop(query) };
    },
    caches,
    ...(overrides === undefined ? {} : { overrides }),
    ...settings,
  });
  onTestFinished(async () => {
    await gateway.close();
    await caches.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });
  return {
    url: gateway.url,
    requests,
    /** Subgraphs answer only after this number of requests. */
    answerAfter: (count: number) => {
      waitFor.requests = count;
    },
    query: async (query: string, labels?: string) => {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(labels === undefined ? {} : { 'x-override-labels': labels }),
        },
        body: JSON.stringify({ query }),
      });
      return { body: await answer.json(), vary: answer.headers.get('vary') };
    },
  };
}

describe('an overridden field', () => {
  const all = '{ product { name price stock never always } }';

  it('comes from the old subgraph until its label is on, except for its share of the requests', async () => {
    const { query } = await openShop(undefined);

    const { body } = await query(all);

    expect(body).toEqual({
      data: { product: { name: 'shop', price: 'shop', stock: 'shop', never: 'shop', always: 'prices' } },
    });
  });

  it('comes from the new subgraph if the settings turn its label on', async () => {
    const { query } = await openShop({ labels: { 'new-prices': true, 'new-stock': false }, header: null });

    const { body } = await query('{ product { price stock } }', 'new-stock');

    expect(body).toEqual({ data: { product: { price: 'prices', stock: 'shop' } } });
  });

  it.each([
    { labels: 'new-prices', price: 'prices', stock: 'shop' },
    { labels: 'other, new-stock ,new-prices', price: 'prices', stock: 'prices' },
    { labels: 'new-price,NEW-STOCK', price: 'shop', stock: 'shop' },
    { labels: '', price: 'shop', stock: 'shop' },
  ])('comes from the subgraph that the header selects: $labels', async ({ labels, price, stock }) => {
    const { query } = await openShop(byHeader);

    const { body, vary } = await query('{ product { price stock } }', labels);

    expect(body).toEqual({ data: { product: { price, stock } } });
    expect(vary).toBe('accept, authorization, x-override-labels');
  });

  it('cannot be moved by the header if its label is a percentage', async () => {
    const { query } = await openShop(byHeader);

    const { body } = await query('{ product { never always } }', 'percent(0)');

    expect(body).toEqual({ data: { product: { never: 'shop', always: 'prices' } } });
  });

  it('is required from the subgraph that has it', async () => {
    const { query } = await openShop(byHeader);

    const answers = [await query('{ product { tax } }'), await query('{ product { tax } }', 'new-prices')];

    expect(answers.map(({ body }) => body)).toEqual(
      ['shop', 'prices'].map((name) => ({ data: { product: { tax: `of the cost from ${name}` } } })),
    );
  });
});

it.each([
  { labels: '', price: 'shop' },
  { labels: 'new-prices', price: 'prices' },
])('in a subscription follows the header with which its socket was opened: "$labels"', async ({ labels, price }) => {
  const { url } = await openShop(byHeader);
  class LabelledSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { 'x-override-labels': labels } });
    }
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: LabelledSocket,
    retryAttempts: 0,
  });
  onTestFinished(() => client.dispose());

  const events = await Array.fromAsync(client.iterate({ query: 'subscription { sold { price always } }' }));

  expect(events).toEqual([{ data: { sold: { price, always: 'prices' } } }]);
});

describe('requests with different labels', () => {
  // Both variants send requests to the same subgraphs.
  const priced = '{ product { price currency } }';

  it('do not share cached answers', async () => {
    const { query, requests } = await openShop(byHeader);
    await query(priced);
    await query(priced, 'new-prices');
    const asked = requests.length;

    const answers = [await query(priced), await query(priced, 'new-prices')];

    expect(answers.map(({ body }) => body)).toEqual(
      ['shop', 'prices'].map((price) => ({ data: { product: { price, currency: 'prices' } } })),
    );
    expect(requests).toHaveLength(asked);
  });

  it('do not share executions in flight', async () => {
    const { query, answerAfter } = await openShop(byHeader, { shareInFlight: true });
    answerAfter(2);

    const answers = await Promise.all([query(priced), query(priced, 'new-prices')]);

    expect(answers.map(({ body }) => body)).toEqual(
      ['shop', 'prices'].map((price) => ({ data: { product: { price, currency: 'prices' } } })),
    );
  });
});

describe('the variants of an operation', () => {
  const on = () => true;
  const off = () => false;

  function openGeneration() {
    const prepared: number[] = [];
    const generation = buildGeneration({
      supergraphSdl,
      operationsBytesMax: 10_000_000,
      entitiesApart: 'repeated',
      workers: openWorkers(supergraphSdl),
      onPrepared: (seconds) => prepared.push(seconds),
    });
    return { generation, prepared };
  }

  it.each([
    { query: '{ product { name currency } }', labels: [] },
    { query: '{ product { price } }', labels: ['new-prices'] },
    { query: 'query { ...F } fragment F on Query { anything { price } }', labels: ['new-prices'] },
    { query: '{ product { tax } }', labels: ['new-prices'] },
    { query: '{ product { stock ... on Thing { price } } }', labels: ['new-prices', 'new-stock'] },
  ])('depend only on labels of its fields: $query', async ({ query, labels }) => {
    const { generation, prepared } = openGeneration();
    const operation = generation.operationOf(parse(query), null);

    const bound = await Promise.all([on, off, on, off].map(async (isOn) => operation.bind({}, isOn)));

    expect(bound.map((each) => ('errors' in each ? each.errors : each.labels))).toEqual([labels, [], labels, []]);
    expect(prepared).toHaveLength(labels.length === 0 ? 1 : 2);
  });

  it('are prepared by the next generation before their first request', async () => {
    const old = openGeneration().generation;
    const document = parse('query ($name: Boolean!) { product { price name @include(if: $name) } }');
    await old.operationOf(document, null).bind({ name: true }, on);
    await old.operationOf(document, null).bind({ name: false }, off);
    const { generation, prepared } = openGeneration();

    await Promise.all(old.mostUsed(1).map(generation.warm));

    expect(prepared).toHaveLength(2);
    await generation.operationOf(document, null).bind({ name: true }, on);
    await generation.operationOf(document, null).bind({ name: false }, off);
    expect(prepared).toHaveLength(2);
  });
});

describe('a percentage of the requests', () => {
  const draw = createOverrides({ labels: { 'percent(0)': true }, header: null });
  const drawn = Array.from({ length: 1000 }, () => draw({}));

  it.each([
    { percent: 0, least: 0, most: 0 },
    { percent: 12.5, least: 60, most: 200 },
    { percent: 50, least: 400, most: 600 },
    { percent: 100, least: 1000, most: 1000 },
  ])('is about $percent of 100', ({ percent, least, most }) => {
    const count = drawn.filter((isOn) => isOn(`percent(${percent})`)).length;

    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });

  it('includes every request of a smaller percentage, each time', () => {
    const small = drawn.filter((isOn) => isOn('percent(20)'));

    expect(small.every((isOn) => isOn('percent(60)') && isOn('percent(20)'))).toBe(true);
  });
});
