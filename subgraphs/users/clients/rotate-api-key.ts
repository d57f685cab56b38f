import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import { tryParseId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull } from 'drizzle-orm';
import { requireActing, type Acting } from '../identity/acting.ts';
import { formatApiKey } from './exchange-api-key.ts';
import { apiClientNotFound, apiClientRevoked, refuse, type Refused } from '../identity/refusals.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

/** Gives a client of the organization a new key, which replaces the old one. `id` is in the form for callers. */
export async function rotateApiKey(
  db: Database,
  { viewer, address, id }: Acting & { id: string },
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
      await recordEvent(tx, {
        organizationId: viewer.organizationId,
        action: 'API_KEY_ROTATED',
        origin: originOf(viewer, address),
        subject: { kind: 'API_CLIENT', id: apiClient.id },
      });
      return { apiClient, apiKey: formatApiKey(apiClient.id, secret) };
    }
    const [revoked] = await tx.select({ id: apiClients.id }).from(apiClients).where(ofOrganization);
    return refuse(revoked === undefined ? apiClientNotFound() : apiClientRevoked());
  });
}
