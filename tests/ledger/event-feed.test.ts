import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { openHints, type Hints } from '@tributary/platform/hints.ts';
import { newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import type { SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { signFor, trust } from '../support/service-keys.ts';

const subscription = /* GraphQL */ `
  subscription ($after: String, $filter: LedgerEventFilter, $heartbeat: Int) {
    ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: $heartbeat) {
      __typename
      cursor
      sequence
      previousSequence
    }
  }
`;
const eventShape = z.object({
  __typename: z.string(),
  cursor: z.string(),
  sequence: z.string(),
  previousSequence: z.string().nullable(),
});
type Event = z.infer<typeof eventShape>;
type Stream = AsyncIterator<SubgraphResponse>;

let ledger: FreshLedger;
beforeAll(async () => {
  ledger = await freshLedger();
});
afterAll(() => ledger.close());

const operator = () => ledger.operator();

async function nextOf(stream: Stream): Promise<Event> {
  const { value } = await stream.next();
  expect(value?.errors).toBeUndefined();
  return eventShape.parse(value?.data?.['ledgerEvents']);
}

async function take(stream: Stream, count: number): Promise<Event[]> {
  const events: Event[] = [];
  while (events.length < count) {
    events.push(await nextOf(stream));
  }
  return events;
}

/** Whether each event names the event before it. */
function isContiguous(events: readonly Event[]): boolean {
  return events.every(({ previousSequence }, index) => index === 0 || previousSequence === events[index - 1]?.sequence);
}

async function pay(debit: string, credit: string, count = 1): Promise<void> {
  const { errors } = await ledger.execute(
    operator(),
    'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { errors { code } } } }',
    {
      input: {
        transfers: Array.from({ length: count }, () => ({
          idempotencyKey: newId(),
          debitAccountId: acct(debit),
          creditAccountId: acct(credit),
          amount: { amount: '0.01', currency: 'EUR' },
        })),
      },
    },
  );
  expect(errors).toBeUndefined();
}

async function twoAccounts(ownerId?: string): Promise<[string, string]> {
  const cash = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  return [cash, await ledger.openAccount(ownerId === undefined ? {} : { ownerId })];
}

async function head(): Promise<string> {
  const { data } = await ledger.execute(operator(), '{ ledgerHead { cursor } }');
  return z.object({ ledgerHead: z.object({ cursor: z.string() }) }).parse(data).ledgerHead.cursor;
}

/** A ledger process of its own on the same database, which learns of the other's commits from the poll alone. */
async function openOther(hints: Hints = openHints({ log: createLogger({ name: 'test', level: 'silent' }) })) {
  const log = createLogger({ name: 'test', level: 'silent' });
  const statements: string[] = [];
  const other = await openLedgerSubgraph({
    databaseUrl: ledger.databaseUrl,
    trust,
    hints,
    log,
    onStatement: (statement) => statements.push(statement),
  });
  return {
    statements,
    subscribe: async (viewer: Viewer, variables: Record<string, unknown> = {}, wantsPosition = false) =>
      other.subgraph.subscribe({
        query: subscription,
        variables,
        caller: signFor('ledger', callerOf(viewer)),
        requestId: 'test',
        wantsPosition,
      }),
    close: other.close,
  };
}

it('selects a row once for all subscribers, however many and whatever they filter', async () => {
  const other = await openOther();
  const [cash, savings] = await twoAccounts();
  const after = await head();
  const filters = [null, { kinds: ['TRANSFER'] }, { accountIds: [acct(savings)] }, { accountIds: [acct(newId())] }];
  const streams = await Promise.all(
    Array.from({ length: 40 }, (_, index) => other.subscribe(operator(), { after, filter: filters[index % 4] })),
  );
  const busy = streams.filter((_, index) => index % 4 !== 3);
  const first = busy.map(nextOf);
  const idle = streams.filter((_, index) => index % 4 === 3).map((stream) => stream.next());
  await pay(cash, savings);
  await Promise.all(first);
  other.statements.length = 0;

  const second = busy.map(nextOf);
  await pay(cash, savings);
  const events = await Promise.all(second);

  expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(1);
  expect(events).toHaveLength(30);
  expect(other.statements.filter((statement) => statement.includes('"ledger"."log"'))).toHaveLength(1);
  await Promise.all(streams.map(async (stream) => stream.return?.()));
  await Promise.all(idle);
  await other.close();
});

it('continues from the beginning, far behind the rows in memory, without a gap and into live events', async () => {
  const [cash, savings] = await twoAccounts();
  const filter = { accountIds: [acct(savings)] };
  const follower = await ledger.subscribe(operator(), subscription, { filter, after: await head() });
  const first = nextOf(follower);
  for (let batch = 0; batch < 4; batch += 1) {
    await pay(cash, savings, 800);
  }

  const stream = await ledger.subscribe(operator(), subscription, { after: '', filter });
  const events = await take(stream, 3_200);
  const live = nextOf(stream);
  await pay(cash, savings);
  events.push(await live);

  expect(events[0]?.previousSequence).toBeNull();
  expect(isContiguous(events)).toBe(true);
  expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(3_201);
  // A subscriber from the start that did not pull misses nothing either.
  const late = [await first, ...(await take(follower, 3_200))];
  expect(late.map(({ sequence }) => sequence)).toEqual(events.map(({ sequence }) => sequence));
  await Promise.all([stream.return?.(), follower.return?.()]);
});

it('delivers rows of another process without any hint of them', async () => {
  const other = await openOther();
  const [cash, savings] = await twoAccounts();
  const stream = await other.subscribe(operator(), { after: await head() });
  const first = nextOf(stream);

  await pay(cash, savings);

  expect(await first).toMatchObject({ __typename: 'TransferPosted' });
  await stream.return?.();
  await other.close();
});

it('names in `previousSequence` the last event of the same reader, whatever lies between', async () => {
  const owner = ledger.customer();
  const [cash, own] = await twoAccounts(owner.kind === 'user' ? owner.id : '');
  const [, others] = await twoAccounts();
  const after = await head();
  await pay(cash, own);
  await pay(cash, others, 3);
  await pay(cash, own);

  const stream = await ledger.subscribe(owner, subscription, { after });
  const [one, two] = await take(stream, 2);
  const resumed = await ledger.subscribe(owner, subscription, { after: one?.cursor });
  const again = await nextOf(resumed);

  expect(two?.previousSequence).toBe(one?.sequence);
  expect(Number(two?.sequence) - Number(one?.sequence)).toBe(4);
  expect(again).toEqual(two);
  await Promise.all([stream.return?.(), resumed.return?.()]);
});

it('brings only the events that the viewer may see and asks for', async () => {
  const owner = ledger.customer();
  const [cash, own] = await twoAccounts(owner.kind === 'user' ? owner.id : '');
  const [, others] = await twoAccounts();
  const seen = await ledger.subscribe(owner, subscription);
  const asked = await ledger.subscribe(operator(), subscription, { filter: { accountIds: [acct(own)] } });
  const next = [seen, asked].map(nextOf);

  await pay(cash, others, 3);
  await pay(cash, own);

  const newest = await head();
  expect((await Promise.all(next)).map(({ cursor }) => cursor)).toEqual([newest, newest]);
  await Promise.all([seen.return?.(), asked.return?.()]);
});

it('sends heartbeats with the newest position, from which a reader can continue', async () => {
  const [cash, savings] = await twoAccounts();
  const filter = { accountIds: [acct(savings)] };
  await pay(cash, savings);
  const stream = await ledger.subscribe(operator(), subscription, { filter, heartbeat: 1, after: await head() });
  const [, others] = await twoAccounts();
  await pay(cash, others, 5);

  const beat = await nextOf(stream);
  await pay(cash, savings);
  const event = await nextOf(stream);
  const resumed = await ledger.subscribe(operator(), subscription, { filter, after: beat.cursor });

  expect(beat).toMatchObject({ __typename: 'Heartbeat', cursor: expect.any(String) });
  expect(BigInt(beat.sequence) - BigInt(beat.previousSequence ?? 0)).toBe(5n);
  expect(event.previousSequence).toBe(beat.previousSequence);
  expect(await nextOf(resumed)).toEqual(event);
  await Promise.all([stream.return?.(), resumed.return?.()]);
});

it('sends the position at which it begins, if requested', async () => {
  const other = await openOther();
  const cursor = await head();

  const stream = await other.subscribe(operator(), {}, true);

  expect((await stream.next()).value).toEqual({ extensions: { position: cursor } });
  await stream.return?.();
  await other.close();
});

it('ends when an account is opened for the viewer, and continues with that account', async () => {
  const owner = ledger.customer();
  const ownerId = owner.kind === 'user' ? owner.id : '';
  const [cash, own] = await twoAccounts(ownerId);
  const stream = await ledger.subscribe(owner, subscription, { after: await head() });
  const first = nextOf(stream);
  await pay(cash, own);
  const before = await first;
  const last = stream.next();

  const opened = await ledger.openAccount({ ownerId });
  const { value } = await last;
  await pay(cash, opened);
  const resumed = await ledger.subscribe(owner, subscription, { after: before.cursor });

  expect(value).toMatchObject({ errors: [{ extensions: { code: 'VISIBILITY_CHANGED', cursor: before.cursor } }] });
  expect((await stream.next()).done).toBe(true);
  expect(await nextOf(resumed)).toMatchObject({ previousSequence: before.sequence });
  await resumed.return?.();
});

it.each(['debited', 'credited'] as const)(
  'ends before the first event in which an account is %s whose opening was not announced',
  async (side) => {
    const other = await openOther();
    const owner = ledger.customer();
    const ownerId = owner.kind === 'user' ? owner.id : '';
    const [cash, own] = await twoAccounts(ownerId);
    const stream = await other.subscribe(owner, {}, true);
    await stream.next();
    const first = nextOf(stream);
    await pay(cash, own);
    const before = await first;

    const last = stream.next();
    const opened = await ledger.openAccount({ ownerId, overdraftLimit: null });
    await (side === 'debited' ? pay(opened, cash) : pay(cash, opened));

    expect((await last).value).toMatchObject({
      errors: [{ extensions: { code: 'VISIBILITY_CHANGED', cursor: before.cursor } }],
    });
    await other.close();
  },
);

it('continues after an account was added to an API client, with that account in `previousSequence`', async () => {
  const [cash, first] = await twoAccounts();
  const [, added] = await twoAccounts();
  const id = newId();
  const clientOf = (accountIds: readonly string[]) => ledger.client(['events:read'], accountIds, id);
  const after = await head();
  await pay(cash, first);
  await pay(cash, added);
  await pay(cash, first);

  const before = await ledger.subscribe(clientOf([first]), subscription, { after });
  const [one, three] = await take(before, 2);
  const resumed = await ledger.subscribe(clientOf([first, added]), subscription, { after: one?.cursor });
  const [two, threeAgain] = await take(resumed, 2);

  expect(three?.previousSequence).toBe(one?.sequence);
  expect(two?.previousSequence).toBe(one?.sequence);
  expect(threeAgain).toEqual({ ...three, previousSequence: two?.sequence });
  await Promise.all([before.return?.(), resumed.return?.()]);
});

it.each([
  ['0', 'BAD_USER_INPUT', { heartbeat: 0 }],
  ['301', 'BAD_USER_INPUT', { heartbeat: 301 }],
])('refuses a heartbeat of %s seconds', async (_, code, variables) => {
  const stream = await ledger.subscribe(operator(), subscription, variables);

  expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code } }] });
});

it('leaves no listener behind when subscribers come and go', async () => {
  const listeners = new Set<symbol>();
  const hints: Hints = {
    ...ledger.hints,
    subscribe: (channel, listener) => {
      const mark = Symbol(channel);
      listeners.add(mark);
      const stop = ledger.hints.subscribe(channel, listener);
      return () => {
        listeners.delete(mark);
        stop();
      };
    },
  };
  const other = await openOther(hints);
  const atRest = listeners.size;
  const [cash, savings] = await twoAccounts();
  const stays = await other.subscribe(operator(), {}, true);
  await stays.next();
  const idle = listeners.size;

  for (let round = 0; round < 25; round += 1) {
    const streams = await Promise.all(
      Array.from({ length: 40 }, () => other.subscribe(operator(), {}, round % 2 === 0)),
    );
    const reading = streams.map((stream) => stream.next());
    if (round % 3 === 0) {
      await pay(cash, savings);
    }
    await Promise.all(streams.map(async (stream) => stream.return?.()));
    await Promise.all(reading);
  }

  await expect.poll(() => listeners.size, { timeout: 10_000 }).toBe(idle);
  await stays.return?.();
  await expect.poll(() => listeners.size, { timeout: 10_000 }).toBe(atRest);
  await other.close();
  expect(listeners.size).toBe(0);
});
