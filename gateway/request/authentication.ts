import type { Claims } from '@tributary/platform/cache.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { StartError } from '@tributary/platform/config.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { cacheVerified } from '@tributary/platform/verified-tokens.ts';
import { GraphQLError } from 'graphql';
import { decodeJwt, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { refusal } from './refusal.ts';
import { sourcesDefault, tokenIn, type Credentials, type CredentialSource } from './tokens/credentials.ts';
import { identityIn, type Identity } from './tokens/identity.ts';
import { KeysMissing, openIssuerKeys, registerKeyMetrics, type IssuerKeys } from './tokens/issuer-keys.ts';
import type { KeyTiming } from '@tributary/platform/key-source.ts';
import { ownIssuer, ticketAudience, type TokenIssuer } from './tokens/token-issuer.ts';

/** The issuers of access tokens, and the places in which clients send tokens. */
export type IssuersSettings = {
  issuers: readonly TokenIssuer[];
  sources?: readonly CredentialSource[];
  /** Whether anonymous callers are refused. */
  required?: boolean;
  /** Other times of key sources than the usual ones. */
  timing?: Partial<KeyTiming>;
};

/** The verification of access tokens. Keys alone are those of Tributary's own tokens. */
export type AuthenticationSettings = IssuersSettings | { keys: JSONWebKeySet };

export type Authenticator = {
  /**
   * The identity by the token of a request; anonymous without one. `refuseCookie` gives the reason why a cookie of this
   * request proves nothing, or null. Throws `UNAUTHENTICATED` (HTTP 401) for an invalid or expired token, and for none
   * where one is required. Throws `SERVICE_BUSY` (503) while the keys are unavailable, `FORBIDDEN` (403) for a refused
   * cookie.
   */
  identify(credentials: Credentials, refuseCookie?: () => string | null): Promise<Identity>;
  /** Whether a message of a socket has a token, valid or not. */
  hasToken(payload: NonNullable<Credentials['payload']>): boolean;
  /**
   * Verifies a ticket for one stream, and uses it up. Throws `UNAUTHENTICATED` (401) for an invalid, expired or used
   * ticket. Throws `SERVICE_BUSY` (503) if it is unknown whether the ticket was used, or the keys are unavailable.
   */
  redeem(ticket: string): Promise<Identity>;
  /**
   * The public keys, for services that verify tokens themselves. None with several issuers: a service that does not
   * compare `iss` would accept a key of one for tokens of another. Null while they are unavailable.
   */
  publicKeys(): JSONWebKeySet | null;
  /** Whether the keys of every issuer were loaded at least once. */
  isReady(): boolean;
  /** The headers of a request on which the identity depends. */
  variesBy: readonly string[];
  close(): void;
};

const { address: _, ...anonymous } = anonymousCaller;

/** A token that names a thousand accounts takes some 54 KB. */
const tokenCharactersMax = 64 * 1024;
const retryAfterSeconds = 5;
/** Maximum age of a ticket, whatever its own expiry says. */
const ticketLifeSecondsMax = 60;

const ticketShape = z.object({
  jti: z.string().min(1).max(64),
  exp: z.number(),
  /** The end of the access token of the ticket's requester, and so of the stream. */
  until: z.number(),
});

/**
 * Verifies access tokens and tickets (JWT). Without issuers every caller is anonymous. Throws StartError for an issuer
 * that is named twice, and if a token is required and there is no issuer.
 */
export function createAuthenticator(
  source: AuthenticationSettings | null,
  { claims, log, metrics }: { claims: Claims; log: Logger; metrics?: Registry },
): Authenticator {
  const settings = issuersOf(source);
  const { sources = sourcesDefault, required = false, timing } = settings;
  refuseMistakes(settings);
  const opened = settings.issuers.map((rules) => openIssuerKeys(rules, { log, timing }));
  registerKeyMetrics(metrics, opened);
  const issuers = new Map<string, IssuerKeys>(opened.map((issuer) => [issuer.rules.issuer, issuer]));

  const verify = cacheVerified(async (token) => {
    const named = issuerIn(token);
    const issuer = issuers.get(named ?? '');
    if (issuer === undefined) {
      throw named === null
        ? invalidToken()
        : invalidToken('The access token is not of an issuer that is accepted here. Get one from such an issuer.');
    }
    const payload = await orUnavailable(issuer.verify(token, { audience: [...issuer.rules.audiences] }));
    const identity = payload === null ? null : identityIn(payload, issuer.rules.claims);
    if (identity === null) {
      throw invalidToken();
    }
    return { content: identity, expiresAt: identity.expiresAt };
  });

  return {
    identify: async (credentials, refuseCookie) => {
      const found = issuers.size === 0 ? null : tokenIn(sources, credentials);
      if (found === null && required) {
        throw tokenRequired();
      }
      if (found === null) {
        return anonymous;
      }
      if (found === 'unreadable' || !isCompactJws(found.token)) {
        throw invalidToken();
      }
      const reason = found.isFromCookie ? (refuseCookie?.() ?? null) : null;
      if (reason !== null) {
        throw cookieRefused(reason);
      }
      return verify(found.token);
    },
    hasToken: (payload) => tokenIn(sources, { headers: {}, payload }) !== null,
    redeem: async (ticket) => {
      const issuer = isCompactJws(ticket) ? issuers.get(issuerIn(ticket) ?? '') : undefined;
      const payload =
        issuer === undefined
          ? null
          : await orUnavailable(
              issuer.verify(ticket, {
                audience: issuer.rules.audiences.map(ticketAudience),
                maxTokenAge: ticketLifeSecondsMax,
              }),
            );
      const { success, data: content } = ticketShape.safeParse(payload);
      if (issuer === undefined || payload === null || !success) {
        throw invalidTicket();
      }
      const { until: _until, ...others } = payload;
      const identity = identityIn({ ...others, exp: content.until }, issuer.rules.claims);
      if (identity === null || identity.expiresAt * 1_000 <= Date.now()) {
        throw invalidTicket();
      }
      const isFirst = await claims.claim(`ticket:${content.jti}`, 2 * ticketLifeSecondsMax).catch(() => {
        throw unavailable(
          'It cannot be known at the moment whether the ticket was used. Get another one and try again.',
        );
      });
      if (!isFirst) {
        throw invalidTicket();
      }
      return identity;
    },
    publicKeys: () => {
      const [only, second] = opened;
      return only === undefined || second !== undefined ? { keys: [] } : only.publicKeys();
    },
    isReady: () => opened.every((issuer) => issuer.wereLoaded()),
    variesBy: [
      ...new Set(sources.flatMap((from) => ('header' in from ? [from.header] : 'cookie' in from ? ['cookie'] : []))),
    ],
    close: () => opened.forEach((issuer) => issuer.close()),
  };
}

function refuseMistakes({ issuers, required }: IssuersSettings): void {
  const names = issuers.map(({ issuer }) => issuer);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new StartError(
      `The issuer "${repeated}" is named twice. Name each issuer once, and "tributary" only by JWKS_URL.`,
    );
  }
  if (required === true && names.length === 0) {
    throw new StartError('A token is required of every caller, and there is no issuer. Add one, or set JWKS_URL.');
  }
}

/** The issuers of settings. None without these. */
export function issuersOf(source: AuthenticationSettings | null): IssuersSettings {
  if (source === null) {
    return { issuers: [] };
  }
  return 'keys' in source ? { issuers: [ownIssuer({ keys: source.keys })] } : source;
}

/** Whether a text has the form of a signed token, and a length that is worth parsing. */
function isCompactJws(text: string): boolean {
  return text.length <= tokenCharactersMax && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/** The issuer that a token names. It is not verified: it only chooses the rules and keys that the token is held to. */
function issuerIn(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}

function invalidToken(message = 'The access token is not valid or has expired. Get a new one.'): GraphQLError {
  return refusal(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer error="invalid_token"' });
}

function tokenRequired(): GraphQLError {
  return refusal(401, 'UNAUTHENTICATED', 'Send an access token. Nothing is served without one.', {
    'www-authenticate': 'Bearer',
  });
}

function invalidTicket(): GraphQLError {
  const message = 'The ticket is not valid, has expired or was used. Each opens one stream: get a new one.';
  return refusal(401, 'UNAUTHENTICATED', message);
}

function cookieRefused(reason: string): GraphQLError {
  return refusal(403, 'FORBIDDEN', reason);
}

/** The error for an unavailable dependency of authentication, which says nothing of the credentials. */
function unavailable(message: string): GraphQLError {
  return refusal(503, 'SERVICE_BUSY', message, { 'retry-after': String(retryAfterSeconds) });
}

/** The result, or the error for keys that cannot be had. */
async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof KeysMissing) {
      throw unavailable('The keys for access tokens cannot be had at the moment. Try again in a moment.');
    }
    throw error;
  }
}

/** True for the error of an unavailable dependency, which says nothing of the credentials. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SERVICE_BUSY';
}
