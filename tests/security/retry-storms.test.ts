import type { ServerResponse } from 'node:http';
import type { HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { expect, it } from 'vitest';
import { openImperfectShop } from '../gateway/imperfect-subgraphs/open-imperfect-shop.ts';

/** A client cannot make the gateway flood a subgraph that fails: by waves, all at once, or with hedges. */

const queries = 200;
/** A tenth of the requests, and 10. */
const requestsMax = queries * 1.1 + 10;

const unavailable = (response: ServerResponse) => response.writeHead(503).end('down');
const cut = (response: ServerResponse) => response.destroy();
const slow = (response: ServerResponse) => setTimeout(() => response.writeHead(503).end('down'), 60);
const hedging = { enabled: true, samplesMin: 1, delayMsMin: 10 };

it.each<{ what: string; fails: (response: ServerResponse) => unknown; way?: Partial<HttpTransportSettings> }>([
  { what: 'answers with 503', fails: unavailable },
  { what: 'cuts its connections', fails: cut },
  { what: 'is slow and fails, with hedging', fails: slow, way: { hedging } },
  { what: 'answers with 503, by undici', fails: unavailable, way: { client: 'undici' } },
])('a subgraph that $what gets a tenth more than its requests, and 10', async ({ fails, way }) => {
  const { query, behave, requests, metrics } = await openImperfectShop({
    way: { circuitBreaker: { requestsMin: 1_000_000 }, retries: { retriesMax: 10, delayMs: 5 }, ...way },
  });
  behave('prices', (response) => response.end('{"data":{"currency":"EUR"}}'));
  for (let times = 0; times < 5; times += 1) {
    await query('{ currency }');
  }
  behave('prices', fails);

  const answers = [];
  for (let wave = 0; wave < 4; wave += 1) {
    answers.push(...(await Promise.all(Array.from({ length: queries / 4 }, () => query('{ currency }')))));
  }

  expect(answers.filter(({ errors }) => errors === undefined)).toEqual([]);
  expect(requests.length - 5).toBeGreaterThan(queries);
  expect(requests.length - 5).toBeLessThanOrEqual(requestsMax + 1);
  const shown = await metrics();
  const countOf = (name: string) =>
    [...shown.matchAll(new RegExp(`^tributary_gateway_subgraph_${name}_total\\{subgraph="prices".*\\} (\\d+)$`, 'gm'))]
      .map(([, count]) => Number(count))
      .reduce((sum, count) => sum + count, 0);
  // A hedge may be aborted before it arrives.
  const sentAgain = countOf('retries') + countOf('hedges');
  expect(sentAgain).toBeGreaterThanOrEqual(requests.length - 5 - queries);
  expect(sentAgain).toBeLessThanOrEqual(requestsMax + 1 - queries);
  expect(countOf('over_budget')).toBeGreaterThan(0);
});
