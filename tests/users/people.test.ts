import { formatId, newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, clientViewer, inputOf, mutationsOf, openUsers, password, type Person } from './open-users.ts';

let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  users = await openUsers();
  mutate = mutationsOf(users.ask);
});
afterAll(() => users.close());

const idOf = ({ id }: Person) => formatId('usr', id);
const nobody = formatId('usr', newId());

/** The codes of top-level errors of a mutation. */
async function misuse(viewer: Viewer, name: string, input: object): Promise<unknown[]> {
  const { errors } = await users.ask(
    viewer,
    `mutation ($input: ${inputOf(name)}) { ${name}(input: $input) { errors { code } } }`,
    { input },
  );
  return errors.map(({ code }) => code);
}

const signIn = (email: string, secret = password) =>
  mutate(anonymous, 'signIn', { email, password: secret }, 'accessToken refreshToken');
const refresh = (refreshToken: string) =>
  mutate(anonymous, 'refreshSession', { refreshToken }, 'accessToken refreshToken');
const codesOf = (payload: { errors: { code: string }[] }) => payload.errors.map(({ code }) => code);

/** The viewer of a person's access token, with the role, generation and expiry of the token. */
function viewerWith(accessToken: string, { viewer }: Person): Viewer {
  const {
    exp = 0,
    role,
    generation = 0,
  } = decodeJwt<{ role: 'CUSTOMER' | 'OPERATOR'; generation?: number }>(accessToken);
  return viewer.kind === 'user' ? { ...viewer, role, expiresAt: exp, generation } : viewer;
}

/** A person of their own for a test, signed in. */
async function signedIn(role: 'CUSTOMER' | 'OPERATOR' = 'CUSTOMER') {
  const person = await users.person(newId(), role);
  const { accessToken, refreshToken } = await signIn(person.email);
  return { ...person, refreshToken: refreshToken as string, viewer: viewerWith(accessToken, person) };
}

const me = async (viewer: Viewer) => (await users.ask(viewer, '{ me { status role name email } }')).data.me;

describe('changing a person', () => {
  it('changes name and role, and keeps a value that is left out', async () => {
    const person = await signedIn();

    const renamed = await mutate(
      users.olga.viewer,
      'updateUser',
      { id: idOf(person), name: 'Ada Lovelace' },
      'user { name role email status }',
    );
    const promoted = await mutate(
      users.olga.viewer,
      'updateUser',
      { id: idOf(person), role: 'OPERATOR', name: null },
      'user { name role }',
    );

    expect(renamed).toEqual({
      user: { name: 'Ada Lovelace', role: 'CUSTOMER', email: person.email, status: 'ACTIVE' },
      errors: [],
    });
    expect(promoted).toEqual({ user: { name: 'Ada Lovelace', role: 'OPERATOR' }, errors: [] });
  });

  it('ends the rights of the old role at once, and keeps the session', async () => {
    const operator = await signedIn('OPERATOR');
    const input = { email: `${newId()}@example.com`, name: 'Eve', role: 'CUSTOMER', password };

    await mutate(users.olga.viewer, 'updateUser', { id: idOf(operator), role: 'CUSTOMER' });
    const afterwards = await misuse(operator.viewer, 'createUser', input);
    const { accessToken, errors } = await refresh(operator.refreshToken);

    expect(afterwards).toEqual(['UNAUTHENTICATED']);
    expect(errors).toEqual([]);
    expect(decodeJwt(accessToken)).toMatchObject({ role: 'CUSTOMER' });
  });

  it('keeps sessions and tokens where only the name changes', async () => {
    const person = await signedIn('OPERATOR');

    await mutate(users.olga.viewer, 'updateUser', { id: idOf(person), name: 'New', role: 'OPERATOR' });

    expect(await mutate(person.viewer, 'enableUser', { id: idOf(users.ada) })).toEqual({ errors: [] });
  });

  it('names all faults of an input together', async () => {
    const { errors } = await mutate(users.olga.viewer, 'updateUser', {
      id: idOf(users.olga),
      name: ' ',
      role: 'CUSTOMER',
    });

    expect(errors).toEqual([
      { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'name'] },
      { __typename: 'NotYourself', code: 'NOT_YOURSELF', path: ['input', 'role'] },
    ]);
  });
});

describe('locking a person out', () => {
  it('ends their sessions and tokens at once, and their sign-in, until they are enabled', async () => {
    const person = await signedIn('OPERATOR');

    const disabled = await mutate(users.olga.viewer, 'disableUser', { id: idOf(person) }, 'user { status }');
    const locked = {
      token: await misuse(person.viewer, 'enableUser', { id: idOf(person) }),
      ticket: (await users.ask(person.viewer, 'mutation { createStreamTicket { ticket } }')).errors[0]?.code,
      session: codesOf(await refresh(person.refreshToken)),
      signIn: codesOf(await signIn(person.email)),
      wrongPassword: codesOf(await signIn(person.email, 'wrong horse')),
    };
    const enabled = await mutate(users.olga.viewer, 'enableUser', { id: idOf(person) }, 'user { status }');
    const again = await signIn(person.email);

    expect(disabled).toEqual({ user: { status: 'DISABLED' }, errors: [] });
    expect(locked).toEqual({
      token: ['UNAUTHENTICATED'],
      ticket: 'UNAUTHENTICATED',
      session: ['INVALID_REFRESH_TOKEN'],
      signIn: ['USER_DISABLED'],
      wrongPassword: ['INVALID_CREDENTIALS'],
    });
    expect(enabled).toEqual({ user: { status: 'ACTIVE' }, errors: [] });
    expect(again.errors).toEqual([]);
    // Ended tokens stay ended, and the new token is valid at once.
    expect(codesOf(await refresh(person.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(await misuse(person.viewer, 'enableUser', { id: idOf(person) })).toEqual(['UNAUTHENTICATED']);
    expect(await misuse(viewerWith(again.accessToken, person), 'enableUser', { id: idOf(person) })).toEqual([]);
  });

  it('ends tokens of any lifetime', async () => {
    const person = await users.person(newId(), 'OPERATOR');

    await mutate(users.olga.viewer, 'disableUser', { id: idOf(person) });

    expect(await misuse(person.viewer, 'enableUser', { id: idOf(person) })).toEqual(['UNAUTHENTICATED']);
  });

  it('can be repeated, and changes nothing then', async () => {
    const person = await signedIn();
    const disable = () => mutate(users.olga.viewer, 'disableUser', { id: idOf(person) }, 'user { status }');

    expect(await disable()).toEqual(await disable());
  });

  it('leaves an organization one operator, even if two lock each other out at once', async () => {
    const [one, other] = [await signedIn('OPERATOR'), await signedIn('OPERATOR')];
    const disable = ({ viewer }: Person, whom: Person) =>
      users.ask(viewer, 'mutation ($id: ID!) { disableUser(input: { id: $id }) { user { status } errors { code } } }', {
        id: idOf(whom),
      });

    const outcomes = await Promise.all([disable(one, other), disable(other, one)]);
    const itself = await mutate(users.olga.viewer, 'disableUser', { id: idOf(users.olga) }, 'user { id }');

    expect(outcomes.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(outcomes.flatMap(({ errors }) => errors)).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    expect(itself).toEqual({
      user: null,
      errors: [{ __typename: 'NotYourself', code: 'NOT_YOURSELF', path: ['input', 'id'] }],
    });
  });

  it('ends the sessions of simultaneous sign-ins', async () => {
    const person = await users.person(newId(), 'CUSTOMER');

    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 8 }, () => signIn(person.email))),
      mutate(users.olga.viewer, 'disableUser', { id: idOf(person) }),
    ]);
    const refreshed = await Promise.all(
      answers.filter(({ refreshToken }) => refreshToken !== null).map(({ refreshToken }) => refresh(refreshToken)),
    );

    expect(refreshed.flatMap(codesOf)).toEqual(refreshed.map(() => 'INVALID_REFRESH_TOKEN'));
  });
});

describe('ending sessions', () => {
  it('ends all sessions and tokens of a person, who can sign in again at once', async () => {
    const person = await signedIn();
    const second = await signIn(person.email);

    const ended = await mutate(person.viewer, 'endSessions', {}, 'endedSessions user { email }');
    const again = await signIn(person.email);

    expect(ended).toEqual({ endedSessions: 2, user: { email: person.email }, errors: [] });
    expect(codesOf(await refresh(person.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(codesOf(await refresh(second.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(await misuse(person.viewer, 'endSessions', {})).toEqual(['UNAUTHENTICATED']);
    expect(await misuse(viewerWith(again.accessToken, person), 'endSessions', {})).toEqual([]);
  });

  it('ends the tokens that were issued after an earlier end, within the same second too', async () => {
    const person = await signedIn();
    const end = () => mutate(users.olga.viewer, 'endSessions', { id: idOf(person) }, 'endedSessions');

    await end();
    const { accessToken } = await signIn(person.email);
    await end();

    expect(await misuse(viewerWith(accessToken, person), 'endSessions', {})).toEqual(['UNAUTHENTICATED']);
    expect((await end()).endedSessions).toBe(0);
  });
});

describe('exporting and erasing', () => {
  it('exports what is kept about a person, for operators and for themselves', async () => {
    const person = await signedIn();

    const own = await mutate(person.viewer, 'exportPersonalData', {}, 'document user { id }');
    const byOperator = await mutate(users.olga.viewer, 'exportPersonalData', { id: idOf(person) }, 'document');
    const exported = JSON.parse(own.document);

    expect(own.user).toEqual({ id: idOf(person) });
    expect(exported).toMatchObject({
      person: { id: idOf(person), email: person.email, role: 'CUSTOMER', status: 'ACTIVE' },
      sessions: [{ id: expect.stringMatching(/^ses_/), endedAt: null, network: '192.0.2.1' }],
      sessionsInTotal: 1,
    });
    expect(JSON.parse(byOperator.document)).toMatchObject({ person: exported.person, sessions: exported.sessions });
    expect(own.document).not.toContain('argon2');
  });

  it('leaves no personal data of an erased person in the database, and keeps the id', async () => {
    const input = { name: 'Eve Surname', role: 'CUSTOMER', password, email: `eve-${newId()}@example.com` };
    const { user } = await mutate(
      users.olga.viewer,
      'createUser',
      { ...input, idempotencyKey: newId() },
      'user { id }',
    );
    const { refreshToken } = await signIn(input.email);
    await mutate(users.olga.viewer, 'resetPassword', { id: user.id });

    const erased = await mutate(
      users.olga.viewer,
      'eraseUser',
      { id: user.id },
      'user { id status email name role createdAt organization { id } }',
    );
    const again = await mutate(users.olga.viewer, 'eraseUser', { id: user.id }, 'user { id status }');
    const uuid = uuidOf(user.id);
    const rows = JSON.stringify(
      await Promise.all(
        [
          `select * from users.users where id = '${uuid}'`,
          `select * from users.sessions where user_id = '${uuid}'`,
          `select * from users.password_resets where user_id = '${uuid}'`,
          'select * from users.idempotency',
        ].map((statement) => users.db.execute(statement)),
      ),
    );

    expect(erased).toMatchObject({
      user: { id: user.id, status: 'ERASED', email: null, name: 'Erased person' },
      errors: [],
    });
    expect(again).toEqual({ user: { id: user.id, status: 'ERASED' }, errors: [] });
    for (const personal of [input.email, 'Eve', '192.0.2.1']) {
      expect(rows).not.toContain(personal);
    }
    expect(rows).toContain(uuid);
    expect(codesOf(await signIn(input.email))).toEqual(['INVALID_CREDENTIALS']);
    expect(codesOf(await refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    // The address is free again.
    expect((await mutate(users.olga.viewer, 'createUser', input, 'user { id }')).errors).toEqual([]);
  });

  it('is final: nothing else can be done to an erased person', async () => {
    const person = await signedIn();
    await mutate(users.olga.viewer, 'eraseUser', { id: idOf(person) });

    for (const name of [
      'updateUser',
      'enableUser',
      'disableUser',
      'endSessions',
      'exportPersonalData',
      'resetPassword',
    ]) {
      expect(codesOf(await mutate(users.olga.viewer, name, { id: idOf(person) }))).toEqual(['USER_ERASED']);
    }
  });
});

describe('rights', () => {
  const ofOperators = ['updateUser', 'disableUser', 'enableUser', 'resetPassword', 'eraseUser'];
  const ofAll = ['endSessions', 'exportPersonalData'];

  it('are those of operators for others, and of people for themselves', async () => {
    const program = clientViewer(users.organizationId, ['users:read', 'accounts:write']);

    for (const name of [...ofOperators, ...ofAll]) {
      for (const id of [idOf(users.bob), idOf(users.stranger), nobody]) {
        expect(await misuse(users.ada.viewer, name, { id })).toEqual(['FORBIDDEN']);
        expect(await misuse(program, name, { id })).toEqual(['FORBIDDEN']);
        expect(await misuse(anonymous, name, { id })).toEqual(['UNAUTHENTICATED']);
      }
    }
    expect(await misuse(users.ada.viewer, 'exportPersonalData', {})).toEqual([]);
    expect(await misuse(program, 'exportPersonalData', {})).toEqual(['FORBIDDEN']);
    expect((await me(users.ada.viewer)).status).toBe('ACTIVE');
  });

  it('end at the organization: people of another are answered as if they did not exist', async () => {
    for (const name of [...ofOperators, ...ofAll]) {
      const answers = await Promise.all(
        [idOf(users.stranger), nobody].map((id) => mutate(users.olga.viewer, name, { id })),
      );

      expect(answers[0]).toEqual({
        errors: [{ __typename: 'UserNotFound', code: 'USER_NOT_FOUND', path: ['input', 'id'] }],
      });
      expect(answers[1]).toEqual(answers[0]);
    }
    expect((await me(users.stranger.viewer)).status).toBe('ACTIVE');
  });

  it('are those in the organization that the person belongs to, whatever the token says', async () => {
    const { viewer } = users.olga;
    const elsewhere: Viewer =
      viewer.kind === 'user' ? { ...viewer, organizationId: users.strangersOrganizationId } : viewer;
    const input = { email: `${newId()}@example.com`, name: 'Eve', role: 'CUSTOMER', password };

    expect(await misuse(elsewhere, 'createUser', input)).toEqual(['UNAUTHENTICATED']);
    expect(await misuse(elsewhere, 'disableUser', { id: idOf(users.stranger) })).toEqual(['UNAUTHENTICATED']);
    expect((await users.ask(elsewhere, 'mutation { createStreamTicket { ticket } }')).errors).toMatchObject([
      { code: 'UNAUTHENTICATED' },
    ]);
  });

  it('name a malformed id as a fault of the input', async () => {
    for (const name of [...ofOperators, ...ofAll]) {
      expect(await mutate(users.olga.viewer, name, { id: 'acct_1' })).toEqual({
        errors: [{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'id'] }],
      });
    }
  });
});

/** The UUID inside an id of a user. */
function uuidOf(id: string): string {
  return id.slice('usr_'.length).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
