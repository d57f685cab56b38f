import { z } from 'zod';

/** The way in which documents are treated that are in no manifest. */
export const documentModes = ['off', 'prefer', 'log', 'only'] as const;
export type DocumentMode = (typeof documentModes)[number];

/** Settings of trusted documents. */
export const documentsShape = z
  .strictObject({
    manifests: z
      .array(z.string().min(1))
      .min(1)
      .max(100)
      .meta({
        description:
          'Files and folders with the trusted documents: a manifest of Apollo, of Relay or of GraphQL Code Generator (`client` preset) in JSON, a `.graphql` file, or a folder of these. Paths are relative to the working directory, and changes are followed',
        example: ['persisted-query-manifest.json'],
        pitfall:
          'Manifests with a problem stop the start. Later they are logged, and the old documents stay. Write a new file beside the old one, and rename it.',
      }),
    mode: z.enum(documentModes).default('prefer').meta({
      description:
        'Treatment of clients that `clients` does not name. `off`: ids of manifests are unknown. `prefer`: ids work, and other documents do too. `log`: the same, and other documents are logged. `only`: other documents are refused',
      pitfall: '`only` refuses the explorer and introspection, unless a manifest has their documents.',
    }),
    clients: z
      .record(z.string(), z.enum(documentModes))
      .default({})
      .meta({
        description: 'Modes of single clients, by their name',
        example: { 'ios-app': 'only' },
        pitfall:
          'A client chooses its name itself. `only` protects where it is the `mode`; name clients with another mode only if a proxy sets the header.',
      }),
    requireId: z.boolean().default(false).meta({
      description: 'Whether `only` also refuses trusted documents that are sent as text instead of by their id',
      pitfall: 'Clients without support for ids are refused.',
    }),
    bytesMax: z
      .number()
      .int()
      .positive()
      .default(8 * 1024 * 1024)
      .meta({
        description: 'Greatest size of all manifests, in bytes',
        pitfall:
          'They are kept in memory about three times, and a large file in JSON blocks requests while it is parsed.',
      }),
    documentsMax: z.number().int().positive().default(10_000).meta({
      description: 'Greatest number of documents in all manifests',
    }),
    warmDocuments: z.number().int().min(0).max(100_000).default(500).meta({
      description: 'Number of documents that are planned before new manifests are served, in their order',
      pitfall: 'More documents delay the start, and new manifests.',
    }),
    warmMs: z.number().int().min(0).max(600_000).default(10_000).meta({
      description: 'Time for it, in milliseconds. The rest is planned at the first request',
    }),
  })
  .optional()
  .meta({
    description: 'Trusted documents, which clients send by their id. Without it every document is executed',
    example: { manifests: ['persisted-query-manifest.json'], mode: 'only' },
  });

export type DocumentsSettings = NonNullable<z.output<typeof documentsShape>>;
