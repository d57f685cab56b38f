import { httpTransport } from '@tributary/platform/http-transport.ts';
import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anonymous, askerOf, clientViewer, log, openUsers } from './open-users.ts';

const createMutation = /* GraphQL */ `
  mutation ($input: CreateApiClientInput!) {
    createApiClient(input: $input) {
      apiKey
      apiClient {
        id
        name
        scopes
        accountIds
        revokedAt
      }
      errors {
        __typename
        code
        path
      }
    }
  }
`;
const exchangeMutation = /* GraphQL */ `
  mutation ($apiKey: String!) {
    exchangeApiKey(input: { apiKey: $apiKey }) {
      accessToken
      expiresAt
      errors {
        __typename
        code
      }
    }
  }
`;
const revokeMutation = /* GraphQL */ `
  mutation ($id: ID!) {
    revokeApiClient(input: { id: $id }) {
      apiClient {
        id
        revokedAt
      }
      errors {
        __typename
        code
      }
    }
  }
`;
const refused = {
  accessToken: null,
  expiresAt: null,
  errors: [{ __typename: 'InvalidApiKey', code: 'INVALID_API_KEY' }],
};
const account = formatId('acct', '01900000-0000-7000-8000-00000000000a');

let users: Awaited<ReturnType<typeof openUsers>>;

beforeAll(async () => {
  users = await openUsers();
});
afterAll(() => users.close());

const create = async (input: object) =>
  (await users.ask(users.olga.viewer, createMutation, { input: { name: 'Partner', ...input } })).data.createApiClient;
const exchange = async (apiKey: string) =>
  (await users.ask(anonymous, exchangeMutation, { apiKey })).data.exchangeApiKey;

it('exchanges a key for a token with the scopes and accounts of its client', async () => {
  const { apiClient, apiKey } = await create({ scopes: ['transfers:write', 'events:read'], accountIds: [account] });

  const { accessToken, errors } = await exchange(apiKey);

  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(users.publicKeys));
  expect(errors).toEqual([]);
  expect(apiKey).toMatch(/^key_[0-9a-f]{32}_[\w-]{43}$/);
  expect(payload).toMatchObject({
    sub: apiClient.id,
    org: formatId('org', users.organizationId),
    scopes: ['transfers:write', 'events:read'],
    accounts: [account],
  });
  expect(payload).not.toHaveProperty('role');
});

it('omits the accounts from the token of an unconfined client', async () => {
  const { apiKey } = await create({ scopes: ['accounts:read'] });

  const { accessToken } = await exchange(apiKey);

  expect((await jwtVerify(accessToken, createLocalJWKSet(users.publicKeys))).payload).not.toHaveProperty('accounts');
});

it('stores no key, and accepts no other key', async () => {
  const { apiKey } = await create({ scopes: ['users:read'] });
  const secret = apiKey.split('_').slice(2).join('_');
  const last = apiKey.at(-1) === 'A' ? 'B' : 'A';

  const rows = JSON.stringify(await users.db.execute('select * from users.api_clients'));

  expect(rows).not.toContain(secret);
  expect(await exchange(apiKey.slice(0, -1) + last)).toEqual(refused);
  expect(await exchange('key_')).toEqual(refused);
  expect(await exchange('')).toEqual(refused);
});

it('stops a key at once when its client is revoked, and keeps the time of the first revocation', async () => {
  const { apiClient, apiKey } = await create({ scopes: ['users:read'] });
  const revoke = async () =>
    (await users.ask(users.olga.viewer, revokeMutation, { id: apiClient.id })).data.revokeApiClient;

  const first = await revoke();
  const second = await revoke();

  expect(first.apiClient.revokedAt).toEqual(expect.any(String));
  expect(second).toEqual(first);
  expect(await exchange(apiKey)).toEqual(refused);
});

it('answers a client of another organization as if it did not exist', async () => {
  const { apiClient, apiKey } = await create({ scopes: ['users:read'] });

  const { data } = await users.ask(users.stranger.viewer, revokeMutation, { id: apiClient.id });

  expect(data.revokeApiClient.errors).toEqual([{ __typename: 'ApiClientNotFound', code: 'API_CLIENT_NOT_FOUND' }]);
  expect((await exchange(apiKey)).errors).toEqual([]);
});

it('refuses unknown scopes, an empty list, invalid accounts, and names that cannot be stored', async () => {
  const inputs = {
    scopes: [{ scopes: ['everything'] }, { scopes: [] }],
    accountIds: [
      { scopes: ['users:read'], accountIds: ['usr_1'] },
      { scopes: ['users:read'], accountIds: Array.from({ length: 1_001 }, () => account) },
    ],
    name: [
      { scopes: ['users:read'], name: ' ' },
      { scopes: ['users:read'], name: 'x'.repeat(201) },
      { scopes: ['users:read'], name: 'a\0b' },
    ],
  };

  for (const [field, wrong] of Object.entries(inputs)) {
    for (const input of wrong) {
      expect(await create(input)).toEqual({
        apiKey: null,
        apiClient: null,
        errors: [{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', field] }],
      });
    }
  }
});

it('names all mistakes of an input together', async () => {
  const { errors } = await create({ name: '', scopes: [], accountIds: ['banana'] });

  expect(errors.map(({ path }: { path: string[] }) => path)).toEqual([
    ['input', 'name'],
    ['input', 'scopes'],
    ['input', 'accountIds'],
  ]);
});

it('answers an id of another kind as a refusal', async () => {
  const { data, errors } = await users.ask(users.olga.viewer, revokeMutation, { id: account });

  expect(errors).toEqual([]);
  expect(data.revokeApiClient).toEqual({
    apiClient: null,
    errors: [{ __typename: 'InvalidInput', code: 'INVALID_INPUT' }],
  });
});

it('answers an API client confined to a thousand accounts, over HTTP too', async () => {
  const accountIds = Array.from({ length: 1_000 }, () => formatId('acct', newId()));
  const { apiClient, apiKey } = await create({ scopes: ['users:read'], accountIds });
  const { accessToken } = await exchange(apiKey);
  const served = await serveSubgraph(users.subgraph, {
    host: '127.0.0.1',
    port: 0,
    log,
    metrics: createMetrics(),
    ready: users.ping,
  });
  const transport = httpTransport({ url: served.url });
  const viewer = clientViewer(
    users.organizationId,
    ['users:read'],
    accountIds.map((id) => parseId('acct', id)),
  );

  const { data } = await askerOf({ ...transport, name: 'users' })(viewer, '{ users { nodes { email } } }');

  expect(apiClient.accountIds).toHaveLength(1_000);
  expect(accessToken.length).toBeLessThan(64 * 1024);
  expect(data.users.nodes).toHaveLength(3);
  await transport.close();
  await served.close();
});
