import { formatId, newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeLogCursor } from '../../subgraphs/ledger/log/log-cursor.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { verified } from './verified.ts';

/** The seed is the same in every run, so that a failure comes from a change. The order of requests varies. */
const seed = Number(process.env['RANDOM_SEED'] ?? 2_676_428_063);
const clients = 6;
const stepsPerClient = 30;

const amountShape = z.object({ minorUnits: z.string() }).transform(({ minorUnits }) => BigInt(minorUnits));
const balanceShape = z.object({
  posted: amountShape,
  pending: amountShape,
  available: amountShape,
  version: z.number(),
  cursor: z.string(),
});
const partiesShape = { debit: z.object({ id: z.string() }), credit: z.object({ id: z.string() }) };
const eventShape = z.object({
  __typename: z.enum(['TransferPosted', 'HoldCreated', 'HoldRaised', 'HoldCaptured', 'HoldVoided', 'HoldExpired']),
  cursor: z.string(),
  debitBalance: balanceShape.nullable(),
  creditBalance: balanceShape.nullable(),
  transfer: z.object({ amount: amountShape, ...partiesShape }).optional(),
  hold: z.object({ amount: amountShape, ...partiesShape }).optional(),
  amount: amountShape.optional(),
});
type Event = z.infer<typeof eventShape>;
type Balance = Omit<z.infer<typeof balanceShape>, 'cursor'>;
type Account = { id: string; isRaisedBy: 'debit' | 'credit'; ownerId: string | null };
/** A balance as a viewer read it, with the position that it includes. */
type Snapshot = { account: Account; viewer: string; balance: Balance; position: bigint };

const balance = 'posted { minorUnits } pending { minorUnits } available { minorUnits } version cursor';
const event = `__typename cursor debitBalance { ${balance} } creditBalance { ${balance} }
  ... on TransferPosted { transfer { ...Moved } } ... on HoldCreated { hold { ...Reserved } } ... on HoldCaptured { transfer { ...Moved } }
  ... on HoldRaised { amount { minorUnits } hold { ...Reserved } }
  ... on HoldVoided { amount { minorUnits } hold { ...Reserved } } ... on HoldExpired { amount { minorUnits } hold { ...Reserved } }`;
const fragments = `fragment Moved on Transfer { amount { minorUnits } debit { id } credit { id } }
  fragment Reserved on Hold { amount { minorUnits } debit { id } credit { id } }`;

let ledger: FreshLedger;
let accounts: Account[];
let viewers: Map<string, Viewer>;

beforeAll(async () => {
  ledger = await freshLedger();
  const owner = newId();
  const open = async (accountClass: string, overdraftLimit: string | null, ownerId: string | null = null) => {
    const id = await ledger.openAccount({ accountClass, overdraftLimit, ...(ownerId === null ? {} : { ownerId }) });
    const isRaisedBy =
      accountClass === 'ASSET' || accountClass === 'EXPENSE' ? ('debit' as const) : ('credit' as const);
    return { id, isRaisedBy, ownerId };
  };
  accounts = [
    await open('ASSET', null),
    await open('EXPENSE', null),
    await open('LIABILITY', '1000', owner),
    await open('LIABILITY', '0', owner),
    await open('LIABILITY', '0', newId()),
  ];
  // Limits that are never reached, so that their use is counted and verified.
  for (const { id } of accounts.slice(2, 4)) {
    await ask(
      ledger.operator(),
      'mutation ($input: SetTransferLimitsInput!) { setTransferLimits(input: $input) { errors { code } } }',
      { input: { accountId: acct(id), perDay: { count: 100_000 } } },
    );
  }
  const ids = accounts.slice(0, 3).map(({ id }) => id);
  viewers = new Map<string, Viewer>([
    ['operator', ledger.operator()],
    ['customer', ledger.customer(owner)],
    ['client', ledger.client(['accounts:read', 'events:read'], ids)],
  ]);
});
afterAll(() => ledger.close());

async function ask(viewer: Viewer, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await ledger.execute(viewer, query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const positionOf = (cursor: string) =>
  decodeLogCursor(cursor, { organizationId: ledger.organizationId, head: BigInt(Number.MAX_SAFE_INTEGER) });

/** The balances of all accounts that a viewer may see, from one request. */
async function snapshotsOf(viewer: string): Promise<Snapshot[]> {
  const data = await ask(
    viewers.get(viewer) ?? { kind: 'anonymous' },
    `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { balance { ${balance} } } } }`,
    { ids: accounts.map(({ id }) => ({ __typename: 'Account', id: acct(id) })) },
  );
  const { _entities: entities } = z
    .object({ _entities: z.array(z.object({ balance: balanceShape.nullable() })) })
    .parse(data);
  return entities.flatMap(({ balance: read }, index) => {
    const account = accounts[index];
    if (read === null || account === undefined) {
      return [];
    }
    const { cursor, ...rest } = read;
    return [{ account, viewer, balance: rest, position: positionOf(cursor) }];
  });
}

/** All events that a viewer may see. */
async function eventsOf(viewer: Viewer): Promise<Event[]> {
  const events: Event[] = [];
  for (let after: string | null = ''; after !== null;) {
    const data = await ask(
      viewer,
      `query ($after: String) { ledgerEvents(first: 100, after: $after) { nodes { ${event} } pageInfo { hasNextPage endCursor } } } ${fragments}`,
      { after },
    );
    const { nodes, pageInfo } = z
      .object({
        ledgerEvents: z.object({
          nodes: z.array(eventShape),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      })
      .parse(data).ledgerEvents;
    events.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  }
  return events;
}

/** The accounts of an event, and the amount that it moved, reserved or freed. */
function partsOf({ transfer, hold, amount }: Event): { amount: bigint; debit: string; credit: string } {
  const { debit, credit, amount: whole } = transfer ?? hold ?? never();
  return { amount: transfer === undefined ? (amount ?? whole) : whole, debit: debit.id, credit: credit.id };
}

function never(): never {
  throw new Error('an event lacks its transfer, its hold or its account');
}

/** The balance of an account after one of its events, computed from the event alone. */
function fold(before: Balance, happened: Event, { id, isRaisedBy }: Account): Balance {
  const { amount, debit } = partsOf(happened);
  const raises = (debit === acct(id) ? 'debit' : 'credit') === isRaisedBy;
  const moved = raises ? amount : -amount;
  // An incoming hold is not available yet, and an outgoing hold is no longer available.
  const reserved = raises ? 0n : -amount;
  const change = {
    TransferPosted: { posted: moved, pending: moved, available: moved },
    HoldCreated: { posted: 0n, pending: moved, available: reserved },
    HoldRaised: { posted: 0n, pending: moved, available: reserved },
    HoldCaptured: { posted: moved, pending: 0n, available: moved - reserved },
    HoldVoided: { posted: 0n, pending: -moved, available: -reserved },
    HoldExpired: { posted: 0n, pending: -moved, available: -reserved },
  }[happened.__typename];
  return {
    posted: before.posted + change.posted,
    pending: before.pending + change.pending,
    available: before.available + change.available,
    version: before.version + 1,
  };
}

type Step = { kind: number; debit: number; credit: number; amount: number; which: number };
const steps = fc.array(
  fc.record({
    kind: fc.integer({ min: 0, max: 9 }),
    debit: fc.nat({ max: 4 }),
    credit: fc.nat({ max: 4 }),
    amount: fc.integer({ min: 1, max: 400 }),
    which: fc.nat(),
  }),
  { minLength: stepsPerClient, maxLength: stepsPerClient },
);

/** A hold between accounts without a limit, and its raise. */
const raisedHold: Step[] = [
  { kind: 3, debit: 0, credit: 1, amount: 1, which: 1 },
  { kind: 6, debit: 0, credit: 1, amount: 1, which: 0 },
];

/** Makes transfers and holds, and raises, captures, voids, expires and reverses them. */
async function runClient(taken: readonly Step[], made: { holds: string[]; transfers: string[] }): Promise<void> {
  const operator = ledger.operator();
  const send = async (name: string, input: Record<string, unknown>) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
    const thing = name.endsWith('Hold') ? 'hold' : 'transfer';
    const data = await ask(
      operator,
      `mutation ($input: ${type}) { ${name}(input: $input) { ${thing} { id } errors { code } } }`,
      { input: { idempotencyKey: newId(), ...input } },
    );
    const [id] = /(?:tr|hold)_[0-9a-f]{32}/.exec(JSON.stringify(data)) ?? [];
    return id === undefined ? [] : [id];
  };
  for (const { kind, debit, credit, amount, which } of taken) {
    const holdId = made.holds[which % made.holds.length] ?? formatId('hold', newId());
    const money = { amount: (amount / 100).toFixed(2), currency: 'EUR' };
    const between = {
      debitAccountId: acct(accounts[debit]?.id ?? ''),
      creditAccountId: acct(accounts[credit]?.id ?? ''),
      amount: money,
    };
    if (kind < 3) {
      made.transfers.push(...(await send('createTransfer', between)));
    } else if (kind < 6) {
      made.holds.push(...(await send('createHold', { ...between, expiresIn: which % 3 === 0 ? 1 : 3_600 })));
    } else if (kind === 6 && which % 3 === 0) {
      await send('raiseHold', { holdId, amount: money });
    } else if (kind === 6) {
      await send('captureHold', { holdId, ...(which % 2 === 0 ? { amount: money, allowAbove: true } : {}) });
    } else if (kind === 7) {
      await send('voidHold', { holdId });
    } else if (kind === 8) {
      const transferId = made.transfers[which % made.transfers.length] ?? formatId('tr', newId());
      await send('reverseTransfer', { transferId });
    } else {
      // Some holds become due.
      await ledger.sql`update ledger.holds set expires_at = now()
        where status = 'OPEN' and id in (select id from ledger.holds where status = 'OPEN' order by id desc limit 2)`;
    }
  }
}

/** Snapshots by every viewer, one after the other, until the work is done, and once more. */
async function readDuring(work: Promise<unknown>): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  for (let isLast = false; !isLast;) {
    isLast = isOver;
    for (const viewer of viewers.keys()) {
      snapshots.push(...(await snapshotsOf(viewer)));
    }
  }
  await work;
  return snapshots;
}

it(`a balance and the events after its cursor give every later balance, in every field (seed ${seed})`, async () => {
  const stepsOfClients = fc.sample(steps, { numRuns: clients, seed });
  const made: { holds: string[]; transfers: string[] } = { holds: [], transfers: [] };
  // Raises are rare, and most fail. A raise that cannot fail is made alone, before the others.
  await runClient(raisedHold, { holds: [], transfers: [] });

  const snapshots = await readDuring(Promise.all(stepsOfClients.map((taken) => runClient(taken, made))));

  const kinds = new Set<string>();
  let folded = 0;
  for (const [name, viewer] of viewers) {
    const events = (await eventsOf(viewer)).map((each) => ({ ...each, position: positionOf(each.cursor) }));
    events.forEach(({ __typename }) => kinds.add(__typename));
    for (const account of accounts) {
      const touching = events.filter((each) => [partsOf(each).debit, partsOf(each).credit].includes(acct(account.id)));
      const read = snapshots
        .filter((each) => each.viewer === name && each.account === account)
        .toSorted((one, other) => Number(one.position - other.position));
      for (const [index, now] of read.entries()) {
        const earlier = read[index - 1] ?? { balance: nothing, position: 0n };
        const between = touching.filter(({ position }) => position > earlier.position && position <= now.position);
        folded += between.length;
        expect(between.reduce((before, each) => fold(before, each, account), earlier.balance)).toEqual(now.balance);
      }
    }
  }
  expect(kinds).toEqual(new Set(eventShape.shape.__typename.options));
  expect(folded).toBeGreaterThan(clients * stepsPerClient);
  expect(await verified(ledger)).toEqual([]);
});

const nothing: Balance = { posted: 0n, pending: 0n, available: 0n, version: 0 };

it('an event has the balances after it, of the accounts that its viewer may see, in lists as in streams', async () => {
  const stream = await ledger.subscribe(
    ledger.operator(),
    `subscription { ledgerEvents(after: "") { ... on LedgerEvent { ${event} } } } ${fragments}`,
  );
  const all = await eventsOf(ledger.operator());
  const streamed: Event[] = [];
  while (streamed.length < all.length) {
    const { value } = await stream.next();
    streamed.push(z.object({ ledgerEvents: eventShape }).parse(value?.data).ledgerEvents);
  }
  await stream.return?.();

  expect(streamed).toEqual(all);
  // Each balance follows from the one before it, and is that of the event's own cursor.
  const balances = new Map<string, Balance>();
  for (const each of all) {
    const { debit, credit } = partsOf(each);
    const [debitBalance, creditBalance] = [debit, credit].map((id) => {
      const account = accounts.find((one) => acct(one.id) === id) ?? never();
      const after = fold(balances.get(id) ?? nothing, each, account);
      balances.set(id, after);
      return { ...after, cursor: each.cursor };
    });
    expect(each).toMatchObject({ debitBalance, creditBalance });
  }
  for (const [name, viewer] of viewers) {
    const visible = new Set((await snapshotsOf(name)).map(({ account }) => acct(account.id)));
    for (const { debitBalance, creditBalance, ...each } of await eventsOf(viewer)) {
      const { debit, credit } = partsOf({ debitBalance, creditBalance, ...each });
      expect([debitBalance !== null, creditBalance !== null]).toEqual([visible.has(debit), visible.has(credit)]);
    }
  }
});

it('an event has no balances for an API client without `accounts:read`', async () => {
  const events = await eventsOf(
    ledger.client(
      ['events:read'],
      accounts.map(({ id }) => id),
    ),
  );

  expect(events.length).toBeGreaterThan(0);
  expect(events.every(({ debitBalance, creditBalance }) => debitBalance === null && creditBalance === null)).toBe(true);
});

it('a heartbeat has no balances', async () => {
  const untouched = await ledger.openAccount();
  const stream = await ledger.subscribe(
    ledger.operator(),
    `subscription ($filter: LedgerEventFilter) { ledgerEvents(heartbeatSeconds: 1, filter: $filter) {
      __typename debitBalance { version } creditBalance { version } } }`,
    { filter: { accountIds: [acct(untouched)] } },
  );

  const { value } = await stream.next();
  await stream.return?.();

  expect(value).toEqual({
    data: { ledgerEvents: { __typename: 'Heartbeat', debitBalance: null, creditBalance: null } },
  });
});
