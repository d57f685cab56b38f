import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';

// The key of a service that speaks for callers: Ed25519 (RFC 8037), written as a JWK. Its `kid` is its thumbprint
// (RFC 7638), unless the JWK names another.

/** A private key with which a service signs. */
export type ServiceKey = { kid: string; privateKey: KeyObject };

/** A private service key as it is written. */
export type ServiceKeyJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; d: string; kid: string };

/** The public part of a service key, and what receivers believe it: the service that has it, and what it may say. */
export type TrustedKeyJwk = {
  kty: 'OKP';
  crv: 'Ed25519';
  alg: 'EdDSA';
  use: 'sig';
  x: string;
  kid: string;
  service: string;
  says: readonly string[];
};

/** The form of a `kid`: characters of base64url, as in thumbprints. */
export const keyId = /^[\w-]{1,200}$/;

const keyShape = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string().regex(keyId).optional(),
});

/** A new key. */
export function newServiceKey(): ServiceKeyJwk {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: thumbprintOf(x) };
}

/** Parses a private key from its JWK. Throws an error that quotes nothing of it. */
export function parseServiceKey(jwk: unknown): ServiceKey {
  const { data } = keyShape.safeParse(jwk);
  const privateKey = data === undefined ? null : tryImport(data);
  if (data === undefined || privateKey === null) {
    throw new Error(
      'a service key is a private Ed25519 key as a JWK, such as {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}',
    );
  }
  return { kid: data.kid ?? thumbprintOf(data.x), privateKey };
}

/** The entry for a key in the list of receivers. */
export function trustedKeyOf(
  { x, kid }: ServiceKeyJwk,
  { service, says }: Pick<TrustedKeyJwk, 'service' | 'says'>,
): TrustedKeyJwk {
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x, kid, service, says };
}

/** Null for parts that make no key, or not the same one: not every version of Node.js looks at `x`. */
function tryImport(jwk: z.output<typeof keyShape>): KeyObject | null {
  try {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return createPublicKey(privateKey).export({ format: 'jwk' }).x === jwk.x ? privateKey : null;
  } catch {
    return null;
  }
}

function thumbprintOf(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
}
