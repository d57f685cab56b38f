import { verify } from 'node:crypto';
import { z } from 'zod';
import { forwardedClaim, forwardedSeparator, hashOf, signatureLifeSeconds, signedCallerType } from './caller-signer.ts';
import { callerShape, type Caller } from './caller.ts';
import { unauthenticated } from './errors.ts';
import type { FormerSignatures } from './former-signatures.ts';
import type { Logger } from './logging.ts';
import { forwarding, type SpeakingRules, type TrustedKey } from './trusted-keys.ts';
import { cacheVerified } from './verified-tokens.ts';

/** Verifies a signed caller. Throws Misuse `UNAUTHENTICATED` for any but a valid one. */
export type VerifyCaller = (signed: string) => Promise<Caller>;

/** The services that receivers in this process believe, and whom each may name. */
export type Trust = {
  /** The verifier of a receiver: the subgraph of this name. Signatures for others are refused. */
  verifierFor(receiver: string): VerifyCaller;
};

export type TrustSettings = {
  /** The trusted keys at the moment. `refresh` reads them again, at most once in a while. */
  trusted: { readonly keys: readonly TrustedKey[]; refresh(): Promise<void> };
  rules: SpeakingRules;
  /** Signatures of the version before. Null: they are refused. */
  former?: FormerSignatures | null;
  log: Logger;
};

/** A verified signature. It counts until `expiresAt`, in seconds since 1970. */
export type VerifiedCaller = { content: Caller; expiresAt: number };

export const clockToleranceSeconds = 5;
/** Far above what fits into the headers of a request. */
const charactersMax = 128 * 1024;
const complainEveryMs = 60_000;

/** Other parameters are refused, `crit`, `jwk`, `jku` and `x5u` among them: the key is found by `kid` alone. */
const headerShape = z.strictObject({ alg: z.literal('EdDSA'), typ: z.literal(signedCallerType), kid: z.string() });
const claimsShape = z.object({
  iss: z.string(),
  aud: z.string(),
  iat: z.number().int(),
  nbf: z.number().int().optional(),
  exp: z.number().int(),
  [forwardedClaim]: z.string().optional(),
});

/** Creates the trust of a process in other services. */
export function createTrust({ trusted, rules, former = null, log }: TrustSettings): Trust {
  const findKey = (kid: string) => trusted.keys.find((key) => key.kid === kid);
  const complain = createComplaint(log);

  /** A token for a receiver, with the key that signed it. Null for one that does not count. */
  const verifyToken = async (signed: string, receiver: string): Promise<VerifiedToken | null> => {
    const token = parseToken(signed);
    if (token === null) {
      return null;
    }
    if (findKey(token.kid) === undefined) {
      await trusted.refresh();
    }
    const key = findKey(token.kid);
    if (key === undefined || !verify(null, token.signed, key.publicKey, token.signature)) {
      return null;
    }
    const payload = parseJson(token.payload);
    const claims = claimsShape.safeParse(payload).data;
    return claims?.iss === key.service && claims.aud === receiver && isInForce(claims)
      ? { key, payload, claims }
      : null;
  };

  /** The caller whom a service names to a receiver. Null also if its key may not name them. */
  const verifyNamed = async (signed: string, receiver: string): Promise<VerifiedCaller | null> => {
    if (former?.isFormer(signed) === true) {
      return former.verify(signed);
    }
    const token = await verifyToken(signed, receiver);
    const content = callerShape.safeParse(token?.payload).data;
    if (token === null || content === undefined) {
      return null;
    }
    const { key, claims } = token;
    const mayName = key.says.some((word) => rules[word]?.(content, key.service) === true);
    return mayName ? { content, expiresAt: claims.exp } : complain(key);
  };

  /** The caller whom another service named to the one that forwards them. */
  const verifyForwarded = async (named: string, signed: string, receiver: string): Promise<VerifiedCaller | null> => {
    const token = await verifyToken(signed, receiver);
    if (token === null || token.claims[forwardedClaim] !== hashOf(named)) {
      return null;
    }
    const { key } = token;
    return key.says.includes(forwarding) ? verifyNamed(named, key.service) : complain(key);
  };

  return {
    verifierFor: (receiver) =>
      cacheVerified(async (text) => {
        const [named = '', signed, ...others] = text.length > charactersMax ? [] : text.split(forwardedSeparator);
        const verified =
          signed === undefined
            ? await verifyNamed(named, receiver)
            : others.length === 0
              ? await verifyForwarded(named, signed, receiver)
              : null;
        if (verified === null) {
          throw unauthenticated('This subgraph answers its gateway only.');
        }
        return verified;
      }),
  };
}

/**
 * Whether a signature counts now. One that counts for longer than a service signs was not made by this code. `iat` is
 * not compared with the clock, so that a receiver whose clock is behind works.
 */
function isInForce({ iat, nbf, exp }: { iat: number; nbf?: number | undefined; exp: number }): boolean {
  const now = Date.now() / 1_000;
  const hasBegun = nbf === undefined || nbf - clockToleranceSeconds <= now;
  return hasBegun && now < exp + clockToleranceSeconds && exp - iat <= signatureLifeSeconds;
}

type VerifiedToken = { key: TrustedKey; payload: unknown; claims: z.output<typeof claimsShape> };

type Token = { kid: string; signed: Buffer; payload: string; signature: Buffer };

/** The parts of a compact JWS. Null for anything else, and for headers that a service never writes. */
function parseToken(text: string): Token | null {
  if (!/^[\w-]+\.[\w-]+\.[\w-]{86}$/.test(text)) {
    return null;
  }
  const [header = '', payload = '', signature = ''] = text.split('.');
  const { data } = headerShape.safeParse(parseJson(decode(header)));
  return data === undefined
    ? null
    : {
        kid: data.kid,
        signed: Buffer.from(text.slice(0, text.lastIndexOf('.'))),
        payload: decode(payload),
        signature: Buffer.from(signature, 'base64url'),
      };
}

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Logs that a service named somebody whom its key may not name, once a minute for each key. The result is null, since
 * such a signature counts as little as a forged one.
 */
function createComplaint(log: Logger): (key: TrustedKey) => null {
  const complainedAt = new WeakMap<TrustedKey, number>();
  return (key) => {
    const now = performance.now();
    if (now - (complainedAt.get(key) ?? -Infinity) >= complainEveryMs) {
      complainedAt.set(key, now);
      const { service, kid, says } = key;
      log.warn({ service, kid, says }, 'a service named a caller whom its key may not name; the caller was refused');
    }
    return null;
  };
}
