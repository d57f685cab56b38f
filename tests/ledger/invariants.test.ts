import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HoldRow, LogContent } from '../../subgraphs/ledger/log/tables.ts';
import type { Decision } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  assertAccount,
  assertDecision,
  assertHold,
  assertReversible,
} from '../../subgraphs/ledger/write/rules/invariants.ts';
import { createTransfer, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { aHold, aState, aTransfer, limitedTo, now } from './states-and-commands.ts';

const state = aState({ payer: { available: 100n }, payee: {} });
const commands: readonly Command[] = [
  aTransfer({ amount: 10n, journalId: 'j' }),
  aTransfer({ amount: 20n, journalId: 'j', position: 1 }),
  aHold({ id: 'h', amount: 30n }),
];
const decided = (): Decision => decide(state, commands, now);

const rowsWith = (changes: Partial<LogContent>) => (decision: Decision) => ({
  ...decision,
  rows: decision.rows.map((row, index) => (index === 1 ? { ...row, ...changes } : row)),
});
const payerWith = (changes: Partial<Decision['accounts'][number]>) => (decision: Decision) => ({
  ...decision,
  accounts: decision.accounts.map((account) => (account.id === 'payer' ? { ...account, ...changes } : account)),
});
const holdsWith = (changes: Partial<HoldRow>) => (decision: Decision) => ({
  ...decision,
  holds: decision.holds.map((hold) => ({ ...hold, ...changes })),
});

describe('a decision before it is written', () => {
  it('passes as it was decided', () => {
    expect(decided().rows).toHaveLength(3);
    expect(() => assertDecision(state, commands, decided())).not.toThrow();
  });

  it.each([
    ['a posted sum', payerWith({ posted: 71n }), 'posted debits and credits of a batch differ'],
    ['a pending sum', payerWith({ pending: 41n }), 'pending debits and credits of a batch differ'],
    ['one side alone', (one: Decision) => ({ ...one, accounts: one.accounts.slice(1) }), 'debits and credits'],
    ['an account that was not selected', payerWith({ id: 'other' }), 'was not selected'],
    ['an account below its floor', payerWith({ available: -1n }), 'below its floor'],
    ['an account with more available than posted', payerWith({ available: 71n, pending: 71n }), 'than posted'],
    ['a counted account without limits', payerWith({ countedVersion: 3 }), 'limits of an account were not selected'],
    ['limits of another version', payerWith(limitedTo({})), 'not of the version of its account'],
    ['a gap in the sequence', rowsWith({ sequence: 3n }), 'has a gap'],
    ['a row out of order', rowsWith({ recordedAt: new Date(0) }), 'recorded before'],
    ['a row of no amount', rowsWith({ amount: 0n }), 'moves no amount'],
    ['a row between an account and itself', rowsWith({ creditAccountId: 'payer' }), 'the same account'],
    ['a journal in part', rowsWith({ journalId: null }), 'posted in part'],
    ['a hold with more left than its amount', holdsWith({ remaining: 31n }), 'rest of a hold'],
    ['an open hold of nothing', holdsWith({ remaining: 0n }), 'contradicts its rest'],
  ])('fails with %s', (_, corrupted, message) => {
    expect(() => assertDecision(state, commands, corrupted(decided()))).toThrow(message);
  });
});

describe('a row after it is selected', () => {
  it('fails if no batch could have written it', () => {
    const [payer, [hold], [row]] = [state.accounts.get('payer'), decided().holds, decided().rows];
    if (payer === undefined || hold === undefined || row === undefined) {
      throw new Error('the decision has no account, hold or row');
    }

    expect(() => assertAccount({ ...payer, pending: 99n })).toThrow('than pending');
    expect(() => assertHold({ ...hold, status: 'VOIDED' })).toThrow('contradicts its rest');
    expect(() => assertReversible({ row, reversed: row.amount + 1n })).toThrow('reversed amount');
    expect(() => {
      assertAccount(payer);
      assertHold(hold);
      assertReversible({ row, reversed: row.amount });
    }).not.toThrow();
  });
});

describe('a batch on corrupted tables', () => {
  let ledger: LedgerWithBank;

  beforeAll(async () => {
    ledger = await ledgerWithBank();
  });
  afterAll(() => ledger.close());

  it('fails as an internal error and writes nothing, while requests on other accounts are posted', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const other = await ledger.payerAndPayee();
    // No constraint compares the two balances. Only a bug or a manual change makes them differ like this.
    await ledger.sql`update ledger.accounts set pending = available - 1 where id = ${payer}`;
    const replica = await ledger.openReplica();

    const [failed, posted] = await Promise.all([
      replica.execute(owner, createTransfer, {
        input: transferInput({ debit: payer, credit: payee, description: 'failed' }),
      }),
      replica.execute(other.owner, createTransfer, {
        input: transferInput({ debit: other.payer, credit: other.payee, idempotencyKey: newId() }),
      }),
    ]);
    await replica.close();

    expect(failed).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(posted).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect([...(await ledger.sql`select from ledger.log where description = 'failed'`)]).toEqual([]);
    const [account] =
      await ledger.sql`select posted::int, pending::int, version from ledger.accounts where id = ${payer}`;
    expect(account).toEqual({ posted: 10_000, pending: 9_999, version: 1 });
  });
});
