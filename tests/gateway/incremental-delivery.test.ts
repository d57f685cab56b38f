import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import type { ServerResponse } from 'node:http';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { askInParts, collect, type Payload } from './federation/answers-in-parts.ts';
import { openForeignShop } from './open-foreign-subgraphs.ts';

const deferring = '{ fruit { name ... @defer(label: "price") { price } } }';
const whole = { data: { fruit: { name: 'Quince', price: 3 } } };

async function openShop(settings: Partial<GatewaySettings> = {}) {
  const shop = await openForeignShop(settings);
  const post = (query: string, accept: string) => shop.post(query, { headers: { accept } });
  const inParts = (query: string, options: Parameters<typeof askInParts>[2] = {}): AsyncGenerator<Payload> =>
    askInParts(shop.gateway.url, { query }, options);
  return { ...shop, url: shop.gateway.url, post, inParts };
}

/** Answers of a subgraph that wait for the test. */
function hold(): { behave: (response: ServerResponse) => void; asked: Promise<ServerResponse> } {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  return { behave: resolve, asked: promise };
}

const nameText = JSON.stringify({ data: { _entities: [{ name: 'Quince' }] } });
const priceText = JSON.stringify({ data: { _entities: [{ price: 3 }] } });

describe('an answer in parts', () => {
  it('begins before the subgraph of the deferred data has answered', async () => {
    const { behave, inParts } = await openShop();
    const prices = hold();
    behave('prices', prices.behave);

    const payloads = inParts(deferring);
    const first = await payloads.next();
    (await prices.asked).end(priceText);
    const others = await Array.fromAsync(payloads);

    expect(first.value).toEqual({ data: { fruit: { name: 'Quince' } }, hasNext: true });
    expect(others).toEqual([
      { incremental: [{ data: { price: 3 }, path: ['fruit'], label: 'price' }], hasNext: false },
    ]);
  });

  it('does not wait for earlier deferred requests to the same subgraph', async () => {
    const { behave, inParts } = await openShop();
    const deferredName = hold();
    const answers = [
      (response: ServerResponse) => deferredName.behave(response),
      (response: ServerResponse) => response.end(nameText),
    ];
    const root = hold();
    behave('fruits', (response, body) =>
      body.includes('_entities') ? answers.shift()?.(response) : root.behave(response),
    );

    const payloads = inParts('{ cheapest { price ... @defer { name } } fruit { twin { name } } }');
    const first = payloads.next();
    const held = await deferredName.asked;
    (await root.asked).end('{"data":{"fruit":{"__typename":"Fruit","id":"1"}}}');

    expect((await first).value).toEqual({
      data: { cheapest: { price: 3 }, fruit: { twin: { name: 'Quince' } } },
      hasNext: true,
    });
    held.end(nameText);
    expect(await Array.fromAsync(payloads)).toEqual([
      { incremental: [{ data: { name: 'Quince' }, path: ['cheapest'] }], hasNext: false },
    ]);
  });

  it('cancels its requests when the client disconnects', async () => {
    const { behave, inParts, servers } = await openShop();
    const prices = hold();
    behave('prices', prices.behave);
    const leaving = new AbortController();
    const payloads = inParts(deferring, { signal: leaving.signal });
    await payloads.next();
    await prices.asked;

    leaving.abort();

    await expect(payloads.next()).rejects.toThrow(/abort/i);
    await expect.poll(() => servers.prices.abandoned()).toBe(1);
  });

  it('reports late and failed deferred data in a part', async () => {
    const { behave, inParts, servers } = await openShop({ operationTimeoutMs: 3_000 });
    behave('prices', () => {});

    const late = await collect(inParts(deferring));
    await servers.prices.close();
    const down = await collect(inParts(deferring));

    for (const [{ first, later }, code] of [
      [late, 'DEADLINE_EXCEEDED'],
      [down, 'SUBGRAPH_UNAVAILABLE'],
    ] as const) {
      expect(first).toEqual({ data: { fruit: { name: 'Quince' } }, hasNext: true });
      expect(later).toEqual([
        {
          data: { price: null },
          path: ['fruit'],
          label: 'price',
          errors: [
            {
              message: expect.stringContaining('`prices`'),
              path: expect.arrayContaining(['fruit']),
              extensions: { code, subgraph: 'prices' },
            },
          ],
        },
      ]);
    }
  });

  it('is not cached, although all of it may be', async () => {
    const { behave, post, inParts, requests } = await openShop();
    const cacheable = (text: string) => (response: ServerResponse) =>
      response.setHeader('cache-control', 'public, max-age=60').end(text);
    behave('fruits', cacheable(JSON.stringify({ data: { fruit: { __typename: 'Fruit', id: '1', name: 'Quince' } } })));
    behave('prices', cacheable(priceText));

    const answers = [await collect(inParts(deferring)), await collect(inParts(deferring))];
    expect(requests).toHaveLength(4);
    const [kept, fromCache] = [await post(deferring, 'application/json'), await post(deferring, 'application/json')];

    expect(answers.map(({ later }) => later.length)).toEqual([1, 1]);
    expect([await kept.json(), await fromCache.json()]).toEqual([whole, whole]);
    expect(requests).toHaveLength(6);
  });
});

describe('an answer is whole', () => {
  it.each(['application/json', '*/*', 'application/graphql-response+json', 'multipart/mixed;deferSpec=1, */*'])(
    'for a client that accepts %s',
    async (accept) => {
      const { post } = await openShop();

      const answer = await post(deferring, accept);

      expect(answer.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
      expect(await answer.json()).toEqual(whole);
    },
  );

  it('if nothing is deferred, or all deferrals are off', async () => {
    const { inParts } = await openShop();

    expect(await Array.fromAsync(inParts('{ fruit { name price } }'))).toEqual([whole]);
    expect(await Array.fromAsync(inParts('{ fruit { name ... @defer(if: false) { price } } }'))).toEqual([whole]);
  });

  it('and is the only part, for a client that accepts only parts', async () => {
    const { inParts } = await openShop();
    const accept = 'multipart/mixed; deferSpec="20220824"';

    expect(await Array.fromAsync(inParts('{ fruit { name price } }', { accept }))).toEqual([
      { ...whole, hasNext: false },
    ]);
    expect(await Array.fromAsync(inParts('{ nothing }', { accept }))).toEqual([
      { errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })], hasNext: false },
    ]);
  });

  it('over a WebSocket', async () => {
    const { url } = await openShop();
    const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, lazy: true });
    onTestFinished(() => void client.dispose());

    expect(await Array.fromAsync(client.iterate({ query: deferring }))).toEqual([whole]);
  });
});

describe('deferred data', () => {
  it.each([
    [
      'has a unique label',
      '{ fruit { ... @defer(label: "a") { name } ... @defer(label: "a") { price } } }',
      /label "a"/,
    ],
    ['has a literal label', 'query ($a: String) { fruit { ... @defer(label: $a) { name } } }', /variable/],
    ['is below the root fields of a mutation', 'mutation { ... @defer { eat { name } } }', /cannot be deferred/],
    ['is on a fragment', '{ fruit { name @defer } }', /may not be used on FIELD/],
  ])('%s', async (_name, query, message) => {
    const { inParts, requests } = await openShop();

    const { first } = await collect(inParts(query));

    expect(first.errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
    expect(requests).toEqual([]);
  });

  it('counts for the limits like everything else', async () => {
    const { inParts, requests } = await openShop({ limits: { ...defaultLimits, depth: 1 } });

    const { first } = await collect(inParts(deferring));

    expect(first.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('nested deeper than 1 levels') }),
    ]);
    expect(requests).toEqual([]);
  });

  it('arrives with the rest if nested fragments make it too large', async () => {
    const { inParts } = await openShop();
    const levels = Array.from({ length: 20 }, (_, level) => level);
    const doubling = levels.map(
      (level) => `fragment F${level} on Fruit { ... { ...F${level + 1} } ... { ...F${level + 1} } }`,
    );

    const large = await collect(
      inParts(`{ fruit { ...F0 @defer } } ${doubling.join(' ')} fragment F20 on Fruit { name }`),
    );
    const scattered = await collect(
      inParts(`{ fruit { ${'... { ...F } '.repeat(102)} } } fragment F on Fruit { ... @defer { name } }`),
    );

    for (const { first } of [large, scattered]) {
      expect(first).toEqual({ data: { fruit: { name: 'Quince' } } });
    }
  });

  it('is announced by `@defer` in the schema', async () => {
    const { post } = await openShop();

    const answer = await post('{ __schema { directives { name locations } } }', 'application/json');

    expect(await answer.json()).toMatchObject({
      data: {
        __schema: {
          directives: expect.arrayContaining([{ name: 'defer', locations: ['FRAGMENT_SPREAD', 'INLINE_FRAGMENT'] }]),
        },
      },
    });
  });
});
