import type { Caller } from '@tributary/platform/caller.ts';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { Identity } from './tokens/identity.ts';

/** Signed-in callers have few addresses. All anonymous callers are one identity. */
const addressesMax = 1_000;

/**
 * Creates the callers of requests. Requests of one identity from one address have the same object, so that its
 * signatures and keys are made from it once. A verified token is one identity for ten seconds.
 */
export function createCallers(): (identity: Identity, address: string | null) => Caller {
  const byAddress = rememberedBy<Identity, Map<string | null, Caller>>(() => new Map());
  return (identity, address) => {
    const callers = byAddress(identity);
    const caller = callers.get(address) ?? { ...identity, address };
    if (callers.size >= addressesMax) {
      callers.clear();
    }
    callers.set(address, caller);
    return caller;
  };
}
