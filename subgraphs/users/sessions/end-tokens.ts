import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { passwordResets, sessions, users, type UserRow } from '../identity/tables.ts';

/** Ends all sessions of a person, and returns their number. */
export async function endAllSessions(tx: Database, userId: string): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: new Date() })
    .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  return ended.length;
}

/**
 * Changes a person's row, and ends all access tokens that the person has. The row has to be locked. A trigger adds a
 * revocation, which all subgraphs read; a hint after the commit hastens that.
 */
export async function endTokens(
  tx: Database,
  { person, accessTokens, changes = {} }: { person: UserRow; accessTokens: AccessTokens; changes?: Partial<UserRow> },
): Promise<UserRow> {
  const [row] = await tx
    .update(users)
    .set({
      ...changes,
      tokensEndedUntil: accessTokens.latestExpiry(person.tokensEndedUntil),
      tokenGeneration: sql`${users.tokenGeneration} + 1`,
    })
    .where(eq(users.id, person.id))
    .returning();
  if (row === undefined) {
    throw new Error('a locked row is gone');
  }
  return row;
}

/** Deletes the link with which a person could set a new password. */
export async function dropPasswordReset(tx: Database, userId: string): Promise<void> {
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
}
