import { signCaller, type Caller } from '@tributary/platform/caller.ts';
import { LRUCache } from 'lru-cache';

/** Well within the life of a signature. */
const reuseMs = 10_000;
const rememberedMax = 1_000;

/**
 * Signs callers for the subgraphs. A signature says only who calls, so one that was made a moment ago serves again.
 * Without a secret nothing is said.
 */
export function createCallerSigner(callerSecret: string | null): (caller: Caller) => Promise<string> {
  if (callerSecret === null) {
    return async () => '';
  }
  const signed = new LRUCache<string, Promise<string>>({ max: rememberedMax, ttl: reuseMs });
  return (caller) => {
    const key = JSON.stringify(caller);
    const known = signed.get(key) ?? signCaller(caller, callerSecret);
    if (!signed.has(key)) {
      signed.set(key, known);
    }
    return known;
  };
}
