import type { Viewer } from '@tributary/domain/viewer.ts';
import { groupedInKeyOrder, inKeyOrder } from '@tributary/kit/batching.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import DataLoader from 'dataloader';
import { and, asc, inArray, isNull } from 'drizzle-orm';
import { balanceAlerts, type BalanceAlertRow } from '../log/tables.ts';
import { alertsVisibleTo } from './balance-alerts.ts';

/** The loaders of alerts, which are part of the loaders of one request. */
export function alertLoaders(db: Database, viewer: Viewer) {
  return {
    balanceAlert: new DataLoader<string, BalanceAlertRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(balanceAlerts)
        .where(and(inArray(balanceAlerts.id, [...ids]), alertsVisibleTo(viewer)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    /** The alerts that count, in the order of their creation. An account has few. */
    alertsOfAccount: new DataLoader<string, BalanceAlertRow[]>(async (ids) => {
      const rows = await db
        .select()
        .from(balanceAlerts)
        .where(
          and(inArray(balanceAlerts.accountId, [...ids]), isNull(balanceAlerts.untilSequence), alertsVisibleTo(viewer)),
        )
        .orderBy(asc(balanceAlerts.id));
      return groupedInKeyOrder(ids, rows, (row) => row.accountId);
    }),
  };
}
