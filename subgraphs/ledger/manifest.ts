import { defineSubgraph, referenceTo } from '@tributary/kit/define-subgraph.ts';

/** Money: transfers, holds, balances, and the event log. */
export const manifest = defineSubgraph({
  name: 'ledger',
  port: 4003,
  needs: [],
  ids: { tr: 'Transfer', hold: 'Hold', jrn: null, alert: null },
  scopes: ['transfers:read', 'transfers:write', 'transfers:backdate', 'events:read'],
  mappers: {
    Account: referenceTo('Account'),
    AccountTotals: './read/totals.ts#GroupTotals',
    BalanceAlert: './log/tables.ts#BalanceAlertRow',
    BalanceAlertCrossing: './log/tables.ts#AlertCrossing',
    Entry: './read/list-entries.ts#EntryRow',
    Heartbeat: './log/ledger-event.ts#HeartbeatEvent',
    Hold: './log/tables.ts#HoldRow',
    HoldCaptured: "./log/ledger-event.ts#LogEvent<'HoldCaptured'>",
    HoldCreated: "./log/ledger-event.ts#LogEvent<'HoldCreated'>",
    HoldExpired: "./log/ledger-event.ts#LogEvent<'HoldExpired'>",
    HoldRaised: "./log/ledger-event.ts#LogEvent<'HoldRaised'>",
    HoldVoided: "./log/ledger-event.ts#LogEvent<'HoldVoided'>",
    LedgerPreview: './write/rules/commands.ts#Preview',
    Money: '@tributary/domain/money.ts#Money as MoneyAmount',
    Statement: './read/statements.ts#StatementRow',
    Transfer: './log/tables.ts#LogContent',
    TransferLimits: './read/transfer-limits.ts#LimitsInForce',
    TrialBalanceSums: './read/totals.ts#GroupTotals',
    TransferPosted: "./log/ledger-event.ts#LogEvent<'TransferPosted'>",
  },
  settings: {},
  tables: 'log/tables.ts',
  // Batches are large and short-lived. A large young generation saves copying them at each collection.
  nodeOptions: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
  load: () => import('./ledger-subgraph.ts'),
});
