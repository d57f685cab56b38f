import { minorUnitsMax } from '@tributary/domain/money.ts';
import { expect, it } from 'vitest';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { aCapture, after, aHold, aRaise, aState, aTransfer, codes, now } from './states-and-commands.ts';

const held = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 50n })]);

it('a raise adds to what is left and to the amount, however often', () => {
  const decision = decide(held, [aRaise({ amount: 10n }), aCapture({ amount: 55n }), aRaise({ amount: 5n })], now);

  expect(codes(decision)).toEqual([null, null, null]);
  expect(decision.holds).toMatchObject([{ amount: 65n, raised: 15n, remaining: 10n, status: 'OPEN' }]);
  expect(decision.rows).toMatchObject([
    { kind: 'HOLD', amount: 10n, holdId: 'h' },
    { kind: 'CAPTURE', amount: 55n, holdId: 'h' },
    { kind: 'HOLD', amount: 5n, holdId: 'h', debitPosted: 45n, debitPending: 35n, debitAvailable: 35n },
  ]);
});

it('a raise is refused in another currency, beyond what is available, and between accounts that are not open', () => {
  const inDollars = { ...aRaise({ amount: 1n }), amount: { minorUnits: 1n, currency: 'USD' } };
  const frozen = (id: string) => {
    const account = held.accounts.get(id);
    return account === undefined
      ? held
      : { ...held, accounts: new Map(held.accounts).set(id, { ...account, status: 'FROZEN' }) };
  };

  expect(codes(decide(held, [inDollars, aRaise({ amount: 51n }), aRaise({ amount: 50n })], now))).toEqual([
    'CURRENCY_MISMATCH',
    'INSUFFICIENT_FUNDS',
    null,
  ]);
  expect(codes(decide(frozen('payer'), [aRaise({ amount: 1n })], now))).toEqual(['ACCOUNT_NOT_OPEN']);
  expect(codes(decide(frozen('payee'), [aRaise({ amount: 1n })], now))).toEqual(['ACCOUNT_NOT_OPEN']);
});

it('raises and captures in turn add up to no more than an amount can be', () => {
  const state = aState({ payer: { overdraftLimit: null }, payee: { overdraftLimit: null } });
  const back = aTransfer({ debitAccountId: 'payee', creditAccountId: 'payer', amount: minorUnitsMax - 10n });
  const full = after(state, [
    aHold({ id: 'h', amount: minorUnitsMax - 9n }),
    aCapture({ amount: minorUnitsMax - 10n }),
    back,
  ]);

  expect(codes(decide(full, [aRaise({ amount: 10n }), aRaise({ amount: 9n })], now))).toEqual([
    'BALANCE_OUT_OF_RANGE',
    null,
  ]);
});

it('a capture above what is left that is refused leaves the hold as it was', () => {
  const above = (amount: bigint) => ({ ...aCapture({ amount }), raiseId: 'raise' });

  const decision = decide(held, [above(101n), aCapture({ amount: 50n })], now);

  expect(codes(decision)).toEqual(['INSUFFICIENT_FUNDS', null]);
  expect(decision.rows).toMatchObject([{ kind: 'CAPTURE', amount: 50n }]);
  expect(decide(held, [above(100n)], now).rows).toMatchObject([
    { id: 'raise', kind: 'HOLD', amount: 50n, debitAvailable: 0n },
    { kind: 'CAPTURE', amount: 100n, debitPosted: 0n, debitAvailable: 0n, creditPosted: 100n },
  ]);
});
