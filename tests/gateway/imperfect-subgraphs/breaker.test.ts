import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openImperfectShop } from './open-imperfect-shop.ts';

const currency = '{"data":{"currency":"EUR"}}';
const open = /circuit breaker/;
const quick = { windowMs: 60_000, openMs: 300, requestsMin: 5 };
/** As long as a busy machine may take between two requests. */
const openMs = 2_500;

/** Answers of prices by the requested field. */
function behaving(byField: Readonly<Record<string, (response: ServerResponse) => unknown>>) {
  return (response: ServerResponse, body: string) => {
    const [, answer] = Object.entries(byField).find(([field]) => body.includes(field)) ?? [];
    return answer === undefined ? response.end(currency) : answer(response);
  };
}

const down = (response: ServerResponse) => response.writeHead(503).end('unavailable for a moment');
const hang = () => {};

/** Kinds of fetches: the same field under different aliases. */
const otherQueries = (count: number) => Array.from({ length: count }, (_, index) => `{ a${index}: currency }`);

it('a field that is answered with HTTP status 503 and GraphQL is requested each time, and so are all others', async () => {
  const { query, behave } = await openImperfectShop({ way: { circuitBreaker: quick } });
  behave(
    'prices',
    behaving({
      cheapest: (response) =>
        response.writeHead(503).end('{"data":{"cheapest":null},"errors":[{"message":"sold out","path":["cheapest"]}]}'),
    }),
  );

  for (let times = 0; times < 20; times += 1) {
    expect(await query('{ cheapest { price } }')).toMatchObject({
      data: { cheapest: null },
      errors: [{ message: 'sold out', path: ['cheapest'] }],
    });
  }
  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
});

it.each([
  { what: 'hangs', fails: hang, operationTimeoutMs: 30_000, timeoutMs: 200 },
  { what: 'hangs longer than operations may take', fails: hang, operationTimeoutMs: 1_500, timeoutMs: 10_000 },
  { what: 'is cut off', fails: (response: ServerResponse) => response.destroy() },
  { what: 'is answered by a proxy', fails: down },
])('a field that $what is soon refused, and none of 59 others', async ({ fails, operationTimeoutMs, timeoutMs }) => {
  const { query, behave, metrics } = await openImperfectShop({
    ...(operationTimeoutMs === undefined ? {} : { operationTimeoutMs }),
    way: { circuitBreaker: { ...quick, openMs: 60_000 }, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  });
  behave('prices', (response, body) =>
    body.includes('cheapest')
      ? fails(response)
      : response.end(JSON.stringify({ data: { [/\w+(?=\s*:\s*currency)/.exec(body)?.[0] ?? 'currency']: 'EUR' } })),
  );

  // Other operation names and other spacing, as clients write them, do not make another kind.
  await Promise.all(Array.from({ length: 5 }, (_, index) => query(`query Q${index} { cheapest { price } }`)));
  const refused = await query('query Again { cheapest { price } }');

  expect(refused).toMatchObject({
    data: { cheapest: null },
    errors: [
      { message: expect.stringMatching(open), extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'prices' } },
    ],
  });
  const others = await Promise.all(otherQueries(59).map((document) => query(document)));
  expect(others.filter(({ errors }) => errors !== undefined)).toEqual([]);
  const shown = await metrics();
  expect(shown).toContain('tributary_gateway_circuit_breaker_state{subgraph="prices"} 0');
  expect(shown).toContain('tributary_gateway_circuit_breaker_fetches{subgraph="prices",state="open"} 1');
  expect(shown).toContain('tributary_gateway_circuit_breaker_short_circuits_total{subgraph="prices"} 1');
  expect(shown).not.toMatch(/circuit_breaker_\w+\{subgraph="fruits"[^}]*\} [1-9]/);
});

it('a field that hangs in many operations at once leaves connections for others', async () => {
  const { query, behave, requests } = await openImperfectShop({ operationTimeoutMs: 8_000 });
  behave('prices', behaving({ cheapest: hang }));
  let ended = 0;
  const hanging = Promise.all(
    Array.from({ length: 100 }, async () => {
      const { errors } = await query('{ cheapest { price } }');
      ended += 1;
      return errors;
    }),
  );
  await expect.poll(() => requests.length).toBe(64);

  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
  expect(ended).toBe(0);

  expect((await hanging).every((errors) => errors !== undefined)).toBe(true);
});

it('a field that hangs in more operations than there are connections is refused to all of them at once', async () => {
  const { query, behave, requests } = await openImperfectShop({ way: { circuitBreaker: quick, timeoutMs: 1_000 } });
  behave('prices', hang);

  const answers = await Promise.all(Array.from({ length: 100 }, () => query('{ currency }')));

  // The circuit opens at the fifth failure. Until then, others may have taken the connections of the first four.
  expect(requests.length).toBeLessThan(75);
  expect(answers.filter(({ errors }) => open.test(errors?.[0]?.message ?? '')).length).toBeGreaterThan(25);
});

it('a subgraph that accepts connections and never answers gets one request of each kind, and then none', async () => {
  const { query, behave } = await openImperfectShop({
    way: { circuitBreaker: { ...quick, openMs: 60_000 }, timeoutMs: 1_000 },
  });
  behave('prices', hang);
  const documents = otherQueries(20);
  const first = await Promise.all(documents.map((document) => query(document)));
  expect(new Set(first.map(({ errors }) => errors?.[0]?.message))).toEqual(
    new Set(['The subgraph `prices` gave no answer within 1000 ms.']),
  );

  const second = await Promise.all(documents.map((document) => query(document)));

  expect(second.filter(({ errors }) => !open.test(errors?.[0]?.message ?? ''))).toEqual([]);
  behave('prices', (response) => response.end(currency));
  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
});

it('a request that fails with all its retries counts as one failure, and as none if a retry succeeds', async () => {
  const { query, behave, requests } = await openImperfectShop({
    way: { circuitBreaker: { ...quick, openMs: 60_000 }, retries: { budgetMin: 100 } },
  });
  behave('prices', down);
  for (let times = 0; times < 4; times += 1) {
    expect(await query('{ currency }')).toMatchObject({ errors: [{ message: expect.stringContaining('503') }] });
  }
  expect(requests).toHaveLength(12);

  let attempts = 0;
  behave('prices', (response) => {
    attempts += 1;
    return attempts % 3 === 0 ? response.end(currency) : down(response);
  });
  for (let times = 0; times < 6; times += 1) {
    expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
  }
});

it('an open circuit allows a few requests after a moment, and closes when they succeed', async () => {
  const { query, behave, metrics, requests } = await openImperfectShop({
    way: { circuitBreaker: { ...quick, openMs }, retries: { retriesMax: 0 } },
  });
  behave('prices', down);
  await Promise.all(Array.from({ length: 5 }, () => query('{ currency }')));
  expect(await query('{ currency }')).toMatchObject({ errors: [{ message: expect.stringMatching(open) }] });
  expect(requests).toHaveLength(5);

  // The subgraph is still down. A trial request fails, and the circuit stays open for as long again.
  await expect.poll(async () => (await query('{ currency }')).errors?.[0]?.message).toContain('503');
  expect(await query('{ currency }')).toMatchObject({ errors: [{ message: expect.stringMatching(open) }] });

  const held: ServerResponse[] = [];
  behave('prices', (response) => held.push(response));
  const tried: Promise<unknown>[] = [];
  await expect
    .poll(
      () => {
        tried.push(query('{ currency }'));
        return held.length;
      },
      { interval: 20 },
    )
    .toBe(3);
  expect(await metrics()).toContain('tributary_gateway_circuit_breaker_fetches{subgraph="prices",state="half-open"} 1');
  expect(await query('{ currency }')).toMatchObject({ errors: [{ message: expect.stringMatching(open) }] });
  behave('prices', (response) => response.end(currency));
  for (const response of held) {
    response.end(currency);
  }
  const outcomes = await Promise.all(tried);
  expect(outcomes.filter((outcome) => JSON.stringify(outcome) === currency)).toHaveLength(3);

  const all = await Promise.all(Array.from({ length: 10 }, () => query('{ currency }')));
  expect(all.filter(({ errors }) => errors !== undefined)).toEqual([]);
});

it('a subgraph that is down is soon refused as a whole, and answers soon after its restart', async () => {
  const { query, servers, metrics, behave } = await openImperfectShop({
    way: { circuitBreaker: { ...quick, openMs: 60_000 } },
  });
  behave('prices', (response) => response.end(currency));
  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
  await servers.prices.close();

  await Promise.all(otherQueries(5).map((document) => query(document)));
  const begun = performance.now();
  const refused = await Promise.all(otherQueries(50).map((document) => query(document)));

  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(new Set(refused.map(({ errors }) => errors?.[0]?.message))).toEqual(
    new Set(['The subgraph `prices` cannot be reached, and its circuit breaker is open; try again in a moment.']),
  );
  expect(await metrics()).toContain('tributary_gateway_circuit_breaker_state{subgraph="prices"} 2');
  expect(await query('{ fruit { name } }')).toEqual({ data: { fruit: { name: 'Quince' } } });
});

it('a subgraph that accepts no connections soon fails at once', async () => {
  let connections = 0;
  const silent = createServer({ pauseOnConnect: true }, () => {
    connections += 1;
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  onTestFinished(() => {
    silent.close();
  });
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { query } = await openImperfectShop({
    // Over TLS, a connection needs a handshake of the other side, which this server never sends.
    pricesAt: `https://127.0.0.1:${port}/graphql`,
    way: { circuitBreaker: { ...quick, openMs: 60_000 } },
  });

  await Promise.all(Array.from({ length: 5 }, () => query('{ currency }')));
  const before = connections;
  expect(await query('{ c: currency }')).toMatchObject({
    errors: [{ message: expect.stringContaining('its circuit breaker is open') }],
  });

  expect(before).toBeGreaterThan(0);
  expect(connections).toBe(before);
});

it('clients that disconnect, and a request that cannot be sent, open no circuit', async () => {
  const { query, behave, gateway, servers } = await openImperfectShop({ way: { circuitBreaker: quick } });
  behave('prices', hang);
  for (let times = 0; times < 6; times += 1) {
    const leaving = new AbortController();
    const left = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ currency }"}',
      signal: leaving.signal,
    }).catch(() => null);
    await expect.poll(() => servers.prices.connections()).toBe(times + 1);
    leaving.abort();
    await left;
    await expect.poll(() => servers.prices.abandoned()).toBe(times + 1);
  }
  behave('prices', (response) => response.end(currency));

  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });
});

it('a fetch that timed out because earlier fetches took the time opens no circuit', async () => {
  const { query, behave } = await openImperfectShop({
    operationTimeoutMs: 600,
    way: { circuitBreaker: { ...quick, openMs: 60_000 } },
  });
  behave('fruits', (response) => {
    setTimeout(() => response.end('{"data":{"fruit":{"__typename":"Fruit","id":"1"}}}'), 500);
  });
  behave('prices', hang);
  await Promise.all(Array.from({ length: 6 }, () => query('{ fruit { price } }')));

  behave('fruits', (response) => response.end('{"data":{"fruit":{"__typename":"Fruit","id":"1"}}}'));
  behave('prices', (response) => response.end('{"data":{"_entities":[{"__typename":"Fruit","price":3}]}}'));

  expect(await query('{ fruit { price } }')).toEqual({ data: { fruit: { price: 3 } } });
});
