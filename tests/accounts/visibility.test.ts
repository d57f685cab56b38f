import { formatId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;
/** Account ids by account name. */
let ids: Record<string, string>;
let owners: string[];

beforeAll(async () => {
  books = await openAccounts();
  const { olga, ada, bob } = books.users;
  operator = olga.viewer;
  ids = {
    vault: await books.opened(null, { name: 'vault', class: 'ASSET', overdraftLimit: null }),
    ada1: await books.opened(ada.id, { name: 'ada1' }),
    ada2: await books.opened(ada.id, { name: 'ada2', currency: 'USD' }),
    bob1: await books.opened(bob.id, { name: 'bob1' }),
    ada3: await books.opened(ada.id, { name: 'ada3', currency: 'JPY' }),
  };
  owners = [ada, bob].map(({ id }) => formatId('usr', id));
});
afterAll(() => books.close());

const uuidOf = (id: string) => id.slice(5).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
const names = (nodes: any[]): string[] => nodes.filter((node) => node != null).map(({ name }) => name);

/** Accounts that a viewer can find, by each way to load them. */
async function findable(viewer: Viewer) {
  const all = Object.values(ids);
  const byId = await Promise.all(
    all.map((id) => books.ask(viewer, 'query ($id: ID!) { account(id: $id) { name } }', { id })),
  );
  const entities = async (references: object[], fields: string) =>
    (
      await books.ask(
        viewer,
        `query ($references: [_Any!]!) { _entities(representations: $references) { ${fields} } }`,
        {
          references,
        },
      )
    ).data._entities;
  const byReference = await entities(
    all.map((id) => ({ __typename: 'Account', id })),
    '... on Account { name }',
  );
  const people = await entities(
    owners.map((id) => ({ __typename: 'User', id })),
    '... on User { accounts { nodes { name } } }',
  );
  const listed = await books.ask(viewer, '{ accounts { nodes { name } } }');
  const filtered = await Promise.all(
    owners.map((ownerId) =>
      books.ask(viewer, 'query ($filter: AccountFilter) { accounts(filter: $filter) { nodes { name } } }', {
        filter: { ownerId },
      }),
    ),
  );
  return {
    byId: names(byId.map(({ data }) => data?.account)),
    byReference: names(byReference),
    listed: names(listed.data?.accounts.nodes ?? []),
    ofPeople: people.flatMap((person: any) => names(person.accounts.nodes)).toSorted(),
    filtered: filtered.flatMap(({ data }) => names(data?.accounts.nodes ?? [])).toSorted(),
  };
}

const byEveryWay = (found: string[]) => {
  const owned = found.filter((name) => name !== 'vault').toSorted();
  return { byId: found, byReference: found, listed: found, ofPeople: owned, filtered: owned };
};

describe('visibility of accounts', () => {
  it('shows operators all accounts of their organization and no others', async () => {
    expect(await findable(operator)).toEqual(byEveryWay(['vault', 'ada1', 'ada2', 'bob1', 'ada3']));
    expect(await findable(books.users.stranger.viewer)).toEqual(byEveryWay([]));
  });

  it('shows customers their own accounts', async () => {
    expect(await findable(books.users.ada.viewer)).toEqual(byEveryWay(['ada1', 'ada2', 'ada3']));
    expect(await findable(books.users.bob.viewer)).toEqual(byEveryWay(['bob1']));
  });

  it('shows API clients with `accounts:read` the accounts to which they are confined', async () => {
    const { organizationId } = books.users;
    const confined = [uuidOf(ids['vault'] ?? ''), uuidOf(ids['bob1'] ?? '')];

    expect(await findable(clientViewer(organizationId, ['accounts:read'], confined))).toEqual(
      byEveryWay(['vault', 'bob1']),
    );
    expect(await findable(clientViewer(organizationId, ['accounts:read'], []))).toEqual(byEveryWay([]));
    expect((await findable(clientViewer(organizationId, ['accounts:read']))).listed).toHaveLength(5);
  });

  it('shows nothing to API clients without the scope, to our own services, and to anonymous callers', async () => {
    const { organizationId } = books.users;

    expect(await findable(clientViewer(organizationId, ['accounts:write', 'users:read']))).toEqual(byEveryWay([]));
    expect(await findable({ kind: 'service', name: 'accounts', organizationId })).toEqual(byEveryWay([]));
    expect(await findable(anonymous)).toEqual(byEveryWay([]));
    expect((await books.ask(anonymous, '{ accounts { nodes { id } } }')).errors).toMatchObject([
      { code: 'UNAUTHENTICATED' },
    ]);
  });
});

it('shows an account to nobody before the ledger has confirmed it', async () => {
  const id = uuidOf(ids['ada2'] ?? '');
  await books.sql`update accounts.accounts set visible = false where id = ${id}`;

  const found = await Promise.all([operator, books.users.ada.viewer].map(findable));
  await books.sql`update accounts.accounts set visible = true where id = ${id}`;

  expect(found).toEqual([byEveryWay(['vault', 'ada1', 'bob1', 'ada3']), byEveryWay(['ada1', 'ada3'])]);
});

describe('lists', () => {
  const list = async (args: string) => {
    const { data, errors } = await books.ask(
      operator,
      `{ accounts${args} { nodes { name } pageInfo { hasNextPage endCursor } } }`,
    );
    return { errors, names: names(data?.accounts.nodes ?? []), ...data?.accounts.pageInfo };
  };

  it('pages in the order of opening', async () => {
    const first = await list('(first: 2)');
    const second = await list(`(first: 2, after: "${first.endCursor}")`);
    const third = await list(`(first: 2, after: "${second.endCursor}")`);

    expect([first.names, second.names, third.names]).toEqual([['vault', 'ada1'], ['ada2', 'bob1'], ['ada3']]);
    expect([first, second, third].map(({ hasNextPage }) => hasNextPage)).toEqual([true, true, false]);
  });

  it('combines all given filters', async () => {
    expect((await list('(filter: { currencies: ["EUR", "USD"], classes: [LIABILITY] })')).names).toEqual([
      'ada1',
      'ada2',
      'bob1',
    ]);
    expect((await list('(filter: { currencies: ["nonsense"] })')).names).toEqual([]);
    expect((await list('(filter: { statuses: [CLOSED] })')).names).toEqual([]);
    expect((await list('(filter: { classes: [] })')).names).toEqual([]);
  });

  it('names the error of a page, a cursor or an id', async () => {
    expect((await list('(first: 101)')).errors).toMatchObject([{ code: 'INVALID_PAGE' }]);
    expect((await list('(after: "x")')).errors).toMatchObject([{ code: 'INVALID_CURSOR' }]);
    expect((await list(`(filter: { ownerId: "${ids['vault']}" })`)).errors).toMatchObject([{ code: 'INVALID_ID' }]);
  });

  it('reads the first pages of many users in one statement, and no more rows than requested', async () => {
    const query = `query ($references: [_Any!]!) { _entities(representations: $references) {
      ... on User { id accounts(first: 2) { nodes { name } pageInfo { hasNextPage } } } } }`;
    const references = [...owners, owners[0]].map((id) => ({ __typename: 'User', id }));
    books.statements.length = 0;

    const { data } = await books.ask(operator, query, { references });

    const ada = {
      id: owners[0],
      accounts: { nodes: [{ name: 'ada1' }, { name: 'ada2' }], pageInfo: { hasNextPage: true } },
    };
    const bob = { id: owners[1], accounts: { nodes: [{ name: 'bob1' }], pageInfo: { hasNextPage: false } } };
    expect(data._entities).toEqual([ada, bob, ada]);
    expect(books.statements.filter((sql) => sql.includes('select'))).toHaveLength(1);
  });

  it('continues the accounts of a user after a cursor', async () => {
    const query = `query ($id: ID!, $after: String) { account(id: $id) { owner { id accounts(first: 1, after: $after) { nodes { name } pageInfo { endCursor } } } } }`;
    const id = ids['ada1'];

    const first = await books.ask(operator, query, { id });
    const second = await books.ask(operator, query, {
      id,
      after: first.data.account.owner.accounts.pageInfo.endCursor,
    });

    expect(first.data.account.owner.accounts.nodes).toEqual([{ name: 'ada1' }]);
    expect(second.data.account.owner.accounts.nodes).toEqual([{ name: 'ada2' }]);
  });

  it('reads many accounts by reference in one statement', async () => {
    const references = Object.values(ids).map((id) => ({ __typename: 'Account', id }));
    books.statements.length = 0;

    await books.ask(
      operator,
      'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Account { name owner { id } } } }',
      { references },
    );

    expect(books.statements.filter((sql) => sql.includes('select'))).toHaveLength(1);
  });
});
