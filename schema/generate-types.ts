import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { subgraphNames, subgraphSdl } from './subgraph-sources.ts';
import type { SubgraphName } from './subgraph-sources.ts';

/**
 * What the resolvers of a type are given as their parent, where it is not the type's own shape: mostly a row. An
 * import is written as seen from the generated file. A type whose fields are resolved one by one from an id alone
 * is `{ id: string }`.
 */
const mappers: Record<SubgraphName, Record<string, string>> = {
  users: {
    ApiClient: '../tables.ts#ApiClientRow',
    Organization: '../tables.ts#OrganizationRow',
    User: '../tables.ts#UserRow',
  },
  accounts: {
    Account: '../tables.ts#AccountRow',
    User: '{ id: string }',
  },
  ledger: {
    Account: '{ id: string }',
    Hold: '../tables.ts#HoldRow',
    Transfer: '../tables.ts#LogRow',
  },
};

/** What the scalars are in code: as arguments (`input`), and as resolvers return them (`output`). */
const scalars = {
  ID: { input: 'string', output: 'string' },
  String: { input: 'string', output: 'string' },
  Boolean: { input: 'boolean', output: 'boolean' },
  Int: { input: 'number', output: 'number' },
  Float: { input: 'number', output: 'number' },
  BigInt: { input: 'bigint', output: 'bigint' },
  CurrencyCode: { input: 'string', output: 'string' },
  DateTime: { input: 'Date', output: 'Date' },
  Decimal: { input: 'string', output: 'string' },
  Metadata: { input: 'Record<string, string>', output: 'Record<string, string>' },
};

/** The types of a subgraph's resolvers, and where they are kept. */
export type GeneratedTypes = { subgraph: SubgraphName; file: URL; content: string };

/** Generates the types of every subgraph's resolvers from its SDL; writes nothing. */
export async function generateTypes(): Promise<GeneratedTypes[]> {
  return Promise.all(
    subgraphNames.map(async (subgraph) => ({
      subgraph,
      file: new URL(`../subgraphs/${subgraph}/generated/schema.ts`, import.meta.url),
      content: await generateTypesOfSubgraph(subgraph),
    })),
  );
}

async function generateTypesOfSubgraph(subgraph: SubgraphName): Promise<string> {
  const outputs = await generate(
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      schema: subgraphSdl(subgraph),
      silent: true,
      importExtension: '.ts',
      emitLegacyCommonJSImports: false,
      generates: {
        'schema.ts': {
          plugins: ['typescript', 'typescript-resolvers'],
          config: {
            federation: true,
            contextType: '../context.ts#Context',
            mappers: mappers[subgraph],
            scalars,
            strictScalars: true,
            defaultScalarType: 'unknown',
            enumsAsTypes: true,
            useTypeImports: true,
            noSchemaStitching: true,
            maybeValue: 'T | null | undefined',
            inputMaybeValue: 'T | null | undefined',
          },
        },
      },
    },
    false,
  );
  return outputs[0].content;
}

for (const { file, content } of await generateTypes()) writeFileSync(file, content);
