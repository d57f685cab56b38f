import {
  getOperationAST,
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The operation of that name. Throws a GraphQLError if there is none, or if there are several and no name is given. */
export function definitionOf(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode {
  const definition = getOperationAST(document, operationName);
  if (definition == null) {
    throw operationNotFound(operationName);
  }
  return definition;
}

/** The error for a request whose operation cannot be determined. An empty name is a name that no operation has. */
export function operationNotFound(operationName: string | null | undefined): GraphQLError {
  return new GraphQLError(
    operationName == null
      ? 'The document must have one operation, or the request name the one to execute with `operationName`.'
      : `The document has no operation that is called "${operationName}". Send the name of one as \`operationName\`.`,
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
  );
}

/** The document reduced to one operation and the fragments that it uses. */
export function onlyOf(document: DocumentNode, definition: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const used = new Set<string>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = fragments.get(name);
        if (fragment !== undefined && !used.has(name)) {
          used.add(name);
          collect(fragment);
        }
      },
    });
  };
  collect(definition);
  return {
    kind: Kind.DOCUMENT,
    definitions: [definition, ...[...fragments.values()].filter(({ name }) => used.has(name.value))],
  };
}

export function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}

/**
 * The selections of each root field, by response name, in their order. Each fragment is visited once, since a small
 * document can expand enormously through fragments within fragments.
 */
export function rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  into = new Map<string, SelectionNode[]>(),
  visited = new Set<string>(),
): Map<string, SelectionNode[]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      into.set(name, [...(into.get(name) ?? []), selection]);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      rootFields(selection.selectionSet, fragments, into, visited);
      continue;
    }
    const fragment = fragments.get(selection.name.value);
    if (fragment !== undefined && !visited.has(fragment.name.value)) {
      visited.add(fragment.name.value);
      rootFields(fragment.selectionSet, fragments, into, visited);
    }
  }
  return into;
}
