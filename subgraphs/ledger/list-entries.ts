import { toConnection, type Connection, type Page } from '@tributary/platform/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { asc, desc, getTableColumns, sql } from 'drizzle-orm';
import { logCursor, readLogCursor } from './log-cursor.ts';
import { log, type LogRow } from './tables.ts';
import type { BalanceRow } from './loaders.ts';

/** A row of the log as one of its two accounts sees it. */
export type EntryRow = { row: LogRow; accountId: string };

/** Asks for a page of the entries of an account that the viewer may see. */
export type EntriesQuestion = { account: BalanceRow; page: Page };

/** Answers in the order of the questions: one statement for all accounts that ask for the same page. */
export async function entriesOf(db: Database, questions: readonly EntriesQuestion[]): Promise<Connection<EntryRow>[]> {
  const answers = new Map<EntriesQuestion, Connection<EntryRow>>();
  const groups = Map.groupBy(questions, ({ account, page }) => `${account.organizationId} ${JSON.stringify(page)}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const entries = Map.groupBy(await readEntries(db, group), ({ accountId }) => accountId);
      for (const question of group) {
        const nodes = entries.get(question.account.id) ?? [];
        answers.set(
          question,
          toConnection({
            nodes,
            page: question.page,
            cursorOf: ({ row }) => logCursor(row.organizationId, row.sequence),
          }),
        );
      }
    }),
  );
  return questions.map((question) => {
    const answer = answers.get(question);
    if (answer === undefined) {
      throw new Error('a question about entries was not answered');
    }
    return answer;
  });
}

async function readEntries(db: Database, group: readonly EntriesQuestion[]): Promise<EntryRow[]> {
  const [first] = group;
  if (first === undefined) {
    return [];
  }
  const { account, page } = first;
  const bounds = { organizationId: account.organizationId, head: account.sequence };
  const after = page.after === null ? 0n : readLogCursor(page.after, bounds);
  const before = page.before === null ? account.sequence + 1n : readLogCursor(page.before, bounds);
  const direction = sql.raw(page.direction === 'forward' ? 'asc' : 'desc');
  const side = (column: string) => sql`(
    select l.sequence from ledger.log l
    where l.${sql.identifier(column)} = x.id and l.sequence > ${String(after)}::bigint and l.sequence < ${String(before)}::bigint
    order by l.sequence ${direction} limit ${page.size + 1})`;
  const ids = JSON.stringify(group.map((question) => question.account.id));
  const rows = await db
    .select({ ...getTableColumns(log), accountId: sql<string>`p.id` })
    .from(log)
    .innerJoin(
      sql`(
        select x.id, e.sequence
        from (select value::uuid as id from jsonb_array_elements_text(${ids}::text::jsonb)) x
        cross join lateral (${side('debit_account_id')} union all ${side('credit_account_id')} order by 1 ${direction} limit ${page.size + 1}) e
      ) p`,
      sql`p.sequence = ${log.sequence} and ${log.organizationId} = ${account.organizationId}`,
    )
    .orderBy(page.direction === 'forward' ? asc(log.sequence) : desc(log.sequence));
  return rows.map(({ accountId, ...row }) => ({ row, accountId }));
}
