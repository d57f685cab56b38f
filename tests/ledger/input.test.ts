import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

const fields = `transfer { id amount { minorUnits } } errors { code message path }`;
const createTransfer = `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { ${fields} } }`;
const createTransfers = `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { ${fields} } } }`;
const currencies = ['EUR', 'JPY', 'KWD'] as const;
type Currency = (typeof currencies)[number];

let ledger: FreshLedger;
/** Per currency: a payer, the organization's own account without a floor, and a payee. */
let accounts: Record<Currency, { payer: string; payee: string }>;

async function openPair(currency: Currency) {
  return {
    payer: await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null, currency }),
    payee: await ledger.openAccount({ currency }),
  };
}

beforeAll(async () => {
  ledger = await freshLedger();
  accounts = { EUR: await openPair('EUR'), JPY: await openPair('JPY'), KWD: await openPair('KWD') };
});
afterAll(async () => {
  // Checked once for all tests: nearly every test expects that nothing changed.
  await checkSound(ledger);
  await ledger.close();
});

function transfer(amount: string, currency: Currency = 'EUR', change: Record<string, unknown> = {}) {
  const { payer, payee } = accounts[currency];
  return {
    idempotencyKey: newId(),
    debitAccountId: acct(payer),
    creditAccountId: acct(payee),
    amount: { amount, currency },
    ...change,
  };
}

const sendOne = (input: object) => ledger.execute(ledger.operator(), createTransfer, { input });
const sendMany = (transfers: readonly object[]) =>
  ledger.execute(ledger.operator(), createTransfers, { input: { transfers } });

/** Everything that a refused request could change. */
async function contents(): Promise<unknown> {
  const [row] = await ledger.sql`
    select (select json_agg(l order by organization_id) from ledger.ledgers l) as ledgers,
      (select json_agg(a order by id) from ledger.accounts a) as accounts,
      (select count(*)::int from ledger.log) as rows, (select count(*)::int from ledger.idempotency) as keys`;
  return row;
}

const malformedAmounts: [amount: string, currency: Currency, message: RegExp][] = [
  ['0', 'EUR', /more than zero/],
  ['0.00', 'EUR', /more than zero/],
  ['0', 'JPY', /more than zero/],
  ['-1.00', 'EUR', /not an amount/],
  ['-0', 'EUR', /not an amount/],
  ['+1', 'EUR', /not an amount/],
  ['01.00', 'EUR', /not an amount/],
  ['00', 'EUR', /not an amount/],
  ['1.', 'EUR', /not an amount/],
  ['.5', 'EUR', /not an amount/],
  ['1,00', 'EUR', /not an amount/],
  ['1 000', 'EUR', /not an amount/],
  ['1_000', 'EUR', /not an amount/],
  [' 1', 'EUR', /not an amount/],
  ['1\n', 'EUR', /not an amount/],
  ['', 'EUR', /not an amount/],
  ['NaN', 'EUR', /not an amount/],
  ['Infinity', 'EUR', /not an amount/],
  ['0x10', 'EUR', /not an amount/],
  ['1e2', 'EUR', /not an amount/],
  ['1E-2', 'EUR', /not an amount/],
  ['1e400', 'EUR', /not an amount/],
  ['٣', 'EUR', /not an amount/],
  ['１.00', 'EUR', /not an amount/],
  ['1\0', 'EUR', /not an amount/],
  ['1.001', 'EUR', /EUR has 2 decimals/],
  ['1.000', 'EUR', /EUR has 2 decimals/],
  ['1.0', 'JPY', /JPY has 0 decimals/],
  ['1.0001', 'KWD', /KWD has 3 decimals/],
  // One minor unit beyond what PostgreSQL's bigint holds.
  ['92233720368547758.08', 'EUR', /the largest is 92233720368547758\.07 EUR/],
  ['9223372036854775808', 'JPY', /the largest is 9223372036854775807 JPY/],
  ['9223372036854775.808', 'KWD', /the largest is 9223372036854775\.807 KWD/],
  ['9'.repeat(400), 'EUR', /not an amount/],
];

describe('an amount', () => {
  it.each(malformedAmounts)('of %j %s is refused, alone and among others', async (amount, currency, message) => {
    const before = await contents();

    const alone = await sendOne(transfer(amount, currency));
    const among = await sendMany([transfer(amount, currency), transfer(amount, currency)]);

    const refused = (path: string[]) => ({
      transfer: null,
      errors: [{ code: 'INVALID_AMOUNT', message: expect.stringMatching(message), path: [...path, 'amount'] }],
    });
    expect(alone).toMatchObject({ data: { createTransfer: refused(['input']) } });
    expect(among).toMatchObject({
      data: {
        createTransfers: {
          results: [refused(['input', 'transfers', '0']), refused(['input', 'transfers', '1'])],
        },
      },
    });
    expect(await contents()).toEqual(before);
  });

  it('that is malformed does not prevent the other transfers of the request', async () => {
    const answer = await sendMany([transfer('1.00'), transfer('1e400'), transfer('2.50')]);

    expect(answer).toMatchObject({
      data: {
        createTransfers: {
          results: [
            { transfer: { amount: { minorUnits: '100' } }, errors: [] },
            { transfer: null, errors: [{ code: 'INVALID_AMOUNT' }] },
            { transfer: { amount: { minorUnits: '250' } }, errors: [] },
          ],
        },
      },
    });
  });

  it.each([
    ['12.3', 'EUR', '1230'],
    ['0.01', 'EUR', '1'],
    ['1234', 'JPY', '1234'],
    ['1.234', 'KWD', '1234'],
    ['1', 'KWD', '1000'],
  ] satisfies [string, Currency, string][])('of %s %s is %s minor units', async (amount, currency, minorUnits) => {
    expect(await sendOne(transfer(amount, currency))).toMatchObject({
      data: { createTransfer: { transfer: { amount: { minorUnits } }, errors: [] } },
    });
  });

  it('as large as PostgreSQL can hold is posted once, and the next transfer would be out of range', async () => {
    accounts.JPY = await openPair('JPY');

    const [largest, next] = [
      await sendOne(transfer('9223372036854775807', 'JPY')),
      await sendOne(transfer('1', 'JPY')),
    ];

    expect(largest).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect(next).toMatchObject({
      data: { createTransfer: { transfer: null, errors: [{ code: 'BALANCE_OUT_OF_RANGE' }] } },
    });
  });
});

const metadataOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
const otherwiseRefused: [what: string, change: () => Record<string, unknown>, code: string, path: string][] = [
  ['an unknown currency', () => ({ amount: { amount: '1', currency: 'XXX' } }), 'INVALID_AMOUNT', 'amount'],
  ['a currency in small letters', () => ({ amount: { amount: '1', currency: 'eur' } }), 'INVALID_AMOUNT', 'amount'],
  [
    "another currency than the accounts'",
    () => ({ amount: { amount: '1', currency: 'USD' } }),
    'CURRENCY_MISMATCH',
    'amount',
  ],
  ['accounts of two currencies', () => ({ creditAccountId: acct(accounts.JPY.payee) }), 'CURRENCY_MISMATCH', 'amount'],
  [
    'one account on both sides',
    () => ({ creditAccountId: acct(accounts.EUR.payer) }),
    'SAME_ACCOUNT',
    'creditAccountId',
  ],
  ['an unknown account', () => ({ creditAccountId: acct(newId()) }), 'ACCOUNT_NOT_FOUND', 'creditAccountId'],
  ['a description of 501 characters', () => ({ description: 'x'.repeat(501) }), 'INVALID_INPUT', 'description'],
  ['a description that PostgreSQL cannot store', () => ({ description: 'x\0' }), 'INVALID_INPUT', 'description'],
  ['half a surrogate pair', () => ({ externalId: '\ud800' }), 'INVALID_INPUT', 'externalId'],
  ['an external id of 256 characters', () => ({ externalId: 'x'.repeat(256) }), 'INVALID_INPUT', 'externalId'],
  ['a journal of 256 characters', () => ({ journal: 'x'.repeat(256) }), 'INVALID_INPUT', 'journal'],
  ['a year of two digits', () => ({ effectiveAt: '0026-01-01T00:00:00Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['the future', () => ({ effectiveAt: '9999-01-01T00:00:00Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['a time that is none', () => ({ effectiveAt: 'yesterday' }), 'INVALID_INPUT', 'effectiveAt'],
  ['a day that does not exist', () => ({ effectiveAt: '2026-02-30T00:00:00Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['the 29th of February 2025', () => ({ effectiveAt: '2025-02-29T00:00:00Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['an hour 24', () => ({ effectiveAt: '2026-01-01T24:00:00Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['a leap second', () => ({ effectiveAt: '2016-12-31T23:59:60Z' }), 'INVALID_INPUT', 'effectiveAt'],
  ['no key', () => ({ idempotencyKey: '' }), 'INVALID_INPUT', 'idempotencyKey'],
  ['a key of 256 characters', () => ({ idempotencyKey: 'x'.repeat(256) }), 'INVALID_INPUT', 'idempotencyKey'],
  ['a key that PostgreSQL cannot store', () => ({ idempotencyKey: 'x\0' }), 'INVALID_INPUT', 'idempotencyKey'],
  ['the id of a user', () => ({ debitAccountId: `usr_${'0'.repeat(32)}` }), 'INVALID_INPUT', 'debitAccountId'],
  ['an id that is none', () => ({ creditAccountId: 'acct_1' }), 'INVALID_INPUT', 'creditAccountId'],
  ['no amount', () => ({ amount: null }), 'INVALID_AMOUNT', 'amount'],
  ['33 keys of metadata', () => ({ metadata: metadataOf(33) }), 'INVALID_INPUT', 'metadata'],
  ['a long key of metadata', () => ({ metadata: { ['k'.repeat(65)]: 'v' } }), 'INVALID_INPUT', 'metadata'],
  ['an empty key of metadata', () => ({ metadata: { '': 'v' } }), 'INVALID_INPUT', 'metadata'],
  ['a long value of metadata', () => ({ metadata: { k: 'v'.repeat(513) } }), 'INVALID_INPUT', 'metadata.k'],
  ['metadata that are not texts', () => ({ metadata: { k: { deep: 'v' } } }), 'INVALID_INPUT', 'metadata.k'],
  ['metadata that are numbers', () => ({ metadata: { k: 5 } }), 'INVALID_INPUT', 'metadata.k'],
  ['metadata that PostgreSQL cannot store', () => ({ metadata: { k: '\0' } }), 'INVALID_INPUT', 'metadata.k'],
];

describe('a transfer', () => {
  it.each(otherwiseRefused)('with %s is refused, alone and among others', async (_, change, code, field) => {
    const balances = await ledger.sql`select * from ledger.accounts order by id`;

    const alone = await sendOne(transfer('1', 'EUR', change()));
    const among = await sendMany([transfer('1', 'EUR', change())]);

    const refused = { transfer: null, errors: [{ code, message: expect.stringMatching(/\w{3}.*\./) }] };
    expect(alone).toMatchObject({ data: { createTransfer: refused } });
    expect(alone).toMatchObject({ data: { createTransfer: { errors: [{ path: ['input', ...field.split('.')] }] } } });
    expect(among).toMatchObject({ data: { createTransfers: { results: [refused] } } });
    expect([...(await ledger.sql`select * from ledger.accounts order by id`)]).toEqual([...balances]);
  });
});

const misuse: [what: string, transfers: () => object[], message: RegExp][] = [
  [
    'an amount that is a number',
    () => [transfer('1', 'EUR', { amount: { amount: 1.5, currency: 'EUR' } })],
    /never a number/,
  ],
  ['a time that is a number', () => [transfer('1', 'EUR', { effectiveAt: 5 })], /RFC 3339/],
  ['metadata that are a text', () => [transfer('1', 'EUR', { metadata: 'k' })], /object of strings/],
  ['metadata that are a list', () => [transfer('1', 'EUR', { metadata: ['k'] })], /object of strings/],
  ['a key that is an object', () => [transfer('1', 'EUR', { idempotencyKey: {} })], /ID cannot represent/],
];

describe('a request', () => {
  it.each(misuse)('with %s is misuse as a whole, and does nothing', async (_, transfers, message) => {
    const before = await contents();

    // The well-formed transfers of the request are not made either.
    const sent = transfers();
    const answer = await sendMany(sent.length === 1 ? [transfer('1.00'), ...sent] : sent);

    expect(answer).toMatchObject({
      errors: [{ message: expect.stringMatching(message), extensions: { code: expect.stringMatching(/^[A-Z_]+$/) } }],
    });
    expect(answer.errors?.[0]?.extensions?.['code']).not.toBe('INTERNAL_SERVER_ERROR');
    expect(await contents()).toEqual(before);
  });

  it.each([0, 1_001])('of %i transfers is refused, and each item says so', async (count) => {
    const before = await contents();

    const { data, errors } = await ledger.execute(
      ledger.operator(),
      `mutation ($input: CreateTransfersInput!) {
        createTransfers(input: $input) { errors { code message path } results { transfer { id } errors { code path } } } }`,
      { input: { transfers: Array.from({ length: count }, () => transfer('1')) } },
    );

    const mistake = { code: 'INVALID_INPUT', path: ['input', 'transfers'] };
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createTransfers: {
        errors: [{ ...mistake, message: `Send 1 to 1000 transfers; there are ${count}. None was decided.` }],
        results: Array.from({ length: count }, () => ({ transfer: null, errors: [mistake] })),
      },
    });
    expect(await contents()).toEqual(before);
  });

  it('takes a thousand transfers, and metadata up to its limit', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 32 }, (_, index) => [String(index).padStart(64, 'k'), 'v'.repeat(512)]),
    );
    const thousand = Array.from({ length: 1_000 }, (_, index) =>
      transfer('0.01', 'EUR', index === 0 ? { metadata } : {}),
    );

    const { data } = await sendMany(thousand);

    expect(JSON.stringify(data).match(/"errors":\[\]/g)).toHaveLength(1_000);
    const [row] = await ledger.sql`select metadata from ledger.log where metadata is not null order by sequence desc`;
    expect(row?.['metadata']).toEqual(metadata);
  });
});
