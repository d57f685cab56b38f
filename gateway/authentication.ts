import { tryParseId } from '@tributary/platform/ids.ts';
import { rememberVerified } from '@tributary/platform/verified-tokens.ts';
import { scopes, type Scope, type SignedInViewer, type Viewer } from '@tributary/platform/viewer.ts';
import { GraphQLError } from 'graphql';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { z } from 'zod';

/** Where the keys are that access tokens are verified with. */
export type KeySource = { keys: JSONWebKeySet } | { jwksUrl: string };

export type Authenticator = {
  /** The viewer behind the value of an `authorization` header; anonymous without one. Throws `UNAUTHENTICATED` (HTTP 401) for a bad or expired token. */
  identify(authorization: string | undefined): Promise<Viewer>;
  /** The public keys, for those who verify tokens themselves. */
  publicKeys(): Promise<JSONWebKeySet>;
};

const issuer = 'tributary';

const claimsShape = z.object({
  sub: z.string(),
  org: z.string(),
  exp: z.number(),
  role: z.enum(['CUSTOMER', 'OPERATOR']).optional(),
  scopes: z.array(z.string()).optional(),
  accounts: z.array(z.string()).optional(),
});

/** Verifies access tokens (JWT, EdDSA); without a source every caller is anonymous. */
export function createAuthenticator(source: KeySource | null): Authenticator {
  if (source === null) {
    return { identify: async () => ({ kind: 'anonymous' }), publicKeys: async () => ({ keys: [] }) };
  }
  const remote = 'jwksUrl' in source ? createRemoteJWKSet(new URL(source.jwksUrl), { timeoutDuration: 3_000 }) : null;
  const keySet = remote ?? createLocalJWKSet('keys' in source ? source.keys : { keys: [] });

  const verify = rememberVerified(async (token) => {
    const options = { issuer, audience: issuer, algorithms: ['EdDSA'], clockTolerance: 5 };
    const verified = await jwtVerify(token, keySet, options).catch(() => null);
    const viewer = verified === null ? null : viewerOf(verified.payload);
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
