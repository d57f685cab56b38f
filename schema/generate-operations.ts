import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import type { PublicOperation } from '@tributary/gateway/public-operations/public-operation.ts';
import { readOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import {
  Kind,
  parse,
  print,
  printSchema,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { apiSchema } from './breaking-changes.ts';
import { operationsFolder } from './operations-folder.ts';
import { supergraphSdl } from './subgraph-sources.ts';

/** TypeScript types of scalars in JSON. */
const scalars = {
  ID: 'string',
  BigInt: 'string',
  CurrencyCode: 'string',
  DateTime: 'string',
  Decimal: 'string',
  Metadata: 'Record<string, string>',
};

/** The ends of the names of types, which the generator gives to each kind. */
const suffixes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

const path = 'schema/operations/operations.generated.ts';
const header = `// Generated from schema/operations by \`pnpm schema:types\`. Do not edit: a change begins in the operations.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { documentOf } from '@tributary/schema/document-of.ts';`;

/**
 * Generates the typed documents of the public operations: each carries the types of its variables and of its data.
 * Writes nothing. Operations with a problem are left out, since \`schema:check\` names them.
 */
export async function generateOperations(): Promise<{ path: string; content: string }> {
  const schema = apiSchema(supergraphSdl());
  const { operations } = await readOperations([operationsFolder], schema);
  const files: { content: string }[] = await generate(
    {
      // Plugins are resolved from here, as dependencies of this package.
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      schema: printSchema(schema),
      documents: print(oneDocument(operations.map(({ document }) => document))),
      silent: true,
      importExtension: '.ts',
      emitLegacyCommonJSImports: false,
      generates: {
        'operations.generated.ts': {
          plugins: ['typescript-operations'],
          config: {
            scalars,
            strictScalars: true,
            defaultScalarType: 'unknown',
            enumType: 'string-literal',
            useTypeImports: true,
            skipTypename: true,
          },
        },
      },
    },
    false,
  );
  const types = files.map(({ content }) => content).join('\n');
  return { path, content: [header, types, ...documentsOf(operations)].join('\n') };
}

/**
 * The documents, as text with each fragment once. A generator of syntax trees would make the file four times as large,
 * and order fragments in another way than the gateway, so that its requests would share no plans with others.
 */
function documentsOf(operations: readonly PublicOperation[]): string[] {
  const fragments = new Map<string, string>();
  const documents = operations.map(({ name, description, kind, text }) => {
    const [operation, ...used] = parse(text).definitions;
    for (const fragment of used.filter(isFragment)) {
      fragments.set(fragment.name.value, print(fragment));
    }
    const parts = used.filter(isFragment).map((fragment) => `fragments.${fragment.name.value}`);
    const types = `${name}${suffixes[kind]}, ${name}${suffixes[kind]}Variables`;
    return `/** ${description.replaceAll('*/', '* /').replaceAll('\n', ' ')} */
export const ${name}: TypedDocumentNode<${types}> = documentOf(${[textLiteral(operation), ...parts].join(', ')});`;
  });
  const ofFragments = [...fragments].map(([name, text]) => `  ${name}: ${JSON.stringify(text)},`);
  return ['const fragments = {', ...ofFragments, '} as const;', ...documents, ''];
}

function textLiteral(operation: DefinitionNode | undefined): string {
  return JSON.stringify(operation === undefined ? '' : print(operation));
}

function isFragment(definition: DefinitionNode): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

/** All operations with each fragment once. */
function oneDocument(documents: readonly DocumentNode[]): DocumentNode {
  const fragments = new Map<string, DefinitionNode>();
  const others: DefinitionNode[] = [];
  for (const definition of documents.flatMap(({ definitions }) => definitions)) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    } else {
      others.push(definition);
    }
  }
  return { kind: Kind.DOCUMENT, definitions: [...others, ...fragments.values()] };
}
