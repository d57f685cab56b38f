import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits: too many to guess, so that a fast hash is enough. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, in hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
