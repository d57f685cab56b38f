import { newId } from '@tributary/domain/ids.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { insertUser } from '@tributary/users/people/create-user.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform } from '../support/open-test-platform.ts';

const clients = 20;
const operationsPerClient = 50;
const currencies = ['EUR', 'JPY'];
/** The seed is the same in every run, so that a failure comes from a change. Another seed finds new failures. */
const seed = Number(process.env['RANDOM_SEED'] ?? 2_676_428_063);

type Account = { id: string; currency: string; class: 'ASSET' | 'LIABILITY'; overdraftLimit: bigint | null };

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
let accounts: Account[];

beforeAll(async () => {
  opened = await openTestPlatform();
  const { db } = opened.platform.subgraphs.users;
  const { id: organizationId } = await createOrganization(db, 'Random');
  const email = `${newId()}@x.test`;
  const made = await insertUser(db, {
    organizationId,
    email,
    name: 'Olga',
    role: 'OPERATOR',
    password: 'correct horse',
  });
  if ('refusal' in made) {
    throw new Error('an email was taken');
  }
  token = (
    await ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
      input: { email, password: 'correct horse' },
    })
  ).signIn.accessToken;
  accounts = [];
  for (const currency of currencies) {
    const bank = await open({ class: 'ASSET', currency, overdraftLimit: null });
    accounts.push(bank);
    for (let number = 0; number < 5; number += 1) {
      const account = await open({ class: 'LIABILITY', currency, overdraftLimit: number === 0 ? 500n : 0n });
      accounts.push(account);
      await mutate('createTransfer', {
        ...sides(bank, account),
        amount: money(2_000, currency),
        idempotencyKey: newId(),
      });
    }
  }
});
afterAll(() => opened.close());

/** The data of a response, which must have no top-level errors. */
async function ask(query: string, variables: object = {}): Promise<any> {
  const { data, errors } = await opened.ask(query, variables, token);
  if (errors !== undefined) {
    throw new Error(JSON.stringify(errors));
  }
  return data;
}

const made = 'transfer { id sequence } errors { code }';
const selections: Record<string, string> = {
  createTransfer: made,
  createTransfers: `results { ${made} }`,
  createHold: 'hold { id } errors { code }',
  captureHold: made,
  voidHold: 'hold { id } errors { code }',
  reverseTransfer: made,
  freezeAccount: 'account { id } errors { code }',
  unfreezeAccount: 'account { id } errors { code }',
};

async function mutate(name: string, input: object): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  return (await ask(`mutation ($input: ${type}) { ${name}(input: $input) { ${selections[name]} } }`, { input }))[name];
}

async function open({ class: accountClass, currency, overdraftLimit }: Omit<Account, 'id'>): Promise<Account> {
  const input = {
    idempotencyKey: newId(),
    name: 'An account',
    class: accountClass,
    currency,
    overdraftLimit: overdraftLimit === null ? null : money(Number(overdraftLimit), currency),
  };
  const { openAccount } = await ask(
    'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { account { id } } }',
    { input },
  );
  return { id: openAccount.account.id, class: accountClass, currency, overdraftLimit };
}

const sides = (debit: Account, credit: Account) => ({ debitAccountId: debit.id, creditAccountId: credit.id });
const money = (minorUnits: number, currency: string) => ({
  amount:
    currency === 'JPY'
      ? String(minorUnits)
      : `${Math.floor(minorUnits / 100)}.${String(minorUnits % 100).padStart(2, '0')}`,
  currency,
});

/** Pseudo-random numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The input sent with a key, and the first response to it. */
type Sent = { name: string; input: object; answer: any };

/** Runs one client, which sends one request after the other and sometimes repeats one. */
async function runClient(client: number, counts: Map<string, number>, faults: string[]): Promise<void> {
  const random = randomOf(seed + client);
  const below = (count: number) => Math.floor(random() * count);
  const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const sent: Sent[] = [];
  const holds: string[] = [newId()].map((id) => `hold_${id.replaceAll('-', '')}`);
  const transfers: string[] = [`tr_${newId().replaceAll('-', '')}`];

  const transferInput = (number: string) => {
    const debit = oneOf(accounts);
    // One in ten is between currencies or within one account, and one in ten has an invalid amount.
    const credit =
      random() < 0.1
        ? oneOf(accounts)
        : oneOf(accounts.filter(({ currency, id }) => currency === debit.currency && id !== debit.id));
    const amount =
      random() < 0.1
        ? { amount: oneOf(['0', '1.234', '-1', 'x']), currency: debit.currency }
        : money(1 + below(400), debit.currency);
    return { idempotencyKey: `${client}-${number}`, ...sides(debit, credit), amount };
  };
  const operation = (number: number): [string, object] => {
    const idempotencyKey = `${client}-${number}`;
    const choice = random();
    if (choice < 0.35) {
      return ['createTransfer', transferInput(String(number))];
    }
    if (choice < 0.45) {
      const legs = Array.from({ length: 2 + below(4) }, (_, leg) => ({
        ...transferInput(`${number}-${leg}`),
        ...(random() < 0.6 ? { journal: oneOf(['a', 'b']) } : {}),
      }));
      return ['createTransfers', { transfers: legs }];
    }
    if (choice < 0.65) {
      return ['createHold', { ...transferInput(String(number)), ...(random() < 0.2 ? { expiresIn: 1 } : {}) }];
    }
    if (choice < 0.77) {
      return [
        'captureHold',
        { idempotencyKey, holdId: oneOf(holds), ...(random() < 0.5 ? { amount: money(1 + below(200), 'EUR') } : {}) },
      ];
    }
    if (choice < 0.83) {
      return ['voidHold', { idempotencyKey, holdId: oneOf(holds) }];
    }
    if (choice < 0.93) {
      return [
        'reverseTransfer',
        {
          idempotencyKey,
          transferId: oneOf(transfers),
          ...(random() < 0.5 ? { amount: money(1 + below(100), 'EUR') } : {}),
        },
      ];
    }
    return [random() < 0.3 ? 'freezeAccount' : 'unfreezeAccount', { id: oneOf(accounts).id }];
  };

  for (let number = 0; number < operationsPerClient; number += 1) {
    const again = sent.length > 0 && random() < 0.15 ? oneOf(sent) : null;
    const [name, input] = again === null ? operation(number) : [again.name, again.input];
    const answer = await mutate(name, input);
    for (const { transfer, hold, errors } of answer.results ?? [answer]) {
      const outcome = `${name} ${errors[0]?.code ?? 'done'}`;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      transfers.push(...(transfer == null ? [] : [transfer.id]));
      holds.push(...(name === 'createHold' && hold !== null ? [hold.id] : []));
    }
    if (again !== null && JSON.stringify(answer) !== JSON.stringify(again.answer)) {
      faults.push(
        `${name} ${JSON.stringify(input)} gave ${JSON.stringify(again.answer)} and then ${JSON.stringify(answer)}`,
      );
    }
    if (again === null && !name.endsWith('Account')) {
      sent.push({ name, input, answer });
    }
  }
}

/** All nodes of a connection, page by page. `of` is a query with `$after` that selects the connection. */
async function everything(query: string, variables: object, of: (data: any) => any): Promise<any[]> {
  const nodes: any[] = [];
  let after: string | null = null;
  do {
    const { nodes: page, pageInfo } = of(await ask(query, { ...variables, after }));
    nodes.push(...page);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

const entriesOf = (id: string) =>
  everything(
    `query ($id: ID!, $after: String) { account(id: $id) { entries(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { version sequence kind side amount { minorUnits } balanceAfter { minorUnits } hold { id } } } } }`,
    { id },
    ({ account }) => account.entries,
  );

it(`keeps the books through a thousand random operations of twenty clients (seed ${seed})`, async () => {
  const counts = new Map<string, number>();
  const faults: string[] = [];

  await Promise.all(Array.from({ length: clients }, (_, client) => runClient(client, counts, faults)));

  // The same key had the same outcome, and every kind of outcome occurred.
  expect(faults).toEqual([]);
  const outcomes = [...counts.keys()];
  const wanted = [
    ...Object.keys(selections).map((name) => `${name} done`),
    ...[
      'INSUFFICIENT_FUNDS',
      'CURRENCY_MISMATCH',
      'INVALID_AMOUNT',
      'ACCOUNT_NOT_OPEN',
      'JOURNAL_REFUSED',
      'HOLD_NOT_OPEN',
    ],
  ];
  expect(wanted.filter((ending) => !outcomes.some((outcome) => outcome.endsWith(ending)))).toEqual([]);

  // Holds may expire at any moment from here on. Each balance is compared with the log up to its own cursor.
  const balances = new Map<string, any>();
  for (const { id } of accounts) {
    balances.set(id, (await ask(balanceQuery, { id })).account.balance);
  }
  const events = await everything(eventsQuery, {}, ({ ledgerEvents }) => ledgerEvents);

  expect(events).not.toEqual([]);
  // The log has no gap.
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => String(index + 1)));

  const sums = new Map<string, bigint>();
  for (const account of accounts) {
    const { cursor, ...balance } = balances.get(account.id);
    const everyEntry = await entriesOf(account.id);
    // Asked after all rows were read: if the cursor has no next row, it includes all of them.
    const isIncluded = await upTo(cursor);
    const entries = everyEntry.filter(isIncluded);
    const raisedBy = account.class === 'ASSET' ? 'DEBIT' : 'CREDIT';

    // Replay: every entry follows from the one before it, and the last equals the balance.
    let posted = 0n;
    for (const [index, entry] of entries.entries()) {
      const moves = entry.kind === 'TRANSFER' || entry.kind === 'CAPTURE';
      posted += moves ? BigInt(entry.amount.minorUnits) * (entry.side === raisedBy ? 1n : -1n) : 0n;
      expect([entry.version, entry.balanceAfter.minorUnits]).toEqual([index + 1, String(posted)]);
    }
    const reserved = openHoldsOf(events.filter(isIncluded))
      .filter(({ debit, credit }) => debit === account.id || credit === account.id)
      .map(({ debit, remaining }) => remaining * ((debit === account.id ? 'DEBIT' : 'CREDIT') === raisedBy ? 1n : -1n));
    const outgoing = reserved.filter((amount) => amount < 0n).reduce((sum, amount) => sum + amount, 0n);
    expect(balance).toEqual({
      posted: { minorUnits: String(posted) },
      pending: { minorUnits: String(reserved.reduce((sum, amount) => sum + amount, posted)) },
      available: { minorUnits: String(posted + outgoing) },
      version: entries.length,
    });
    const floor = account.overdraftLimit === null ? null : -account.overdraftLimit;
    expect(floor === null || BigInt(balance.available.minorUnits) >= floor).toBe(true);
    sums.set(account.currency, (sums.get(account.currency) ?? 0n) + (account.class === 'ASSET' ? posted : -posted));
  }

  // Debits and credits are equal, in each currency.
  expect([...sums.entries()]).toEqual(currencies.map((currency) => [currency, 0n]));
});

const balanceQuery = `query ($id: ID!) { account(id: $id) { balance {
  posted { minorUnits } pending { minorUnits } available { minorUnits } version cursor } } }`;
const eventsQuery = `query ($after: String) { ledgerEvents(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { sequence
  ... on HoldCreated { created: hold { id amount { minorUnits } debit { id } credit { id } } }
  ... on HoldCaptured { hold { id } transfer { amount { minorUnits } } }
  ... on HoldVoided { hold { id } amount { minorUnits } }
  ... on HoldExpired { hold { id } amount { minorUnits } } } } }`;

/** Whether a row that was read before is included in a cursor. The operator sees all rows, so there is no gap. */
async function upTo(cursor: string): Promise<(row: { sequence: string }) => boolean> {
  const { ledgerEvents } = await ask(
    'query ($after: String) { ledgerEvents(first: 1, after: $after) { nodes { sequence } } }',
    { after: cursor },
  );
  const next = ledgerEvents.nodes[0]?.sequence ?? null;
  return ({ sequence }) => next === null || BigInt(sequence) < BigInt(next);
}

type OpenHold = { debit: string; credit: string; remaining: bigint };

/** The open holds after some events, computed from the events alone. */
function openHoldsOf(events: readonly any[]): OpenHold[] {
  const holds = new Map<string, OpenHold>();
  for (const { created, hold, transfer, amount } of events) {
    if (created !== undefined) {
      const { id, debit, credit } = created;
      holds.set(id, { debit: debit.id, credit: credit.id, remaining: BigInt(created.amount.minorUnits) });
    } else if (hold !== undefined) {
      const known = holds.get(hold.id);
      if (known === undefined) {
        throw new Error(`an event of the hold ${hold.id} comes before its creation`);
      }
      known.remaining -= BigInt((transfer?.amount ?? amount).minorUnits);
    }
  }
  return [...holds.values()].filter(({ remaining }) => remaining !== 0n);
}
