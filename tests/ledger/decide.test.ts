import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { describe, expect, it } from 'vitest';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  aCapture,
  ada,
  after,
  aHold,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  codes,
  now,
  organizationId,
} from './states-and-commands.ts';

describe('transfers', () => {
  it('moves money from the debited to the credited account, and counts versions and sequence', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const { outcomes, rows, accounts } = decide(state, [aTransfer({ amount: 30n, id: 't1' })], now);

    expect(outcomes).toEqual([{ transferId: 't1', holdId: null }]);
    expect(rows).toMatchObject([
      {
        sequence: 1n,
        kind: 'TRANSFER',
        debitPosted: 70n,
        debitVersion: 1,
        creditPosted: 30n,
        creditVersion: 1,
        recordedAt: now,
      },
    ]);
    expect(accounts).toMatchObject([
      { id: 'payer', posted: 70n, pending: 70n, available: 70n },
      { id: 'payee', posted: 30n, pending: 30n, available: 30n },
    ]);
  });

  it('refuses to overdraw the debited account, and writes nothing', () => {
    const decision = decide(aState({ payer: { available: 100n }, payee: {} }), [aTransfer({ amount: 101n })], now);

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'INSUFFICIENT_FUNDS', available: '100', required: '101' } },
    ]);
    expect(decision.rows).toEqual([]);
    expect(decision.accounts).toEqual([]);
  });

  it('takes an overdraft up to its limit, and without end where there is no limit', () => {
    const limited = aState({ payer: { available: 0n, overdraftLimit: 50n }, payee: {} });
    const unlimited = aState({ payer: { available: 0n, overdraftLimit: null }, payee: {} });

    expect(codes(decide(limited, [aTransfer({ amount: 50n }), aTransfer({ amount: 1n })], now))).toEqual([
      null,
      'INSUFFICIENT_FUNDS',
    ]);
    expect(codes(decide(unlimited, [aTransfer({ amount: 10_000n })], now))).toEqual([null]);
  });

  it('guards whichever side the transfer lowers', () => {
    const state = aState({ payer: { available: 0n, class: 'ASSET' }, payee: { available: 5n, class: 'ASSET' } });

    expect(codes(decide(state, [aTransfer({ amount: 6n })], now))).toEqual(['INSUFFICIENT_FUNDS']);
    expect(decide(state, [aTransfer({ amount: 5n })], now).rows).toMatchObject([{ debitPosted: 5n, creditPosted: 0n }]);
  });

  it('refuses accounts that are the same, unknown, not open or in another currency', () => {
    const state = aState({
      payer: { available: 100n },
      payee: {},
      frozen: { status: 'FROZEN' },
      dollars: { currency: 'USD' },
    });

    const decision = decide(
      state,
      [
        aTransfer({ creditAccountId: 'payer' }),
        aTransfer({ creditAccountId: 'nobody' }),
        aTransfer({ creditAccountId: 'frozen' }),
        aTransfer({ creditAccountId: 'dollars' }),
        aTransfer({ currency: 'USD' }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([
      'SAME_ACCOUNT',
      'ACCOUNT_NOT_FOUND',
      'ACCOUNT_NOT_OPEN',
      'CURRENCY_MISMATCH',
      'CURRENCY_MISMATCH',
    ]);
  });

  it('lets a customer debit only own accounts, and tells nothing of others', () => {
    const state = aState({
      payer: { available: 100n, ownerId: 'ada', version: 3 },
      payee: { status: 'FROZEN', ownerId: 'bob', version: 7 },
      other: { ownerId: 'bob' },
    });

    const decision = decide(
      state,
      [
        aTransfer({ viewer: ada, debitAccountId: 'other', creditAccountId: 'payer' }),
        aTransfer({ viewer: ada }),
        aTransfer({ viewer: ada, creditAccountId: 'other', expectedCreditVersion: 0 }),
        aTransfer({ viewer: ada, creditAccountId: 'other', expectedDebitVersion: 2 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'ACCOUNT_NOT_FOUND', field: 'debitAccountId' } },
      { refusal: { code: 'DECLINED', field: 'creditAccountId' } },
      { refusal: { code: 'INVALID_INPUT', field: 'expectedCreditVersion' } },
      { refusal: { code: 'VERSION_MISMATCH', expected: 2, actual: 3 } },
    ]);
  });

  it('confines an API client to its accounts and its scopes', () => {
    const client: SignedInViewer = {
      kind: 'client',
      id: 'program',
      organizationId,
      scopes: ['transfers:write'],
      accountIds: ['payer'],
      expiresAt: 2_000_000_000,
    };
    const state = aState({ payer: { available: 100n }, payee: { available: 100n } });

    const decision = decide(
      state,
      [
        aTransfer({ viewer: client }),
        aTransfer({ viewer: client, debitAccountId: 'payee', creditAccountId: 'payer' }),
        aTransfer({ viewer: { ...client, scopes: ['transfers:read'] } }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'ACCOUNT_NOT_FOUND', 'ACCOUNT_NOT_FOUND']);
  });

  it('checks conditions on the available balance, of accounts that the viewer may see', () => {
    const state = aState({
      payer: { available: 100n, overdraftLimit: 50n, ownerId: 'ada' },
      payee: { available: 5n, ownerId: 'bob' },
    });
    const eur = (minorUnits: bigint) => ({ minorUnits, currency: 'EUR' });

    const decision = decide(
      state,
      [
        aTransfer({ availableAtLeast: { debit: eur(101n), credit: null } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: eur(6n) } }),
        aTransfer({ availableAtLeast: { debit: { minorUnits: 1n, currency: 'USD' }, credit: null } }),
        aTransfer({ viewer: ada, availableAtLeast: { debit: null, credit: eur(1n) } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: eur(5n) } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: null } }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'CONDITION_NOT_MET', field: 'debitAvailableAtLeast', available: '100', required: '101' } },
      { refusal: { code: 'CONDITION_NOT_MET', field: 'creditAvailableAtLeast' } },
      { refusal: { code: 'INVALID_INPUT', field: 'debitAvailableAtLeast' } },
      { refusal: { code: 'INVALID_INPUT', field: 'creditAvailableAtLeast' } },
      { transferId: expect.any(String) },
      { refusal: { code: 'CONDITION_NOT_MET', available: '99' } },
    ]);
  });

  it('takes effect in the past or now, by the given time and not by the clock', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });
    const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

    const decision = decide(
      state,
      [
        aTransfer({ effectiveAt: new Date('1900-01-01T00:00:00Z') }),
        aTransfer({ effectiveAt: inSeconds(60) }),
        aTransfer({ effectiveAt: inSeconds(61) }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, null, 'INVALID_INPUT']);
  });

  it('refuses a balance that PostgreSQL could not hold', () => {
    const state = aState({ payer: { available: 100n }, payee: { available: minorUnitsMax } });

    expect(codes(decide(state, [aTransfer({ amount: 1n })], now))).toEqual(['BALANCE_OUT_OF_RANGE']);
  });

  it('never records before the newest row, whatever the given time', () => {
    const state = { ...aState({ payer: { available: 100n }, payee: {} }), lastRecordedAt: now };

    const decision = decide(state, [{ ...aTransfer({}), recordedAt: new Date('2020-01-01T00:00:00Z') }], now);

    expect(decision.rows).toMatchObject([{ recordedAt: now }]);
  });
});

describe('holds', () => {
  it('reserves available money, and shows it as pending on both sides', () => {
    const decision = decide(aState({ payer: { available: 100n }, payee: {} }), [aHold({ amount: 40n })], now);

    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 100n, pending: 60n, available: 60n },
      { id: 'payee', posted: 0n, pending: 40n, available: 0n },
    ]);
    expect(decision.holds).toMatchObject([
      { remaining: 40n, status: 'OPEN', sequence: 1n, expiresAt: new Date(now.getTime() + 60_000) },
    ]);
  });

  it('captures in parts up to the held amount, even when nothing else is left, and then voids nothing', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);

    const decision = decide(
      state,
      [
        aCapture({ amount: 30n }),
        aCapture({ amount: 71n }),
        aCapture({ amount: null }),
        aCapture({ amount: 1n }),
        aVoid(),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'CAPTURE_EXCEEDS_HOLD', null, 'HOLD_NOT_OPEN', 'HOLD_NOT_OPEN']);
    expect(decision.holds).toMatchObject([{ remaining: 0n, status: 'CAPTURED' }]);
    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 0n, pending: 0n, available: 0n },
      { id: 'payee', posted: 100n, pending: 100n, available: 100n },
    ]);
  });

  it('frees the rest when it is voided', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);

    const decision = decide(state, [aCapture({ amount: 30n }), aVoid()], now);

    expect(decision.rows).toMatchObject([{ kind: 'CAPTURE' }, { kind: 'VOID', amount: 70n }]);
    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 70n, pending: 70n, available: 70n },
      { id: 'payee', posted: 30n, pending: 30n, available: 30n },
    ]);
  });

  it('expires due holds before anything else, so that the money can be spent', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);
    const later = new Date(now.getTime() + 60_000);

    const decision = decide(state, [aTransfer({ amount: 100n }), aCapture({ amount: null })], later);

    expect(codes(decision)).toEqual([null, 'HOLD_NOT_OPEN']);
    expect(decision.rows).toMatchObject([{ kind: 'EXPIRY', amount: 100n }, { kind: 'TRANSFER' }]);
    expect(decision.holds).toMatchObject([{ status: 'EXPIRED', remaining: 0n }]);
  });
});

describe('reversals', () => {
  it('reverses a transfer in parts up to the whole, and no more', () => {
    const before = aState({ payer: { available: 100n }, payee: {} });
    const { rows } = decide(before, [aTransfer({ id: 't', amount: 50n })], now);
    const [row] = rows;
    const state = {
      ...after(before, [aTransfer({ id: 't', amount: 50n })]),
      reversible: new Map(row === undefined ? [] : [['t', { row, reversed: 0n }]]),
    };

    const decision = decide(
      state,
      [
        aReversal({ amount: 20n }),
        aReversal({ amount: 31n }),
        aReversal({ amount: null }),
        aReversal({ amount: null }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'REVERSAL_EXCEEDS_TRANSFER', null, 'REVERSAL_EXCEEDS_TRANSFER']);
    expect(decision.rows).toMatchObject([
      { debitAccountId: 'payee', creditAccountId: 'payer', amount: 20n, reversesId: 't' },
      { amount: 30n, reversesId: 't', creditPosted: 100n },
    ]);
  });
});

describe('idempotency', () => {
  it('returns the first outcome again, a refusal included, and moves nothing', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ id: 'a', idempotencyKey: 'k', amount: 60n }),
        aTransfer({ id: 'b', idempotencyKey: 'k', amount: 60n }),
        aTransfer({ idempotencyKey: 'refused', amount: 60n }),
        aTransfer({ idempotencyKey: null, debitAccountId: 'payee', creditAccountId: 'payer', amount: 60n }),
        aTransfer({ idempotencyKey: 'refused', amount: 60n }),
      ],
      now,
    );

    expect(decision.outcomes.slice(0, 2)).toEqual([
      { transferId: 'a', holdId: null },
      { transferId: 'a', holdId: null },
    ]);
    expect(codes(decision)).toEqual([null, null, 'INSUFFICIENT_FUNDS', null, 'INSUFFICIENT_FUNDS']);
    expect(decision.uses.map(({ key }) => key)).toEqual(['k', 'refused']);
  });

  it('names the field in which a second use of a key differs', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [aTransfer({ idempotencyKey: 'k', amount: 1n }), aTransfer({ idempotencyKey: 'k', amount: 2n })],
      now,
    );

    expect(decision.outcomes[1]).toEqual({ refusal: { code: 'IDEMPOTENCY_MISMATCH', field: 'amount' } });
  });

  it('does not remember malformed commands', () => {
    const malformed = { code: 'INVALID_AMOUNT', problem: 'no' } as const;

    const decision = decide(
      aState({ payer: { available: 100n }, payee: {} }),
      [{ ...aTransfer({ idempotencyKey: 'k' }), malformed: [malformed] }, aTransfer({ idempotencyKey: 'k' })],
      now,
    );

    expect(codes(decision)).toEqual(['INVALID_AMOUNT', null]);
  });
});
