import { readFileSync } from 'node:fs';
import { Kind, parse, print, visit } from 'graphql';
import type { ASTNode, DefinitionNode, DocumentNode, EnumTypeDefinitionNode, EnumTypeExtensionNode } from 'graphql';

const schemaFolder = new URL('../../schema/', import.meta.url);

/** The SDL in `schema/NAME.graphql`: a subgraph's without the shared definitions, or for `shared` these themselves. */
export function readSdl(name: string): string {
  return readFileSync(new URL(`${name}.graphql`, schemaFolder), 'utf8');
}

/** The whole SDL of a subgraph: the shared definitions that it uses, and its own file. */
export function subgraphSdl(name: string): string {
  const own = readSdl(name);
  const used = usedDefinitions(parse(own, { noLocation: true }), parse(readSdl('shared'), { noLocation: true }));
  return [...used.map((definition) => print(definition)), own].join('\n\n');
}

/** A document with the shared definitions that it uses in front. Every node keeps the file that it comes from. */
export function withShared(own: DocumentNode, shared: DocumentNode): DocumentNode {
  return { ...own, definitions: [...usedDefinitions(own, shared), ...own.definitions] };
}

/**
 * The shared definitions to which a document refers and that it lacks, and those to which these refer in turn. No
 * others, since an unused type would become part of the subgraph, and so of the supergraph.
 */
function usedDefinitions(own: DocumentNode, { definitions }: DocumentNode): DefinitionNode[] {
  const made = new Set(own.definitions.map(nameOfDefinition));
  const used = new Set<DefinitionNode>();
  const use = (node: ASTNode) => {
    const names = referencesIn(node);
    for (const definition of definitions) {
      const name = nameOfDefinition(definition);
      if (name !== undefined && names.has(name) && !made.has(name) && !used.has(definition)) {
        used.add(definition);
        use(definition);
      }
    }
  };
  use(own);
  // An extension of the schema has no name: it is for every subgraph.
  return definitions.filter((definition) => used.has(definition) || definition.kind === Kind.SCHEMA_EXTENSION);
}

/** The name that a definition defines, with `@` for a directive. Undefined for an extension, which defines none. */
function nameOfDefinition(definition: DefinitionNode): string | undefined {
  switch (definition.kind) {
    case Kind.DIRECTIVE_DEFINITION:
      return `@${definition.name.value}`;
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return definition.name.value;
    default:
      return undefined;
  }
}

/**
 * The types and directives to which a node refers. An extension refers to its type. A code of `UserErrorCode` refers to
 * the refusal of its name (`INVALID_INPUT` to `InvalidInput`), to which nothing else leads: fields have the interface.
 */
function referencesIn(node: ASTNode): Set<string> {
  const names = new Set<string>();
  const addEnum = ({ name, values = [] }: EnumTypeDefinitionNode | EnumTypeExtensionNode) => {
    names.add(name.value);
    for (const code of name.value === 'UserErrorCode' ? values : []) {
      names.add(refusalOf(code.name.value));
    }
  };
  visit(node, {
    NamedType: ({ name }) => void names.add(name.value),
    Directive: ({ name }) => void names.add(`@${name.value}`),
    EnumTypeDefinition: addEnum,
    EnumTypeExtension: addEnum,
  });
  return names;
}

function refusalOf(code: string): string {
  return code.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
