import { openBatchPool, type BatchPool } from '@tributary/ledger/write/batch-pool.ts';
import type { Command, Outcome } from '@tributary/ledger/write/rules/commands.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import {
  captureCommand,
  holdCommand,
  reversalCommand,
  transferCommand,
  voidCommand,
} from '@tributary/ledger/write/parse-commands.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LedgerMemory } from '../../subgraphs/ledger/write/ledger-memory.ts';
import { postBatch, postPrepared, prepareBatch, type PreparedBatch } from '../../subgraphs/ledger/write/post-batch.ts';
import { acct, asRemembered, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

let ledger: FreshLedger;
let pool: BatchPool;
let bank: string;
let payer: string;
let payee: string;
let viewer: SignedInViewer;

beforeAll(async () => {
  ledger = await freshLedger();
  pool = openBatchPool({
    url: ledger.databaseUrl,
    role: 'tributary_ledger',
    applicationName: 'tests',
    poolSize: 4,
  });
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  const operator = ledger.operator();
  if (operator.kind !== 'user') {
    throw new Error('an operator is a user');
  }
  viewer = operator;
});
afterAll(async () => {
  await pool.end();
  await ledger.close();
});
afterEach(() => checkSound(ledger));

/** A process that has just written to the ledger twice, alone; the payer has 1.00. */
async function processAlone() {
  [payer, payee] = [await ledger.openAccount(), await ledger.openAccount()];
  const ledgers = { pool, memory: new LedgerMemory() };
  const batch = (...commands: Command[]) => ({ organizationId: ledger.organizationId, commands });
  const lock = async (...commands: Command[]) => postBatch(ledgers, batch(...commands));
  await lock(deposit(payer, 50n));
  await lock(deposit(payer, 50n));
  return {
    postUnderLock: lock,
    prepare: async (...commands: Command[]): Promise<PreparedBatch> => {
      const prepared = await prepareBatch(ledgers, batch(...commands));
      if (prepared === null) {
        throw new Error('the process does not remember the ledger');
      }
      return prepared;
    },
    post: async (prepared: PreparedBatch) => postPrepared(ledgers, prepared),
    isAlone: () => ledgers.memory.isAlone(ledger.organizationId),
  };
}

const deposit = (creditAccountId: string, amount: bigint) =>
  pastTransferCommand({ debitAccountId: bank, creditAccountId, amount, currency: 'EUR', recordedAt: new Date() });
const pay = (amount: string, { key = newId(), description = 'Payment' } = {}) =>
  transferCommand(viewer, {
    idempotencyKey: key,
    debitAccountId: acct(payer),
    creditAccountId: acct(payee),
    amount: { amount, currency: 'EUR' },
    description,
  });
const codesOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal.code : 'done'));
const idOf = (outcome: Outcome | undefined, name: 'transferId' | 'holdId'): string => {
  const id = outcome === undefined || 'refusal' in outcome ? null : outcome[name];
  if (id === null) {
    throw new Error(`there is no ${name} in ${JSON.stringify(asRemembered(outcome))}`);
  }
  return id;
};
async function postedOf(accountId: string): Promise<number> {
  const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${accountId}`;
  return row?.['posted'] as number;
}

/** Locks the row of the ledger until it is released, so that a batch that was sent stays in flight. */
async function lockLedger() {
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const over = ledger.sql.begin(async (tx) => {
    await tx`select from ledger.ledgers where organization_id = ${ledger.organizationId} for update`;
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  return async () => {
    released.resolve();
    await over;
  };
}

describe('a batch that is prepared while another is in flight', () => {
  it('is decided on the balances that the other leaves', async () => {
    const { prepare, post } = await processAlone();
    const first = await prepare(pay('0.70'));
    const release = await lockLedger();
    const posting = post(first);

    const second = await prepare(pay('0.40'), pay('0.30'));
    await release();

    expect([await posting, await post(second)]).toEqual([true, true]);
    expect([...codesOf(first.outcomes), ...codesOf(second.outcomes)]).toEqual(['done', 'INSUFFICIENT_FUNDS', 'done']);
    expect([await postedOf(payer), await postedOf(payee)]).toEqual([0, 100]);
  });

  it('returns the outcome of a key of the other, also a refusal, and refuses other content under it', async () => {
    const { prepare, post } = await processAlone();
    const [done, refused] = [newId(), newId()];
    const first = await prepare(pay('0.10', { key: done }), pay('9.00', { key: refused }));
    const release = await lockLedger();
    const posting = post(first);

    const second = await prepare(pay('0.10', { key: done }), pay('9.00', { key: refused }), pay('0.20', { key: done }));
    await release();

    expect([await posting, await post(second)]).toEqual([true, true]);
    expect(second.outcomes.slice(0, 2)).toEqual(first.outcomes.map(asRemembered));
    expect(codesOf(second.outcomes)).toEqual(['done', 'INSUFFICIENT_FUNDS', 'IDEMPOTENCY_MISMATCH']);
    expect(await postedOf(payee)).toBe(10);
  });

  it('finds a hold captured and a transfer reversed if the other did so', async () => {
    const { prepare, post, postUnderLock } = await processAlone();
    const between = { debitAccountId: acct(payer), creditAccountId: acct(payee) };
    const amount = { amount: '0.20', currency: 'EUR' };
    const [held, paid] = await postUnderLock(
      holdCommand(viewer, { ...between, amount, idempotencyKey: newId() }),
      pay('0.30'),
    );
    const holdId = formatId('hold', idOf(held, 'holdId'));
    const transferId = formatId('tr', idOf(paid, 'transferId'));
    const first = await prepare(
      captureCommand(viewer, { holdId, idempotencyKey: newId() }),
      reversalCommand(viewer, { transferId, amount, idempotencyKey: newId() }),
    );
    const release = await lockLedger();
    const posting = post(first);

    const second = await prepare(
      voidCommand(viewer, { holdId, idempotencyKey: newId() }),
      reversalCommand(viewer, { transferId, amount, idempotencyKey: newId() }),
    );
    await release();

    expect([await posting, await post(second)]).toEqual([true, true]);
    expect(codesOf(first.outcomes)).toEqual(['done', 'done']);
    expect(second.outcomes).toMatchObject([
      { refusal: { code: 'HOLD_NOT_OPEN', status: 'CAPTURED' } },
      { refusal: { code: 'REVERSAL_EXCEEDS_TRANSFER', remaining: '10' } },
    ]);
  });

  it('is decided on the use of limits that the other leaves', async () => {
    const { prepare, post, postUnderLock } = await processAlone();
    await ledger.execute(
      viewer,
      `mutation ($input: SetTransferLimitsInput!) { setTransferLimits(input: $input) { errors { code } } }`,
      { input: { accountId: acct(payer), perDay: { amount: { amount: '0.90', currency: 'EUR' } } } },
    );
    await postUnderLock(pay('0.10'));
    await postUnderLock(pay('0.10'));
    const first = await prepare(pay('0.40'));
    const release = await lockLedger();
    const posting = post(first);

    const second = await prepare(pay('0.40'), pay('0.30'));
    await release();

    expect([await posting, await post(second)]).toEqual([true, true]);
    expect([...codesOf(first.outcomes), ...codesOf(second.outcomes)]).toEqual(['done', 'LIMIT_EXCEEDED', 'done']);
  });

  it('writes nothing when the database refuses the other', async () => {
    const { prepare, post, isAlone } = await processAlone();
    // The input of callers is validated before, so only a fault of ours can cause this.
    const faulty = { ...pay('0.70'), description: 'a text that PostgreSQL cannot store: \0' };
    const first = await prepare(faulty);
    const release = await lockLedger();
    const posting = Promise.allSettled([post(first)]);

    const second = await prepare(pay('0.30'));
    await release();

    expect(await posting).toMatchObject([{ status: 'rejected' }]);
    expect(await post(second)).toBe(false);
    expect(isAlone()).toBe(false);
    expect([await postedOf(payer), await postedOf(payee)]).toEqual([100, 0]);
  });
});

describe('a prepared batch', () => {
  it('writes nothing when another process has written meanwhile', async () => {
    const one = await processAlone();
    const prepared = await one.prepare(pay('0.80'));
    const other = { pool, memory: new LedgerMemory() };

    const outcomes = await postBatch(other, { organizationId: ledger.organizationId, commands: [pay('0.70')] });
    const isWritten = await one.post(prepared);
    const again = await one.postUnderLock(pay('0.80'));

    expect([codesOf(outcomes), isWritten, codesOf(again)]).toEqual([['done'], false, ['INSUFFICIENT_FUNDS']]);
    expect(await postedOf(payee)).toBe(70);
  });

  it('writes nothing when an account was frozen meanwhile', async () => {
    const { prepare, post, postUnderLock } = await processAlone();
    const prepared = await prepare(pay('0.80'));

    await ledger.intend({ kind: 'FREEZE', accountId: acct(payee) });
    const isWritten = await post(prepared);
    const again = await postUnderLock(pay('0.80'));

    expect([isWritten, codesOf(again)]).toEqual([false, ['ACCOUNT_NOT_OPEN']]);
    expect(await postedOf(payer)).toBe(100);
  });

  it('writes nothing when limits were set meanwhile', async () => {
    const { prepare, post, postUnderLock } = await processAlone();
    const prepared = await prepare(pay('0.80'));

    await ledger.execute(
      viewer,
      `mutation ($input: SetTransferLimitsInput!) { setTransferLimits(input: $input) { errors { code } } }`,
      { input: { accountId: acct(payer), perTransfer: { amount: '0.50', currency: 'EUR' } } },
    );
    const isWritten = await post(prepared);
    const again = await postUnderLock(pay('0.80'));

    expect([isWritten, codesOf(again)]).toEqual([false, ['LIMIT_EXCEEDED']]);
    expect(await postedOf(payer)).toBe(100);
  });

  it('writes nothing when another process has meanwhile remembered a refusal for one of its keys', async () => {
    const one = await processAlone();
    const key = newId();
    const prepared = await one.prepare(pay('0.80', { key }), pay('0.10'));
    const other = { pool, memory: new LedgerMemory() };

    const refused = await postBatch(other, {
      organizationId: ledger.organizationId,
      commands: [pay('9.00', { key })],
    });
    const posted = await Promise.allSettled([one.post(prepared)]);
    const again = await one.postUnderLock(pay('0.80', { key }));

    expect(codesOf(refused)).toEqual(['INSUFFICIENT_FUNDS']);
    expect(posted).toMatchObject([{ status: 'rejected', reason: { code: '23505' } }]);
    expect(codesOf(again)).toEqual(['IDEMPOTENCY_MISMATCH']);
    expect([await postedOf(payer), await postedOf(payee)]).toEqual([100, 0]);
  });

  it('is not prepared by a process while another writes', async () => {
    const one = await processAlone();
    const other = { pool, memory: new LedgerMemory() };

    await postBatch(other, { organizationId: ledger.organizationId, commands: [pay('0.10')] });
    await one.postUnderLock(pay('0.10'));

    expect(one.isAlone()).toBe(false);
  });
});
