import { setTimeout as sleep } from 'node:timers/promises';
import { firstConnectionAttempt, openRedis } from '@tributary/platform/redis.ts';
import { localTokenBuckets, sharedTokenBuckets, type TokenBuckets } from '@tributary/platform/token-buckets.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { silentLog } from '../support/open-test-gateway.ts';
import { openOwnRedis } from '../support/own-redis.ts';

/** Gains so little that a test sees the same level at its beginning and at its end. */
const slow = { capacity: 10, perSecond: 0.001 };

async function openShared(url: string, localShare = 1): Promise<TokenBuckets> {
  const redis = openRedis({ url, log: silentLog });
  onTestFinished(() => redis.disconnect());
  await firstConnectionAttempt(redis);
  return sharedTokenBuckets(redis, { localShare, log: silentLog });
}

function behavesAsTokenBuckets(open: () => Promise<TokenBuckets>): void {
  it('begins full, and gives tokens until there are too few', async () => {
    const buckets = await open();
    const take = async (tokens: number) => (await buckets.take([{ key: 'a', ...slow, tokens }]))[0];

    expect(await take(4)).toEqual({ tokens: expect.closeTo(6, 1), isEnough: true });
    expect(await take(6)).toEqual({ tokens: expect.closeTo(0, 1), isEnough: true });
    expect(await take(1)).toEqual({ tokens: expect.closeTo(0, 1), isEnough: false });
    expect((await buckets.take([{ key: 'b', ...slow, tokens: 10 }]))[0]?.isEnough).toBe(true);
  });

  it('takes nothing from any bucket if one has too few', async () => {
    const buckets = await open();
    await buckets.take([{ key: 'a', ...slow, tokens: 10 }]);

    const levels = await buckets.take([
      { key: 'b', ...slow, tokens: 1 },
      { key: 'a', ...slow, tokens: 1 },
    ]);

    expect(levels.map(({ isEnough }) => isEnough)).toEqual([true, false]);
    expect((await buckets.take([{ key: 'b', ...slow, tokens: 0 }]))[0]?.tokens).toBeCloseTo(10, 1);
  });

  it('gains tokens with time, up to its capacity', async () => {
    const buckets = await open();
    const bucket = { key: 'a', capacity: 20, perSecond: 100 };
    await buckets.take([{ ...bucket, tokens: 20 }]);

    await sleep(120);
    const [later] = await buckets.take([{ ...bucket, tokens: 0 }]);
    await sleep(300);
    const [full] = await buckets.take([{ ...bucket, tokens: 0 }]);

    expect(later?.tokens).toBeGreaterThan(10);
    expect(full?.tokens).toBe(20);
  });

  it('may be charged into debt, as far as its capacity, and be given tokens back', async () => {
    const buckets = await open();
    const level = async () => (await buckets.take([{ key: 'a', ...slow, tokens: 0 }]))[0];

    await buckets.charge([{ key: 'a', ...slow, tokens: 15 }]);
    expect(await level()).toEqual({ tokens: expect.closeTo(-5, 1), isEnough: false });
    await buckets.charge([{ key: 'a', ...slow, tokens: 1_000 }]);
    expect((await level())?.tokens).toBeCloseTo(-10, 1);
    await buckets.charge([{ key: 'a', ...slow, tokens: -50 }]);
    expect(await level()).toEqual({ tokens: 10, isEnough: true });
  });

  it('gives no token twice to those who ask at once', async () => {
    const buckets = await open();

    const levels = await Promise.all(
      Array.from({ length: 100 }, async () => buckets.take([{ key: 'a', ...slow, tokens: 1 }])),
    );

    expect(levels.filter(([level]) => level?.isEnough === true)).toHaveLength(10);
  });
}

describe('token buckets of one process', () => {
  behavesAsTokenBuckets(async () => localTokenBuckets());
});

describeWithRedis('token buckets in Redis', () => {
  behavesAsTokenBuckets(async () => openShared((await freshRedis()).url));

  it('are shared by all processes', async () => {
    const { url } = await freshRedis();
    const [one, other] = [await openShared(url), await openShared(url)];

    await one.take([{ key: 'a', ...slow, tokens: 10 }]);

    expect((await other.take([{ key: 'a', ...slow, tokens: 1 }]))[0]?.isEnough).toBe(false);
  });

  it('leave nothing behind when they are full again', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const buckets = await openShared(redis.url);

    await buckets.take([{ key: 'a', capacity: 10, perSecond: 100, tokens: 10 }]);
    const keys = await redis.command('dbsize');
    await expect.poll(() => redis.command('dbsize')).toBe('0');

    expect(keys).toBe('1');
  });

  it('are a local share while Redis is away, and shared again afterwards', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const buckets = await openShared(redis.url, 0.5);
    const takeAll = async (key: string) => {
      let taken = 0;
      while ((await buckets.take([{ key, ...slow, tokens: 1 }]))[0]?.isEnough === true) {
        taken += 1;
      }
      return taken;
    };

    expect(await takeAll('before')).toBe(10);
    await redis.kill();
    expect(await takeAll('away')).toBe(5);
    await redis.start();
    await expect.poll(() => takeAll(`back ${performance.now()}`)).toBe(10);
  });
});
