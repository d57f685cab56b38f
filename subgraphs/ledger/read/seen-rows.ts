import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, getTableColumns, gt, lte, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { accounts, log, type LogRow } from '../log/tables.ts';
import { alongLog, type LogPath } from './log-paths.ts';

/**
 * A row of the log with the owners of its accounts, which decide who may see it. An account never changes its owner.
 */
export type SeenRow = LogRow & { debitOwnerId: string | null; creditOwnerId: string | null };

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
  const within = and(gt(log.sequence, position), upTo === undefined ? undefined : lte(log.sequence, upTo), condition);
  const wanted = path({ organizationId, condition: within, order: sql.raw('asc'), limit: rowsPerRead });
  return db
    .select({ ...getTableColumns(log), debitOwnerId: debited.ownerId, creditOwnerId: credited.ownerId })
    .from(log)
    .innerJoin(sql`${wanted} p(sequence)`, eq(log.sequence, sql`p.sequence`))
    .leftJoin(debited, eq(debited.id, log.debitAccountId))
    .leftJoin(credited, eq(credited.id, log.creditAccountId))
    .where(eq(log.organizationId, organizationId))
    .orderBy(asc(log.sequence));
}
