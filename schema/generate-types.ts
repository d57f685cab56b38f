import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { createCommand } from '@tributary/platform/command-line.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { manifests } from '@tributary/registry/registry.ts';
import { generateOperations } from './generate-operations.ts';

/** TypeScript type of each scalar: as an argument (`input`), and as a resolver returns it (`output`). */
const scalars = {
  ID: { input: 'string', output: 'string' },
  String: { input: 'string', output: 'string' },
  Boolean: { input: 'boolean', output: 'boolean' },
  Int: { input: 'number', output: 'number' },
  Float: { input: 'number', output: 'number' },
  BigInt: { input: 'bigint', output: 'bigint' },
  CurrencyCode: { input: 'string', output: 'string' },
  DateTime: { input: 'string', output: 'Date' },
  Decimal: { input: 'string', output: 'string' },
  Metadata: { input: 'Record<string, unknown>', output: 'Record<string, string>' },
  // Scalars of Federation, which the generator adds to the schema by itself.
  _FieldSet: { input: 'string', output: 'string' },
};

const header = (subgraph: string): string =>
  `// Generated from schema/${subgraph}.graphql by \`pnpm schema:types\`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/${subgraph}/manifest.ts.
`;

const resolversFile = 'resolvers.generated.ts';
const importOfTypes = "import type * as Types from './generated/schema.ts';\n";

/** A file of a subgraph's types, with its path from the root of the repository. */
export type GeneratedTypes = { subgraph: string; path: string; content: string };

/**
 * Generates the types of every subgraph from the SDL: those of the schema, and those of its resolvers. Writes nothing.
 */
export async function generateTypes(): Promise<GeneratedTypes[]> {
  const ofSubgraphs = await Promise.all(manifests.map(typesOfSubgraph));
  return ofSubgraphs.flat();
}

async function typesOfSubgraph({ name, mappers }: (typeof manifests)[number]): Promise<GeneratedTypes[]> {
  const config = {
    federation: true,
    contextType: './context.ts#Context',
    mappers,
    scalars,
    strictScalars: true,
    defaultScalarType: 'unknown',
    enumsAsTypes: true,
    useTypeImports: true,
    noSchemaStitching: true,
    makeResolverTypeCallable: true,
    // The members of an interface carry their `__typename`, so that no `__resolveType` has to be written.
    resolversNonOptionalTypename: { interfaceImplementingType: true, unionMember: true },
    maybeValue: 'T | null | undefined',
    inputMaybeValue: 'T | null | undefined',
  };
  const files: { filename: string; content: string }[] = await generate(
    {
      // Plugins are resolved from here, as dependencies of this package.
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      schema: subgraphSdl(name),
      silent: true,
      importExtension: '.ts',
      emitLegacyCommonJSImports: false,
      // Two files on two floors: any code may take an input, and the types of resolvers name rows and the context.
      generates: {
        'generated/schema.ts': { plugins: ['typescript'], config },
        [resolversFile]: { plugins: ['typescript-resolvers'], config: { ...config, namespacedImportName: 'Types' } },
      },
    },
    false,
  );
  return files.map(({ filename, content }) => ({
    subgraph: name,
    path: `subgraphs/${name}/${filename}`,
    content: header(name) + (filename === resolversFile ? importOfTypes + qualified(content) : content),
  }));
}

/**
 * Qualifies the entities in the generator's list of them (`Account: Account`), the only names that it leaves
 * unqualified.
 */
function qualified(content: string): string {
  return content.replaceAll(/^ {2}(\w+): \1;$/gm, '  $1: Types.$1;');
}

if (import.meta.main) {
  createCommand('schema:types', {
    summary:
      'Generates the TypeScript types of every subgraph from its SDL, into subgraphs/<name>, and the typed documents of schema/operations.',
    examples: [''],
  }).parse();
  for (const { path, content } of [...(await generateTypes()), await generateOperations()]) {
    const file = new URL(`../${path}`, import.meta.url);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, content);
    console.log(`Wrote ${path}`);
  }
}
