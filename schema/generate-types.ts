import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { subgraphNames, subgraphSdl } from './subgraph-sources.ts';
import type { SubgraphName } from './subgraph-sources.ts';

/**
 * What the resolvers of a type are given as their parent, where it is not the type's own shape: mostly a row. An
 * import is written as seen from the generated file. A type of another subgraph, of which only the id is known
 * here, is a reference.
 */
const mappers: Record<SubgraphName, Record<string, string>> = {
  users: {
    ApiClient: '../tables.ts#ApiClientRow',
    Organization: '../tables.ts#OrganizationRow',
    User: '../tables.ts#UserRow',
  },
  accounts: {
    Account: '../tables.ts#AccountRow',
    Money: '@tributary/platform/money.ts#Money as MoneyAmount',
    User: referenceTo('User'),
  },
  ledger: {
    Account: referenceTo('Account'),
    Entry: '../read/list-entries.ts#EntryRow',
    Heartbeat: '../log/ledger-event.ts#HeartbeatEvent',
    Hold: '../log/tables.ts#HoldRow',
    HoldCaptured: "../log/ledger-event.ts#LogEvent<'HoldCaptured'>",
    HoldCreated: "../log/ledger-event.ts#LogEvent<'HoldCreated'>",
    HoldExpired: "../log/ledger-event.ts#LogEvent<'HoldExpired'>",
    HoldVoided: "../log/ledger-event.ts#LogEvent<'HoldVoided'>",
    Money: '@tributary/platform/money.ts#Money as MoneyAmount',
    Transfer: '../log/tables.ts#LogContent',
    TransferPosted: "../log/ledger-event.ts#LogEvent<'TransferPosted'>",
  },
};

/** What a scalar is in code: as an argument (`input`), and as a resolver returns it (`output`). */
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
  // Federation's own, which the generator adds to the schema by itself.
  _FieldSet: { input: 'string', output: 'string' },
};

const header = `// Generated from schema/SUBGRAPH.graphql by \`pnpm schema:types\`. Do not edit: a change begins in the schema, or in
// the mappers of schema/generate-types.ts.
`;

/** The types of a subgraph's resolvers, and the file in which they are kept, from the root of the repository. */
export type GeneratedTypes = { subgraph: SubgraphName; path: string; content: string };

/** Generates the types of every subgraph's resolvers from the SDL; writes nothing. */
export async function generateTypes(): Promise<GeneratedTypes[]> {
  return Promise.all(
    subgraphNames.map(async (subgraph) => ({
      subgraph,
      path: `subgraphs/${subgraph}/generated/schema.ts`,
      content: await typesOfSubgraph(subgraph, subgraphSdl(subgraph)),
    })),
  );
}

async function typesOfSubgraph(subgraph: SubgraphName, sdl: string): Promise<string> {
  const [output] = await generate(
    {
      // Plugins are looked for from here: they are dependencies of this package.
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      schema: sdl,
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
            makeResolverTypeCallable: true,
            // The members of an interface carry their `__typename`, so that no `__resolveType` need be written.
            resolversNonOptionalTypename: { interfaceImplementingType: true, unionMember: true },
            maybeValue: 'T | null | undefined',
            inputMaybeValue: 'T | null | undefined',
          },
        },
      },
    },
    false,
  );
  if (output === undefined) {
    throw new Error(`The generator gave no types for schema/${subgraph}.graphql.`);
  }
  return header.replace('SUBGRAPH', subgraph) + output.content;
}

function referenceTo(type: string): string {
  return `{ __typename?: '${type}'; id: string }`;
}

if (import.meta.main) {
  for (const { path, content } of await generateTypes()) {
    const file = new URL(`../${path}`, import.meta.url);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, content);
    console.log(`Wrote ${path}`);
  }
}
