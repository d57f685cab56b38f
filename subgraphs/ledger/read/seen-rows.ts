import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { accounts, log, type SeenRow } from '../log/tables.ts';
import { crossingsOfRow } from './balance-alerts.ts';
import { alongLog, inBounds, type LogPath } from './log-paths.ts';

const debited = alias(accounts, 'debited');
const credited = alias(accounts, 'credited');

/** The next rows of an organization's log, in order; with a condition, the next that meet it. */
export async function selectRowsAfter(
  db: Database,
  {
    organizationId,
    position,
    upTo,
    condition,
    path = alongLog,
    rowsPerRead,
  }: {
    organizationId: string;
    position: bigint;
    upTo?: bigint;
    condition?: SQL | undefined;
    path?: LogPath;
    rowsPerRead: number;
  },
): Promise<SeenRow[]> {
  const bounds = { after: position, before: upTo === undefined ? null : upTo + 1n };
  const within = and(inBounds(log.sequence, bounds), condition);
  const order = sql.raw('asc');
  const wanted = path({ organizationId, condition: within, bounds, order, limit: rowsPerRead });
  return selectSeenRows(db, { organizationId, wanted, order });
}

/** Rows of an organization's log by their sequences, which `wanted` selects, in the order of the log or against it. */
export function selectSeenRows(
  db: Database,
  { organizationId, wanted, order }: { organizationId: string; wanted: SQL; order: SQL },
): Promise<SeenRow[]> {
  return db
    .select({
      ...getTableColumns(log),
      debitOwnerId: debited.ownerId,
      creditOwnerId: credited.ownerId,
      crossings: crossingsOfRow,
    })
    .from(log)
    .innerJoin(sql`${wanted} p(sequence)`, eq(log.sequence, sql`p.sequence`))
    .leftJoin(debited, eq(debited.id, log.debitAccountId))
    .leftJoin(credited, eq(credited.id, log.creditAccountId))
    .where(eq(log.organizationId, organizationId))
    .orderBy(sql`${log.sequence} ${order}`);
}
