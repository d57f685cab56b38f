import { formatId, newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, mutationsOf, openUsers, password } from './open-users.ts';

let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  users = await openUsers();
  mutate = mutationsOf(users.ask);
});
afterAll(() => users.close());

const createUser = (input: object, viewer = users.olga.viewer) =>
  mutate(viewer, 'createUser', { name: 'Eve', role: 'CUSTOMER', password, ...input }, 'user { id email }');
const createClient = (input: object, viewer = users.olga.viewer) =>
  mutate(viewer, 'createApiClient', { name: 'Partner', scopes: ['users:read'], ...input }, 'apiKey apiClient { id }');
const rotate = (id: string, viewer = users.olga.viewer) =>
  mutate(viewer, 'rotateApiKey', { id }, 'apiKey apiClient { id }');
const exchange = (apiKey: string) => mutate(anonymous, 'exchangeApiKey', { apiKey }, 'accessToken');
const newEmail = () => `${newId()}@example.com`;
const shown = [{ __typename: 'KeyAlreadyShown', code: 'KEY_ALREADY_SHOWN', path: ['input', 'idempotencyKey'] }];
const mismatch = [
  { __typename: 'IdempotencyMismatch', code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] },
];

describe('creating a person', () => {
  it('creates one for a key, however often it is sent', async () => {
    const input = { email: newEmail(), idempotencyKey: newId() };

    const first = await createUser(input);
    const again = await createUser(input);

    expect(first).toMatchObject({ user: { email: input.email }, errors: [] });
    expect(again).toEqual(first);
  });

  it('creates one for simultaneous requests with a key', async () => {
    const input = { email: newEmail(), idempotencyKey: newId() };

    const answers = await Promise.all(Array.from({ length: 5 }, () => createUser(input)));

    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1);
  });

  it('names the field in which a later request differs, the password too', async () => {
    const input = { email: newEmail(), idempotencyKey: newId() };
    await createUser(input);
    const others = [{ email: newEmail() }, { name: 'Ada' }, { role: 'OPERATOR' }, { password: 'another horse' }];

    for (const other of others) {
      const { data } = await users.ask(
        users.olga.viewer,
        `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } errors { ... on IdempotencyMismatch { field } } } }`,
        { input: { name: 'Eve', role: 'CUSTOMER', password, ...input, ...other } },
      );
      expect(data.createUser).toEqual({ user: null, errors: [{ field: Object.keys(other)[0] }] });
    }
    expect((await createClient({ idempotencyKey: input.idempotencyKey })).errors).toEqual(mismatch);
  });

  it('forgets a refused request, which created nothing', async () => {
    const idempotencyKey = newId();
    const taken = await createUser({ email: users.ada.email, idempotencyKey });
    const short = await createUser({ email: newEmail(), idempotencyKey, password: 'short' });

    const corrected = await createUser({ email: newEmail(), idempotencyKey });

    expect([...taken.errors, ...short.errors].map(({ code }) => code)).toEqual(['EMAIL_TAKEN', 'INVALID_INPUT']);
    expect(corrected.errors).toEqual([]);
  });

  it('separates the keys of operators, and needs no key', async () => {
    const other = await users.person(newId(), 'OPERATOR');
    const input = { idempotencyKey: 'the same' };

    const email = newEmail();
    const answers = [
      await createUser({ ...input, email: newEmail() }),
      await createUser({ ...input, email }, other.viewer),
      await createUser({ ...input, email }, other.viewer),
      await createUser({ ...input, email: newEmail() }, users.stranger.viewer),
      await createUser({ email: newEmail() }),
      await createUser({ email: newEmail(), idempotencyKey: null }),
    ];

    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers[2]).toEqual(answers[1]);
  });

  it('remembers a keyed hash of each field, and neither the password nor a hash that anybody can compute', async () => {
    const input = { email: newEmail(), idempotencyKey: newId() };
    await createUser(input);

    const rows = await users.db.execute<{ fields: Record<string, string> }>(
      `select fields from users.idempotency where key = '${input.idempotencyKey}'`,
    );

    const [{ fields } = { fields: {} }] = rows;
    expect(Object.keys(fields).toSorted()).toEqual(['email', 'mutation', 'name', 'password', 'role']);
    expect(Object.values(fields).every((hash) => /^[\w-]{43}$/.test(hash))).toBe(true);
  });

  it('takes keys of 1 to 255 characters', async () => {
    for (const idempotencyKey of ['', 'x'.repeat(256), 'a\0b']) {
      expect((await createUser({ email: newEmail(), idempotencyKey })).errors).toEqual([
        { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'idempotencyKey'] },
      ]);
    }
    expect((await createUser({ email: newEmail(), idempotencyKey: 'x'.repeat(255) })).errors).toEqual([]);
  });
});

describe('creating an API client', () => {
  it('shows the key once, and makes no second client', async () => {
    const input = { idempotencyKey: newId() };

    const first = await createClient(input);
    const again = await createClient(input);

    expect(first).toMatchObject({ apiKey: expect.stringMatching(/^key_/), errors: [] });
    expect(again).toEqual({ apiKey: null, apiClient: first.apiClient, errors: shown });
    expect((await exchange(first.apiKey)).errors).toEqual([]);
  });

  it('shows one key to simultaneous requests', async () => {
    const input = { idempotencyKey: newId() };

    const answers = await Promise.all(Array.from({ length: 5 }, () => createClient(input)));

    expect(answers.filter(({ apiKey }) => apiKey !== null)).toHaveLength(1);
    expect(new Set(answers.map(({ apiClient }) => apiClient.id)).size).toBe(1);
  });

  it('names a difference of scopes and accounts', async () => {
    const input = { idempotencyKey: newId(), accountIds: null };
    await createClient(input);

    const otherScopes = await createClient({ ...input, scopes: ['accounts:read'] });
    const confined = await createClient({ ...input, accountIds: [formatId('acct', newId())] });
    const leftOut = await createClient({ idempotencyKey: input.idempotencyKey });

    expect(otherScopes.errors).toEqual(mismatch);
    expect(confined.errors).toEqual(mismatch);
    expect(leftOut.errors).toEqual(shown);
  });
});

describe('rotating a key', () => {
  it('gives a new key, for a lost one too, and the old one stops at once', async () => {
    const { apiClient, apiKey } = await createClient({ idempotencyKey: newId() });

    const rotated = await rotate(apiClient.id);

    expect(rotated).toEqual({ apiClient, apiKey: expect.stringMatching(/^key_/), errors: [] });
    expect((await exchange(apiKey)).errors).toMatchObject([{ code: 'INVALID_API_KEY' }]);
    expect((await exchange(rotated.apiKey)).errors).toEqual([]);
  });

  it('gives no key to a revoked client, and finds none of another organization', async () => {
    const { apiClient } = await createClient({});
    const strangers = await rotate(apiClient.id, users.stranger.viewer);
    await mutate(users.olga.viewer, 'revokeApiClient', { id: apiClient.id });

    const revoked = await rotate(apiClient.id);

    expect(strangers.errors).toMatchObject([{ code: 'API_CLIENT_NOT_FOUND' }]);
    expect(revoked).toEqual({
      apiClient: null,
      apiKey: null,
      errors: [{ __typename: 'ApiClientRevoked', code: 'API_CLIENT_REVOKED', path: ['input', 'id'] }],
    });
    expect((await rotate('cli_1')).errors).toMatchObject([{ code: 'API_CLIENT_NOT_FOUND' }]);
  });
});
