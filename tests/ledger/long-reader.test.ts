import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound, verified } from './verified.ts';

const batches = 20;
const batchSize = 500;

let ledger: FreshLedger;
let bank: string;
let payee: string;

beforeAll(async () => {
  ledger = await freshLedger();
  [bank, payee] = [
    await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null }),
    await ledger.openAccount(),
  ];
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

async function postBurst(): Promise<void> {
  const deposit = () =>
    pastTransferCommand({
      debitAccountId: bank,
      creditAccountId: payee,
      amount: 1n,
      currency: 'EUR',
      recordedAt: new Date(0),
    });
  await Promise.all(
    Array.from({ length: batches }, () =>
      ledger.commands.submit(ledger.organizationId, Array.from({ length: batchSize }, deposit)),
    ),
  );
}

it('a long reader of the whole log sees one state, and delays no writer', async () => {
  await postBurst();

  const seen = await ledger.sql.begin('isolation level repeatable read read only', async (tx) => {
    const read = () => tx`
      select (select count(*)::int from ledger.log) as rows, (select sum(amount)::int from ledger.log) as moved,
        (select posted::int from ledger.accounts where id = ${payee}) as posted,
        (select last_sequence::int from ledger.ledgers where organization_id = ${ledger.organizationId}) as head`;
    const [before] = await read();
    // The transaction stays open until all transfers are committed. A writer that waited for it would never finish.
    await postBurst();
    const [after] = await read();
    return { before, after };
  });

  const half = batches * batchSize;
  expect(seen.before).toEqual({ rows: half, moved: half, posted: half, head: half });
  expect(seen.after).toEqual(seen.before);
  const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${payee}`;
  expect(row?.['posted']).toBe(2 * half);
});

it('a ledger is found sound while it is written to', async () => {
  const over = new AbortController();
  const writing = postBurst().finally(() => over.abort());

  const found = [];
  do {
    found.push(...(await verified(ledger)));
  } while (!over.signal.aborted);
  await writing;

  expect(found).toEqual([]);
});
