import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { createCommand } from '@tributary/platform/command-line.ts';
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
    Money: '@tributary/domain/money.ts#Money as MoneyAmount',
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
    Money: '@tributary/domain/money.ts#Money as MoneyAmount',
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

const header = (subgraph: SubgraphName): string =>
  `// Generated from schema/${subgraph}.graphql by \`pnpm schema:types\`. Do not edit: a change begins in the schema, or in
// the mappers of schema/generate-types.ts.
`;

const importOfTypes = "import type * as Types from './schema.ts';\n";

/** A file of types of a subgraph, its path from the root of the repository. */
export type GeneratedTypes = { subgraph: SubgraphName; path: string; content: string };

/** Generates the types of every subgraph from the SDL: those of the schema, and those of its resolvers; writes nothing. */
export async function generateTypes(): Promise<GeneratedTypes[]> {
  const ofSubgraphs = await Promise.all(subgraphNames.map(typesOfSubgraph));
  return ofSubgraphs.flat();
}

async function typesOfSubgraph(subgraph: SubgraphName): Promise<GeneratedTypes[]> {
  const config = {
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
  };
  const files: { filename: string; content: string }[] = await generate(
    {
      // Plugins are looked for from here: they are dependencies of this package.
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      schema: subgraphSdl(subgraph),
      silent: true,
      importExtension: '.ts',
      emitLegacyCommonJSImports: false,
      // Apart, since what takes an input must not depend on the context, which depends on it.
      generates: {
        'schema.ts': { plugins: ['typescript'], config },
        'resolvers.ts': { plugins: ['typescript-resolvers'], config: { ...config, namespacedImportName: 'Types' } },
      },
    },
    false,
  );
  return files.map(({ filename, content }) => ({
    subgraph,
    path: `subgraphs/${subgraph}/generated/${basename(filename)}`,
    content: header(subgraph) + (basename(filename) === 'resolvers.ts' ? importOfTypes + qualified(content) : content),
  }));
}

/** The generator does not say where entities are from in its list of them (`Account: Account`), as it does everywhere else. */
function qualified(content: string): string {
  return content.replaceAll(/^ {2}(\w+): \1;$/gm, '  $1: Types.$1;');
}

function referenceTo(type: string): string {
  return `{ __typename?: '${type}'; id: string }`;
}

if (import.meta.main) {
  createCommand('schema:types', {
    summary: 'Generates the TypeScript types of every subgraph from its SDL, into subgraphs/<name>/generated.',
    examples: [''],
  }).parse();
  for (const { path, content } of await generateTypes()) {
    const file = new URL(`../${path}`, import.meta.url);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, content);
    console.log(`Wrote ${path}`);
  }
}
