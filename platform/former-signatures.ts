import { decodeProtectedHeader, jwtVerify } from 'jose';
import { clockToleranceSeconds, type VerifiedCaller } from './caller-verifier.ts';
import { callerShape, type Caller } from './caller.ts';

// Compatibility with the version before, whose services sign with a shared secret. This file can go in the next
// version, with the setting VIEWER_SECRET.

/** Signatures of the version before (HS256). They count at every receiver, and may name all but delegated callers. */
export type FormerSignatures = {
  /** Whether a signature is by the former algorithm. */
  isFormer(signed: string): boolean;
  /** Null for an invalid one. */
  verify(signed: string): Promise<VerifiedCaller | null>;
};

/** Translates the signed content of a still earlier version into a caller. Null for unknown content. */
export type CallerTranslator = (content: unknown) => Caller | null;

const algorithm = 'HS256';
const issuer = 'tributary-gateway';
const formerShape = callerShape.omit({ act: true });

/** Creates the verification of former signatures by their secret. `translate` gets signed content of another shape. */
export function acceptFormerSignatures(secret: string, translate: CallerTranslator = () => null): FormerSignatures {
  const key = new TextEncoder().encode(secret);
  const options = {
    issuer,
    algorithms: [algorithm],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp'],
  };
  return {
    isFormer: (signed) => algorithmOf(signed) === algorithm,
    verify: async (signed) => {
      const payload = (await jwtVerify(signed, key, options).catch(() => null))?.payload;
      const content = formerShape.safeParse(payload).data ?? translate(payload);
      return payload?.exp === undefined || content === null ? null : { content, expiresAt: payload.exp };
    },
  };
}

function algorithmOf(signed: string): string | undefined {
  try {
    return decodeProtectedHeader(signed).alg;
  } catch {
    return undefined;
  }
}
