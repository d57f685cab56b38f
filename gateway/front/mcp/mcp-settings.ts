import { urlOf } from '@tributary/platform/config.ts';
import { z } from 'zod';
import { callerExpression } from '../../request/caller-expression.ts';

const operationNames = z.array(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a public operation')).max(1_000);

/** Settings of the endpoint for agents. */
export const mcpShape = z
  .strictObject({
    mutations: z
      .strictObject({
        callers: callerExpression.meta({
          description:
            'CEL expression over `claims`, `scopes`, `issuer`, `subject` and `tenant` of the verified token: the callers who get mutations',
          example: "subject == 'cli_01j9zq3v'",
          pitfall: '`true` gives mutations to every agent of every caller.',
        }),
        operations: operationNames.optional().meta({
          description: 'The names of the mutations that they get. All by default',
          example: ['CreateTransfer'],
          pitfall: 'With this list, `run_query` takes no mutations, since a document can name any.',
        }),
      })
      .optional()
      .meta({ description: 'Mutations. None by default' }),
    excludeOperations: operationNames.default([]).meta({
      description: 'Names of public operations that are no tools',
      example: ['SignIn'],
    }),
    searchSchema: z.boolean().default(false).meta({
      description: 'Whether there is the tool `search_schema`, and the schema as a resource',
      pitfall: 'Callers see what introspection would show them, even where introspection is off.',
    }),
    runQuery: z.boolean().default(false).meta({
      description: 'Whether there is the tool `run_query`, which executes any query within the limits of the gateway',
      pitfall: 'With trusted documents, queries that are none are refused here too.',
    }),
    anonymous: z.boolean().default(false).meta({
      description: 'Whether callers without a token are served. Without an issuer of tokens they always are',
    }),
    guides: z
      .array(z.string().min(1))
      .max(50)
      .default([])
      .meta({
        description: 'Markdown files that agents can read as resources. Read at the start',
        example: ['docs/errors.md'],
        pitfall: 'One that cannot be read, or is larger than `resultBytesMax`, stops the start.',
      }),
    resultBytesMax: z
      .number()
      .int()
      .min(1024)
      .max(16 * 1024 * 1024)
      .default(256 * 1024)
      .meta({
        description: 'Greatest size of the result of a tool, in bytes',
        pitfall: 'A larger result is an error that tells the agent to ask for smaller pages.',
      }),
    url: urlOf(['http', 'https']).optional().meta({
      description:
        'URL of the endpoint as clients know it, for the metadata of OAuth (RFC 9728). By default the host of the request and `/mcp`',
      example: 'https://api.example.com/mcp',
    }),
    authorizationServers: z
      .array(urlOf(['http', 'https']))
      .max(20)
      .optional()
      .meta({
        description:
          'Authorization servers in the metadata of OAuth. By default the issuers of `authentication` whose names are URLs',
        example: ['https://login.example.com'],
      }),
  })
  .optional()
  .meta({
    description:
      'The endpoint for agents at `/mcp` (Model Context Protocol), whose tools are the public operations. None without it; `{}` opens it',
    example: { runQuery: true },
    pitfall: 'Without `publicOperations` there are no operations as tools.',
  });

export type McpSettings = NonNullable<z.output<typeof mcpShape>>;
