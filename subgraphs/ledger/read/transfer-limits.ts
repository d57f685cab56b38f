import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { idsIn } from './visibility.ts';

/** The limits of an account, null where there is none, and their use: today, and in the 30 days up to today. */
export type LimitsInForce = {
  accountId: string;
  currency: string;
  perTransfer: bigint | null;
  perDay: PeriodInForce;
  per30Days: PeriodInForce;
};
type PeriodInForce = { amount: bigint | null; count: number | null; usedAmount: bigint; usedCount: number };

type Row = {
  accountId: string;
  currency: string;
  perTransfer: string | null;
  perDayAmount: string | null;
  perDayCount: string | null;
  per30DaysAmount: string | null;
  per30DaysCount: string | null;
  usedDayAmount: string;
  usedDayCount: string;
  used30DaysAmount: string;
  used30DaysCount: string;
};

/** The limits of accounts that have ever had some, by one statement. The viewer may see these accounts. */
export async function selectTransferLimits(db: Database, accountIds: readonly string[]): Promise<LimitsInForce[]> {
  // The day is the ledger's, whose time never goes back before the newest row.
  const rows = await db.execute<Row>(sql`
    select a.id as "accountId", a.currency, l.per_transfer::text as "perTransfer",
      l.per_day_amount::text as "perDayAmount", l.per_day_count::text as "perDayCount",
      l.per_30_days_amount::text as "per30DaysAmount", l.per_30_days_count::text as "per30DaysCount", used.*
    from (${idsIn(accountIds)}) named
    join ledger.accounts a on a.id = named.id
    join ledger.ledgers g on g.organization_id = a.organization_id
    cross join lateral (select (greatest(now(), g.last_recorded_at) at time zone 'UTC')::date as today) clock
    cross join lateral (
      select * from ledger.transfer_limits where account_id = a.id order by revision desc limit 1) l
    cross join lateral (
      select coalesce(sum(u.amount) filter (where u.day = today), 0)::text as "usedDayAmount",
        coalesce(sum(u.count) filter (where u.day = today), 0)::text as "usedDayCount",
        coalesce(sum(u.amount), 0)::text as "used30DaysAmount", coalesce(sum(u.count), 0)::text as "used30DaysCount"
      from ledger.limit_usage u where u.account_id = a.id and u.day > today - 30) used`);
  return rows.map((row) => ({
    accountId: row.accountId,
    currency: row.currency,
    perTransfer: orNull(row.perTransfer),
    perDay: period(row.perDayAmount, row.perDayCount, { amount: row.usedDayAmount, count: row.usedDayCount }),
    per30Days: period(row.per30DaysAmount, row.per30DaysCount, {
      amount: row.used30DaysAmount,
      count: row.used30DaysCount,
    }),
  }));
}

function period(amount: string | null, count: string | null, used: { amount: string; count: string }): PeriodInForce {
  return {
    amount: orNull(amount),
    count: count === null ? null : Number(count),
    usedAmount: BigInt(used.amount),
    usedCount: Number(used.count),
  };
}

function orNull(minorUnits: string | null): bigint | null {
  return minorUnits === null ? null : BigInt(minorUnits);
}
