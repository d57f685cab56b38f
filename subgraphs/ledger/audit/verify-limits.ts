import { formatId } from '@tributary/domain/ids.ts';
import type { ReplayedLimits } from './replay-limits.ts';
import { faultsMax, type Fault, type Transaction } from './verify-projections.ts';

/** The limits of each account that has ever had some, in the order in which they were set. */
export async function selectTransferLimits(
  tx: Transaction,
  organizationId: string,
): Promise<Map<string, ReplayedLimits[]>> {
  const rows = await tx<(ReplayedLimits & { accountId: string })[]>`
    select l.account_id as "accountId", l.after_sequence as "afterSequence", l.per_transfer as "perTransfer",
      l.per_day_amount as "perDayAmount", l.per_day_count as "perDayCount",
      l.per_30_days_amount as "per30DaysAmount", l.per_30_days_count as "per30DaysCount"
    from ledger.transfer_limits l join ledger.accounts a on a.id = l.account_id
    where a.organization_id = ${organizationId} order by l.account_id, l.revision`;
  return Map.groupBy(rows, ({ accountId }) => accountId);
}

/** Compares the use of limits, day by day, with the rows of the log since the first limits of each account. */
export async function findWrongUsage(tx: Transaction, organizationId: string): Promise<Fault[]> {
  const rows = await tx<{ accountId: string; day: string; kept: string; expected: string }[]>`
    with limited as materialized (
      select a.id, a.class in ('ASSET', 'EXPENSE') as debits_raise, (array_agg(l.after_sequence order by l.revision))[1] as since
      from ledger.transfer_limits l join ledger.accounts a on a.id = l.account_id
      where a.organization_id = ${organizationId} group by a.id, a.class),
    own as (
      select *, (recorded_at at time zone 'UTC')::date as day from ledger.log where organization_id = ${organizationId}),
    lowering as materialized (
      select l.id as account, o.* from limited l join own o on o.debit_account_id = l.id where not l.debits_raise and o.sequence > l.since
      union all
      select l.id, o.* from limited l join own o on o.credit_account_id = l.id where l.debits_raise and o.sequence > l.since),
    reserved as (select account, hold_id, sum(amount) as amount from lowering where kind = 'HOLD' group by 1, 2),
    counted as (
      select account, day, amount, case when id = hold_id or hold_id is null then 1 else 0 end as number from lowering
      where kind = 'HOLD' or (kind = 'TRANSFER' and reverses_id is null and subject <> 'ledger')
      union all
      select made.account, made.day, -least(freed.amount, made.amount), case when freed.amount = whole.amount then -1 else 0 end
      from lowering freed join lowering made on made.id = freed.hold_id and made.account = freed.account
      join reserved whole on whole.hold_id = freed.hold_id and whole.account = freed.account
      where freed.kind in ('VOID', 'EXPIRY') and made.kind = 'HOLD' and made.day > freed.day - 30),
    by_log as materialized (select account, day, sum(amount) as amount, sum(number) as number from counted group by 1, 2),
    kept as materialized (
      select u.* from ledger.limit_usage u join ledger.accounts a on a.id = u.account_id where a.organization_id = ${organizationId}),
    wrong as materialized (
      select coalesce(kept.account_id, by_log.account) as account, coalesce(kept.day, by_log.day) as day,
        coalesce(kept.amount, 0) as kept_amount, coalesce(kept.count, 0) as kept_number,
        coalesce(by_log.amount, 0) as amount, coalesce(by_log.number, 0) as number
      from kept full join by_log on by_log.account = kept.account_id and by_log.day = kept.day)
    select account as "accountId", day::text as day, format('%s in %s', kept_amount, kept_number) as kept, format('%s in %s', amount, number) as expected
    from wrong where (kept_amount, kept_number) <> (amount, number) order by account, day limit ${faultsMax}`;
  const uncounted = await tx<{ id: string }[]>`
    select a.id from ledger.accounts a
    left join (select distinct account_id from ledger.transfer_limits) l on l.account_id = a.id
    where a.organization_id = ${organizationId} and a.counted_version is distinct from case when l.account_id is not null then a.version end
    limit ${faultsMax}`;
  return [
    ...rows.map(({ accountId, day, kept, expected }) => ({
      sequence: null,
      problem: `the use of the limits of account ${formatId('acct', accountId)} on ${day} is ${kept}, and by the log ${expected}`,
    })),
    ...uncounted.map(({ id }) => ({
      sequence: null,
      problem: `account ${formatId('acct', id)} has limits and is not counted, or is counted without any`,
    })),
  ];
}
