import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificate } from '../support/certificate.ts';
import { ask, greet, greeted, openReplicas, openSubgraph, openTransport, outcomeOf } from './open-subgraph.ts';

const trusted = getCACertificates();
beforeAll(() => setDefaultCACertificates([...trusted, certificate]));
afterAll(() => setDefaultCACertificates(trusted));

const clients = ['own', 'undici'] as const;

describe('a name', () => {
  it('that cannot be resolved fails the request as a subgraph that cannot be reached, and is tried again', async () => {
    const { open, lookups, resolveTo } = await openReplicas(1);
    resolveTo([]);
    const transport = open({ connections: { resolveEveryMs: 50 } });

    expect(await outcomeOf(ask(transport, { isQuery: false }))).toBe('cannot be reached');

    resolveTo(['127.0.0.1']);
    await expect.poll(() => outcomeOf(ask(transport))).toEqual(greeted.data);
    expect(lookups()).toBeGreaterThan(1);
    expect(transport.traffic?.()).toMatchObject({ failedLookups: lookups() - 1 });
  });

  it('that cannot be resolved any more keeps its addresses', async () => {
    let isDown = false;
    const { open } = await openReplicas(1);
    const transport = open({
      connections: { resolveEveryMs: 20 },
      resolve: () => (isDown ? Promise.reject(new Error('no resolver')) : Promise.resolve(['127.0.0.1'])),
    });
    await ask(transport);
    isDown = true;

    await expect
      .poll(async () => (await ask(transport), transport.traffic?.()?.failedLookups), { interval: 20 })
      .toBeGreaterThan(1);

    expect(await ask(transport)).toMatchObject(greeted);
  });

  it('whose lookup never ends fails requests in the time of a connection, and at once those that are cancelled', async () => {
    const { open } = await openReplicas(1);
    const openWith = (connectTimeoutMs: number) =>
      open({ resolve: () => new Promise(() => {}), connections: { connectTimeoutMs } });
    const leaving = new AbortController();
    const begun = performance.now();

    const left = outcomeOf(ask(openWith(60_000), { signal: leaving.signal }));
    leaving.abort();

    expect(await left).toBe('had its request cancelled');
    expect(await outcomeOf(ask(openWith(200), { deadlineAt: begun }))).toBe('cannot be reached');
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('that gains an address has it used before connections end', async () => {
    const { open, resolveTo, counts } = await openReplicas(2);
    resolveTo(['127.0.0.1']);
    const transport = open({ connections: { resolveEveryMs: 30 } });
    await ask(transport);

    resolveTo(['127.0.0.1', '127.0.0.2']);

    await expect.poll(async () => (await ask(transport), counts()[1]), { interval: 10 }).toBeGreaterThan(2);
  });

  it.each(clients)('is what a certificate is compared with by the client %s, and not the address', async (client) => {
    const { server } = await openSubgraph(greet, { isSecure: true });
    const { port } = new URL(server.url);
    const resolve = async () => ['127.0.0.1'];
    const known = openTransport({ url: `https://localhost:${port}`, client, resolve });
    const other = openTransport({ url: `https://subgraph.test:${port}`, client, resolve, retries: { retriesMax: 0 } });

    expect(await ask(known)).toMatchObject(greeted);
    expect(await outcomeOf(ask(other))).toBe('cannot be reached');
  });

  it.each(clients)('of this machine is reached at the one address that listens, by the client %s', async (client) => {
    const { server } = await openSubgraph(greet);
    const transport = openTransport({ url: server.url.replace('127.0.0.1', 'localhost'), client });

    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(ask(transport, { isQuery: false }))));

    expect(outcomes).toEqual(outcomes.map(() => greeted.data));
  });
});
