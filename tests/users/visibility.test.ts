import { formatId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { tenantTag } from '@tributary/platform/cache.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, clientViewer, openUsers, password, type Person } from './open-users.ts';

const idOf = ({ id }: Person) => formatId('usr', id);

let users: Awaited<ReturnType<typeof openUsers>>;
let service: Viewer;

beforeAll(async () => {
  users = await openUsers();
  service = { kind: 'service', name: 'accounts', organizationId: users.organizationId };
});
afterAll(() => users.close());

/** The users that a viewer can find, by each way to load them. */
async function findable(viewer: Viewer): Promise<{ byId: string[]; byReference: string[]; listed: string[] }> {
  const everybody = [users.olga, users.ada, users.bob, users.stranger];
  const byId = await Promise.all(
    everybody.map((person) => users.ask(viewer, 'query ($id: ID!) { user(id: $id) { email } }', { id: idOf(person) })),
  );
  const references = everybody.map((person) => ({ __typename: 'User', id: idOf(person) }));
  const byReference = await users.ask(
    viewer,
    'query ($references: [_Any!]!) { _entities(representations: $references) { ... on User { email } } }',
    { references },
  );
  const listed = await users.ask(viewer, '{ users(first: 100) { nodes { email } } }');
  const names = (people: readonly ({ email: string } | null | undefined)[]) =>
    people.filter((person) => person != null).map(({ email }) => email.split('@')[0] ?? '');
  return {
    byId: names(byId.map(({ data }) => data?.user)),
    byReference: names(byReference.data._entities),
    listed: names(listed.data?.users.nodes ?? []),
  };
}

const throughEveryDoor = (names: string[]) => ({ byId: names, byReference: names, listed: names });

describe('visibility of users', () => {
  it('shows operators all users of their organization and no others', async () => {
    expect(await findable(users.olga.viewer)).toEqual(throughEveryDoor(['olga', 'ada', 'bob']));
    expect(await findable(users.stranger.viewer)).toEqual(throughEveryDoor(['stranger']));
  });

  it('shows customers themselves only', async () => {
    expect(await findable(users.ada.viewer)).toEqual(throughEveryDoor(['ada']));
  });

  it('shows API clients all users of the organization with `users:read`, and none without', async () => {
    const { organizationId } = users;

    expect(await findable(clientViewer(organizationId, ['users:read']))).toEqual(
      throughEveryDoor(['olga', 'ada', 'bob']),
    );
    expect(await findable(clientViewer(organizationId, ['accounts:read']))).toEqual(throughEveryDoor([]));
  });

  it('lets our own services look up users of one organization', async () => {
    const { byId, byReference } = await findable(service);

    expect([byId, byReference]).toEqual([
      ['olga', 'ada', 'bob'],
      ['olga', 'ada', 'bob'],
    ]);
  });

  it('shows nothing to anonymous callers', async () => {
    expect(await findable(anonymous)).toEqual(throughEveryDoor([]));
    for (const query of [
      '{ me { id } }',
      '{ organization { id } }',
      '{ users { nodes { id } } }',
      '{ apiClients { nodes { id } } }',
    ]) {
      expect((await users.ask(anonymous, query)).errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    }
  });

  it('answers `me` for users, and null for API clients', async () => {
    const query = '{ me { id email role organization { id name } } }';

    const ada = await users.ask(users.ada.viewer, query);
    const program = await users.ask(clientViewer(users.organizationId, ['users:read']), query);

    expect(ada.data.me).toEqual({
      id: idOf(users.ada),
      email: users.ada.email,
      role: 'CUSTOMER',
      organization: { id: formatId('org', users.organizationId), name: 'Delta' },
    });
    expect(program).toEqual({ data: { me: null }, errors: [] });
  });

  it("finds no organization but one's own by reference", async () => {
    const references = [{ __typename: 'Organization', id: formatId('org', users.organizationId) }];
    const query =
      'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Organization { name } } }';

    expect((await users.ask(users.ada.viewer, query, { references })).data._entities).toEqual([{ name: 'Delta' }]);
    expect((await users.ask(users.stranger.viewer, query, { references })).data._entities).toEqual([null]);
  });
});

describe('changing users', () => {
  const createUser =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id email } errors { code path } } }';
  const input = { email: 'eve@example.com', name: 'Eve', role: 'CUSTOMER', password };

  it('is reserved for operators', async () => {
    const programs = clientViewer(users.organizationId, ['users:read', 'accounts:write']);
    const operations = [
      [createUser, { input }],
      ['mutation { createApiClient(input: { name: "x", scopes: ["users:read"] }) { apiKey } }', {}],
      [`mutation { revokeApiClient(input: { id: "${formatId('cli', users.ada.id)}" }) { errors { code } } }`, {}],
      ['{ apiClients { nodes { id } } }', {}],
    ] as const;

    for (const [query, variables] of operations) {
      for (const [viewer, code] of [
        [users.ada.viewer, 'FORBIDDEN'],
        [programs, 'FORBIDDEN'],
        [anonymous, 'UNAUTHENTICATED'],
      ] as const) {
        expect((await users.ask(viewer, query, variables)).errors).toMatchObject([{ code }]);
      }
    }
  });

  it('adds a user to the organization of the operator, once per address, and invalidates the cache', async () => {
    const tag = tenantTag(formatId('org', users.organizationId));
    const before = await users.caches.tags.read([tag]);

    const first = await users.ask(users.olga.viewer, createUser, { input });
    const after = await users.caches.tags.read([tag]);
    const again = await users.ask(users.stranger.viewer, createUser, { input: { ...input, email: 'EVE@example.com' } });

    expect(first.data.createUser).toMatchObject({ user: { email: 'eve@example.com' }, errors: [] });
    expect(after).not.toEqual(before);
    expect(again.data.createUser).toEqual({ user: null, errors: [{ code: 'EMAIL_TAKEN', path: ['input', 'email'] }] });
    expect((await findable(users.olga.viewer)).listed).toContain('eve');
  });

  it('refuses invalid data of a new user', async () => {
    const wrong = {
      email: ['eve', 'a b@example.com', 'a\0@example.com'],
      name: ['', 'x'.repeat(201)],
      password: ['short', 'x'.repeat(257)],
    };

    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const { data } = await users.ask(users.olga.viewer, createUser, { input: { ...input, [field]: value } });
        expect(data.createUser).toEqual({ user: null, errors: [{ code: 'INVALID_INPUT', path: ['input', field] }] });
      }
    }
  });
});

it('names all mistakes of a new user together', async () => {
  const { data } = await users.ask(
    users.olga.viewer,
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { errors { message path } } }',
    { input: { email: 'a\0@example.com', name: '', role: 'CUSTOMER', password: 'short' } },
  );

  expect(data.createUser.errors).toMatchObject([
    { path: ['input', 'email'], message: expect.stringContaining('U+0000') },
    { path: ['input', 'name'] },
    { path: ['input', 'password'] },
  ]);
});

it('pages through the users in the order in which they joined', async () => {
  const query = '{ users(first: 2) { nodes { email } pageInfo { hasNextPage endCursor } } }';
  const next = 'query ($after: String) { users(first: 2, after: $after) { nodes { email } } }';

  const first = await users.ask(users.olga.viewer, query);
  const second = await users.ask(users.olga.viewer, next, { after: first.data.users.pageInfo.endCursor });

  expect(first.data.users.nodes).toEqual([{ email: users.olga.email }, { email: users.ada.email }]);
  expect(first.data.users.pageInfo.hasNextPage).toBe(true);
  expect(second.data.users.nodes[0]).toEqual({ email: users.bob.email });
  expect((await users.ask(users.olga.viewer, next, { after: 'x' })).errors).toMatchObject([{ code: 'INVALID_CURSOR' }]);
  expect((await users.ask(users.olga.viewer, '{ users(first: 101) { nodes { id } } }')).errors).toMatchObject([
    { code: 'INVALID_PAGE' },
  ]);
});
