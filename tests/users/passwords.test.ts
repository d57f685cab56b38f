import { formatId, newId } from '@tributary/domain/ids.ts';
import { hashPassword } from '@tributary/users/identity/password.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, clientViewer, mutationsOf, openUsers, password } from './open-users.ts';

const page = 'https://app.example.com/new-password';
const better = 'a better horse';

let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  users = await openUsers({ passwordPage: page });
  mutate = mutationsOf(users.ask);
});
afterAll(() => users.close());

const signIn = (email: string, secret: string) =>
  mutate(anonymous, 'signIn', { email, password: secret }, 'accessToken refreshToken');
const refresh = (refreshToken: string) =>
  mutate(anonymous, 'refreshSession', { refreshToken }, 'accessToken refreshToken');
const codesOf = (payload: { errors: { code: string }[] }) => payload.errors.map(({ code }) => code);
const newPerson = () => users.person(newId(), 'CUSTOMER');
const invalid = (field: string) => [{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', field] }];

describe('the rules for a password', () => {
  it('hold where a password is set, and existing passwords keep working', async () => {
    const person = await newPerson();
    await users.db.execute(
      `update users.users set password_hash = '${await hashPassword('demo')}' where id = '${person.id}'`,
    );
    const { token } = await mutate(users.olga.viewer, 'resetPassword', { id: formatId('usr', person.id) }, 'token');
    const newUser = { email: `${newId()}@example.com`, name: 'Eve', role: 'CUSTOMER', password: 'password1' };

    const signedIn = await signIn(person.email, 'demo');
    const created = await mutate(users.olga.viewer, 'createUser', newUser, 'user { id }');
    const changed = await mutate(person.viewer, 'changePassword', {
      currentPassword: 'demo',
      newPassword: 'Password1',
    });
    const reset = await mutate(anonymous, 'setNewPassword', { token, newPassword: 'short' }, 'email');

    expect(signedIn.errors).toEqual([]);
    expect(created).toEqual({ user: null, errors: invalid('password') });
    expect(changed).toEqual({ errors: invalid('newPassword') });
    expect(reset).toEqual({ email: null, errors: invalid('newPassword') });
    // An invalid password does not use up the link.
    expect((await mutate(anonymous, 'setNewPassword', { token, newPassword: better })).errors).toEqual([]);
  });
});

describe('changing a password', () => {
  it('ends all sessions but the new one that it gives', async () => {
    const person = await newPerson();
    const [first, second] = [await signIn(person.email, password), await signIn(person.email, password)];

    const changed = await mutate(
      person.viewer,
      'changePassword',
      { currentPassword: password, newPassword: better },
      'accessToken refreshToken expiresAt',
    );

    expect(changed).toMatchObject({ accessToken: expect.any(String), expiresAt: expect.any(String), errors: [] });
    expect(codesOf(await refresh(first.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(codesOf(await refresh(second.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect((await refresh(changed.refreshToken)).errors).toEqual([]);
    expect(codesOf(await signIn(person.email, password))).toEqual(['INVALID_CREDENTIALS']);
    expect((await signIn(person.email, better)).errors).toEqual([]);
  });

  it('needs the current password, and limits the attempts', async () => {
    const strict = await openUsers({ throttleLimits: { perAddress: 3, perEmail: 10 } });
    const change = (currentPassword: string) =>
      mutationsOf(strict.ask)(strict.ada.viewer, 'changePassword', { currentPassword, newPassword: better });
    const wrong = { __typename: 'WrongPassword', code: 'WRONG_PASSWORD', path: ['input', 'currentPassword'] };

    const tried = [await change('wrong'), await change('wrong'), await change('wrong'), await change(password)];

    expect(tried.map(({ errors }) => errors[0])).toEqual([
      wrong,
      wrong,
      wrong,
      { __typename: 'TooManyAttempts', code: 'TOO_MANY_ATTEMPTS', path: null },
    ]);
    await strict.close();
  });

  it('lets one of two simultaneous changes succeed', async () => {
    const person = await newPerson();
    const change = (newPassword: string) =>
      mutate(person.viewer, 'changePassword', { currentPassword: password, newPassword }, 'refreshToken');

    const outcomes = await Promise.all([change('horse number 1'), change('horse number 2')]);

    expect(outcomes.flatMap(codesOf)).toEqual(['WRONG_PASSWORD']);
    const winner = outcomes[0]?.errors.length === 0 ? 'horse number 1' : 'horse number 2';
    expect((await signIn(person.email, winner)).errors).toEqual([]);
  });

  it('is refused to API clients, and without credentials', async () => {
    const input = { currentPassword: password, newPassword: better };
    const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code } } }';

    const program = await users.ask(clientViewer(users.organizationId, ['users:read']), query, { input });
    const nobody = await users.ask(anonymous, query, { input });

    expect([...program.errors, ...nobody.errors].map(({ code }) => code)).toEqual(['FORBIDDEN', 'UNAUTHENTICATED']);
  });
});

describe('a link for a new password', () => {
  const linkFor = (id: string) =>
    mutate(users.olga.viewer, 'resetPassword', { id: formatId('usr', id) }, 'token link expiresAt');
  const use = (token: string, newPassword = better) =>
    mutate(anonymous, 'setNewPassword', { token, newPassword }, 'email');
  const invalidLink = [{ __typename: 'InvalidResetToken', code: 'INVALID_RESET_TOKEN', path: ['input', 'token'] }];

  it('works once, and ends the sessions of the old password', async () => {
    const person = await newPerson();
    const { refreshToken } = await signIn(person.email, password);

    const { token, link, expiresAt, errors } = await linkFor(person.id);
    const before = await signIn(person.email, password);
    const used = await use(token);
    const again = await use(token, 'another horse');

    expect(errors).toEqual([]);
    expect(link).toBe(`${page}#token=${token}`);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(23 * 60 * 60 * 1000);
    expect(before.errors).toEqual([]);
    expect(used).toEqual({ email: person.email, errors: [] });
    expect(again).toEqual({ email: null, errors: invalidLink });
    expect(codesOf(await refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(codesOf(await signIn(person.email, password))).toEqual(['INVALID_CREDENTIALS']);
    expect((await signIn(person.email, better)).errors).toEqual([]);
  });

  it('works for one of two simultaneous uses', async () => {
    const person = await newPerson();
    const { token } = await linkFor(person.id);

    const outcomes = await Promise.all([use(token), use(token)]);

    expect(outcomes.flatMap(({ errors }) => errors)).toEqual(invalidLink);
  });

  it('is invalid once it is replaced or expires, or the person changes the password or is disabled', async () => {
    const [replaced, expired, changed, disabled] = [
      await newPerson(),
      await newPerson(),
      await newPerson(),
      await newPerson(),
    ];
    const tokens: string[] = [];
    for (const { id } of [replaced, expired, changed, disabled]) {
      tokens.push((await linkFor(id)).token);
    }

    await linkFor(replaced.id);
    await users.db.execute(
      `update users.password_resets set expires_at = now() - interval '1 second' where user_id = '${expired.id}'`,
    );
    await mutate(changed.viewer, 'changePassword', { currentPassword: password, newPassword: better });
    await mutate(users.olga.viewer, 'disableUser', { id: formatId('usr', disabled.id) });
    const outcomes = await Promise.all(tokens.map((token) => use(token)));

    expect(outcomes.map(({ errors }) => errors)).toEqual(tokens.map(() => invalidLink));
    expect(codesOf(await linkFor(disabled.id))).toEqual(['USER_DISABLED']);
  });

  it('is stored as a hash, and names the fault of the password as well', async () => {
    const person = await newPerson();
    const { token } = await linkFor(person.id);

    const rows = JSON.stringify(await users.db.execute('select * from users.password_resets'));
    const { errors } = await use('nonsense', 'short');

    expect(rows).toContain(person.id);
    expect(rows).not.toContain(token);
    expect(errors).toEqual([...invalidLink, ...invalid('newPassword')]);
  });
});
