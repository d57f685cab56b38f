import { hashedFields } from '@tributary/kit/differing-field.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { verified } from './verified.ts';

let ledger: FreshLedger;
let operator: Viewer;
let bank: string;
let empty: string;
/** A time after the opening of the accounts, since nothing may be dated before it. */
let effectiveAt: Date;

beforeAll(async () => {
  ledger = await freshLedger();
  operator = ledger.operator();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  empty = await ledger.openAccount();
  effectiveAt = new Date();
});
afterAll(() => ledger.close());

type Fields = Record<string, unknown>;

/** A transfer that the empty account cannot pay, with texts of the maximum length. */
const unpaid = (idempotencyKey: string, others: Fields = {}): Fields => ({
  idempotencyKey,
  debitAccountId: acct(empty),
  creditAccountId: acct(bank),
  amount: { amount: '5.00', currency: 'EUR' },
  description: '山'.repeat(500),
  externalId: '山'.repeat(255),
  effectiveAt: effectiveAt.toISOString(),
  metadata: Object.fromEntries(
    Array.from({ length: 32 }, (_, index) => [`${index}`.padEnd(64, 'k'), '山'.repeat(190)]),
  ),
  ...others,
});

async function send(...transfers: Fields[]) {
  const { data, errors } = await ledger.execute(
    operator,
    `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results {
      transfer { id } errors { code ... on InsufficientFunds { required { amount } } ... on IdempotencyMismatch { field } } } } }`,
    { input: { transfers } },
  );
  expect(errors).toBeUndefined();
  return (data as { createTransfers: { results: unknown[] } }).createTransfers.results;
}

const refused = { transfer: null, errors: [{ code: 'INSUFFICIENT_FUNDS', required: { amount: '5.00' } }] };
const mismatch = (field: string) => ({ transfer: null, errors: [{ code: 'IDEMPOTENCY_MISMATCH', field }] });

async function storedInputs() {
  return ledger.sql<{ key: string; input: Fields; bytes: number }[]>`
    select key, input, octet_length(input::text) + octet_length(refusal::text) as bytes from ledger.idempotency where refusal is not null order by key`;
}

it('a refused request takes less than a kilobyte, however long its texts are', async () => {
  const count = 100;

  const results = await send(...Array.from({ length: count }, (_, index) => unpaid(`long-${index}`)));

  expect(results).toEqual(Array.from({ length: count }, () => refused));
  const stored = await storedInputs();
  expect(stored).toHaveLength(count);
  expect(Math.max(...stored.map(({ bytes }) => bytes))).toBeLessThan(1_024);
  expect(JSON.stringify(stored)).not.toContain('山');
});

it('a repeated refused request has the first answer, also in another process', async () => {
  await send(unpaid('again'));
  const replica = await ledger.openReplica();

  const again = await send(unpaid('again', { amount: { amount: '5', currency: 'EUR' } }));
  const elsewhere = await replica.execute(
    operator,
    'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
    { input: unpaid('again') },
  );
  await replica.close();

  expect(again).toEqual([refused]);
  expect(elsewhere.data).toEqual({ createTransfer: { errors: [{ code: 'INSUFFICIENT_FUNDS' }] } });
});

it('a second use of the key of a refused request names the field that differs', async () => {
  await send(unpaid('differs'));
  const others: Fields = {
    debitAccountId: acct(bank),
    amount: { amount: '5.01', currency: 'EUR' },
    description: '山'.repeat(499),
    externalId: null,
    effectiveAt: new Date(effectiveAt.getTime() + 1).toISOString(),
    metadata: { one: 'more' },
    expectedDebitVersion: 0,
  };

  for (const [field, value] of Object.entries(others)) {
    expect(await send(unpaid('differs', { [field]: value }))).toEqual([mismatch(field)]);
  }
});

it('a key is compared within one request as between two', async () => {
  const results = await send(unpaid('twice'), unpaid('twice'), unpaid('twice', { description: 'other' }));

  expect(results).toEqual([refused, refused, mismatch('description')]);
});

it('an input that the version before stored as a whole is compared, too', async () => {
  await send(unpaid('old'));
  const whole = { mutation: 'createTransfer', ...unpaid('old'), amount: '500 EUR', idempotencyKey: undefined };
  const [row] = await ledger.sql<
    { input: { hashes: Fields } }[]
  >`select input from ledger.idempotency where key = 'old'`;
  await ledger.sql`update ledger.idempotency set input = ${JSON.stringify(whole)}::text::json where key = 'old'`;

  expect(row?.input.hashes).toEqual(hashedFields(whole));
  expect(await send(unpaid('old'))).toEqual([refused]);
  expect(await send(unpaid('old', { externalId: 'new' }))).toEqual([mismatch('externalId')]);
});

it('the ledger is sound afterwards', async () => {
  expect(await verified(ledger)).toEqual([]);
});
