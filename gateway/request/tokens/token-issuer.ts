import type { KeyLocation } from '@tributary/platform/key-source.ts';
import type { JSONWebKeySet } from 'jose';
import type { ClaimPath } from './claim-path.ts';

/**
 * The permitted algorithms of token signatures (RFC 7518, RFC 8037). Symmetric ones are missing, since the keys are
 * public.
 */
export const tokenAlgorithms = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
] as const;

export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** The claims of a token that say who the caller is. */
export type IdentityClaims = {
  subject: ClaimPath;
  /** The tenant, a text that each token must have. Null for a graph without tenants. */
  tenant: ClaimPath | null;
  /** A list of texts, or one text with spaces between them. Null for a graph without scopes. */
  scopes: ClaimPath | null;
  /** The names of the further claims that the subgraphs get. Null: all that are the same in each token of a caller. */
  others: readonly string[] | null;
};

/** An issuer of access tokens, and the rules for its tokens. */
export type TokenIssuer = {
  /** The value of `iss`. */
  issuer: string;
  /** Places with a JWKS document (RFC 7517). */
  jwks: readonly KeyLocation<JSONWebKeySet>[];
  /**
   * The audiences of access tokens, of which a token names one. Tickets for streams have the audience
   * `<audience>/streams`, so that neither is accepted as the other.
   */
  audiences: readonly string[];
  algorithms: readonly TokenAlgorithm[];
  /** The permitted values of the header `typ`, in lower case. A token without it is a `jwt`. */
  types: readonly string[];
  clockToleranceSeconds: number;
  claims: IdentityClaims;
};

export const tokenTypesDefault = ['jwt', 'at+jwt'];
export const clockToleranceSecondsDefault = 5;

/** The issuer of Tributary's own tokens, which is the users subgraph. */
export function ownIssuer(jwks: KeyLocation<JSONWebKeySet>): TokenIssuer {
  return {
    issuer: 'tributary',
    jwks: [jwks],
    audiences: ['tributary'],
    algorithms: ['EdDSA'],
    types: tokenTypesDefault,
    clockToleranceSeconds: clockToleranceSecondsDefault,
    claims: { subject: ['sub'], tenant: ['org'], scopes: ['scopes'], others: null },
  };
}

/** The audience of an issuer's tickets for streams, by the audience of its access tokens. */
export function ticketAudience(audience: string): string {
  return `${audience}/streams`;
}
