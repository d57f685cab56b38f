import { formatId } from '@tributary/domain/ids.ts';
import { accountReference, amountOf, balanceOf, creditedBalance, debitedBalance } from './answered-values.ts';
import type { Context } from './context.ts';
import type { LogEvent } from './log/ledger-event.ts';
import { logCursor } from './log/log-cursor.ts';
import { mayReadBalance } from './log/permissions.ts';
import type { BalanceAlertRow, HoldRow } from './log/tables.ts';
import { crossingsSeenBy } from './read/balance-alerts.ts';
import type { Resolvers } from './resolvers.generated.ts';

/** The resolvers of events, and of the alerts that they cross. */
export const eventResolvers: Pick<
  Resolvers,
  | 'TransferPosted'
  | 'HoldCreated'
  | 'HoldCaptured'
  | 'HoldRaised'
  | 'HoldVoided'
  | 'HoldExpired'
  | 'Heartbeat'
  | 'BalanceAlert'
  | 'BalanceAlertCrossing'
> = {
  TransferPosted: { ...commonResolvers(), transfer: ({ row }) => row },
  HoldCreated: { ...commonResolvers(), hold: holdOf },
  HoldCaptured: { ...commonResolvers(), hold: holdOf, transfer: ({ row }) => row },
  HoldRaised: { ...commonResolvers(), amount: ({ row }) => amountOf(row), hold: holdOf },
  HoldVoided: { ...commonResolvers(), amount: ({ row }) => amountOf(row), hold: holdOf },
  HoldExpired: { ...commonResolvers(), amount: ({ row }) => amountOf(row), hold: holdOf },
  Heartbeat: {
    cursor: ({ organizationId, sequence }) => logCursor(organizationId, sequence),
    debitBalance: () => null,
    creditBalance: () => null,
    crossedAlerts: () => [],
  },

  BalanceAlert: {
    id: ({ id }) => formatId('alert', id),
    account: ({ accountId }) => accountReference(accountId),
    threshold: ({ threshold, currency }) => ({ minorUnits: threshold, currency }),
    cursor: ({ organizationId, afterSequence }) => logCursor(organizationId, afterSequence),
  },
  BalanceAlertCrossing: {
    alert: ({ alertId }, _, { load }) => alertOf(alertId, load),
    before: ({ before, currency }) => ({ minorUnits: before, currency }),
    after: ({ after, currency }) => ({ minorUnits: after, currency }),
  },
};

function commonResolvers() {
  return {
    cursor: ({ row }: LogEvent) => logCursor(row.organizationId, row.sequence),
    sequence: ({ row }: LogEvent) => row.sequence,
    occurredAt: ({ row }: LogEvent) => row.recordedAt,
    debitBalance: ({ row }: LogEvent, _: unknown, { viewer }: Context) =>
      mayReadBalance(viewer, { id: row.debitAccountId, ownerId: row.debitOwnerId })
        ? balanceOf(row, debitedBalance(row))
        : null,
    creditBalance: ({ row }: LogEvent, _: unknown, { viewer }: Context) =>
      mayReadBalance(viewer, { id: row.creditAccountId, ownerId: row.creditOwnerId })
        ? balanceOf(row, creditedBalance(row))
        : null,
    crossedAlerts: ({ row }: LogEvent, _: unknown, { viewer }: Context) => crossingsSeenBy(viewer, row.crossings),
  };
}

async function holdOf({ row }: LogEvent, _: unknown, { load }: Context): Promise<HoldRow> {
  const hold = row.holdId === null ? null : await load.hold.load(row.holdId);
  if (hold === null) {
    throw new Error(`hold of row ${row.sequence} was not found`);
  }
  return hold;
}

async function alertOf(id: string, load: Context['load']): Promise<BalanceAlertRow> {
  const alert = await load.balanceAlert.load(id);
  if (alert === null) {
    throw new Error(`alert ${id} of a crossing was not found`);
  }
  return alert;
}
