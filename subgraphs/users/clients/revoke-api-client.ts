import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, sql } from 'drizzle-orm';
import { requireActing } from '../identity/acting.ts';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

/**
 * Revokes a client of the organization, and with it, by a trigger of the database, its access tokens. A revoked client
 * stays unchanged. Null if there is no such client.
 */
export async function revokeApiClient(
  db: Database,
  { viewer, id }: { viewer: UserViewer; id: string },
): Promise<ApiClientRow | null> {
  return db.transaction(async (tx) => {
    await requireActing(tx, viewer);
    const [row] = await tx
      .update(apiClients)
      .set({ revokedAt: sql`coalesce(${apiClients.revokedAt}, now())` })
      .where(and(eq(apiClients.id, id), eq(apiClients.organizationId, viewer.organizationId)))
      .returning();
    return row ?? null;
  });
}
