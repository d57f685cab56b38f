import { formatId, newId } from '@tributary/domain/ids.ts';
import { tokenIssuer as issuer } from '@tributary/domain/viewer.ts';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { ApiClientRow, UserRow } from './tables.ts';

/** An access token (a JWT, EdDSA) and when it expires. */
export type AccessToken = { accessToken: string; expiresAt: Date };

export type AccessTokens = {
  ofUser(user: UserRow): Promise<AccessToken>;
  ofApiClient(client: ApiClientRow): Promise<AccessToken>;
  /** A ticket for one stream, which ends with the access token of the requester. */
  ticketOf(who: { user: UserRow } | { apiClient: ApiClientRow }, until: number): Promise<StreamTicket>;
};

/** A ticket (a JWT, EdDSA) that opens one stream, and its expiry. */
export type StreamTicket = { ticket: string; expiresAt: Date };

/** The audience of tickets, so that neither an access token nor a ticket is accepted as the other. */
const ticketAudience = 'tributary/streams';
/** Gateways refuse tickets older than a minute, by clocks that may differ by a few seconds. */
const ticketLifeSeconds = 45;

/** Creates the issuer of access tokens. Gateways verify them with the public half of the key. */
export async function createAccessTokens(signingKey: JWK, { lifeSeconds = 15 * 60 } = {}): Promise<AccessTokens> {
  const key = await importJWK(signingKey, 'EdDSA');

  const sign = async (
    { subject, claims }: Subject,
    { audience, expiresIn }: { audience: string; expiresIn: number },
  ): Promise<{ token: string; expiresAt: Date }> => {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', ...(signingKey.kid === undefined ? {} : { kid: signingKey.kid }) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(key);
    return { token, expiresAt: new Date((now + expiresIn) * 1000) };
  };
  const signAccess = async (subject: Subject): Promise<AccessToken> => {
    const { token, expiresAt } = await sign(subject, { audience: issuer, expiresIn: lifeSeconds });
    return { accessToken: token, expiresAt };
  };

  return {
    ofUser: (user) => signAccess(userSubject(user)),
    ofApiClient: (client) => signAccess(clientSubject(client)),
    ticketOf: async (who, until) => {
      const { subject, claims } = 'user' in who ? userSubject(who.user) : clientSubject(who.apiClient);
      const { token, expiresAt } = await sign(
        { subject, claims: { ...claims, until } },
        { audience: ticketAudience, expiresIn: ticketLifeSeconds },
      );
      return { ticket: token, expiresAt };
    },
  };
}

type Subject = { subject: string; claims: Record<string, unknown> };

function userSubject({ id, organizationId, role }: UserRow): Subject {
  return { subject: formatId('usr', id), claims: { org: formatId('org', organizationId), role } };
}

function clientSubject({ id, organizationId, scopes, accountIds }: ApiClientRow): Subject {
  return {
    subject: formatId('cli', id),
    claims: {
      org: formatId('org', organizationId),
      scopes,
      ...(accountIds === null ? {} : { accounts: accountIds.map((accountId) => formatId('acct', accountId)) }),
    },
  };
}
