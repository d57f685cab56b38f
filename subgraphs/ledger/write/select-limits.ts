import type postgres from 'postgres';
import type { AccountRow, TransferLimitsRow } from '../log/tables.ts';
import { dayOf } from '../log/utc-days.ts';
import type { Account, TransferLimits, Usage } from './rules/account.ts';
import { windowDays } from './rules/transfer-limits.ts';
import { arrayOf } from './write-batch.ts';

type LimitsRow = Omit<TransferLimits, 'usage'> &
  Pick<TransferLimitsRow, 'accountId'> & { day: number | null; amount: string; count: bigint };

/** Adds to accounts their limits in force, and their use on the days that still count. All of them have had limits. */
export async function withLimits(
  sql: postgres.ISql<{ bigint: bigint }>,
  accounts: readonly AccountRow[],
  now: Date,
): Promise<readonly Account[]> {
  const rows = await sql<LimitsRow[]>`
    select l.*, u.day - date '1970-01-01' as day, u.amount::text as amount, u.count
    from (select unnest(${arrayOf(accounts, ({ id }) => id)}::uuid[]) as id) named
    cross join lateral (
      select account_id, per_transfer, per_day_amount, per_day_count, per_30_days_amount, per_30_days_count,
        (select after_sequence from ledger.transfer_limits f where f.account_id = named.id order by f.revision limit 1) as counted_after
      from ledger.transfer_limits where account_id = named.id order by revision desc limit 1) l
    left join ledger.limit_usage u on u.account_id = named.id and u.day > date '1970-01-01' + ${dayOf(now) - windowDays}::int`;
  const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
  return accounts.map((account) => {
    const own = byAccount.get(account.id) ?? [];
    const [first] = own;
    if (first === undefined) {
      throw new Error(`account ${account.id} is counted and has no limits`);
    }
    const { countedAfter, perTransfer, perDayAmount, perDayCount, per30DaysAmount, per30DaysCount } = first;
    const usage = own.flatMap(({ day, amount, count }): [number, Usage][] =>
      day === null ? [] : [[day, { amount: BigInt(amount), count }]],
    );
    return {
      ...account,
      limits: {
        ...{ countedAfter, perTransfer, perDayAmount, perDayCount, per30DaysAmount, per30DaysCount },
        usage: new Map(usage),
      },
    };
  });
}
