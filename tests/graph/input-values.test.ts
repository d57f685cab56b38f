import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';

let platform: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
/** An account of the organization's own, which can pay any amount, and a customer's, in one currency. */
let payer: string;
let payee: string;

const signedInShape = z.object({ signIn: z.object({ accessToken: z.string() }) });
const accountsShape = z.object({
  accounts: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        currency: z.string(),
        owner: z.object({ id: z.string() }).nullable(),
        overdraftLimit: z.object({}).nullable(),
      }),
    ),
  }),
});

beforeAll(async () => {
  platform = await openTestPlatform();
  const signedIn = await platform.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = signedInShape.parse(signedIn.data).signIn.accessToken;
  const { data } = await ask(
    '{ accounts(first: 100) { nodes { id currency owner { id } overdraftLimit { amount } } } }',
  );
  const euros = accountsShape.parse(data).accounts.nodes.filter(({ currency }) => currency === 'EUR');
  payer = euros.find(({ overdraftLimit }) => overdraftLimit === null)?.id ?? '';
  payee = euros.find(({ owner }) => owner !== null)?.id ?? '';
});
afterAll(() => platform.close());

const ask = (query: string, variables: object = {}) => platform.ask(query, variables, token);

const transfer = (change: object = {}) => ({
  idempotencyKey: crypto.randomUUID(),
  debitAccountId: payer,
  creditAccountId: payee,
  amount: { amount: '1.00', currency: 'EUR' },
  ...change,
});

describe('a variable inside a literal of metadata', () => {
  it('reaches the ledger, in a mutation and in a filter', async () => {
    const made = await ask(
      `mutation ($key: ID!, $debit: ID!, $credit: ID!, $invoice: String, $absent: String) {
        createTransfer(input: {
          idempotencyKey: $key, debitAccountId: $debit, creditAccountId: $credit
          amount: { amount: "1.00", currency: "EUR" }, metadata: { invoice: $invoice, fixed: "f", absent: $absent }
        }) { transfer { metadata } errors { code message } }
      }`,
      { key: crypto.randomUUID(), debit: payer, credit: payee, invoice: '2026-117' },
    );
    const found = await ask(
      'query ($invoice: String) { transfers(last: 1, filter: { metadata: { invoice: $invoice } }) { nodes { metadata } } }',
      { invoice: '2026-117' },
    );

    const metadata = { invoice: '2026-117', fixed: 'f' };
    expect(made).toEqual({ data: { createTransfer: { transfer: { metadata }, errors: [] } } });
    expect(found).toEqual({ data: { transfers: { nodes: [{ metadata }] } } });
  });
});

describe('a bad value', () => {
  it('refuses its item of a mutation, as a literal and as a variable', async () => {
    const literal = await ask(
      `mutation ($debit: ID!, $credit: ID!) { createTransfer(input: {
        idempotencyKey: "", debitAccountId: $debit, creditAccountId: $credit, effectiveAt: "2026-02-30T00:00:00Z"
        amount: { amount: "1.00", currency: "EUR" }
      }) { transfer { id } errors { code path } } }`,
      { debit: payer, credit: payee },
    );
    const variables = await ask(
      'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { transfer { amount { amount } } errors { code path } } } }',
      { input: { transfers: [transfer(), transfer({ metadata: { k: 5 } }), transfer({ creditAccountId: 'banana' })] } },
    );

    const invalid = (...path: string[]) => ({ code: 'INVALID_INPUT', path: ['input', ...path] });
    expect(literal).toEqual({
      data: { createTransfer: { transfer: null, errors: [invalid('effectiveAt'), invalid('idempotencyKey')] } },
    });
    expect(variables).toEqual({
      data: {
        createTransfers: {
          results: [
            { transfer: { amount: { amount: '1.00' } }, errors: [] },
            { transfer: null, errors: [invalid('transfers', '1', 'metadata', 'k')] },
            { transfer: null, errors: [invalid('transfers', '2', 'creditAccountId')] },
          ],
        },
      },
    });
  });

  it('of the wrong JSON type refuses the request', async () => {
    const { data, errors } = await ask(
      'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { errors { code } } } }',
      { input: { transfers: [transfer(), transfer({ effectiveAt: 5 })] } },
    );

    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('of a query is an error with a code and a path', async () => {
    const { data, errors } = await ask(
      'query ($id: ID!) { account(id: $id) { balanceAt(time: "2026-02-30T00:00:00Z") { amount } } }',
      { id: payee },
    );

    expect(data).toEqual({ account: { balanceAt: null } });
    expect(errors).toMatchObject([
      {
        path: ['account', 'balanceAt'],
        message: expect.stringContaining('does not exist'),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

describe('every connection', () => {
  const fields = ['users', 'apiClients', 'accounts', 'transfers', 'ledgerEvents', 'me.accounts', 'account.entries'];
  const pageOf = async (field: string, args: string) => {
    const page = 'edges { cursor } pageInfo { hasPreviousPage startCursor }';
    const [parent, child] = field.split('.');
    const query =
      child === undefined
        ? `{ page: ${parent}(${args}) { ${page} } }`
        : `{ ${parent === 'me' ? 'me' : `account(id: "${payee}")`} { page: ${child}(${args}) { ${page} } } }`;
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    const [found] = JSON.stringify(data).match(/\{"edges.*?\}\}/) ?? [];
    return pageShape.parse(JSON.parse(found ?? 'null'));
  };

  it.each(fields)('takes the empty string for the beginning, before which nothing is (%s)', async (field) => {
    const [beginning, whole] = [await pageOf(field, 'first: 2, after: ""'), await pageOf(field, 'first: 2')];

    expect(beginning).toEqual(whole);
    expect(beginning.pageInfo.hasPreviousPage).toBe(false);
  });

  it.each(fields)('has an empty page of no items (%s)', async (field) => {
    expect(await pageOf(field, 'first: 0')).toEqual({
      edges: [],
      pageInfo: { hasPreviousPage: false, startCursor: null },
    });
  });
});

const pageShape = z.object({
  edges: z.array(z.object({ cursor: z.string() })),
  pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() }),
});
