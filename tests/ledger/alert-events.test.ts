import type { SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { eventShape, ledgerWithAlerts, type AlertEvent, type LedgerWithAlerts } from './ledger-with-alerts.ts';

const subscription = /* GraphQL */ `
  subscription ($after: String, $filter: LedgerEventFilter, $heartbeat: Int) {
    ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: $heartbeat) {
      __typename
      cursor
      sequence
      previousSequence
      crossedAlerts {
        alert {
          id
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

let ledger: LedgerWithAlerts;
let bank: string;

beforeAll(async () => {
  ledger = await ledgerWithAlerts();
  ({ bank } = ledger);
});
afterAll(() => ledger.close());

/** An account with 100.00 and an alert at 50.00. Each `swing` makes two events, of which the first is a crossing. */
async function watched() {
  const id = await ledger.openAccount();
  await ledger.transfer({ debit: bank, credit: id, amount: '100.00' });
  const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
  const swing = (times = 1) =>
    ledger.transfer(
      ...Array.from({ length: times }, () => [
        { debit: id, credit: bank, amount: '60.00' },
        { debit: bank, credit: id, amount: '60.00' },
      ]).flat(),
    );
  return { id, alert, swing };
}

type Stream = AsyncIterator<SubgraphResponse>;

const follow = (variables: Record<string, unknown>, viewer: Viewer = ledger.operator): Promise<Stream> =>
  ledger.subscribe(viewer, subscription, variables);

async function nextOf(stream: Stream): Promise<AlertEvent> {
  const { value } = await stream.next();
  expect(value?.errors).toBeUndefined();
  return eventShape.parse(value?.data?.['ledgerEvents']);
}

async function take(stream: Stream, count: number): Promise<AlertEvent[]> {
  const taken: AlertEvent[] = [];
  while (taken.length < count) {
    taken.push(await nextOf(stream));
  }
  return taken;
}

/** Whether each event names the event before it. */
function isContiguous(events: readonly AlertEvent[]): boolean {
  return events.every(({ previousSequence }, index) => index === 0 || previousSequence === events[index - 1]?.sequence);
}

describe('a stream of crossings', () => {
  it('delivers each live, and each event names the one before', async () => {
    const { alert, swing } = await watched();
    const other = await watched();
    const stream = await follow({ after: alert.cursor, filter: { alertIds: [alert.id] } });

    const first = nextOf(stream);
    await swing();
    const delivered = [await first];
    await other.swing();
    const second = nextOf(stream);
    await swing();
    delivered.push(await second);

    expect(delivered.map(({ crossedAlerts }) => crossedAlerts)).toEqual([
      [{ alertId: alert.id, before: '100.00', after: '40.00' }],
      [{ alertId: alert.id, before: '100.00', after: '40.00' }],
    ]);
    expect(delivered[0]?.previousSequence).toBeNull();
    expect(isContiguous(delivered)).toBe(true);
    await stream.return?.();
  });

  it('continues after a reconnect with the missed crossings, each exactly once', async () => {
    const { alert, swing } = await watched();
    const filter = { crossedAlertsOnly: true };
    const stream = await follow({ after: alert.cursor, filter });
    const first = nextOf(stream);
    await swing();
    const before = await first;
    await stream.return?.();
    await swing(3);

    const resumed = await follow({ after: before.cursor, filter });
    const meanwhile = await take(resumed, 3);
    const live = nextOf(resumed);
    await swing();

    const delivered = [before, ...meanwhile, await live];
    expect(new Set(delivered.map(({ sequence }) => sequence)).size).toBe(5);
    expect(isContiguous(delivered)).toBe(true);
    await resumed.return?.();
  });

  it('continues from the beginning, far behind the rows in memory, and into live crossings', async () => {
    const { id, alert, swing } = await watched();
    for (let batch = 0; batch < 4; batch += 1) {
      await swing(60);
      await ledger.transfer(...Array.from({ length: 700 }, () => ({ debit: bank, credit: id, amount: '0.01' })));
      await ledger.transfer({ debit: id, credit: bank, amount: '7.00' });
    }

    const stream = await follow({ after: '', filter: { alertIds: [alert.id] } });
    const past = await take(stream, 240);
    const live = nextOf(stream);
    await swing();
    const delivered = [...past, await live];

    expect(past[0]?.previousSequence).toBeNull();
    expect(isContiguous(delivered)).toBe(true);
    expect(delivered.every(({ crossedAlerts }) => crossedAlerts.some(({ alertId }) => alertId === alert.id))).toBe(
      true,
    );
    await stream.return?.();
  });

  it('sends heartbeats that name the previous crossing', async () => {
    const { alert, swing } = await watched();
    await swing();
    const [crossing] = (await ledger.list({ filter: { alertIds: [alert.id] } })).nodes;

    const stream = await follow({ filter: { alertIds: [alert.id] }, heartbeat: 1 });
    const { value } = await stream.next();

    expect(value?.data).toMatchObject({
      ledgerEvents: { __typename: 'Heartbeat', previousSequence: crossing?.sequence, crossedAlerts: [] },
    });
    await stream.return?.();
  });

  it('gives a confined client the crossings of its accounts, live and from the past', async () => {
    const [own, other] = [await watched(), await watched()];
    const client = ledger.client(['accounts:read', 'events:read'], [own.id]);
    await own.swing();
    await other.swing();

    const stream = await follow({ after: own.alert.cursor, filter: { crossedAlertsOnly: true } }, client);
    const past = await nextOf(stream);
    const live = nextOf(stream);
    await ledger.transfer({ debit: other.id, credit: own.id, amount: '60.00' });
    await ledger.transfer({ debit: own.id, credit: other.id, amount: '120.00' });

    expect((await live).previousSequence).toBe(past.sequence);
    expect((await live).crossedAlerts).toEqual([{ alertId: own.alert.id, before: '160.00', after: '40.00' }]);
    await stream.return?.();
  });

  it('is refused to a customer', async () => {
    const stream = await follow({ filter: { crossedAlertsOnly: true } }, ledger.customer());

    expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});

describe('pages of crossings', () => {
  it('are the same events as those of the stream, forwards and backwards', async () => {
    const { id, alert, swing } = await watched();
    const second = await ledger.alert({ accountId: id, threshold: '45.00' });
    await swing(10);
    const filter = { alertIds: [alert.id, second.id] };

    const pages = [await ledger.list({ filter, first: 4 })];
    for (let page = pages[0]; page?.pageInfo.hasNextPage === true; page = pages.at(-1)) {
      pages.push(await ledger.list({ filter, first: 4, after: page.nodes.at(-1)?.cursor }));
    }
    const all = pages.flatMap(({ nodes }) => nodes);
    const last = await ledger.list({ filter, first: null, last: 4 });
    const before = await ledger.list({ filter, first: null, last: 4, before: last.nodes[0]?.cursor });
    const stream = await follow({ after: '', filter });

    expect(pages.map(({ nodes }) => nodes.length)).toEqual([4, 4, 2]);
    expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([false, true, true]);
    expect(isContiguous(all)).toBe(true);
    expect(all[0]?.previousSequence).toBeNull();
    expect([...before.nodes, ...last.nodes]).toEqual(all.slice(2));
    expect([before.pageInfo.hasPreviousPage, last.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(await take(stream, 10)).toEqual(all);
    await stream.return?.();
  });

  it('match all conditions of the filter', async () => {
    const { id, alert, swing } = await watched();
    const other = await ledger.openAccount();
    await swing();
    await ledger.transfer({ debit: id, credit: other, amount: '60.00' });
    const sizeOf = async (filter: object) =>
      (await ledger.list({ filter: { alertIds: [alert.id], ...filter } })).nodes.length;

    expect(await sizeOf({})).toBe(2);
    expect(await sizeOf({ accountIds: [acct(other)] })).toBe(1);
    expect(await sizeOf({ kinds: ['TRANSFER'], crossedAlertsOnly: true })).toBe(2);
    expect(await sizeOf({ kinds: ['HOLD', 'EXPIRY'] })).toBe(0);
  });
});
