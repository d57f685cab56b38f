import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, sql } from 'drizzle-orm';
import { apiClients, type ApiClientRow } from './tables.ts';

/** Revokes a client of the organization. A revoked client stays unchanged. Null if there is no such client. */
export async function revokeApiClient(
  db: Database,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<ApiClientRow | null> {
  const [row] = await db
    .update(apiClients)
    .set({ revokedAt: sql`coalesce(${apiClients.revokedAt}, now())` })
    .where(and(eq(apiClients.id, id), eq(apiClients.organizationId, organizationId)))
    .returning();
  return row ?? null;
}
