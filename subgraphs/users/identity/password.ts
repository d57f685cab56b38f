import { readFileSync } from 'node:fs';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's password storage cheat sheet: Argon2id with 19 MiB, two passes and one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash to compare with for an unknown email, which then takes as long as a known one. The result is ignored. */
let dummyHash: Promise<string> | undefined;

/** Lengths of a password in characters, which are code points of Unicode (NIST SP 800-63B). */
const length = { min: 8, max: 256 };
/** A character has up to two UTF-16 units. */
const unitsMax = 2 * length.max;

/** The most common passwords: of the first 10,000, all with eight characters or more, in lower case. */
let commonPasswords: ReadonlySet<string> | undefined;

/**
 * The fault of a new password, with the remedy. Null for a valid one. The length and the list of common passwords are
 * the only rules: others make passwords worse (NIST SP 800-63B, appendix A).
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

/** Whether the password belongs to the hash. Without a hash the result is false, after the same time. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hash('', options);
  const isRight = await verify(passwordHash ?? (await dummyHash), password.slice(0, unitsMax));
  return isRight && passwordHash !== null && password.length <= unitsMax;
}
