import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { silentLog } from '../support/open-test-gateway.ts';
import { openForeignShop } from './open-foreign-subgraphs.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, trust } from '../support/service-keys.ts';

const priced = '{ fruit { name price } }';

async function openShop(settings: Partial<GatewaySettings> = {}) {
  const shop = await openForeignShop(settings);
  const query = async (document: string, options: { signal?: AbortSignal } = {}) =>
    (await shop.post(document, options)).json();
  return { ...shop, query };
}

it('an unreachable subgraph leaves the rest of the answer, quickly, and an error that names it', async () => {
  const { query, servers } = await openShop();
  await servers.prices.close();
  const begun = performance.now();

  const answers = [await query(priced), await query('{ currency fruit { name } }')];

  const unavailable = {
    message: expect.stringMatching(/^The subgraph `prices` cannot be reached/),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'prices' },
  };
  expect(answers).toEqual([
    {
      data: { fruit: { name: 'Quince', price: null } },
      errors: [{ ...unavailable, path: expect.arrayContaining(['fruit']) }],
    },
    { data: { currency: null, fruit: { name: 'Quince' } }, errors: [{ ...unavailable, path: ['currency'] }] },
  ]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it('an operation beyond its deadline gets the data so far, and an error for the rest', async () => {
  const { query, behave, servers } = await openShop({ operationTimeoutMs: 3_000 });
  behave('prices', () => {});

  expect(await query(priced)).toEqual({
    data: { fruit: { name: 'Quince', price: null } },
    errors: [
      {
        message: 'The subgraph `prices` did not answer within the 3000 ms that an operation may take.',
        path: expect.arrayContaining(['fruit']),
        extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'prices' },
      },
    ],
  });
  await expect.poll(() => servers.prices.abandoned()).toBe(1);
  expect(await query('{ fruit { name } }')).toEqual({ data: { fruit: { name: 'Quince' } } });
});

it('a mutation that times out reports that, and is not retried', async () => {
  const { query, behave, requests } = await openShop({ operationTimeoutMs: 300 });
  behave('fruits', () => {});

  expect(await query('mutation { eat { name } }')).toMatchObject({
    data: { eat: null },
    errors: [{ path: ['eat'], extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'fruits' } }],
  });
  expect(requests).toHaveLength(1);
});

it('a mutation that the subgraph received and did not answer in time has an unknown outcome', async () => {
  const { query, behave, requests } = await openShop({
    transportFor: ({ url }) => httpTransport({ url, timeoutMs: 300 }),
  });
  behave('fruits', () => {});

  expect(await query('mutation { eat { name } }')).toEqual({
    data: { eat: null },
    errors: [
      {
        message:
          'The subgraph `fruits` gave no answer within 300 ms, and may have done this or not. Send it again with the same idempotency key.',
        path: ['eat'],
        extensions: { code: 'OUTCOME_UNKNOWN', subgraph: 'fruits' },
      },
    ],
  });
  expect(requests).toHaveLength(1);
});

it('a mutation that reached no subgraph was not executed', async () => {
  const { query, servers } = await openShop();
  await servers.fruits.close();

  expect(await query('mutation { eat { name } }')).toMatchObject({
    data: { eat: null },
    errors: [{ path: ['eat'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'fruits' } }],
  });
});

it('the deadline applies to a subgraph in the same process, and to shared executions', async () => {
  const sdl = 'type Query { never: Int always: Int }';
  const slow = await createSubgraph({
    name: 'slow',
    sdl,
    resolvers: { Query: { never: () => new Promise(() => {}), always: () => 1 } },
    createContext: () => ({}),
    trust,
    log: silentLog,
  });
  const { query } = await openShop({
    operationTimeoutMs: 3_000,
    shareInFlight: true,
    signer,
    supergraphSdl: supergraphOf({ slow: sdl }),
    transportFor: () => slow,
  });

  expect(await query('{ never }')).toMatchObject({
    data: { never: null },
    errors: [{ extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'slow' } }],
  });
  expect(await query('{ always }')).toEqual({ data: { always: 1 } });
});

it('a client that disconnects cancels its requests to subgraphs, without a logged error', async () => {
  const failed = vi.spyOn(silentLog, 'error');
  onTestFinished(() => failed.mockRestore());
  const { query, behave, servers, requests } = await openShop();
  behave('prices', () => {});
  const leaving = new AbortController();

  const answer = query(priced, { signal: leaving.signal });
  await expect.poll(() => requests.map(({ subgraph }) => subgraph)).toEqual(['fruits', 'prices']);
  leaving.abort();

  await expect(answer).rejects.toThrow(/abort/i);
  await expect.poll(() => servers.prices.abandoned()).toBe(1);
  // When the next answer arrives, the gateway has finished with the cancelled request.
  await query('{ fruit { name } }');
  expect(failed).not.toHaveBeenCalled();
});

it('a client that disconnects does not affect other clients of the same execution', async () => {
  const { query, behave, servers, requests } = await openShop({ shareInFlight: true });
  const held: (() => void)[] = [];
  behave('fruits', (response) => held.push(() => response.end('{"data":{"fruit":{"name":"Quince"}}}')));
  const leaving = new AbortController();

  const [left, stays] = [query('{ fruit { name } }', { signal: leaving.signal }), query('{ fruit { name } }')];
  await expect.poll(() => held.length).toBe(1);
  leaving.abort();
  await expect(left).rejects.toThrow(/abort/i);
  for (const release of held) release();

  expect(await stays).toEqual({ data: { fruit: { name: 'Quince' } } });
  expect(requests).toHaveLength(1);
  expect(servers.fruits.abandoned()).toBe(0);
});
