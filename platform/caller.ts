import { z } from 'zod';
import { networkOf } from './network.ts';
import { Misuse } from './errors.ts';

/** The shape of `Caller`, as it is signed. */
export const callerShape = z.object({
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  tenant: z.string().nullable(),
  scopes: z.array(z.string()).readonly(),
  claims: z.record(z.string(), z.unknown()).readonly(),
  expiresAt: z.number().nullable(),
  address: z.string().nullable(),
  act: z.object({ sub: z.string() }).optional(),
});

/**
 * The caller of a request, as a verified token names them. Subject, tenant, scopes and claims are opaque here: only the
 * subgraphs know their meaning. `issuer` and `subject` are null for an anonymous caller. `claims` holds the claims that
 * are the same in every token of the caller, so that a new token does not look like another caller. `expiresAt` is the
 * end of the token in seconds since 1970, null if there is none; `address` is the network address that the request came
 * from. `act` is there for a delegated caller (RFC 8693, section 4.1): `sub` is the service that acts for them.
 */
export type Caller = z.output<typeof callerShape>;

export const anonymousCaller: Caller = {
  issuer: null,
  subject: null,
  tenant: null,
  scopes: [],
  claims: {},
  expiresAt: null,
  address: null,
};

/** The key of a caller for fair shares: who they are, or the network of their address. */
export function clientOf({ issuer, tenant, subject, address }: Caller): string {
  return subject === null
    ? `address ${address === null ? 'unknown' : networkOf(address)}`
    : JSON.stringify([issuer, tenant, subject]);
}

/**
 * The generation of the caller's token: the claim `generation`, 0 without one. A revocation names the least generation
 * of its subject that is still valid. A number that only grows needs no clocks that agree.
 */
export function generationOf({ claims }: Pick<Caller, 'claims'>): number {
  const { generation } = claims;
  return typeof generation === 'number' && Number.isSafeInteger(generation) ? generation : 0;
}

/**
 * The key in `extensions` of an error by which a subgraph refuses the caller, and not the operation. No operation of
 * this caller would be answered.
 */
export const callerRefusedKey = 'callerRefused';

/**
 * The error for a caller with a verified token whose claims this graph does not accept, or who was revoked. The gateway
 * answers it like a bad token.
 */
export function callerRefused(message: string): Misuse {
  return new Misuse('UNAUTHENTICATED', message, { [callerRefusedKey]: true });
}

/** The key in `extensions` of an error by which a receiver refuses the signature of a service, and no caller. */
export const signatureRefusedKey = 'signatureRefused';

/** The error while it is not known whether the caller was revoked. It says nothing of the credentials. */
export function callerNotJudged(message: string): Misuse {
  return new Misuse('SERVICE_BUSY', message, { [callerRefusedKey]: true });
}

/** The HTTP status of an error by which a subgraph refuses the caller; null for another error. */
export function statusOfRefusedCaller(extensions: Readonly<Record<string, unknown>> | undefined): 401 | 503 | null {
  if (extensions?.[callerRefusedKey] !== true) {
    return null;
  }
  return extensions['code'] === 'SERVICE_BUSY' ? 503 : 401;
}
