import type { Pool } from '@tributary/platform/postgres.ts';

/**
 * The first and the last time at which transfers with these idempotency keys of a subject were recorded. Null if no key
 * has a transfer.
 */
export async function selectPostingPeriod(
  sql: Pool,
  { organizationId, subject, keys }: { organizationId: string; subject: string; keys: readonly string[] },
): Promise<{ first: Date; last: Date } | null> {
  const [period] = await sql<{ first: Date | null; last: Date | null }[]>`
    select min(l.recorded_at) as first, max(l.recorded_at) as last
    from ledger.idempotency i join ledger.log l on l.id = i.transfer_id
    where i.organization_id = ${organizationId} and i.subject = ${subject} and i.key in ${sql([...keys])}`;
  const { first = null, last = null } = period ?? {};
  return first === null || last === null ? null : { first, last };
}
