import { Misuse } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, inArray, lte, sql, type SQL } from 'drizzle-orm';
import type { BalanceDate, EntryFilter } from '../generated/schema.ts';
import { justBefore } from '../log/sql-moment.ts';
import { log, type AccountRow } from '../log/tables.ts';
import { balancesAt } from './balances-at.ts';
import { parseEntryFilter, type EntryConditions } from './entry-filter.ts';
import { keyOf } from './filtered-entries.ts';
import { parseTime } from './filter-values.ts';
import { inEffectWithin, recordedWithin, type TimeRange } from './row-conditions.ts';
import { withinTime } from './within-time.ts';

/** A period of one date: `from` included and `before` excluded. */
export type Period = { from: Date; before: Date; by: BalanceDate };

/** A request for the statement of an account that the viewer may see. */
export type StatementQuestion = Period & { account: AccountRow };

/** A statement as it is known at a position of the log. */
export type StatementRow = StatementQuestion & { opening: bigint; closing: bigint; sequence: bigint };

/** The sums that debited and credited an account in a period, in minor units. */
export type Turnover = { debits: bigint; credits: bigint };

/** The kinds of rows that move money. */
const posted = ['TRANSFER', 'CAPTURE'] as const;

const advice = 'The period has so many entries that time was up while they were added up. Ask for a shorter one.';

/** Parses a period. Throws Misuse `BAD_USER_INPUT` for a date that does not exist, and an end before the start. */
export function parsePeriod({ from, before, by }: { from: string; before: string; by: BalanceDate }): Period {
  const period = { from: parseTime('from', from), before: parseTime('before', before), by };
  if (period.before < period.from) {
    const order = 'Send the start of the period as `from` and its end as `before`.';
    throw new Misuse('BAD_USER_INPUT', `\`before\` is earlier than \`from\`. ${order}`);
  }
  return period;
}

/**
 * Statements in the order of the questions, by one statement of SQL for all of them: so the balances at both ends fit
 * the position of the log. The log never changes, so everything else of a statement is selected up to this position.
 */
export async function statementsOf(db: Database, questions: readonly StatementQuestion[]): Promise<StatementRow[]> {
  const ends = questions.flatMap(({ account, from, before, by }) =>
    [from, before].map((time) => ({ account, time: justBefore(time), by })),
  );
  const balances = await balancesAt(db, ends);
  return questions.map((question, index) => {
    const [opening, closing] = [balances[2 * index], balances[2 * index + 1]];
    if (opening === undefined || closing === undefined) {
      throw new Error('balances of a statement were not selected');
    }
    return { ...question, opening: opening.balance, closing: closing.balance, sequence: closing.sequence };
  });
}

/**
 * The conditions on the entries of a statement: the period, and a filter. Throws Misuse `BAD_USER_INPUT` for a
 * malformed filter.
 */
export function statementConditions(period: Period, filter: EntryFilter | null | undefined): EntryConditions {
  const conditions = parseEntryFilter(filter ?? {});
  const date = period.by === 'EFFECTIVE' ? 'effective' : 'recorded';
  return { ...conditions, kinds: conditions.kinds ?? posted, [date]: shared(period, conditions[date]) };
}

/** The times that are in both ranges. */
function shared({ from, before }: Period, other: TimeRange): TimeRange {
  return {
    from: other.from !== null && other.from > from ? other.from : from,
    before: other.before !== null && other.before < before ? other.before : before,
  };
}

/** Turnovers in the order of the statements, by one statement of SQL for all statements of the same period. */
export async function turnoversOf(db: Database, statements: readonly StatementRow[]): Promise<Turnover[]> {
  const numbered = statements.map((statement, number) => ({ ...statement, number }));
  const groups = Map.groupBy(numbered, ({ account, from, before, by }) =>
    keyOf([account.organizationId, from, before, by]),
  );
  const selected = await Promise.all([...groups.values()].map((group) => selectTurnovers(db, group)));
  const turnovers = new Map(selected.flat().map(({ number, ...turnover }) => [number, turnover]));
  return statements.map((_, number) => turnovers.get(number) ?? { debits: 0n, credits: 0n });
}

async function selectTurnovers(
  db: Database,
  statements: readonly (StatementRow & { number: number })[],
): Promise<(Turnover & { number: number })[]> {
  const [first] = statements;
  if (first === undefined) {
    return [];
  }
  const { account, by } = first;
  const questions = JSON.stringify(
    statements.map(({ number, account: { id }, sequence }) => ({ number, id, up_to: String(sequence) })),
  );
  const sums = (own: SQL) => {
    const sum = (condition: SQL | undefined) => sql`coalesce((
      select sum(${log.amount}) from ${log}
      where ${and(own, inArray(log.kind, [...posted]), lte(log.sequence, sql`q.up_to`), condition)}), 0)`;
    if (by === 'RECORDED') {
      return sum(recordedWithin(account.organizationId, first));
    }
    const { onTime, moved } = inEffectWithin(account.organizationId, first);
    return sql`${sum(onTime)} + ${sum(moved)}`;
  };
  const rows = await withinTime(db, { advice }, (tx) =>
    tx.execute<{ number: number; debits: string; credits: string }>(sql`
      select q.number, (${sums(eq(log.debitAccountId, sql`q.id`))})::text as debits,
        (${sums(eq(log.creditAccountId, sql`q.id`))})::text as credits
      from jsonb_to_recordset(${questions}::text::jsonb) as q(number integer, id uuid, up_to bigint)`),
  );
  return rows.map(({ number, debits, credits }) => ({ number, debits: BigInt(debits), credits: BigInt(credits) }));
}
