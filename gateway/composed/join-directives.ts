import { Kind, parse, type ConstDirectiveNode, type DefinitionNode, type SelectionSetNode } from 'graphql';

/** The join directives of a composed supergraph (https://specs.apollo.dev/join). */

/** Translates values of `join__Graph` to the names of subgraphs. */
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

/** An argument of a directive, if it is a string or an enum value. */
export function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Parses a field set, such as `id owner { id }`. */
export function fieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new Error(`${text} is no field set`);
  }
  return definition.selectionSet;
}

/** The keys by which each subgraph resolves a type. */
export function keysIn(
  definitions: readonly DefinitionNode[],
): (subgraph: string, type: string) => readonly SelectionSetNode[] {
  const nameOf = subgraphNames(definitions);
  const keys = new Map<string, SelectionSetNode[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
      continue;
    }
    for (const directive of definition.directives ?? []) {
      const key = directive.name.value === 'join__type' ? argumentOf(directive, 'key') : undefined;
      if (key !== undefined && flagOf(directive, 'resolvable') !== false) {
        const place = `${nameOf(argumentOf(directive, 'graph'))} ${definition.name.value}`;
        keys.set(place, [...(keys.get(place) ?? []), fieldSet(key)]);
      }
    }
  }
  return (subgraph, type) => keys.get(`${subgraph} ${type}`) ?? [];
}

/** The field sets that fields require (`@requires`), by place: see `placeOf`. */
export function requiredSetsIn(definitions: readonly DefinitionNode[]): ReadonlyMap<string, SelectionSetNode[]> {
  const nameOf = subgraphNames(definitions);
  const sets = new Map<string, SelectionSetNode[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
      continue;
    }
    for (const { name, directives = [] } of definition.fields ?? []) {
      for (const directive of directives) {
        const requires = directive.name.value === 'join__field' ? argumentOf(directive, 'requires') : undefined;
        if (requires !== undefined) {
          const place = placeOf(nameOf(argumentOf(directive, 'graph')), definition.name.value, name.value);
          sets.set(place, [...(sets.get(place) ?? []), fieldSet(requires)]);
        }
      }
    }
  }
  return sets;
}

/** The key of a field of a type in a subgraph. */
export function placeOf(subgraph: string, type: string, field: string): string {
  return `${subgraph} ${type}.${field}`;
}

/** An entity type that a subgraph resolves by a key of scalars. */
export type ResolvedEntity = {
  /** The names of the fields of the key. */
  key: readonly string[];
  /** Whether the subgraph always resolves the field. False for external fields, which it gives on some paths only. */
  owns(field: string): boolean;
};

/** The entities that a subgraph resolves by a key of scalars that are never null. Null for other types. */
export function entitiesIn(
  definitions: readonly DefinitionNode[],
): (subgraph: string, type: string) => ResolvedEntity | null {
  const nameOf = subgraphNames(definitions);
  const entities = new Map<string, ResolvedEntity>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) {
      continue;
    }
    const fields = new Map((definition.fields ?? []).map((field) => [field.name.value, field]));
    const isPlain = (name: string): boolean => {
      const type = fields.get(name)?.type;
      return type?.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE;
    };
    for (const directive of definition.directives ?? []) {
      const keyText = directive.name.value === 'join__type' ? argumentOf(directive, 'key') : undefined;
      if (keyText === undefined || flagOf(directive, 'resolvable') === false) {
        continue;
      }
      const graph = argumentOf(directive, 'graph');
      const parts = fieldSet(keyText).selections;
      const key = parts.flatMap((part) =>
        part.kind === Kind.FIELD && part.selectionSet === undefined && isPlain(part.name.value)
          ? [part.name.value]
          : [],
      );
      const place = `${nameOf(graph)} ${definition.name.value}`;
      if (key.length === parts.length && !entities.has(place)) {
        entities.set(place, {
          key,
          owns: (name) => {
            const field = fields.get(name);
            const joins = (field?.directives ?? []).filter((each) => each.name.value === 'join__field');
            const owners = joins.filter((each) => argumentOf(each, 'graph') !== undefined);
            const own = owners.find((each) => argumentOf(each, 'graph') === graph);
            return (
              field !== undefined &&
              (owners.length === 0 ||
                (own !== undefined &&
                  !['external', 'usedOverridden'].some((flag) => flagOf(own, flag) === true) &&
                  argumentOf(own, 'overrideLabel') === undefined))
            );
          },
        });
      }
    }
  }
  return (subgraph, type) => entities.get(`${subgraph} ${type}`) ?? null;
}

/** An argument of a directive, if it is a boolean. */
export function flagOf({ arguments: args = [] }: ConstDirectiveNode, name: string): boolean | undefined {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
