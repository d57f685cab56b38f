import { describe, expect, it } from 'vitest';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { aState, aTransfer, codes, now } from './states-and-commands.ts';

describe('journals', () => {
  it('posts all of a journal or none, and leaves others alone', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ amount: 60n, journalId: 'j', position: 0 }),
        aTransfer({ amount: 10n, position: 1 }),
        aTransfer({ amount: 60n, journalId: 'j', position: 2 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 2 } },
      { transferId: expect.any(String) },
      { refusal: { code: 'INSUFFICIENT_FUNDS', available: '40' } },
    ]);
    expect(decision.rows).toMatchObject([{ sequence: 1n, amount: 10n, debitPosted: 90n }]);
  });

  it('lets a later leg of a journal spend what an earlier leg brought', () => {
    const state = aState({ payer: { available: 100n }, payee: {}, third: {} });

    const decision = decide(
      state,
      [
        aTransfer({ amount: 100n, journalId: 'j' }),
        aTransfer({ debitAccountId: 'payee', creditAccountId: 'third', amount: 100n, journalId: 'j' }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, null]);
    expect(decision.rows).toMatchObject([{ journalId: 'j' }, { journalId: 'j' }]);
  });

  it('refuses a journal for its malformed member, before all else, and remembers nothing of it', () => {
    const state = aState({ payer: { available: 0n }, payee: {} });
    const malformed = { code: 'INVALID_AMOUNT', problem: 'no' } as const;

    const decision = decide(
      state,
      [
        aTransfer({ idempotencyKey: 'k0', amount: 60n, journalId: 'j', position: 0 }),
        { ...aTransfer({ idempotencyKey: 'k1', journalId: 'j', position: 1 }), malformed: [malformed] },
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 1 } },
      { refusal: malformed },
    ]);
    expect(decision.uses).toEqual([]);
  });

  it('refuses a journal that uses a key twice, and remembers nothing of it', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ idempotencyKey: 'k', journalId: 'j', position: 0 }),
        aTransfer({ idempotencyKey: 'k', journalId: 'j', position: 1 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 1 } },
      { refusal: { code: 'INVALID_INPUT', field: 'idempotencyKey' } },
    ]);
    expect(decision.uses).toEqual([]);
    expect(decision.rows).toEqual([]);
  });
});
