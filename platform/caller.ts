import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Misuse, unauthenticated } from './errors.ts';
import { cacheVerified } from './verified-tokens.ts';

const callerShape = z.object({
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  tenant: z.string().nullable(),
  scopes: z.array(z.string()).readonly(),
  claims: z.record(z.string(), z.unknown()).readonly(),
  expiresAt: z.number().nullable(),
  address: z.string().nullable(),
});

/**
 * The caller of a request, as a verified token names them. Subject, tenant, scopes and claims are opaque here: only the
 * subgraphs know their meaning. `issuer` and `subject` are null for an anonymous caller. `claims` holds the claims that
 * are the same in every token of the caller, so that a new token does not look like another caller. `expiresAt` is the
 * end of the token in seconds since 1970, null if there is none; `address` is the network address that the request came
 * from.
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

/** The issuer of signatures, which is the gateway whatever the issuer of the caller's token. */
const signer = 'tributary-gateway';
/** Long enough for clocks that differ a little, and short enough that a leaked signature is soon worthless. */
const signatureLifeSeconds = 60;

/** Signs a caller for one operation (a compact JWS, HS256). A subgraph believes this signature and nothing else. */
export async function signCaller(caller: Caller, callerSecret: string): Promise<string> {
  return new SignJWT(caller)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(signer)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + signatureLifeSeconds)
    .sign(new TextEncoder().encode(callerSecret));
}

/** Translates the signed content of another version's gateway into a caller. Null for unknown content. */
export type CallerTranslator = (content: unknown) => Caller | null;

/**
 * Creates the verifier for signatures of `signCaller`. It throws Misuse `UNAUTHENTICATED` for any other. `translate`
 * gets signed content of another shape.
 */
export function createCallerVerifier(
  callerSecret: string,
  translate: CallerTranslator = () => null,
): (token: string) => Promise<Caller> {
  const key = new TextEncoder().encode(callerSecret);
  return cacheVerified(async (token) => {
    const options = { issuer: signer, algorithms: ['HS256'], clockTolerance: 5, requiredClaims: ['exp'] };
    const content = (await jwtVerify(token, key, options).catch(() => null))?.payload;
    const caller = callerShape.safeParse(content).data ?? translate(content);
    if (content?.exp === undefined || caller === null) {
      throw unauthenticated('This subgraph answers its gateway only.');
    }
    return { content: caller, expiresAt: content.exp };
  });
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
