import { signCaller, type Caller } from '@tributary/platform/caller.ts';
import { LRUCache } from 'lru-cache';

/** Well within the lifetime of a signature. */
const reuseMs = 10_000;
const signaturesMax = 1_000;

/**
 * Creates the signer of callers for the subgraphs. A signature names only the caller, so it is reused for a moment.
 * Without a secret, callers are not signed, and the result is empty.
 */
export function createCallerSigner(callerSecret: string | null): (caller: Caller) => Promise<string> {
  if (callerSecret === null) {
    return async () => '';
  }
  const signatures = new LRUCache<string, Promise<string>>({ max: signaturesMax, ttl: reuseMs });
  return (caller) => {
    const key = JSON.stringify(caller);
    const signature = signatures.get(key) ?? signCaller(caller, callerSecret);
    if (!signatures.has(key)) {
      signatures.set(key, signature);
    }
    return signature;
  };
}
