import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { endAllSessions, endTokens } from '../sessions/end-tokens.ts';
import type { SetNewPasswordInput } from '../generated/schema.ts';
import { hashPassword, passwordFault } from '../identity/password.ts';
import { invalidInput, invalidResetToken, refuse, type Refused } from '../identity/refusals.ts';
import { hashSecret } from '../identity/secrets.ts';
import { passwordResets, users, type UserRow } from '../identity/tables.ts';

/** Sets a new password with the token of a link, and ends all sessions and access tokens. A token works once. */
export async function setNewPassword(
  db: Database,
  {
    accessTokens,
    address,
    input: { token, newPassword },
  }: { accessTokens: AccessTokens; address: string | null; input: SetNewPasswordInput },
): Promise<{ user: UserRow; email: string } | Refused> {
  const isLink = and(eq(passwordResets.tokenHash, hashSecret(token)), gt(passwordResets.expiresAt, sql`now()`));
  const [link] = await db.select({ userId: passwordResets.userId }).from(passwordResets).where(isLink);
  const fault = passwordFault(newPassword);
  if (link === undefined || fault !== null) {
    return refuse(
      ...(link === undefined ? [invalidResetToken()] : []),
      ...(fault === null ? [] : [invalidInput('newPassword', fault)]),
    );
  }
  // Only for a valid token: without one, nobody shall cause the work of an Argon2 hash.
  const passwordHash = await hashPassword(newPassword);
  return db.transaction(async (tx) => {
    const [person] = await tx.select().from(users).where(eq(users.id, link.userId)).for('no key update');
    // Under the lock of the person. Of two simultaneous uses, the second finds nothing.
    const used = await tx.delete(passwordResets).where(isLink).returning({ userId: passwordResets.userId });
    if (person === undefined || used.length === 0) {
      return refuse(invalidResetToken());
    }
    const user = await endTokens(tx, { person, accessTokens, changes: { passwordHash } });
    await endAllSessions(tx, user.id);
    await recordEvent(tx, {
      organizationId: user.organizationId,
      action: 'PASSWORD_RESET',
      // The holder of the link acts as the person.
      origin: originOf({ kind: 'user', id: user.id }, address),
      subject: { kind: 'USER', id: user.id },
    });
    return { user, email: user.email };
  });
}
