import { newId } from '@tributary/domain/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commitOfPrepared, commitOfTransaction, openWayToDatabase } from '../support/way-to-database.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { openLedgerProcess } from './ledger-process.ts';
import { checkSound } from './verified.ts';

type Process = Awaited<ReturnType<typeof openLedgerProcess>>;

const size = 50;

let ledger: FreshLedger;
let proxy: Awaited<ReturnType<typeof openWayToDatabase>>;
let running: Process;
let bank: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  proxy = await openWayToDatabase(ledger.databaseUrl);
  running = await openLedgerProcess({ databaseUrl: proxy.url, organizationId: ledger.organizationId });
});
afterAll(async () => {
  await running.stop();
  await proxy.close();
  await ledger.close();
});
afterEach(() => checkSound(ledger));

const move = (debit: string, credit: string, amount: string) => ({
  idempotencyKey: newId(),
  debitAccountId: acct(debit),
  creditAccountId: acct(credit),
  amount: { amount, currency: 'EUR' },
});

/**
 * Transfers of 1.00 from an account that has money for all of them but one. After another process has written to the
 * ledger, a batch is posted under the lock. After some batches of this process alone, the next is sent as it was
 * prepared.
 */
async function transfersOfAccount({ batchesAlone }: { batchesAlone: number }) {
  const payer = await ledger.openAccount();
  await running.createTransfers([move(bank, payer, `${size - 1}.00`)]);
  const other = await ledger.openAccount();
  for (let count = 0; count < batchesAlone; count += 1) {
    await running.createTransfers([move(bank, other, '1.00')]);
  }
  return { payer, transfers: Array.from({ length: size }, () => move(payer, bank, '1.00')) };
}

/**
 * The remembered outcomes of these keys, in their order: the id of each transfer, without its prefix, or the code of
 * the refusal.
 */
async function remembered(transfers: readonly { idempotencyKey: string }[]): Promise<string[]> {
  const rows = await ledger.sql<{ key: string; outcome: string }[]>`
    select key, coalesce('tr_' || replace(transfer_id::text, '-', ''), refusal ->> 'code') as outcome
    from ledger.idempotency where key = any(${transfers.map(({ idempotencyKey }) => idempotencyKey)}::text[])`;
  const byKey = new Map(rows.map(({ key, outcome }) => [key, outcome]));
  return transfers.flatMap(({ idempotencyKey }) => byKey.get(idempotencyKey) ?? []);
}

async function postedOf(accountId: string): Promise<unknown> {
  const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${accountId}`;
  return row?.['posted'];
}

/** The statements of the ledger that wait for a lock. */
async function waitingStatements(): Promise<string> {
  const rows = await ledger.sql<{ query: string }[]>`
    select query from pg_stat_activity
    where datname = current_database() and application_name = 'tributary-ledger' and wait_event_type = 'Lock'`;
  return rows.map(({ query }) => query).join('; ');
}

describe('a process that is killed after the commit of its batch, before it learns of it', () => {
  it.each([
    { how: 'under the lock', batchesAlone: 0, answer: commitOfTransaction },
    { how: 'as it was prepared', batchesAlone: 2, answer: commitOfPrepared },
  ])('leaves the outcomes that a retry returns, if the batch was posted $how', async ({ batchesAlone, answer }) => {
    const { payer, transfers } = await transfersOfAccount({ batchesAlone });

    const committed = proxy.holdBackNext(answer);
    const unanswered = Promise.allSettled([running.createTransfers(transfers)]);
    await committed;
    await running.kill();
    const first = await remembered(transfers);
    await running.start();
    const again = await running.createTransfers(transfers);

    expect(await unanswered).toMatchObject([{ status: 'rejected' }]);
    expect(first).toHaveLength(size);
    expect(first.at(-1)).toBe('INSUFFICIENT_FUNDS');
    expect(again).toEqual(first);
    expect(await postedOf(payer)).toBe(0);
  });
});

describe('a process that is killed in the middle of a batch', () => {
  it.each([
    { how: 'under the lock', batchesAlone: 0, statement: /for update/ },
    { how: 'as it was prepared', batchesAlone: 2, statement: /^\s*with head as/ },
  ])(
    'has done all of it or nothing, and a retry does the rest, if the batch was sent $how',
    async ({ batchesAlone, statement }) => {
      const { payer, transfers } = await transfersOfAccount({ batchesAlone });
      const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const locking = ledger.sql.begin(async (tx) => {
        await tx`select from ledger.ledgers where organization_id = ${ledger.organizationId} for update`;
        locked.resolve();
        await released.promise;
      });
      await locked.promise;

      const unanswered = Promise.allSettled([running.createTransfers(transfers)]);
      await expect.poll(waitingStatements, { timeout: 10_000 }).toMatch(statement);
      await running.kill();
      released.resolve();
      await locking;
      await running.start();
      const answers = await running.createTransfers(transfers);

      expect(await unanswered).toMatchObject([{ status: 'rejected' }]);
      expect(answers.map((answer) => answer.replace(/^tr_.*/, 'done'))).toEqual([
        ...Array.from({ length: size - 1 }, () => 'done'),
        'INSUFFICIENT_FUNDS',
      ]);
      expect(await remembered(transfers)).toEqual(answers);
      expect(await postedOf(payer)).toBe(0);
    },
  );
});
