import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { keyId } from './service-key.ts';

/**
 * Decides whether a service may name a caller. The platform knows no kinds of callers, so a composition gives a rule
 * for each word that a trusted key may have in `says`.
 */
export type SpeakingRule = (caller: Caller, service: string) => boolean;

/** The rules of a composition, by word. */
export type SpeakingRules = Readonly<Record<string, SpeakingRule>>;

/** The word by which a service may forward callers that another service named to it. It needs no rule. */
export const forwarding = 'forwarded';

/** A public key that a receiver trusts. */
export type TrustedKey = { kid: string; publicKey: KeyObject; service: string; says: readonly string[] };

/** Limit on the keys of a list: each service has one, and a second one while it rotates. */
const keysMax = 100;

const listShape = z.object({
  keys: z
    .array(
      z.looseObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string().regex(keyId),
        service: z.string().min(1),
        says: z.array(z.string()).min(1),
      }),
    )
    .min(1)
    .max(keysMax),
});

/**
 * Parses the list of trusted keys: a JWKS document whose entries have `service` and `says` as well. One entry that is
 * not valid refuses the whole list, since a list without it would refuse a service. Throws an Error that says what to
 * change.
 */
export function parseTrustedKeys(document: unknown, rules: SpeakingRules): TrustedKey[] {
  const { data } = listShape.safeParse(document);
  if (data === undefined) {
    throw new Error(
      `trusted keys are a JWKS document of 1 to ${keysMax} public Ed25519 keys, each with "kid", "service" and "says", such as {"keys":[{"kty":"OKP","crv":"Ed25519","x":"…","kid":"…","service":"gateway","says":["callers"]}]}`,
    );
  }
  const kids = new Set(data.keys.map(({ kid }) => kid));
  if (kids.size < data.keys.length) {
    throw new Error('two trusted keys have the same "kid": give each its own');
  }
  return data.keys.map(({ kty, crv, x, kid, service, says, ...others }) => {
    if ('d' in others) {
      throw new Error(`the trusted key of ${service} has its private part "d": list the public part alone`);
    }
    const words = [...Object.keys(rules), forwarding];
    const unknown = says.find((word) => !words.includes(word));
    if (unknown !== undefined) {
      throw new Error(`the trusted key of ${service} says "${unknown}": the words are ${words.join(', ')}`);
    }
    return { kid, publicKey: importKey({ kty, crv, x }, service), service, says };
  });
}

function importKey(jwk: { kty: string; crv: string; x: string }, service: string): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new Error(`the trusted key of ${service} is no Ed25519 key: "x" has to be 32 bytes as base64url`);
  }
}
