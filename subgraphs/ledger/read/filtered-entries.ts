import type { Connection } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { log, type LogRow } from '../log/tables.ts';
import { meets, type EntryConditions } from './entry-filter.ts';
import { orderOf, parseQuestion, toEntries, type EntriesQuestion, type EntryRow } from './list-entries.ts';
import { inEffectWithin } from './row-conditions.ts';
import { withinTime } from './within-time.ts';

/** A request for a page of those entries of an account that meet conditions. */
export type FilteredEntriesQuestion = EntriesQuestion & { conditions: EntryConditions };

/**
 * The most rows that are found by their time of effect and sorted. If there are more, they are found along the account.
 */
const fewMax = 10_000;

const advice =
  'Time was up before a page was full: too many entries were read. Add a range of times to the filter, or send a shorter one.';

/**
 * Pages in the order of the questions, by one statement for all questions with the same conditions and direction. A
 * question with an invalid cursor gets its own error, and the others their pages.
 */
export async function filteredEntriesOf(
  db: Database,
  questions: readonly FilteredEntriesQuestion[],
  { few = fewMax }: { few?: number } = {},
): Promise<(Connection<EntryRow> | Error)[]> {
  const queries = questions.map((question, number) => {
    const query = parseQuestion(question);
    const { conditions, page, account } = question;
    return query instanceof Error ? query : { ...query, number, conditions, head: account.sequence, page };
  });
  const valid = queries.flatMap((query) => (query instanceof Error ? [] : [query]));
  const groups = Map.groupBy(valid, ({ organizationId, conditions, page }) =>
    keyOf([organizationId, conditions, page.direction]),
  );
  const selected = await Promise.all([...groups.values()].map((group) => selectFiltered(db, group, few)));
  const entries = Map.groupBy(selected.flat(), ({ number }) => number);
  return queries.map((query) => {
    if (query instanceof Error) {
      return query;
    }
    const found = entries.get(query.number) ?? [];
    const rows = found.filter(({ outside }) => !outside).toSorted(orderOf(query));
    const hasOutside = found.some(({ outside }) => outside);
    return toEntries({ id: query.id, page: query.page, rows: rows.map(({ row }) => row), hasOutside });
  });
}

/** A text that is the same for equal values. */
export function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member));
}

type FilteredQuery = Exclude<ReturnType<typeof parseQuestion>, Error> & {
  number: number;
  conditions: EntryConditions;
  head: bigint;
};

/** The rows of pages with the same conditions and direction, and for each page one row outside it, if there is one. */
async function selectFiltered(
  db: Database,
  queries: readonly FilteredQuery[],
  few: number,
): Promise<{ row: LogRow; number: number; outside: boolean }[]> {
  const [first] = queries;
  if (first === undefined) {
    return [];
  }
  const { organizationId, conditions, page } = first;
  const questions = JSON.stringify(
    queries.map(({ number, id, after, before, head, page: { size } }) => ({
      ...{ number, id, after: String(after), before: String(before), head: String(head), rows: size + 1 },
    })),
  );
  const [onward, back] = page.direction === 'forward' ? [ascending, descending] : [descending, ascending];
  const inside = sql`${log.sequence} > q.after and ${log.sequence} < q.before`;
  const outside =
    page.direction === 'forward'
      ? sql`${log.sequence} <= q.after`
      : sql`${log.sequence} >= q.before and ${log.sequence} <= q.head`;
  const along = { organizationId, conditions, few };
  const rows = await withinTime(db, { advice }, (tx) =>
    tx
      .select({ ...getTableColumns(log), number: sql<number>`p.number`, outside: sql<boolean>`p.outside` })
      .from(log)
      .innerJoin(
        sql`(
          select q.number, e.sequence, e.outside
          from jsonb_to_recordset(${questions}::text::jsonb)
            as q(number integer, id uuid, after bigint, before bigint, head bigint, rows integer)
          cross join lateral (
            select i.sequence, false from ${alongAccount({ ...along, bounds: inside, order: onward, limit: sql`q.rows` })} i(sequence)
            union all
            select o.sequence, true from ${alongAccount({ ...along, bounds: outside, order: back, limit: sql`1` })} o(sequence)
          ) e(sequence, outside)
        ) p`,
        and(eq(log.organizationId, organizationId), eq(log.sequence, sql`p.sequence`)),
      ),
  );
  return rows.map(({ number, outside: isOutside, ...row }) => ({ row, number, outside: isOutside }));
}

const ascending = sql.raw('asc');
const descending = sql.raw('desc');

type Along = {
  organizationId: string;
  conditions: EntryConditions;
  /** SQL for the positions between which rows are selected. */
  bounds: SQL;
  order: SQL;
  limit: SQL;
  few: number;
};

/**
 * SQL for the first rows of the account `q.id` that meet the conditions. Each side of an account has an index in the
 * order of the log. Rows that took effect at another time than they were recorded have an index of their own. If they
 * are few, they are found by it and sorted. If they are many, a page of them is found soon enough along the account.
 */
function alongAccount({ organizationId, conditions, bounds, order, limit, few }: Along): SQL {
  const { side, effective } = conditions;
  const condition = meets(organizationId, conditions);
  const { onTime, moved } = inEffectWithin(organizationId, effective);
  const sides = (['DEBIT', 'CREDIT'] as const).filter((one) => side === null || one === side);
  const parts = sides.flatMap((one) => {
    const own = and(eq(one === 'DEBIT' ? log.debitAccountId : log.creditAccountId, sql`q.id`), bounds, condition);
    const scan = (more?: SQL) => sql`(
      select ${log.sequence} from ${log} where ${and(own, more)} order by ${log.sequence} ${order} limit ${limit})`;
    if (effective.from === null && effective.before === null) {
      return [scan()];
    }
    const sorted = sql`(
      with few as materialized (select ${log.sequence} from ${log} where ${and(own, moved)} limit ${few + 1}),
        size as materialized (select count(*) as size from few)
      select m.sequence from (
        (select few.sequence from few where (select size from size) <= ${few} order by few.sequence ${order} limit ${limit})
        union all
        ${scan(and(moved, sql`(select size from size) > ${few}`))}
      ) m(sequence))`;
    return [scan(onTime), sorted];
  });
  return sql`(
    select e.sequence from (${sql.join(parts, sql` union all `)}) e(sequence) order by e.sequence ${order} limit ${limit})`;
}
