import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { openImperfectShop } from './open-imperfect-shop.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;

const quince = '{"data":{"fruit":{"name":"Quince"}}}';
const ask = '{ fruit { name } }';

/** A shop whose fruits answer with these headers, and the number of requests for them. */
async function openFruits(
  headers: Headers,
  body: string | ((count: number, response: ServerResponse) => string) = quince,
  settings: Parameters<typeof openImperfectShop>[0] = {},
) {
  const shop = await openImperfectShop(settings);
  let asked = 0;
  shop.behave('fruits', (response) => {
    asked += 1;
    for (const [name, value] of Object.entries(headers)) {
      response.setHeader(name, value);
    }
    response.end(typeof body === 'string' ? body : body(asked, response));
  });
  return { ...shop, asked: () => asked };
}

async function twice({ query }: { query: (document: string) => Promise<unknown> }): Promise<void> {
  const first = await query(ask);
  expect(await query(ask)).toEqual(first);
}

describe('the answer of a subgraph', () => {
  it.each<{ headers: Headers }>([
    { headers: { 'cache-control': 'max-age=60, public' } },
    { headers: { 'Cache-Control': 'PUBLIC, Max-Age=60' } },
    { headers: { 'cache-control': ['public', 'max-age=60'] } },
    { headers: { 'cache-control': 'public, max-age="60"' } },
    { headers: { 'cache-control': 'public, max-age=0, s-maxage=60' } },
    { headers: { 'cache-control': 'public, s-maxage=60' } },
    { headers: { 'cache-control': 'public, max-age=60', age: '10' } },
    { headers: { 'cache-control': 'public, max-age=60', vary: 'accept-encoding, origin' } },
    { headers: { 'cache-control': 'public, max-age=60, must-revalidate, x-no-store=1' } },
    { headers: { 'cache-control': 'public', expires: new Date(Date.now() + 600_000).toUTCString() } },
  ])('with $headers is cached', async ({ headers }) => {
    const shop = await openFruits(headers);

    await twice(shop);

    expect(shop.asked()).toBe(1);
  });

  it.each<{ headers: Headers }>([
    { headers: {} },
    { headers: { 'cache-control': 'max-age=60, public, No-Store' } },
    { headers: { 'cache-control': ['max-age=60, public', 'no-store'] } },
    { headers: { 'cache-control': ['no-cache', 'max-age=60, public'] } },
    { headers: { 'cache-control': 'max-age=60, public, private' } },
    { headers: { 'cache-control': 'max-age=60' } },
    { headers: { 'cache-control': 'max-age=60, public, s-maxage=0' } },
    { headers: { 'cache-control': 'max-age=-60, public' } },
    { headers: { 'cache-control': 'max-age=60s, public' } },
    { headers: { 'cache-control': 'max-age=60, max-age=5, public' } },
    { headers: { 'cache-control': 'x-max-age=60, public' } },
    { headers: { 'cache-control': 'max-age=60, public', age: '60' } },
    { headers: { 'cache-control': 'max-age=60, public', vary: '*' } },
    { headers: { 'cache-control': 'max-age=60, public', vary: ['accept', '*'] } },
    { headers: { 'cache-control': 'max-age=60, public', vary: 'X-Request-Id' } },
    { headers: { 'cache-control': 'max-age=60, public', date: 'Sun, 06 Nov 1994 08:49:37 GMT' } },
    { headers: { 'cache-control': 'public', expires: '0' } },
    { headers: { expires: new Date(Date.now() + 600_000).toUTCString(), pragma: 'no-cache' } },
  ])('with $headers is not cached, also not for anonymous callers', async ({ headers }) => {
    const shop = await openFruits(headers);

    await twice(shop);

    expect(shop.asked()).toBe(2);
  });

  it.each([
    { what: 'an error', body: '{"data":{"fruit":{"name":"Quince"}},"errors":[{"message":"x"}]}' },
    {
      what: 'an error of a field that was not requested',
      body: '{"data":{"fruit":{"name":"Quince"}},"errors":[{"message":"x","path":["other","thing"]}]}',
    },
    { what: 'only an error', body: '{"data":null,"errors":[{"message":"x"}]}' },
    { what: 'an invalid error', body: '{"data":{"fruit":{"name":"Quince"}},"errors":[null]}' },
  ])('with $what is not cached, whatever its headers', async ({ body }) => {
    const good = { 'cache-control': 'max-age=60, public' };
    const shop = await openFruits(good, (count) => (count === 1 ? body : quince));
    await shop.ask(ask);

    expect(await shop.query(ask)).toEqual({ data: { fruit: { name: 'Quince' } } });

    expect(shop.asked()).toBe(2);
  });

  it('with an error is not cached, although its parts are then requested separately, and answered without errors', async () => {
    const priced = '{ fruit { price } fruits { price twin { price } } }';
    const shop = await openFruits(
      { 'cache-control': 'max-age=60, public' },
      '{"data":{"fruit":{"__typename":"Fruit","id":"1"},"fruits":[{"__typename":"Fruit","id":"2"}]}}',
    );
    let failures = 0;
    const entity = '{"__typename":"Fruit","price":3,"twin":{"__typename":"Fruit","id":"1","price":3}}';
    shop.behave('prices', (response, body) => {
      response.setHeader('cache-control', 'max-age=60, public');
      if (body.includes('_1')) {
        failures += 1;
        response.end('{"data":null,"errors":[{"message":"not together"}]}');
      } else {
        response.end(`{"data":{"_entities":[${entity}],"_0":[${entity}]}}`);
      }
    });

    const first = await shop.ask(priced);
    await shop.ask(priced);

    expect(failures).toBe(2);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(shop.asked()).toBe(2);
  });

  it('with another status than 200 is not cached', async () => {
    const shop = await openFruits({ 'cache-control': 'max-age=60, public' }, (_, response) => {
      response.statusCode = 503;
      return quince;
    });

    await twice(shop);

    expect(shop.asked()).toBe(2);
  });

  it('that varies by a propagated header is cached for each of its values', async () => {
    const shop = await openFruits({ 'cache-control': 'max-age=60, public', vary: 'X-Tenant' }, quince, {
      headerRulesFor: () => [{ propagate: 'x-tenant' }],
    });

    for (const tenant of ['one', 'two', 'one', 'two']) {
      await shop.query(ask, { 'x-tenant': tenant });
    }

    expect(shop.asked()).toBe(2);
  });

  it('limits the lifetime of the whole answer to its own, and an error in any part to zero', async () => {
    const shop = await openFruits({ 'cache-control': 'max-age=60, public' });
    shop.behave('prices', (response) => {
      response.setHeader('cache-control', 'max-age=30, public');
      response.setHeader('age', '10');
      response.end('{"data":{"currency":"EUR"}}');
    });
    const { headers } = await shop.ask('{ currency fruit { name } }');
    expect(headers.get('cache-control')).toBe('max-age=20, public');

    shop.behave('prices', (response) => response.writeHead(500).end());
    const failed = await shop.ask('{ c: currency fruit { name } }');

    expect(failed.headers.get('cache-control')).toBe('no-store');
    expect(failed.body.data).toEqual({ c: null, fruit: { name: 'Quince' } });
  });
});

describe('a client', () => {
  it('gets its own lifetime, and shared caches get theirs, also from the cache', async () => {
    const shop = await openFruits({ 'cache-control': 'max-age=5, s-maxage=60, public' });

    const headers = [(await shop.ask(ask)).headers, (await shop.ask(ask)).headers];

    expect(headers.map((one) => one.get('cache-control'))).toEqual([
      'max-age=5, s-maxage=60, public',
      'max-age=5, s-maxage=60, public',
    ]);
    expect(headers[1]?.get('age')).toBe('0');
    expect(shop.asked()).toBe(1);
  });

  it('gets one lifetime if both are the same', async () => {
    const shop = await openFruits({ 'cache-control': 's-maxage=60, public, max-age=60' });

    const headers = [(await shop.ask(ask)).headers, (await shop.ask(ask)).headers];

    expect(headers.map((one) => one.get('cache-control'))).toEqual(['max-age=60, public', 'max-age=60, public']);
  });
});
