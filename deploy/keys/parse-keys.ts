import { StartError } from '@tributary/platform/config.ts';
import type { ServiceKeyJwk, TrustedKeyJwk } from '@tributary/platform/service-key.ts';
import { parseServiceKey } from '@tributary/platform/service-key.ts';
import { z } from 'zod';

const keyShape = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string().optional(),
});
const trustedShape = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      alg: z.literal('EdDSA').default('EdDSA'),
      use: z.literal('sig').default('sig'),
      x: z.string(),
      kid: z.string(),
      service: z.string(),
      says: z.array(z.string()),
    }),
  ),
});

/** Parses a private key that is written at `place`. Throws StartError, which quotes nothing of it. */
export function parseKeyAt(place: string, text: string): ServiceKeyJwk {
  const jwk = keyShape.safeParse(parseJson(text)).data;
  try {
    return { ...keyShape.parse(jwk), kid: parseServiceKey(jwk).kid };
  } catch {
    throw new StartError(`${place} holds no private service key. Restore it, or remove it to get a new one.`);
  }
}

/** Parses the list of trusted keys that is written at `place`. Throws StartError for anything else. */
export function parseTrustedAt(place: string, text: string): readonly TrustedKeyJwk[] {
  const { data } = trustedShape.safeParse(parseJson(text));
  if (data === undefined) {
    throw new StartError(`${place} is no list of trusted keys. Restore it before you rotate a key.`);
  }
  return data.keys;
}

/** A list of trusted keys, as it is written. */
export function trustedText(keys: readonly TrustedKeyJwk[], indent?: number): string {
  return JSON.stringify({ keys }, null, indent);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
