import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLOutputType, SelectionSetNode } from 'graphql';
import type { ResolvedEntity } from './join-directives.ts';

/** What schema the plan's types belong to. */
export type TypeSystem = {
  isType(name: string): boolean;
  isObjectType(name: string): boolean;
  isSubtype(abstractType: string, objectType: string): boolean;
  /** The keys by which a subgraph resolves objects of a type, be it by the name of an interface. */
  keySetsOf(subgraph: string, type: string): readonly SelectionSetNode[];
  /** The same, each as the names of its fields. */
  keysOf(subgraph: string, type: string): readonly (readonly string[])[];
  /** Null for what a subgraph does not resolve by a key of scalars. */
  entityOf(subgraph: string, type: string): ResolvedEntity | null;
  /** The types that have the context from which a variable of a fetch comes. */
  contextTypesIn(fetch: FetchNode): (variable: string) => readonly string[];
  /** The type of a field, whether it comes in a list, and whether it must not be null; undefined where there is no such field. */
  fieldTypeOf(
    type: string,
    field: string,
  ): { name: string; isList: boolean; isNonNull: boolean; type: GraphQLOutputType } | undefined;
};
