import { changesOfNew, platformOrigin, recordEvent, type Origin } from '@tributary/domain/audit.ts';
import { newId } from '@tributary/domain/ids.ts';
import { problemOfCharacters, problemOfName } from '@tributary/domain/text.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hashPassword, passwordFault } from '../identity/password.ts';
import { problemOfQuota } from '../identity/quotas.ts';
import { emailTaken, invalidInputs, type Refusal } from '../identity/refusals.ts';
import { users, type UserRow } from '../identity/tables.ts';

export type NewUser = {
  /** The id of the person; a new one if left out. */
  id?: string;
  organizationId: string;
  email: string;
  name: string;
  role: 'CUSTOMER' | 'OPERATOR';
  password: string;
  /** The origin in the audit trail; the platform itself if left out. */
  origin?: Origin;
};

/**
 * Adds a person from a caller's input, in the caller's transaction, or names all its mistakes. Without a quota the
 * organization may have any number.
 */
export async function createUser(
  db: Database,
  { quota, ...input }: NewUser & { quota?: number },
): Promise<{ user: UserRow } | { refusal: readonly Refusal[] | Refusal }> {
  const { password, name, email } = input;
  const mistakes = invalidInputs({
    email: problemOfEmail(email),
    name: problemOfName(name),
    password: passwordFault(password),
  });
  if (mistakes.length > 0) {
    return { refusal: mistakes };
  }
  const outcome = await insertUser(db, input);
  const { organizationId } = input;
  const full =
    'user' in outcome && quota !== undefined
      ? await problemOfQuota(db, { organizationId, kind: 'people', quota })
      : null;
  return full === null ? outcome : { refusal: full };
}

function problemOfEmail(email: string): string | null {
  return /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email)
    ? problemOfCharacters(email)
    : 'Send an email address, such as ada@example.com.';
}

/**
 * Adds a person without checking the input, in the caller's transaction. Also for a demo, whose password is shorter
 * than callers may choose.
 */
export async function insertUser(
  tx: Database,
  { password, id = newId(), origin = platformOrigin, ...user }: NewUser,
): Promise<{ user: UserRow } | { refusal: ReturnType<typeof emailTaken> }> {
  const [row] = await tx
    .insert(users)
    .values({ ...user, id, passwordHash: await hashPassword(password) })
    .onConflictDoNothing()
    .returning();
  if (row === undefined) {
    return { refusal: emailTaken() };
  }
  const { organizationId, role, email, name } = row;
  await recordEvent(tx, {
    organizationId,
    action: 'USER_CREATED',
    origin,
    subject: { kind: 'USER', id },
    changes: changesOfNew({ role }),
    personalChanges: changesOfNew({ email, name }),
  });
  return { user: row };
}
