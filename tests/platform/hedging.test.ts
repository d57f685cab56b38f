import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificate } from '../support/certificate.ts';
import { ask, greeted, greeting, openSubgraph, openTransport, outcomeOf, type Arrived } from './open-subgraph.ts';

const ways = [
  { name: 'our own client', client: 'own', isSecure: false },
  { name: 'undici over HTTP/1.1', client: 'undici', isSecure: false },
  { name: 'undici over HTTP/2', client: 'undici', isSecure: true },
] as const;
const trusted = getCACertificates();
beforeAll(() => setDefaultCACertificates([...trusted, certificate]));
afterAll(() => setDefaultCACertificates(trusted));

const hedging = { enabled: true, samplesMin: 20, delayMsMin: 30 };

/**
 * A subgraph that answers at once, until `behave` is called; and a transport to it that hedges, and knows the latency
 * of `{ greeting }`.
 */
async function openWarm({
  isSecure = false,
  ...settings
}: Partial<HttpTransportSettings> & { isSecure?: boolean } = {}) {
  let answer: (one: Arrived, count: number) => unknown = ({ response }) => response.end(greeting);
  let before = 0;
  const { server, arrived } = await openSubgraph((one, count) => answer(one, count - before), { isSecure });
  const transport = openTransport({ url: server.url, hedging, ...settings });
  for (let times = 0; times < hedging.samplesMin; times += 1) {
    await ask(transport);
  }
  before = arrived.length;
  return {
    transport,
    server,
    /** The number of requests since the latency is known. */
    requests: () => arrived.length - before,
    /** Answers in another way from now on. `count` is 1 for the next request. */
    behave: (next: typeof answer) => {
      answer = next;
    },
  };
}

const answerFrom = (least: number) => (one: Arrived, count: number) =>
  count >= least ? one.response.end(greeting) : null;

describe.each(ways)('by $name, a query', ({ client, isSecure }) => {
  it('that takes long is sent again on another connection, and the first answer counts', async () => {
    const { transport, server, requests, behave } = await openWarm({ client, isSecure });
    const connections = server.connections();
    behave(answerFrom(2));

    expect(await ask(transport)).toMatchObject(greeted);

    expect(requests()).toBe(2);
    expect(server.connections()).toBe(connections + 1);
    await expect.poll(() => server.abandoned()).toBe(1);
    expect(transport.traffic?.()).toMatchObject({ hedgesWon: 1, hedgesLost: 0, inFlight: 0 });
    behave(answerFrom(1));
    expect(await ask(transport)).toMatchObject(greeted);
    expect(requests()).toBe(3);
  });

  it('that answers before its hedge has the hedge aborted', async () => {
    const { transport, server, behave, requests } = await openWarm({ client, isSecure });
    const held: Arrived[] = [];
    behave((one, count) => (count === 1 ? held.push(one) : held[0]?.response.end(greeting)));

    expect(await ask(transport)).toMatchObject(greeted);

    await expect.poll(() => server.abandoned()).toBe(1);
    expect(requests()).toBe(2);
    expect(transport.traffic?.()).toMatchObject({ hedgesWon: 0, hedgesLost: 1, inFlight: 0 });
  });

  it('whose caller leaves has both requests aborted', async () => {
    const { transport, server, behave, requests } = await openWarm({ client, isSecure });
    behave(() => null);
    const leaving = new AbortController();

    const outcome = outcomeOf(ask(transport, { signal: leaving.signal }));
    await expect.poll(requests).toBe(2);
    leaving.abort();

    expect(await outcome).toBe('had its request cancelled');
    await expect.poll(() => server.abandoned()).toBe(2);
    expect(transport.traffic?.()).toMatchObject({ inFlight: 0 });
  });
});

describe('a hedge', () => {
  it('is not sent for a query that answers in time', async () => {
    const { transport, requests } = await openWarm({ hedging: { ...hedging, delayMsMin: 5_000 } });

    await Promise.all(Array.from({ length: 10 }, () => ask(transport)));

    expect(requests()).toBe(10);
  });

  it('is never sent for a mutation', async () => {
    const { transport, behave, requests } = await openWarm();
    let answered = 0;
    behave(({ response }) =>
      setTimeout(() => {
        answered += 1;
        response.end(greeting);
      }, 200),
    );

    await Promise.all(Array.from({ length: 5 }, () => ask(transport, { isQuery: false })));

    expect([requests(), answered]).toEqual([5, 5]);
  });

  it('is not sent before the latency of its kind of fetch is known', async () => {
    const { transport, behave, requests } = await openWarm();
    behave(({ response }) => setTimeout(() => response.end(greeting), 200));

    await ask(transport, { query: '{ other: greeting }' });

    expect(requests()).toBe(1);
  });

  it('is not sent unless it is turned on', async () => {
    const { transport, behave, requests } = await openWarm({ hedging: { ...hedging, enabled: false } });
    behave(({ response }) => setTimeout(() => response.end(greeting), 200));

    await ask(transport);

    expect(requests()).toBe(1);
  });

  it('that fails leaves the first request its time', async () => {
    const { transport, behave, requests } = await openWarm({ retries: { retriesMax: 0 } });
    const held: Arrived[] = [];
    behave((one, count) => {
      if (count === 1) {
        held.push(one);
        return;
      }
      one.response.destroy();
      setTimeout(() => held[0]?.response.end(greeting), 50);
    });

    expect(await ask(transport)).toMatchObject(greeted);

    expect(requests()).toBe(2);
  });

  it('answers although the first request fails meanwhile', async () => {
    const { transport, behave, requests } = await openWarm({ retries: { retriesMax: 0 } });
    const held: Arrived[] = [];
    behave((one, count) => {
      if (count === 1) {
        held.push(one);
        return;
      }
      held[0]?.response.destroy();
      setTimeout(() => one.response.end(greeting), 50);
    });

    expect(await ask(transport)).toMatchObject(greeted);

    expect(requests()).toBe(2);
  });

  it('is not sent where all room is taken', async () => {
    const { transport, behave, requests } = await openWarm({ concurrency: { requestsMax: 1 } });
    behave(({ response }) => setTimeout(() => response.end(greeting), 200));

    await ask(transport);

    expect(requests()).toBe(1);
  });

  it('takes from the budget that retries have too', async () => {
    const { transport, behave, requests } = await openWarm({ retries: { budgetShare: 0, budgetMin: 3 } });
    behave(({ response }) => setTimeout(() => response.writeHead(503).end('later'), 150));

    await Promise.all(Array.from({ length: 20 }, () => outcomeOf(ask(transport))));

    expect(requests()).toBe(23);
    const { retries, hedgesWon, hedgesLost, overBudget } = transport.traffic?.() ?? {};
    expect(Number(retries) + Number(hedgesWon) + Number(hedgesLost)).toBe(3);
    expect(overBudget).toBeGreaterThan(0);
  });
});
