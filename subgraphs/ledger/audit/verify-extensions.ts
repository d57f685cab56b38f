import { formatId } from '@tributary/domain/ids.ts';
import { faultsMax, type Fault, type Transaction } from './verify-projections.ts';

/**
 * Verifies the extensions of holds: each is later than the one before, the newest is the expiry of its hold, and no
 * hold expired before it.
 */
export async function findWrongExtensions(tx: Transaction, organizationId: string): Promise<Fault[]> {
  const rows = await tx<{ id: string }[]>`
    with extended as (
      select hold_id, expires_at, after_sequence,
        lag(expires_at) over by_revision as expires_before,
        lead(expires_at) over by_revision is null as is_newest
      from ledger.hold_extensions where organization_id = ${organizationId}
      window by_revision as (partition by hold_id order by revision)),
    wrong as materialized (
      select distinct e.hold_id as id
      from extended e join ledger.holds h on h.id = e.hold_id
      left join ledger.log l on l.organization_id = h.organization_id and l.hold_id = h.id and l.kind = 'EXPIRY'
      where e.expires_at <= e.expires_before
        or (e.is_newest and e.expires_at <> h.expires_at)
        or l.recorded_at < e.expires_at or l.sequence <= e.after_sequence
        or h.organization_id <> ${organizationId})
    select id from wrong limit ${faultsMax}`;
  return rows.map(({ id }) => ({
    sequence: null,
    problem: `the expiry of hold ${formatId('hold', id)} is not that of its extensions`,
  }));
}
