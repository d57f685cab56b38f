import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { requireActing, type Acting } from '../identity/acting.ts';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

/**
 * Revokes a client of the organization, and with it, by a trigger of the database, its access tokens. A revoked client
 * stays unchanged. Null if there is no such client.
 */
export async function revokeApiClient(
  db: Database,
  { viewer, address, id }: Acting & { id: string },
): Promise<ApiClientRow | null> {
  return db.transaction(async (tx) => {
    await requireActing(tx, viewer);
    const { organizationId } = viewer;
    const ofOrganization = and(eq(apiClients.id, id), eq(apiClients.organizationId, organizationId));
    const [revoked] = await tx
      .update(apiClients)
      .set({ revokedAt: sql`now()` })
      .where(and(ofOrganization, isNull(apiClients.revokedAt)))
      .returning();
    if (revoked === undefined) {
      const [unchanged] = await tx.select().from(apiClients).where(ofOrganization);
      return unchanged ?? null;
    }
    await recordEvent(tx, {
      organizationId,
      action: 'API_CLIENT_REVOKED',
      origin: originOf(viewer, address),
      subject: { kind: 'API_CLIENT', id },
    });
    return revoked;
  });
}
