import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

const fields = `transfer { id amount { minorUnits } } errors { code message path }`;
let ledger: FreshLedger;
let payer: string;
let payee: string;

beforeAll(async () => {
  ledger = await freshLedger();
  payer = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  payee = await ledger.openAccount();
});
afterAll(async () => {
  await checkSound(ledger);
  await ledger.close();
});

const transfer = (amount: string, change: Record<string, unknown> = {}) => ({
  idempotencyKey: newId(),
  debitAccountId: acct(payer),
  creditAccountId: acct(payee),
  amount: { amount, currency: 'EUR' },
  ...change,
});

const sendOne = (input: object) =>
  ledger.execute(
    ledger.operator(),
    `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { ${fields} } }`,
    { input },
  );
const sendMany = (transfers: readonly object[]) =>
  ledger.execute(
    ledger.operator(),
    `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { ${fields} } } }`,
    { input: { transfers } },
  );

const rowsAndKeys = async () => {
  const [row] = await ledger.sql`
    select (select count(*)::int from ledger.log) as rows, (select count(*)::int from ledger.idempotency) as keys`;
  return row;
};

const trueReasons: [what: string, change: Record<string, unknown>, message: RegExp][] = [
  ['U+0000 in a short text', { description: 'ab\0' }, /contains U\+0000/],
  ['half of a surrogate pair', { externalId: '\ud800' }, /half of a surrogate pair/],
  ['a long text', { description: 'x'.repeat(501) }, /has 501 characters\. Send up to 500/],
  ['an empty key', { idempotencyKey: '' }, /is empty\. Send 1 to 255/],
  ['an id of another kind', { debitAccountId: `usr_${'0'.repeat(32)}` }, /`acct_`.*names a user/],
  ['a day that does not exist', { effectiveAt: '2026-02-30T00:00:00Z' }, /does not exist: send a day from 01 to 28/],
  ['a leap second', { effectiveAt: '2016-12-31T23:59:60Z' }, /leap second/],
  [
    'too many keys',
    { metadata: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, 'v'])) },
    /has 33 keys\. Send up to 32/,
  ],
  ['a number in metadata', { metadata: { k: 5 } }, /"k": the value is not a string/],
];

describe('a message', () => {
  it.each(trueReasons)('on %s names the true reason', async (_, change, message) => {
    expect(await sendOne(transfer('1', change))).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'INVALID_INPUT', message: expect.stringMatching(message) }] } },
    });
  });
});

describe('an item', () => {
  it('names all its mistakes together, and the others of the request are made', async () => {
    const { data } = await sendMany([
      transfer('1.00'),
      {
        ...transfer('1e2', { description: 'x\0', effectiveAt: '2026-02-30T00:00:00Z' }),
        ...{ debitAccountId: 'banana', idempotencyKey: '', metadata: { a: 5, b: 'fine', c: '\0' } },
      },
      transfer('2.00'),
    ]);

    const at = (...path: string[]) => ['input', 'transfers', '1', ...path];
    expect(data).toMatchObject({
      createTransfers: {
        results: [
          { errors: [], transfer: { amount: { minorUnits: '100' } } },
          { transfer: null, errors: expect.anything() },
          { errors: [], transfer: { amount: { minorUnits: '200' } } },
        ],
      },
    });
    expect(pathsIn(data)).toEqual(
      [
        at('debitAccountId'),
        at('amount'),
        at('effectiveAt'),
        at('idempotencyKey'),
        at('description'),
        at('metadata', 'a'),
        at('metadata', 'c'),
      ].map((path) => path.join('.')),
    );
  });

  it('that is malformed refuses its journal, and every malformed member has its own mistakes', async () => {
    const { data } = await sendMany([
      transfer('1.00', { journal: 'j' }),
      transfer('1.00', { journal: 'j', idempotencyKey: '' }),
      transfer('1.00', { journal: 'j', creditAccountId: 'banana' }),
    ]);

    expect(data).toMatchObject({
      createTransfers: {
        results: [
          { errors: [{ code: 'JOURNAL_REFUSED' }] },
          { errors: [{ code: 'INVALID_INPUT', path: ['input', 'transfers', '1', 'idempotencyKey'] }] },
          { errors: [{ code: 'INVALID_INPUT', path: ['input', 'transfers', '2', 'creditAccountId'] }] },
        ],
      },
    });
  });

  it.each([
    ['captureHold', 'CaptureHoldInput', { holdId: 'x', idempotencyKey: '', effectiveAt: 'y' }, 3],
    ['voidHold', 'VoidHoldInput', { holdId: 'x', idempotencyKey: '' }, 2],
    ['reverseTransfer', 'ReverseTransferInput', { transferId: 'x', idempotencyKey: '', effectiveAt: 'y' }, 3],
    [
      'createHold',
      'CreateHoldInput',
      {
        ...{ debitAccountId: 'x', creditAccountId: 'y', amount: { amount: 'z', currency: 'EUR' } },
        ...{ idempotencyKey: '', expiresIn: 0 },
      },
      5,
    ],
  ] as const)('of %s is refused with all its mistakes', async (mutation, type, input, count) => {
    const before = await rowsAndKeys();

    const { data, errors } = await ledger.execute(
      ledger.operator(),
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { errors { code message path } } }`,
      { input },
    );

    expect(errors).toBeUndefined();
    expect(pathsIn(data)).toEqual(expect.arrayContaining(Object.keys(input).map((field) => `input.${field}`)));
    expect(pathsIn(data)).toHaveLength(count);
    expect(await rowsAndKeys()).toEqual(before);
  });
});

describe('metadata', () => {
  it('takes a variable inside a literal, and leaves out one without a value', async () => {
    const input = transfer('1.00');

    const { data, errors } = await ledger.execute(
      ledger.operator(),
      `mutation ($key: ID!, $debit: ID!, $credit: ID!, $invoice: String, $absent: String) {
        createTransfer(input: {
          idempotencyKey: $key, debitAccountId: $debit, creditAccountId: $credit
          amount: { amount: "1.00", currency: "EUR" }, metadata: { invoice: $invoice, fixed: "f", absent: $absent }
        }) { transfer { metadata } errors { code message } }
      }`,
      {
        ...{ key: input.idempotencyKey, debit: input.debitAccountId, credit: input.creditAccountId },
        invoice: '2026-117',
      },
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createTransfer: { transfer: { metadata: { invoice: '2026-117', fixed: 'f' } }, errors: [] },
    });
  });
});

/** The paths of all refusals in a response, in order. */
function pathsIn(data: unknown): string[] {
  const paths: string[] = [];
  JSON.stringify(data, (key, value: unknown) => {
    if (key === 'path' && Array.isArray(value)) {
      paths.push(value.join('.'));
    }
    return value;
  });
  return paths;
}
