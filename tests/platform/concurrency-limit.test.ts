import { Cancelled } from '@tributary/platform/transport/http-connection.ts';
import { describe, expect, it } from 'vitest';
import { ask, greeted, greeting, openSubgraph, openTransport, type Arrived } from './open-subgraph.ts';

/** A subgraph that answers only when told to, and a transport with this limit. */
async function openHeld(concurrency: { requestsMax?: number; requestsPerKindMax?: number; waitingMax?: number }) {
  const held: Arrived[] = [];
  const { server, arrived } = await openSubgraph((one) => held.push(one));
  const transport = openTransport({ url: server.url, concurrency });
  const release = () => held.splice(0).forEach(({ response }) => response.end(greeting));
  return { transport, arrived, held, release };
}

const aliases = (arrived: readonly Arrived[]) => arrived.map(({ body }) => /(\w): greeting/.exec(body)?.[1]);
const query = (alias: string) => ({ query: `{ ${alias}: greeting }` });

describe('a request beyond the limit', () => {
  it('waits, and the oldest is the first', async () => {
    const { transport, arrived, held, release } = await openHeld({ requestsMax: 2 });
    // Different numbers are of one kind.
    const answers = [1, 2, 3, 4].map((number) => ask(transport, { query: `{ greeting(number: ${number}) }` }));
    await expect.poll(() => held.length).toBe(2);
    expect(transport.traffic?.()).toMatchObject({ inFlight: 2, waiting: 2 });

    release();
    await expect.poll(() => held.length).toBe(2);
    release();

    await Promise.all(answers);
    const numbers = arrived.map(({ body }) => Number(/number: (\d)/.exec(body)?.[1]));
    // Two that are sent together may arrive in any order.
    expect(new Set(numbers.slice(0, 2))).toEqual(new Set([1, 2]));
    expect(new Set(numbers.slice(2))).toEqual(new Set([3, 4]));
    expect(transport.traffic?.()).toMatchObject({ inFlight: 0, waiting: 0, connections: 2 });
  });

  it('leaves room for other kinds, however many requests its own kind has', async () => {
    const held: Arrived[] = [];
    const { server, arrived } = await openSubgraph((one) =>
      one.body.includes('slow') ? held.push(one) : one.response.end(greeting),
    );
    const transport = openTransport({ url: server.url, concurrency: { requestsMax: 3, requestsPerKindMax: 2 } });
    const slow = Array.from({ length: 20 }, () => ask(transport, { query: '{ slow: greeting }' }));
    await expect.poll(() => held.length).toBe(2);

    await Promise.all(Array.from('abcdefghij', (alias) => ask(transport, query(alias))));

    expect([arrived.length, held.length]).toEqual([12, 2]);
    const releasing = setInterval(() => held.splice(0).forEach(({ response }) => response.end(greeting)), 2);
    await Promise.all(slow);
    clearInterval(releasing);
    expect(arrived).toHaveLength(30);
  });

  it('takes turns with those of other kinds', async () => {
    const { transport, arrived, held, release } = await openHeld({ requestsMax: 1 });
    const answers = Array.from('aaabb', (alias) => ask(transport, query(alias)));

    for (let count = 1; count <= 5; count += 1) {
      await expect.poll(() => held.length).toBe(1);
      release();
    }

    await Promise.all(answers);
    expect(aliases(arrived)).toEqual(['a', 'a', 'b', 'a', 'b']);
  });

  it('that is cancelled while it waits leaves its place to others', async () => {
    const { transport, arrived, held, release } = await openHeld({ requestsMax: 1, waitingMax: 4 });
    const first = ask(transport);
    await expect.poll(() => held.length).toBe(1);
    const leaving = new AbortController();

    const waiting = ask(transport, { signal: leaving.signal }).catch((error: unknown) => error);
    leaving.abort();

    expect(await waiting).toEqual(new Cancelled(0));
    const next = ask(transport);
    release();
    await first;
    await expect.poll(() => held.length).toBe(1);
    release();
    expect(await next).toMatchObject(greeted);
    expect(arrived).toHaveLength(2);
  });

  it('that would be one of too many waiting fails at once, and the others do not', async () => {
    const { transport, release } = await openHeld({ requestsMax: 1, waitingMax: 8 });

    // One is in flight, and two of each kind wait: a quarter of all.
    const admitted = Array.from('aaabbccdd', (alias) => ask(transport, query(alias)));
    const beyond = Array.from('ae', (alias) => ask(transport, query(alias)).catch((error: Error) => error.message));

    const tooMany = 'has 8 requests waiting already; try again in a moment';
    expect(await Promise.all(beyond)).toEqual([tooMany, tooMany]);
    expect(transport.traffic?.()).toMatchObject({ waiting: 8, rejected: 2 });
    const releasing = setInterval(release, 2);
    await Promise.all(admitted);
    clearInterval(releasing);
  });

  it('fails if a quarter of all that may wait is of its kind, and others do not', async () => {
    const { transport, release } = await openHeld({ requestsMax: 1, waitingMax: 8 });
    const admitted = Array.from('aaab', (alias) => ask(transport, query(alias)));

    await expect(ask(transport, query('a'))).rejects.toThrow('has 3 requests waiting already');

    const releasing = setInterval(release, 2);
    await Promise.all(admitted);
    clearInterval(releasing);
  });

  it('fails where none may wait', async () => {
    const { transport, release, held } = await openHeld({ requestsMax: 1, waitingMax: 0 });
    const first = ask(transport);

    await expect(ask(transport)).rejects.toThrow('has 0 requests waiting already');

    await expect.poll(() => held.length).toBe(1);
    release();
    expect(await first).toMatchObject(greeted);
  });

  it('fails when the transport closes', async () => {
    const { transport, held } = await openHeld({ requestsMax: 1 });
    const outcomes = Promise.allSettled([ask(transport), ask(transport)]);
    await expect.poll(() => held.length).toBe(1);

    await transport.close();

    const refused = { reason: { message: 'cannot be reached any more' } };
    expect(await outcomes).toMatchObject([refused, refused]);
    await expect(ask(transport)).rejects.toThrow('cannot be reached any more');
  });
});
