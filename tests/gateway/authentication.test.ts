import { createAuthenticator, type TokenRules } from '@tributary/gateway/request/authentication.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';

const tokens: TokenRules = {
  issuer: 'https://login.example',
  audience: 'shop',
  algorithms: ['ES256'],
  tenantClaim: 'https://example.com/tenant',
  scopesClaim: 'scope',
};
const claims = {
  'https://example.com/tenant': 't-1',
  scope: 'read write',
  role: 'ADMIN',
  nested: { list: [1, null] },
};
const ecdsa = await generateKeyPair('ES256');
const rsa = await generateKeyPair('RS256');
const keys = {
  keys: [
    { ...(await exportJWK(ecdsa.publicKey)), kid: 'ecdsa', alg: 'ES256' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
  ],
};

const bearer = async (
  content: Record<string, unknown>,
  {
    issuer = tokens.issuer,
    audience = tokens.audience,
    subject = 'ada',
    alg = 'ES256',
    kid = 'ecdsa',
    key = ecdsa.privateKey,
    expires = true,
  } = {},
) => {
  const signing = new SignJWT(content).setProtectedHeader({ alg, kid }).setIssuer(issuer).setAudience(audience);
  signing.setIssuedAt().setJti(String(Math.random()));
  if (subject !== '') {
    signing.setSubject(subject);
  }
  return `Bearer ${await (expires ? signing.setExpirationTime(2_000_000_000) : signing).sign(key)}`;
};

const identify = async (authorization: string, rules: Partial<TokenRules> = {}) =>
  createAuthenticator({ keys, tokens: { ...tokens, ...rules } }, noCache().claims).identify(authorization);

it('takes the identity from the claims that the settings name, and leaves out claims that differ between tokens', async () => {
  const { role, nested } = claims;

  expect(await identify(await bearer(claims))).toEqual({
    issuer: 'https://login.example',
    subject: 'ada',
    tenant: 't-1',
    scopes: ['read', 'write'],
    claims: { role, nested },
    expiresAt: 2_000_000_000,
  });
});

it('accepts a list of scopes or none, and needs no tenant and no scopes if the settings name no claim for them', async () => {
  expect(await identify(await bearer({ ...claims, scope: ['read', 'a b'] }))).toMatchObject({
    scopes: ['read', 'a b'],
  });
  expect(await identify(await bearer({ ...claims, scope: undefined }))).toMatchObject({ scopes: [] });
  expect(await identify(await bearer(claims), { tenantClaim: null, scopesClaim: null })).toEqual({
    issuer: 'https://login.example',
    subject: 'ada',
    tenant: null,
    scopes: [],
    claims,
    expiresAt: 2_000_000_000,
  });
});

it.each([
  ['another issuer', claims, { issuer: 'https://login.example.org' }],
  ['another audience', claims, { audience: 'shop/streams' }],
  ['an algorithm that is not allowed', claims, { alg: 'RS256', kid: 'rsa', key: rsa.privateKey }],
  ['no subject', claims, { subject: '' }],
  ['no end', claims, { expires: false }],
  ['no tenant', { ...claims, 'https://example.com/tenant': undefined }, {}],
  ['a tenant that is no text', { ...claims, 'https://example.com/tenant': 7 }, {}],
  ['scopes that are no texts', { ...claims, scope: [1] }, {}],
])('refuses a token with %s', async (_, content, options) => {
  await expect(identify(await bearer(content, options))).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
});
