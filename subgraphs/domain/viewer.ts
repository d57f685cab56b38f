import { anonymousCaller, callerRefused, generationOf, type Caller } from '@tributary/platform/caller.ts';
import { forbidden, unauthenticated } from '@tributary/platform/errors.ts';
import { z } from 'zod';
import { formatId, tryParseId } from './ids.ts';

export const scopes = [
  'users:read',
  'accounts:read',
  'accounts:write',
  'transfers:read',
  'transfers:write',
  'transfers:backdate',
  'events:read',
] as const;

/** A permission of an API client. */
export type Scope = (typeof scopes)[number];

/**
 * The viewer: the caller as the domain knows them. Ids are UUIDs; `expiresAt` is the end of the access token, in
 * seconds since 1970.
 */
export type Viewer = UserViewer | ClientViewer | ServiceViewer | { kind: 'anonymous' };
export type UserViewer = {
  kind: 'user';
  id: string;
  organizationId: string;
  role: 'CUSTOMER' | 'OPERATOR';
  expiresAt: number;
  /** The generation of the token, where it is not 0. */
  generation?: number;
};
export type ClientViewer = {
  kind: 'client';
  id: string;
  organizationId: string;
  scopes: readonly Scope[];
  /** The accounts that the client is confined to; null for all. */
  accountIds: readonly string[] | null;
  expiresAt: number;
};
/** Another subgraph of ours. */
export type ServiceViewer = { kind: 'service'; name: string; organizationId: string };
export type SignedInViewer = UserViewer | ClientViewer;

/** The issuer of callers that are subgraphs of ours. No token names it, and only the key of such a subgraph may. */
export const serviceIssuer = 'tributary-services';
/** The issuer of access tokens, as `users` signs them. */
export const tokenIssuer = 'tributary';

const claimsShape = z.object({
  role: z.enum(['CUSTOMER', 'OPERATOR']).optional(),
  accounts: z.array(z.string()).optional(),
});

/** Viewers by verified caller. A caller is the same object for many requests, as long as its signature is cached. */
const viewers = new WeakMap<Caller, Viewer>();

/**
 * The viewer of a verified caller. Throws Misuse `UNAUTHENTICATED` for the token of another issuer, ids of the wrong
 * kind, an unknown role and other invalid claims. Unknown scopes permit nothing.
 */
export function viewerOf(caller: Caller): Viewer {
  const known = viewers.get(caller);
  if (known !== undefined) {
    return known;
  }
  const viewer = parseViewer(caller);
  if (viewer === null) {
    throw callerRefused(
      isOfOtherIssuer(caller)
        ? 'A token of another issuer counts for nobody here. Sign in here first, with `beginSignIn` or `signIn`.'
        : 'The access token is not valid or has expired. Get a new one with `signIn`, `refreshSession` or `exchangeApiKey`.',
    );
  }
  viewers.set(caller, viewer);
  return viewer;
}

/**
 * Whether the token is of an issuer whose ids and claims mean nothing here, although the gateway accepts it for other
 * subgraphs: it could name any id of ours as its subject.
 */
function isOfOtherIssuer({ issuer }: Caller): boolean {
  return issuer !== null && issuer !== tokenIssuer && issuer !== serviceIssuer;
}

function parseViewer({ issuer, subject, tenant, scopes: names, claims, expiresAt }: Caller): Viewer | null {
  if (subject === null) {
    return { kind: 'anonymous' };
  }
  const organizationId = tenant === null ? null : tryParseId('org', tenant);
  if (organizationId === null) {
    return null;
  }
  // No token names this issuer: a caller by a token has an end.
  if (issuer === serviceIssuer && expiresAt === null) {
    return { kind: 'service', name: subject, organizationId };
  }
  const parsed = claimsShape.safeParse(claims);
  if (issuer !== tokenIssuer || !parsed.success || expiresAt === null) {
    return null;
  }
  const { role, accounts } = parsed.data;
  const userId = tryParseId('usr', subject);
  if (userId !== null && role !== undefined) {
    const generation = generationOf({ claims });
    const user = { kind: 'user' as const, id: userId, organizationId, role, expiresAt };
    return generation === 0 ? user : { ...user, generation };
  }
  const clientId = tryParseId('cli', subject);
  if (clientId === null) {
    return null;
  }
  const accountIds = accounts?.flatMap((id) => tryParseId('acct', id) ?? []) ?? null;
  return { kind: 'client', id: clientId, organizationId, scopes: names.filter(isScope), accountIds, expiresAt };
}

function isScope(name: string): name is Scope {
  return (scopes as readonly string[]).includes(name);
}

/** The caller of a viewer: the inverse of `viewerOf`, for requests that do not come through a gateway. */
export function callerOf(viewer: Viewer, address: string | null = null): Caller {
  if (viewer.kind === 'anonymous') {
    return { ...anonymousCaller, address };
  }
  const tenant = formatId('org', viewer.organizationId);
  if (viewer.kind === 'service') {
    return { ...anonymousCaller, issuer: serviceIssuer, subject: viewer.name, tenant, address };
  }
  const { expiresAt } = viewer;
  const identity = { issuer: tokenIssuer, tenant, expiresAt, address };
  if (viewer.kind === 'user') {
    const { role, generation } = viewer;
    const claims = generation === undefined ? { role } : { role, generation };
    return { ...identity, subject: formatId('usr', viewer.id), scopes: [], claims };
  }
  const { id, accountIds } = viewer;
  const accounts = accountIds?.map((accountId) => formatId('acct', accountId));
  return {
    ...identity,
    subject: formatId('cli', id),
    scopes: viewer.scopes,
    claims: accounts === undefined ? {} : { accounts },
  };
}

/**
 * The viewer as a user or an API client. Throws Misuse `UNAUTHENTICATED` for an anonymous caller, `FORBIDDEN` for a
 * service.
 */
export function requireSignedIn(viewer: Viewer): SignedInViewer {
  if (viewer.kind === 'anonymous') {
    throw unauthenticated();
  }
  if (viewer.kind === 'service') {
    throw forbidden('This is for people and API clients.');
  }
  return viewer;
}

/** Whether the viewer has a scope. People have all scopes, API clients only those granted to them. */
export function hasScope(viewer: Viewer, scope: Scope): boolean {
  return viewer.kind === 'user' || (viewer.kind === 'client' && viewer.scopes.includes(scope));
}

/** The acting subject, in the form stored with its actions: `usr:` or `cli:` and the UUID. */
export function subjectOf(viewer: SignedInViewer): string {
  return `${viewer.kind === 'user' ? 'usr' : 'cli'}:${viewer.id}`;
}
