import { recordEvent } from '@tributary/domain/audit.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from '../identity/access-token.ts';
import { invalidRefreshToken } from '../identity/refusals.ts';
import { hashSecret, type KeyedHash } from '../identity/secrets.ts';
import { refreshTokens, sessions, users, type UserRow } from '../identity/tables.ts';

/** The grace period for a second use, by two tabs of one browser or by a retry after a lost answer. */
const graceSeconds = 10;

/**
 * Replaces a refresh token with its child. The second use of a token ends its session: one of its two holders stole it,
 * and nobody can tell which (RFC 9700, section 4.14.2). A second use within the grace period, while the child is
 * unused, is an exception: it gets the same child.
 */
export async function refreshSession({
  db,
  accessTokens,
  keyedHash,
  address,
  refreshToken,
}: {
  db: Database;
  accessTokens: AccessTokens;
  keyedHash: KeyedHash;
  address: string | null;
  refreshToken: string;
}): Promise<(AccessToken & { refreshToken: string }) | { refusal: ReturnType<typeof invalidRefreshToken> }> {
  // Derived and not random, so that a repeated use gets the same child although no token is stored.
  const child = keyedHash('refresh token', refreshToken);
  const user = await db.transaction((tx) =>
    useToken(tx, { tokenHash: hashSecret(refreshToken), childHash: hashSecret(child), address }),
  );
  return user === null
    ? { refusal: invalidRefreshToken() }
    : { ...(await accessTokens.ofUser(user)), refreshToken: child };
}

/** Uses a token, and returns the person. Null if it cannot be used. */
async function useToken(
  tx: Database,
  { tokenHash, childHash, address }: { tokenHash: string; childHash: string; address: string | null },
): Promise<UserRow | null> {
  const isToken = eq(refreshTokens.tokenHash, tokenHash);
  const [token] = await tx
    .select({ sessionId: sessions.id, userId: sessions.userId })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .where(isToken);
  if (token === undefined) {
    return null;
  }
  // The person is locked before the session, as everywhere: the same order prevents deadlocks.
  const [user] = await tx.select().from(users).where(eq(users.id, token.userId)).for('share');
  const [session] = await tx.select().from(sessions).where(eq(sessions.id, token.sessionId)).for('update');
  const isOpen = session !== undefined && session.endedAt === null && session.expiresAt > new Date();
  if (!isOpen || user === undefined || user.disabledAt !== null) {
    return null;
  }
  // Under the lock of the session. Of two simultaneous uses, the second finds the mark of the first.
  const used = await tx
    .update(refreshTokens)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(and(isToken, isNull(refreshTokens.usedAt)))
    .returning({ sessionId: refreshTokens.sessionId });
  if (used.length > 0) {
    await tx.insert(refreshTokens).values({ tokenHash: childHash, sessionId: session.id });
    return user;
  }
  const repeated = await childOfRepeatedUse(tx, tokenHash, childHash);
  if (repeated === 'NONE') {
    await tx.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.id, session.id));
    await recordEvent(tx, {
      organizationId: user.organizationId,
      action: 'REFRESH_TOKEN_REUSED',
      // The actor is one of two holders of the token, and nobody can tell which.
      origin: { actor: null, address },
      subject: { kind: 'USER', id: user.id },
    });
  }
  return repeated === 'THIS' ? user : null;
}

/**
 * The child for a second use of a token within the grace period, while the child is unused. A process of the version
 * before made a random child, which is `ANOTHER`: the second use is then refused, and the session continues.
 */
async function childOfRepeatedUse(
  tx: Database,
  tokenHash: string,
  childHash: string,
): Promise<'THIS' | 'ANOTHER' | 'NONE'> {
  const [token] = await tx
    .select({
      isRecent: sql<boolean>`${refreshTokens.usedAt} > clock_timestamp() - make_interval(secs => ${graceSeconds})`,
    })
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, tokenHash));
  if (token?.isRecent !== true) {
    return 'NONE';
  }
  const [child] = await tx.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, childHash));
  return child === undefined ? 'ANOTHER' : child.usedAt === null ? 'THIS' : 'NONE';
}
