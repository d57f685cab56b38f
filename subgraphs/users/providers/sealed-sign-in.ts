import { newId } from '@tributary/domain/ids.ts';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';

const contentShape = z.object({
  jti: z.string(),
  exp: z.number(),
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
});

/** A sign-in that was begun at a provider. `jti` names it, `exp` is its end in seconds since 1970. */
export type BegunSignIn = z.output<typeof contentShape>;

/** Time that a person has at the provider. */
export const signInSecondsMax = 600;
const secretLengthMax = 4_096;
const sealing = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Seals a sign-in into a secret that its client keeps (a JWE). So a sign-in that was begun needs no memory here, which
 * strangers could fill. Only the client that began it can complete it, which prevents that a page signs its visitor in
 * as somebody else.
 */
export async function sealSignIn(
  signIn: Omit<BegunSignIn, 'jti' | 'exp'>,
  key: Uint8Array,
): Promise<{ secret: string; expiresAt: Date }> {
  const expiresAt = new Date(Date.now() + signInSecondsMax * 1_000);
  const secret = await new EncryptJWT(signIn)
    .setProtectedHeader(sealing)
    .setJti(newId())
    .setExpirationTime(expiresAt)
    .encrypt(key);
  return { secret, expiresAt };
}

/** The sign-in in a secret. Null for anything that was not sealed here, and after its end. */
export async function openSignIn(secret: string, key: Uint8Array): Promise<BegunSignIn | null> {
  if (secret.length > secretLengthMax) {
    return null;
  }
  const options = { keyManagementAlgorithms: [sealing.alg], contentEncryptionAlgorithms: [sealing.enc] };
  const opened = await jwtDecrypt(secret, key, options).catch(() => null);
  return contentShape.safeParse(opened?.payload).data ?? null;
}
