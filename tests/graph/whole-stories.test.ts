import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { askAt, openTestPlatform, socketClient } from '../support/open-test-platform.ts';
import { openTestProcesses } from '../support/open-test-processes.ts';

/** The URLs of the gateways of the two parties of a story: two gateways, or one gateway twice. */
type Opened = { urls: readonly [string, string]; close(): Promise<void> };

const statements: string[] = [];

describe('in one process', () => {
  const { accountsOf, operator } = tellStories(async () => {
    const { platform, close } = await openTestPlatform({ onStatement: (sql) => statements.push(sql) });
    return { urls: [platform.url, platform.url], close };
  });

  it('answers a page of accounts with balances and owners in one statement per loader', async () => {
    const counts: number[] = [];

    while (counts.length < 5) {
      statements.length = 0;
      await accountsOf(operator(), 50);
      counts.push(statements.length);
    }

    // Only one process lets its statements be counted. The three statements are for the estimate of the matches, the
    // list of accounts, and their balances; the first request cached the owners. Periodic work, such as the search for
    // due holds, can only add statements.
    expect(Math.min(...counts)).toBe(3);
  });
});

describeWithRedis('as processes, with two gateways and a ledger behind each', () => {
  tellStories(openTestProcesses);
});

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
const balancesShape = z.object({ accounts: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
const transferShape = z.object({
  createTransfer: z.object({
    transfer: z.object({ id: z.string(), sequence: z.string() }).nullable(),
    errors: z.array(z.looseObject({ code: z.string() })),
  }),
});
const headShape = z.object({ ledgerHead: z.object({ cursor: z.string(), sequence: z.string() }) });
const eventShape = z.object({
  ledgerEvents: z.looseObject({
    cursor: z.string(),
    sequence: z.string(),
    previousSequence: z.string().nullable(),
    transfer: z.looseObject({ description: z.string().nullable().optional() }).optional(),
  }),
});
type Transfer = { idempotencyKey: string; debitAccountId: string; creditAccountId: string };

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Declares the stories that hold in every topology. */
function tellStories(open: () => Promise<Opened>) {
  let opened: Opened;
  let operator: string;
  let customer: string;

  beforeAll(async () => {
    opened = await open();
    operator = await signIn('operator@demo.test');
    customer = await signIn('customer@demo.test');
    // Six processes start slowly on a machine that is busy with other tests.
  }, 120_000);

  afterAll(() => opened?.close());

  const ask = async (...request: Parameters<ReturnType<typeof askAt>>) => askAt(opened.urls[0])(...request);
  const askOther = async (...request: Parameters<ReturnType<typeof askAt>>) => askAt(opened.urls[1])(...request);

  async function signIn(email: string): Promise<string> {
    const { data } = await ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
      input: { email, password: 'demo' },
    });
    return signedInShape.parse(data).signIn.accessToken;
  }

  async function accountsOf(token: string, first = 100) {
    const { data } = await ask(
      `query ($first: Int) { accounts(first: $first, filter: { classes: [LIABILITY], currencies: ["EUR"] }) {
        nodes { id owner { name } balance { posted { minorUnits } cursor } } } }`,
      { first },
      token,
    );
    return accountsShape.parse(data).accounts.nodes;
  }

  async function twoAccounts(token: string): Promise<[string, string]> {
    const [one, other] = await accountsOf(token);
    if (one === undefined || other === undefined) {
      throw new Error('the demo has too few accounts');
    }
    return [one.id, other.id];
  }

  async function accountOfAnother(token: string): Promise<string> {
    const own = new Set((await accountsOf(token)).map(({ id }) => id));
    const foreign = (await accountsOf(operator)).find(({ id }) => !own.has(id));
    if (foreign === undefined) {
      throw new Error('the demo has no other user');
    }
    return foreign.id;
  }

  async function pay(token: string, input: Transfer, { amount = '1.00', send = ask } = {}) {
    const { data } = await send(
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id sequence } errors { code message path } } }',
      { input: { ...input, amount: { amount, currency: 'EUR' } } },
      token,
    );
    return transferShape.parse(data).createTransfer;
  }

  async function readHead(token: string) {
    const { data } = await ask('{ ledgerHead { cursor sequence } }', {}, token);
    return headShape.parse(data).ledgerHead;
  }

  /** Subscribes to `ledgerEvents` at a gateway. */
  function follow(url: string, token: string, query: string, variables: Record<string, unknown> = {}) {
    const client = socketClient(url, token);
    onTestFinished(() => client.dispose());
    let socket: WebSocket | undefined;
    client.on('connected', (connected) => {
      socket = connected as WebSocket;
    });
    const events = client.iterate({ query, variables });
    return {
      next: async () => {
        const step = await events.next();
        if (step.done === true) {
          throw new Error('the stream ended');
        }
        expect(step.value.errors).toBeUndefined();
        return eventShape.parse(step.value.data).ledgerEvents;
      },
      /** Terminates the socket without a closing handshake. */
      cutOff: () => socket?.terminate(),
    };
  }

  /** Pays until a stream without a cursor delivers, since such a stream begins with the next event. */
  async function untilLive({ next }: ReturnType<typeof follow>, debitAccountId: string, creditAccountId: string) {
    const isLive = next().then(() => true);
    while (!(await Promise.race([isLive, sleep(50, false)]))) {
      await pay(operator, { idempotencyKey: crypto.randomUUID(), debitAccountId, creditAccountId }, { send: askOther });
    }
  }

  describe('the examples', () => {
    it('of the README run as written', async () => {
      const examples = [...readText('README.md').matchAll(/```graphql\n(.*?)```/gs)].map(([, text = '']) => text);
      const [signInExample = '', queryExample = '', payExample = '', followExample = ''] = examples;

      const signedIn = await ask(signInExample);
      const token = signedInShape.parse(signedIn.data).signIn.accessToken;
      const balances = await ask(queryExample, {}, token);
      const [debit, credit] = balancesShape.parse(balances.data).accounts.nodes.map(({ id }) => id);
      const stream = follow(opened.urls[1], token, followExample);
      await untilLive(stream, debit ?? '', credit ?? '');
      const paid = await ask(payExample, { debit, credit }, token);
      let event = await stream.next();
      while (event.transfer?.description !== 'Dinner') {
        event = await stream.next();
      }

      expect(examples).toHaveLength(4);
      expect([signedIn.errors, balances.errors, paid.errors]).toEqual([undefined, undefined, undefined]);
      expect(transferShape.parse(paid.data).createTransfer).toMatchObject({ errors: [] });
      expect(event).toMatchObject({
        __typename: 'TransferPosted',
        sequence: transferShape.parse(paid.data).createTransfer.transfer?.sequence,
        transfer: { amount: { amount: '12.34' }, debit: { owner: { name: 'Carla Castellan' } } },
      });
    });
  });

  it('makes one transfer from fifty racing retries of one key', async () => {
    const [debitAccountId, creditAccountId] = await twoAccounts(operator);
    const input = { idempotencyKey: 'raced', debitAccountId, creditAccountId };

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => pay(operator, input, { send: index % 2 === 0 ? ask : askOther })),
    );

    expect(new Set(answers.map(({ transfer }) => transfer?.id)).size).toBe(1);
    expect(answers[0]?.transfer).not.toBeNull();
  });

  it('names the field in which a second use of a key differs', async () => {
    const [debitAccountId, creditAccountId] = await twoAccounts(operator);
    const input = { idempotencyKey: 'reused', debitAccountId, creditAccountId };
    await pay(operator, input, { amount: '1.00' });

    const { transfer, errors } = await pay(operator, input, { amount: '2.00', send: askOther });

    expect(transfer).toBeNull();
    expect(errors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH', message: expect.stringContaining('amount') }]);
  });

  it('shows a customer nothing of other customers', async () => {
    const [mine] = await twoAccounts(customer);
    const foreign = await accountOfAnother(customer);

    const { data, errors } = await ask(
      'query ($id: ID!) { account(id: $id) { id name balance { version } } users { nodes { email } } }',
      { id: foreign },
      customer,
    );
    const refused = await pay(customer, { idempotencyKey: 'theft', debitAccountId: foreign, creditAccountId: mine });

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
        for (let number = 0; number < 10; number += 1) {
          const debitAccountId = ids[(client + number) % ids.length] ?? '';
          const creditAccountId = ids[(client * 7 + number * 3 + 1) % ids.length] ?? '';
          const input = { idempotencyKey: `many-${client}-${number}`, debitAccountId, creditAccountId };
          await pay(operator, input, { amount: '0.37', send: client % 2 === 0 ? ask : askOther });
        }
      }),
    );

    expect(await total()).toBe(before);
  });

  it("brings a customer's transfer to a partner, who is cut off, resumes elsewhere and misses nothing", async () => {
    const [debitAccountId] = await twoAccounts(customer);
    const creditAccountId = await accountOfAnother(customer);
    const partner = await signInPartner();
    const head = await readHead(partner);
    const query = `subscription ($after: String) { ledgerEvents(after: $after) { cursor sequence previousSequence
      ... on TransferPosted { transfer { id debit { owner { name } } } } } }`;
    const payAgain = (idempotencyKey: string) =>
      pay(customer, { idempotencyKey, debitAccountId, creditAccountId }, { send: ask });

    const stream = follow(opened.urls[1], partner, query, { after: head.cursor });
    const paid = [await payAgain('seen-live')];
    const events = [await stream.next()];
    const cutOff = stream.next();
    stream.cutOff();
    await expect(cutOff).rejects.toMatchObject({ code: 1006 });
    paid.push(await payAgain('while-away'), await payAgain('still-away'));
    const resumed = follow(opened.urls[0], partner, query, { after: events[0]?.cursor });
    events.push(await resumed.next(), await resumed.next());
    paid.push(await payAgain('live-again'));
    events.push(await resumed.next());

    expect(events.map(({ transfer }) => transfer)).toEqual(
      paid.map(({ transfer }) => ({ id: transfer?.id, debit: { owner: { name: 'Carla Castellan' } } })),
    );
    expect(events.map(({ previousSequence }) => previousSequence)).toEqual([
      head.sequence,
      ...events.slice(0, -1).map(({ sequence }) => sequence),
    ]);
  });

  /** Creates an API client for a partner, and returns the token for its key. */
  async function signInPartner(): Promise<string> {
    const created = await ask(
      'mutation { createApiClient(input: { name: "Partner", scopes: ["events:read", "accounts:read", "users:read"] }) { apiKey } }',
      {},
      operator,
    );
    const { apiKey } = z
      .object({ createApiClient: z.object({ apiKey: z.string() }) })
      .parse(created.data).createApiClient;
    const exchanged = await askOther(
      'mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { accessToken } }',
      { input: { apiKey } },
    );
    return z.object({ exchangeApiKey: z.object({ accessToken: z.string() }) }).parse(exchanged.data).exchangeApiKey
      .accessToken;
  }

  return { accountsOf, operator: () => operator };
}
