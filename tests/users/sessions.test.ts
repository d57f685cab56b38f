import { formatId } from '@tributary/domain/ids.ts';
import { hashSecret } from '@tributary/users/identity/secrets.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { anonymous, openUsers, password } from './open-users.ts';

const signInMutation = /* GraphQL */ `
  mutation ($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) {
      accessToken
      refreshToken
      expiresAt
      errors {
        __typename
        code
        message
        path
        ... on TooManyAttempts {
          retryAfterSeconds
        }
      }
    }
  }
`;
const refreshMutation = /* GraphQL */ `
  mutation ($refreshToken: String!) {
    refreshSession(input: { refreshToken: $refreshToken }) {
      accessToken
      refreshToken
      errors {
        code
      }
    }
  }
`;
const signOutMutation = /* GraphQL */ `
  mutation ($refreshToken: String!) {
    signOut(input: { refreshToken: $refreshToken }) {
      signedOut
      errors {
        code
      }
    }
  }
`;

let users: Awaited<ReturnType<typeof openUsers>>;

beforeAll(async () => {
  users = await openUsers();
});
afterAll(() => users.close());

const signIn = async (email: string, secret = password) =>
  (await users.ask(anonymous, signInMutation, { email, password: secret })).data.signIn;
const refresh = async (refreshToken: string) =>
  (await users.ask(anonymous, refreshMutation, { refreshToken })).data.refreshSession;

describe('signing in', () => {
  it('returns an access token of the user that the public keys verify', async () => {
    const { accessToken, refreshToken, expiresAt, errors } = await signIn('ADA@example.com');

    const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet(users.publicKeys), {
      issuer: 'tributary',
      audience: 'tributary',
      algorithms: ['EdDSA'],
    });
    expect(errors).toEqual([]);
    expect(payload).toMatchObject({
      sub: formatId('usr', users.ada.id),
      org: formatId('org', users.organizationId),
      role: 'CUSTOMER',
    });
    expect(payload.jti).toMatch(/./);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60);
    expect(Date.parse(expiresAt)).toBe((payload.exp ?? 0) * 1000);
    expect(protectedHeader.kid).toBe(users.publicKeys.keys[0]?.kid);
    expect(refreshToken).toMatch(/^[\w-]{43}$/);
  });

  it('publishes no private part of the key', () => {
    expect(users.publicKeys.keys).toHaveLength(1);
    expect(Object.keys(users.publicKeys.keys[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('refuses a wrong password, an unknown email and an impossible one in the same words', async () => {
    const answers = [
      await signIn(users.ada.email, 'wrong horse'),
      await signIn('nobody@example.com'),
      await signIn('ada\0@example.com'),
      await signIn(users.ada.email, ''),
    ];

    for (const answer of answers) {
      expect(answer).toMatchObject({ accessToken: null, refreshToken: null, expiresAt: null });
      expect(answer.errors).toEqual([
        { __typename: 'InvalidCredentials', code: 'INVALID_CREDENTIALS', message: expect.any(String), path: null },
      ]);
    }
    expect(new Set(answers.map((answer) => answer.errors[0].message)).size).toBe(1);
  });

  it('stores neither the password nor the refresh token', async () => {
    const { refreshToken } = await signIn(users.ada.email);

    const rows = JSON.stringify([
      await users.db.execute('select * from users.users'),
      await users.db.execute('select * from users.refresh_tokens'),
    ]);

    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(rows).not.toContain(refreshToken);
    expect(rows).not.toContain(password);
  });
});

describe('throttling', () => {
  it('stops attempts for one email from any address, even with the right password, and gives the wait', async () => {
    const strict = await openUsers({ throttleLimits: { perAddress: 100, perEmail: 3 } });
    const attempt = async (address: string, email: string, secret: string) =>
      (await strict.askFrom(address)(anonymous, signInMutation, { email, password: secret })).data.signIn;
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      expect((await attempt(address, strict.ada.email, 'wrong')).errors[0].code).toBe('INVALID_CREDENTIALS');
    }

    const stopped = await attempt('192.0.2.4', strict.ada.email.toUpperCase(), password);
    const other = await attempt('192.0.2.4', strict.bob.email, password);

    expect(stopped.accessToken).toBeNull();
    expect(stopped.errors[0]).toMatchObject({ __typename: 'TooManyAttempts', code: 'TOO_MANY_ATTEMPTS' });
    expect(stopped.errors[0].retryAfterSeconds).toBeGreaterThan(0);
    expect(stopped.errors[0].retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(other.errors).toEqual([]);
    await strict.close();
  });

  it('stops attempts from one address, and allows those from others', async () => {
    const strict = await openUsers({ throttleLimits: { perAddress: 2, perEmail: 100 } });
    const attempt = async (address: string, email: string) =>
      (await strict.askFrom(address)(anonymous, signInMutation, { email, password: 'wrong' })).data.signIn.errors[0]
        .code;

    const codes = [
      await attempt('192.0.2.1', 'a@example.com'),
      await attempt('192.0.2.1', 'b@example.com'),
      await attempt('192.0.2.1', 'c@example.com'),
      await attempt('192.0.2.2', 'c@example.com'),
    ];

    expect(codes).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'INVALID_CREDENTIALS']);
    await strict.close();
  });

  it('forgets the attempts for an email when its owner signs in', async () => {
    const strict = await openUsers({ throttleLimits: { perAddress: 100, perEmail: 3 } });
    const attempt = async (secret: string) =>
      (await strict.ask(anonymous, signInMutation, { email: strict.ada.email, password: secret })).data.signIn.errors;

    await attempt('wrong');
    await attempt('wrong');
    const first = await attempt(password);
    await attempt('wrong');
    await attempt('wrong');
    const second = await attempt(password);

    expect([first, second]).toEqual([[], []]);
    await strict.close();
  });
});

describeWithRedis('throttling over Redis', () => {
  it('counts the attempts of all processes together', async () => {
    const settings = { throttleLimits: { perAddress: 100, perEmail: 3 }, redisUrl: (await freshRedis()).url };
    const [one, other] = [await openUsers(settings), await openUsers(settings)];
    const attempt = async ({ ask }: typeof one) =>
      (await ask(anonymous, signInMutation, { email: one.ada.email, password: 'wrong' })).data.signIn.errors[0].code;

    const codes = [await attempt(one), await attempt(other), await attempt(one), await attempt(other)];

    expect(codes).toEqual([...Array.from({ length: 3 }, () => 'INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS']);
    await one.close();
    await other.close();
  });
});

describe('refreshing', () => {
  it('replaces the refresh token each time', async () => {
    const first = await signIn(users.ada.email);

    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);

    expect(second.errors).toEqual([]);
    expect(third.errors).toEqual([]);
    expect(new Set([first.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
  });

  it('ends the session when a token is reused later', async () => {
    const first = await signIn(users.ada.email);
    const second = await refresh(first.refreshToken);
    await users.db.execute(`update users.refresh_tokens set used_at = used_at - interval '11 seconds'`);

    const stolen = await refresh(first.refreshToken);
    const rightful = await refresh(second.refreshToken);

    expect(stolen).toEqual({ accessToken: null, refreshToken: null, errors: [{ code: 'INVALID_REFRESH_TOKEN' }] });
    expect(rightful.errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
  });

  it('ends the session when a token is reused after its child', async () => {
    const first = await signIn(users.ada.email);
    const second = await refresh(first.refreshToken);
    await users.db.execute(`update users.refresh_tokens set used_at = used_at - interval '1 second'`);
    const third = await refresh(second.refreshToken);

    const stolen = await refresh(first.refreshToken);

    expect(stolen.errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect((await refresh(third.refreshToken)).errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
  });

  it('gives many tabs that use a token at once the same child, which continues the one session', async () => {
    const raced = await signIn(users.ada.email);

    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(raced.refreshToken)));
    const retried = await refresh(raced.refreshToken);

    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const children = new Set([...answers, retried].map(({ refreshToken }) => refreshToken));
    expect(children.size).toBe(1);
    for (const child of children) {
      expect((await refresh(child)).errors).toEqual([]);
    }
  });

  it('ends the session when a token is reused within the grace period, but after its child', async () => {
    const first = await signIn(users.ada.email);
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);

    const reused = await refresh(first.refreshToken);

    expect(reused.errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect((await refresh(third.refreshToken)).errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
  });

  it('refuses a repeated use whose child the version before made, and continues the session', async () => {
    const first = await signIn(users.ada.email);
    await refresh(first.refreshToken);
    const randomChild = 'a'.repeat(43);
    await users.db.execute(`
      update users.refresh_tokens set token_hash = '${hashSecret(randomChild)}'
      where used_at is null and session_id = (
        select session_id from users.refresh_tokens where token_hash = '${hashSecret(first.refreshToken)}')`);

    const repeated = await refresh(first.refreshToken);

    expect(repeated.errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect((await refresh(randomChild)).errors).toEqual([]);
  });

  it('refuses an invalid token, and an expired session', async () => {
    const { refreshToken } = await signIn(users.bob.email);
    await users.db.execute(
      `update users.sessions set expires_at = now() - interval '1 second' where user_id = '${users.bob.id}'`,
    );

    expect((await refresh('nonsense\0')).errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect((await refresh(refreshToken)).errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
  });
});

describe('signing out', () => {
  it('ends the session once', async () => {
    const { refreshToken } = await signIn(users.ada.email);
    const signOut = async () => (await users.ask(anonymous, signOutMutation, { refreshToken })).data.signOut;

    expect(await signOut()).toEqual({ signedOut: true, errors: [] });
    expect(await signOut()).toEqual({ signedOut: false, errors: [] });
    expect((await refresh(refreshToken)).errors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
  });
});
