import type { Caller } from '@tributary/platform/caller.ts';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { valueAt, type ClaimPath } from './claim-path.ts';
import type { IdentityClaims } from './token-issuer.ts';

/** The identity of a caller, without the network address of a request. */
export type Identity = Omit<Caller, 'address'>;

const scopesShape = z.union([z.array(z.string()), z.string().transform((text) => text.split(' ').filter(Boolean))]);

/**
 * The claims that differ between tokens of the same caller, or that Caller holds under other names: those of RFC 7519,
 * section 4.1, those of OpenID Connect about one sign-in or session, and those that Microsoft adds to each token.
 */
const claimsOfToken = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'],
  ...['auth_time', 'nonce', 'sid', 'session_state', 'at_hash', 'c_hash', 's_hash'],
  ...['aio', 'rh', 'uti'],
];

/** The identity in the claims of a verified token. Null for claims that break the rules. */
export function identityIn(payload: JWTPayload, rules: IdentityClaims): (Identity & { expiresAt: number }) | null {
  const { iss: issuer, exp: expiresAt } = payload;
  const subject = valueAt(payload, rules.subject);
  const tenant = rules.tenant === null ? null : valueAt(payload, rules.tenant);
  const scopes = scopesShape.safeParse((rules.scopes === null ? null : valueAt(payload, rules.scopes)) ?? []);
  if (issuer === undefined || expiresAt === undefined || !isName(subject) || !scopes.success) {
    return null;
  }
  if (tenant !== null && !isName(tenant)) {
    return null;
  }
  return { issuer, subject, tenant, scopes: scopes.data, claims: otherClaims(payload, rules), expiresAt };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The claims that the subgraphs get besides the mapped ones. An object with a mapped claim inside stays whole. */
function otherClaims(payload: JWTPayload, { subject, tenant, scopes, others }: IdentityClaims) {
  const mapped = new Set([...claimsOfToken, ...[subject, tenant, scopes].flatMap(nameOfWhole)]);
  const isGiven = others === null ? (name: string) => !mapped.has(name) : (name: string) => others.includes(name);
  return Object.fromEntries(Object.entries(payload).filter(([name]) => isGiven(name)));
}

function nameOfWhole(path: ClaimPath | null): string[] {
  return path?.length === 1 ? [path[0]] : [];
}
