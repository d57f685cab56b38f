import { createHmac } from 'node:crypto';
import { createAuthenticator } from '@tributary/gateway/request/authentication.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { exportJWK, exportSPKI, importJWK, UnsecuredJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshNewsroom } from '../gateway/open-newsroom.ts';
import { silentLog } from '../support/open-test-gateway.ts';
import {
  freshJwksEndpoint,
  newProviderKey,
  providerIssuer,
  providerRules,
  signToken,
  type ProviderKey,
} from '../support/token-provider.ts';

const key = await newProviderKey('one');
const rsa = await newProviderKey('rsa', 'RS256');
const stranger = await newProviderKey('one');
const privateJwk = await exportJWK(key.privateKey);
const now = Math.floor(Date.now() / 1000);

/** Judges a token by the keys: its subject, or the code of its refusal. */
async function judge(token: string, keys: readonly object[] = [key.jwk, rsa.jwk], rules: { types?: string[] } = {}) {
  const issuers = [providerRules([{ keys: JSON.parse(JSON.stringify({ keys })) }], rules)];
  const authenticator = createAuthenticator({ issuers }, { claims: noCache().claims, log: silentLog });
  onTestFinished(authenticator.close);
  return authenticator.identify({ headers: { authorization: `Bearer ${token}` } }).then(
    ({ subject }) => subject,
    ({ extensions }: { extensions: { code: string } }) => extensions.code,
  );
}
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const content = { iss: providerIssuer, aud: 'shop', sub: 'ada', exp: now + 600 };
/** A token with this header, signed by the holder of a secret. */
const withMac = (header: object, secret: string) => {
  const signed = `${encoded(header)}.${encoded(content)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
/** A token under another header, with the signature that it had. */
const underHeader = async (token: string, header: object) => {
  const [, payload, signature] = token.split('.');
  return `${encoded(header)}.${payload}.${signature}`;
};

it('a token of a known key is accepted, so that the refusals below have a reason', async () => {
  expect(await judge(await signToken(key))).toBe('ada');
  expect(await judge(await signToken(rsa))).toBe('ada');
});

describe('an attacker without a key', () => {
  it('is refused without a signature', async () => {
    const unsigned = new UnsecuredJWT(content).encode();

    for (const token of [unsigned, `${unsigned}x`, await underHeader(await signToken(key), { alg: 'none' })]) {
      expect(await judge(token)).toBe('UNAUTHENTICATED');
    }
  });

  it('is refused with a public key as the secret of HS256', async () => {
    const publicKey = await importJWK({ ...rsa.jwk, ext: true }, 'RS256');
    const secrets = [
      JSON.stringify(rsa.jwk),
      rsa.jwk.n ?? '',
      publicKey instanceof Uint8Array ? '' : await exportSPKI(publicKey),
    ];

    for (const secret of secrets) {
      expect(await judge(withMac({ alg: 'HS256', kid: 'rsa' }, secret))).toBe('UNAUTHENTICATED');
      expect(await judge(withMac({ alg: 'RS256', kid: 'rsa' }, secret))).toBe('UNAUTHENTICATED');
    }
  });

  it('is refused with a secret that the provider publishes', async () => {
    const secret = { kty: 'oct', kid: 'oct', alg: 'HS256', k: Buffer.from('secret').toString('base64url') };

    expect(await judge(withMac({ alg: 'HS256', kid: 'oct' }, 'secret'), [key.jwk, secret])).toBe('UNAUTHENTICATED');
  });

  it.each<[string, (mine: ProviderKey) => Record<string, unknown>]>([
    ['with the key in the token', ({ jwk }) => ({ jwk })],
    ['at a URL of the attacker', () => ({ jku: 'http://127.0.0.1:1/jwks.json' })],
    ['as a certificate', () => ({ x5c: ['MIIB'], x5u: 'http://127.0.0.1:1/x' })],
    ['by the name of a known key', () => ({})],
    ['without a name', () => ({ kid: undefined })],
    ['by a path as its name', () => ({ kid: '../../dev/null' })],
  ])('is refused with a key of their own, %s', async (_, header) => {
    expect(await judge(await signToken(stranger, {}, header(stranger)))).toBe('UNAUTHENTICATED');
  });

  it('is refused for changed claims', async () => {
    const [header, , signature] = (await signToken(key)).split('.');

    expect(await judge(`${header}.${encoded({ ...content, sub: 'eve' })}.${signature}`)).toBe('UNAUTHENTICATED');
  });
});

describe('a token of the provider', () => {
  it.each<[string, Record<string, unknown>]>([
    ['that has expired', { exp: now - 10 }],
    ['that is not yet valid', { nbf: now + 60 }],
    ['with an end that is no number', { exp: '9999999999' }],
    ['without an end', { exp: undefined }],
    ['for another audience', { aud: 'app' }],
    ['for an audience that begins like ours', { aud: 'shop/streams' }],
    ['without an audience', { aud: undefined }],
    ['of an issuer that differs by a slash', { iss: `${providerIssuer}/` }],
    ['of several issuers', { iss: [providerIssuer] }],
    ['without an issuer', { iss: undefined }],
  ])('%s is refused', async (_, claims) => {
    expect(await judge(await signToken(key, claims))).toBe('UNAUTHENTICATED');
  });

  it('is valid within the tolerance of clocks, and not beyond', async () => {
    expect(await judge(await signToken(key, { exp: now - 2, nbf: now + 2 }))).toBe('ada');
    expect(await judge(await signToken(key, { exp: now - 7 }))).toBe('UNAUTHENTICATED');
  });

  it.each<[string, Record<string, unknown>]>([
    ['with an unknown critical member', { crit: ['exp'], exp: 1 }],
    ['with a payload that is not encoded', { crit: ['b64'], b64: false }],
    ['of the type of a logout token', { typ: 'logout+jwt' }],
    ['of the type of a proof', { typ: 'dpop+jwt' }],
    ['of an algorithm of its key that is not accepted', { alg: 'PS256' }],
  ])('%s is refused', async (_, header) => {
    const token = await signToken(rsa);
    const signed = await signToken(rsa, {}, header).catch(() =>
      underHeader(token, { alg: 'RS256', kid: 'rsa', ...header }),
    );

    expect(await judge(signed)).toBe('UNAUTHENTICATED');
  });

  it('may have to be of the type of an access token', async () => {
    const types = ['at+jwt'];

    expect(await judge(await signToken(key, {}, { typ: 'at+JWT' }), [key.jwk], { types })).toBe('ada');
    for (const typ of ['JWT', undefined]) {
      const token = await signToken(key, {}, typ === undefined ? {} : { typ });
      expect(await judge(token, [key.jwk], { types })).toBe('UNAUTHENTICATED');
    }
  });

  it('without the name of a key is held to all keys of its algorithm', async () => {
    const token = await signToken(key, {}, { kid: undefined });

    expect(await judge(token, [stranger.jwk, rsa.jwk, key.jwk])).toBe('ada');
    expect(await judge(token, [stranger.jwk, rsa.jwk])).toBe('UNAUTHENTICATED');
  });

  it('of one of two keys with the same name is accepted', async () => {
    expect(await judge(await signToken(key), [stranger.jwk, key.jwk])).toBe('ada');
  });

  it('is held to eight keys at most, so that a token costs few verifications', async () => {
    const others = Array.from({ length: 8 }, () => stranger.jwk);

    expect(await judge(await signToken(key), [...others.slice(1), key.jwk])).toBe('ada');
    expect(await judge(await signToken(key), [...others, key.jwk])).toBe('UNAUTHENTICATED');
  });

  it.each<[string, object]>([
    ['for encryption', { use: 'enc' }],
    ['for other operations', { key_ops: ['deriveKey'] }],
    ['of another algorithm', { alg: 'ES384' }],
    ['that is broken', { x: 'AAAA' }],
    ['that is private', privateJwk],
  ])('of a key %s gets no judgement, since the provider has no key that can be used', async (_, change) => {
    expect(await judge(await signToken(key), [{ ...key.jwk, ...change }])).toBe('SERVICE_BUSY');
    expect(await judge(await signToken(key), [{ ...key.jwk, ...change }, rsa.jwk])).toBe('UNAUTHENTICATED');
  });

  it('of a key that is too short is refused', async () => {
    const short = {
      kty: 'RSA',
      kid: 'short',
      alg: 'RS256',
      e: 'AQAB',
      n: Buffer.alloc(128, 0xc5).toString('base64url'),
    };

    expect(await judge(withMac({ alg: 'RS256', kid: 'short' }, ''), [short, key.jwk])).toBe('UNAUTHENTICATED');
  });
});

it('tokens with invented keys do not burden the provider, nor those whose callers are known', async () => {
  const provider = await freshJwksEndpoint([key]);
  await provider.open();
  const { url } = await freshNewsroom({ authentication: { issuers: [providerRules([{ url: provider.url }])] } });
  const post = async (token: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status;
  };

  // A gateway that starts on a busy machine may load the keys at its second try.
  await expect.poll(async () => post(await signToken(key)), { timeout: 15_000 }).toBe(200);
  const before = provider.requests();
  const startedAt = performance.now();

  const invented = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => post(await signToken(stranger, {}, { kid: `invented ${index}` }))),
  );

  expect(new Set(invented)).toEqual(new Set([401]));
  // One load every five seconds, however slow the machine is.
  expect(provider.requests() - before).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 5_000);
  expect(await post(await signToken(key))).toBe(200);
});

it('a token of more than 64 KiB is refused before it is parsed, by HTTP and by a socket', async () => {
  const { url, token } = await freshNewsroom();
  const authorization = `Bearer ${await token()}.${'x'.repeat(70_000)}`;
  const long = await signToken(key, { padding: 'x'.repeat(60_000) });

  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: '{"query":"{ __typename }"}',
  });

  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Bearer');
  expect(long.length).toBeGreaterThan(65_536);
  expect(await judge(long)).toBe('UNAUTHENTICATED');
  expect(await judge(await signToken(key, { padding: 'x'.repeat(40_000) }))).toBe('ada');
});
