import { describe, expect, it } from 'vitest';
import { pastTransferCommand } from '../../subgraphs/ledger/write/import-history.ts';
import type { TransferLimits } from '../../subgraphs/ledger/write/rules/account.ts';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import type { Command } from '../../subgraphs/ledger/write/rules/commands.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { dayMs, dayOf } from '../../subgraphs/ledger/log/utc-days.ts';
import {
  aCapture,
  ada,
  after,
  aHold,
  aRaise,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  bob,
  codes,
  limitedTo,
  now,
} from './states-and-commands.ts';

const inDays = (days: number) => new Date(now.getTime() + days * dayMs);
const today = dayOf(now);
const midnight = (days: number) => new Date((today + days) * dayMs).toISOString();

const payerWith = (limits: Partial<TransferLimits>): LedgerState =>
  aState({ payer: { available: 10_000n, ownerId: ada.id, ...limitedTo(limits) }, payee: { ownerId: bob.id } });
const pay = (amount: bigint, more: Partial<Parameters<typeof aTransfer>[0]> = {}) => aTransfer({ amount, ...more });
const usageOf = (state: LedgerState, id = 'payer') => Object.fromEntries(state.accounts.get(id)?.limits?.usage ?? []);
const refusalOf = (state: LedgerState, command: Command, time = now) => {
  const [outcome] = decide(state, [command], time).outcomes;
  return outcome !== undefined && 'refusal' in outcome ? outcome.refusal : null;
};

function defined<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) {
    throw new Error('the value is undefined');
  }
  return thing;
}

describe('a limit', () => {
  it.each<{ limits: Partial<TransferLimits>; amounts: bigint[]; refused: (string | null)[] }>([
    { limits: { perTransfer: 50n }, amounts: [50n, 51n, 50n], refused: [null, 'LIMIT_EXCEEDED', null] },
    {
      limits: { perDayAmount: 100n },
      amounts: [60n, 41n, 40n, 1n],
      refused: [null, 'LIMIT_EXCEEDED', null, 'LIMIT_EXCEEDED'],
    },
    { limits: { perDayCount: 2n }, amounts: [1n, 1n, 1n], refused: [null, null, 'LIMIT_EXCEEDED'] },
    { limits: { per30DaysAmount: 100n }, amounts: [100n, 1n], refused: [null, 'LIMIT_EXCEEDED'] },
    { limits: { per30DaysCount: 1n }, amounts: [1n, 1n], refused: [null, 'LIMIT_EXCEEDED'] },
    { limits: {}, amounts: [5_000n, 5_000n], refused: [null, null] },
  ])('of $limits lets through what fits, in one batch and in several', ({ limits, amounts, refused }) => {
    const commands = amounts.map((amount) => pay(amount));

    let state = payerWith(limits);
    const one = codes(decide(state, commands, now));
    const several = commands.map((command) => {
      const [code] = codes(decide(state, [command], now));
      state = after(state, [command]);
      return code;
    });

    expect([one, several]).toEqual([refused, refused]);
  });

  it('per day begins anew at midnight (UTC), and says so', () => {
    const state = after(payerWith({ perDayAmount: 100n }), [pay(70n)]);

    expect(refusalOf(state, pay(31n))).toEqual({
      code: 'LIMIT_EXCEEDED',
      field: 'debitAccountId',
      limit: 'PER_DAY_AMOUNT',
      remaining: '30',
      currency: 'EUR',
      resetsAt: midnight(1),
    });
    expect(refusalOf(state, pay(31n), new Date(Date.parse(midnight(1)) - 1))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(refusalOf(state, pay(100n), new Date(midnight(1)))).toBeNull();
    expect(refusalOf(state, pay(101n))).toMatchObject({ remaining: '30', resetsAt: null });
  });

  it('per 30 days counts the day and the 29 before it, and says when an amount fits', () => {
    let state = after(payerWith({ per30DaysAmount: 100n }), [pay(50n)]);
    state = after(state, [pay(30n)], inDays(10));

    expect(refusalOf(state, pay(21n), inDays(29))).toMatchObject({ remaining: '20', resetsAt: midnight(30) });
    expect(refusalOf(state, pay(71n), inDays(29))).toMatchObject({ remaining: '20', resetsAt: midnight(40) });
    expect(refusalOf(state, pay(101n), inDays(29))).toMatchObject({ resetsAt: null });
    expect(refusalOf(state, pay(70n), inDays(30))).toBeNull();
    expect(refusalOf(state, pay(71n), inDays(30))).toMatchObject({ resetsAt: midnight(40) });
    expect(refusalOf(state, pay(100n), inDays(40))).toBeNull();
    // Days outside of the 30 are forgotten.
    expect(usageOf(after(state, [pay(1n)], inDays(30)))).toEqual({
      [today + 10]: { amount: 30n, count: 1n },
      [today + 30]: { amount: 1n, count: 1n },
    });
  });

  it('on a number has nothing left once it is reached', () => {
    const state = after(payerWith({ perDayCount: 1n, per30DaysCount: 2n }), [pay(1n)]);
    const later = after(state, [pay(1n)], inDays(1));

    expect(refusalOf(state, pay(1n))).toMatchObject({ limit: 'PER_DAY_COUNT', remaining: '0', resetsAt: midnight(1) });
    expect(refusalOf(later, pay(1n), inDays(2))).toMatchObject({
      limit: 'PER_30_DAYS_COUNT',
      remaining: '0',
      resetsAt: midnight(30),
    });
  });

  it('that was lowered below its use has nothing left', () => {
    const state = payerWith({ perDayAmount: 10n, usage: new Map([[today, { amount: 40n, count: 1n }]]) });

    expect(refusalOf(state, pay(1n))).toMatchObject({ remaining: '0', resetsAt: midnight(1) });
  });

  it('binds operators and clients as it binds owners, and whoever may not see the account is declined', () => {
    const state = aState({
      payer: {
        available: 100n,
        ownerId: bob.id,
        overdraftLimit: null,
        class: 'ASSET',
        ...limitedTo({ perTransfer: 5n }),
      },
      adas: { available: 100n, ownerId: ada.id },
    });
    const toPayer = (viewer?: typeof ada) =>
      aTransfer({ debitAccountId: 'adas', creditAccountId: 'payer', amount: 6n, ...(viewer && { viewer }) });

    expect(refusalOf(state, toPayer(ada))).toEqual({ code: 'DECLINED', field: 'creditAccountId' });
    expect(refusalOf(state, toPayer())).toMatchObject({ code: 'LIMIT_EXCEEDED', field: 'creditAccountId' });
  });

  it('binds both sides, if a transfer lowers both', () => {
    const state = aState({
      payer: { available: 100n, ...limitedTo({ perDayAmount: 60n }) },
      payee: { class: 'ASSET', available: 100n, ...limitedTo({ perDayAmount: 50n }) },
    });

    expect(codes(decide(state, [pay(55n), pay(50n), pay(1n)], now))).toEqual([
      'LIMIT_EXCEEDED',
      null,
      'LIMIT_EXCEEDED',
    ]);
    const used = { [today]: { amount: 50n, count: 1n } };
    expect([usageOf(after(state, [pay(55n), pay(50n)])), usageOf(after(state, [pay(50n)]), 'payee')]).toEqual([
      used,
      used,
    ]);
  });

  it('does not count what raises the account, nor a refused transfer', () => {
    const state = aState({ payer: { available: 100n }, payee: { ...limitedTo({ perTransfer: 1n }) } });

    expect(codes(decide(state, [pay(60n), pay(60n)], now))).toEqual([null, 'INSUFFICIENT_FUNDS']);
    expect(usageOf(after(state, [pay(60n)]), 'payee')).toEqual({});
  });

  it('counts nothing of a journal that was refused', () => {
    const state = payerWith({ perDayAmount: 100n });
    const journal = [pay(60n, { journalId: 'j' }), pay(60n, { journalId: 'j', position: 1 })];

    const decision = decide(state, [...journal, pay(100n)], now);

    expect(codes(decision)).toEqual(['JOURNAL_REFUSED', 'LIMIT_EXCEEDED', null]);
    expect(decision.usage).toEqual([{ accountId: 'payer', day: '2026-03-01', amount: 100n, count: 1n }]);
  });
});

describe('a hold', () => {
  it('counts when it is made, and not again when it is captured', () => {
    const state = after(payerWith({ perDayAmount: 100n, perDayCount: 2n }), [aHold({ id: 'h', amount: 100n })]);

    const captured = after(state, [aCapture({ amount: 40n }), aCapture({ amount: null })]);

    expect(usageOf(captured)).toEqual({ [today]: { amount: 100n, count: 1n } });
    expect(refusalOf(captured, pay(1n))).toMatchObject({ limit: 'PER_DAY_AMOUNT' });
    expect(refusalOf(payerWith({ perTransfer: 99n }), aHold({ amount: 100n }))).toMatchObject({
      limit: 'PER_TRANSFER',
    });
  });

  it('that is voided gives back its rest, and its number if nothing was captured', () => {
    const held = after(payerWith({ perDayAmount: 100n }), [aHold({ id: 'h', amount: 100n })]);

    expect(usageOf(after(held, [aVoid()]))).toEqual({ [today]: { amount: 0n, count: 0n } });
    expect(usageOf(after(held, [aCapture({ amount: 30n }), aVoid()]))).toEqual({ [today]: { amount: 30n, count: 1n } });
    expect(codes(decide(held, [aVoid(), pay(100n)], now))).toEqual([null, null]);
  });

  it('that expires gives back on the day on which it counted', () => {
    const expiresInSeconds = 2 * 86_400;
    const held = after(payerWith({ per30DaysAmount: 100n, perDayAmount: 100n }), [
      aHold({ id: 'h', amount: 90n, expiresInSeconds }),
      pay(5n),
    ]);

    const later = after(held, [pay(95n)], inDays(3));

    expect(usageOf(later)).toEqual({ [today]: { amount: 5n, count: 1n }, [today + 3]: { amount: 95n, count: 1n } });
    expect(refusalOf(later, pay(1n), inDays(3))).toMatchObject({
      limit: 'PER_30_DAYS_AMOUNT',
      remaining: '0',
      resetsAt: midnight(30),
    });
  });

  it('that counted on a day outside of the 30 gives back nothing', () => {
    const held = after(payerWith({ perDayAmount: 100n }), [
      aHold({ id: 'h', amount: 90n, expiresInSeconds: 31_000_000 }),
    ]);

    const { usage } = decide(held, [aVoid()], inDays(30));

    expect(usage).toEqual([]);
    expect(decide(held, [aVoid()], inDays(29)).usage).toEqual([
      { accountId: 'payer', day: '2026-03-01', amount: 0n, count: 0n },
    ]);
  });

  it('that is raised counts its raise, but no second hold, and gives back only its first amount', () => {
    const held = after(payerWith({ perTransfer: 80n, perDayAmount: 100n, perDayCount: 1n }), [
      aHold({ id: 'h', amount: 50n }),
    ]);
    const later = after(held, [aRaise({ amount: 20n })], inDays(1 / 86_400));

    expect(refusalOf(held, aRaise({ amount: 31n }))).toMatchObject({ limit: 'PER_TRANSFER', remaining: '30' });
    expect(usageOf(later)).toEqual({ [today]: { amount: 70n, count: 1n } });
    expect(usageOf(after(later, [aVoid()]))).toEqual({ [today]: { amount: 20n, count: 0n } });
    expect(usageOf(after(later, [aCapture({ amount: 60n }), aVoid()]))).toEqual({
      [today]: { amount: 60n, count: 1n },
    });
  });

  it('that is captured above what is left counts the part above', () => {
    const held = after(payerWith({ perDayAmount: 100n }), [aHold({ id: 'h', amount: 90n })]);
    const above = (amount: bigint) => ({ ...aCapture({ amount }), raiseId: 'raise' });

    expect(refusalOf(held, above(101n))).toMatchObject({ code: 'LIMIT_EXCEEDED', field: 'holdId', remaining: '10' });
    expect(usageOf(after(held, [above(100n)]))).toEqual({ [today]: { amount: 100n, count: 1n } });
  });

  it('gives back nothing to the account for which it was made', () => {
    const state = aState({
      payer: { available: 100n },
      payee: { available: 100n, ...limitedTo({ perDayAmount: 50n }) },
    });
    const back = aTransfer({ debitAccountId: 'payee', creditAccountId: 'payer', amount: 20n });

    expect(usageOf(after(state, [back, aHold({ id: 'h', amount: 10n }), aVoid()]), 'payee')).toEqual({
      [today]: { amount: 20n, count: 1n },
    });
  });

  it('from before the limits gives back nothing', () => {
    const unlimited = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 50n })]);
    const payer = defined(unlimited.accounts.get('payer'));
    const state = {
      ...unlimited,
      accounts: new Map(unlimited.accounts).set('payer', {
        ...payer,
        ...limitedTo({ perDayAmount: 60n, countedAfter: 1n }),
        countedVersion: 1,
      }),
    };

    expect(usageOf(after(state, [pay(20n), aVoid()]))).toEqual({ [today]: { amount: 20n, count: 1n } });
  });
});

it('a reversal does not count, nor does history that the platform writes itself', () => {
  const state = aState({
    payer: { available: 100n, ...limitedTo({ perTransfer: 1n }) },
    payee: { available: 100n, ...limitedTo({ perTransfer: 1n }) },
    other: { available: 100n },
  });
  const paid = defined(decide(state, [aTransfer({ id: 't', debitAccountId: 'other', amount: 50n })], now).rows[0]);
  const reversible = { ...state, reversible: new Map([['t', { row: paid, reversed: 0n }]]) };
  const between = { debitAccountId: 'payer', creditAccountId: 'payee', amount: 50n, currency: 'EUR' };

  const decision = decide(
    reversible,
    [aReversal({ amount: null }), pastTransferCommand({ ...between, recordedAt: inDays(-1) })],
    now,
  );

  expect(codes(decision)).toEqual([null, null]);
  expect(decision.usage).toEqual([]);
});

it('counts on the day on which a row is recorded, also if that of the newest row is later', () => {
  const state = { ...payerWith({ perDayAmount: 100n }), lastRecordedAt: inDays(1) };

  expect(usageOf(after(state, [pay(60n)]))).toEqual({ [today + 1]: { amount: 60n, count: 1n } });
});
