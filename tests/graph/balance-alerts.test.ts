import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { followStream, transports } from '../support/follow-stream.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';

const subscription = /* GraphQL */ `
  subscription ($after: String, $filter: LedgerEventFilter) {
    ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: 60) {
      cursor
      sequence
      previousSequence
      crossedAlerts {
        alert {
          id
          account {
            name
          }
          threshold {
            amount
          }
        }
        before {
          amount
        }
        after {
          amount
        }
      }
    }
  }
`;
const eventShape = z.object({
  ledgerEvents: z.object({
    cursor: z.string(),
    sequence: z.string(),
    previousSequence: z.string().nullable(),
    crossedAlerts: z.array(z.unknown()),
  }),
});
const createdShape = z.object({
  createBalanceAlert: z.object({ alert: z.object({ id: z.string(), cursor: z.string() }) }),
});
const openedShape = z.object({ openAccount: z.object({ account: z.object({ id: z.string() }) }) });
const signedInShape = z.object({ signIn: z.object({ accessToken: z.string() }) });
const clientShape = z.object({ createApiClient: z.object({ apiKey: z.string() }) });
const exchangedShape = z.object({ exchangeApiKey: z.object({ accessToken: z.string() }) });
const madeShape = z.object({ createUser: z.object({ user: z.object({ id: z.string() }) }) });

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let operator: string;
/** Accounts of the organization: `bank` pays without limit, and `watched` has the alerts. */
let bank: string;
let watched: string;

beforeAll(async () => {
  opened = await openTestPlatform();
  const { data } = await opened.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  operator = signedInShape.parse(data).signIn.accessToken;
  bank = await openAccount({ name: 'Bank', class: 'ASSET', overdraftLimit: null });
  watched = await openAccount({ name: 'Watched', class: 'LIABILITY' });
  await pay(bank, watched, '100.00');
});
afterAll(() => opened.close());

async function run(query: string, variables: object, token = operator): Promise<unknown> {
  const { data, errors } = await opened.ask(query, variables, token);
  expect(errors).toBeUndefined();
  return data;
}

async function openAccount(input: object): Promise<string> {
  const data = await run(
    'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { account { id } errors { code } } }',
    { input: { idempotencyKey: newId(), currency: 'EUR', ...input } },
  );
  return openedShape.parse(data).openAccount.account.id;
}

async function pay(debitAccountId: string, creditAccountId: string, amount: string): Promise<void> {
  const input = { idempotencyKey: newId(), debitAccountId, creditAccountId, amount: { amount, currency: 'EUR' } };
  const data = await run(
    'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
    { input },
  );
  expect(data).toEqual({ createTransfer: { errors: [] } });
}

async function createAlert(accountId: string, threshold: string, token = operator) {
  const input = {
    ...{ idempotencyKey: newId(), accountId, field: 'AVAILABLE', direction: 'BELOW' },
    threshold: { amount: threshold, currency: 'EUR' },
  };
  const data = await run(
    'mutation ($input: CreateBalanceAlertInput!) { createBalanceAlert(input: $input) { alert { id cursor } errors { code } } }',
    { input },
    token,
  );
  return createdShape.parse(data).createBalanceAlert.alert;
}

it.each(transports)(
  'a partner with an alert sees its crossings live over %s, and missed crossings after a reconnect',
  async (transport) => {
    const client = await run(
      'mutation ($input: CreateApiClientInput!) { createApiClient(input: $input) { apiKey errors { code } } }',
      { input: { name: 'Watcher', scopes: ['accounts:read', 'events:read'], accountIds: [watched] } },
    );
    const exchanged = await run(
      'mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { accessToken errors { code } } }',
      { input: { apiKey: clientShape.parse(client).createApiClient.apiKey } },
    );
    const token = exchangedShape.parse(exchanged).exchangeApiKey.accessToken;
    const alert = await createAlert(watched, '50.00', token);
    const follow = (after: string) =>
      followStream(transport, opened.platform.url, {
        query: subscription,
        variables: { after, filter: { alertIds: [alert.id] } },
        token,
      });
    const nextOf = async (stream: ReturnType<typeof follow>) => {
      const { value } = await stream.next();
      return eventShape.parse(value?.data).ledgerEvents;
    };
    const swing = async () => {
      await pay(watched, bank, '60.00');
      await pay(bank, watched, '60.00');
    };

    const stream = follow(alert.cursor);
    const first = nextOf(stream);
    await swing();
    const live = await first;
    stream.cut();
    await swing();
    const resumed = follow(live.cursor);
    const meanwhile = await nextOf(resumed);
    const last = nextOf(resumed);
    await swing();
    const events = [live, meanwhile, await last];
    resumed.cut();

    const crossing = {
      alert: { id: alert.id, account: { name: 'Watched' }, threshold: { amount: '50.00' } },
      ...{ before: { amount: '100.00' }, after: { amount: '40.00' } },
    };
    expect(events.map(({ crossedAlerts }) => crossedAlerts)).toEqual([[crossing], [crossing], [crossing]]);
    expect(events.map(({ previousSequence }) => previousSequence)).toEqual([
      null,
      ...events.slice(0, 2).map(({ sequence }) => sequence),
    ]);
    await run(
      'mutation ($input: DeleteBalanceAlertInput!) { deleteBalanceAlert(input: $input) { errors { code } } }',
      { input: { alertId: alert.id } },
      token,
    );
  },
);

it('an alert outlives the erasure of the owner of its account', async () => {
  const made = await run(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } errors { code } } }',
    {
      input: {
        ...{ idempotencyKey: newId(), email: 'erased@demo.test', name: 'Erased', role: 'CUSTOMER' },
        password: 'a long and unusual password',
      },
    },
  );
  const { id } = madeShape.parse(made).createUser.user;
  const account = await openAccount({ name: 'Account of the erased', class: 'LIABILITY', ownerId: id });
  await pay(bank, account, '100.00');
  const alert = await createAlert(account, '50.00');

  const erased = await run(
    'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { user { status } errors { code message } } }',
    { input: { id } },
  );
  await pay(account, bank, '60.00');

  expect(erased).toMatchObject({ eraseUser: { user: { status: 'ERASED' }, errors: [] } });
  const data = await run(
    'query ($id: ID!, $alertIds: [ID!]) { account(id: $id) { balanceAlerts { id } } ledgerEvents(filter: { alertIds: $alertIds }) { nodes { crossedAlerts { after { amount } } } } }',
    { id: account, alertIds: [alert.id] },
  );
  expect(data).toEqual({
    account: { balanceAlerts: [{ id: alert.id }] },
    ledgerEvents: { nodes: [{ crossedAlerts: [{ after: { amount: '40.00' } }] }] },
  });
});
