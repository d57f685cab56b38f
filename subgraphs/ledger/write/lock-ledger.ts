import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { ledgers } from '../log/tables.ts';

/**
 * Locks an organization's ledger until the transaction ends, and counts up its revision, so that no process relies on
 * its memory of it. For changes that write no row of the log. Returns the ledger.
 */
export async function lockLedger(tx: Database, organizationId: string): Promise<typeof ledgers.$inferSelect> {
  const [ledger] = await tx
    .insert(ledgers)
    .values({ organizationId, lastSequence: 0n, lastRecordedAt: new Date(0), revision: 0n })
    .onConflictDoUpdate({ target: ledgers.organizationId, set: { revision: sql`${ledgers.revision} + 1` } })
    .returning();
  if (ledger === undefined) {
    throw new Error(`organization ${organizationId} has no ledger`);
  }
  return ledger;
}
