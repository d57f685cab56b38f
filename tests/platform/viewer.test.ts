import { newId } from '@tributary/platform/ids.ts';
import {
  createCallerVerifier,
  hasScope,
  requireSignedIn,
  signCaller,
  subjectOf,
  type Caller,
  type Viewer,
} from '@tributary/platform/viewer.ts';
import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';

const secret = 's'.repeat(32);
const client: Extract<Viewer, { kind: 'client' }> = {
  kind: 'client',
  id: newId(),
  organizationId: newId(),
  scopes: ['events:read'],
  accountIds: [newId()],
  expiresAt: 2_000_000_000,
};
const user: Extract<Viewer, { kind: 'user' }> = {
  kind: 'user',
  id: newId(),
  organizationId: newId(),
  role: 'CUSTOMER',
  expiresAt: 2_000_000_000,
};
const service: Viewer = { kind: 'service', name: 'accounts', organizationId: newId() };
const anonymous: Viewer = { kind: 'anonymous' };
const partner: Caller = { viewer: client, address: '192.0.2.1' };

describe('a signed caller', () => {
  it.each([client, user, service, anonymous])('is given back: $kind', async (viewer) => {
    const verifyCaller = createCallerVerifier(secret);
    const signed = await signCaller({ viewer, address: null }, secret);

    expect(await verifyCaller(signed)).toEqual({ viewer, address: null });
    expect(await verifyCaller(signed)).toEqual({ viewer, address: null });
  });

  it('is believed for a minute', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { exp = 0 } = decodeJwt(await signCaller(partner, secret));

    expect(exp).toBeGreaterThanOrEqual(now + 60);
    expect(exp).toBeLessThan(now + 70);
  });

  /** Signs as `signCaller` does, but for what is given. */
  const sign = ({
    claims = partner,
    issuer = 'tributary-gateway',
    algorithm = 'HS256',
    lifeSeconds = 60,
    key = secret,
  }: {
    claims?: Readonly<Record<string, unknown>>;
    issuer?: string;
    algorithm?: string;
    lifeSeconds?: number;
    key?: string;
  }) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifeSeconds)
      .sign(new TextEncoder().encode(key));

  it('may be signed elsewhere, if all of it is as it must be', async () => {
    expect(await createCallerVerifier(secret)(await sign({}))).toEqual(partner);
  });

  it.each([
    { flaw: 'by another secret', signing: { key: 't'.repeat(32) } },
    { flaw: 'by another issuer', signing: { issuer: 'tributary' } },
    { flaw: 'with another algorithm', signing: { algorithm: 'HS512', key: secret.repeat(2) } },
    { flaw: 'longer ago than it lives', signing: { lifeSeconds: -8 } },
    { flaw: 'as no viewer that there is', signing: { claims: { ...partner, viewer: { kind: 'administrator' } } } },
    { flaw: 'without a viewer', signing: { claims: { address: null } } },
  ])('is not believed if it was signed $flaw', async ({ signing }) => {
    // The key of HS512 is longer; were the algorithm not checked, this one would do.
    const verifyCaller = createCallerVerifier(signing.algorithm === undefined ? secret : signing.key);

    await expect(verifyCaller(await sign(signing))).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('is not believed if it was altered, nor if it is none', async () => {
    const verifyCaller = createCallerVerifier(secret);
    const signed = await signCaller(partner, secret);
    await verifyCaller(signed);
    const [header, , signature] = signed.split('.');
    const [, content] = (await signCaller({ ...partner, address: '192.0.2.2' }, secret)).split('.');

    for (const token of [[header, content, signature].join('.'), `${signed}x`, 'x', '']) {
      await expect(verifyCaller(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    }
  });
});

it('people may do what every scope names, API clients what theirs name, and others nothing', () => {
  expect([user, client, service, anonymous].map((viewer) => hasScope(viewer, 'events:read'))).toEqual([
    ...[true, true, false, false],
  ]);
  expect([user, client, service, anonymous].map((viewer) => hasScope(viewer, 'transfers:write'))).toEqual([
    ...[true, false, false, false],
  ]);
});

it('people and API clients are signed in, and nobody else is', () => {
  expect(requireSignedIn(user)).toBe(user);
  expect(requireSignedIn(client)).toBe(client);
  expect(() => requireSignedIn(anonymous)).toThrow(
    expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }),
  );
  expect(() => requireSignedIn(service)).toThrow(expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }));
});

it('what is remembered of people and API clients is told apart by their kind', () => {
  expect(subjectOf(user)).toBe(`usr:${user.id}`);
  expect(subjectOf(client)).toBe(`cli:${client.id}`);
});
