/** Balance alerts: who has them and sees their crossings, their life, and their verification. */
const rights = ['tests/ledger/alert-rights.test.ts'];
const requests = ['tests/ledger/alert-requests.test.ts'];
const events = ['tests/ledger/alert-events.test.ts'];

export const alerts = [
  {
    file: 'subgraphs/ledger/log/permissions.ts',
    tests: rights,
    pairs: [
      ["viewer.scopes.includes('accounts:read') &&", ''],
      ["&& viewer.scopes.includes('events:read')", ''],
      ['return mayWatchBalances(viewer) && maySee(', 'return maySee('],
      ['mayWatchBalances(viewer) && maySee(viewer, { id: accountId, ownerId: null })', 'mayWatchBalances(viewer)'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/balance-alerts.ts',
    tests: [...rights, ...events],
    pairs: [
      ['eq(balanceAlerts.organizationId, viewer.organizationId),', ''],
      ['onVisibleAccount(viewer, sql`${balanceAlerts.accountId}`),', ''],
      ['onVisibleAccount(viewer, sql`${alertCrossings.accountId}`),', ''],
      ['crossings?.filter(({ accountId }) => mayWatch(viewer, accountId)) ?? []', '[...(crossings ?? [])]'],
      ['if (!mayWatchBalances(viewer)) {', 'if (false) {'],
      ['ids.length === 0 ||', ''],
      ['|| ids.length > 100', ''],
      ['ids === null || ids.has(alertId)', 'true'],
      ['offset 0)\n      order by', 'and false)\n      order by'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/alert-loaders.ts',
    tests: rights,
    pairs: [['isNull(balanceAlerts.untilSequence), alertsVisibleTo(viewer)', 'alertsVisibleTo(viewer)']],
  },
  {
    file: 'subgraphs/ledger/resolvers.ts',
    tests: rights,
    pairs: [['account === null || !mayWatch(viewer, account.id)', 'account === null']],
  },
  {
    file: 'subgraphs/ledger/write/create-balance-alert.ts',
    tests: [...requests, ...rights, 'tests/ledger/balance-alerts.test.ts'],
    pairs: [
      ['if (!mayWatch(viewer, parsed.accountId)) {', 'if (false) {'],
      ['eq(accounts.organizationId, organizationId)', 'undefined'],
      ["account.status === 'CLOSED'", 'false'],
      ['account.currency !== parsed.currency', 'false'],
      ['if (meanwhile !== null) {', 'if (false) {'],
      ['>= alertsMax', '> alertsMax'],
      ['hasAlerts: true', 'hasAlerts: false'],
      ['afterSequence: lastSequence', 'afterSequence: 0n'],
      ['eq(balanceAlerts.subject, subject),', ''],
      ['isNull(balanceAlerts.untilSequence)', 'undefined'],
      ['alert[name] !== sent[name]', 'false'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/delete-balance-alert.ts',
    tests: [...rights, 'tests/ledger/balance-alerts.test.ts'],
    pairs: [
      ['|| !mayWatch(viewer, alert.accountId)', ''],
      ['eq(balanceAlerts.organizationId, organizationId)', 'undefined'],
      ["viewer.kind === 'client' && alert.subject", 'alert.subject'],
      ["viewer.kind === 'client' && alert.subject !== subjectOf(viewer)", 'false'],
      ['isNull(balanceAlerts.untilSequence)', 'undefined'],
      ['(await countAlerts(tx, alert.accountId)) > 0', 'false'],
      ['(await countAlerts(tx, alert.accountId)) > 0', 'true'],
    ],
  },
  {
    file: 'subgraphs/ledger/audit/verify-alerts.ts',
    tests: ['tests/ledger/alert-crossings.test.ts'],
    pairs: [
      ['sequence > afterSequence &&', ''],
      ['|| sequence <= untilSequence', ''],
      ['&& !isBeyond(alert, before)', ''],
      ['balance < threshold', 'balance <= threshold'],
      ['balance > threshold', 'balance >= threshold'],
      ['from === String(before) &&', ''],
      ['&& to === String(after)', ''],
      ['return [...wrong, ...invented]', 'return wrong'],
      ['...(await findMisplacedCrossings(tx, organizationId)),', ''],
      ['...(await findWrongMarks(tx, organizationId)),', ''],
    ],
  },
] as const;
