import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import type { PageArguments } from '@tributary/kit/pagination.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { asc, gte } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { log, type LogRow } from '../../subgraphs/ledger/log/tables.ts';
import { selectLogPage } from '../../subgraphs/ledger/read/log-page.ts';
import { alongLogUnlessFew } from '../../subgraphs/ledger/read/log-paths.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const hour = 3_600_000;
const firstDay = Date.parse('2026-01-01T00:00:00Z');
const at = (hours: number) => new Date(firstDay + hours * hour);

let ledger: FreshLedger;
let rows: LogRow[];
/** Accounts: the organization's own, three of one customer's, and three of others'. */
let bank: string;
let own: string[];
let others: string[];
let owner: string;

beforeAll(async () => {
  ledger = await freshLedger();
  owner = newId();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  own = [];
  others = [];
  for (let number = 0; number < 3; number += 1) {
    const openedAt = at(0).toISOString();
    own.push(await ledger.openAccount({ ownerId: owner, overdraftLimit: '1000000', openedAt }));
    others.push(await ledger.openAccount({ ownerId: newId(), overdraftLimit: '1000000', openedAt }));
  }
  const accounts = [bank, ...own, ...others];
  const journal = newId();
  const transfers = Array.from({ length: 240 }, (_, number) => ({
    ...pastTransferCommand({
      debitAccountId: accounts[number % 7] ?? bank,
      creditAccountId: accounts[(number + 1 + (number % 5)) % 7] ?? bank,
      amount: BigInt(100 + ((number * 37) % 50)),
      currency: 'EUR',
      recordedAt: at(number),
      // A third takes effect up to four days before it was recorded.
      ...(number % 3 === 0 ? { effectiveAt: at(number - (number % 97)) } : {}),
      ...(number % 20 === 0 ? { externalId: 'invoice' } : {}),
      ...(number % 4 === 0 ? { metadata: { channel: number % 8 === 0 ? 'web' : 'app', number: String(number) } } : {}),
    }),
    journalId: number === 10 || number === 11 ? journal : null,
  }));
  await ledger.commands.submit(ledger.organizationId, transfers);
  const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests' });
  rows = await db.select().from(log).orderBy(asc(log.sequence));
  await close();
});
afterAll(() => ledger.close());

const touchesOneOf = (row: LogRow, ids: readonly string[]) =>
  ids.includes(row.debitAccountId) || ids.includes(row.creditAccountId);

const list = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String, $filter: TransferFilter) {
    transfers(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      nodes {
        sequence
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;

type Page = {
  nodes: { sequence: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

async function pageOf(viewer: Viewer, variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await ledger.execute(viewer, list, variables);
  expect(errors).toBeUndefined();
  return data?.['transfers'] as Page;
}

/** All pages of seven, from the start and from the end. */
async function allPages(viewer: Viewer, filter: Record<string, unknown>): Promise<{ forth: bigint[]; back: bigint[] }> {
  const forth: bigint[] = [];
  const back: bigint[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo }: Page = await pageOf(viewer, { first: 7, after, filter });
    forth.push(...nodes.map(({ sequence }) => BigInt(sequence)));
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  for (let before: string | null = null, more = true; more;) {
    const { nodes, pageInfo }: Page = await pageOf(viewer, { last: 7, before, filter });
    back.unshift(...nodes.map(({ sequence }) => BigInt(sequence)));
    [before, more] = [pageInfo.startCursor, pageInfo.hasPreviousPage];
  }
  return { forth, back };
}

describe('transfers', () => {
  const euro = (amount: string) => ({ amount, currency: 'EUR' });
  const filters: [string, () => Record<string, unknown>, (row: LogRow) => boolean][] = [
    ['nothing', () => ({}), () => true],
    ['an account', () => ({ accountIds: [acct(own[0] ?? '')] }), (row) => touchesOneOf(row, own.slice(0, 1))],
    [
      'accounts of which one is foreign to a customer',
      () => ({ accountIds: [acct(own[1] ?? ''), acct(others[0] ?? '')] }),
      (row) => touchesOneOf(row, [own[1] ?? '', others[0] ?? '']),
    ],
    [
      'a foreign account',
      () => ({ accountIds: [acct(others[1] ?? '')] }),
      (row) => touchesOneOf(row, [others[1] ?? '']),
    ],
    [
      'the time of recording',
      () => ({ recordedFrom: at(50).toISOString(), recordedBefore: at(90).toISOString() }),
      ({ recordedAt }) => recordedAt >= at(50) && recordedAt < at(90),
    ],
    ['metadata without a key', () => ({ metadata: {} }), () => true],
    ['effect before all', () => ({ effectiveBefore: '0001-01-01T00:00:00Z' }), () => false],
    ['a time before all', () => ({ recordedBefore: '0001-01-01T00:00:00Z' }), () => false],
    [
      'the time of effect',
      () => ({ effectiveFrom: at(30).toISOString(), effectiveBefore: at(100).toISOString() }),
      ({ effectiveAt }) => effectiveAt >= at(30) && effectiveAt < at(100),
    ],
    [
      'effect from a time on',
      () => ({ effectiveFrom: at(200).toISOString() }),
      ({ effectiveAt }) => effectiveAt >= at(200),
    ],
    [
      'effect before a time',
      () => ({ effectiveBefore: at(20).toISOString() }),
      ({ effectiveAt }) => effectiveAt < at(20),
    ],
    [
      'amounts',
      () => ({ amountFrom: euro('1.10'), amountTo: euro('1.20') }),
      ({ amount }) => amount >= 110n && amount <= 120n,
    ],
    ['an external id', () => ({ externalId: 'invoice' }), ({ externalId }) => externalId === 'invoice'],
    ['metadata of many', () => ({ metadata: { channel: 'web' } }), ({ metadata }) => metadata?.['channel'] === 'web'],
    ['metadata of one', () => ({ metadata: { channel: 'app', number: '4' } }), ({ sequence }) => sequence === 5n],
    [
      'all at once',
      () => ({
        accountIds: [acct(bank)],
        metadata: { channel: 'web' },
        amountFrom: euro('1.05'),
        effectiveFrom: at(10).toISOString(),
        recordedBefore: at(230).toISOString(),
      }),
      (row) =>
        touchesOneOf(row, [bank]) &&
        row.metadata?.['channel'] === 'web' &&
        row.amount >= 105n &&
        row.effectiveAt >= at(10) &&
        row.recordedAt < at(230),
    ],
  ];

  it.each(filters)(
    'are filtered by %s, in pages from either end, within the rights of each viewer',
    async (_, filterOf, isMeant) => {
      const confined = [own[2] ?? '', others[2] ?? ''];
      const client = ledger.client(['transfers:read'], confined);
      const viewers: [Viewer, (row: LogRow) => boolean][] = [
        [ledger.operator(), () => true],
        [ledger.customer(owner), (row) => touchesOneOf(row, own)],
        [client, (row) => touchesOneOf(row, confined)],
      ];

      for (const [viewer, isVisible] of viewers) {
        const { forth, back } = await allPages(viewer, filterOf());

        const expected = rows.filter((row) => isMeant(row) && isVisible(row)).map(({ sequence }) => sequence);
        expect(forth).toEqual(expected);
        expect(back).toEqual(expected);
      }
    },
  );

  it('have the same order whether few or many match a filter', async () => {
    const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests' });
    const read = async (fewMax: number, args: PageArguments) => {
      const { organizationId } = ledger;
      const path = alongLogUnlessFew(fewMax);
      const { nodes } = await selectLogPage(db, { organizationId, args, condition: gte(log.amount, 140n), path });
      return nodes.map(({ sequence }) => sequence);
    };

    const pages = await Promise.all([{ first: 5 }, { last: 5 }].flatMap((args) => [read(10_000, args), read(3, args)]));
    await close();

    const expected = rows.filter(({ amount }) => amount >= 140n).map(({ sequence }) => sequence);
    const [start, end] = [expected.slice(0, 5), expected.slice(-5)];
    expect(pages).toEqual([start, start, end, end]);
  });

  it('are filtered by journal', async () => {
    const journalId = formatId('jrn', rows[10]?.journalId ?? '');

    expect((await allPages(ledger.operator(), { journalId })).forth).toEqual([11n, 12n]);
  });
});

describe('balances of the past', () => {
  it('are those of the rows that were recorded, or took effect, by then', async () => {
    const times = [-1, 0, 23.999_999, 24, 60, 95.5, 96, 130, 239, 500].map((hours) => at(hours));
    const accounts = [bank, ...own, ...others];
    const fields = times.flatMap((time, index) =>
      ['RECORDED', 'EFFECTIVE'].map(
        (by) => `${by}_${index}: balanceAt(time: "${time.toISOString()}", by: ${by}) { amount }`,
      ),
    );
    const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { ${fields.join(' ')} } } }`;
    ledger.statements.length = 0;

    const { data } = await ledger.execute(ledger.operator(), query, {
      ids: accounts.map((id) => ({ __typename: 'Account', id: acct(id) })),
    });

    const expected = accounts.map((id) => {
      const moved = (date: 'recordedAt' | 'effectiveAt', time: Date) =>
        rows
          .filter((row) => row[date] <= time)
          .reduce(
            (sum, row) =>
              sum + (row.creditAccountId === id ? row.amount : row.debitAccountId === id ? -row.amount : 0n),
            0n,
          );
      const amount = (minorUnits: bigint) => ({
        amount: formatAmount({ minorUnits: id === bank ? -minorUnits : minorUnits, currency: 'EUR' }),
      });
      return Object.fromEntries(
        times.flatMap((time, index) => [
          [`RECORDED_${index}`, amount(moved('recordedAt', time))],
          [`EFFECTIVE_${index}`, amount(moved('effectiveAt', time))],
        ]),
      );
    });
    expect(data).toEqual({ _entities: expected });
    expect(ledger.statements.filter((statement) => statement.includes('daily_shifts'))).toHaveLength(1);
  });

  it('are right for the day on which a hold was captured', async () => {
    const [payer = '', payee = ''] = [own[0], others[0]];
    const between = {
      debitAccountId: acct(payer),
      creditAccountId: acct(payee),
      amount: { amount: '5.00', currency: 'EUR' },
    };
    const held = await ledger.execute(
      ledger.operator(),
      'mutation ($input: CreateHoldInput!) { createHold(input: $input) { hold { id } } }',
      { input: { idempotencyKey: newId(), ...between } },
    );
    const balance = async () => {
      const { data } = await ledger.execute(
        ledger.operator(),
        `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account {
          balance { posted { amount } }
          recorded: balanceAt(time: "2999-01-01T00:00:00Z", by: RECORDED) { amount }
          effective: balanceAt(time: "2999-01-01T00:00:00Z") { amount } } } }`,
        { ids: [{ __typename: 'Account', id: acct(payer) }] },
      );
      return data?.['_entities'] as [
        { balance: { posted: { amount: string } }; recorded: { amount: string }; effective: { amount: string } },
      ];
    };
    const [before] = await balance();
    const [holdId] = JSON.stringify(held.data).match(/hold_[0-9a-f]{32}/) ?? [];
    await ledger.execute(
      ledger.operator(),
      'mutation ($input: CaptureHoldInput!) { captureHold(input: $input) { hold { id } } }',
      { input: { idempotencyKey: newId(), holdId, effectiveAt: at(12).toISOString() } },
    );

    const [after] = await balance();

    for (const {
      balance: { posted },
      recorded,
      effective,
    } of [before, after]) {
      expect([recorded, effective]).toEqual([posted, posted]);
    }
    expect(after.balance).not.toEqual(before.balance);
  });
});

describe('entries', () => {
  const entriesQuery = (fields: string) =>
    `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { ${fields} } } }`;
  const page = 'nodes { sequence } pageInfo { hasNextPage hasPreviousPage }';

  it('of many accounts and pages are selected by one statement', async () => {
    const accounts = [bank, ...own, ...others];
    const cursor = (await pageOf(ledger.operator(), { first: 100 })).pageInfo.endCursor;
    const query = entriesQuery(
      `start: entries(first: 5) { ${page} } end: entries(last: 3) { ${page} }
       middle: entries(first: 4, after: "${cursor}") { ${page} } before: entries(last: 100, before: "${cursor}") { ${page} }`,
    );
    ledger.statements.length = 0;

    const { data } = await ledger.execute(ledger.operator(), query, {
      ids: accounts.map((id) => ({ __typename: 'Account', id: acct(id) })),
    });

    const found = await ledger.sql<{ id: string; sequence: string }[]>`
      select a.id, l.sequence::text from ledger.log l join ledger.accounts a on a.id in (l.debit_account_id, l.credit_account_id) order by l.sequence`;
    const expected = accounts.map((account) => {
      const all = found.filter(({ id }) => id === account).map(({ sequence }) => ({ sequence }));
      const early = all.filter(({ sequence }) => BigInt(sequence) < 100n);
      const late = all.filter(({ sequence }) => BigInt(sequence) > 100n);
      return {
        start: { nodes: all.slice(0, 5), pageInfo: { hasNextPage: true, hasPreviousPage: false } },
        end: { nodes: all.slice(-3), pageInfo: { hasNextPage: false, hasPreviousPage: true } },
        middle: { nodes: late.slice(0, 4), pageInfo: { hasNextPage: true, hasPreviousPage: true } },
        before: { nodes: early, pageInfo: { hasNextPage: true, hasPreviousPage: false } },
      };
    });
    expect(data).toEqual({ _entities: expected });
    expect(ledger.statements.filter((statement) => statement.includes('"ledger"."log"'))).toHaveLength(1);
  });

  it('are returned even if another page has an invalid cursor', async () => {
    const { data, errors } = await ledger.execute(
      ledger.operator(),
      entriesQuery(`good: entries(first: 1) { nodes { version } } bad: entries(after: "bad") { nodes { version } }`),
      { ids: [{ __typename: 'Account', id: acct(bank) }] },
    );

    expect(data).toEqual({ _entities: [{ good: { nodes: [{ version: 1 }] }, bad: null }] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'bad'], extensions: { code: 'INVALID_CURSOR' } }]);
  });
});
