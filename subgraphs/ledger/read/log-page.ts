import { readPage, toConnection, type Connection, type Page, type PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, gt, lt, sql, type SQL } from 'drizzle-orm';
import { logCursor, decodeLogCursor } from '../log/log-cursor.ts';
import { log, type SeenRow } from '../log/tables.ts';
import { selectHead } from './head.ts';
import { alongLog, type LogPath } from './log-paths.ts';
import { selectSeenRows } from './seen-rows.ts';

/** A page of the rows of an organization's log that meet a condition, in the order of the log. */
export async function selectLogPage(
  db: Database,
  {
    organizationId,
    args,
    condition,
    path = alongLog,
  }: {
    organizationId: string;
    args: PageArguments;
    condition: SQL | undefined;
    /** The path by which the rows are found. */
    path?: LogPath;
  },
): Promise<Connection<SeenRow>> {
  const page = readPage(args);
  const within = await selectBounds(db, organizationId, page);
  const order = sql.raw(page.direction === 'forward' ? 'asc' : 'desc');
  const wanted = path({ organizationId, condition: and(condition, within), order, limit: page.size + 1 });
  const nodes = await selectSeenRows(db, { organizationId, wanted, order });
  return toConnection({ nodes, page, cursorOf: (row) => logCursor(row.organizationId, row.sequence) });
}

/** SQL that holds between the cursors of a page. A page without cursors needs no select of the head. */
async function selectBounds(db: Database, organizationId: string, { after, before }: Page): Promise<SQL | undefined> {
  if (after === null && before === null) {
    return undefined;
  }
  const { sequence: head } = await selectHead(db, organizationId);
  const bounds = { organizationId, head };
  return and(
    after === null ? undefined : gt(log.sequence, decodeLogCursor(after, bounds)),
    before === null ? undefined : lt(log.sequence, decodeLogCursor(before, bounds)),
  );
}

/** The newest row before a position that meets a condition; null if there is none. */
export async function sequenceBefore(
  db: Database,
  {
    organizationId,
    sequence,
    condition,
    path,
  }: { organizationId: string; sequence: bigint; condition: SQL | undefined; path: LogPath },
): Promise<bigint | null> {
  const order = sql.raw('desc');
  const wanted = path({ organizationId, condition: and(condition, lt(log.sequence, sequence)), order, limit: 1 });
  const [row] = await db.select({ sequence: sql`p.sequence`.mapWith(log.sequence) }).from(sql`${wanted} p(sequence)`);
  return row?.sequence ?? null;
}
