import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { verified } from './verified.ts';

let ledger: FreshLedger;
let operator: Viewer;
let bank: string;
let other: string;
let third: string;

beforeAll(async () => {
  ledger = await freshLedger();
  operator = ledger.operator();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  other = await ledger.openAccount();
  third = await ledger.openAccount();
});
afterAll(() => ledger.close());

const eur = (amount: string) => ({ amount, currency: 'EUR' });
type Fields = Record<string, unknown>;
/** The required and the optional fields of an input, each with another value. */
type Uses = { needed: Fields; optional: Fields; others: Fields };

const mutations = ['createTransfer', 'createHold', 'captureHold', 'voidHold', 'reverseTransfer'] as const;
type Mutation = (typeof mutations)[number];

async function send(mutation: Mutation, input: Fields) {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const thing = mutation === 'createHold' || mutation === 'voidHold' ? 'hold' : 'transfer';
  const { data, errors } = await ledger.execute(
    operator,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) {
      made: ${thing} { id } errors { code ... on IdempotencyMismatch { field } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return (data ?? {})[mutation] as { made: { id: string } | null; errors: { code: string; field?: string }[] };
}

const texts = {
  optional: { description: 'Rent', externalId: 'x-1', metadata: { why: 'rent', for: 'May' } },
  others: { description: 'rent', externalId: 'x-2', metadata: { why: 'rent', for: 'June' } },
};
const dates = {
  optional: { effectiveAt: '2026-01-01T00:00:00.000Z' },
  others: { effectiveAt: '2026-01-01T00:00:00.001Z' },
};
const between = () => ({
  needed: { debitAccountId: acct(bank), creditAccountId: acct(other), amount: eur('1.00') },
  others: { debitAccountId: acct(third), creditAccountId: acct(third), amount: eur('1.01') },
});
/** Conditions, which need not be met: a refusal is remembered too. */
const conditions = {
  optional: {
    expectedDebitVersion: 0,
    expectedCreditVersion: 0,
    debitAvailableAtLeast: eur('0'),
    creditAvailableAtLeast: eur('0'),
  },
  others: {
    expectedDebitVersion: 1,
    expectedCreditVersion: 1,
    debitAvailableAtLeast: eur('0.01'),
    creditAvailableAtLeast: { amount: '0', currency: 'USD' },
  },
};
const aHold = async () => {
  const { made } = await send('createHold', { idempotencyKey: newId(), ...between().needed, amount: eur('10') });
  return made?.id;
};
const aTransfer = async () => {
  const { made } = await send('createTransfer', { idempotencyKey: newId(), ...between().needed, amount: eur('10') });
  return made?.id;
};

const usesOf: Record<Mutation, () => Promise<Uses>> = {
  createTransfer: async () => ({
    needed: between().needed,
    optional: { amountRule: 'EXACT', journal: 'j', ...conditions.optional, ...dates.optional, ...texts.optional },
    others: {
      ...{ ...between().others, amountRule: 'UP_TO', journal: 'k' },
      ...{ ...conditions.others, ...dates.others, ...texts.others },
    },
  }),
  createHold: async () => ({
    needed: between().needed,
    optional: { expiresIn: 604_800, ...conditions.optional, ...texts.optional },
    others: { ...between().others, expiresIn: 604_801, ...conditions.others, ...texts.others },
  }),
  captureHold: async () => ({
    needed: { holdId: await aHold() },
    optional: { amount: eur('1'), ...dates.optional, ...texts.optional },
    others: { holdId: await aHold(), amount: eur('2'), ...dates.others, ...texts.others },
  }),
  voidHold: async () => ({ needed: { holdId: await aHold() }, optional: {}, others: { holdId: await aHold() } }),
  reverseTransfer: async () => ({
    needed: { transferId: await aTransfer() },
    optional: { amount: eur('1'), ...dates.optional, ...texts.optional },
    others: { transferId: await aTransfer(), amount: eur('2'), ...dates.others, ...texts.others },
  }),
};

/** The fields that mismatches name when a key is sent again with each field changed in turn. */
async function mismatches(mutation: Mutation, input: Fields, changes: Fields) {
  const named: (string | undefined)[] = [];
  for (const [field, value] of Object.entries(changes)) {
    const { made, errors } = await send(mutation, { ...input, [field]: value });
    expect(made).toBeNull();
    named.push(errors[0]?.code === 'IDEMPOTENCY_MISMATCH' ? errors[0].field : undefined);
  }
  return named;
}

describe('a second use of a key', () => {
  it.each(mutations)('of %s names the field that has another value', async (mutation) => {
    const { needed, optional, others } = await usesOf[mutation]();
    const input = { idempotencyKey: newId(), ...needed, ...optional };
    const first = await send(mutation, input);

    expect(await mismatches(mutation, input, others)).toEqual(Object.keys(others));
    // The first outcome is still the remembered one.
    expect(await send(mutation, input)).toEqual(first);
  });

  it.each(mutations)('of %s names the field that is added or left out', async (mutation) => {
    const { needed, optional } = await usesOf[mutation]();
    const bare = { idempotencyKey: newId(), ...needed };
    const full = { idempotencyKey: newId(), ...needed, ...optional };
    const [first, second] = [await send(mutation, bare), await send(mutation, full)];
    const left = Object.fromEntries(Object.keys(optional).map((field) => [field, null]));

    expect(await mismatches(mutation, bare, optional)).toEqual(Object.keys(optional));
    expect(await mismatches(mutation, full, left)).toEqual(Object.keys(optional));
    expect([await send(mutation, bare), await send(mutation, full)]).toEqual([first, second]);
  });

  it.each(mutations)('of %s by another mutation is a mismatch', async (mutation) => {
    const idempotencyKey = newId();
    const { needed } = await usesOf[mutation]();
    await send(mutation, { idempotencyKey, ...needed });

    const others = mutations.filter((name) => name !== mutation);
    const errors = await Promise.all(
      others.map(async (name) => (await send(name, { idempotencyKey, ...(await usesOf[name]()).needed })).errors),
    );

    expect(errors).toEqual(others.map(() => [{ code: 'IDEMPOTENCY_MISMATCH', field: 'mutation' }]));
  });

  it('matches in any notation of its values', async () => {
    const { needed, optional } = await usesOf.createTransfer();
    const input = {
      idempotencyKey: newId(),
      ...needed,
      ...optional,
      expectedDebitVersion: null,
      expectedCreditVersion: null,
    };
    const first = await send('createTransfer', input);

    const again = await send('createTransfer', {
      ...Object.fromEntries(Object.entries(input).toReversed()),
      amount: { currency: 'EUR', amount: '1' },
      debitAvailableAtLeast: eur('0.00'),
      effectiveAt: '2026-01-01T01:00:00+01:00',
      metadata: { for: 'May', why: 'rent' },
      expectedDebitVersion: undefined,
    });

    expect(again).toEqual(first);
  });

  it('by another subject is a first use', async () => {
    const { needed } = await usesOf.createTransfer();
    const input = { idempotencyKey: newId(), ...needed };
    const first = await send('createTransfer', input);

    const { data } = await ledger.execute(
      ledger.operator(),
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id } errors { code } } }',
      { input },
    );

    expect(data).toMatchObject({ createTransfer: { transfer: { id: expect.stringContaining('tr_') }, errors: [] } });
    expect(data).not.toMatchObject({ createTransfer: { transfer: first.made } });
    expect(await verified(ledger)).toEqual([]);
  });
});
