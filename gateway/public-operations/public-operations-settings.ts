import { z } from 'zod';

/** Settings of public operations. */
export const publicOperationsShape = z
  .strictObject({
    manifests: z
      .array(z.string().min(1))
      .min(1)
      .max(100)
      .meta({
        description:
          'Files and folders with the operations, as for `documents.manifests`. Fragments of `.graphql` files are shared, and `examples.json` of a folder has examples. Paths are relative to the working directory, and changes are followed',
        example: ['schema/operations'],
        pitfall:
          'An operation without a name or a description, or that the supergraph cannot answer, is left out and logged.',
      }),
    bytesMax: z
      .number()
      .int()
      .positive()
      .default(2 * 1024 * 1024)
      .meta({ description: 'Greatest size of all their files, in bytes' }),
    documentsMax: z.number().int().positive().max(10_000).default(1_000).meta({
      description: 'Greatest number of their documents',
    }),
    warmMs: z.number().int().min(0).max(600_000).default(10_000).meta({
      description:
        'Time for planning them after the start and after each change, in milliseconds. The rest is planned at the first request',
    }),
  })
  .optional()
  .meta({
    description:
      'Public operations: the named operations from which other interfaces to the graph are made. None without it',
    example: { manifests: ['schema/operations'] },
  });

export type PublicOperationsSettings = NonNullable<z.output<typeof publicOperationsShape>>;
