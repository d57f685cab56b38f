import { openHints } from '@tributary/platform/hints.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { openOwnRedis } from '../support/own-redis.ts';
import { openSwallowingProxy } from '../support/swallowing-proxy.ts';

const log = createLogger({ name: 'test', level: 'silent' });

describeWithRedis('hints over Redis', () => {
  const open = (redisUrl: string) => {
    const hints = openHints({ redisUrl, log });
    onTestFinished(hints.close);
    return hints;
  };

  it('arrive again after the listening connection swallowed messages', async () => {
    const { url } = await freshRedis();
    const proxy = await openSwallowingProxy(Number(new URL(url).port));
    const proxied = new URL(url);
    proxied.port = String(proxy.port);
    proxied.hostname = '127.0.0.1';
    const [one, other] = [open(url), open(proxied.href)];
    let heard = 0;
    other.subscribe('channel', () => {
      heard += 1;
    });
    const hear = async () => {
      const before = heard;
      await expect
        .poll(
          () => {
            one.publish('channel');
            return heard;
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThan(before);
    };
    await hear();

    proxy.swallow();

    await hear();
    expect(proxy.connections().made).toBeGreaterThan(2);
  });

  it('arrive although the first SUBSCRIBE was refused, and the gap is logged and counted', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    await redis.command('acl', 'setuser', 'default', 'resetchannels');
    const { log: logged, lines } = collectLogs();
    const metrics = createMetrics();
    const [one, other] = [open(redis.url), openHints({ redisUrl: redis.url, log: logged, metrics })];
    onTestFinished(other.close);
    let heard = 0;
    other.subscribe('channel', () => {
      heard += 1;
    });
    const metric = async (name: string) => (await metrics.metrics()).match(new RegExp(`^${name}.* (\\d+)$`, 'm'))?.[1];
    await expect.poll(() => metric('tributary_hints_failures_total'), { timeout: 10_000 }).toBe('2');
    const whileRefused = await metric('tributary_hints_subscribed');

    await redis.command('acl', 'setuser', 'default', 'allchannels');

    await expect.poll(() => metric('tributary_hints_subscribed'), { timeout: 10_000 }).toBe('1');
    one.publish('channel');
    await expect.poll(() => heard).toBe(1);
    expect(whileRefused).toBe('0');
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Redis refuses SUBSCRIBE; changes of other processes are noticed by polling',
      'hints of other processes are received again',
    ]);
  });

  it('arrive again after an outage of Redis', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const metrics = createMetrics();
    const [one, other] = [open(redis.url), openHints({ redisUrl: redis.url, log, metrics })];
    onTestFinished(other.close);
    let heard = 0;
    other.subscribe('channel', () => {
      heard += 1;
    });
    const isSubscribed = async () => /^tributary_hints_subscribed 1$/m.test(await metrics.metrics());
    await expect.poll(isSubscribed, { timeout: 10_000 }).toBe(true);

    await redis.kill();
    await expect.poll(isSubscribed, { timeout: 10_000 }).toBe(false);
    await redis.start();
    await expect.poll(isSubscribed, { timeout: 10_000 }).toBe(true);

    await expect
      .poll(
        () => {
          one.publish('channel');
          return heard;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
  });

  it('that Redis refuses to take are logged once, and reach the listeners of the own process', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const { log: logged, lines } = collectLogs();
    const metrics = createMetrics();
    const hints = openHints({ redisUrl: redis.url, log: logged, metrics });
    onTestFinished(hints.close);
    let heard = 0;
    hints.subscribe('channel', () => {
      heard += 1;
    });
    await expect
      .poll(async () => (await metrics.metrics()).includes('tributary_hints_subscribed 1'), { timeout: 10_000 })
      .toBe(true);

    await redis.command('acl', 'setuser', 'default', '-publish');
    const refusals = async () => /failures_total\{command="publish"\} (\d+)/.exec(await metrics.metrics())?.[1];
    hints.publish('channel');
    await expect.poll(refusals).toBe('1');
    hints.publish('channel');
    await expect.poll(refusals).toBe('2');

    expect(heard).toBe(2);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Redis does not take hints for other processes; they notice changes by polling',
    ]);
  });
});
