import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';

const statements: string[] = [];
let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
beforeAll(async () => {
  opened = await openTestPlatform({ onStatement: (sql) => statements.push(sql) });
  const { data } = await opened.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(data).signIn.accessToken;
});
afterAll(() => opened.close());

const sideShape = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.object({ name: z.string() }),
  balance: z.object({ posted: z.object({ minorUnits: z.string() }), version: z.number() }),
});
type Side = z.output<typeof sideShape>;
const transferShape = z.object({ id: z.string(), debit: sideShape, credit: sideShape });
const sides = 'id name owner { name } balance { posted { minorUnits } version }';
const transfer = `id debit { ${sides} } credit { ${sides} }`;

/** Sends an operation, and counts the statements on the tables of names and on those of balances. */
async function askCounting(query: string, variables: object = {}) {
  statements.length = 0;
  const { data, errors } = await opened.ask(query, variables, token);
  expect(errors).toBeUndefined();
  const to = (table: string) => statements.filter((sql) => sql.includes(` from ${table}`)).length;
  return { data, names: to('"accounts"."accounts"') + to('"users"."users"'), balances: to('"ledger"."accounts"') };
}

async function readTransfer(id: string) {
  const { data, ...counts } = await askCounting(`query ($id: ID!) { transfer(id: $id) { ${transfer} } }`, { id });
  return { ...z.object({ transfer: transferShape }).parse(data).transfer, ...counts };
}

async function anyTransfer() {
  const { data } = await askCounting(`{ transfers(last: 1) { nodes { ${transfer} } } }`);
  const [found] = z.object({ transfers: z.object({ nodes: z.tuple([transferShape]) }) }).parse(data).transfers.nodes;
  return found;
}

const pay = (debit: Side, credit: Side) =>
  askCounting('mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { message } } }', {
    input: {
      idempotencyKey: crypto.randomUUID(),
      debitAccountId: debit.id,
      creditAccountId: credit.id,
      amount: { amount: '0.01', currency: 'EUR' },
    },
  });

const isAfter = (before: Side, by: bigint) => ({
  ...before,
  balance: {
    posted: { minorUnits: String(BigInt(before.balance.posted.minorUnits) + by) },
    version: before.balance.version + 1,
  },
});

it('a payment is in the balances at once, while the names beside them come from the cache', async () => {
  const { id } = await anyTransfer();
  const before = await readTransfer(id);

  await pay(before.debit, before.credit);
  const after = await readTransfer(id);

  expect(after.debit).toEqual(isAfter(before.debit, -1n));
  expect(after.credit).toEqual(isAfter(before.credit, 1n));
  expect([after.names, after.balances]).toEqual([0, 1]);
});

it('a response without balances is cached whole, and one with balances never', async () => {
  const { debit, credit } = await anyTransfer();
  const read = (fields: string) => askCounting(`query ($id: ID!) { account(id: $id) { ${fields} } }`, { id: debit.id });
  const [names, balances] = ['id name owner { name }', 'name balance { posted { minorUnits } version }'];
  await read(names);
  await read(balances);

  const again = await read(names);
  await pay(debit, credit);
  const { data, ...counts } = await read(balances);

  expect([again.names, again.balances]).toEqual([0, 0]);
  expect(data).toMatchObject({ account: { balance: isAfter(debit, -1n).balance } });
  expect(counts.balances).toBe(1);
});

it('a new name is visible at once, in whole responses and beside balances', async () => {
  const { id, debit } = await anyTransfer();
  const nameOf = async () => {
    const { data } = await askCounting('query ($id: ID!) { account(id: $id) { name } }', { id: debit.id });
    return [
      z.object({ account: z.object({ name: z.string() }) }).parse(data).account.name,
      (await readTransfer(id)).debit.name,
    ];
  };
  await nameOf();
  await nameOf();

  await askCounting('mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { errors { message } } }', {
    input: { id: debit.id, name: 'Rainy days' },
  });

  expect(await nameOf()).toEqual(['Rainy days', 'Rainy days']);
});
