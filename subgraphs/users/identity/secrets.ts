import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';

/** A secret of 256 random bits: too many to guess, so that a fast hash is enough. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, in hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A hash of texts, base64url, 43 characters. Only a holder of the signing key can compute it. */
export type KeyedHash = (...texts: readonly string[]) => string;

/**
 * Creates the keyed hash (HMAC-SHA-256) of this subgraph. Its key is derived from the signing key, which all processes
 * of the subgraph share, and nobody else has.
 */
export function createKeyedHash(signingKey: JWK): KeyedHash {
  const key = derivedKey(signingKey, 'tributary users keyed hash');
  return (...texts) => createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url');
}

/** The key that seals what clients keep for this subgraph. */
export function sealingKeyOf(signingKey: JWK): Uint8Array {
  return derivedKey(signingKey, 'tributary users sealed secrets');
}

/** A key of 256 bits for one use, which all processes of the subgraph derive from the signing key. */
function derivedKey({ d: privateKey }: JWK, use: string): Buffer {
  if (privateKey === undefined) {
    throw new Error('the signing key has no private part');
  }
  return Buffer.from(hkdfSync('sha256', privateKey, '', use, 32));
}
