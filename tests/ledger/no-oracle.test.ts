import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { minorUnitsMax } from '@tributary/domain/money.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountRow } from '../../subgraphs/ledger/log/tables.ts';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  aCapture,
  aClient,
  ada,
  after,
  aHold,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  codes,
  now,
  operator,
} from './states-and-commands.ts';

/** Viewers who may not see `theirs`, and debit `own`. */
const confined = { 'a customer': ada, 'a confined client': aClient('program', { accountIds: ['own', 'savings'] }) };
const unconfined = { 'an operator': operator, 'an unconfined client': aClient('whole', { accountIds: null }) };

type Theirs = Partial<AccountRow>;
/** Two accounts of the viewer's, and one of somebody else's. Credits lower assets and expenses. */
const stateWith = (theirs: Theirs, own: Theirs = {}) =>
  aState({
    own: { available: 100n, ownerId: ada.id, ...own },
    savings: { ownerId: ada.id },
    theirs: { ownerId: 'bob', ...theirs },
  });
const between = { debitAccountId: 'own', creditAccountId: 'theirs' };

const declined = { refusal: { code: 'DECLINED', field: 'creditAccountId' } };

describe.each(Object.entries(confined))('%s', (_, viewer) => {
  it.each<{ why: string; theirs: Theirs; id?: string }>([
    { why: 'does not exist', theirs: {}, id: 'nobody' },
    { why: 'is closed', theirs: { status: 'CLOSED' } },
    { why: 'is frozen', theirs: { status: 'FROZEN' } },
    { why: 'is in another currency', theirs: { currency: 'USD' } },
    { why: 'would be lowered, and has enough', theirs: { class: 'ASSET', available: 1_000n } },
    { why: 'would be lowered, and has too little', theirs: { class: 'ASSET', available: 0n } },
    { why: 'would be lowered into its overdraft', theirs: { class: 'EXPENSE', available: 0n, overdraftLimit: 1_000n } },
    { why: 'would rise out of range', theirs: { available: minorUnitsMax } },
    {
      why: 'has no floor and would fall out of range',
      theirs: { class: 'ASSET', available: -minorUnitsMax, overdraftLimit: null },
    },
  ])('gets the same answer for an account that $why', ({ theirs, id = 'theirs' }) => {
    const parties = { debitAccountId: 'own', creditAccountId: id, viewer };

    const { outcomes, rows } = decide(
      stateWith(theirs),
      [aTransfer({ ...parties, amount: 5n }), aHold({ ...parties, amount: 5n })],
      now,
    );

    expect(outcomes).toEqual([declined, declined]);
    expect(rows).toEqual([]);
  });

  it('may lower an account that has no floor, and raise any', () => {
    const bank = stateWith({ class: 'ASSET', available: -50n, overdraftLimit: null });
    const person = stateWith({});

    for (const state of [bank, person]) {
      expect(codes(decide(state, [aTransfer({ ...between, viewer }), aHold({ ...between, viewer })], now))).toEqual([
        null,
        null,
      ]);
    }
  });

  it('cannot search for a balance with holds and voids', () => {
    const answers = (available: bigint) => {
      const state = stateWith({ class: 'ASSET', available }, { class: 'ASSET' });
      const round = (amount: bigint) => [
        aHold({ ...between, viewer, id: `h${amount}`, amount, revocable: true }),
        aVoid(`h${amount}`, viewer),
      ];
      return codes(decide(state, [1n, 5_000n, 7_500n, 10_000n].flatMap(round), now));
    };

    expect(answers(8_192n)).toEqual(answers(0n));
  });

  it('gets the refusals of their own account first, and in full', () => {
    const theirs: Theirs = { class: 'ASSET', available: 7n };
    const small = decide(stateWith(theirs, { available: 3n }), [aTransfer({ ...between, viewer, amount: 5n })], now);
    const dollars = decide(stateWith(theirs), [aTransfer({ ...between, viewer, currency: 'USD' })], now);
    const frozen = decide(stateWith(theirs, { status: 'FROZEN' }), [aTransfer({ ...between, viewer })], now);

    expect(small.outcomes).toMatchObject([{ refusal: { code: 'INSUFFICIENT_FUNDS', available: '3' } }]);
    expect(dollars.outcomes).toEqual([{ refusal: { code: 'CURRENCY_MISMATCH', expected: 'EUR' } }]);
    expect(frozen.outcomes).toMatchObject([{ refusal: { code: 'ACCOUNT_NOT_OPEN', status: 'FROZEN' } }]);
  });

  it('can set no condition on an account that they may not see, whether or not it exists', () => {
    const eur = { minorUnits: 1n, currency: 'EUR' };
    const commands = ['theirs', 'nobody'].flatMap((creditAccountId) => [
      aTransfer({ ...between, viewer, creditAccountId, expectedCreditVersion: 0 }),
      aHold({ ...between, viewer, creditAccountId, availableAtLeast: { debit: null, credit: eur } }),
    ]);

    const { outcomes } = decide(stateWith({ status: 'CLOSED' }), commands, now);

    expect(outcomes).toMatchObject([
      { refusal: { code: 'INVALID_INPUT', field: 'expectedCreditVersion' } },
      { refusal: { code: 'INVALID_INPUT', field: 'creditAvailableAtLeast' } },
      { refusal: { code: 'INVALID_INPUT', field: 'expectedCreditVersion' } },
      { refusal: { code: 'INVALID_INPUT', field: 'creditAvailableAtLeast' } },
    ]);
  });

  it.each<{ why: string; changed: Theirs }>([
    { why: 'is frozen', changed: { status: 'FROZEN' } },
    { why: 'is lowered by it', changed: { class: 'ASSET', overdraftLimit: 0n } },
  ])('reverses nothing on an account that they may not see and that $why', ({ changed }) => {
    // A deposit, which the reversal pays back: it credits the account that the deposit debited.
    const deposit = aTransfer({ id: 't', debitAccountId: 'theirs', creditAccountId: 'own', amount: 10n });
    const before = stateWith({ class: 'ASSET', overdraftLimit: null });
    const [row] = decide(before, [deposit], now).rows;
    const deposited = after(before, [deposit]);
    const theirs = deposited.accounts.get('theirs');
    const state: LedgerState = {
      ...deposited,
      accounts: new Map(theirs === undefined ? [] : [...deposited.accounts, ['theirs', { ...theirs, ...changed }]]),
      reversible: new Map(row === undefined ? [] : [['t', { row, reversed: 0n }]]),
    };
    const reversal = aReversal({ viewer, amount: null });

    expect(decide(state, [reversal], now).outcomes).toEqual([{ refusal: { code: 'DECLINED', field: 'transferId' } }]);
    expect(codes(decide({ ...deposited, reversible: state.reversible }, [reversal], now))).toEqual([null]);
  });

  it('captures no hold on an account that they may not see and that is frozen', () => {
    const held = after(stateWith({}), [aHold({ ...between, id: 'h', amount: 5n, viewer })]);
    const theirs = held.accounts.get('theirs');
    const state: LedgerState = {
      ...held,
      accounts: new Map(theirs === undefined ? [] : [...held.accounts, ['theirs', { ...theirs, status: 'FROZEN' }]]),
    };

    expect(decide(state, [aCapture({ amount: null, viewer })], now).outcomes).toEqual([
      { refusal: { code: 'DECLINED', field: 'holdId' } },
    ]);
    expect(codes(decide(held, [aCapture({ amount: null, viewer })], now))).toEqual([null]);
  });
});

it.each(Object.entries(unconfined))('%s gets the reason for every account', (_, viewer) => {
  const answer = (theirs: Theirs, creditAccountId = 'theirs') =>
    codes(decide(stateWith(theirs), [aTransfer({ ...between, creditAccountId, viewer, amount: 5n })], now))[0];

  expect(answer({}, 'nobody')).toBe('ACCOUNT_NOT_FOUND');
  expect(answer({ status: 'CLOSED' })).toBe('ACCOUNT_NOT_OPEN');
  expect(answer({ currency: 'USD' })).toBe('CURRENCY_MISMATCH');
  expect(answer({ class: 'ASSET', available: 4n })).toBe('INSUFFICIENT_FUNDS');
  expect(answer({ class: 'ASSET', available: 5n })).toBe(null);
  expect(answer({ available: minorUnitsMax })).toBe('BALANCE_OUT_OF_RANGE');
});

describe('any list of commands', () => {
  const amount = fc.bigInt({ min: 1n, max: 200n });
  const name = fc.constantFrom('own', 'savings', 'theirs', 'floorless');
  const commands = fc.array(
    fc.oneof(
      fc
        .record({
          ...{ debitAccountId: name, creditAccountId: name, amount, journalId: fc.constantFrom(null, 'j') },
          rule: fc.option(fc.constantFrom('UP_TO' as const, 'BALANCING_DEBIT' as const, 'BALANCING_CREDIT' as const)),
        })
        .map(({ rule, ...fields }): Omit<Command, 'viewer'> =>
          aTransfer({ ...fields, ...(rule === null ? {} : { amountRule: rule }) }),
        ),
      fc
        .record({ debitAccountId: name, creditAccountId: name, amount, id: fc.constantFrom('h1', 'h2', 'h3') })
        .map((fields): Omit<Command, 'viewer'> => aHold({ ...fields, revocable: true })),
      fc
        .record({ holdId: fc.constantFrom('h1', 'h2', 'h3'), amount: fc.option(amount) })
        .map((fields) => aCapture(fields)),
      fc.constantFrom('h1', 'h2', 'h3').map((holdId) => aVoid(holdId)),
    ),
    { maxLength: 30 },
  );
  const balances = fc.record({ available: fc.bigInt({ min: 0n, max: 400n }), overdraftLimit: amount });

  it('has the same answers whatever the balance of an account that the viewer may not see', () => {
    fc.assert(
      fc.property(
        commands,
        fc.constantFrom(...Object.values(confined)),
        fc.constantFrom('ASSET' as const, 'LIABILITY' as const),
        fc.tuple(balances, balances),
        (sent, viewer, accountClass, [one, other]) => {
          const made = new Set<string>();
          const own = sent
            .filter(({ kind, id }) => kind !== 'HOLD' || made.size !== made.add(id).size)
            .map((command) => ({ ...command, viewer, subject: 'the viewer' }) as Command);
          const answersWith = (theirs: Theirs) => {
            const state = aState({
              own: { available: 100n, ownerId: ada.id, class: accountClass },
              savings: { available: 50n, ownerId: ada.id },
              theirs: { ownerId: 'bob', class: accountClass, ...theirs },
              floorless: { class: accountClass, available: theirs.available ?? 0n, overdraftLimit: null },
            });
            const { outcomes, rows } = decide(state, own, now);
            return { outcomes, amounts: rows.map((row) => row.amount) };
          };

          expect(answersWith(one)).toEqual(answersWith(other));
        },
      ),
      { numRuns: 500 },
    );
  });
});
