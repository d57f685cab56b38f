import { LRUCache } from 'lru-cache';

/** A key that is withdrawn, or a clock that is set, takes effect after this time at the latest. */
const rememberedMs = 10_000;
const charactersMax = 8_000_000;

/** Until when, by `performance.now()`: a clock that nobody sets. */
type Remembered<Said> = { said: Said; until: number };

/**
 * Remembers for a moment what verified tokens say, and never for longer than they live: whoever has many requests sends
 * the same token with each, and to verify its signature costs more than much of what is asked. Tokens that are refused
 * are not remembered.
 */
export function rememberVerified<Said extends object>(
  /** What a token says, and when it ends, in seconds since 1970. */
  verify: (token: string) => Promise<{ said: Said; expiresAt: number }>,
): (token: string) => Promise<Said> {
  const remembered = new LRUCache<string, Remembered<Said>>({
    maxSize: charactersMax,
    sizeCalculation: (_, token) => token.length,
  });
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined && performance.now() < known.until) {
      return known.said;
    }
    const { said, expiresAt } = await verify(token);
    const livesMs = expiresAt * 1_000 - Date.now();
    remembered.set(token, { said, until: performance.now() + Math.min(livesMs, rememberedMs) });
    return said;
  };
}
