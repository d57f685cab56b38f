import { toConnection, type Connection, type Page } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, getTableColumns, sql, type Column, type SQL } from 'drizzle-orm';
import { logCursor, decodeLogCursor } from '../log/log-cursor.ts';
import { log, type LogRow } from '../log/tables.ts';

/** A row of the log from the side of one of its two accounts. */
export type EntryRow = { row: LogRow; accountId: string };

/** A request for a page of entries of an account that the viewer may see; `sequence` is the head of its log. */
export type EntriesQuestion = {
  account: { id: string; organizationId: string; sequence: bigint; version: number };
  page: Page;
};

/**
 * Pages in the order of the questions, by one statement for all of them, whatever their pages. A question with an
 * invalid cursor gets its own error, and the others their pages.
 */
export async function entriesOf(
  db: Database,
  questions: readonly EntriesQuestion[],
): Promise<(Connection<EntryRow> | Error)[]> {
  const queries = questions.map(parseQuestion);
  const valid = queries.flatMap((question, number) => (question instanceof Error ? [] : [{ number, ...question }]));
  const entries = Map.groupBy(await selectEntries(db, valid), ({ number }) => number);
  return queries.map((question, number) =>
    question instanceof Error
      ? question
      : toPage(
          question,
          (entries.get(number) ?? []).toSorted(orderOf(question)).map(({ row }) => row),
        ),
  );
}

/**
 * A page of entries. An entry's version is its number in the account, and tells whether entries are on the other side
 * of the page.
 */
function toPage({ id, version, page }: EntriesQuery, rows: readonly LogRow[]): Connection<EntryRow> {
  const [first] = rows;
  const number = first?.debitAccountId === id ? first.debitVersion : first?.creditVersion;
  const hasOutside = number === undefined ? version > 0 : page.direction === 'forward' ? number > 1 : number < version;
  return toEntries({ id, page, rows, hasOutside });
}

/** A page of the entries that an account has in rows, which are in the direction of the page. */
export function toEntries({
  id,
  page,
  rows,
  hasOutside,
}: {
  id: string;
  page: Page;
  rows: readonly LogRow[];
  hasOutside: boolean;
}): Connection<EntryRow> {
  return toConnection({
    nodes: rows.map((row) => ({ row, accountId: id })),
    page,
    cursorOf: ({ row }) => logCursor(row.organizationId, row.sequence),
    hasOutside,
  });
}

/** An account and the bounds of its page, both excluded. */
type EntriesQuery = { id: string; organizationId: string; version: number; after: bigint; before: bigint; page: Page };

/** The question with its cursors as positions, or the error of an invalid cursor. */
export function parseQuestion({ account, page }: EntriesQuestion): EntriesQuery | Error {
  const { id, organizationId, sequence: head, version } = account;
  const bounds = { organizationId, head };
  try {
    return {
      id,
      organizationId,
      version,
      after: page.after === null ? 0n : decodeLogCursor(page.after, bounds),
      before: page.before === null ? head + 1n : decodeLogCursor(page.before, bounds),
      page,
    };
  } catch (error) {
    return error instanceof Error ? error : new Error('cursor could not be decoded', { cause: error });
  }
}

/** The order of rows in the direction of a page. */
export function orderOf({ page: { direction } }: Pick<EntriesQuery, 'page'>) {
  return (one: { row: LogRow }, other: { row: LogRow }): number =>
    one.row.sequence < other.row.sequence === (direction === 'forward') ? -1 : 1;
}

/**
 * Each side of an account has an index in the order of the log. A page is selected from each, and the first rows of
 * both.
 */
async function selectEntries(
  db: Database,
  queries: readonly (EntriesQuery & { number: number })[],
): Promise<{ row: LogRow; number: number }[]> {
  if (queries.length === 0) {
    return [];
  }
  const questions = JSON.stringify(
    queries.map(({ number, id, organizationId, after, before, page }) => ({
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
