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
  // As a rule many accounts are asked for at one moment, which is looked for in the log once.
  const moments = new Map<string, { number: number; organization_id: string; time: string; effective: boolean }>();
  const asked = questions.map(({ account, time, by }, number) => {
    const { id, organizationId, class: accountClass } = account;
    const key = `${organizationId} ${time.getTime()} ${by}`;
    const moment = moments.get(key) ?? {
      ...{
        number: moments.size,
        organization_id: organizationId,
        time: momentText(time),
        effective: by === 'EFFECTIVE',
      },
    };
    moments.set(key, moment);
    return { number, id, debits_raise: accountClass === 'ASSET' || accountClass === 'EXPENSE', moment: moment.number };
  });
  const rows = await db.execute<{ number: number; balance: string }>(sql`
    with moments as materialized (
      select m.*, start, (m.time at time zone 'UTC')::date as day,
        ledger.sequence_at(m.organization_id, m.time) as last,
        case when m.effective then ledger.sequence_at(m.organization_id, start - interval '1 millisecond') end as before
      from jsonb_to_recordset(${JSON.stringify([...moments.values()])}::text::jsonb)
        as m(number integer, organization_id uuid, time timestamptz(3), effective boolean)
      cross join lateral (select date_trunc('day', m.time, 'UTC') as start) x)
    select q.number, (case
        when m.effective then
          coalesce((select sum(d.movement) from ledger.daily_balances d where d.account_id = q.id and d.day < m.day), 0)
          + (case when q.debits_raise then 1 else -1 end) * (${movedOnDay('debit')} - ${movedOnDay('credit')})
        else coalesce((
          select newest.balance from (${newestBalance('debit')} union all ${newestBalance('credit')}) newest
          order by newest.sequence desc limit 1), 0)
      end)::text as balance
    from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
      as q(number integer, id uuid, debits_raise boolean, moment integer)
    join moments m on m.number = q.moment`);
  const balances = new Map(rows.map(({ number, balance }) => [number, BigInt(balance)]));
  return questions.map((_, number) => balances.get(number) ?? 0n);
}

type Side = 'debit' | 'credit';
const columnOf = (side: Side, column: 'account_id' | 'posted'): SQL => sql.identifier(`${side}_${column}`).getSQL();

function newestBalance(side: Side): SQL {
  return sql`(
    select l.sequence, l.${columnOf(side, 'posted')} as balance from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.sequence <= m.last
    order by l.sequence desc limit 1)`;
}

function movedOnDay(side: Side): SQL {
  const moved = sql`select coalesce(sum(l.amount), 0) from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.kind in ('TRANSFER', 'CAPTURE')`;
  return sql`(
    (${moved} and l.sequence > m.before and l.sequence <= m.last and l.effective_at = l.recorded_at)
    + (${moved} and l.effective_at <> l.recorded_at and l.effective_at >= m.start and l.effective_at <= m.time))`;
}
