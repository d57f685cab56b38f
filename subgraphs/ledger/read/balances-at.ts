import type { Database } from '@tributary/platform/postgres.ts';
import { sql, type SQL } from 'drizzle-orm';
import { raises } from '../log/accounting.ts';
import { momentText } from '../log/sql-moment.ts';
import type { AccountRow } from '../log/tables.ts';

/** A request for the posted balance at a time, of an account that the viewer may see. */
export type BalanceQuestion = { account: AccountRow; time: Date; by: 'EFFECTIVE' | 'RECORDED' };

/** The posted balance at a time, in minor units, and the newest position of the log, as of which it is known. */
export type BalanceAt = { balance: bigint; sequence: bigint };

/**
 * Balances in the order of the questions. One statement selects them, so that all are as of one position of a log.
 *
 * By recorded date, the balance is in the last row up to the time. By effective date, amounts that were recorded later
 * but had taken effect are added, and amounts that were recorded but took effect later are subtracted. `daily_shifts`
 * has the sums of both for whole days. The rest of the day is selected from the log: from the start of the day up to
 * the time, or from the time up to its end, whichever has fewer rows. A sum may be larger than a balance can be.
 */
export async function balancesAt(db: Database, questions: readonly BalanceQuestion[]): Promise<BalanceAt[]> {
  // As a rule, many accounts are requested at one moment. Its position in the log is looked up once.
  const moments = new Map<string, { number: number; organization_id: string; time: string; effective: boolean }>();
  const numbered = questions.map(({ account, time, by }, number) => {
    const { id, organizationId } = account;
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
    return { number, id, debits_raise: raises('debit', account), moment: moment.number };
  });
  const rows = await db.execute<{ number: number; balance: string; sequence: string }>(sql`
    with moments as materialized (
      select m.number, m.effective, m.time, start, start + interval '1 day' as "end",
        (select l.last_sequence from ledger.ledgers l where l.organization_id = m.organization_id) as head,
        ledger.sequence_at(m.organization_id, m.time) as last,
        case when m.effective then ledger.sequence_at(m.organization_id, start - ${millisecond}) end as last_before,
        case when m.effective then ledger.sequence_at(m.organization_id, start + interval '1 day' - ${millisecond}) end as last_of_day
      from jsonb_to_recordset(${JSON.stringify([...moments.values()])}::text::jsonb)
        as m(number integer, organization_id uuid, time timestamptz(3), effective boolean)
      cross join lateral (select date_trunc('day', m.time, 'UTC') as start) x),
    parts as materialized (
      select number, start as days_before, 1 as sign, start as since, time as until, last_before as after, last as up_to
      from moments where last - last_before <= last_of_day - last
      union all
      select number, "end", -1, time + ${millisecond}, "end" - ${millisecond}, last, last_of_day
      from moments where last - last_before > last_of_day - last)
    select q.number, m.head::text as sequence, (
      coalesce((
        select newest.balance from (${newestBalance('debit')} union all ${newestBalance('credit')}) newest
        order by newest.sequence desc limit 1), 0)
      + case when m.effective then
          coalesce((
            select sum(d.shift) from ledger.daily_shifts d
            where d.account_id = q.id and d.day < (p.days_before at time zone 'UTC')::date), 0)
          + p.sign * (case when q.debits_raise then 1 else -1 end) * (${shiftOnDay('debit')} - ${shiftOnDay('credit')})
        else 0 end)::text as balance
    from jsonb_to_recordset(${JSON.stringify(numbered)}::text::jsonb)
      as q(number integer, id uuid, debits_raise boolean, moment integer)
    join moments m on m.number = q.moment left join parts p on p.number = q.moment`);
  const answers = new Map(rows.map(({ number, ...row }) => [number, row]));
  return questions.map((_, number) => {
    const { balance = 0, sequence = 0 } = answers.get(number) ?? {};
    return { balance: BigInt(balance), sequence: BigInt(sequence) };
  });
}

const millisecond = sql`interval '1 millisecond'`;

type Side = 'debit' | 'credit';
const columnOf = (side: Side, column: 'account_id' | 'posted'): SQL => sql.identifier(`${side}_${column}`).getSQL();

function newestBalance(side: Side): SQL {
  return sql`(
    select l.sequence, l.${columnOf(side, 'posted')} as balance from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.sequence <= m.last
    order by l.sequence desc limit 1)`;
}

/**
 * SQL for the sum that took effect in a part of a day, minus the sum recorded in it. Rows that took effect when they
 * were recorded are in neither.
 */
function shiftOnDay(side: Side): SQL {
  const moved = sql`select coalesce(sum(l.amount), 0) from ledger.log l
    where l.${columnOf(side, 'account_id')} = q.id and l.kind in ('TRANSFER', 'CAPTURE') and l.effective_at <> l.recorded_at`;
  return sql`(
    (${moved} and l.effective_at >= p.since and l.effective_at <= p.until)
    - (${moved} and l.sequence > p.after and l.sequence <= p.up_to))`;
}
