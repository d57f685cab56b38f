import { afterAll, beforeAll, expect, it } from 'vitest';
import { mutationsOf, openUsers } from './open-users.ts';

let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  // Three people exist from the beginning.
  users = await openUsers({ quotas: { people: 5, apiClients: 2 } });
  mutate = mutationsOf(users.ask);
});
afterAll(() => users.close());

const person = (name: string, idempotencyKey?: string) => ({
  email: `${name}@example.com`,
  name,
  role: 'CUSTOMER',
  password: 'correct horse',
  idempotencyKey,
});
const reached = (quota: number) => [{ __typename: 'QuotaReached', code: 'QUOTA_REACHED', path: null, quota }];
const selection = '... { errors { ... on QuotaReached { quota } } }';

it('creates as many people as the quota allows, also at once, and nothing of the others', async () => {
  const names = ['carol', 'dave', 'eve', 'frank'];

  const payloads = await Promise.all(
    names.map((name) => mutate(users.olga.viewer, 'createUser', person(name), `user { id } ${selection}`)),
  );

  expect(payloads.filter(({ user }) => user !== null)).toHaveLength(2);
  expect(payloads.filter(({ user }) => user === null).map(({ errors }) => errors)).toEqual([reached(5), reached(5)]);
  const { data } = await users.ask(users.olga.viewer, '{ users { edges { node { id } } } }');
  expect(data.users.edges).toHaveLength(5);
});

it('counts each organization separately', async () => {
  const { user } = await mutate(users.stranger.viewer, 'createUser', person('grace'), 'user { id }');

  expect(user).not.toBeNull();
});

it('answers a repeated request, although the quota is reached', async () => {
  const input = { name: 'Nightly', scopes: ['users:read'], idempotencyKey: 'nightly' };
  const first = await mutate(users.olga.viewer, 'createApiClient', input, 'apiClient { id }');
  await mutate(users.olga.viewer, 'createApiClient', { name: 'Other', scopes: ['users:read'] });

  const refused = await mutate(
    users.olga.viewer,
    'createApiClient',
    { name: 'Third', scopes: ['users:read'] },
    `apiClient { id } ${selection}`,
  );
  const repeated = await mutate(users.olga.viewer, 'createApiClient', input, 'apiClient { id }');

  expect(refused).toEqual({ apiClient: null, errors: reached(2) });
  expect(repeated.apiClient).toEqual(first.apiClient);
});
