import { hash, verify } from '@node-rs/argon2';

/** OWASP's password storage cheat sheet: Argon2id with 19 MiB, two passes and one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of no password: compared with where there is no user, so that an unknown email takes as long as a known one. */
let hashOfNothing: Promise<string> | undefined;

export const passwordLength = { min: 8, max: 256 };

/** An Argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

/** Whether the password belongs to the hash; always false, and as slow, without a hash. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  hashOfNothing ??= hash('', options);
  const isRight = await verify(passwordHash ?? (await hashOfNothing), password.slice(0, passwordLength.max));
  return isRight && passwordHash !== null && password.length <= passwordLength.max;
}
