import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, gt } from 'drizzle-orm';
import { quotaReached, type Refusal } from './refusals.ts';
import { usage } from './tables.ts';

/** The most people and API clients that one organization may have. */
export type UsersQuotas = { people: number; apiClients: number };

/**
 * Checks a quota after a row was added, in the transaction that added it. Triggers count the rows under a lock of the
 * organization's count, so that simultaneous requests cannot exceed the quota together.
 */
export async function problemOfQuota(
  tx: Database,
  { organizationId, kind, quota }: { organizationId: string; kind: keyof UsersQuotas; quota: number },
): Promise<Refusal | null> {
  const [over] = await tx
    .select({ used: usage.used })
    .from(usage)
    .where(and(eq(usage.organizationId, organizationId), eq(usage.kind, kind), gt(usage.used, quota)));
  return over === undefined ? null : quotaReached(kind, quota);
}
