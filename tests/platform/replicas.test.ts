import { describe, expect, it, onTestFinished } from 'vitest';
import { openSmallServer } from '../support/small-server.ts';
import {
  ask,
  greet,
  greeted,
  greeting,
  openReplicas,
  openSubgraph,
  openTransport,
  outcomeOf,
  type Arrived,
} from './open-subgraph.ts';

const clients = ['own', 'undici'] as const;

describe.each(clients)('by the client %s, requests', (client) => {
  it('are spread over all addresses of a name', async () => {
    const { open, counts, lookups } = await openReplicas(3);
    const transport = open({ client });

    await Promise.all(Array.from({ length: 30 }, () => ask(transport)));

    expect(counts()).toEqual([10, 10, 10]);
    expect(lookups()).toBe(1);
    expect(transport.traffic?.()).toMatchObject({ replicasInService: 3, replicasAside: 0 });
  });

  it('are spread over several URLs, each with its own path and credentials', async () => {
    const seen = new Set<string>();
    const server = await openSmallServer((_body, response, { url, headers }) => {
      seen.add(`${url} ${headers.authorization}`);
      response.end(greeting);
    });
    onTestFinished(() => server.close());
    const { port } = new URL(server.url);
    const transport = openTransport({
      url: [`http://ann:1@127.0.0.1:${port}/one`, `http://bob:2@127.0.0.1:${port}/two?x=3`],
      client,
    });

    for (let times = 0; times < 4; times += 1) {
      await ask(transport);
    }

    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    expect([...seen].toSorted()).toEqual([`/one ${basic('ann:1')}`, `/two?x=3 ${basic('bob:2')}`]);
  });

  it('go to the address with the fewest in flight', async () => {
    const held: Arrived[] = [];
    const { open, replicas } = await openReplicas(2, (one) =>
      one.body.includes('slow') ? held.push(one) : one.response.end(greeting),
    );
    const transport = open({ client });
    const slow = ask(transport, { query: '{ slow: greeting }' });
    await expect.poll(() => held.length).toBe(1);
    const idle = replicas.find(({ arrived }) => arrived.length === 0);

    for (let times = 0; times < 10; times += 1) {
      await ask(transport);
    }

    expect(idle?.arrived).toHaveLength(10);
    held[0]?.response.end(greeting);
    await slow;
  });

  it('pass over a dead address without a failure, mutations too, until it is back', async () => {
    const { open, replicas, counts, port } = await openReplicas(2);
    const transport = open({ client });
    await ask(transport);
    await replicas[0]?.server.close();

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => outcomeOf(ask(transport, { isQuery: index % 2 === 0 }))),
    );

    expect(outcomes).toEqual(outcomes.map(() => greeted.data));
    expect(transport.traffic?.()).toMatchObject({ replicasInService: 1, replicasAside: 1, retries: 0 });
    const before = counts()[0];
    const back = await openSubgraph(greet, { host: '127.0.0.1', port });
    await expect
      .poll(async () => (await ask(transport), back.arrived.length), { timeout: 10_000, interval: 20 })
      .toBeGreaterThan(0);
    expect(counts()[0]).toBe(before);
    expect(transport.traffic?.()).toMatchObject({ replicasInService: 2, replicasAside: 0 });
  });

  it('that were sent go to no other address, unless they are retried', async () => {
    const { open, counts } = await openReplicas(2, ({ response }) => response.destroy());
    const transport = open({ client });

    expect(await outcomeOf(ask(transport, { isQuery: false }))).toMatch(/^closed the connection/);

    expect(new Set(counts())).toEqual(new Set([0, 1]));
  });

  it('follow a name to other addresses, and those in flight are answered by the old one', async () => {
    const held: Arrived[] = [];
    const { open, replicas, resolveTo, counts } = await openReplicas(2, (one) =>
      one.body.includes('slow') ? held.push(one) : one.response.end(greeting),
    );
    resolveTo(['127.0.0.1']);
    const transport = open({ client, connections: { resolveEveryMs: 50 } });
    await ask(transport);
    const slow = ask(transport, { query: '{ slow: greeting }' });
    await expect.poll(() => held.length).toBe(1);

    resolveTo(['127.0.0.2']);
    await expect.poll(async () => (await ask(transport), counts()[1]), { interval: 20 }).toBeGreaterThan(0);
    const before = counts()[0];
    await Promise.all(Array.from({ length: 10 }, () => ask(transport)));

    expect(counts()[0]).toBe(before);
    held[0]?.response.end(greeting);
    expect(await slow).toMatchObject(greeted);
    // Long before its connections expire.
    await expect.poll(() => replicas[0]?.server.openConnections(), { timeout: 2_500 }).toBe(0);
  });

  it('that are sent again go to another address', async () => {
    const visited: string[] = [];
    const { open } = await openReplicas(2, async ({ response, body }, host) => {
      if (body.includes('other') || visited.push(host) % 2 === 0) {
        response.end(greeting);
        return;
      }
      // After one more request it would be the turn of the same address.
      await ask(transport, { query: '{ other: greeting }' });
      response.destroy();
    });
    const transport = open({ client, retries: { delayMs: 1 } });

    for (let times = 0; times < 3; times += 1) {
      expect(await ask(transport)).toMatchObject(greeted);
    }

    const pairs = [visited.slice(0, 2), visited.slice(2, 4), visited.slice(4, 6)];
    expect(pairs.map((pair) => new Set(pair).size)).toEqual([2, 2, 2]);
  });

  it('that are hedged go to another address', async () => {
    const visited: string[] = [];
    let isSlow = false;
    const { open } = await openReplicas(2, ({ response }, host) => {
      visited.push(host);
      if (!isSlow || visited.length % 2 === 0) {
        response.end(greeting);
      }
    });
    const transport = open({ client, hedging: { enabled: true, samplesMin: 2, delayMsMin: 20 } });
    await ask(transport);
    await ask(transport);
    visited.length = 0;
    isSlow = true;

    for (let times = 0; times < 3; times += 1) {
      expect(await ask(transport)).toMatchObject(greeted);
    }

    expect(visited.slice().toSorted()).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.2',
      '127.0.0.2',
      '127.0.0.2',
    ]);
  });

  it('of a connection at the end of its life are answered, and none is lost', async () => {
    const { server, arrived } = await openSubgraph(({ response, body }) =>
      setTimeout(() => response.end(greeting), body.includes('slow') ? 300 : 1),
    );
    const transport = openTransport({ url: server.url, client, connections: { lifeMs: 100 } });
    // Seven callers, and more than two lives.
    const isOver = () => server.connections() > 14;
    const caller = async (query: string) => {
      const outcomes: unknown[] = [];
      while (!isOver()) {
        outcomes.push(await outcomeOf(ask(transport, { query, isQuery: false })));
      }
      return outcomes;
    };

    const outcomes = (
      await Promise.all(
        [...Array.from('abcdef', (alias) => `{ ${alias}: greeting }`), '{ slow: greeting }'].map(caller),
      )
    ).flat();

    expect(outcomes).toEqual(outcomes.map(() => greeted.data));
    expect(arrived).toHaveLength(outcomes.length);
    await expect.poll(() => server.openConnections()).toBe(0);
  });
});

describe('replicas that all fail', () => {
  it('are all in use, and recover without waiting for a probe', async () => {
    const { open, replicas, port } = await openReplicas(2);
    await Promise.all(replicas.map(({ server }) => server.close()));
    const transport = open({ retries: { retriesMax: 0 } });
    for (let times = 0; times < 6; times += 1) {
      expect(await outcomeOf(ask(transport))).toBe('cannot be reached');
    }
    await openSubgraph(greet, { host: '127.0.0.1', port });

    const outcomes = [await outcomeOf(ask(transport)), await outcomeOf(ask(transport))];

    expect(outcomes).toContainEqual(greeted.data);
  });

  it('that accept connections and never answer are left aside after some failures, while another one answers', async () => {
    const { open, counts } = await openReplicas(2, (one, host) =>
      host === '127.0.0.1' ? null : one.response.end(greeting),
    );
    const transport = open({ timeoutMs: 100 });
    for (let times = 0; times < 12; times += 1) {
      await outcomeOf(ask(transport));
    }

    expect(counts()[0]).toBe(3);
    expect(transport.traffic?.()).toMatchObject({ replicasInService: 1, replicasAside: 1 });
  });
});
