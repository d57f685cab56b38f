import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A new secret that processes share, as VIEWER_SECRET takes it. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** A new key that signs access tokens, as JWT_PRIVATE_KEY takes it. */
export function newSigningKey(): string {
  return JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}
