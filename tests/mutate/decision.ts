/** The rules by which the ledger decides. */
const decisionTests = [
  'tests/ledger/decide.test.ts',
  'tests/ledger/decide-journals.test.ts',
  'tests/ledger/decide-histories.test.ts',
  'tests/ledger/refused-commands.test.ts',
];
const partyTests = ['tests/ledger/holds-bind.test.ts', 'tests/ledger/no-oracle.test.ts'];

export const decision = [
  {
    file: 'subgraphs/ledger/write/rules/floors.ts',
    tests: [...decisionTests, ...partyTests],
    pairs: [
      ['available + overdraftLimit < amount', 'available + overdraftLimit <= amount'],
      ['available + overdraftLimit < amount', 'available < amount'],
      ['after.available < available &&', ''],
      ['&& overdraftLimit !== null', '&& overdraftLimit !== null && false'],
      ['if (!isVisible(viewer, before))', 'if (false)'],
      ['isVisible(viewer, before) ?', 'true ?'],
      ['balance <= minorUnitsMax', 'balance <= minorUnitsMax + 1n'],
      ['balance >= -minorUnitsMax', 'balance >= -minorUnitsMax - 1n'],
      ['before: before.credit, after: after.credit', 'before: before.debit, after: after.debit'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/refusals.ts',
    tests: ['tests/ledger/decide.test.ts', ...partyTests],
    pairs: [
      ["account.status === 'OPEN'", "account.status !== 'CLOSED'"],
      ['return isVisible(viewer, account) ?', 'return true ?'],
      ['maySeeAll(viewer) :', 'true :'],
      ['expected === version', 'true'],
      ['available >= required.minorUnits', 'available > required.minorUnits'],
      ['required.currency !== currency', 'false'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/transfers.ts',
    tests: [...decisionTests, ...partyTests],
    pairs: [
      ['if (unseen !== null)', 'if (false)'],
      ['&& !isCondition', ''],
      ['if (isVisible(viewer, credit))', 'if (true)'],
      ['debitAccountId === creditAccountId', 'false'],
      ['|| !isAllowed(viewer, debit)', ''],
      ['&& currency === credit.currency', ''],
      ['currency === debit.currency &&', ''],
      ["refuseUnlessOpen(viewer, 'debitAccountId', debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'creditAccountId', credit) ??", ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/holds.ts',
    tests: [...decisionTests, ...partyTests],
    pairs: [
      ['amount > hold.remaining', 'amount > hold.remaining + 1n'],
      ['if (isAllowed(viewer, credit))', 'if (false)'],
      ['maker === subject &&', ''],
      ["kind === 'CAPTURE' || revocable", 'revocable'],
      ['revocable !== false ||', ''],
      ['revocable !== false', 'revocable === true'],
      ['|| !isAllowed(viewer, debit)', ''],
      ['!isMaker && !isVisible(viewer, debit)', '!isMaker'],
      ["remaining === 0n ? 'CAPTURED' : 'OPEN'", "'CAPTURED'"],
      ["hold.status === 'OPEN' ?", 'true ?'],
      ['command.amount.currency !== currency', 'false'],
      ["refuseUnlessOpen(viewer, 'holdId', sides.debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'holdId', sides.credit) ??", ''],
      ['hold.remaining - amount', 'hold.remaining'],
      ['{ ...hold, remaining: 0n, status }', '{ ...hold, status }'],
      ['-amount) }', 'amount) }'],
      ['one.expiresAt.getTime() - other.expiresAt.getTime()', 'other.expiresAt.getTime() - one.expiresAt.getTime()'],
      ['command.expiresInSeconds * 1000', 'command.expiresInSeconds * 1001'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/reversals.ts',
    tests: decisionTests,
    pairs: [
      ['amount > left || left === 0n', 'amount > left'],
      ['amount > left || left === 0n', 'left === 0n'],
      ['row.amount - reversed', 'row.amount'],
      ['reversed + amount', 'amount'],
      ['|| !isAllowed(viewer, debit)', ''],
      ['command.amount.currency !== currency', 'false'],
      ["refuseUnlessOpen(viewer, 'transferId', debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'transferId', credit) ??", ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/books.ts',
    tests: decisionTests,
    pairs: [
      ["hold.status === 'OPEN' &&", ''],
      ['hold.expiresAt <= this.now', 'hold.expiresAt < this.now'],
      ['this.#rows.length = before.rowCount;', ''],
      ['this.#lastRecordedAt = before.lastRecordedAt;', ''],
      ['wanted > this.#lastRecordedAt', 'true'],
      ['BigInt(this.#rows.length + 1)', '1n'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/used-keys.ts',
    tests: decisionTests,
    pairs: [
      ['`${subject}\\n${key}`', 'key'],
      ['this.#uses.get(key) ?? this.#earlier', 'this.#earlier'],
      ['malformedField ?? differingField', 'differingField'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/journals.ts',
    tests: decisionTests,
    pairs: [
      ['seen.size === seen.add(key).size', 'false'],
      [
        "'IDEMPOTENCY_MISMATCH' ? outcomes : remember(outcomes)",
        "'IDEMPOTENCY_MISMATCH' ? remember(outcomes) : outcomes",
      ],
      ["({ code: 'IDEMPOTENCY_MISMATCH', field: 'journal' } as const)", 'null'],
      ['isNew[index] === true &&', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/decide.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [
      ['expireDueHolds(books);', ''],
      ['if (earlier !== null)', 'if (false)'],
      ['if (malformed !== null)', 'if (false)'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/apply-command.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [['clockSkewMs = 60_000', 'clockSkewMs = 61_000']],
  },
  {
    file: 'subgraphs/ledger/log/accounting.ts',
    tests: ['tests/ledger/refused-commands.test.ts'],
    pairs: [
      ["|| accountClass === 'EXPENSE'", ''],
      ["accountClass === 'ASSET' ||", ''],
    ],
  },
] as const;
