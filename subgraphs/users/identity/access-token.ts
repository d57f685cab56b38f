import { formatId, newId } from '@tributary/domain/ids.ts';
import { tokenIssuer as issuer } from '@tributary/domain/viewer.ts';
import { assert } from '@tributary/platform/assert.ts';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { ApiClientRow, UserRow } from './tables.ts';

/** An access token (a JWT, EdDSA) and its expiry. */
export type AccessToken = { accessToken: string; expiresAt: Date };

export type AccessTokens = {
  ofUser(user: UserRow): Promise<AccessToken>;
  ofApiClient(client: ApiClientRow): Promise<AccessToken>;
  /**
   * The time by which all access tokens and tickets issued so far have expired. It is later than `previous`, an earlier
   * result.
   */
  latestExpiry(previous: Date | null): Date;
  /** A ticket for one stream, which ends at `until`: the expiry of the requester's access token, in epoch seconds. */
  ticketOf(requester: { user: UserRow } | { apiClient: ApiClientRow }, until: number): Promise<StreamTicket>;
};

/** A ticket (a JWT, EdDSA) that opens one stream, and its expiry. */
export type StreamTicket = { ticket: string; expiresAt: Date };

/** The longest life of an access token. Revocations are read for 25 hours, and no token may outlive its own. */
const lifeSecondsMax = 24 * 3_600;

/** The audience of tickets, so that neither an access token nor a ticket is accepted as the other. */
const ticketAudience = 'tributary/streams';
/** Gateways refuse tickets older than a minute, by clocks that may differ by a few seconds. */
const ticketLifeSeconds = 45;
/** The most by which the clocks of two processes differ. */
const clockDifferenceSeconds = 30;

/**
 * Creates the issuer of access tokens. Gateways verify them with the public half of the key. A token carries the
 * generation of its user unless that is 0. A revocation refuses tokens of lower generations.
 */
export async function createAccessTokens(signingKey: JWK, { lifeSeconds = 15 * 60 } = {}): Promise<AccessTokens> {
  assert(lifeSeconds <= lifeSecondsMax, 'an access token lives for a day at most');
  const key = await importJWK(signingKey, 'EdDSA');

  const sign = async (
    { subject, claims }: Subject,
    { audience, expiresAt }: { audience: string; expiresAt: number },
  ): Promise<{ token: string; expiresAt: Date }> => {
    const now = secondsNow();
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', ...(signingKey.kid === undefined ? {} : { kid: signingKey.kid }) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  };
  /** Signs an access token that expires after `endedUntil`, because tokens that expire by then count as ended. */
  const signAccess = async (subject: Subject, endedUntil: Date | null): Promise<AccessToken> => {
    const earliest = endedUntil === null ? 0 : secondsOf(endedUntil) + 1;
    const { token, expiresAt } = await sign(subject, {
      audience: issuer,
      expiresAt: Math.max(secondsNow() + lifeSeconds, earliest),
    });
    return { accessToken: token, expiresAt };
  };

  return {
    ofUser: (user) => signAccess(userSubject(user), user.tokensEndedUntil),
    ofApiClient: (client) => signAccess(clientSubject(client), null),
    latestExpiry: (previous) => {
      const ordinary = secondsNow() + lifeSeconds + clockDifferenceSeconds;
      return new Date(Math.max(ordinary, previous === null ? 0 : secondsOf(previous) + 1) * 1000);
    },
    ticketOf: async (requester, until) => {
      const { subject, claims } =
        'user' in requester ? userSubject(requester.user) : clientSubject(requester.apiClient);
      const { token, expiresAt } = await sign(
        { subject, claims: { ...claims, until } },
        { audience: ticketAudience, expiresAt: secondsNow() + ticketLifeSeconds },
      );
      return { ticket: token, expiresAt };
    },
  };
}

function secondsNow(): number {
  return secondsOf(new Date());
}

/** The whole seconds since 1970, as tokens count them. */
export function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

type Subject = { subject: string; claims: Record<string, unknown> };

function userSubject({ id, organizationId, role, tokenGeneration: generation }: UserRow): Subject {
  const claims = { org: formatId('org', organizationId), role };
  return { subject: formatId('usr', id), claims: generation === 0 ? claims : { ...claims, generation } };
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
