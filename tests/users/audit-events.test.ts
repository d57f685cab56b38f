import { formatId, newId } from '@tributary/domain/ids.ts';
import { createUser } from '@tributary/users/people/create-user.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trailOf } from './audit-trail.ts';
import { anonymous, clientViewer, mutationsOf, openUsers, password, type Person } from './open-users.ts';

const home = '2001:db8:1:2:3:4:5:6';
const newPassword = 'correct battery';

let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  users = await openUsers();
  mutate = mutationsOf(users.askFrom(home));
});
afterAll(() => users.close());

const idOf = ({ id }: Person) => formatId('usr', id);
const olga = () => idOf(users.olga);
const trail = (filter: object = {}) => trailOf(users.ask, users.olga.viewer, filter);
const about = (person: Person) => trail({ subjectId: idOf(person) });
/** A person of their own for a test, whose creation is the first event about them. */
const freshPerson = (role: 'CUSTOMER' | 'OPERATOR' = 'CUSTOMER') => users.person(newId(), role);
/** An event about a person that Olga caused from home, by default without changes. */
const byOlga = (action: string, person: Person, changes: object = {}) => ({
  action,
  actor: olga(),
  subject: idOf(person),
  address: home,
  changes,
});
const signIn = (email: string, secret = password) =>
  mutate(anonymous, 'signIn', { email, password: secret }, 'accessToken refreshToken');
const refresh = (refreshToken: string) => mutate(anonymous, 'refreshSession', { refreshToken }, 'refreshToken');

describe('the audit trail has an event with actor, subject, address and changes', () => {
  it('for a new organization and its people, which the platform itself creates', async () => {
    const organization = formatId('org', users.organizationId);

    const events = await trail();

    expect(events.slice(0, 2)).toEqual([
      {
        action: 'ORGANIZATION_CREATED',
        actor: null,
        subject: organization,
        address: null,
        changes: { name: [null, 'Delta'] },
      },
      {
        action: 'USER_CREATED',
        actor: null,
        subject: olga(),
        address: null,
        changes: { role: [null, 'OPERATOR'], email: [null, users.olga.email], name: [null, 'olga'] },
      },
    ]);
  });

  it('for a person whom an operator adds, once however often the request is repeated', async () => {
    const email = `${newId()}@example.com`;
    const input = { email, name: 'Eve', role: 'CUSTOMER', password, idempotencyKey: newId() };

    const { user } = await mutate(users.olga.viewer, 'createUser', input, 'user { id }');
    await mutate(users.olga.viewer, 'createUser', input, 'user { id }');

    expect(await trail({ subjectId: user.id })).toEqual([
      {
        action: 'USER_CREATED',
        actor: olga(),
        subject: user.id,
        address: home,
        changes: { role: [null, 'CUSTOMER'], email: [null, email], name: [null, 'Eve'] },
      },
    ]);
  });

  it('for each change of a person, and for none that changes nothing', async () => {
    const person = await freshPerson();
    const id = idOf(person);
    const change = (name: string, input: object = {}) => mutate(users.olga.viewer, name, { id, ...input });

    await change('updateUser', { name: 'Ada Lovelace' });
    await change('updateUser', { name: 'Ada Lovelace', role: 'CUSTOMER' });
    await change('updateUser', { role: 'OPERATOR' });
    await change('resetPassword');
    await change('enableUser');
    await change('disableUser');
    await change('disableUser');
    await change('enableUser');
    await change('exportPersonalData');
    await change('endSessions');

    expect((await about(person)).slice(1)).toEqual([
      byOlga('USER_UPDATED', person, { name: [person.email.split('@')[0], 'Ada Lovelace'] }),
      byOlga('USER_UPDATED', person, { role: ['CUSTOMER', 'OPERATOR'] }),
      byOlga('PASSWORD_RESET_OFFERED', person),
      byOlga('USER_DISABLED', person),
      byOlga('USER_ENABLED', person),
      byOlga('PERSONAL_DATA_EXPORTED', person),
      byOlga('SESSIONS_ENDED', person, { sessions: ['0', '0'] }),
    ]);
  });

  it('for the sign-in and the passwords of a person, without any secret', async () => {
    const person = await freshPerson();
    const own = (action: string) => ({
      ...byOlga(action, person),
      actor: idOf(person),
    });

    await signIn(person.email);
    const changed = { currentPassword: password, newPassword };
    await mutate(person.viewer, 'changePassword', changed);
    const { token } = await mutate(users.olga.viewer, 'resetPassword', { id: idOf(person) }, 'token');
    await mutate(anonymous, 'setNewPassword', { token, newPassword: password });
    await mutate(anonymous, 'setNewPassword', { token, newPassword: password });

    expect((await about(person)).slice(1)).toEqual([
      own('SIGNED_IN'),
      own('PASSWORD_CHANGED'),
      byOlga('PASSWORD_RESET_OFFERED', person),
      own('PASSWORD_RESET'),
    ]);
    const [kept] = await users.db.execute<{ text: string }>(sql`
      select string_agg(e::text, '') || (select string_agg(v::text, '') from audit.personal_values v) as text
      from audit.events e`);
    for (const secret of [password, newPassword, token, 'argon2', 'password_hash']) {
      expect(kept?.text).not.toContain(secret);
    }
  });

  it('for a reused refresh token, without an actor, and for no other refresh', async () => {
    const person = await freshPerson();
    const first = (await signIn(person.email)).refreshToken;
    const second = (await refresh(first)).refreshToken;
    await refresh(second);

    const stolen = await refresh(first);
    await refresh(first);

    expect(stolen.errors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect((await about(person)).slice(2)).toEqual([
      { action: 'REFRESH_TOKEN_REUSED', actor: null, subject: idOf(person), address: home, changes: {} },
    ]);
  });

  it('for the creation, a new key and the revocation of an API client, each once', async () => {
    const accountIds = [formatId('acct', newId()), formatId('acct', newId())];
    const input = { name: 'Shop', scopes: ['users:read', 'events:read'], accountIds, idempotencyKey: newId() };
    const created = await mutate(users.olga.viewer, 'createApiClient', input, 'apiClient { id } apiKey');
    await mutate(users.olga.viewer, 'createApiClient', input);
    const { id } = created.apiClient;

    const { apiKey } = await mutate(users.olga.viewer, 'rotateApiKey', { id }, 'apiKey');
    await mutate(anonymous, 'exchangeApiKey', { apiKey });
    await mutate(users.olga.viewer, 'revokeApiClient', { id });
    await mutate(users.olga.viewer, 'revokeApiClient', { id });
    await mutate(users.olga.viewer, 'rotateApiKey', { id });

    const event = (action: string, changes: object = {}) => ({
      ...{ action, actor: olga(), subject: id, address: home, changes },
    });
    expect(await trail({ subjectId: id })).toEqual([
      event('API_CLIENT_CREATED', {
        name: [null, 'Shop'],
        scopes: [null, 'users:read events:read'],
        accountIds: [null, accountIds.join(' ')],
      }),
      event('API_KEY_ROTATED'),
      event('API_CLIENT_REVOKED'),
    ]);
  });

  it('but none for a refused request', async () => {
    const before = await trail();
    const person = { id: formatId('usr', newId()) };

    await mutate(users.olga.viewer, 'createUser', { email: 'x', name: '', role: 'CUSTOMER', password: 'short' });
    await mutate(users.olga.viewer, 'createUser', { email: users.ada.email, name: 'A', role: 'CUSTOMER', password });
    await mutate(users.olga.viewer, 'createApiClient', { name: '', scopes: [] });
    await mutate(users.olga.viewer, 'updateUser', { id: olga(), role: 'CUSTOMER' });
    await mutate(users.olga.viewer, 'disableUser', { id: olga() });
    await mutate(users.olga.viewer, 'eraseUser', { id: olga() });
    for (const name of ['updateUser', 'resetPassword', 'disableUser', 'enableUser', 'endSessions', 'eraseUser']) {
      await mutate(users.olga.viewer, name, person);
      await mutate(users.stranger.viewer, name, { id: idOf(users.ada) });
    }
    await mutate(users.ada.viewer, 'changePassword', { currentPassword: 'not it at all', newPassword });
    await mutate(anonymous, 'setNewPassword', { token: 'unknown', newPassword });
    await signIn(users.ada.email, 'not it at all');

    expect(await trail()).toEqual(before);
  });
});

describe('the address of an event', () => {
  it('is whole, and null where a proxy wrote no valid address', async () => {
    const person = await freshPerson();
    for (const address of [home, '192.0.2.7', 'x'.repeat(101), '']) {
      await mutationsOf(users.askFrom(address))(anonymous, 'signIn', { email: person.email, password });
    }

    const addresses = (await about(person)).slice(1).map(({ address }) => address);

    expect(addresses).toEqual([home, '192.0.2.7', null, null]);
  });
});

describe('the permission to read the trail', () => {
  it('is for operators, of their own organization', async () => {
    const ofStranger = await trailOf(users.ask, users.stranger.viewer);

    expect(ofStranger.map(({ action, subject }) => [action, subject])).toEqual([
      ['ORGANIZATION_CREATED', formatId('org', users.strangersOrganizationId)],
      ['USER_CREATED', idOf(users.stranger)],
    ]);
    expect(await trailOf(users.ask, users.stranger.viewer, { subjectId: idOf(users.ada) })).toEqual([]);
    expect(await trailOf(users.ask, users.stranger.viewer, { actorId: olga() })).toEqual([]);
  });

  it('is for nobody else', async () => {
    const service = { kind: 'service' as const, name: 'accounts', organizationId: users.organizationId };
    const viewers = [users.ada.viewer, clientViewer(users.organizationId, ['users:read']), service, anonymous];
    const codes = [];
    for (const viewer of viewers) {
      const { data, errors } = await users.ask(viewer, '{ auditEvents { nodes { id } } }');
      codes.push([data, errors.map(({ code }) => code)]);
    }

    expect(codes).toEqual([
      [null, ['FORBIDDEN']],
      [null, ['FORBIDDEN']],
      [null, ['FORBIDDEN']],
      [null, ['UNAUTHENTICATED']],
    ]);
  });
});

describe('the erasure of a person', () => {
  it('removes names, emails and network addresses from the trail, and nothing else', async () => {
    const person = await freshPerson('OPERATOR');
    await mutationsOf(users.askFrom('198.51.100.99'))(anonymous, 'signIn', { email: person.email, password });
    await mutationsOf(users.askFrom('198.51.100.98'))(person.viewer, 'disableUser', { id: idOf(users.bob) });
    await mutate(users.olga.viewer, 'updateUser', { id: idOf(person), name: 'Grace Hopper' });

    await mutate(users.olga.viewer, 'eraseUser', { id: idOf(person) });
    await mutate(users.olga.viewer, 'eraseUser', { id: idOf(person) });

    expect(await about(person)).toEqual([
      {
        ...{ action: 'USER_CREATED', actor: null, subject: idOf(person), address: null },
        changes: { role: [null, 'OPERATOR'], email: 'erased', name: 'erased' },
      },
      { action: 'SIGNED_IN', actor: idOf(person), subject: idOf(person), address: null, changes: {} },
      byOlga('USER_UPDATED', person, { name: 'erased' }),
      byOlga('USER_ERASED', person),
    ]);
    expect(await trail({ actorId: idOf(person), subjectId: idOf(users.bob) })).toEqual([
      { action: 'USER_DISABLED', actor: idOf(person), subject: idOf(users.bob), address: null, changes: {} },
    ]);
    const left = await users.db.execute(sql`
      select from audit.personal_values where user_id = ${person.id} or value like '198.51.100.9%' or value = 'Grace Hopper'`);
    expect(left).toHaveLength(0);
  });

  it('changes no person of another organization', async () => {
    await mutate(users.stranger.viewer, 'eraseUser', { id: idOf(users.ada) });

    expect((await about(users.ada))[0]).toMatchObject({ changes: { email: [null, users.ada.email] } });
  });

  it('keeps out the values of a later event of the person', async () => {
    const person = await freshPerson();
    await mutate(users.olga.viewer, 'eraseUser', { id: idOf(person) });

    await users.db.execute(sql`
      select audit.record(${users.organizationId}, 'ACCOUNT_OPENED', 'USER', ${person.id}, 'ACCOUNT', ${newId()}, '{}',
        jsonb_build_array(jsonb_build_object('field', 'address', 'user', ${person.id}::uuid, 'value', ${home}::text)))`);

    expect(await trail({ actorId: idOf(person) })).toMatchObject([{ action: 'ACCOUNT_OPENED', address: null }]);
  });
});

it('an export of personal data has the values of the person in the trail, and of nobody else', async () => {
  const person = await freshPerson();
  await signIn(person.email);

  const { document } = await mutate(users.olga.viewer, 'exportPersonalData', { id: idOf(person) }, 'document');

  expect(JSON.parse(document).auditTrail).toMatchObject([
    { action: 'SIGNED_IN', field: 'address', value: home },
    { action: 'USER_CREATED', field: 'name.after' },
    { action: 'USER_CREATED', field: 'email.after', value: person.email },
  ]);
});

it('a change that is rolled back leaves no event, and an event that cannot be written no change', async () => {
  const email = `${newId()}@example.com`;
  const before = await trail();
  const add = users.db.transaction(async (tx) => {
    await createUser(tx, { organizationId: users.organizationId, email, name: 'Eve', role: 'CUSTOMER', password });
    throw new Error('the process ends');
  });
  await expect(add).rejects.toThrow('the process ends');

  const added = users.db.transaction((tx) =>
    createUser(tx, {
      ...{ organizationId: users.organizationId, email, name: 'Eve', role: 'CUSTOMER', password },
      origin: { actor: { kind: 'USER', id: 'no id' }, address: null },
    }),
  );

  await expect(added).rejects.toThrow(/Failed query/);
  expect(await trail()).toEqual(before);
  expect(await users.db.execute(sql`select from users.users where email = ${email}`)).toHaveLength(0);
});
