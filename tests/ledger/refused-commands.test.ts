import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { describe, expect, it } from 'vitest';
import { raises } from '../../subgraphs/ledger/log/accounting.ts';
import type { AccountRow } from '../../subgraphs/ledger/log/tables.ts';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { aCapture, ada, after, aHold, aReversal, aState, aTransfer, aVoid, codes, now } from './states-and-commands.ts';

type Accounts = Parameters<typeof aState>[0];
const inDollars = { minorUnits: 1n, currency: 'USD' };

/**
 * A ledger with a hold `h` and a transfer `t`, both of 50 from the payer to the payee. The given fields of the accounts
 * are changed afterwards.
 */
function withHoldAndTransfer({ payer = {}, payee = {} }: { payer?: Partial<AccountRow>; payee?: Partial<AccountRow> }) {
  const before = aState({ payer: { available: 100n }, payee: {} });
  const commands = [aHold({ id: 'h', amount: 50n }), aTransfer({ id: 't', amount: 50n })];
  const row = decide(before, commands, now).rows.find(({ id }) => id === 't');
  const state = after(before, commands);
  const changed = (id: 'payer' | 'payee', change: Partial<AccountRow>): [string, AccountRow][] => {
    const account = state.accounts.get(id);
    return account === undefined ? [] : [[id, { ...account, ...change }]];
  };
  return {
    ...state,
    accounts: new Map([...changed('payer', payer), ...changed('payee', payee)]),
    reversible: new Map(row === undefined ? [] : [['t', { row, reversed: 0n }]]),
  } satisfies LedgerState;
}

it.each([
  { accounts: {}, commands: [aCapture({ amount: 20n }), aVoid(), aReversal({ amount: 20n })], refused: null },
  { accounts: { payer: { status: 'FROZEN' } }, commands: [aCapture({ amount: 20n })], refused: 'ACCOUNT_NOT_OPEN' },
  { accounts: { payee: { status: 'FROZEN' } }, commands: [aCapture({ amount: 20n })], refused: 'ACCOUNT_NOT_OPEN' },
  { accounts: { payer: { status: 'FROZEN' } }, commands: [aReversal({ amount: 20n })], refused: 'ACCOUNT_NOT_OPEN' },
  { accounts: { payee: { status: 'FROZEN' } }, commands: [aReversal({ amount: 20n })], refused: 'ACCOUNT_NOT_OPEN' },
  // A reserved amount can be freed all the same.
  { accounts: { payer: { status: 'FROZEN' }, payee: { status: 'FROZEN' } }, commands: [aVoid()], refused: null },
] as const)(
  'if the accounts are $accounts, a capture, a void or a reversal is refused: $refused',
  ({ accounts, commands, refused }) => {
    expect(codes(decide(withHoldAndTransfer(accounts), commands, now))).toEqual(commands.map(() => refused));
  },
);

it('a capture has the currency of its hold, and a reversal that of its transfer', () => {
  const commands: Command[] = [
    { ...aCapture({ amount: null }), amount: inDollars },
    { ...aReversal({ amount: null }), amount: inDollars },
  ];

  expect(decide(withHoldAndTransfer({}), commands, now).outcomes).toEqual([
    { refusal: { code: 'CURRENCY_MISMATCH', expected: 'EUR' } },
    { refusal: { code: 'CURRENCY_MISMATCH', expected: 'EUR' } },
  ]);
});

it.each([
  { payer: ada.id, payee: 'bob', refused: ['NOT_PERMITTED', 'NOT_PERMITTED', 'TRANSFER_NOT_FOUND'] },
  { payer: 'bob', payee: ada.id, refused: [null, null, null] },
  { payer: 'bob', payee: 'bob', refused: ['HOLD_NOT_FOUND', 'HOLD_NOT_FOUND', 'TRANSFER_NOT_FOUND'] },
])(
  'a hold and a transfer of an operator are captured, voided and reversed by the payee: $refused',
  ({ payer, payee, refused }) => {
    const state = withHoldAndTransfer({ payer: { ownerId: payer }, payee: { ownerId: payee } });
    const commands = [aCapture({ viewer: ada, amount: 1n }), aVoid('h', ada), aReversal({ viewer: ada, amount: 1n })];

    expect(codes(decide(state, commands, now))).toEqual(refused);
  },
);

it('the available balance of an account is in refusals for its viewers only', () => {
  const state = aState({
    payer: { available: 100n, ownerId: ada.id },
    payee: { class: 'ASSET', available: 7n, ownerId: 'bob' },
  });

  expect(decide(state, [aTransfer({ viewer: ada, amount: 10n }), aTransfer({ amount: 10n })], now).outcomes).toEqual([
    {
      refusal: { code: 'DECLINED', field: 'creditAccountId' },
    },
    { refusal: expect.objectContaining({ code: 'INSUFFICIENT_FUNDS', available: '7' }) },
  ]);
});

it.each<{ what: string; accounts: Accounts; amount: bigint }>([
  {
    what: 'falls below what PostgreSQL holds',
    accounts: { payer: { available: 1n - minorUnitsMax, overdraftLimit: null }, payee: {} },
    amount: 2n,
  },
  {
    what: 'rises above what PostgreSQL holds',
    accounts: { payer: { available: 2n }, payee: { available: minorUnitsMax - 1n } },
    amount: 2n,
  },
])('refuses a transfer by which a balance $what, and takes one that reaches the bound', ({ accounts, amount }) => {
  const state = aState(accounts);

  expect(codes(decide(state, [aTransfer({ amount }), aTransfer({ amount: amount - 1n })], now))).toEqual([
    'BALANCE_OUT_OF_RANGE',
    null,
  ]);
});

it('expires holds in the order in which they are due', () => {
  const state = after(aState({ payer: { available: 100n }, payee: {} }), [
    aHold({ id: '00000000-0000-7000-8000-000000000001', amount: 1n, expiresInSeconds: 20 }),
    aHold({ id: '00000000-0000-7000-8000-000000000002', amount: 2n, expiresInSeconds: 10 }),
    aHold({ id: '00000000-0000-7000-8000-000000000003', amount: 3n, expiresInSeconds: 30 }),
  ]);

  const { rows } = decide(state, [], new Date(now.getTime() + 60_000));

  expect(rows.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['EXPIRY', 2n],
    ['EXPIRY', 1n],
    ['EXPIRY', 3n],
  ]);
});

describe('an idempotency key', () => {
  it('belongs to its subject', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const { outcomes, rows } = decide(
      state,
      [
        aTransfer({ id: 'a', subject: 'usr:one', idempotencyKey: 'k' }),
        aTransfer({ id: 'b', subject: 'usr:other', idempotencyKey: 'k' }),
      ],
      now,
    );

    expect(outcomes).toMatchObject([{ transferId: 'a' }, { transferId: 'b' }]);
    expect(rows).toHaveLength(2);
  });

  it('that was used does not match a malformed command, whose field is named', () => {
    const first = aTransfer({ idempotencyKey: 'k' });

    const { outcomes } = decide(
      aState({ payer: { available: 100n }, payee: {} }),
      [
        first,
        { ...first, malformed: [{ code: 'INVALID_AMOUNT', problem: 'no' }] },
        { ...first, malformed: [{ code: 'INVALID_INPUT', field: 'description', problem: 'no' }] },
      ],
      now,
    );

    expect(outcomes.slice(1)).toEqual([
      { refusal: { code: 'IDEMPOTENCY_MISMATCH', field: 'amount' } },
      { refusal: { code: 'IDEMPOTENCY_MISMATCH', field: 'description' } },
    ]);
  });
});

describe('a journal', () => {
  it('is not joined by a transfer that was decided before', () => {
    const used = aTransfer({ id: 'a', idempotencyKey: 'k1' });
    const state = aState({ payer: { available: 100n }, payee: {} });

    const { outcomes, rows, uses } = decide(
      state,
      [
        used,
        { ...used, journalId: 'j', position: 1 },
        aTransfer({ idempotencyKey: 'k2', journalId: 'j', position: 2 }),
      ],
      now,
    );

    expect(outcomes).toMatchObject([
      { transferId: 'a' },
      { transferId: 'a' },
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 1 } },
    ]);
    expect(rows).toHaveLength(1);
    expect(uses.map(({ key }) => key)).toEqual(['k1']);
  });

  it('that is repeated has its first outcomes, and is remembered once', () => {
    const members = [
      aTransfer({ id: 'a', idempotencyKey: 'k1', journalId: 'j1' }),
      aTransfer({ id: 'b', idempotencyKey: 'k2', journalId: 'j1' }),
    ];
    const again = members.map((member) => ({ ...member, id: `${member.id} again`, journalId: 'j2' }));

    const { outcomes, rows, uses } = decide(
      aState({ payer: { available: 100n }, payee: {} }),
      [...members, ...again],
      now,
    );

    expect(outcomes).toMatchObject(['a', 'b', 'a', 'b'].map((transferId) => ({ transferId })));
    expect(rows).toHaveLength(2);
    expect(uses.map(({ key }) => key)).toEqual(['k1', 'k2']);
  });

  it('that is refused leaves the time of the newest row as it was', () => {
    const recordedAt = new Date(now.getTime() + 3_600_000);

    const { rows } = decide(
      aState({ payer: { available: 100n }, payee: {} }),
      [
        { ...aTransfer({ journalId: 'j' }), recordedAt },
        aTransfer({ journalId: 'j', amount: 1_000n, position: 1 }),
        aTransfer({}),
      ],
      now,
    );

    expect(rows).toMatchObject([{ recordedAt: now }]);
  });
});

it.each<{ class: AccountRow['class']; raisedBy: 'debit' | 'credit' }>([
  { class: 'ASSET', raisedBy: 'debit' },
  { class: 'EXPENSE', raisedBy: 'debit' },
  { class: 'LIABILITY', raisedBy: 'credit' },
  { class: 'EQUITY', raisedBy: 'credit' },
  { class: 'REVENUE', raisedBy: 'credit' },
])('an account of the class $class is raised by its $raisedBy side', ({ class: accountClass, raisedBy }) => {
  expect(raises('debit', { class: accountClass })).toBe(raisedBy === 'debit');
  expect(raises('credit', { class: accountClass })).toBe(raisedBy === 'credit');
});
