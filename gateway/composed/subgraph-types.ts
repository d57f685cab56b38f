import {
  baseType,
  federationMetadata,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type Supergraph,
} from '@apollo/federation-internals';

/** The types of each subgraph. */
export type SubgraphTypes = {
  /**
   * The object types that an object can be of where a subgraph gives it for a type. For an interface object: all types
   * of the interface, or the interface itself if it has none. Empty for a type that the subgraph does not have.
   */
  possibleTypes(subgraph: string, type: string): ReadonlySet<string>;
  /** The type of a field without lists. Undefined where the subgraph has no such field. */
  fieldTypeOf(subgraph: string, type: string, field: string): string | undefined;
  /** Whether the subgraph knows the interface as an object (`@interfaceObject`). */
  isInterfaceObject(subgraph: string, type: string): boolean;
};

export function subgraphTypesIn(supergraph: Supergraph): SubgraphTypes {
  const possible = new Map<string, ReadonlySet<string>>();
  const typeIn = (subgraph: string, type: string) => supergraph.subgraphs().get(subgraph)?.schema.type(type);

  const isInterfaceObject = (subgraph: string, type: string): boolean => {
    const found = typeIn(subgraph, type);
    return found !== undefined && federationMetadata(found.schema())?.isInterfaceObjectType(found) === true;
  };
  const namesOfPossible = (subgraph: string, name: string): string[] => {
    const type = typeIn(subgraph, name);
    const whole = supergraph.schema.type(name);
    const all = whole !== undefined && isInterfaceType(whole) ? whole.possibleRuntimeTypes() : null;
    if (type === undefined || all?.length === 0) {
      return type === undefined ? [] : [name];
    }
    if (isInterfaceObject(subgraph, name)) {
      return (all ?? []).map((each) => each.name);
    }
    if (isObjectType(type)) {
      return [name];
    }
    const members = isInterfaceType(type) ? type.possibleRuntimeTypes() : isUnionType(type) ? type.types() : [];
    return members.map((each) => each.name);
  };

  return {
    possibleTypes: (subgraph, type) => {
      const key = `${subgraph} ${type}`;
      const known = possible.get(key) ?? new Set(namesOfPossible(subgraph, type));
      possible.set(key, known);
      return known;
    },
    fieldTypeOf: (subgraph, type, field) => {
      const found = typeIn(subgraph, type);
      const definition =
        found !== undefined && (isObjectType(found) || isInterfaceType(found)) ? found.field(field) : undefined;
      return definition?.type === undefined ? undefined : baseType(definition.type).name;
    },
    isInterfaceObject,
  };
}
