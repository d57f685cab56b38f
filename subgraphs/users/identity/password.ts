import { readFileSync } from 'node:fs';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's password storage cheat sheet: Argon2id with 19 MiB, two passes and one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash that no password matches. It is compared for an unknown email, which then takes as long as a known one. */
let dummyHash: Promise<string> | undefined;

/** In characters, which are code points of Unicode (NIST SP 800-63B). */
const length = { min: 8, max: 256 };
/** A character has up to two UTF-16 units. */
const unitsMax = 2 * length.max;

/** The most common passwords: of the first 10,000, all with eight characters or more, in lower case. */
let commonPasswords: ReadonlySet<string> | undefined;

/**
 * The fault of a password that a person is about to get, with what to do. Null for a good one. The length and the list
 * of common passwords are all rules: others make passwords worse (NIST SP 800-63B, appendix A).
 */
export function passwordFault(password: string): string | null {
  const characters = password.length > unitsMax ? Infinity : Array.from(password).length;
  if (characters < length.min || characters > length.max || !password.isWellFormed()) {
    return `Send a password of ${length.min} to ${length.max} characters.`;
  }
  commonPasswords ??= new Set(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n'),
  );
  return commonPasswords.has(password.toLowerCase())
    ? 'This is one of the 10,000 most common passwords, which are guessed first. Send another one.'
    : null;
}

/** An Argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

/** Whether the password belongs to the hash. Without a hash the result is false, and takes as long. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hash('', options);
  const isRight = await verify(passwordHash ?? (await dummyHash), password.slice(0, unitsMax));
  return isRight && passwordHash !== null && password.length <= unitsMax;
}
