import { describe, expect, it } from 'vitest';
import type { AmountRule } from '@tributary/ledger/write/rules/commands.ts';
import { minorUnitsMax } from '@tributary/domain/money.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { aClient, ada, after, aHold, aState, aTransfer, codes, now, operator } from './states-and-commands.ts';

/** Balancing without a bound, as it is parsed from an input without an amount. */
const all = { amount: minorUnitsMax, currency: null };
const movedBy = (state: ReturnType<typeof aState>, ...commands: Parameters<typeof decide>[1]) =>
  decide(state, commands, now).rows.map(({ amount }) => amount);

describe('a transfer of up to an amount', () => {
  const upTo = (amount: bigint) => aTransfer({ amount, amountRule: 'UP_TO' });

  it('moves as much as is available with the overdraft, and at most its amount', () => {
    const state = aState({ payer: { available: 70n, overdraftLimit: 20n }, payee: {} });

    expect(movedBy(state, upTo(89n))).toEqual([89n]);
    expect(movedBy(state, upTo(90n))).toEqual([90n]);
    expect(movedBy(state, upTo(91n))).toEqual([90n]);
    expect(movedBy(state, upTo(minorUnitsMax))).toEqual([90n]);
  });

  it('moves at least one minor unit, or is refused', () => {
    const last = aState({ payer: { available: 1n }, payee: {} });
    const overdrawn = aState({ payer: { available: -20n, overdraftLimit: 20n }, payee: {} });

    expect(movedBy(last, upTo(5n))).toEqual([1n]);
    expect(decide(overdrawn, [upTo(5n)], now).outcomes).toEqual([
      {
        refusal: {
          code: 'INSUFFICIENT_FUNDS',
          field: 'debitAccountId',
          available: '-20',
          required: '1',
          currency: 'EUR',
        },
      },
    ]);
  });

  it('leaves what holds reserve', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ amount: 60n })]);

    expect(movedBy(state, upTo(100n))).toEqual([40n]);
  });

  it('is limited by each side that it lowers, and by none that has no floor', () => {
    const between = (debit: bigint, credit: { available: bigint; overdraftLimit: bigint | null }) =>
      aState({ payer: { available: debit }, payee: { class: 'ASSET', ...credit } });

    expect(movedBy(between(50n, { available: 30n, overdraftLimit: 5n }), upTo(100n))).toEqual([35n]);
    expect(movedBy(between(20n, { available: 30n, overdraftLimit: 5n }), upTo(100n))).toEqual([20n]);
    expect(movedBy(between(50n, { available: -30n, overdraftLimit: null }), upTo(100n))).toEqual([50n]);
    expect(codes(decide(between(50n, { available: 0n, overdraftLimit: 0n }), [upTo(100n)], now))).toEqual([
      'INSUFFICIENT_FUNDS',
    ]);
  });

  it('takes the whole amount where the transfer lowers nothing, and where nothing has a floor', () => {
    const raising = aState({ payer: { class: 'ASSET' }, payee: {} });
    const bank = aState({ payer: { available: -5n, overdraftLimit: null }, payee: {} });

    expect([movedBy(raising, upTo(100n)), movedBy(bank, upTo(100n))]).toEqual([[100n], [100n]]);
  });
});

describe('a balancing transfer', () => {
  const balancing = (amountRule: AmountRule, fields: Parameters<typeof aTransfer>[0] = all) =>
    aTransfer({ amountRule, ...fields });

  it('empties the debited account, without its overdraft', () => {
    const state = aState({ payer: { available: 70n, overdraftLimit: 20n }, payee: {} });

    const { rows } = decide(state, [balancing('BALANCING_DEBIT')], now);

    expect(rows).toMatchObject([{ amount: 70n, currency: 'EUR', debitPosted: 0n, creditPosted: 70n }]);
  });

  it('moves no more than its bound', () => {
    const state = aState({ payer: { available: 70n }, payee: {} });

    expect(movedBy(state, balancing('BALANCING_DEBIT', { amount: 69n }))).toEqual([69n]);
    expect(movedBy(state, balancing('BALANCING_DEBIT', { amount: 71n }))).toEqual([70n]);
  });

  it('leaves what holds reserve', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ amount: 60n })]);

    const { rows } = decide(state, [balancing('BALANCING_DEBIT')], now);

    expect(rows).toMatchObject([{ amount: 40n, debitPosted: 60n, debitAvailable: 0n }]);
  });

  it('empties an asset by a credit, and an account without a floor', () => {
    const asset = aState({ payer: { class: 'ASSET' }, payee: { class: 'ASSET', available: 30n } });
    const floorless = aState({ payer: { available: 30n, overdraftLimit: null }, payee: {} });

    expect(movedBy(asset, balancing('BALANCING_CREDIT'))).toEqual([30n]);
    expect(movedBy(floorless, balancing('BALANCING_DEBIT'))).toEqual([30n]);
  });

  it('settles an overdraft by a credit', () => {
    const state = aState({ payer: { available: 100n }, payee: { available: -30n, overdraftLimit: 50n } });

    const { rows } = decide(state, [balancing('BALANCING_CREDIT')], now);

    expect(rows).toMatchObject([{ amount: 30n, creditPosted: 0n }]);
  });

  it.each<{ why: string; rule: AmountRule; payer: bigint; payee: bigint; field: string; available: string }>([
    {
      ...{ why: 'is empty', rule: 'BALANCING_DEBIT', payer: 0n, payee: 0n },
      ...{ field: 'debitAccountId', available: '0' },
    },
    {
      ...{ why: 'is overdrawn and debited', rule: 'BALANCING_DEBIT', payer: -1n, payee: 0n },
      ...{ field: 'debitAccountId', available: '-1' },
    },
    {
      ...{ why: 'has money and is credited', rule: 'BALANCING_CREDIT', payer: 9n, payee: 1n },
      ...{ field: 'creditAccountId', available: '1' },
    },
  ])('is refused for an account that $why', ({ rule, payer, payee, field, available }) => {
    const state = aState({ payer: { available: payer, overdraftLimit: 100n }, payee: { available: payee } });

    const { outcomes, rows } = decide(state, [balancing(rule)], now);

    expect(outcomes).toEqual([{ refusal: { code: 'NOTHING_TO_BALANCE', field, available, currency: 'EUR' } }]);
    expect(rows).toEqual([]);
  });

  it('is refused by the floor of the other side', () => {
    const state = aState({ payer: { available: 10n }, payee: { available: -30n, overdraftLimit: 50n } });

    expect(decide(state, [balancing('BALANCING_CREDIT')], now).outcomes).toMatchObject([
      { refusal: { code: 'INSUFFICIENT_FUNDS', field: 'debitAccountId', required: '30' } },
    ]);
  });

  it('is refused between currencies, with a bound or without', () => {
    const state = aState({ payer: { available: 10n }, payee: { currency: 'USD' } });

    expect(
      decide(state, [balancing('BALANCING_DEBIT'), balancing('BALANCING_DEBIT', { amount: 5n, currency: 'USD' })], now)
        .outcomes,
    ).toEqual(Array.from({ length: 2 }, () => ({ refusal: { code: 'CURRENCY_MISMATCH', expected: null } })));
  });

  it('is in the currency of its accounts', () => {
    const state = aState({ payer: { available: 10n, currency: 'JPY' }, payee: { currency: 'JPY' } });

    expect(decide(state, [balancing('BALANCING_DEBIT')], now).rows).toMatchObject([{ amount: 10n, currency: 'JPY' }]);
  });
});

describe('the rules of amounts', () => {
  it('see what earlier legs of a journal did, and what earlier commands of the batch did', () => {
    const state = aState({ payer: { available: 100n }, payee: {}, third: {} });

    const { rows } = decide(
      state,
      [
        aTransfer({ amount: 10n }),
        aTransfer({ amount: 60n, journalId: 'j' }),
        aTransfer({ amount: 500n, amountRule: 'UP_TO', journalId: 'j' }),
        aTransfer({
          ...{ ...all, debitAccountId: 'payee', creditAccountId: 'third' },
          ...{ amountRule: 'BALANCING_DEBIT', journalId: 'j' },
        }),
      ],
      now,
    );

    expect(rows.map(({ amount }) => amount)).toEqual([10n, 60n, 30n, 100n]);
  });

  it('refuse a journal whose leg moves nothing, as a whole', () => {
    const state = aState({ payer: { available: 60n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ amount: 60n, journalId: 'j', position: 0 }),
        aTransfer({ amount: 5n, amountRule: 'UP_TO', journalId: 'j', position: 1 }),
      ],
      now,
    );

    expect(codes(decision)).toEqual(['JOURNAL_REFUSED', 'INSUFFICIENT_FUNDS']);
    expect(decision.rows).toEqual([]);
  });

  it.each(['UP_TO', 'BALANCING_DEBIT'] as const)('of %s keep to expected versions and conditions', (amountRule) => {
    const state = aState({ payer: { available: 10n, version: 3 }, payee: {} });
    const condition = { debit: { minorUnits: 11n, currency: 'EUR' }, credit: null };

    const decision = decide(
      state,
      [
        aTransfer({ amount: 20n, amountRule, expectedDebitVersion: 2 }),
        aTransfer({ amount: 20n, amountRule, availableAtLeast: condition }),
        aTransfer({ amount: 20n, amountRule, expectedDebitVersion: 3 }),
      ],
      now,
    );

    expect(codes(decision)).toEqual(['VERSION_MISMATCH', 'CONDITION_NOT_MET', null]);
    expect(decision.rows).toMatchObject([{ amount: 10n }]);
  });
});

describe.each([
  ['a customer', ada],
  ['a confined client', aClient('program', { accountIds: ['own'] })],
] as const)('%s', (_, viewer) => {
  const between = { viewer, debitAccountId: 'own', creditAccountId: 'theirs' };
  const stateWith = (theirs: object, own: object = {}) =>
    aState({ own: { available: 100n, ownerId: ada.id, ...own }, theirs: { ownerId: 'bob', ...theirs } });
  const declined = { refusal: { code: 'DECLINED', field: 'creditAccountId' } };

  it('cannot balance an account that they may not see, whatever its balance', () => {
    const command = aTransfer({ ...between, ...all, amountRule: 'BALANCING_CREDIT' });
    const nobody = aTransfer({ ...between, ...all, amountRule: 'BALANCING_CREDIT', creditAccountId: 'nobody' });

    for (const theirs of [
      { available: -30n, overdraftLimit: 50n },
      { available: 30n },
      { class: 'ASSET', available: 30n },
      { class: 'ASSET', available: 30n, overdraftLimit: null },
      { status: 'FROZEN' },
    ]) {
      expect(decide(stateWith(theirs), [command, nobody], now).outcomes).toEqual([declined, declined]);
    }
    expect(decide(stateWith({}, { status: 'FROZEN' }), [command, nobody], now).outcomes).toEqual([declined, declined]);
  });

  it('is declined if the amount would depend on an account that they may not see', () => {
    const command = aTransfer({ ...between, amount: 50n, amountRule: 'UP_TO' });
    const answers = [0n, 7n, 200n].map(
      (available) => decide(stateWith({ class: 'ASSET', available }), [command], now).outcomes,
    );
    const bank = stateWith({ class: 'ASSET', available: 7n, overdraftLimit: null });

    expect(answers).toEqual([[declined], [declined], [declined]]);
    expect(movedBy(bank, command)).toEqual([50n]);
  });

  it('has the same refusal whatever that account has, if their own account would go out of range', () => {
    const command = aTransfer({ ...between, amount: 50n, amountRule: 'UP_TO' });
    const full = { class: 'ASSET', available: minorUnitsMax - 10n };

    const answers = [7n, 200n].map((available) =>
      codes(decide(stateWith({ class: 'ASSET', available }, full), [command], now)),
    );

    expect(answers).toEqual([['BALANCE_OUT_OF_RANGE'], ['BALANCE_OUT_OF_RANGE']]);
  });

  it('does not learn the currency of that account', () => {
    const command = aTransfer({ ...between, ...all, amountRule: 'BALANCING_DEBIT' });

    expect(decide(stateWith({ currency: 'USD' }), [command], now).outcomes).toEqual([declined]);
  });

  it('can balance their own account, and move up to its balance', () => {
    const rules = ['UP_TO', 'BALANCING_DEBIT'] as const;

    expect(
      rules.map((amountRule) => movedBy(stateWith({}), aTransfer({ ...between, amount: 500n, amountRule }))),
    ).toEqual([[100n], [100n]]);
  });
});

it('an operator balances any account', () => {
  const state = aState({ payer: { available: 100n }, payee: { class: 'ASSET', available: 30n, ownerId: 'bob' } });

  expect(movedBy(state, aTransfer({ ...all, amountRule: 'BALANCING_CREDIT', viewer: operator }))).toEqual([30n]);
});
