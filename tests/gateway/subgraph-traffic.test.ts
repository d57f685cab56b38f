import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { openImperfectShop } from './imperfect-subgraphs/open-imperfect-shop.ts';

const currency = '{"data":{"currency":"EUR"}}';
const eaten = '{"data":{"eat":{"name":"Quince"}}}';

it('requests beyond the limits of a subgraph fail as if it were unavailable, and the metrics show them', async () => {
  const { query, behave, metrics } = await openImperfectShop({
    way: { concurrency: { requestsMax: 1, waitingMax: 4 } },
  });
  const held: ServerResponse[] = [];
  behave('prices', (response) => held.push(response));
  const first = query('{ currency }');
  await expect.poll(() => held.length).toBe(1);
  const second = query('{ currency }');
  await expect.poll(metrics).toContain('tributary_gateway_subgraph_requests{subgraph="prices",state="waiting"} 1');

  const third = await query('{ fruit { name } currency }');

  expect(third).toEqual({
    data: { fruit: { name: 'Quince' }, currency: null },
    errors: [
      {
        message: 'The subgraph `prices` has 1 requests waiting already; try again in a moment.',
        path: ['currency'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'prices' },
      },
    ],
  });
  const shown = await metrics();
  expect(shown).toContain('tributary_gateway_subgraph_requests{subgraph="prices",state="in_flight"} 1');
  expect(shown).toContain('tributary_gateway_subgraph_rejected_total{subgraph="prices"} 1');
  expect(shown).toContain('tributary_gateway_subgraph_connections_total{subgraph="prices"} 1');
  expect(shown).toContain('tributary_gateway_subgraph_replicas{subgraph="prices",state="in_service"} 1');
  behave('prices', (response) => response.end(currency));
  held[0]?.end(currency);
  expect(await Promise.all([first, second])).toEqual([{ data: { currency: 'EUR' } }, { data: { currency: 'EUR' } }]);
});

it('with hedging, a slow query is answered by the second request, and a slow mutation is sent once', async () => {
  const { query, behave, requests, metrics } = await openImperfectShop({
    way: { hedging: { enabled: true, samplesMin: 5, delayMsMin: 20 } },
  });
  behave('prices', (response) => response.end(currency));
  behave('fruits', (response) => response.end(eaten));
  for (let times = 0; times < 5; times += 1) {
    await query('{ currency }');
    await query('mutation { eat { name } }');
  }
  requests.length = 0;
  behave('prices', (response) => (requests.length > 1 ? response.end(currency) : null));

  expect(await query('{ currency }')).toEqual({ data: { currency: 'EUR' } });

  expect(requests.map(({ subgraph }) => subgraph)).toEqual(['prices', 'prices']);
  behave('fruits', (response) => setTimeout(() => response.end(eaten), 300));
  expect(await query('mutation { eat { name } }')).toEqual({ data: { eat: { name: 'Quince' } } });
  expect(requests.map(({ subgraph }) => subgraph)).toEqual(['prices', 'prices', 'fruits']);
  const shown = await metrics();
  expect(shown).toContain('tributary_gateway_subgraph_hedges_total{subgraph="prices",outcome="won"} 1');
  expect(shown).toContain('tributary_gateway_subgraph_hedges_total{subgraph="fruits",outcome="won"} 0');
});
