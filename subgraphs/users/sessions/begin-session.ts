import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import { newId } from '@tributary/domain/ids.ts';
import { networkOf } from '@tributary/platform/network.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { refreshTokens, sessions, type UserRow } from '../identity/tables.ts';

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

/** Begins the session of a person who signed in, and records that in the audit trail. Returns its refresh token. */
export async function beginSignedIn(
  tx: Database,
  { id, organizationId }: Pick<UserRow, 'id' | 'organizationId'>,
  address: string | null,
): Promise<string> {
  const refreshToken = await beginSession(tx, { userId: id, network: address === null ? null : networkOf(address) });
  await recordEvent(tx, {
    organizationId,
    action: 'SIGNED_IN',
    origin: originOf({ kind: 'user', id }, address),
    subject: { kind: 'USER', id },
  });
  return refreshToken;
}
