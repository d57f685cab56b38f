import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from './access-token.ts';
import { invalidRefreshToken } from './refusals.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { refreshTokens, sessions, users } from './tables.ts';

/**
 * Replaces a refresh token by a new one. The second use of a token ends its session: either of the two who had it
 * stole it, and nobody can tell which (RFC 9700, section 4.14.2).
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
    const [found] = await tx
      .select({ token: refreshTokens, session: sessions, user: users })
      .from(refreshTokens)
      .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(refreshTokens.tokenHash, hashSecret(refreshToken)))
      .for('update', { of: sessions });
    if (found === undefined || found.session.endedAt !== null || found.session.expiresAt <= new Date()) {
      return null;
    }
    // Marked here and not read above: of two at once, the one that waited for the lock must see the other's mark.
    const used = await tx
      .update(refreshTokens)
      .set({ usedAt: new Date() })
      .where(and(eq(refreshTokens.tokenHash, found.token.tokenHash), isNull(refreshTokens.usedAt)))
      .returning({ sessionId: refreshTokens.sessionId });
    if (used.length === 0) {
      await tx.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.id, found.session.id));
      return null;
    }
    await tx.insert(refreshTokens).values({ tokenHash: hashSecret(successor), sessionId: found.session.id });
    return found.user;
  });
  return user === null
    ? { refusal: invalidRefreshToken() }
    : { ...(await accessTokens.ofUser(user)), refreshToken: successor };
}
