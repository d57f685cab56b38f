import { setTimeout as sleep } from 'node:timers/promises';
import { openCache } from '@tributary/platform/cache.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { openOwnRedis, openSlowWay } from '../support/own-redis.ts';
import { longestMs, readAndWrite, staleReads } from './caches-under-load.ts';
import { maxAgeSeconds, noteIn, openNotes, wholeAnswer, withEntity, type Notes } from './open-notes.ts';

const log = createLogger({ name: 'test', level: 'silent' });
/**
 * A command of Redis may take 250 ms, and an operation sends a few, one after the other. The rest is for a machine that
 * is busy with other tests.
 */
const answerMsMax = 6_000;

/** Two gateways and a subgraph over one Redis, each with a connection of its own. */
async function openOverRedis({ delayMs = 0 } = {}) {
  const redis = await openOwnRedis();
  onTestFinished(redis.close);
  const slowWay = await openSlowWay(redis.port);
  onTestFinished(slowWay.close);
  const [one, other, writersCaches] = [
    await openCache({ redisUrl: slowWay.url, log }),
    await openCache({ redisUrl: redis.url, log }),
    await openCache({ redisUrl: slowWay.url, log }),
  ];
  const notes = await openNotes({ caches: [one, other], writersCaches, delayMs });
  onTestFinished(notes.close);
  return { redis, slowWay, notes, token: await notes.operatorToken() };
}

/** Waits until both caches of both gateways answer a second query without the subgraph, and show writes at once. */
async function cachesWork(notes: Notes, token: string): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const gateway of [0, 1]) {
        for (const query of [wholeAnswer, withEntity]) {
          const written = noteIn(await notes.ask('mutation { write { version } }', { gateway, token }));
          const first = await notes.ask(query, { gateway, token });
          const looks = notes.looks();
          const second = await notes.ask(query, { gateway, token });
          expect([noteIn(first), noteIn(second), notes.looks()]).toEqual([written, written, looks]);
        }
      }
    },
    { timeout: 15_000, interval: 50 },
  );
}

describeWithRedis('two gateways over one Redis', () => {
  it.each([
    { cache: 'answers', query: wholeAnswer },
    { cache: 'entities', query: withEntity },
  ])('share $cache, and a write through one is visible to the next read through the other', async ({ query }) => {
    const { notes, token } = await openOverRedis();
    // Each gateway learns for itself which entities may be cached.
    await notes.ask(query, { gateway: 1, token });
    await notes.ask('mutation { write { version } }', { gateway: 1, token });

    const first = await notes.ask(query, { gateway: 0, token });
    const looks = notes.looks();
    const second = await notes.ask(query, { gateway: 1, token });
    expect(second).toEqual(first);
    expect(notes.looks()).toBe(looks);

    await notes.ask('mutation { write { version } }', { gateway: 0, token });
    const after = await notes.ask(query, { gateway: 1, token });
    expect(noteIn(after)?.version).toBe((noteIn(first)?.version ?? NaN) + 1);
  });

  // Where Redis does not answer in time, as also on a busy machine, a tag cannot be renewed. Reads after such a write
  // may be stale within the bound. All other reads must be exact.
  it.each<{
    trouble: string;
    strike: (over: Awaited<ReturnType<typeof openOverRedis>>) => Promise<void>;
  }>([
    {
      trouble: 'is down for a while',
      strike: async ({ redis }) => {
        await redis.kill();
        await sleep(700);
        await redis.start();
      },
    },
    {
      trouble: 'hangs for a while',
      strike: async ({ redis }) => {
        redis.pause();
        await sleep(1_200);
        redis.resume();
      },
    },
    {
      trouble: 'is too slow for two of three, then slow, then normal',
      strike: async ({ slowWay }) => {
        slowWay.delay(400);
        await sleep(1_000);
        slowWay.delay(50);
        await sleep(700);
        slowWay.delay(0);
      },
    },
    {
      trouble: 'is flushed repeatedly',
      strike: async ({ redis }) => {
        for (let times = 0; times < 20; times += 1) {
          await redis.command('flushall');
          await sleep(30);
        }
      },
    },
    {
      trouble: 'has no memory left for a while',
      strike: async ({ redis }) => {
        await redis.command('config', 'set', 'maxmemory', '1');
        await sleep(700);
        await redis.command('config', 'set', 'maxmemory', '0');
      },
    },
    {
      trouble: 'restarts with an old snapshot',
      strike: async ({ redis }) => {
        await redis.command('save');
        await sleep(300);
        await redis.kill();
        await redis.start();
      },
    },
  ])('answer without errors, in time and without stale data when Redis $trouble', async ({ strike }) => {
    const over = await openOverRedis({ delayMs: 10 });
    const { notes, token } = over;
    const trouble = { from: Infinity, to: Infinity };

    const history = await readAndWrite(notes, { gateways: 2, token, writesMin: 10 }, async () => {
      await sleep(500);
      trouble.from = performance.now();
      await strike(over);
      await sleep(maxAgeSeconds * 1000 + 1_500);
    });
    await cachesWork(notes, token);
    trouble.to = performance.now();
    const afterwards = await readAndWrite(notes, { gateways: 2, token, writesMin: 5 });

    expect(history.errors).toEqual([]);
    expect(staleReads(history, trouble)).toEqual([]);
    expect(longestMs(history)).toBeLessThan(answerMsMax);
    expect(afterwards.errors).toEqual([]);
    expect(staleReads(afterwards)).toEqual([]);
  });

  it('start without Redis, and use it once it is available', async () => {
    const { redis, notes, token } = await openOverRedis();
    await redis.kill();

    const answer = await notes.ask(wholeAnswer, { token });
    await redis.start();

    expect(answer).toEqual({ data: { note: { version: 1 } } });
    await cachesWork(notes, token);
  });
});

describeWithRedis('a tag that could not be renewed', () => {
  it('is renewed at the next connection, although cached entries still live', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const [gateways, writers] = [
      await openCache({ redisUrl: redis.url, log }),
      await openCache({ redisUrl: redis.url, log }),
    ];
    onTestFinished(async () => {
      await gateways.close();
      await writers.close();
    });
    const before = await gateways.tags.read(['note']);
    await redis.command('save');

    await redis.kill();
    await writers.tags.renew(['note']);
    expect(await gateways.tags.read(['note'])).toBeUndefined();
    await redis.start();

    await vi.waitFor(async () => {
      const after = await gateways.tags.read(['note']);
      expect(after?.['note']).toBeDefined();
      expect(after).not.toEqual(before);
    }, 10_000);
  });
});
