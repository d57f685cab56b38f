import { urlOf } from '@tributary/platform/config.ts';
import { z } from 'zod';
import { headerName } from './header-rules.ts';
import { claimPath } from './tokens/claim-path.ts';
import { sourcesDefault } from './tokens/credentials.ts';
import {
  clockToleranceSecondsDefault,
  ticketAudience,
  tokenAlgorithms,
  tokenTypesDefault,
} from './tokens/token-issuer.ts';

const name = z.string().min(1).max(1_000);
const prefix = z
  .string()
  .regex(/^[\w-]+$/, 'must be one word')
  .nullable()
  .default(null);

const jwksShape = z.union(
  [z.strictObject({ url: urlOf(['http', 'https']) }), z.strictObject({ file: z.string().min(1) })],
  'must be {"url": …} or {"file": …}',
);

const claimsShape = z.strictObject({
  subject: claimPath.prefault('sub').meta({
    description: 'Claim with the subject, a text. Dots lead into objects; `/` begins a JSON pointer',
    example: '/https:~1~1example.com~1user',
  }),
  tenant: claimPath.nullable().default(null).meta({
    description: 'Claim with the tenant, a text; null if tokens name none',
    example: 'org.id',
    pitfall: 'A token without this claim is refused.',
  }),
  scopes: claimPath.nullable().prefault('scope').meta({
    description: 'Claim with the scopes, a list of texts or one text with spaces between; null if tokens name none',
  }),
  others: z
    .array(name)
    .max(100)
    .nullable()
    .default(null)
    .meta({
      description: 'Further claims that subgraphs get; null: all but those that differ between tokens of one caller',
      example: ['email', 'groups'],
      pitfall: 'A claim that differs from token to token makes each token a caller of its own for caches and streams.',
    }),
});

const issuerShape = z.strictObject({
  issuer: name.meta({ description: 'Issuer as its tokens name it (`iss`)', example: 'https://login.example.com' }),
  jwks: z
    .array(jwksShape)
    .min(1)
    .max(10)
    .meta({
      description: 'Places of its public keys: JWKS documents at URLs, or in files, which are read again every 5 s',
      example: [{ url: 'https://login.example.com/jwks.json' }],
      pitfall: 'Until each was loaded once, the gateway is not ready. Tokens whose keys cannot be had get 503.',
    }),
  audiences: z
    .array(name)
    .min(1)
    .max(20)
    .refine((all) => !all.some((audience) => all.includes(ticketAudience(audience))), {
      error: 'must not have an audience and its audience of tickets, `<audience>/streams`',
    })
    .meta({
      description: 'Audiences, of which a token names one (`aud`); tickets for streams name `<audience>/streams`',
      example: ['shop'],
      pitfall: 'The client id of a sign-in page would admit its ID tokens.',
    }),
  algorithms: z
    .array(z.enum(tokenAlgorithms))
    .min(1)
    .default(['RS256', 'ES256', 'EdDSA'])
    .meta({ description: 'Signature algorithms that are accepted' }),
  types: z
    .array(name.toLowerCase())
    .min(1)
    .default([...tokenTypesDefault])
    .meta({
      description: 'Types of tokens that are accepted (`typ`); one without a type is a `jwt`',
      example: ['at+jwt'],
    }),
  clockToleranceSeconds: z
    .number()
    .int()
    .min(0)
    .max(300)
    .default(clockToleranceSecondsDefault)
    .meta({ description: 'Seconds by which the clocks of issuer and gateway may differ' }),
  claims: claimsShape.prefault({}).meta({ description: 'Claims that identify the caller' }),
});

const sourceShape = z.union(
  [
    z.strictObject({
      header: headerName.refine((header) => header !== 'cookie', 'name the cookie: {"cookie": …}'),
      prefix,
    }),
    z.strictObject({ cookie: z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a cookie') }),
    z.strictObject({ connectionInit: name, prefix }),
  ],
  'must be {"header": …}, {"cookie": …} or {"connectionInit": …}',
);

/** The settings of a file. */
export const authenticationShape = z
  .strictObject({
    issuers: z
      .array(issuerShape)
      .max(50)
      .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'must name each issuer once')
      .default([])
      .meta({
        description: 'Issuers of access tokens. `JWKS_URL` adds the issuer `tributary`, with the rules of its tokens',
        pitfall: 'A token of another issuer is refused with `UNAUTHENTICATED`.',
      }),
    sources: z
      .array(sourceShape)
      .min(1)
      .max(10)
      .default([...sourcesDefault])
      .meta({
        description:
          'Places of the token, the first that has one: a header, a cookie, or a member of the payload of `connection_init`',
        example: [{ header: 'authorization', prefix: 'Bearer' }, { cookie: '__Host-token' }],
        pitfall:
          'A cookie counts only for pages of this host and of `cors.origins`, which must not be `*` then. Turn compression off if answers repeat secrets.',
      }),
    required: z.boolean().default(false).meta({
      description: 'Whether anonymous callers are refused with 401',
      pitfall: 'A mutation that signs people in is refused as well.',
    }),
  })
  .prefault({})
  .meta({ description: 'Verification of access tokens. Without an issuer every caller is anonymous' });
