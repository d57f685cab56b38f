import type { Database } from '@tributary/platform/postgres.ts';
import { and, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from './access-token.ts';
import { invalidRefreshToken } from './refusals.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { refreshTokens, sessions, users } from './tables.ts';

/** Two tabs of one browser, or a retry after a lost answer, send the same token within this time. */
const graceMs = 10_000;

/**
 * Replaces a refresh token with a new one. The second use of a token ends its session: one of its two holders stole it,
 * and nobody can tell which (RFC 9700, section 4.14.2). A second use within moments of the first is an exception, while
 * no newer token was used. Each caller then gets a new pair.
 */
export async function refreshSession({
  db,
  accessTokens,
  refreshToken,
}: {
  db: Database;
  accessTokens: AccessTokens;
  refreshToken: string;
}): Promise<(AccessToken & { refreshToken: string }) | { refusal: ReturnType<typeof invalidRefreshToken> }> {
  const successor = newSecret();
  const user = await db.transaction(async (tx) => {
    const token = eq(refreshTokens.tokenHash, hashSecret(refreshToken));
    const [session] = await tx
      .select()
      .from(sessions)
      .where(inArray(sessions.id, tx.select({ id: refreshTokens.sessionId }).from(refreshTokens).where(token)))
      .for('update');
    if (session === undefined || session.endedAt !== null || session.expiresAt <= new Date()) {
      return null;
    }
    // Under the lock of the session. Of two simultaneous uses, the second finds the mark of the first.
    const used = await tx
      .update(refreshTokens)
      .set({ usedAt: new Date() })
      .where(and(token, isNull(refreshTokens.usedAt)))
      .returning({ sessionId: refreshTokens.sessionId });
    if (used.length === 0 && !(await isWithinGrace(tx, session.id, hashSecret(refreshToken)))) {
      await tx.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.id, session.id));
      return null;
    }
    await tx.insert(refreshTokens).values({ tokenHash: hashSecret(successor), sessionId: session.id });
    const [owner] = await tx.select().from(users).where(eq(users.id, session.userId));
    return owner ?? null;
  });
  return user === null
    ? { refusal: invalidRefreshToken() }
    : { ...(await accessTokens.ofUser(user)), refreshToken: successor };
}

/** Whether the token was the last of its session to be used, moments ago. */
async function isWithinGrace(tx: Database, sessionId: string, tokenHash: string): Promise<boolean> {
  const [last] = await tx
    .select({ tokenHash: refreshTokens.tokenHash, usedAt: refreshTokens.usedAt })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.sessionId, sessionId), isNotNull(refreshTokens.usedAt)))
    .orderBy(desc(refreshTokens.usedAt))
    .limit(1);
  return last?.tokenHash === tokenHash && last.usedAt !== null && Date.now() - last.usedAt.getTime() < graceMs;
}
