import { hash, verify } from '@node-rs/argon2';

/** OWASP's password storage cheat sheet: Argon2id with 19 MiB, two passes and one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash that no password matches. It is compared for an unknown email, which then takes as long as a known one. */
let dummyHash: Promise<string> | undefined;

export const passwordLength = { min: 8, max: 256 };

/** An Argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

/** Whether the password belongs to the hash. Without a hash the result is false, and takes as long. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hash('', options);
  const isRight = await verify(passwordHash ?? (await dummyHash), password.slice(0, passwordLength.max));
  return isRight && passwordHash !== null && password.length <= passwordLength.max;
}
