import type { FetchNode } from '@apollo/query-planner';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { contextTypesIn, type ContextualField } from './contextual-fields.ts';
import { entitiesIn, keysIn, type ResolvedEntity } from './join-directives.ts';

/** The types of a supergraph, for planning and execution. */
export type TypeSystem = {
  isType(name: string): boolean;
  isObjectType(name: string): boolean;
  isSubtype(abstractType: string, objectType: string): boolean;
  /** The keys by which a subgraph resolves objects of a type, directly or through an interface. */
  keySetsOf(subgraph: string, type: string): readonly SelectionSetNode[];
  /** The same keys, each as the names of its fields. */
  keysOf(subgraph: string, type: string): readonly (readonly string[])[];
  /** Null if the subgraph does not resolve the type by a key of scalars. */
  entityOf(subgraph: string, type: string): ResolvedEntity | null;
  /** For each variable of a fetch: the types that have the context from which its value comes. */
  contextTypesIn(fetch: FetchNode): (variable: string) => readonly string[];
  /** The type of a field, whether it is a list, and whether it is non-null. Undefined if there is no such field. */
  fieldTypeOf(
    type: string,
    field: string,
  ): { name: string; isList: boolean; isNonNull: boolean; type: GraphQLOutputType } | undefined;
};

/** Builds the type system from the definitions of a supergraph. */
export function typeSystemIn(
  definitions: readonly DefinitionNode[],
  {
    supergraphSchema,
    contextualFields,
  }: { supergraphSchema: GraphQLSchema; contextualFields: readonly ContextualField[] },
): TypeSystem {
  const keysOf = keysIn(definitions);
  const objectTypes = new Set(
    Object.values(supergraphSchema.getTypeMap())
      .filter(isObjectType)
      .map(({ name }) => name),
  );
  const keySetsOf: TypeSystem['keySetsOf'] = (subgraph, type) => {
    const known = supergraphSchema.getType(type);
    const names = isObjectType(known) ? [type, ...known.getInterfaces().map(({ name }) => name)] : [type];
    return names.flatMap((name) => keysOf(subgraph, name));
  };
  return {
    keySetsOf,
    keysOf: (subgraph, type) =>
      keySetsOf(subgraph, type).map(({ selections }) =>
        selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : [])),
      ),
    entityOf: entitiesIn(definitions),
    contextTypesIn: (fetch) => contextTypesIn(fetch, contextualFields, supergraphSchema),
    fieldTypeOf: (type, field) => {
      const known = supergraphSchema.getType(type);
      const found = isObjectType(known) || isInterfaceType(known) ? known.getFields()[field] : undefined;
      return found === undefined
        ? undefined
        : {
            name: getNamedType(found.type).name,
            isList: isListType(getNullableType(found.type)),
            isNonNull: isNonNullType(found.type),
            type: found.type,
          };
    },
    isType: (name) => supergraphSchema.getType(name) !== undefined,
    isObjectType: (name) => objectTypes.has(name),
    isSubtype: (abstractType, objectType) => {
      if (abstractType === objectType) {
        return true;
      }
      const [one, other] = [supergraphSchema.getType(abstractType), supergraphSchema.getType(objectType)];
      return (
        isAbstractType(one) && other !== undefined && 'getInterfaces' in other && supergraphSchema.isSubType(one, other)
      );
    },
  };
}
