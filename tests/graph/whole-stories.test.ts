import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform, socketClient } from '../support/open-test-platform.ts';

const statements: string[] = [];
let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let operator: string;
let customer: string;

beforeAll(async () => {
  opened = await openTestPlatform({ onStatement: (sql) => statements.push(sql) });
  operator = await signIn('operator@demo.test');
  customer = await signIn('customer@demo.test');
});

afterAll(() => opened.close());

const signedInShape = z.object({ signIn: z.object({ accessToken: z.string() }) });
const accountsShape = z.object({
  accounts: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        owner: z.object({ name: z.string() }).nullable(),
        balance: z.object({ posted: z.object({ minorUnits: z.string() }), cursor: z.string() }),
      }),
    ),
  }),
});
const transferShape = z.object({
  createTransfer: z.object({
    transfer: z.object({ id: z.string(), sequence: z.string() }).nullable(),
    errors: z.array(z.looseObject({ code: z.string() })),
  }),
});

async function signIn(email: string): Promise<string> {
  const { data } = await opened.ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email, password: 'demo' },
  });
  return signedInShape.parse(data).signIn.accessToken;
}

async function accountsOf(token: string, first = 100) {
  const { data } = await opened.ask(
    `query ($first: Int) { accounts(first: $first, filter: { classes: [LIABILITY], currencies: ["EUR"] }) {
      nodes { id owner { name } balance { posted { minorUnits } cursor } } } }`,
    { first },
    token,
  );
  return accountsShape.parse(data).accounts.nodes;
}

async function pay(
  token: string,
  input: { idempotencyKey: string; debitAccountId: string; creditAccountId: string },
  amount = '1.00',
) {
  const { data } = await opened.ask(
    'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id sequence } errors { code message path } } }',
    { input: { ...input, amount: { amount, currency: 'EUR' } } },
    token,
  );
  return transferShape.parse(data).createTransfer;
}

async function twoAccounts(token: string): Promise<[string, string]> {
  const [one, other] = await accountsOf(token);
  if (one === undefined || other === undefined) {
    throw new Error('the demo has too few accounts');
  }
  return [one.id, other.id];
}

describe('the examples', () => {
  it('run as they stand in the README', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const examples = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map(([, text = '']) => text);
    const [debit, credit] = await twoAccounts(operator);
    expect(examples).toHaveLength(4);

    for (const example of examples.filter((text) => !text.startsWith('subscription'))) {
      const { data, errors } = await opened.ask(example, example.includes('$debit') ? { debit, credit } : {}, operator);
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).not.toMatch(/"errors":\[\{/);
    }
  });

  it('of schema/operations run', async () => {
    const { errors } = await opened.ask(
      readFileSync(new URL('../../schema/operations/recent-activity.graphql', import.meta.url), 'utf8'),
      {},
      operator,
    );

    expect(errors).toBeUndefined();
  });
});

it('answers a page of accounts with balances and owners in at most one statement per loader', async () => {
  statements.length = 0;

  const nodes = await accountsOf(operator, 50);

  expect(nodes.length).toBeGreaterThan(10);
  // The list of accounts, their balances, and their owners.
  expect(statements).toHaveLength(3);
});

it('makes one transfer of fifty racing retries of one key', async () => {
  const [debitAccountId, creditAccountId] = await twoAccounts(operator);
  const input = { idempotencyKey: 'raced', debitAccountId, creditAccountId };

  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(operator, input)));

  expect(new Set(answers.map(({ transfer }) => transfer?.id)).size).toBe(1);
  expect(answers[0]?.transfer).not.toBeNull();
});

it('names the field in which a second use of a key differs', async () => {
  const [debitAccountId, creditAccountId] = await twoAccounts(operator);
  const input = { idempotencyKey: 'reused', debitAccountId, creditAccountId };
  await pay(operator, input, '1.00');

  const { transfer, errors } = await pay(operator, input, '2.00');

  expect(transfer).toBeNull();
  expect(errors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH', message: expect.stringContaining('amount') }]);
});

it("shows a customer nothing of what is another's", async () => {
  const own = new Set((await accountsOf(customer)).map(({ id }) => id));
  const foreign = (await accountsOf(operator)).find(({ id }) => !own.has(id));
  if (foreign === undefined) {
    throw new Error('the demo has nobody else');
  }
  const [mine] = own;

  const { data, errors } = await opened.ask(
    'query ($id: ID!) { account(id: $id) { id name balance { version } } users { nodes { email } } }',
    { id: foreign.id },
    customer,
  );
  const refused = await pay(customer, {
    idempotencyKey: 'theft',
    debitAccountId: foreign.id,
    creditAccountId: mine ?? '',
  });

  expect(errors).toBeUndefined();
  expect(data).toEqual({ account: null, users: { nodes: [{ email: 'customer@demo.test' }] } });
  expect(refused).toMatchObject({ transfer: null, errors: [{ code: 'ACCOUNT_NOT_FOUND' }] });
});

it('conserves money over many payments at once', async () => {
  const total = async () =>
    (await accountsOf(operator)).reduce((sum, { balance }) => sum + BigInt(balance.posted.minorUnits), 0n);
  const ids = (await accountsOf(operator)).map(({ id }) => id);
  const before = await total();

  await Promise.all(
    Array.from({ length: 20 }, async (_, client) => {
      for (let number = 0; number < 20; number += 1) {
        const debitAccountId = ids[(client + number) % ids.length] ?? '';
        const creditAccountId = ids[(client * 7 + number * 3 + 1) % ids.length] ?? '';
        await pay(operator, { idempotencyKey: `many-${client}-${number}`, debitAccountId, creditAccountId }, '0.37');
      }
    }),
  );

  expect(await total()).toBe(before);
});

it('lets a partner resume where they were cut off, and miss nothing', async () => {
  const [debitAccountId, creditAccountId] = await twoAccounts(operator);
  const { data } = await opened.ask(
    `mutation { createApiClient(input: { name: "Partner", scopes: ["events:read", "accounts:read", "users:read"] }) { apiKey } }`,
    {},
    operator,
  );
  const { apiKey } = z.object({ createApiClient: z.object({ apiKey: z.string() }) }).parse(data).createApiClient;
  const exchanged = await opened.ask(
    'mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { accessToken } }',
    { input: { apiKey } },
  );
  const { accessToken } = z
    .object({ exchangeApiKey: z.object({ accessToken: z.string() }) })
    .parse(exchanged.data).exchangeApiKey;
  const head = await opened.ask('{ ledgerHead { cursor } }', {}, accessToken);
  let cursor = z.object({ ledgerHead: z.object({ cursor: z.string() }) }).parse(head.data).ledgerHead.cursor;
  const eventShape = z.object({
    ledgerEvents: z.object({
      cursor: z.string(),
      sequence: z.string(),
      previousSequence: z.string(),
      transfer: z.object({ debit: z.object({ owner: z.object({ name: z.string() }) }) }),
    }),
  });
  const follow = async (count: number) => {
    const client = socketClient(opened.platform.url, accessToken);
    const events: z.infer<typeof eventShape>['ledgerEvents'][] = [];
    for await (const { data: event } of client.iterate({
      query: `subscription ($after: String) { ledgerEvents(after: $after) { cursor sequence previousSequence
        ... on TransferPosted { transfer { debit { owner { name } } } } } }`,
      variables: { after: cursor },
    })) {
      events.push(eventShape.parse(event).ledgerEvents);
      if (events.length === count) {
        break;
      }
    }
    client.terminate();
    cursor = events.at(-1)?.cursor ?? cursor;
    return events;
  };

  const live = follow(1);
  await pay(operator, { idempotencyKey: 'partner-1', debitAccountId, creditAccountId });
  const first = await live;
  await pay(operator, { idempotencyKey: 'partner-2', debitAccountId, creditAccountId });
  await pay(operator, { idempotencyKey: 'partner-3', debitAccountId, creditAccountId });
  const rest = await follow(2);

  const events = [...first, ...rest];
  expect(events.map(({ transfer }) => transfer.debit.owner.name)).toEqual(
    Array.from({ length: 3 }, () => 'Carla Castellan'),
  );
  for (const [index, event] of events.entries()) {
    expect(event.previousSequence).toBe(index === 0 ? event.previousSequence : events[index - 1]?.sequence);
  }
  expect(Number(events[2]?.sequence) - Number(events[0]?.sequence)).toBe(2);
});
