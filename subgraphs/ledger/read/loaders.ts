import { groupedInKeyOrder, inKeyOrder } from '@tributary/kit/batching.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import DataLoader from 'dataloader';
import { and, asc, eq, getTableColumns, inArray, sql, type Column, type SQL } from 'drizzle-orm';
import type { Connection } from '@tributary/kit/pagination.ts';
import { accounts, holds, ledgers, log, type AccountRow, type HoldRow, type LogRow } from '../log/tables.ts';
import { alertLoaders } from './alert-loaders.ts';
import { balancesAt, type BalanceAt, type BalanceQuestion } from './balances-at.ts';
import { filteredEntriesOf, keyOf, type FilteredEntriesQuestion } from './filtered-entries.ts';
import { entriesOf, type EntriesQuestion, type EntryRow } from './list-entries.ts';
import { statementsOf, turnoversOf, type StatementQuestion, type StatementRow, type Turnover } from './statements.ts';
import { selectTransferLimits, type LimitsInForce } from './transfer-limits.ts';
import { accountsVisibleTo, idsIn, rowsVisibleTo } from './visibility.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * The balances of an account, with the position of the log that they include. One statement selects both, so they fit:
 * a due hold counts until its expiry is in the log.
 */
export type BalanceRow = AccountRow & { sequence: bigint };

/** The most transfers in a list inside a transfer or a hold. */
const linkedMax = 100;

/**
 * Loaders for one request. A loader caches its rows, and a row that one viewer may see must never be cached for
 * another. A row that the viewer may not see loads as null. One statement per loader and level, however many keys there
 * are.
 */
export function createLoaders(db: Database, viewer: Viewer) {
  return {
    balance: new DataLoader<string, BalanceRow | null>(async (ids) => {
      const rows = await db
        .select({ ...getTableColumns(accounts), sequence: ledgers.lastSequence })
        .from(accounts)
        .innerJoin(ledgers, eq(ledgers.organizationId, accounts.organizationId))
        .where(and(inArray(accounts.id, [...ids]), accountsVisibleTo(viewer, 'accounts:read')));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    transfer: new DataLoader<string, LogRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(log)
        .where(and(inArray(log.id, [...ids]), inArray(log.kind, ['TRANSFER', 'CAPTURE']), rowsVisibleTo(viewer, log)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    hold: new DataLoader<string, HoldRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(holds)
        .where(and(inArray(holds.id, [...ids]), rowsVisibleTo(viewer, holds)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    /** A transfer that the viewer's own command made. An API client that may write, and not read, may see it. */
    writtenTransfer: new DataLoader<string, LogRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(log)
        .where(
          and(
            inArray(log.id, [...ids]),
            inArray(log.kind, ['TRANSFER', 'CAPTURE']),
            rowsVisibleTo(viewer, log, ['transfers:write']),
          ),
        );
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    writtenHold: new DataLoader<string, HoldRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(holds)
        .where(and(inArray(holds.id, [...ids]), rowsVisibleTo(viewer, holds, ['transfers:write'])));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    reversalsOfTransfer: new DataLoader<string, LogRow[]>(async (ids) => {
      const rows = await firstLinked(db, { column: log.reversesId, ids, condition: rowsVisibleTo(viewer, log) });
      return groupedInKeyOrder(ids, rows, (row) => row.reversesId ?? '');
    }),

    capturesOfHold: new DataLoader<string, LogRow[]>(async (ids) => {
      const condition = and(eq(log.kind, 'CAPTURE'), rowsVisibleTo(viewer, log));
      const rows = await firstLinked(db, { column: log.holdId, ids, condition });
      return groupedInKeyOrder(ids, rows, (row) => row.holdId ?? '');
    }),

    /** The limits of accounts that the viewer may see. The loader does not check that: load their balance first. */
    limitsOfAccount: new DataLoader<string, LimitsInForce | null>(async (ids) =>
      inKeyOrder(ids, await selectTransferLimits(db, ids), ({ accountId }) => accountId),
    ),

    ...alertLoaders(db, viewer),

    balanceAt: new DataLoader<BalanceQuestion, BalanceAt, string>((questions) => balancesAt(db, questions), {
      cacheKeyFn: ({ account, time, by }) => `${account.id} ${time.getTime()} ${by}`,
    }),

    statement: new DataLoader<StatementQuestion, StatementRow, string>((questions) => statementsOf(db, questions), {
      cacheKeyFn: ({ account, from, before, by }) => keyOf([account.id, from, before, by]),
    }),

    turnoverOfStatement: new DataLoader<StatementRow, Turnover, string>((statements) => turnoversOf(db, statements), {
      cacheKeyFn: ({ account, from, before, by, sequence }) => keyOf([account.id, from, before, by, sequence]),
    }),

    entries: new DataLoader<EntriesQuestion, Connection<EntryRow>, string>((questions) => entriesOf(db, questions), {
      cacheKeyFn: ({ account, page }) => `${account.id} ${JSON.stringify(page)}`,
    }),

    filteredEntries: new DataLoader<FilteredEntriesQuestion, Connection<EntryRow>, string>(
      (questions) => filteredEntriesOf(db, questions),
      { cacheKeyFn: ({ account, page, conditions }) => keyOf([account.id, account.sequence, page, conditions]) },
    ),
  };
}

/** The rows that name one of the ids in a column, in the order of the log: up to `linkedMax` of each. */
function firstLinked(
  db: Database,
  { column, ids, condition }: { column: Column; ids: readonly string[]; condition: SQL | undefined },
): Promise<LogRow[]> {
  return db
    .select(getTableColumns(log))
    .from(log)
    .innerJoin(
      sql`(
        select e.organization_id, e.sequence from (${idsIn(ids)}) x cross join lateral (
          select ${log.organizationId}, ${log.sequence} from ${log} where ${and(eq(column, sql`x.id`), condition)}
          order by ${log.sequence} limit ${linkedMax}) e(organization_id, sequence)
      ) p`,
      and(eq(log.organizationId, sql`p.organization_id`), eq(log.sequence, sql`p.sequence`)),
    )
    .orderBy(asc(log.sequence));
}
