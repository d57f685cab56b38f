import type { Database } from '@tributary/platform/postgres.ts';
import { sql, type SQL } from 'drizzle-orm';
import { momentText } from './sql-moment.ts';
import type { AccountRow } from './tables.ts';

/** Asks for the posted balance of an account that the viewer may see after everything up to a time. */
export type BalanceQuestion = { account: AccountRow; time: Date; by: 'EFFECTIVE' | 'RECORDED' };

/**
 * Answers in the order of the questions, in minor units, with one statement for all of them. By recorded date it is the balance after the last row by then, which the row itself has. By effective
 * date it is the sum of the days before, and of the rows of that day: those that took effect when they were recorded lie together in the log, and the others have
 * an index of their own, so that ordinary transfers pay nothing for it. A sum may be larger than a balance can be.
 */
export async function balancesAt(db: Database, questions: readonly BalanceQuestion[]): Promise<bigint[]> {
  const asked = questions.map(({ account, time, by }, number) => ({
    ...{ number, id: account.id, organization_id: account.organizationId, time: momentText(time) },
    ...{ effective: by === 'EFFECTIVE', debits_raise: account.class === 'ASSET' || account.class === 'EXPENSE' },
  }));
  const rows = await db.execute<{ number: number; balance: string }>(sql`
    select q.number, coalesce(case when q.effective then effective.balance else recorded.balance end, 0)::text as balance
    from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
      as q(number integer, id uuid, organization_id uuid, time timestamptz(3), effective boolean, debits_raise boolean)
    cross join lateral (select
      (date_trunc('day', q.time at time zone 'UTC') at time zone 'UTC') as start,
      (q.time at time zone 'UTC')::date as date) day
    cross join lateral (select
      ledger.sequence_at(q.organization_id, q.time) as last,
      case when q.effective then ledger.sequence_at(q.organization_id, day.start - interval '1 millisecond') end as before) sequences
    left join lateral (
      select newest.balance from (${newestBalance('debit')} union all ${newestBalance('credit')}) newest
      order by newest.sequence desc limit 1
    ) recorded on not q.effective
    left join lateral (
      select coalesce((select sum(d.movement) from ledger.daily_balances d where d.account_id = q.id and d.day < day.date), 0)
        + (case when q.debits_raise then 1 else -1 end) * (${movedOnDay('debit')} - ${movedOnDay('credit')}) as balance
    ) effective on q.effective`);
  const balances = new Map(rows.map(({ number, balance }) => [number, BigInt(balance)]));
  return questions.map((_, number) => balances.get(number) ?? 0n);
}

type Side = 'debit' | 'credit';
const columnOf = (side: Side, column: 'account_id' | 'posted'): SQL => sql.identifier(`${side}_${column}`).getSQL();

function newestBalance(side: Side): SQL {
  return sql`(
    select l.sequence, l.${columnOf(side, 'posted')} as balance from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.sequence <= sequences.last
    order by l.sequence desc limit 1)`;
}

function movedOnDay(side: Side): SQL {
  const moved = sql`select coalesce(sum(l.amount), 0) from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.kind in ('TRANSFER', 'CAPTURE')`;
  return sql`(
    (${moved} and l.sequence > sequences.before and l.sequence <= sequences.last and l.effective_at = l.recorded_at)
    + (${moved} and l.effective_at <> l.recorded_at and l.effective_at >= day.start and l.effective_at <= q.time))`;
}
