import { openHints } from '@tributary/platform/hints.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { openSwallowingProxy } from '../support/swallowing-proxy.ts';

const log = createLogger({ name: 'test', level: 'silent' });

describeWithRedis('hints over Redis', () => {
  const open = (redisUrl: string) => {
    const hints = openHints({ redisUrl, log });
    onTestFinished(hints.close);
    return hints;
  };

  it('come again after the listening connection swallowed messages', async () => {
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
});
