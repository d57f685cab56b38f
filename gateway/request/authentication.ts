import type { Claims } from '@tributary/platform/cache.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { cacheVerified } from '@tributary/platform/verified-tokens.ts';
import { GraphQLError } from 'graphql';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { z } from 'zod';

/**
 * The permitted algorithms of token signatures (RFC 7518, RFC 8037). Symmetric ones are missing, since the keys are
 * public.
 */
export const tokenAlgorithms = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
] as const;

/** The rules for access tokens: required values, and the claims that hold the tenant and the scopes of the caller. */
export type TokenRules = {
  issuer: string;
  /**
   * The audience of access tokens. Tickets for streams have the audience `<audience>/streams`, so that neither is
   * accepted as the other.
   */
  audience: string;
  algorithms: readonly (typeof tokenAlgorithms)[number][];
  /** The claim with the tenant of the caller, a text that each token must have. Null for a graph without tenants. */
  tenantClaim: string | null;
  /**
   * The claim with the scopes of the caller: a list of texts, or one text with spaces between them. Null for a graph
   * without scopes.
   */
  scopesClaim: string | null;
};

/** The rules for the tokens of Tributary's own users subgraph. */
export const defaultTokenRules: TokenRules = {
  issuer: 'tributary',
  audience: 'tributary',
  algorithms: ['EdDSA'],
  tenantClaim: 'org',
  scopesClaim: 'scopes',
};

/** The source of the keys that verify access tokens, and the rules for the tokens. */
export type AuthenticationSettings = ({ keys: JSONWebKeySet } | { jwksUrl: string }) & { tokens?: Partial<TokenRules> };

/** The identity of a caller, without the network address of a request. */
export type Identity = Omit<Caller, 'address'>;

export type Authenticator = {
  /**
   * Verifies the value of an `authorization` header; anonymous without one. Throws `UNAUTHENTICATED` (HTTP 401) for an
   * invalid or expired token. Throws `SERVICE_BUSY` (503) while the keys are unavailable.
   */
  identify(authorization: string | undefined): Promise<Identity>;
  /**
   * Verifies a ticket for one stream, and uses it up. Throws `UNAUTHENTICATED` (401) for an invalid, expired or used
   * ticket. Throws `SERVICE_BUSY` (503) if it is unknown whether the ticket was used.
   */
  redeem(ticket: string): Promise<Identity>;
  /** The public keys, for services that verify tokens themselves. */
  publicKeys(): Promise<JSONWebKeySet>;
};

const { address: _, ...anonymous } = anonymousCaller;

const clockToleranceSeconds = 5;
/** Maximum age of a ticket, whatever its own expiry says. */
const ticketLifeSecondsMax = 60;

const scopesShape = z.union([z.array(z.string()), z.string().transform((text) => text.split(' ').filter(Boolean))]);
/**
 * The claims that differ between tokens of the same caller, or that Caller holds under other names (RFC 7519, section
 * 4.1).
 */
const ownClaims = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

const ticketShape = z.object({
  jti: z.string().min(1).max(64),
  exp: z.number(),
  /** The end of the access token of the ticket's requester, and so of the stream. */
  until: z.number(),
});

/** Verifies access tokens and tickets (JWT). Without settings every caller is anonymous. */
export function createAuthenticator(source: AuthenticationSettings | null, claims: Claims): Authenticator {
  if (source === null) {
    return {
      identify: async () => anonymous,
      redeem: () => Promise.reject(invalidTicket()),
      publicKeys: async () => ({ keys: [] }),
    };
  }
  const rules: TokenRules = { ...defaultTokenRules, ...source.tokens };
  const { issuer, audience } = rules;
  const remote = 'jwksUrl' in source ? createRemoteJWKSet(new URL(source.jwksUrl), { timeoutDuration: 3_000 }) : null;
  const keySet = remote ?? createLocalJWKSet('keys' in source ? source.keys : { keys: [] });

  /** The content of a token. Null for an invalid token. */
  const payloadOf = async (token: string, options: JWTVerifyOptions): Promise<JWTPayload | null> => {
    try {
      const required = { issuer, algorithms: [...rules.algorithms], clockTolerance: clockToleranceSeconds, ...options };
      return (await jwtVerify(token, keySet, required)).payload;
    } catch (error) {
      if (isOfToken(error)) {
        return null;
      }
      throw unavailable('The keys for access tokens cannot be reached at the moment. Try again in a moment.');
    }
  };
  const verify = cacheVerified(async (token) => {
    const payload = await payloadOf(token, { audience });
    const identity = payload === null ? null : identityIn(payload, rules);
    if (identity === null) {
      throw invalidToken();
    }
    return { content: identity, expiresAt: identity.expiresAt };
  });

  return {
    identify: async (authorization) => {
      if (authorization === undefined || authorization === '') {
        return anonymous;
      }
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim())?.[1];
      if (token === undefined) {
        throw invalidToken();
      }
      return verify(token);
    },
    redeem: async (ticket) => {
      const maxTokenAge = ticketLifeSecondsMax - clockToleranceSeconds;
      const payload = await payloadOf(ticket, { audience: `${audience}/streams`, maxTokenAge });
      const { success, data: content } = ticketShape.safeParse(payload);
      if (payload === null || !success) {
        throw invalidTicket();
      }
      const { until: _until, ...others } = payload;
      const identity = identityIn({ ...others, exp: content.until }, rules);
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
    publicKeys: async () => {
      if ('keys' in source) {
        return source.keys;
      }
      const answer = await fetch(source.jwksUrl, { signal: AbortSignal.timeout(3_000) });
      return z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(await answer.json());
    },
  };
}

function invalidToken(): GraphQLError {
  return new GraphQLError('The access token is not valid or has expired. Get a new one.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
}

function invalidTicket(): GraphQLError {
  return new GraphQLError('The ticket is not valid, has expired or was used. Each opens one stream: get a new one.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
}

/** The error for an unavailable dependency of authentication, which says nothing of the credentials. */
function unavailable(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'SERVICE_BUSY', http: { status: 503 } } });
}

/** True for the error of an unavailable dependency, which says nothing of the credentials. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SERVICE_BUSY';
}

/** True for a fault of the token, and false for a failure to fetch the keys. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

/** The identity in the claims of a verified token. Null for claims that break the rules. */
function identityIn(payload: JWTPayload, rules: TokenRules): (Identity & { expiresAt: number }) | null {
  const { iss: issuer, sub: subject, exp: expiresAt } = payload;
  const { tenantClaim, scopesClaim } = rules;
  const tenant = tenantClaim === null ? null : payload[tenantClaim];
  const scopes = scopesShape.safeParse((scopesClaim === null ? null : payload[scopesClaim]) ?? []);
  if (issuer === undefined || subject === undefined || expiresAt === undefined || !scopes.success) {
    return null;
  }
  if (tenant !== null && typeof tenant !== 'string') {
    return null;
  }
  const mapped = new Set([...ownClaims, tenantClaim, scopesClaim]);
  const claims = Object.fromEntries(Object.entries(payload).filter(([name]) => !mapped.has(name)));
  return { issuer, subject, tenant, scopes: scopes.data, claims, expiresAt };
}
