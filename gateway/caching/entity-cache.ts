import { createHash } from 'node:crypto';
import type { Cache, Caches } from '@tributary/platform/cache.ts';
import { LRUCache } from 'lru-cache';
import type { EntityCache } from '../execution/run.ts';

/** Limits on the selections remembered as cacheable: their number, and the characters of all. */
const allowedMax = { selections: 10_000, characters: 8_000_000 };

/** The cache for the entities of one query, which also knows whether a subgraph allows caching any of them. */
export type EntitiesOfQuery = EntityCache & { hasCacheable(): boolean };

/**
 * The cache of entities, for one viewer at a time. An entry holds the tag values from before its operation, and is
 * valid only while these are current. A write sets new tag values after its commit, so an entry that raced with it is
 * never served. Without tag values nothing is served or cached, and only cacheability is learned.
 */
export function createEntityCaches({
  cache,
}: Caches): (query: { scope: string; tagValues: Readonly<Record<string, string>> | null }) => EntitiesOfQuery {
  const allowed = new LRUCache<string, true>({
    max: allowedMax.selections,
    maxSize: allowedMax.characters,
    sizeCalculation: (_, selection) => selection.length + 1,
  });
  return ({ scope, tagValues }) =>
    entitiesOfQuery(cache, { allowed, scope, tags: tagValues === null ? null : JSON.stringify(tagValues) });
}

function entitiesOfQuery(
  cache: Cache,
  { allowed, scope, tags }: { allowed: LRUCache<string, true>; scope: string; tags: string | null },
): EntitiesOfQuery {
  const storageKeyOf = (key: string) =>
    `entity:${createHash('sha256').update(scope).update('\n').update(key).digest('base64url')}`;
  let hasCacheable = false;
  return {
    hasCacheable: () => hasCacheable,
    isCacheable: (selection) => {
      const isAllowed = allowed.has(selection);
      hasCacheable ||= isAllowed;
      return isAllowed && tags !== null;
    },
    learn: (selection, isAllowed) => {
      if (isAllowed) {
        allowed.set(selection, true);
        hasCacheable = true;
      } else {
        allowed.delete(selection);
      }
    },
    load: async (keys) => {
      const found = await cache.getMany(keys.map(storageKeyOf));
      const now = Date.now();
      return found.map((text) => {
        if (text === undefined || tags === null || !text.startsWith(tags)) {
          return undefined;
        }
        const end = text.indexOf(' ', tags.length);
        const [until, clientUntil = until] = text.slice(tags.length, end).split('/').map(Number);
        // Rounded down, so that a response lives no longer than the entity.
        return until === undefined || clientUntil === undefined || until <= now
          ? undefined
          : {
              entity: text.slice(end + 1),
              sharedSeconds: secondsUntil(until, now),
              clientSeconds: secondsUntil(clientUntil, now),
            };
      });
    },
    store: (key, entity, { sharedSeconds, clientSeconds }) => {
      if (tags === null) {
        return;
      }
      const now = Date.now();
      const until = now + sharedSeconds * 1000;
      const life = clientSeconds === sharedSeconds ? `${until}` : `${until}/${now + clientSeconds * 1000}`;
      // In the background, since it cannot fail.
      void cache.set(storageKeyOf(key), `${tags}${life} ${entity}`, sharedSeconds);
    },
  };
}

function secondsUntil(time: number, now: number): number {
  return Math.max(0, Math.floor((time - now) / 1000));
}
