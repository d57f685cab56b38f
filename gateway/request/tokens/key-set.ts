import { importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { tokenAlgorithms, type TokenAlgorithm } from './token-issuer.ts';

/** A key of a JWKS document, and the algorithms whose signatures it verifies. */
export type VerificationKey = { jwk: JWK; algorithms: readonly TokenAlgorithm[] };

/** Limit on the keys of a document. Providers publish two or three. */
const keysMax = 100;
/** Limit on the keys that are tried for one token, where several have its `kid`, or it names none. */
const candidatesMax = 8;
/** RFC 7518, section 3.3. */
const rsaBitsMin = 2048;

const documentShape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(keysMax) });

/**
 * The keys of a JWKS document that verify signatures. Others are left out: those of other types or uses, private ones,
 * and those that cannot be imported. Throws for anything but a JWKS document.
 */
export async function parseKeySet(content: unknown): Promise<VerificationKey[]> {
  const { success, data } = documentShape.safeParse(content);
  if (!success) {
    throw new Error(`this is no JWKS document: an object with a list \`keys\` of at most ${keysMax} keys`);
  }
  const keys = await Promise.all(data.keys.map(asVerificationKey));
  return keys.flatMap((key) => key ?? []);
}

/** The keys that may have made a signature. A token without `kid` may be of any key of its algorithm. */
export function candidatesFor(
  keys: readonly VerificationKey[],
  { alg, kid }: { alg: string; kid: string | undefined },
): JWK[] {
  return keys
    .filter(({ jwk, algorithms }) => (kid === undefined || jwk.kid === kid) && algorithms.some((own) => own === alg))
    .slice(0, candidatesMax)
    .map(({ jwk }) => jwk);
}

async function asVerificationKey(jwk: JWK): Promise<VerificationKey | null> {
  const algorithms = algorithmsOf(jwk);
  const [first] = algorithms;
  const isForSignatures = (jwk.use ?? 'sig') === 'sig' && jwk.key_ops?.includes('verify') !== false;
  if (first === undefined || !isForSignatures || 'd' in jwk) {
    return null;
  }
  try {
    const key = await importJWK(jwk, first);
    return key instanceof Uint8Array || isShort(key.algorithm) ? null : { jwk, algorithms };
  } catch {
    return null;
  }
}

function algorithmsOf({ kty, crv, alg }: JWK): TokenAlgorithm[] {
  const possible = tokenAlgorithms.filter((algorithm) => {
    switch (kty) {
      case 'RSA':
        return algorithm.startsWith('RS') || algorithm.startsWith('PS');
      case 'EC':
        return curves[algorithm] === crv;
      case 'OKP':
        return algorithm === 'EdDSA' && crv === 'Ed25519';
      default:
        return false;
    }
  });
  return alg === undefined ? possible : possible.filter((algorithm) => algorithm === alg);
}

const curves: Partial<Record<TokenAlgorithm, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

function isShort(algorithm: object): boolean {
  return (
    'modulusLength' in algorithm && typeof algorithm.modulusLength === 'number' && algorithm.modulusLength < rsaBitsMin
  );
}
