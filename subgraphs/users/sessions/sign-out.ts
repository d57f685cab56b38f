import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { hashSecret } from '../identity/secrets.ts';
import { refreshTokens, sessions } from '../identity/tables.ts';

/** Ends the session of a refresh token. False if there was none. */
export async function signOut(db: Database, refreshToken: string): Promise<boolean> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: new Date() })
    .where(
      and(
        isNull(sessions.endedAt),
        inArray(
          sessions.id,
          db
            .select({ id: refreshTokens.sessionId })
            .from(refreshTokens)
            .where(eq(refreshTokens.tokenHash, hashSecret(refreshToken))),
        ),
      ),
    )
    .returning({ id: sessions.id });
  return ended.length > 0;
}
