import { z } from 'zod';
import { urlOf } from '@tributary/platform/config.ts';
import { headerName } from './header-rules.ts';
import { policyTimeoutMsDefault } from './policies.ts';

const policies = z
  .strictObject({
    module: z.string().min(1).optional().meta({
      description:
        'Module whose default export decides: an async function of the names of policies and of `{ claims, headers }`. It returns `{ policies: { name: true }, maxAgeSeconds }`, or only the decisions by name',
      example: './policies.js',
      pitfall: 'A policy that the answer does not name is not granted.',
    }),
    url: urlOf(['http', 'https']).optional().meta({
      description: 'URL that decides instead, by POST of `{ policies, claims, headers }`, with the same answer as JSON',
      example: 'http://policies:8080/decide',
      pitfall: 'While it cannot be reached, operations that depend on policies get 503 `SERVICE_BUSY`.',
    }),
    headers: z
      .array(headerName)
      .max(50)
      .default([])
      .meta({
        description: 'Headers of the client on which decisions may depend',
        example: ['x-region'],
        pitfall: 'Decisions are remembered per value, so a header that differs per request makes that useless.',
      }),
    timeoutMs: z.number().int().min(1).max(60_000).default(policyTimeoutMsDefault).meta({
      description: 'Deadline of a decision, in milliseconds',
      pitfall: 'Every operation that depends on a policy may wait that long.',
    }),
  })
  .refine(({ module, url }) => (module === undefined) !== (url === undefined), 'give `module` or `url`');

/** The enforcement of `@authenticated`, `@requiresScopes` and `@policy`. */
export const authorizationShape = z.strictObject({
  directives: z
    .strictObject({
      mode: z.enum(['filter', 'reject', 'dryRun']).default('filter').meta({
        description:
          'What becomes of fields that the caller may not select: they are null, the whole operation is refused, or they are only reported',
        pitfall: '`dryRun` enforces nothing.',
      }),
      errors: z.enum(['errors', 'extensions', 'disabled']).default('errors').meta({
        description:
          'Place of the entries about these fields: `errors`, `extensions.authorizationErrors`, or nowhere. `dryRun` never uses `errors`',
        pitfall: '`disabled` leaves clients with nulls that nothing explains.',
      }),
      policies: policies.optional().meta({
        description: 'The decision about `@policy`',
        pitfall: 'Without it no policy is granted.',
      }),
    })
    .prefault({})
    .meta({ description: 'The directives `@authenticated`, `@requiresScopes` and `@policy` of the supergraph' }),
});

export type AuthorizationFile = z.output<typeof authorizationShape>;
