import { LRUCache } from 'lru-cache';

/** A withdrawn key, or a changed clock, takes effect after this time at the latest. */
const cachedMaxMs = 10_000;
const charactersMax = 8_000_000;

/** `until` is by `performance.now()`, a clock that nobody sets. */
type CachedContent<Content> = { content: Content; until: number };

/**
 * Caches the content of verified tokens for a moment, and never beyond their end. A client with many requests sends the
 * same token each time, and verifying its signature costs more than much of the work requested. Refused tokens are not
 * cached.
 */
export function cacheVerified<Content extends object>(
  /** The content of a token, and its end in seconds since 1970. */
  verify: (token: string) => Promise<{ content: Content; expiresAt: number }>,
): (token: string) => Promise<Content> {
  const cache = new LRUCache<string, CachedContent<Content>>({
    maxSize: charactersMax,
    sizeCalculation: (_, token) => token.length,
  });
  return async (token) => {
    const cached = cache.get(token);
    if (cached !== undefined && performance.now() < cached.until) {
      return cached.content;
    }
    const { content, expiresAt } = await verify(token);
    const lifeMs = expiresAt * 1_000 - Date.now();
    cache.set(token, { content, until: performance.now() + Math.min(lifeMs, cachedMaxMs) });
    return content;
  };
}
