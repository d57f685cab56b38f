import { formatId, newId } from '@tributary/domain/ids.ts';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

/** Claims of a token; the defaults are those of the users subgraph. */
export type Signing = {
  issuer?: string;
  audience?: string;
  /** Age of the token. */
  ageSeconds?: number;
  lifeSeconds?: number;
  key?: CryptoKey;
  keyId?: string;
  algorithm?: string;
};

export type TokenOptions = Signing & { userId?: string; organizationId?: string; role?: string };
export type TicketOptions = Signing & { jti?: string; untilSeconds?: number };

export type TokenIssuer = Awaited<ReturnType<typeof createTokenIssuer>>;

/** Signs access tokens and tickets as the users subgraph does, with a key pair of its own. */
export async function createTokenIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' }];

  const sign = (
    { sub, ...claims }: Readonly<Record<string, unknown>> & { sub: string },
    {
      issuer = 'tributary',
      audience = 'tributary',
      ageSeconds = 0,
      lifeSeconds = 900,
      key = privateKey,
      keyId = 'one',
      algorithm = 'EdDSA',
    }: Signing = {},
  ): Promise<string> => {
    const issuedAt = Math.floor(Date.now() / 1000) - ageSeconds;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid: keyId })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(sub)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifeSeconds)
      .sign(key);
  };

  return {
    publicKeys: { keys },
    /** A token with these claims. */
    sign,
    /** The access token of a user. */
    token: ({ userId = newId(), organizationId = newId(), role = 'OPERATOR', ...signing }: TokenOptions = {}) =>
      sign({ sub: formatId('usr', userId), org: formatId('org', organizationId), role }, signing),
    /** A ticket for one stream. */
    ticket: ({ jti = newId(), untilSeconds = 900, ...signing }: TicketOptions = {}) =>
      sign(
        {
          sub: formatId('usr', newId()),
          org: formatId('org', newId()),
          role: 'OPERATOR',
          jti,
          until: Math.floor(Date.now() / 1000) + untilSeconds,
        },
        { audience: 'tributary/streams', lifeSeconds: 45, ...signing },
      ),
  };
}
