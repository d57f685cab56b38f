import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { refreshTokens, sessions } from '../identity/tables.ts';

const sessionDays = 30;

/** Begins a session of a person from a network, and returns its first refresh token. */
export async function beginSession(
  tx: Database,
  { userId, network }: { userId: string; network: string | null },
): Promise<string> {
  const refreshToken = newSecret();
  const sessionId = newId();
  const expiresAt = new Date(Date.now() + sessionDays * 24 * 60 * 60 * 1000);
  await tx.insert(sessions).values({ id: sessionId, userId, network, expiresAt });
  await tx.insert(refreshTokens).values({ tokenHash: hashSecret(refreshToken), sessionId });
  return refreshToken;
}
