import { readPage, toConnection, type Connection, type Page, type PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, sql, type SQL } from 'drizzle-orm';
import { logCursor, decodeLogCursor } from '../log/log-cursor.ts';
import { log, type SeenRow } from '../log/tables.ts';
import { selectHead } from './head.ts';
import { alongLog, inBounds, type Bounds, type LogPath } from './log-paths.ts';
import { selectSeenRows } from './seen-rows.ts';

const ascending = sql.raw('asc');
const descending = sql.raw('desc');

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
  const { within, outside } = await selectBounds(db, organizationId, page);
  const [order, against] = page.direction === 'forward' ? [ascending, descending] : [descending, ascending];
  const wantedIn = (bounds: Bounds) => ({
    organizationId,
    condition: and(condition, inBounds(log.sequence, bounds)),
    bounds,
  });
  const wanted = path({ ...wantedIn(within), order, limit: page.size + 1 });
  const [nodes, rowOutside] = await Promise.all([
    selectSeenRows(db, { organizationId, wanted, order }),
    outside === null ? null : firstOf(db, path({ ...wantedIn(outside), order: against, limit: 1 })),
  ]);
  const cursorOf = (row: SeenRow) => logCursor(row.organizationId, row.sequence);
  return toConnection({ nodes, page, cursorOf, hasOutside: rowOutside !== null });
}

/**
 * The bounds of a page, by its cursors. `outside` are the bounds of the rows on the other side of the cursor from which
 * it is selected; null if there are none. A page without cursors needs no select of the head.
 */
async function selectBounds(
  db: Database,
  organizationId: string,
  { after, before, direction }: Page,
): Promise<{ within: Bounds; outside: Bounds | null }> {
  if (after === null && before === null) {
    return { within: { after: null, before: null }, outside: null };
  }
  const { sequence: head } = await selectHead(db, organizationId);
  const bounds = { organizationId, head };
  const start = after === null ? null : decodeLogCursor(after, bounds);
  const end = before === null ? null : decodeLogCursor(before, bounds);
  const within = { after: start, before: end };
  return direction === 'forward'
    ? { within, outside: start === null || start === 0n ? null : { after: null, before: start + 1n } }
    : { within, outside: end === null ? null : { after: end - 1n, before: null } };
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
  const bounds = { after: null, before: sequence };
  const earlier = and(condition, inBounds(log.sequence, bounds));
  return firstOf(db, path({ organizationId, condition: earlier, bounds, order: descending, limit: 1 }));
}

/** The position of the first wanted row; null if there is none. */
async function firstOf(db: Database, wanted: SQL): Promise<bigint | null> {
  const [row] = await db.select({ sequence: sql`p.sequence`.mapWith(log.sequence) }).from(sql`${wanted} p(sequence)`);
  return row?.sequence ?? null;
}
