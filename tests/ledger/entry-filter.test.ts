import { readPage } from '@tributary/kit/pagination.ts';
import { newId } from '@tributary/domain/ids.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import type { Scope, Viewer } from '@tributary/domain/viewer.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { asc } from 'drizzle-orm';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EntryFilter } from '../../subgraphs/ledger/generated/schema.ts';
import { log, type LogRow } from '../../subgraphs/ledger/log/tables.ts';
import { parseEntryFilter } from '../../subgraphs/ledger/read/entry-filter.ts';
import { filteredEntriesOf } from '../../subgraphs/ledger/read/filtered-entries.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const hour = 3_600_000;
const at = (hours: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + hours * hour);
const iso = (hours: number) => at(hours).toISOString();

let ledger: FreshLedger;
let rows: LogRow[];
/** Accounts: the organization's own, one of a customer's, and two of others'. */
let bank: string;
let own: string;
let others: string[];
const owner = newId();

beforeAll(async () => {
  ledger = await freshLedger();
  const open = (ownerId?: string) =>
    ledger.openAccount({ ...(ownerId === undefined ? {} : { ownerId }), overdraftLimit: '1000000', openedAt: iso(0) });
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  own = await open(owner);
  others = [await open(newId()), await open(newId())];
  const accounts = [bank, own, ...others];
  await ledger.commands.submit(
    ledger.organizationId,
    Array.from({ length: 120 }, (_, number) =>
      pastTransferCommand({
        debitAccountId: accounts[number % 4] ?? bank,
        creditAccountId: accounts[(number + 1 + (number % 3)) % 4] ?? bank,
        amount: BigInt(100 + ((number * 37) % 50)),
        currency: 'EUR',
        recordedAt: at(number),
        // A third takes effect up to four days before it was recorded, or one after.
        ...(number % 3 === 0 ? { effectiveAt: at(number - (number % 97)) } : {}),
        ...(number % 20 === 1 ? { effectiveAt: at(number + 24) } : {}),
        ...(number % 4 === 0 ? { metadata: { channel: number % 8 === 0 ? 'web' : 'app' } } : {}),
      }),
    ),
  );
  for (const end of ['capture', 'void']) {
    await makeHold(end);
  }
  const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests' });
  rows = await db.select().from(log).orderBy(asc(log.sequence));
  await close();
});
afterAll(() => ledger.close());

/** A hold of the customer's money for the bank, which is captured in part or voided. */
async function makeHold(end: string): Promise<void> {
  const input = {
    ...{ idempotencyKey: newId(), debitAccountId: acct(own), creditAccountId: acct(bank) },
    amount: { amount: '5.00', currency: 'EUR' },
  };
  const held = await ledger.execute(
    ledger.operator(),
    'mutation ($input: CreateHoldInput!) { createHold(input: $input) { hold { id } } }',
    { input },
  );
  const [holdId] = /hold_[0-9a-f]{32}/.exec(JSON.stringify(held.data)) ?? [];
  const [mutation, type] = end === 'capture' ? ['captureHold', 'CaptureHoldInput'] : ['voidHold', 'VoidHoldInput'];
  const ended = await ledger.execute(
    ledger.operator(),
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { errors { code } } }`,
    { input: { idempotencyKey: newId(), holdId } },
  );
  expect(ended.data).toEqual({ [mutation ?? '']: { errors: [] } });
}

const list = /* GraphQL */ `
  query ($ids: [_Any!]!, $first: Int, $after: String, $last: Int, $before: String, $filter: EntryFilter) {
    _entities(representations: $ids) {
      ... on Account {
        entries(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
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
    }
  }
`;
const pageShape = z.object({
  nodes: z.array(z.object({ sequence: z.string() })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
});
const answerShape = z.object({ _entities: z.array(z.object({ entries: pageShape.nullable() })) });

const references = (ids: readonly string[]) => ids.map((id) => ({ __typename: 'Account', id: acct(id) }));

async function pagesOf(ids: readonly string[], variables: Record<string, unknown>, viewer = ledger.operator()) {
  const { data, errors } = await ledger.execute(viewer, list, { ids: references(ids), ...variables });
  expect(errors).toBeUndefined();
  return answerShape.parse(data)['_entities'].map(({ entries }) => entries);
}

async function pageOf(id: string, variables: Record<string, unknown>) {
  const [page] = await pagesOf([id], variables);
  assert(page != null);
  return page;
}

/** All pages of fifteen, from the start and from the end. Each page knows whether something is on its other side. */
async function allPages(id: string, filter: EntryFilter): Promise<{ forth: bigint[]; back: bigint[] }> {
  const forth: bigint[] = [];
  const back: bigint[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: z.infer<typeof pageShape> = await pageOf(id, { first: 15, after, filter });
    expect(page.pageInfo.hasPreviousPage).toBe(forth.length > 0);
    forth.push(...page.nodes.map(({ sequence }) => BigInt(sequence)));
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  for (let before: string | null = null, more = true; more;) {
    const page: z.infer<typeof pageShape> = await pageOf(id, { last: 15, before, filter });
    expect(page.pageInfo.hasNextPage).toBe(back.length > 0);
    back.unshift(...page.nodes.map(({ sequence }) => BigInt(sequence)));
    [before, more] = [page.pageInfo.startCursor, page.pageInfo.hasPreviousPage];
  }
  return { forth, back };
}

type Case = [name: string, filter: EntryFilter, isMeant: (row: LogRow, id: string) => boolean];

const euro = (amount: string) => ({ amount, currency: 'EUR' });
const isWithin = (time: Date, from: number, before: number) => time >= at(from) && time < at(before);
const cases: Case[] = [
  ['nothing', {}, () => true],
  ['a kind', { kinds: ['TRANSFER'] }, ({ kind }) => kind === 'TRANSFER'],
  ['kinds', { kinds: ['HOLD', 'VOID'] }, ({ kind }) => kind === 'HOLD' || kind === 'VOID'],
  ['captures', { kinds: ['CAPTURE'] }, ({ kind }) => kind === 'CAPTURE'],
  ['no kind', { kinds: [] }, () => false],
  ['the debit side', { side: 'DEBIT' }, (row, id) => row.debitAccountId === id],
  ['the credit side', { side: 'CREDIT' }, (row, id) => row.creditAccountId === id],
  [
    'the time of recording',
    { recordedFrom: iso(30), recordedBefore: iso(60) },
    ({ recordedAt }) => isWithin(recordedAt, 30, 60),
  ],
  [
    'the time of effect',
    { effectiveFrom: iso(30), effectiveBefore: iso(60) },
    ({ effectiveAt }) => isWithin(effectiveAt, 30, 60),
  ],
  ['effect from a time on', { effectiveFrom: iso(100) }, ({ effectiveAt }) => effectiveAt >= at(100)],
  ['effect before a time', { effectiveBefore: iso(20) }, ({ effectiveAt }) => effectiveAt < at(20)],
  [
    'the times of effect of others, of which the last is not in the range',
    { effectiveFrom: iso(1), effectiveBefore: iso(97) },
    ({ effectiveAt }) => isWithin(effectiveAt, 1, 97),
  ],
  [
    'both dates',
    { recordedFrom: iso(50), effectiveBefore: iso(50) },
    ({ recordedAt, effectiveAt }) => recordedAt >= at(50) && effectiveAt < at(50),
  ],
  ['an hour that is over before it begins', { effectiveFrom: iso(60), effectiveBefore: iso(30) }, () => false],
  ['equal times', { recordedFrom: iso(30), recordedBefore: iso(30) }, () => false],
  ['effect before all', { effectiveBefore: '0001-01-01T00:00:00Z' }, () => false],
  ['recording before all', { recordedBefore: '0001-01-01T00:00:00Z' }, () => false],
  ['recording until the last year', { recordedBefore: '9999-12-31T23:59:59.999Z' }, () => true],
  ['amounts', { amountFrom: euro('1.10'), amountTo: euro('1.20') }, ({ amount }) => amount >= 110n && amount <= 120n],
  ['amounts of another currency', { amountFrom: { amount: '0', currency: 'JPY' } }, () => false],
  ['metadata', { metadata: { channel: 'web' } }, ({ metadata }) => metadata?.['channel'] === 'web'],
  ['metadata of no key', { metadata: {} }, () => true],
  [
    'all at once',
    {
      ...{ kinds: ['TRANSFER'], side: 'CREDIT', recordedFrom: iso(10), effectiveBefore: iso(90) },
      ...{ amountFrom: euro('1.05'), metadata: { channel: 'app' } },
    },
    (row, id) =>
      row.kind === 'TRANSFER' &&
      row.creditAccountId === id &&
      row.recordedAt >= at(10) &&
      row.effectiveAt < at(90) &&
      row.amount >= 105n &&
      row.metadata?.['channel'] === 'app',
  ],
];

const expectedOf = (id: string, isMeant: Case[2]): bigint[] =>
  rows
    .filter((row) => (row.debitAccountId === id || row.creditAccountId === id) && isMeant(row, id))
    .map(({ sequence }) => sequence);

describe('entries of an account', () => {
  it.each(cases)('are filtered by %s, in pages from either end', async (_, filter, isMeant) => {
    for (const id of [bank, own]) {
      const { forth, back } = await allPages(id, filter);

      expect(forth).toEqual(expectedOf(id, isMeant));
      expect(back).toEqual(expectedOf(id, isMeant));
    }
  });

  it.each(cases)('are filtered by %s also if too many are back-dated to be sorted', async (_, filter, isMeant) => {
    const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests' });
    const { organizationId } = ledger;
    const account = { id: bank, organizationId, sequence: BigInt(rows.length), version: 1 };
    const question = { account, conditions: parseEntryFilter(filter) };
    const pages = [{ first: 4 }, { last: 4 }].map((args) => ({ ...question, page: readPage(args) }));

    const [start, end] = await filteredEntriesOf(db, pages, { few: 2 });
    await close();

    const sequences = (page: typeof start) =>
      page === undefined || page instanceof Error ? [] : page.nodes.map(({ row }) => row.sequence);
    expect(sequences(start)).toEqual(expectedOf(bank, isMeant).slice(0, 4));
    expect(sequences(end)).toEqual(expectedOf(bank, isMeant).slice(-4));
  });

  it('of many accounts are filtered by one statement', async () => {
    const ids = [bank, own, ...others];
    ledger.statements.length = 0;

    const pages = await pagesOf(ids, { first: 100, filter: { effectiveFrom: iso(30), effectiveBefore: iso(60) } });

    expect(pages.map((page) => page?.nodes.map(({ sequence }) => BigInt(sequence)))).toEqual(
      ids.map((id) => expectedOf(id, ({ effectiveAt }) => isWithin(effectiveAt, 30, 60))),
    );
    expect(ledger.statements.filter((statement) => statement.includes('"ledger"."log"'))).toHaveLength(1);
  });

  it('accept the cursors of any list of the log', async () => {
    const { data } = await ledger.execute(ledger.operator(), '{ transfers(first: 60) { pageInfo { endCursor } } }');
    const { endCursor } = z
      .object({ transfers: z.object({ pageInfo: z.object({ endCursor: z.string() }) }) })
      .parse(data).transfers.pageInfo;
    const filter: EntryFilter = { side: 'DEBIT' };

    const [later, earlier] = [
      await pageOf(bank, { first: 100, after: endCursor, filter }),
      await pageOf(bank, { last: 100, before: endCursor, filter }),
    ];

    const expected = expectedOf(bank, (row) => row.debitAccountId === bank);
    const sequences = ({ nodes }: z.infer<typeof pageShape>) => nodes.map(({ sequence }) => BigInt(sequence));
    expect(sequences(later)).toEqual(expected.filter((sequence) => sequence > 60n));
    expect(sequences(earlier)).toEqual(expected.filter((sequence) => sequence < 60n));
    expect([later.pageInfo.hasPreviousPage, earlier.pageInfo.hasNextPage]).toEqual([true, true]);
  });

  it.each([
    ['a day that does not exist', { effectiveFrom: '2026-02-30T00:00:00Z' }, /^`effectiveFrom`: .*does not exist/],
    ['an invalid time', { recordedBefore: 'yesterday' }, /^`recordedBefore`: /],
    ['an invalid amount', { amountFrom: { amount: '-1', currency: 'EUR' } }, /^`amountFrom`: /],
    ['an invalid currency', { amountTo: { amount: '1', currency: 'EURO' } }, /^`amountTo`: /],
    ['malformed metadata', { metadata: { k: 5 } }, /^`metadata`: /],
  ])('are refused by %s, and the message names the field', async (_, filter, message) => {
    const { data, errors } = await ledger.execute(ledger.operator(), list, { ids: references([bank]), filter });

    expect(data).toEqual({ _entities: [{ entries: null }] });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(message),
        extensions: { code: 'BAD_USER_INPUT' },
        path: ['_entities', 0, 'entries'],
      },
    ]);
  });

  it('are returned even if another page has an invalid cursor', async () => {
    const { data, errors } = await ledger.execute(
      ledger.operator(),
      `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account {
        good: entries(first: 1, filter: { side: DEBIT }) { nodes { side } }
        bad: entries(after: "bad", filter: { side: DEBIT }) { nodes { side } } } } }`,
      { ids: references([bank]) },
    );

    expect(data).toEqual({ _entities: [{ good: { nodes: [{ side: 'DEBIT' }] }, bad: null }] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'bad'], extensions: { code: 'INVALID_CURSOR' } }]);
  });

  it('are shown with a filter only to viewers who may see the account', async () => {
    const reading: Scope[] = ['accounts:read', 'transfers:read'];
    const sees = async (viewer: Viewer) =>
      (await pagesOf([bank, own], { filter: { side: 'DEBIT' } }, viewer)).map((page) => page !== null);

    expect(await sees(ledger.operator())).toEqual([true, true]);
    expect(await sees(ledger.customer(owner))).toEqual([false, true]);
    expect(await sees(ledger.client(reading, null))).toEqual([true, true]);
    expect(await sees(ledger.client(reading, [own]))).toEqual([false, true]);
    expect(await sees(ledger.client(['accounts:read'], null))).toEqual([false, false]);
    expect(await sees({ ...ledger.client(reading, null), organizationId: newId() })).toEqual([false, false]);
  });
});
