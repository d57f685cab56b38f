/** What the audit trail records, and what makes it evidence. */
export const audit = [
  {
    file: 'subgraphs/domain/audit.ts',
    tests: ['tests/users/audit-events.test.ts'],
    pairs: [
      ['personAt({ origin, subject })', 'null'],
      ['before[field] === after[field] ?', 'field === after[field] ?'],
      ['max: addressLengthMax', 'max: 1_000'],
    ],
  },
  {
    file: 'subgraphs/users/audit/list-audit-events.ts',
    tests: ['tests/users/audit-list.test.ts'],
    pairs: [
      ['eq(auditEvents.organizationId, organizationId)', 'undefined'],
      ['new Set(actions)', 'actions'],
      ["['usr', 'cli'])", "['usr', 'acct'])"],
    ],
  },
  {
    file: 'subgraphs/users/audit/verify-trail.ts',
    tests: ['tests/users/verify-trail.test.ts'],
    pairs: [
      ['event.sequence !== expected', 'event.sequence < expected'],
      ['!hash.equals(event.hash)', 'false'],
      ['head.hash !== hash', 'head.hash === hash'],
      [': findOtherValue(event, values)', ': null'],
      ['if (sequence > last.sequence)', 'if (sequence === undefined)'],
      ['if (!hash.equals(last.hash))', 'if (hash.length === 0)'],
      ['if (beyond !== undefined)', 'if (beyond === null)'],
    ],
  },
  {
    file: 'subgraphs/users/audit/chain.ts',
    tests: ['tests/users/verify-trail.test.ts'],
    pairs: [
      ['    event.actorId,', ''],
      ['    event.changes,', ''],
      ['frame(userId) + value', 'value'],
      ['Buffer.byteLength(text)', 'text.length'],
    ],
  },
  {
    file: 'subgraphs/users/sessions/refused-sign-ins.ts',
    tests: ['tests/users/refused-sign-ins.test.ts'],
    pairs: [
      ['networksMax = 1_000', 'networksMax = 1_200'],
      ['network.length > networkLengthMax', 'false'],
      ['known.attempts + excluded.attempts', 'excluded.attempts'],
      ['select pg_advisory_xact_lock(${lockId}::bigint)', 'select 1'],
    ],
  },
  {
    file: 'subgraphs/accounts/record-account-change.ts',
    tests: ['tests/accounts/audit.test.ts'],
    pairs: [
      ['Object.keys(changes).length > 0', 'true'],
      ['before.visible ?', 'after.visible ?'],
    ],
  },
  {
    file: 'subgraphs/users/sessions/refresh-session.ts',
    tests: ['tests/users/audit-events.test.ts'],
    pairs: [['actor: null, address }', 'actor: null, address: null }']],
  },
] as const;
