import { anonymousCaller } from '@tributary/platform/caller.ts';
import type { ReadRevocations } from '@tributary/platform/revocations.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { z } from 'zod';
import { createCallerSigner } from './caller.ts';

const batchShape = z.object({
  position: z.string(),
  revocations: z.array(z.object({ subject: z.string(), generation: z.number().int() })),
});

/**
 * Reads revocations from a URL of the issuer of tokens: GET with `after`, the position of the answer before, where
 * there is one. The answer is `{ position, revocations: [{ subject, generation }] }`. The gateway signs the request
 * with the secret that it shares with the subgraphs, where it has one.
 */
export function revocationsAt(url: string, callerSecret: string | null): ReadRevocations {
  const callerOf = createCallerSigner(callerSecret);
  return async (after, signal) => {
    const address = new URL(url);
    if (after !== null) {
      address.searchParams.set('after', after);
    }
    const headers = { accept: 'application/json', [callerHeader]: await callerOf(anonymousCaller) };
    const response = await fetch(address, { headers, signal });
    if (!response.ok) {
      throw new Error(`${url} answers with status ${response.status}`);
    }
    return batchShape.parse(await response.json());
  };
}
