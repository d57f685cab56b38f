import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson, type Acting } from '../identity/acting.ts';
import { dropPasswordReset, endAllSessions, endTokens } from '../sessions/end-tokens.ts';
import { notYourself, refuse, type Refused } from '../identity/refusals.ts';
import { users, type UserRow } from '../identity/tables.ts';

/**
 * Locks a person out: no sign-in, no session, no access token, no link for a new password. A disabled person stays
 * unchanged. Operators cannot disable themselves, so that an organization always has one.
 */
export async function disableUser(
  db: Database,
  { viewer, address, accessTokens, id }: Acting & { accessTokens: AccessTokens; id: string },
): Promise<{ user: UserRow } | Refused> {
  return changePerson(db, { viewer, address, id }, async (tx, person, record) => {
    if (person.id === viewer.id) {
      return refuse(notYourself('id'));
    }
    if (person.disabledAt !== null) {
      return { user: person };
    }
    const user = await endTokens(tx, { person, accessTokens, changes: { disabledAt: new Date() } });
    await endAllSessions(tx, person.id);
    await dropPasswordReset(tx, person.id);
    await record('USER_DISABLED');
    return { user };
  });
}

/** Lets a disabled person sign in again. Ended sessions and tokens stay ended. An active person stays unchanged. */
export async function enableUser(db: Database, acting: Acting & { id: string }): Promise<{ user: UserRow } | Refused> {
  return changePerson(db, acting, async (tx, person, record) => {
    if (person.disabledAt === null) {
      return { user: person };
    }
    await tx.update(users).set({ disabledAt: null }).where(eq(users.id, person.id));
    await record('USER_ENABLED');
    return { user: { ...person, disabledAt: null } };
  });
}
