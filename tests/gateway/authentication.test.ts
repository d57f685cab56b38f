import { createAuthenticator, type IssuersSettings } from '@tributary/gateway/request/authentication.ts';
import { authenticationShape } from '@tributary/gateway/request/authentication-settings.ts';
import type { Credentials } from '@tributary/gateway/request/tokens/credentials.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../support/open-test-gateway.ts';
import { newProviderKey, providerIssuer, providerRules, signToken } from '../support/token-provider.ts';

const key = await newProviderKey('one');
const jwks = [{ keys: { keys: [key.jwk] } }];
const token = await signToken(key, { sub: 'token' });
const other = await signToken(key, { sub: 'other' });

const openAuthenticator = (settings: IssuersSettings) => {
  const authenticator = createAuthenticator(settings, { claims: noCache().claims, log: silentLog });
  onTestFinished(authenticator.close);
  return authenticator;
};
const bearer = async (claims: Readonly<Record<string, unknown>> = {}) => `Bearer ${await signToken(key, claims)}`;
const refused = { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } };

describe('the identity', () => {
  /** The claims part of the settings of a file. */
  const claimsBy = (claims: object) => {
    const issuer = { issuer: providerIssuer, jwks: [{ url: 'http://127.0.0.1:1/' }], audiences: ['shop'], claims };
    const [parsed] = authenticationShape.parse({ issuers: [issuer] }).issuers;
    return parsed === undefined ? [] : [{ ...parsed, jwks }];
  };
  const identify = async (rules: object, claims: Readonly<Record<string, unknown>>) =>
    openAuthenticator({ issuers: claimsBy(rules) }).identify({ headers: { authorization: await bearer(claims) } });

  it('comes from the claims at the paths of the settings', async () => {
    const claims = {
      'https://example.com/user': 'u-1',
      org: { id: 't-1', name: 'Shop' },
      realm: { access: [{ 'a~b/c': ['read', 'write all'] }] },
      exp: 2_000_000_000,
    };

    const identity = await identify(
      { subject: '/https:~1~1example.com~1user', tenant: 'org.id', scopes: '/realm/access/0/a~0b~1c' },
      claims,
    );

    expect(identity).toEqual({
      issuer: providerIssuer,
      subject: 'u-1',
      tenant: 't-1',
      scopes: ['read', 'write all'],
      claims: { org: claims.org, realm: claims.realm },
      expiresAt: 2_000_000_000,
    });
  });

  it('has no tenant and the scopes of `scope` unless the settings say otherwise', async () => {
    expect(await identify({}, { scope: 'read  write' })).toMatchObject({ tenant: null, scopes: ['read', 'write'] });
    expect(await identify({}, {})).toMatchObject({ subject: 'ada', scopes: [] });
    expect(await identify({ scopes: 'constructor' }, {})).toMatchObject({ scopes: [] });
    expect(await identify({ scopes: null }, { scope: 'read' })).toMatchObject({
      scopes: [],
      claims: { scope: 'read' },
    });
  });

  it('leaves out claims that differ between tokens of one caller, and all but those that the settings name', async () => {
    const claims = { role: 'ADMIN', jti: '7', sid: '8', auth_time: 9, nonce: 'x', uti: 'y', email: 'ada@example.com' };

    expect(await identify({}, claims)).toMatchObject({ claims: { role: 'ADMIN', email: claims.email } });
    expect((await identify({}, claims)).claims).not.toHaveProperty('sid');
    expect((await identify({ others: ['email', 'sub'] }, claims)).claims).toEqual({ email: claims.email, sub: 'ada' });
  });

  it.each([
    ['no subject', {}, { sub: undefined }],
    ['an empty subject', {}, { sub: '' }],
    ['a subject that is no text', {}, { sub: 7 }],
    ['no end', {}, { exp: undefined }],
    ['no tenant', { tenant: 'org.id' }, { org: {} }],
    ['an empty tenant', { tenant: 'org' }, { org: '' }],
    ['a tenant that is no text', { tenant: 'org.id' }, { org: { id: 7 } }],
    ['a tenant that every object inherits', { tenant: 'org.constructor.name' }, { org: {} }],
    ['scopes that are no texts', {}, { scope: [1] }],
    ['another audience', {}, { aud: ['shop/streams', 'app'] }],
  ])('is refused with %s', async (_, rules, claims) => {
    await expect(identify(rules, claims)).rejects.toMatchObject(refused);
  });
});

describe('several issuers', () => {
  it('are told apart by `iss`, and each has its own keys, audience and claims', async () => {
    const edwards = await newProviderKey('one', 'EdDSA');
    const authenticator = openAuthenticator({
      issuers: [
        providerRules(jwks),
        providerRules([{ keys: { keys: [edwards.jwk] } }], {
          issuer: 'other',
          audiences: ['app', 'site'],
          claims: { subject: ['oid'], tenant: ['tid'], scopes: null, others: [] },
        }),
      ],
    });
    const identify = (text: string) => authenticator.identify({ headers: { authorization: `Bearer ${text}` } });
    const claims = { iss: 'other', aud: 'site', oid: 'eve', tid: 't-2' };

    expect(await identify(await signToken(key))).toMatchObject({ issuer: providerIssuer, subject: 'ada' });
    expect(await identify(await signToken(edwards, claims))).toMatchObject({
      ...{ issuer: 'other', subject: 'eve', tenant: 't-2', claims: {} },
    });
    for (const text of [
      await signToken(key, claims),
      await signToken(edwards, { oid: 'eve', tid: 't-2' }),
      await signToken(edwards, { ...claims, aud: 'shop' }),
    ]) {
      await expect(identify(text)).rejects.toMatchObject(refused);
    }
    await expect(identify(await signToken(key, { iss: 'third' }))).rejects.toThrow(/not of an issuer/);
    // A service that does not compare `iss` would take a key of one for tokens of the other.
    expect(authenticator.publicKeys()).toEqual({ keys: [] });
  });

  it('must not have one name, and one must be there where a token is required', () => {
    expect(() => openAuthenticator({ issuers: [providerRules(jwks), providerRules(jwks)] })).toThrow(/named twice/);
    expect(() => openAuthenticator({ issuers: [], required: true })).toThrow(/no issuer/);
  });
});

describe('the token', () => {
  const sources = [
    { header: 'x-token', prefix: null },
    { header: 'authorization', prefix: 'Token' },
    { header: 'authorization', prefix: 'Bearer' },
    { cookie: 'session' },
    { connectionInit: 'Session', prefix: null },
  ];
  const identify = async (credentials: Credentials) => {
    const authenticator = openAuthenticator({ issuers: [providerRules(jwks)], sources });
    return (await authenticator.identify(credentials)).subject;
  };

  it.each<[string, Credentials, string | null]>([
    ['a header without a prefix', { headers: { 'x-token': token } }, 'token'],
    ['a header with another prefix', { headers: { authorization: `token ${token}` } }, 'token'],
    ['the first of several sources', { headers: { 'x-token': token, authorization: `Bearer ${other}` } }, 'token'],
    ['a cookie', { headers: { cookie: `a=b; session=${token}; xsession=1` } }, 'token'],
    [
      'a cookie in quotation marks, twice the same',
      { headers: { cookie: `session="${token}";session=${token}` } },
      'token',
    ],
    [
      'a cookie beside a header of another scheme',
      { headers: { authorization: 'Basic x', cookie: `session=${token}` } },
      'token',
    ],
    ['the payload of a socket, in any case', { headers: {}, payload: { sesSION: token } }, 'token'],
    ['the cookie of a handshake', { headers: { cookie: `session=${token}` }, payload: null }, 'token'],
    ['nothing', { headers: {} }, null],
    ['an empty value', { headers: { 'x-token': '', cookie: 'session=' } }, null],
    ['another cookie', { headers: { cookie: `mysession=${token}` } }, null],
    ['a header of the handshake of a socket', { headers: { 'x-token': token }, payload: {} }, null],
    ['a member of the payload that is no text', { headers: {}, payload: { session: { token } } }, null],
  ])('may come from %s', async (_, credentials, subject) => {
    expect(await identify(credentials)).toBe(subject);
  });

  it.each<[string, Credentials]>([
    ['another scheme alone', { headers: { authorization: `Basic ${token}` } }],
    ['a text after it', { headers: { authorization: `Bearer ${token} x` } }],
    ['two different cookies of the name', { headers: { cookie: `session=${token}; session=${other}` } }],
    ['no dots', { headers: { 'x-token': 'secret' } }],
    ['a padded signature', { headers: { 'x-token': `${token}=` } }],
    ['five parts', { headers: { 'x-token': 'a.b.c.d.e' } }],
  ])('is refused with %s', async (_, credentials) => {
    await expect(identify(credentials)).rejects.toMatchObject(refused);
  });

  it('is required of everybody if the settings say so', async () => {
    const authenticator = openAuthenticator({ issuers: [providerRules(jwks)], required: true });

    await expect(authenticator.identify({ headers: {} })).rejects.toMatchObject(refused);
    await expect(authenticator.identify({ headers: {}, payload: {} })).rejects.toMatchObject(refused);
    expect(await authenticator.identify({ headers: { authorization: await bearer() } })).toMatchObject({
      subject: 'ada',
    });
  });
});

describe('a mistake in the settings', () => {
  const issuer = { issuer: 'x', jwks: [{ url: 'https://x.example/' }], audiences: ['shop'] };

  it.each([
    ['a name with dots', { issuers: [{ ...issuer, claims: { tenant: 'https://x.example/org' } }] }, /\/https:~1~1x/],
    ['an empty step', { issuers: [{ ...issuer, claims: { tenant: 'org..id' } }] }, /empty step/],
    ['a symmetric algorithm', { issuers: [{ ...issuer, algorithms: ['HS256'] }] }, /algorithms/],
    ['no algorithm', { issuers: [{ ...issuer, algorithms: ['none'] }] }, /algorithms/],
    ['the audience of tickets', { issuers: [{ ...issuer, audiences: ['shop', 'shop/streams'] }] }, /streams/],
    ['two issuers of one name', { issuers: [issuer, issuer] }, /once/],
    ['neither URL nor file', { issuers: [{ ...issuer, jwks: [{}] }] }, /must be/],
    ['the header of cookies', { sources: [{ header: 'Cookie' }] }, /name the cookie/],
  ])('is told: %s', (_, settings, says) => {
    const { success, error } = authenticationShape.safeParse(settings);

    expect(success).toBe(false);
    expect(error?.message).toMatch(says);
  });
});
