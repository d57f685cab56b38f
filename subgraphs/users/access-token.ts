import { formatId, newId } from '@tributary/platform/ids.ts';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { ApiClientRow, UserRow } from './tables.ts';

/** An access token (a JWT, EdDSA) and when it expires. */
export type AccessToken = { accessToken: string; expiresAt: Date };

export type AccessTokens = {
  ofUser(user: UserRow): Promise<AccessToken>;
  ofApiClient(client: ApiClientRow): Promise<AccessToken>;
};

const issuer = 'tributary';

/** Makes access tokens that gateways verify with the public half of the key. */
export async function createAccessTokens(signingKey: JWK, { lifeSeconds = 15 * 60 } = {}): Promise<AccessTokens> {
  const key = await importJWK(signingKey, 'EdDSA');

  const sign = async (subject: string, claims: Record<string, unknown>): Promise<AccessToken> => {
    const now = Math.floor(Date.now() / 1000);
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', ...(signingKey.kid === undefined ? {} : { kid: signingKey.kid }) })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setSubject(subject)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + lifeSeconds)
      .sign(key);
    return { accessToken, expiresAt: new Date((now + lifeSeconds) * 1000) };
  };

  return {
    ofUser: ({ id, organizationId, role }) => sign(formatId('usr', id), { org: formatId('org', organizationId), role }),
    ofApiClient: ({ id, organizationId, scopes, accountIds }) =>
      sign(formatId('cli', id), {
        org: formatId('org', organizationId),
        scopes,
        ...(accountIds === null ? {} : { accounts: accountIds.map((accountId) => formatId('acct', accountId)) }),
      }),
  };
}
