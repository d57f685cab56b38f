import { SignJWT, jwtVerify } from 'jose';
import { z } from 'zod';
import { forbidden, unauthenticated } from './errors.ts';
import { rememberVerified } from './verified-tokens.ts';

export const scopes = [
  'users:read',
  'accounts:read',
  'accounts:write',
  'transfers:read',
  'transfers:write',
  'events:read',
] as const;

/** What an API client may do. */
export type Scope = (typeof scopes)[number];

const expiresAt = z.number().int().positive();

const viewerShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    id: z.uuid(),
    organizationId: z.uuid(),
    role: z.enum(['CUSTOMER', 'OPERATOR']),
    expiresAt,
  }),
  z.object({
    kind: z.literal('client'),
    id: z.uuid(),
    organizationId: z.uuid(),
    scopes: z.array(z.enum(scopes)).readonly(),
    accountIds: z.array(z.uuid()).readonly().nullable(),
    expiresAt,
  }),
  z.object({ kind: z.literal('service'), name: z.string(), organizationId: z.uuid() }),
  z.object({ kind: z.literal('anonymous') }),
]);

/**
 * Who is asking. Ids are UUIDs; `expiresAt` is in seconds since 1970, the end of the access token. A service is another subgraph of ours.
 */
export type Viewer = z.output<typeof viewerShape>;
export type UserViewer = Extract<Viewer, { kind: 'user' }>;
export type ClientViewer = Extract<Viewer, { kind: 'client' }>;
export type SignedInViewer = UserViewer | ClientViewer;

const callerShape = z.object({ viewer: viewerShape, address: z.string().nullable() });
const signedShape = callerShape.extend({ exp: z.number() });

/** A viewer and the network address that they call from, as the gateway vouches for them. */
export type Caller = z.output<typeof callerShape>;

const issuer = 'tributary-gateway';
/** Long enough for clocks that differ a little, short enough that a caller that leaks is soon worth nothing. */
const callerLifeSeconds = 60;

/** Signs a caller for one operation (a compact JWS, HS256): what subgraphs believe, and nothing else. */
export async function signCaller(caller: Caller, callerSecret: string): Promise<string> {
  return new SignJWT(caller)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + callerLifeSeconds)
    .sign(new TextEncoder().encode(callerSecret));
}

/** Makes what reads a caller that `signCaller` signed. It throws Misuse `UNAUTHENTICATED` for anything else. */
export function createCallerVerifier(callerSecret: string): (token: string) => Promise<Caller> {
  const key = new TextEncoder().encode(callerSecret);
  return rememberVerified(async (token) => {
    const options = { issuer, algorithms: ['HS256'], clockTolerance: 5 };
    const verified = await jwtVerify(token, key, options).catch(() => null);
    const signed = signedShape.safeParse(verified?.payload);
    if (!signed.success) {
      throw unauthenticated('This subgraph answers its gateway only.');
    }
    const { exp, ...said } = signed.data;
    return { said, expiresAt: exp };
  });
}

/** The viewer as a user or an API client. Throws Misuse `UNAUTHENTICATED` for an anonymous caller, `FORBIDDEN` for a service. */
export function requireSignedIn(viewer: Viewer): SignedInViewer {
  if (viewer.kind === 'anonymous') {
    throw unauthenticated();
  }
  if (viewer.kind === 'service') {
    throw forbidden('This is for people and API clients.');
  }
  return viewer;
}

/** Whether the viewer may do what the scope names: people may, API clients if they were given the scope. */
export function hasScope(viewer: Viewer, scope: Scope): boolean {
  return viewer.kind === 'user' || (viewer.kind === 'client' && viewer.scopes.includes(scope));
}

/** Who acts, for what is remembered of them: `usr:` or `cli:` and the UUID. */
export function subjectOf(viewer: SignedInViewer): string {
  return `${viewer.kind === 'user' ? 'usr' : 'cli'}:${viewer.id}`;
}
