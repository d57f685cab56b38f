import { forbidden } from '@tributary/platform/errors.ts';
import { formatId, parseId, tryParseId } from '@tributary/domain/ids.ts';
import { moneyResolvers } from '@tributary/domain/money.ts';
import { readPage } from '@tributary/kit/pagination.ts';
import { hasScope, requireSignedIn, type Scope, type SignedInViewer, type Viewer } from '@tributary/domain/viewer.ts';
import { accountReference, amountOf, balanceOf, creditedBalance, debitedBalance } from './answered-values.ts';
import type { Context } from './context.ts';
import { eventResolvers } from './event-resolvers.ts';
import { followEvents, visibilityChannel } from './follow/event-feed.ts';
import type { Resolvers } from './resolvers.generated.ts';
import type { LedgerEvent } from './log/ledger-event.ts';
import { logCursor } from './log/log-cursor.ts';
import { mayReadBalance, mayWatch } from './log/permissions.ts';
import type { HoldRow, LogContent } from './log/tables.ts';
import { parseEntryFilter } from './read/entry-filter.ts';
import { parseTime } from './read/filter-values.ts';
import { selectClosedUntil, selectHead } from './read/head.ts';
import { listEvents } from './read/list-events.ts';
import { listTransfers } from './read/list-transfers.ts';
import { parsePeriod } from './read/statements.ts';
import { groupTotals, totalsOf } from './read/totals.ts';
import { statementResolvers } from './statement-resolvers.ts';
import type { LimitsInForce } from './read/transfer-limits.ts';
import { applyAccountIntent } from './write/apply-account-intent.ts';
import { closePeriod } from './write/close-period.ts';
import type { CommandQueue } from './write/command-queue.ts';
import { createBalanceAlert } from './write/create-balance-alert.ts';
import { deleteBalanceAlert } from './write/delete-balance-alert.ts';
import { explainRefusal } from './write/explain-refusal.ts';
import { extendHold } from './write/extend-hold.ts';
import {
  captureCommand,
  holdCommand,
  raiseCommand,
  reversalCommand,
  transferCommand,
  voidCommand,
} from './write/parse-commands.ts';
import { setTransferLimits } from './write/set-transfer-limits.ts';
import type { Command, Accepted, Outcome } from './write/rules/commands.ts';

const transfersMax = 1_000;

export const resolvers: Resolvers = {
  Query: {
    transfer: (_, { id }, { viewer, load }) => {
      requireScope(viewer, 'transfers:read');
      return load.transfer.load(parseId('tr', id));
    },
    transfers: (_, args, { db, viewer }) => listTransfers(db, requireScope(viewer, 'transfers:read'), args),
    hold: (_, { id }, { viewer, load }) => {
      requireScope(viewer, 'transfers:read');
      return load.hold.load(parseId('hold', id));
    },
    ledgerEvents: (_, args, { db, viewer }) => listEvents(db, requireScope(viewer, 'events:read'), args),
    booksClosedUntil: (_, _args, { db, viewer }) =>
      selectClosedUntil(db, requireScope(viewer, 'transfers:read').organizationId),
    totals: async (_, { by, ...args }, { totals, viewer }) => {
      const { parts, cursor } = await totalsOf(totals, requireScope(viewer, 'accounts:read'), args);
      return { groups: groupTotals(parts, by), cursor };
    },
    trialBalance: async (_, args, { totals, viewer }) => {
      const { parts, cursor } = await totalsOf(totals, requireScope(viewer, 'accounts:read'), args);
      return { lines: groupTotals(parts, ['CLASS']), currencies: groupTotals(parts, []), cursor };
    },
    ledgerHead: async (_, _args, { db, viewer }) => {
      const { organizationId } = requireScope(viewer, 'events:read');
      const head = await selectHead(db, organizationId);
      return { ...head, cursor: logCursor(organizationId, head.sequence) };
    },
  },

  Mutation: {
    createTransfer: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => transferCommand(viewer, input));
      return asPayload(outcome, async (made) => ({ transfer: await transferMade(made, context) }));
    },
    createTransfers: async (_, { input, dryRun }, context) => {
      const viewer = requireScope(context.viewer, 'transfers:write');
      const { transfers } = input;
      if (transfers.length === 0 || transfers.length > transfersMax) {
        const problem = `Send 1 to ${transfersMax} transfers; there are ${transfers.length}. None was decided.`;
        const errors = [explainRefusal({ code: 'INVALID_INPUT', field: 'transfers', problem })];
        // Each result has the error too, for callers who read only the results.
        return { results: transfers.map(() => ({ errors })), errors };
      }
      const journals = new Map<string, string>();
      const outcomes = await queueOf(context, dryRun).submit(
        viewer.organizationId,
        transfers.map((transfer, position) => transferCommand(viewer, transfer, { journals, position })),
        context.scope,
      );
      const results = outcomes.map((outcome, index) =>
        asPayload(outcome, async (made) => ({ transfer: await transferMade(made, context) }), [
          'input',
          'transfers',
          String(index),
        ]),
      );
      return { results: await Promise.all(results), errors: [] };
    },
    createHold: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => holdCommand(viewer, input));
      return asPayload(outcome, async (made) => ({ hold: await holdMade(made, context) }));
    },
    captureHold: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => captureCommand(viewer, input));
      return asPayload(outcome, async (made) => ({
        transfer: await transferMade(made, context),
        hold: await holdMade(made, context),
      }));
    },
    raiseHold: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => raiseCommand(viewer, input));
      return asPayload(outcome, async (made) => ({ hold: await holdMade(made, context) }));
    },
    extendHold: async (_, { input }, { db, viewer }) => extendHold(db, requireScope(viewer, 'transfers:write'), input),
    voidHold: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => voidCommand(viewer, input));
      return asPayload(outcome, async (made) => ({ hold: await holdMade(made, context) }));
    },
    reverseTransfer: async (_, { input, dryRun }, context) => {
      const outcome = await submit(context, dryRun, (viewer) => reversalCommand(viewer, input));
      return asPayload(outcome, async (made) => ({ transfer: await transferMade(made, context) }));
    },
    createBalanceAlert: async (_, { input }, { db, viewer }) => createBalanceAlert(db, requireSignedIn(viewer), input),
    deleteBalanceAlert: async (_, { input }, { db, viewer }) => deleteBalanceAlert(db, requireSignedIn(viewer), input),
    closePeriod: async (_, { input }, context) =>
      closePeriod({ ...context, viewer: requireSignedIn(context.viewer) }, input),
    setTransferLimits: async (_, { input }, context) => {
      const { errors } = await setTransferLimits({ ...context, viewer: requireSignedIn(context.viewer) }, input);
      return { account: errors.length === 0 ? { __typename: 'Account' as const, id: input.accountId } : null, errors };
    },
    applyAccountIntent: async (_, { input }, context) => {
      const { status, refusal } = await applyAccountIntent(context, input);
      const ownerId = input.kind === 'OPEN' && input.ownerId != null ? tryParseId('usr', input.ownerId) : null;
      if (ownerId !== null) {
        context.feed.hints.publish(visibilityChannel(`usr:${ownerId}`));
      }
      return { status, errors: refusal === null ? [] : [intentRefusals[refusal]] };
    },
  },

  Subscription: {
    ledgerEvents: {
      subscribe: async (_, { after, filter, heartbeatSeconds }, { feed, viewer }) =>
        followEvents(feed, requireScope(viewer, 'events:read'), { after, filter, heartbeatSeconds }),
      resolve: (event: LedgerEvent) => event,
    },
  },

  Account: {
    __resolveReference: ({ id }) => ({ __typename: 'Account' as const, id }),
    openedAt: async ({ id }, _, { load }) => (await accountOf(id, load))?.openedAt ?? null,
    balance: async ({ id }, _, { load }) => {
      const account = await accountOf(id, load);
      return account === null ? null : balanceOf(account, account);
    },
    balanceAt: async ({ id }, { time, by }, { load }) => {
      const account = await accountOf(id, load);
      if (account === null) {
        return null;
      }
      const { balance } = await load.balanceAt.load({ account, time: parseTime('time', time), by });
      return { minorUnits: balance, currency: account.currency };
    },
    statement: async ({ id }, args, { viewer, load }) => {
      const period = parsePeriod(args);
      const account = hasScope(viewer, 'transfers:read') ? await accountOf(id, load) : null;
      return account === null ? null : load.statement.load({ account, ...period });
    },
    entries: async ({ id }, { filter, ...args }, { viewer, load }) => {
      const page = readPage(args);
      const conditions = filter == null ? null : parseEntryFilter(filter);
      const account = hasScope(viewer, 'transfers:read') ? await accountOf(id, load) : null;
      if (account === null) {
        return null;
      }
      return conditions === null
        ? load.entries.load({ account, page })
        : load.filteredEntries.load({ account, page, conditions });
    },
    transferLimits: async ({ id }, _, { load }) => {
      const account = await accountOf(id, load);
      return account === null || account.countedVersion === null ? null : load.limitsOfAccount.load(account.id);
    },
    balanceAlerts: async ({ id }, _, { viewer, load }) => {
      const account = await accountOf(id, load);
      return account === null || !mayWatch(viewer, account.id) ? null : load.alertsOfAccount.load(account.id);
    },
  },

  TransferLimits: {
    perTransfer: ({ perTransfer, currency }) => (perTransfer === null ? null : { minorUnits: perTransfer, currency }),
    perDay: ({ perDay, currency }) => periodLimit(perDay, currency),
    per30Days: ({ per30Days, currency }) => periodLimit(per30Days, currency),
  },

  ...statementResolvers,

  Transfer: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('tr', id);
      return uuid === null ? null : load.transfer.load(uuid);
    },
    id: ({ id }) => formatId('tr', id),
    cursor: ({ organizationId, sequence }) => logCursor(organizationId, sequence),
    amount: amountOf,
    debit: ({ debitAccountId }) => accountReference(debitAccountId),
    credit: ({ creditAccountId }) => accountReference(creditAccountId),
    journalId: ({ journalId }) => (journalId === null ? null : formatId('jrn', journalId)),
    hold: ({ holdId }, _, { load }) => (holdId === null ? null : load.hold.load(holdId)),
    reverses: ({ reversesId }, _, { load }) => (reversesId === null ? null : load.transfer.load(reversesId)),
    reversedBy: ({ id }, _, { load }) => load.reversalsOfTransfer.load(id),
  },

  Hold: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('hold', id);
      return uuid === null ? null : load.hold.load(uuid);
    },
    id: ({ id }) => formatId('hold', id),
    cursor: ({ organizationId, sequence }) => logCursor(organizationId, sequence),
    amount: ({ amount, raised, currency }) => ({ minorUnits: amount - (raised ?? 0n), currency }),
    raised: ({ raised, currency }) => ({ minorUnits: raised ?? 0n, currency }),
    remaining: ({ remaining, currency }) => ({ minorUnits: remaining, currency }),
    debit: ({ debitAccountId }) => accountReference(debitAccountId),
    credit: ({ creditAccountId }) => accountReference(creditAccountId),
    captures: ({ id }, _, { load }) => load.capturesOfHold.load(id),
    revocable: ({ revocable }) => revocable ?? true,
  },

  LedgerPreview: {
    amount: ({ row }) => amountOf(row),
    debitBalance: ({ row, debit, lastSequence }, _, { viewer }) =>
      mayReadBalance(viewer, debit) ? balanceOf({ ...row, sequence: lastSequence }, debitedBalance(row)) : null,
    creditBalance: ({ row, credit, lastSequence }, _, { viewer }) =>
      mayReadBalance(viewer, credit) ? balanceOf({ ...row, sequence: lastSequence }, creditedBalance(row)) : null,
  },

  Entry: {
    sequence: ({ row }) => row.sequence,
    cursor: ({ row }) => logCursor(row.organizationId, row.sequence),
    kind: ({ row }) => row.kind,
    side: ({ row, accountId }) => (row.debitAccountId === accountId ? 'DEBIT' : 'CREDIT'),
    amount: ({ row }) => amountOf(row),
    balanceAfter: ({ row, accountId }) => ({
      minorUnits: row.debitAccountId === accountId ? row.debitPosted : row.creditPosted,
      currency: row.currency,
    }),
    version: ({ row, accountId }) => (row.debitAccountId === accountId ? row.debitVersion : row.creditVersion),
    counterparty: ({ row, accountId }) =>
      accountReference(row.debitAccountId === accountId ? row.creditAccountId : row.debitAccountId),
    transfer: ({ row }) => (row.kind === 'TRANSFER' || row.kind === 'CAPTURE' ? row : null),
    hold: ({ row: { holdId } }, _, { load }) => (holdId === null ? null : load.hold.load(holdId)),
    effectiveAt: ({ row }) => row.effectiveAt,
    recordedAt: ({ row }) => row.recordedAt,
  },

  ...eventResolvers,

  Money: moneyResolvers,
};

const intentRefusals = {
  ACCOUNT_NOT_EMPTY: {
    __typename: 'AccountNotEmpty' as const,
    code: 'ACCOUNT_NOT_EMPTY' as const,
    message: 'The account still holds money or has open holds. Empty it first.',
    path: ['input', 'id'],
  },
  ACCOUNT_NOT_OPEN: {
    __typename: 'AccountNotOpen' as const,
    code: 'ACCOUNT_NOT_OPEN' as const,
    message: 'The account is closed for good. Open another one.',
    path: ['input', 'id'],
    accountStatus: 'CLOSED' as const,
    status: 'CLOSED',
  },
  OVERDRAFT_LIMIT_IN_USE: {
    __typename: 'OverdraftLimitInUse' as const,
    code: 'OVERDRAFT_LIMIT_IN_USE' as const,
    message: 'The account is overdrawn further than the new limit would allow. Choose a higher one.',
    path: ['input', 'overdraftLimit'],
  },
};

function requireScope(viewer: Viewer, scope: Scope): SignedInViewer {
  const signedIn = requireSignedIn(viewer);
  if (!hasScope(signedIn, scope)) {
    throw forbidden(`This needs the scope \`${scope}\`. Ask an operator of the organization for a client that has it.`);
  }
  return signedIn;
}

/** The argument `dryRun` of a mutation. Null counts as left out, as everywhere in the schema. */
type DryRun = boolean | null;

async function submit(
  context: Context,
  dryRun: DryRun,
  commandOf: (viewer: SignedInViewer) => Command,
): Promise<Outcome> {
  const viewer = requireScope(context.viewer, 'transfers:write');
  const [outcome] = await queueOf(context, dryRun).submit(viewer.organizationId, [commandOf(viewer)], context.scope);
  if (outcome === undefined) {
    throw new Error('a command had no outcome');
  }
  return outcome;
}

/** The queue in which a command is posted, or only decided. */
function queueOf({ commands, dryRuns }: Context, dryRun: DryRun): CommandQueue {
  return dryRun === true ? dryRuns : commands;
}

async function asPayload<Fields extends object>(
  outcome: Outcome,
  load: (made: Accepted) => Promise<Fields>,
  path: readonly string[] = ['input'],
) {
  return 'refusal' in outcome
    ? { errors: [outcome.refusal, ...(outcome.others ?? [])].map((refusal) => explainRefusal(refusal, path)) }
    : { ...(await load(outcome)), preview: outcome.preview ?? null, errors: [] };
}

/** The transfer that a command made. It is loaded only for a key that was sent before. */
async function transferMade({ transferId, rows }: Accepted, { load }: Context): Promise<LogContent | null> {
  return rows?.transfer ?? (transferId === null ? null : load.writtenTransfer.load(transferId));
}

async function holdMade({ holdId, rows }: Accepted, { load }: Context): Promise<HoldRow | null> {
  return rows?.hold ?? (holdId === null ? null : load.writtenHold.load(holdId));
}

function accountOf(id: string, load: Context['load']) {
  const uuid = tryParseId('acct', id);
  return uuid === null ? Promise.resolve(null) : load.balance.load(uuid);
}

function periodLimit({ amount, count, usedAmount, usedCount }: LimitsInForce['perDay'], currency: string) {
  return {
    amount: amount === null ? null : { minorUnits: amount, currency },
    count,
    usedAmount: { minorUnits: usedAmount, currency },
    usedCount,
  };
}
