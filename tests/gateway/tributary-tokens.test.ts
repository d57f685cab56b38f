import { createAuthenticator } from '@tributary/gateway/request/authentication.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../support/open-test-gateway.ts';
import { createTokenIssuer, type Signing, type TicketOptions, type TokenIssuer } from '../support/token-issuer.ts';

const [userId, clientId, organizationId, accountId] = [newId(), newId(), newId(), newId()];
const user = { sub: formatId('usr', userId), org: formatId('org', organizationId), role: 'CUSTOMER' };
const client = { sub: formatId('cli', clientId), org: formatId('org', organizationId) };
const isUnauthenticated = { extensions: { code: 'UNAUTHENTICATED' } };

const parts = { claims: noCache().claims, log: silentLog };

let issuer: TokenIssuer;
/** A key pair of another algorithm, whose public key is published beside the issuer's. */
let elliptic: GenerateKeyPairResult;
let authenticator: ReturnType<typeof createAuthenticator>;
beforeAll(async () => {
  issuer = await createTokenIssuer();
  elliptic = await generateKeyPair('ES256');
  const otherKey = { ...(await exportJWK(elliptic.publicKey)), kid: 'two', alg: 'ES256', use: 'sig' };
  authenticator = createAuthenticator({ keys: { keys: [...issuer.publicKeys.keys, otherKey] } }, parts);
});

/** The viewer of a subgraph, by a header or a ticket. */
const identify = async (authorization: string | undefined) =>
  viewerOf({ ...(await authenticator.identify({ headers: { authorization } })), address: null });
const redeem = async (ticket: string) => viewerOf({ ...(await authenticator.redeem(ticket)), address: null });

describe('an access token', () => {
  it('identifies its viewer', async () => {
    const until = Math.floor(Date.now() / 1000) + 900;
    const viewerWith = async (claims: Parameters<TokenIssuer['sign']>[0]) =>
      identify(`Bearer ${await issuer.sign(claims)}`);

    const expiresAt = expect.toSatisfy((at: number) => at >= until && at < until + 10);
    expect(await viewerWith(user)).toEqual({ kind: 'user', id: userId, organizationId, role: 'CUSTOMER', expiresAt });
    expect(await viewerWith({ ...client, scopes: ['accounts:read', 'all'] })).toEqual({
      ...{ kind: 'client', id: clientId, organizationId, expiresAt },
      ...{ scopes: ['accounts:read'], accountIds: null },
    });
    expect(await viewerWith({ ...client, accounts: [formatId('acct', accountId), user.sub] })).toMatchObject({
      scopes: [],
      accountIds: [accountId],
    });
  });

  it.each<{ flaw: string; signing: Signing }>([
    { flaw: 'of another issuer', signing: { issuer: 'somebody' } },
    { flaw: 'for another audience', signing: { audience: 'somebody' } },
    { flaw: 'that is a ticket', signing: { audience: 'tributary/streams' } },
    { flaw: 'that expired more than the tolerance ago', signing: { ageSeconds: 908 } },
  ])('$flaw is refused', async ({ signing }) => {
    await expect(identify(`Bearer ${await issuer.sign(user, signing)}`)).rejects.toMatchObject(isUnauthenticated);
  });

  it('is valid for some seconds longer, since clocks differ', async () => {
    const token = await issuer.sign(user, { ageSeconds: 902 });

    expect(await identify(`Bearer ${token}`)).toMatchObject({ kind: 'user' });
  });

  it('of another key or another algorithm is refused', async () => {
    const stranger = await createTokenIssuer();
    const tokens = [
      await stranger.sign(user),
      await issuer.sign(user, { key: elliptic.privateKey, keyId: 'two', algorithm: 'ES256' }),
      `${btoa('{"alg":"none"}')}.${(await issuer.sign(user)).split('.')[1]}.`,
    ];

    for (const token of tokens) {
      await expect(identify(`Bearer ${token}`)).rejects.toMatchObject(isUnauthenticated);
    }
  });

  it.each([
    { flaw: 'a subject of another form', claims: { ...user, sub: 'somebody' } },
    { flaw: 'an organization as its subject', claims: { ...user, sub: user.org } },
    { flaw: 'an organization of another form', claims: { ...user, org: user.sub } },
    { flaw: 'no role', claims: { sub: user.sub, org: user.org } },
    { flaw: 'an unknown role', claims: { ...user, role: 'ADMINISTRATOR' } },
  ])('with $flaw is refused', async ({ claims }) => {
    await expect(identify(`Bearer ${await issuer.sign(claims)}`)).rejects.toMatchObject(isUnauthenticated);
  });

  it('is accepted only as the whole of its header, after the name of the scheme in any case', async () => {
    const token = await issuer.sign(user);

    expect(await identify(`bearer ${token}`)).toMatchObject({ kind: 'user' });
    for (const header of [token, `Basic ${token}`, `Basic x, Bearer ${token}`, `Bearer ${token} x`]) {
      await expect(identify(header)).rejects.toMatchObject(isUnauthenticated);
    }
  });

  it('is not needed for an anonymous call', async () => {
    expect(await identify(undefined)).toEqual({ kind: 'anonymous' });
    const withoutKeys = await createAuthenticator(null, parts).identify({ headers: { authorization: 'Bearer x' } });
    expect(viewerOf({ ...withoutKeys, address: null })).toEqual({ kind: 'anonymous' });
  });
});

describe('a ticket', () => {
  it('identifies its viewer once', async () => {
    const ticket = await issuer.ticket();

    expect(await redeem(ticket)).toMatchObject({ kind: 'user', role: 'OPERATOR' });
    await expect(redeem(ticket)).rejects.toMatchObject(isUnauthenticated);
  });

  it('gives its stream the lifetime of its access token', async () => {
    const until = Math.floor(Date.now() / 1000) + 600;
    const { expiresAt } = { expiresAt: 0, ...(await redeem(await issuer.ticket({ untilSeconds: 600 }))) };

    expect(expiresAt).toBeGreaterThanOrEqual(until);
    expect(expiresAt).toBeLessThan(until + 10);
  });

  it.each<{ flaw: string; options: TicketOptions }>([
    { flaw: 'of another issuer', options: { issuer: 'somebody' } },
    { flaw: 'for another audience', options: { audience: 'somebody' } },
    { flaw: 'that is an access token', options: { audience: 'tributary' } },
    { flaw: 'that has expired', options: { ageSeconds: 53 } },
    { flaw: 'that is older than a minute, whatever its expiry', options: { ageSeconds: 63, lifeSeconds: 600 } },
    { flaw: 'for an expired access token', options: { untilSeconds: -1 } },
    { flaw: 'without an id', options: { jti: '' } },
  ])('$flaw is refused', async ({ options }) => {
    await expect(redeem(await issuer.ticket(options))).rejects.toMatchObject(isUnauthenticated);
  });

  it('is refused where there are no keys', async () => {
    const anonymous = createAuthenticator(null, parts);

    await expect(anonymous.redeem(await issuer.ticket())).rejects.toMatchObject(isUnauthenticated);
  });
});
