import { groupedInKeyOrder, inKeyOrder } from '@tributary/platform/batching.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/platform/viewer.ts';
import DataLoader from 'dataloader';
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { balancesAt, type BalanceQuestion } from './balances-at.ts';
import { entriesOf, type EntriesQuestion, type EntryRow } from './list-entries.ts';
import { accounts, holds, ledgers, log, type AccountRow, type HoldRow, type LogRow } from './tables.ts';
import { accountsVisibleTo, rowsVisibleTo } from './visibility.ts';
import type { Connection } from '@tributary/platform/pagination.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** The money of an account, with the position of the log that it includes. */
export type BalanceRow = AccountRow & { sequence: bigint };

/** How many transfers a list inside a transfer or a hold shows. */
const linkedMax = 100;

/**
 * Built anew for every request: a loader remembers what it loaded, and what one viewer may see must never be remembered for
 * another. A row that the viewer may not see loads as null. One statement per loader and level, however many keys there are.
 */
export function createLoaders(db: Database, viewer: Viewer) {
  return {
    balance: new DataLoader<string, BalanceRow | null>(async (ids) => {
      const rows = await db
        .select({
          ...getTableColumns(accounts),
          sequence: ledgers.lastSequence,
          dueDebited: due('debit_account_id'),
          dueCredited: due('credit_account_id'),
        })
        .from(accounts)
        .innerJoin(ledgers, eq(ledgers.organizationId, accounts.organizationId))
        .where(and(inArray(accounts.id, [...ids]), accountsVisibleTo(viewer, 'accounts:read')));
      return inKeyOrder(ids, rows.map(withoutDue), (row) => row.id);
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
        .select({ ...getTableColumns(holds), isDue: isDueNow })
        .from(holds)
        .where(and(inArray(holds.id, [...ids]), rowsVisibleTo(viewer, holds)));
      return inKeyOrder(ids, rows.map(asOfNow), (row) => row.id);
    }),

    /** What a command of the viewer's made, which a client may see that may write but not read. */
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
        .select({ ...getTableColumns(holds), isDue: isDueNow })
        .from(holds)
        .where(and(inArray(holds.id, [...ids]), rowsVisibleTo(viewer, holds, ['transfers:write'])));
      return inKeyOrder(ids, rows.map(asOfNow), (row) => row.id);
    }),

    reversalsOfTransfer: new DataLoader<string, LogRow[]>(async (ids) => {
      const rows = await db
        .select()
        .from(log)
        .where(and(inArray(log.reversesId, [...ids]), rowsVisibleTo(viewer, log)))
        .orderBy(asc(log.sequence));
      return groupedInKeyOrder(ids, rows, (row) => row.reversesId ?? '').map((group) => group.slice(0, linkedMax));
    }),

    capturesOfHold: new DataLoader<string, LogRow[]>(async (ids) => {
      const rows = await db
        .select()
        .from(log)
        .where(and(inArray(log.holdId, [...ids]), eq(log.kind, 'CAPTURE'), rowsVisibleTo(viewer, log)))
        .orderBy(asc(log.sequence));
      return groupedInKeyOrder(ids, rows, (row) => row.holdId ?? '').map((group) => group.slice(0, linkedMax));
    }),

    balanceAt: new DataLoader<BalanceQuestion, bigint | null, string>((questions) => balancesAt(db, questions), {
      cacheKeyFn: ({ account, time, by }) => `${account.id} ${time.getTime()} ${by}`,
    }),

    entries: new DataLoader<EntriesQuestion, Connection<EntryRow>, string>((questions) => entriesOf(db, questions), {
      cacheKeyFn: ({ account, page }) => `${account.id} ${JSON.stringify(page)}`,
    }),
  };
}

const isDueNow = sql<boolean>`${holds.expiresAt} <= now()`;

/** What open holds on one side of an account reserve although their time is over. */
function due(column: 'debit_account_id' | 'credit_account_id') {
  return sql`(select coalesce(sum(h.remaining), 0)::bigint from ledger.holds h
    where h.${sql.identifier(column)} = ${accounts.id} and h.status = 'OPEN' and h.expires_at <= now())`.mapWith(
    accounts.posted,
  );
}

/** A hold that is due no longer counts, whether or not its expiry is in the log yet. */
function withoutDue({
  dueDebited,
  dueCredited,
  ...row
}: BalanceRow & { dueDebited: bigint; dueCredited: bigint }): BalanceRow {
  const debitsRaise = row.class === 'ASSET' || row.class === 'EXPENSE';
  const [outgoing, incoming] = debitsRaise ? [dueCredited, dueDebited] : [dueDebited, dueCredited];
  return { ...row, available: row.available + outgoing, pending: row.pending + outgoing - incoming };
}

function asOfNow({ isDue: isOver, ...hold }: HoldRow & { isDue: boolean }): HoldRow {
  return isOver && hold.status === 'OPEN' ? { ...hold, status: 'EXPIRED', remaining: 0n } : hold;
}
