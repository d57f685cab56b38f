import { createHash } from 'node:crypto';
import { openCache, noCache, type Cache, type Caches } from '@tributary/platform/cache.ts';
import { Redis } from 'ioredis';
import { createLogger } from '@tributary/platform/logging.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { defaultLimits, type Limits } from '@tributary/gateway/request/rules/limits.ts';
import { openBookshop } from './open-bookshop.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const greeting = '{ greeting }';

async function openShop(caches: Caches, persistedQueries?: Cache, limits: Limits = defaultLimits) {
  const shop = await openBookshop({ caches, limits, ...(persistedQueries === undefined ? {} : { persistedQueries }) });
  onTestFinished(shop.close);
  return shop.url;
}

/** Sends a document by its hash, with or without the document. */
async function ask(url: string, document: string, { query }: { query?: string } = {}) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } } }),
  });
  return { status: answer.status, text: await answer.text() };
}

const hashOf = (document: string) => createHash('sha256').update(document).digest('hex');
const isUnknown = { status: 200, text: expect.stringContaining('PERSISTED_QUERY_NOT_FOUND') };
const isGreeted = { status: 200, text: '{"data":{"greeting":"Hello"}}' };

describe('a document', () => {
  it('that was sent once can be requested by its hash, without Redis too', async () => {
    const url = await openShop(noCache());

    expect(await ask(url, greeting)).toEqual(isUnknown);
    expect(await ask(url, greeting, { query: greeting })).toEqual(isGreeted);
    expect(await ask(url, greeting)).toEqual(isGreeted);
  });

  it('is requested by GET, so that intermediary caches can keep the answer', async () => {
    const url = await openShop(noCache());
    await ask(url, greeting, { query: greeting });
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(greeting) } });

    const answer = await fetch(`${url}/graphql?extensions=${encodeURIComponent(extensions)}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });

    expect(await answer.json()).toEqual({ data: { greeting: 'Hello' } });
    expect(answer.headers.get('cache-control')).toBe('max-age=60, public');
  });

  it.each([
    { which: 'cannot be parsed', document: '{ greeting' },
    { which: 'does not fit the schema', document: '{ nothing }' },
    { which: 'is beyond the limits', document: `{ ${'greeting @include(if: true) '.repeat(51)} }` },
  ])('that $which is refused, and not kept', async ({ document }) => {
    const url = await openShop(noCache());

    expect((await ask(url, document, { query: document })).status).toBe(400);
    expect(await ask(url, document)).toEqual(isUnknown);
  });

  it('with the hash of another document is refused, and not kept', async () => {
    const url = await openShop(noCache());

    const answer = await ask(url, '{ people { id } }', { query: greeting });

    expect(answer).toEqual({ status: 400, text: expect.stringContaining('does not match') });
    expect(await ask(url, '{ people { id } }')).toEqual(isUnknown);
    expect(await ask(url, greeting)).toEqual(isUnknown);
  });

  it('larger than 256 KiB is refused, and not kept', async () => {
    const url = await openShop(noCache());
    const large = `{ greeting } #${'x'.repeat(256 * 1024)}`;

    expect(await ask(url, large, { query: large })).toMatchObject({ status: 400 });
    expect(await ask(url, large)).toEqual(isUnknown);
  });

  it('larger than 256 KiB is answered and not kept, where the limit on documents allows it', async () => {
    const url = await openShop(noCache(), undefined, { ...defaultLimits, documentBytes: 1024 * 1024 });
    const large = `{ greeting } #${'x'.repeat(256 * 1024)}`;

    expect(await ask(url, large, { query: large })).toEqual(isGreeted);
    expect(await ask(url, large)).toEqual(isUnknown);
  });
});

describeWithRedis('two gateways on one Redis', () => {
  it('keep the documents of clients out of it, each in its own memory', async () => {
    const { url: redisUrl } = await freshRedis();
    const [one, other] = [await openCache({ redisUrl, log }), await openCache({ redisUrl, log })];
    const [first, second] = [await openShop(one), await openShop(other)];
    const redis = new Redis(redisUrl);
    onTestFinished(() => redis.disconnect());

    await ask(first, greeting, { query: greeting });

    expect(await ask(first, greeting)).toEqual(isGreeted);
    expect(await ask(second, greeting)).toEqual(isUnknown);
    expect((await redis.keys('*')).filter((key) => key.includes('apq'))).toEqual([]);
  });

  it('for persisted queries share their documents, for a day at most', async () => {
    const { url: redisUrl } = await freshRedis();
    const [one, other] = [await openCache({ redisUrl, log }), await openCache({ redisUrl, log })];
    const kept: number[] = [];
    const watched: Cache = {
      ...one.cache,
      set: (key, value, ttlSeconds) => {
        kept.push(ttlSeconds);
        return one.cache.set(key, value, ttlSeconds);
      },
    };
    onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
    const people = '{ people { id } }';
    const [first, second] = [await openShop(noCache(), watched), await openShop(noCache(), other.cache)];

    await ask(first, people, { query: people });

    await expect.poll(() => ask(second, people)).toMatchObject({ text: expect.stringContaining('"people"') });
    expect(kept).toEqual([24 * 60 * 60]);
  });
});
