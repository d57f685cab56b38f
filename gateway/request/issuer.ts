import type { Claims } from '@tributary/platform/cache.ts';
import { issuerAudience, type CallerSigner } from '@tributary/platform/caller-signer.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import type { Fetch } from '@tributary/platform/fetch-with.ts';
import type { ReadRevocations } from '@tributary/platform/revocations.ts';
import type { RecordToolCalls } from '@tributary/platform/tool-calls.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { z } from 'zod';

// Requests of the gateway to the issuer of tokens. It signs them with its key, where it has one.

const claimTimeoutMs = 3_000;
const batchShape = z.object({
  position: z.string(),
  revocations: z.array(z.object({ subject: z.string(), generation: z.number().int() })),
});
const claimShape = z.object({ isFirst: z.boolean() });

/**
 * Reads revocations from a URL: GET with `after`, the position of the answer before, where there is one. The answer is
 * `{ position, revocations: [{ subject, generation }] }`.
 */
export function revocationsAt(url: string, signer: CallerSigner | null, fetch?: Fetch): ReadRevocations {
  const ask = createAsker(signer, fetch);
  return async (after, signal) =>
    batchShape.parse(await ask('GET', withParameters(url, after === null ? {} : { after }), { signal }));
}

/** Claims names at a URL: POST with `name` and `lifeSeconds`. The answer is `{ isFirst }`. */
export function claimsAt(url: string, signer: CallerSigner | null, fetch?: Fetch): Claims {
  const ask = createAsker(signer, fetch);
  return {
    claim: async (name, lifeSeconds) => {
      const address = withParameters(url, { name, lifeSeconds: String(lifeSeconds) });
      return claimShape.parse(await ask('POST', address, { signal: AbortSignal.timeout(claimTimeoutMs) })).isFirst;
    },
  };
}

/** Records calls of tools at a URL: POST with `{ calls }` as JSON, whose items are as in `toolCallsShape`. */
export function toolCallsAt(url: string, signer: CallerSigner | null, fetch?: Fetch): RecordToolCalls {
  const ask = createAsker(signer, fetch);
  return async (calls, signal) => {
    await ask('POST', new URL(url), { signal, body: JSON.stringify({ calls }) });
  };
}

function createAsker(signer: CallerSigner | null, fetch: Fetch = globalThis.fetch) {
  return async (
    method: 'GET' | 'POST',
    url: URL,
    { signal, body }: { signal: AbortSignal; body?: string },
  ): Promise<unknown> => {
    const headers = {
      accept: 'application/json',
      [callerHeader]: signer?.sign(anonymousCaller, issuerAudience) ?? '',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    if (!response.ok) {
      throw new Error(`${url.origin}${url.pathname} answers with status ${response.status}`);
    }
    return response.json();
  };
}

function withParameters(url: string, parameters: Readonly<Record<string, string>>): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    address.searchParams.set(name, value);
  }
  return address;
}
