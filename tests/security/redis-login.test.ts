import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCache } from '@tributary/platform/cache.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { startGuarded } from '@tributary/standalone/guarded-process.ts';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { freePort } from '../support/free-port.ts';
import { silentLog } from '../support/open-test-gateway.ts';

const password = 'a-password-of-redis-in-the-tests';
const composeShape = z.object({ services: z.object({ redis: z.object({ command: z.array(z.string()) }) }) });

/** Runs Redis by the command of compose.yaml, with this password and on a free port. */
async function freshRedisOfCompose(): Promise<string> {
  const file: unknown = parse(readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8'), { merge: true });
  const command = composeShape
    .parse(file)
    .services.redis.command.map((each) => each.replace(/\$\{REDIS_PASSWORD[^}]*\}/, password));
  const directory = await mkdtemp(join(tmpdir(), 'tributary-redis-'));
  const port = await freePort();
  const server = startGuarded({ command: [...command, '--port', String(port), '--bind', '127.0.0.1'], cwd: directory });
  onTestFinished(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });
  while (!server.output().includes('Ready to accept connections')) {
    if (server.hasExited()) {
      throw new Error(`Redis did not start:\n${server.output()}`);
    }
    await sleep(10);
  }
  return `127.0.0.1:${port}`;
}

/** The answer to a command, or the message of its refusal. */
async function ask(url: string, name: string, ...args: string[]): Promise<string> {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    return String(await redis.call(name, ...args));
  } catch (error) {
    return String(error);
  } finally {
    redis.disconnect();
  }
}

describeWithRedis('the Redis of Compose', () => {
  it('serves caches, claims and hints with its password', async () => {
    const redisUrl = `redis://tributary:${password}@${await freshRedisOfCompose()}`;
    const caches = await openCache({ redisUrl, log: silentLog });
    onTestFinished(caches.close);
    const [one, other] = [openHints({ redisUrl, log: silentLog }), openHints({ redisUrl, log: silentLog })];
    onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
    let heard = 0;
    other.subscribe('posted', () => (heard += 1));

    await caches.ping();
    await caches.cache.set('key', 'value', 60);
    const tags = await caches.tags.read(['tag']);
    const claims = [await caches.claims.claim('ticket', 60), await caches.claims.claim('ticket', 60)];

    expect(await caches.cache.getMany(['key', 'none'])).toEqual(['value', undefined]);
    expect(tags).toEqual({ tag: expect.any(String) });
    expect(claims).toEqual([true, false]);
    await expect
      .poll(() => {
        one.publish('posted');
        return heard;
      })
      .toBeGreaterThan(0);
  });

  it('refuses everybody else, and its own user what changes the server', async () => {
    const place = await freshRedisOfCompose();
    const ours = `redis://tributary:${password}@${place}`;

    expect(await ask(`redis://${place}`, 'get', 'key')).toMatch(/NOAUTH|closed/);
    expect(await ask(`redis://tributary:wrong@${place}`, 'get', 'key')).toMatch(/WRONGPASS|NOAUTH|closed/);
    for (const command of [['config', 'set', 'dir', '/'], ['acl', 'list'], ['flushall'], ['shutdown'], ['keys', '*']]) {
      const [name = '', ...args] = command;
      expect(await ask(ours, name, ...args)).toMatch(/NOPERM/);
    }
    expect(await ask(ours, 'publish', 'other', 'x')).toMatch(/NOPERM/);
    expect(await ask(ours, 'get', 'key')).toBe('null');
  });
});
