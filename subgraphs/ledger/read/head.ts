import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import { ledgers } from '../log/tables.ts';

/** The newest position of an organization's log, and the hash that covers all rows up to it. */
export async function selectHead(
  db: Database,
  organizationId: string,
): Promise<{ sequence: bigint; hash: string | null }> {
  const [row] = await db
    .select({ sequence: ledgers.lastSequence, hash: ledgers.headHash })
    .from(ledgers)
    .where(eq(ledgers.organizationId, organizationId));
  return { sequence: row?.sequence ?? 0n, hash: row?.hash?.toString('hex') ?? null };
}

/** The end of an organization's closed periods: nothing takes effect before it any more. Null if none is closed. */
export async function selectClosedUntil(db: Database, organizationId: string): Promise<Date | null> {
  const [row] = await db
    .select({ closedUntil: ledgers.closedUntil })
    .from(ledgers)
    .where(eq(ledgers.organizationId, organizationId));
  return row?.closedUntil ?? null;
}
