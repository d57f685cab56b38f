import type { Claims } from '@tributary/platform/cache.ts';
import { tryParseId } from '@tributary/platform/ids.ts';
import { rememberVerified } from '@tributary/platform/verified-tokens.ts';
import { scopes, type Scope, type SignedInViewer, type Viewer } from '@tributary/platform/viewer.ts';
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

/** Where the keys are that access tokens are verified with. */
export type KeySource = { keys: JSONWebKeySet } | { jwksUrl: string };

export type Authenticator = {
  /** The viewer behind the value of an `authorization` header; anonymous without one. Throws `UNAUTHENTICATED` (HTTP 401) for a bad or expired token, and `SERVICE_BUSY` (503) while there are no keys to verify it with. */
  identify(authorization: string | undefined): Promise<Viewer>;
  /**
   * The viewer behind a ticket for one stream, which is used up by this. Throws `UNAUTHENTICATED` (401) for one that is not valid, expired or used, and `SERVICE_BUSY` (503) where it cannot be known
   * whether it was used.
   */
  redeem(ticket: string): Promise<Viewer>;
  /** The public keys, for those who verify tokens themselves. */
  publicKeys(): Promise<JSONWebKeySet>;
};

const issuer = 'tributary';
/** Tickets are no access tokens, nor the other way round. */
const ticketAudience = 'tributary/streams';
const algorithms = ['EdDSA'];
const clockToleranceSeconds = 5;
/** A ticket is worth nothing after this time, whatever it says. */
const ticketLifeSecondsMax = 60;

const claimsShape = z.object({
  sub: z.string(),
  org: z.string(),
  exp: z.number(),
  role: z.enum(['CUSTOMER', 'OPERATOR']).optional(),
  scopes: z.array(z.string()).optional(),
  accounts: z.array(z.string()).optional(),
});

const ticketShape = z.object({
  jti: z.string().min(1).max(64),
  exp: z.number(),
  /** The end of the access token that the ticket was given for, and so of the stream. */
  until: z.number(),
});

/** Verifies access tokens and tickets (JWT, EdDSA); without a source every caller is anonymous. */
export function createAuthenticator(source: KeySource | null, claims: Claims): Authenticator {
  if (source === null) {
    return {
      identify: async () => ({ kind: 'anonymous' }),
      redeem: () => Promise.reject(invalidTicket()),
      publicKeys: async () => ({ keys: [] }),
    };
  }
  const remote = 'jwksUrl' in source ? createRemoteJWKSet(new URL(source.jwksUrl), { timeoutDuration: 3_000 }) : null;
  const keySet = remote ?? createLocalJWKSet('keys' in source ? source.keys : { keys: [] });

  /** The content of a token; null if it is not valid. */
  const payloadOf = async (token: string, options: JWTVerifyOptions): Promise<JWTPayload | null> => {
    try {
      const rules = { issuer, algorithms, clockTolerance: clockToleranceSeconds, ...options };
      return (await jwtVerify(token, keySet, rules)).payload;
    } catch (error) {
      if (isOfToken(error)) {
        return null;
      }
      throw notNow('The keys for access tokens cannot be reached at the moment. Try again in a moment.');
    }
  };
  const verify = rememberVerified(async (token) => {
    const payload = await payloadOf(token, { audience: issuer });
    const viewer = payload === null ? null : viewerOf(payload);
    if (viewer === null) {
      throw invalidToken();
    }
    return { said: viewer, expiresAt: viewer.expiresAt };
  });

  return {
    identify: async (authorization) => {
      if (authorization === undefined || authorization === '') {
        return { kind: 'anonymous' };
      }
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim())?.[1];
      if (token === undefined) {
        throw invalidToken();
      }
      return verify(token);
    },
    redeem: async (ticket) => {
      const maxTokenAge = ticketLifeSecondsMax - clockToleranceSeconds;
      const payload = await payloadOf(ticket, { audience: ticketAudience, maxTokenAge });
      const { success, data: said } = ticketShape.safeParse(payload);
      const viewer = payload === null || !success ? null : viewerOf({ ...payload, exp: said.until });
      if (viewer === null || !success || viewer.expiresAt * 1_000 <= Date.now()) {
        throw invalidTicket();
      }
      const isFirst = await claims.claim(`ticket:${said.jti}`, 2 * ticketLifeSecondsMax).catch(() => {
        throw notNow('It cannot be known at the moment whether the ticket was used. Get another one and try again.');
      });
      if (!isFirst) {
        throw invalidTicket();
      }
      return viewer;
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
  return new GraphQLError(
    'The access token is not valid or has expired. Get a new one with `signIn`, `refreshSession` or `exchangeApiKey`.',
    { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } },
  );
}

function invalidTicket(): GraphQLError {
  return new GraphQLError(
    'The ticket is not valid, has expired or was used. Each opens one stream: get a new one with `createStreamTicket`.',
    { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } },
  );
}

/** A dependency of trust is away: that is no verdict on the credentials. */
function notNow(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'SERVICE_BUSY', http: { status: 503 } } });
}

/** True for an error that says nothing of the credentials, since what they are verified with is away. */
export function isNotNow(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SERVICE_BUSY';
}

/** True for an error that is about the token, and not about getting the keys. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

function viewerOf(payload: JWTPayload): SignedInViewer | null {
  const claims = claimsShape.safeParse(payload);
  if (!claims.success) {
    return null;
  }
  const { sub, org, exp: expiresAt, role, scopes: names = [], accounts } = claims.data;
  const organizationId = tryParseId('org', org);
  const userId = tryParseId('usr', sub);
  const clientId = tryParseId('cli', sub);
  if (organizationId === null) {
    return null;
  }
  if (userId !== null && role !== undefined) {
    return { kind: 'user', id: userId, organizationId, role, expiresAt };
  }
  if (clientId === null) {
    return null;
  }
  const accountIds = accounts?.flatMap((id) => tryParseId('acct', id) ?? []) ?? null;
  return { kind: 'client', id: clientId, organizationId, scopes: names.filter(isScope), accountIds, expiresAt };
}

function isScope(name: string): name is Scope {
  return (scopes as readonly string[]).includes(name);
}
