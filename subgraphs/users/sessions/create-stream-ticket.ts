import { unauthenticated } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq, isNull } from 'drizzle-orm';
import type { AccessTokens, StreamTicket } from '../identity/access-token.ts';
import { current } from '../identity/acting.ts';
import { apiClients, users } from '../identity/tables.ts';

/**
 * Creates a ticket for one stream for a signed-in subject, with its current permissions. Throws `UNAUTHENTICATED` if
 * the access of the subject or the tokens of this generation were ended, since a ticket must not renew ended access.
 */
export async function createStreamTicket({
  db,
  accessTokens,
  viewer,
  generation,
}: {
  db: Database;
  accessTokens: AccessTokens;
  viewer: SignedInViewer;
  generation: number;
}): Promise<StreamTicket> {
  if (viewer.kind === 'user') {
    const [row] = await db
      .select()
      .from(users)
      .where(and(eq(users.id, viewer.id), eq(users.tokenGeneration, generation)));
    return accessTokens.ticketOf({ user: current(row, viewer) }, viewer.expiresAt);
  }
  const [apiClient] = await db
    .select()
    .from(apiClients)
    .where(
      and(
        eq(apiClients.id, viewer.id),
        eq(apiClients.organizationId, viewer.organizationId),
        isNull(apiClients.revokedAt),
      ),
    );
  if (apiClient === undefined) {
    throw unauthenticated();
  }
  return accessTokens.ticketOf({ apiClient }, viewer.expiresAt);
}
