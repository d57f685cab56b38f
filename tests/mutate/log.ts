/** The ledger's log: its chain, its cursors and its replay. */
export const log = [
  {
    file: 'subgraphs/ledger/log/chain.ts',
    tests: ['tests/ledger/chain.test.ts'],
    pairs: [
      ['previousHash + encode(content)', 'encode(content)'],
      ['head = hashOf(head, content)', 'head = hashOf(previousHash, content)'],
      ['.toSorted()', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/log/log-cursor.ts',
    tests: ['tests/ledger/log-cursor.test.ts'],
    pairs: [
      ['&& sequence <= head', ''],
      ['&& logCursor(organizationId, sequence) === cursor', ''],
      ['sequence >= 0n &&', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/audit/replay-log.ts',
    tests: ['tests/ledger/replay-log.test.ts'],
    pairs: [
      ["row.hash.toString('hex') === hash", 'true'],
      ['row.recordedAt < head.recordedAt', 'false'],
      ['after.available + overdraftLimit >= 0n', 'true'],
      ['amount > hold.remaining', 'false'],
      ['account.currency !== row.currency', 'false'],
      ['hold.creditAccountId !== creditAccountId', 'false'],
    ],
  },
] as const;
