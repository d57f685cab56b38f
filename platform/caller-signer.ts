import { createHash, sign } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.ts';
import { rememberedBy } from './remembered-by.ts';
import type { ServiceKey } from './service-key.ts';

/** The media type of a signed caller (RFC 8725, section 3.11), so that no other token of a service passes for one. */
export const signedCallerType = 'caller+jwt';
/**
 * The claim with the SHA-256 of a forwarded signature. That signature comes before the forwarding one, and not inside
 * it, where Base64 would make it longer by a third: a caller with a thousand accounts nearly fills the headers.
 */
export const forwardedClaim = 'forwarded_hash';
/** Stands between a forwarded signature and the one that forwards it, as in RFC 9901. */
export const forwardedSeparator = '~';
/** Long enough for retries and for clocks that differ a little. A leaked signature is soon worthless. */
export const signatureLifeSeconds = 60;
/**
 * The audience of requests to the routes of the issuer of access tokens. They are no operations of a subgraph, and an
 * issuer need not be one.
 */
export const issuerAudience = 'tributary:issuer';

/** Well within the lifetime of a signature. */
const reuseMs = 10_000;
const charactersMax = 8_000_000;

/** Signs callers for receivers (a compact JWS, EdDSA). A receiver is the subgraph of that name, and no other. */
export type CallerSigner = {
  /** Signs a caller. The same signature is given for ten seconds. */
  sign(caller: Caller, receiver: string): string;
  /**
   * Signs that a caller is forwarded whom another service named to this one. `signed` is the signature of that service,
   * which is the proof: a service cannot forward anybody else.
   */
  forward(signed: string, receiver: string): string;
};

/** Creates the signer of a service. `key` is called for each signature, since keys change. */
export function createCallerSigner({ service, key }: { service: string; key: () => ServiceKey }): CallerSigner {
  const signatures = new LRUCache<string, { signature: string; until: number }>({
    maxSize: charactersMax,
    sizeCalculation: ({ signature }, cacheKey) => signature.length + cacheKey.length,
  });
  const signatureOf = (content: string, receiver: string): string => {
    const current = key();
    const cacheKey = `${current.kid} ${content} ${receiver}`;
    const cached = signatures.get(cacheKey);
    if (cached !== undefined && performance.now() < cached.until) {
      return cached.signature;
    }
    const now = Math.floor(Date.now() / 1_000);
    const about = { iss: service, aud: receiver, iat: now, exp: now + signatureLifeSeconds };
    const signature = signToken(current, `${content.slice(0, -1)},${JSON.stringify(about).slice(1)}`);
    signatures.set(cacheKey, { signature, until: performance.now() + reuseMs });
    return signature;
  };
  const contentOf = rememberedBy((caller: Caller) => JSON.stringify(caller));
  return {
    sign: (caller, receiver) => signatureOf(contentOf(caller), receiver),
    forward: (signed, receiver) => {
      const content = JSON.stringify({ [forwardedClaim]: hashOf(signed) });
      return `${signed}${forwardedSeparator}${signatureOf(content, receiver)}`;
    },
  };
}

/** The value of the claim of a forwarded signature. */
export function hashOf(signed: string): string {
  return createHash('sha256').update(signed).digest('base64url');
}

/** The signer of a service that has no key. It throws, since such a service calls no other. */
export function noSigner(service: string): CallerSigner {
  const refuse = () => {
    throw new Error(`${service} has no key to sign callers with`);
  };
  return { sign: refuse, forward: refuse };
}

/** Synchronous, since Node.js signs in half the time that WebCrypto takes for its way to a thread. */
function signToken({ kid, privateKey }: ServiceKey, payload: string): string {
  const header = JSON.stringify({ alg: 'EdDSA', typ: signedCallerType, kid });
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
