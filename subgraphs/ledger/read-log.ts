import { readPage, toConnection, type Connection, type PageArguments } from '@tributary/platform/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, desc, gt, lt, type SQL } from 'drizzle-orm';
import { logCursor, readLogCursor } from './log-cursor.ts';
import { readHead } from './read-head.ts';
import { log, type LogRow } from './tables.ts';

/** A page of the rows of an organization's log that meet a condition, in the order of the log. */
export async function readLogPage(
  db: Database,
  { organizationId, args, condition }: { organizationId: string; args: PageArguments; condition: SQL | undefined },
): Promise<Connection<LogRow>> {
  const page = readPage(args);
  const { sequence: head } = await readHead(db, organizationId);
  const bounds = { organizationId, head };
  const nodes = await db
    .select()
    .from(log)
    .where(
      and(
        condition,
        page.after === null ? undefined : gt(log.sequence, readLogCursor(page.after, bounds)),
        page.before === null ? undefined : lt(log.sequence, readLogCursor(page.before, bounds)),
      ),
    )
    .orderBy(page.direction === 'forward' ? asc(log.sequence) : desc(log.sequence))
    .limit(page.size + 1);
  return toConnection({ nodes, page, cursorOf: (row) => logCursor(row.organizationId, row.sequence) });
}

/** The newest row before a position that meets a condition; null if there is none. */
export async function sequenceBefore(
  db: Database,
  { sequence, condition }: { sequence: bigint; condition: SQL | undefined },
): Promise<bigint | null> {
  const [row] = await db
    .select({ sequence: log.sequence })
    .from(log)
    .where(and(condition, lt(log.sequence, sequence)))
    .orderBy(desc(log.sequence))
    .limit(1);
  return row?.sequence ?? null;
}
