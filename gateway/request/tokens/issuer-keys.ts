import { KeySource, type KeyTiming } from '@tributary/platform/key-source.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { Gauge, type Registry } from '@tributary/platform/metrics.ts';
import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { candidatesFor, parseKeySet, type VerificationKey } from './key-set.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** An issuer with its keys. */
export type IssuerKeys = {
  rules: TokenIssuer;
  /**
   * The content of a token for one of the audiences. Null for an invalid token. Throws KeysMissing if the keys for it
   * cannot be had.
   */
  verify(token: string, options: { audience: string[]; maxTokenAge?: number }): Promise<JWTPayload | null>;
  /** Whether all keys were loaded at least once. */
  wereLoaded(): boolean;
  /** The number of valid keys. */
  keyCount(): number;
  /** The valid keys. Null while there are none. */
  publicKeys(): JSONWebKeySet | null;
  close(): void;
};

/** The keys of an issuer cannot be had at the moment, which says nothing of a token. */
export class KeysMissing extends Error {
  override name = 'KeysMissing';
}

/** Opens the keys of an issuer. */
export function openIssuerKeys(
  rules: TokenIssuer,
  { log, timing }: { log: Logger; timing?: Partial<KeyTiming> | undefined },
): IssuerKeys {
  const { issuer, algorithms, types, clockToleranceSeconds: clockTolerance } = rules;
  const sources = rules.jwks.map(
    (location) =>
      new KeySource({
        owner: issuer,
        location,
        timing,
        parse: parseKeySet,
        withoutKeys: 'its tokens get 503 until there are',
        log,
      }),
  );
  const allKeys = (): VerificationKey[] => sources.flatMap(({ keys }) => keys);

  /** The keys that may have signed a token. None if the issuer has no such key. */
  const candidates = async (header: { alg: string; kid: string | undefined }): Promise<JWK[]> => {
    const known = candidatesFor(allKeys(), header);
    if (known.length > 0) {
      return known;
    }
    await Promise.all(sources.map((source) => source.refresh()));
    const found = candidatesFor(allKeys(), header);
    if (found.length === 0 && sources.some(({ isCurrent }) => !isCurrent)) {
      throw new KeysMissing(`the keys of ${issuer} cannot be had at the moment`);
    }
    return found;
  };

  return {
    rules,
    verify: async (token, { audience, maxTokenAge }) => {
      const { alg, kid, typ = 'jwt' } = headerOf(token) ?? {};
      const isPermitted = algorithms.some((permitted) => permitted === alg) && types.includes(typ.toLowerCase());
      if (alg === undefined || !isPermitted) {
        return null;
      }
      const options: JWTVerifyOptions = { issuer, audience, algorithms: [...algorithms], clockTolerance };
      return verifyByOne(
        token,
        await candidates({ alg, kid }),
        maxTokenAge === undefined ? options : { ...options, maxTokenAge: maxTokenAge - clockTolerance },
      );
    },
    wereLoaded: () => sources.every(({ wasLoaded }) => wasLoaded),
    keyCount: () => allKeys().length,
    publicKeys: () => {
      const keys = allKeys().map(({ jwk }) => jwk);
      return keys.length === 0 ? null : { keys };
    },
    close: () => sources.forEach((source) => source.close()),
  };
}

/** Registers the metric of all issuers. */
export function registerKeyMetrics(metrics: Registry | undefined, issuers: readonly IssuerKeys[]): void {
  if (metrics === undefined || issuers.length === 0) {
    return;
  }
  const gauge: Gauge = new Gauge({
    name: 'tributary_gateway_issuer_keys',
    help: 'Number of valid keys of an issuer of access tokens. Its tokens get 503 while there are none',
    labelNames: ['issuer'],
    registers: [metrics],
    collect: () => {
      for (const { rules, keyCount } of issuers) {
        gauge.set({ issuer: rules.issuer }, keyCount());
      }
    },
  });
}

function headerOf(token: string) {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    return { alg, kid, ...(typ === undefined ? {} : { typ }) };
  } catch {
    return null;
  }
}

/** The content of a token by the first key that made its signature. Null if none did, or if a rule is broken. */
async function verifyByOne(token: string, keys: readonly JWK[], options: JWTVerifyOptions): Promise<JWTPayload | null> {
  for (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) {
        throw error;
      }
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) {
        return null;
      }
    }
  }
  return null;
}
