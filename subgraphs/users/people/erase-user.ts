import { formatId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson, type Acting } from '../identity/acting.ts';
import { dropPasswordReset, endAllSessions, endTokens } from '../sessions/end-tokens.ts';
import { hashPassword } from '../identity/password.ts';
import { notYourself, refuse, type Refused } from '../identity/refusals.ts';
import { newSecret } from '../identity/secrets.ts';
import { externalIdentities, sessions, type UserRow } from '../identity/tables.ts';

/**
 * Erases the personal data of a person. The row stays under its id, which is the pseudonym that accounts and the
 * ledger keep. The database erases the personal values in the audit trail with the row. An erased person stays
 * unchanged.
 */
export async function eraseUser(
  db: Database,
  { viewer, address, accessTokens, id }: Acting & { accessTokens: AccessTokens; id: string },
): Promise<{ user: UserRow } | Refused> {
  // Processes of the version before know neither `disabledAt` nor `erasedAt`: the password must be unusable too.
  const passwordHash = await hashPassword(newSecret());
  return changePerson(db, { viewer, address, id, withErased: true }, async (tx, person, record) => {
    if (person.id === viewer.id) {
      return refuse(notYourself('id'));
    }
    if (person.erasedAt !== null) {
      return { user: person };
    }
    const now = new Date();
    const changes = {
      // The column is unique and never null. Nobody has an address in `.invalid` (RFC 2606).
      email: `${formatId('usr', person.id)}@erased.invalid`,
      name: 'Erased person',
      passwordHash,
      disabledAt: person.disabledAt ?? now,
      erasedAt: now,
    };
    const user = await endTokens(tx, { person, accessTokens, changes });
    await endAllSessions(tx, person.id);
    await tx.update(sessions).set({ network: null }).where(eq(sessions.userId, person.id));
    await dropPasswordReset(tx, person.id);
    await tx.delete(externalIdentities).where(eq(externalIdentities.userId, person.id));
    await record('USER_ERASED');
    return { user };
  });
}
