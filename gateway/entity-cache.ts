import { createHash } from 'node:crypto';
import type { Cache, Caches } from '@tributary/platform/cache.ts';
import { LRUCache } from 'lru-cache';
import type { EntityCache } from './execution/run-plan.ts';

/** How many selections are remembered as cacheable. */
const allowedMax = 10_000;

/**
 * What is cached of entities, for one viewer at a time. An entry holds the tag values that were current before its fetch began, and counts only while they still are: a write sets new ones after its commit,
 * so what raced with it is missed and never served.
 */
export function createEntityCaches({
  cache,
}: Caches): (viewer: { scope: string; tagValues: Readonly<Record<string, string>> }) => EntityCache {
  const allowed = new LRUCache<string, true>({ max: allowedMax });
  return ({ scope, tagValues }) => entityCacheFor(cache, allowed, scope, JSON.stringify(tagValues));
}

function entityCacheFor(cache: Cache, allowed: LRUCache<string, true>, scope: string, tags: string): EntityCache {
  const keyOf = (question: string) =>
    `entity:${createHash('sha256').update(scope).update('\n').update(question).digest('base64url')}`;
  return {
    mayHave: (selection) => allowed.has(selection),
    learn: (selection, isAllowed) => {
      if (isAllowed) {
        allowed.set(selection, true);
      } else {
        allowed.delete(selection);
      }
    },
    read: async (questions) => {
      const found = await cache.getMany(questions.map(keyOf));
      const now = Date.now();
      return found.map((text) => {
        if (text?.startsWith(tags) !== true) {
          return undefined;
        }
        const end = text.indexOf(' ', tags.length);
        const ttlSeconds = Math.ceil((Number(text.slice(tags.length, end)) - now) / 1000);
        return ttlSeconds > 0 ? { entity: text.slice(end + 1), ttlSeconds } : undefined;
      });
    },
    write: (question, entity, ttlSeconds) => {
      // Nobody waits for it, and it cannot fail.
      void cache.set(keyOf(question), `${tags}${Date.now() + ttlSeconds * 1000} ${entity}`, ttlSeconds);
    },
  };
}
