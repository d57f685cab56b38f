import { tryParseId } from '@tributary/domain/ids.ts';
import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull } from 'drizzle-orm';
import { requireActing } from '../identity/acting.ts';
import { formatApiKey } from './exchange-api-key.ts';
import { apiClientNotFound, apiClientRevoked, refuse, type Refused } from '../identity/refusals.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

/** Gives a client of the organization a new key, which replaces the old one. `id` is in the form for callers. */
export async function rotateApiKey(
  db: Database,
  { viewer, id }: { viewer: UserViewer; id: string },
): Promise<{ apiClient: ApiClientRow; apiKey: string } | Refused> {
  const clientId = tryParseId('cli', id);
  if (clientId === null) {
    return refuse(apiClientNotFound());
  }
  const secret = newSecret();
  const ofOrganization = and(eq(apiClients.id, clientId), eq(apiClients.organizationId, viewer.organizationId));
  return db.transaction(async (tx) => {
    await requireActing(tx, viewer);
    const [apiClient] = await tx
      .update(apiClients)
      .set({ secretHash: hashSecret(secret) })
      .where(and(ofOrganization, isNull(apiClients.revokedAt)))
      .returning();
    if (apiClient !== undefined) {
      return { apiClient, apiKey: formatApiKey(apiClient.id, secret) };
    }
    const [revoked] = await tx.select({ id: apiClients.id }).from(apiClients).where(ofOrganization);
    return refuse(revoked === undefined ? apiClientNotFound() : apiClientRevoked());
  });
}
