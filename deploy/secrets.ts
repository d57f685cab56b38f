import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A new shared secret, as 64 hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** A new key that signs access tokens, in the format of JWT_PRIVATE_KEY. */
export function newSigningKey(): string {
  return JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}
