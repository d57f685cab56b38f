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
export function createKeyedHash({ d: privateKey }: JWK): KeyedHash {
  if (privateKey === undefined) {
    throw new Error('the signing key has no private part');
  }
  const key = Buffer.from(hkdfSync('sha256', privateKey, '', 'tributary users keyed hash', 32));
  return (...texts) => createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url');
}
