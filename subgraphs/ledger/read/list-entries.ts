import { toConnection, type Connection, type Page } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, getTableColumns, sql, type Column, type SQL } from 'drizzle-orm';
import { logCursor, readLogCursor } from '../log/log-cursor.ts';
import { log, type LogRow } from '../log/tables.ts';

/** A row of the log as one of its two accounts sees it. */
export type EntryRow = { row: LogRow; accountId: string };

/** Asks for a page of the entries of an account that the viewer may see; `sequence` is the head of its log. */
export type EntriesQuestion = { account: { id: string; organizationId: string; sequence: bigint }; page: Page };

/**
 * Answers in the order of the questions, with one statement for all of them, whatever their pages. A question whose cursor is not from the log is answered with
 * the error that it deserves, and spoils no other.
 */
export async function entriesOf(
  db: Database,
  questions: readonly EntriesQuestion[],
): Promise<(Connection<EntryRow> | Error)[]> {
  const asked = questions.map(readQuestion);
  const answerable = asked.flatMap((question, number) => (question instanceof Error ? [] : [{ number, ...question }]));
  const entries = Map.groupBy(await readEntries(db, answerable), ({ number }) => number);
  return asked.map((question, number) =>
    question instanceof Error
      ? question
      : toConnection({
          nodes: (entries.get(number) ?? [])
            .toSorted(orderOf(question))
            .map(({ row }) => ({ row, accountId: question.id })),
          page: question.page,
          cursorOf: ({ row }) => logCursor(row.organizationId, row.sequence),
        }),
  );
}

/** An account and the bounds of its page, both excluded. */
type Asked = { id: string; organizationId: string; after: bigint; before: bigint; page: Page };

function readQuestion({ account, page }: EntriesQuestion): Asked | Error {
  const { id, organizationId, sequence: head } = account;
  const bounds = { organizationId, head };
  try {
    return {
      id,
      organizationId,
      after: page.after === null ? 0n : readLogCursor(page.after, bounds),
      before: page.before === null ? head + 1n : readLogCursor(page.before, bounds),
      page,
    };
  } catch (error) {
    return error instanceof Error ? error : new Error('a cursor could not be read', { cause: error });
  }
}

function orderOf({ page: { direction } }: Asked) {
  return (one: { row: LogRow }, other: { row: LogRow }): number =>
    one.row.sequence < other.row.sequence === (direction === 'forward') ? -1 : 1;
}

/** Each side of an account has its rows in the order of the log, in an index of its own: of each a page is read, and of both the first. */
async function readEntries(
  db: Database,
  asked: readonly (Asked & { number: number })[],
): Promise<{ row: LogRow; number: number }[]> {
  if (asked.length === 0) {
    return [];
  }
  const questions = JSON.stringify(
    asked.map(({ number, id, organizationId, after, before, page }) => ({
      ...{ number, id, organization_id: organizationId, after: String(after), before: String(before) },
      ...{ forward: page.direction === 'forward', rows: page.size + 1 },
    })),
  );
  const side = (column: Column, direction: SQL) => sql`(
    select ${log.sequence} from ${log}
    where ${and(eq(column, sql`q.id`), sql`${log.sequence} > q.after`, sql`${log.sequence} < q.before`)}
    order by ${log.sequence} ${direction} limit q.rows)`;
  const both = (direction: SQL) => sql`(
    select e.sequence from (${side(log.debitAccountId, direction)} union all ${side(log.creditAccountId, direction)}) e(sequence)
    order by e.sequence ${direction} limit q.rows)`;
  const rows = await db
    .select({ ...getTableColumns(log), number: sql<number>`p.number` })
    .from(log)
    .innerJoin(
      sql`(
        select q.number, q.organization_id, e.sequence
        from jsonb_to_recordset(${questions}::text::jsonb)
          as q(number integer, id uuid, organization_id uuid, after bigint, before bigint, forward boolean, rows integer)
        cross join lateral (
          select forwards.sequence from ${both(sql`asc`)} forwards where q.forward
          union all
          select backwards.sequence from ${both(sql`desc`)} backwards where not q.forward
        ) e
      ) p`,
      and(eq(log.organizationId, sql`p.organization_id`), eq(log.sequence, sql`p.sequence`)),
    );
  return rows.map(({ number, ...row }) => ({ row, number }));
}
