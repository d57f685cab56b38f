import { problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { DeleteBalanceAlertInput } from '../generated/schema.ts';
import { mayWatch } from '../log/permissions.ts';
import { accounts, balanceAlerts } from '../log/tables.ts';
import { alertNotFound, invalidInput, notYours } from './alert-refusals.ts';
import { countAlerts, requireWatcher } from './create-balance-alert.ts';
import { lockLedger } from './lock-ledger.ts';

/**
 * Ends an alert: rows after the newest one cross it no more. Operators end every alert, API clients those that they
 * created. An alert that has ended stays as it is. Throws Misuse `FORBIDDEN` for viewers who may have no alerts.
 */
export async function deleteBalanceAlert(db: Database, viewer: SignedInViewer, input: DeleteBalanceAlertInput) {
  requireWatcher(viewer);
  const { organizationId } = viewer;
  const id = tryParseId('alert', input.alertId);
  if (id === null) {
    return { errors: [invalidInput('alertId', problemOfId('alert', input.alertId))] };
  }
  const [alert] = await db
    .select()
    .from(balanceAlerts)
    .where(and(eq(balanceAlerts.id, id), eq(balanceAlerts.organizationId, organizationId)));
  if (alert === undefined || !mayWatch(viewer, alert.accountId)) {
    return { errors: [alertNotFound] };
  }
  if (viewer.kind === 'client' && alert.subject !== subjectOf(viewer)) {
    return { errors: [notYours] };
  }
  return db.transaction(async (tx) => {
    const { lastSequence } = await lockLedger(tx, organizationId);
    const [ended] = await tx
      .update(balanceAlerts)
      .set({ untilSequence: lastSequence, deletedAt: sql`now()` })
      .where(and(eq(balanceAlerts.id, id), isNull(balanceAlerts.untilSequence)))
      .returning();
    if (ended === undefined) {
      const [before] = await tx.select().from(balanceAlerts).where(eq(balanceAlerts.id, id));
      return { alert: before, errors: [] };
    }
    const hasAlerts = (await countAlerts(tx, alert.accountId)) > 0;
    await tx.update(accounts).set({ hasAlerts }).where(eq(accounts.id, alert.accountId));
    return { alert: ended, errors: [] };
  });
}
