import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hashPassword, passwordLength } from './password.ts';
import { isName, isStorable } from './plain-text.ts';
import { emailTaken, invalidInput } from './refusals.ts';
import { users, type UserRow } from './tables.ts';

export type NewUser = {
  organizationId: string;
  email: string;
  name: string;
  role: 'CUSTOMER' | 'OPERATOR';
  password: string;
};

/** Adds a person from a caller's input. */
export async function createUser(
  db: Database,
  input: NewUser,
): Promise<{ user: UserRow } | { refusal: ReturnType<typeof invalidInput> | ReturnType<typeof emailTaken> }> {
  const { password, name, email } = input;
  if (!/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email) || !isStorable(email)) {
    return { refusal: invalidInput('email', 'Send an email address, such as ada@example.com.') };
  }
  if (!isName(name)) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    return {
      refusal: invalidInput(
        'password',
        `Send a password of ${passwordLength.min} to ${passwordLength.max} characters.`,
      ),
    };
  }
  return insertUser(db, input);
}

/** Adds a person without checking the input, also for a demo, whose password is shorter than callers may choose. */
export async function insertUser(
  db: Database,
  { password, ...user }: NewUser,
): Promise<{ user: UserRow } | { refusal: ReturnType<typeof emailTaken> }> {
  const [row] = await db
    .insert(users)
    .values({ ...user, id: newId(), passwordHash: await hashPassword(password) })
    .onConflictDoNothing()
    .returning();
  return row === undefined ? { refusal: emailTaken() } : { user: row };
}
