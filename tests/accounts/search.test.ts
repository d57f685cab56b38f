import { formatId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

type Account = { name: string; owner: 'ada' | 'bob' | null; externalId?: string; metadata?: Record<string, string> };

const given: Account[] = [
  { name: 'Müller everyday', owner: 'ada', externalId: 'A-1', metadata: { branch: 'north', kind: 'retail' } },
  { name: 'müller savings', owner: 'bob', externalId: 'A-2', metadata: { branch: 'north' } },
  { name: 'Mulligan', owner: 'ada', metadata: { branch: 'south', kind: 'retail' } },
  { name: 'Straße 100% _rent_', owner: 'ada', externalId: 'a-1' },
  { name: 'ИВАН Петров', owner: 'bob' },
  { name: '山田 太郎', owner: 'ada' },
  { name: 'Zoë', owner: null, externalId: 'Z\\%', metadata: { branch: 'north', 'it\'s "odd"': '\\ % _' } },
  { name: 'Zoë', owner: null },
  { name: 'every day', owner: null },
];

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;
let ids: string[];

beforeAll(async () => {
  books = await openAccounts();
  operator = books.users.olga.viewer;
  ids = [];
  for (const { owner, ...input } of given) {
    ids.push(await books.opened(owner === null ? null : books.users[owner].id, input));
  }
});
afterAll(() => books.close());

const uuidOf = (id: string) => id.slice(5).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

type Search = { filter?: object; orderBy?: string; first?: number; after?: string };

async function search(variables: Search, viewer = operator) {
  const { data, errors } = await books.ask(
    viewer,
    `query ($filter: AccountFilter, $orderBy: AccountOrder, $first: Int, $after: String) {
      accounts(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        nodes { id name } totalCount totalCountCapped pageInfo { hasNextPage endCursor } } }`,
    variables,
  );
  return { errors, ...data?.accounts };
}

async function found(filter: object, viewer = operator): Promise<string[]> {
  const { nodes, totalCount, errors } = await search({ filter }, viewer);
  expect([errors, totalCount]).toEqual([[], nodes.length]);
  return nodes.map(({ name }: { name: string }) => name);
}

/** All accounts of a search, page by page. */
async function everyPage(variables: Search, viewer = operator): Promise<string[]> {
  const pages: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: any = await search({ ...variables, ...(after === null ? {} : { after }) }, viewer);
    pages.push(...nodes.map(({ id }: { id: string }) => id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
}

describe('the search by name', () => {
  it('finds the beginning of a name, without regard to case and accents', async () => {
    expect(await found({ nameStartsWith: 'mull' })).toEqual(['Müller everyday', 'müller savings', 'Mulligan']);
    expect(await found({ nameStartsWith: 'MÜLLER S' })).toEqual(['müller savings']);
    expect(await found({ nameStartsWith: 'strasse' })).toEqual(['Straße 100% _rent_']);
    expect(await found({ nameStartsWith: 'иван' })).toEqual(['ИВАН Петров']);
    expect(await found({ nameStartsWith: '山' })).toEqual(['山田 太郎']);
    expect(await found({ nameStartsWith: 'day' })).toEqual([]);
    expect(await found({ nameStartsWith: '' })).toHaveLength(given.length);
  });

  it('finds a part of a name, without regard to case and accents', async () => {
    expect(await found({ nameContains: 'LLER' })).toEqual(['Müller everyday', 'müller savings']);
    expect(await found({ nameContains: 'STRASS' })).toEqual(['Straße 100% _rent_']);
    expect(await found({ nameContains: 'петр' })).toEqual(['ИВАН Петров']);
    expect(await found({ nameContains: '太' })).toEqual(['山田 太郎']);
    expect(await found({ nameContains: 'r eve' })).toEqual(['Müller everyday']);
    expect(await found({ nameContains: 'everyd', nameStartsWith: 'm' })).toEqual(['Müller everyday']);
  });

  it('treats wildcards and character codes as plain text', async () => {
    expect(await found({ nameContains: '100%' })).toEqual(['Straße 100% _rent_']);
    expect(await found({ nameContains: '_rent_' })).toEqual(['Straße 100% _rent_']);
    expect(await found({ nameContains: '%rent' })).toEqual([]);
    expect(await found({ nameContains: '_uller' })).toEqual([]);
    expect(await found({ nameStartsWith: '%' })).toEqual([]);
    // The bytes of a letter, in the form in which trigrams contain them.
    expect(await found({ nameContains: '320270' })).toEqual([]);
  });

  it('finds nothing by text that no name can have', async () => {
    expect(await found({ nameContains: 'abc\0' })).toEqual([]);
    expect(await found({ nameStartsWith: '\ud800' })).toEqual([]);
    expect(await found({ externalId: '\0' })).toEqual([]);
  });

  it('refuses a part of a name that no index can find, and says how to change it', async () => {
    for (const nameContains of ['', 'ab', 'a b c', '%%%', 'é', 'x'.repeat(201)]) {
      expect((await search({ filter: { nameContains } })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    }
  });

  it('finds a new name at once', async () => {
    const { data } = await books.ask(
      operator,
      'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { errors { code } } }',
      { input: { id: ids[8], name: 'Renamed' } },
    );

    expect(data.updateAccount.errors).toEqual([]);
    expect(await found({ nameStartsWith: 'rename' })).toEqual(['Renamed']);
    expect(await found({ nameContains: 'every day' })).toEqual([]);
  });
});

describe('the search by other conditions', () => {
  it('finds accounts whose metadata has all given pairs', async () => {
    expect(await found({ metadata: { branch: 'north' } })).toEqual(['Müller everyday', 'müller savings', 'Zoë']);
    expect(await found({ metadata: { branch: 'north', kind: 'retail' } })).toEqual(['Müller everyday']);
    expect(await found({ metadata: { 'it\'s "odd"': '\\ % _' } })).toEqual(['Zoë']);
    expect(await found({ metadata: { branch: 'nor' } })).toEqual([]);
    expect(await found({ metadata: {} })).toHaveLength(given.length);
  });

  it('names the mistake of metadata that no account can have', async () => {
    for (const metadata of [{ branch: 1 }, { branch: { of: 'north' } }, { branch: 'a\0' }, { ['\ud800']: 'north' }]) {
      expect((await search({ filter: { metadata } })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    }
  });

  it('finds the account of an external id, which has to match exactly', async () => {
    expect(await found({ externalId: 'A-1' })).toEqual(['Müller everyday']);
    expect(await found({ externalId: 'a-1' })).toEqual(['Straße 100% _rent_']);
    expect(await found({ externalId: 'Z\\%' })).toEqual(['Zoë']);
    expect(await found({ externalId: 'A' })).toEqual([]);
  });

  it('combines all conditions', async () => {
    const ada = formatId('usr', books.users.ada.id);

    expect(await found({ ownerId: ada, metadata: { kind: 'retail' } })).toEqual(['Müller everyday', 'Mulligan']);
    expect(await found({ ownerId: ada, nameContains: 'ller', statuses: ['OPEN'] })).toEqual(['Müller everyday']);
    expect(await found({ externalId: 'A-1', nameStartsWith: 'x' })).toEqual([]);
    expect(await found({ nameContains: 'ller', metadata: { branch: 'south' } })).toEqual([]);
  });
});

describe('the rights of viewers in every search', () => {
  const everyFilter = [
    {},
    { nameStartsWith: 'm' },
    { nameContains: 'ller' },
    { metadata: { branch: 'north' } },
    { externalId: 'A-1' },
    { statuses: ['OPEN'] },
    { nameStartsWith: 'm', nameContains: 'ller', metadata: { branch: 'north' } },
  ];
  const orders = ['CREATED_AT_ASC', 'CREATED_AT_DESC', 'NAME_ASC', 'NAME_DESC'];

  it.each(orders)('let each viewer find and count only visible accounts: %s', async (orderBy) => {
    const { ada, stranger, organizationId } = books.users;
    const own = new Map<Viewer, Set<string | undefined>>([
      [ada.viewer, new Set(ids.filter((_, index) => given[index]?.owner === 'ada'))],
      [stranger.viewer, new Set()],
      [
        clientViewer(
          organizationId,
          ['accounts:read'],
          [1, 6].map((index) => uuidOf(ids[index] ?? '')),
        ),
        new Set([ids[1], ids[6]]),
      ],
      [clientViewer(organizationId, ['accounts:read'], []), new Set()],
      [clientViewer(organizationId, ['accounts:write', 'users:read']), new Set()],
    ]);

    for (const filter of everyFilter) {
      const all: string[] = (await search({ filter, orderBy })).nodes.map(({ id }: { id: string }) => id);
      expect(all.length).toBeGreaterThan(0);
      for (const [viewer, visible] of own) {
        const { nodes, totalCount, totalCountCapped } = await search({ filter, orderBy }, viewer);
        const seen = all.filter((id) => visible.has(id));
        expect([nodes.map(({ id }: { id: string }) => id), totalCount, totalCountCapped]).toEqual([
          seen,
          seen.length,
          false,
        ]);
      }
    }
  });
});

describe('the order of accounts', () => {
  const sorted = (isAfter: (one: number, other: number) => number) =>
    [...ids.keys()].toSorted(isAfter).map((n) => ids[n]);
  const keys = () => given.map(({ name }, index) => (index === 8 ? 'renamed' : keyOf(name)));
  const byName = (one: number, other: number) => compare(keys()[one] ?? '', keys()[other] ?? '') || one - other;

  it('is the order of opening or of names, in both directions, on every page', async () => {
    for (const first of [1, 2, 4, 100]) {
      expect(await everyPage({ first, orderBy: 'CREATED_AT_ASC' })).toEqual(ids);
      expect(await everyPage({ first, orderBy: 'CREATED_AT_DESC' })).toEqual(ids.toReversed());
      expect(await everyPage({ first, orderBy: 'NAME_ASC' })).toEqual(sorted(byName));
      expect(await everyPage({ first, orderBy: 'NAME_DESC' })).toEqual(sorted(byName).toReversed());
    }
  });

  it('accepts only cursors of the same order', async () => {
    const { pageInfo: byAge } = await search({ first: 1 });
    const { pageInfo: byText } = await search({ first: 1, orderBy: 'NAME_ASC' });
    const forged = ['a\0', '\ud800'].map((text) =>
      Buffer.from(JSON.stringify([text, '01900000-0000-7000-8000-000000000009'])).toString('base64url'),
    );

    const asked = await Promise.all([
      search({ orderBy: 'NAME_ASC', after: byAge.endCursor }),
      search({ orderBy: 'CREATED_AT_DESC', after: byText.endCursor }),
      ...forged.map((after) => search({ orderBy: 'NAME_ASC', after })),
    ]);

    expect(asked.map(({ errors }) => errors[0]?.code)).toEqual(asked.map(() => 'INVALID_CURSOR'));
  });

  it('continues after the longest names of every script', async () => {
    const viewer = books.users.stranger.viewer;
    const names = ['山'.repeat(200), '\u{1f600}'.repeat(100), '\ufdfa'.repeat(200), '\u0001'.repeat(199) + 'x'];
    await insertAccounts(names);

    const pages = await everyPage({ first: 1, orderBy: 'NAME_DESC' }, viewer);

    expect(pages).toHaveLength(names.length);
    await books.sql`delete from accounts.accounts where organization_id = ${organizationOf(viewer)}`;
  });

  it('agrees with a plain filter over all accounts, for any search and page', async () => {
    const texts = fc.constantFrom('m', 'mü', 'ZOE', 'str', 'ива', 'every', 'x');
    const parts = fc.constantFrom('ler', 'Zoë', '100', 'ван', '田', 'day', 'every', 'rent', 'xyz');
    const searches = fc.record(
      {
        nameStartsWith: texts,
        nameContains: parts,
        metadata: fc.constantFrom({ branch: 'north' }, { kind: 'retail' }, { branch: 'x' }),
        externalId: fc.constantFrom('A-1', 'A-2', 'none'),
      },
      { requiredKeys: [] },
    );
    const orders = fc.constantFrom('CREATED_AT_ASC', 'CREATED_AT_DESC', 'NAME_ASC', 'NAME_DESC');

    await fc.assert(
      fc.asyncProperty(searches, orders, fc.integer({ min: 1, max: 4 }), async (filter, orderBy, first) => {
        const matches = (index: number) => {
          const { externalId, metadata = {} } = given[index] ?? { metadata: {} };
          const key = keys()[index] ?? '';
          return (
            key.startsWith(keyOf(filter.nameStartsWith ?? '')) &&
            key.includes(keyOf(filter.nameContains ?? '')) &&
            (filter.externalId === undefined || filter.externalId === externalId) &&
            Object.entries(filter.metadata ?? {}).every(([name, value]) => metadata[name] === value)
          );
        };
        const ascending = (orderBy.startsWith('NAME') ? [...ids.keys()].toSorted(byName) : [...ids.keys()])
          .filter(matches)
          .map((index) => ids[index]);

        expect(await everyPage({ filter, orderBy, first })).toEqual(
          orderBy.endsWith('DESC') ? ascending.toReversed() : ascending,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('the count of a list', () => {
  it('counts the whole list on every page, and stops at 10,000', async () => {
    const viewer = books.users.stranger.viewer;
    await insertAccounts(Array.from({ length: 10_000 }, (_, index) => `Many ${index}`));
    const exact = await search({ first: 2 }, viewer);
    const second = await search({ first: 2, after: exact.pageInfo.endCursor }, viewer);
    await insertAccounts(['Zulu']);

    const capped = await search({ first: 2 }, viewer);
    const ofOne = await search({ filter: { nameContains: 'zulu' } }, viewer);

    const counts = [exact, second, capped, ofOne].map(({ totalCount, totalCountCapped }) => [
      totalCount,
      totalCountCapped,
    ]);
    expect(counts).toEqual([
      [10_000, false],
      [10_000, false],
      [10_000, true],
      [1, false],
    ]);
  });

  it('costs nothing unless it is selected, and one statement for the accounts of many users', async () => {
    const query = (fields: string) => `query ($references: [_Any!]!) { _entities(representations: $references) {
      ... on User { accounts(first: 1) { nodes { id } ${fields} } } } }`;
    const references = [books.users.ada, books.users.bob].map(({ id }) => ({
      __typename: 'User',
      id: formatId('usr', id),
    }));
    const statements = async (fields: string) => {
      books.statements.length = 0;
      const { data } = await books.ask(operator, query(fields), { references });
      return [books.statements.filter((sql) => sql.includes('select')).length, data._entities];
    };

    expect((await statements(''))[0]).toBe(1);
    const [count, users] = await statements('totalCount totalCountCapped');
    expect(count).toBe(2);
    expect(users).toMatchObject([
      { accounts: { totalCount: 4, totalCountCapped: false } },
      { accounts: { totalCount: 2, totalCountCapped: false } },
    ]);
  });
});

it('finds the few matches behind thousands of other accounts', async () => {
  const viewer = books.users.stranger.viewer;
  await insertAccounts(Array.from({ length: 4_000 }, (_, index) => `Aardvark ${index}`));
  await insertAccounts(['Unusual one', 'Unusual two']);

  for (const orderBy of ['CREATED_AT_ASC', 'NAME_ASC']) {
    const { nodes } = await search({ filter: { nameContains: 'unusual' }, orderBy }, viewer);
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(['Unusual one', 'Unusual two']);
  }
});

/** Accounts of the other organization, without the ledger. */
async function insertAccounts(names: string[]): Promise<void> {
  const organizationId = organizationOf(books.users.stranger.viewer);
  await books.sql`
    insert into accounts.accounts (id, organization_id, name, class, currency, status, visible)
    select uuidv7(), ${organizationId}, name, 'ASSET', 'EUR', 'OPEN', true
    from jsonb_array_elements_text(${JSON.stringify(names)}::text::jsonb) as name`;
}

function organizationOf(viewer: Viewer): string {
  return viewer.kind === 'user' ? viewer.organizationId : '';
}

/** A name in its searchable form, for the names of these tests. */
function keyOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
