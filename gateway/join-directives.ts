import { Kind, parse, type ConstDirectiveNode, type DefinitionNode, type SelectionSetNode } from 'graphql';

/** What a composed supergraph says of its subgraphs, in the directives of https://specs.apollo.dev/join. */

/** Gives the name of a subgraph for the value of `join__Graph` that stands for it. */
export function subgraphNames(definitions: readonly DefinitionNode[]): (graph: string | undefined) => string {
  const names = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
        ? (definition.values ?? []).map(({ name, directives = [] }) => [
            name.value,
            directives.flatMap((directive) => argumentOf(directive, 'name') ?? [])[0] ?? name.value,
          ])
        : [],
    ),
  );
  return (graph = '') => names.get(graph) ?? graph;
}

/** A string or an enum value that a directive has as argument. */
export function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Reads a field set, such as `id owner { id }`. */
export function fieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new Error(`${text} is no field set`);
  }
  return definition.selectionSet;
}

/** The keys by which each subgraph resolves a type, each as the names of its fields. */
export function keysIn(
  definitions: readonly DefinitionNode[],
): (subgraph: string, type: string) => readonly string[][] {
  const nameOf = subgraphNames(definitions);
  const keys = new Map<string, string[][]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
      continue;
    }
    for (const directive of definition.directives ?? []) {
      const key = directive.name.value === 'join__type' ? argumentOf(directive, 'key') : undefined;
      if (key !== undefined) {
        const place = `${nameOf(argumentOf(directive, 'graph'))} ${definition.name.value}`;
        const names = fieldSet(key).selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
        keys.set(place, [...(keys.get(place) ?? []), names]);
      }
    }
  }
  return (subgraph, type) => keys.get(`${subgraph} ${type}`) ?? [];
}
