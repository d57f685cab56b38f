import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { typenameField } from './internal-names.ts';

/**
 * Moves fields of these interfaces out of fragments on some types, so that they are selected on all objects. A subgraph
 * that knows an interface as an object (`@interfaceObject`), without a resolvable key, gives the fields only together
 * with the objects. Apollo's planner would first fetch the type elsewhere and then come back. The document has no named
 * fragments. Null where nothing changes.
 */
export function widenFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  interfaces: ReadonlySet<string>,
): DocumentNode | null {
  let isChanged = false;

  const widen = (set: SelectionSetNode, type: GraphQLNamedType | undefined): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
        return selection.selectionSet === undefined || field === undefined
          ? [selection]
          : [{ ...selection, selectionSet: widen(selection.selectionSet, getNamedType(field.type)) }];
      }
      if (selection.kind !== Kind.INLINE_FRAGMENT) {
        return [selection];
      }
      const { typeCondition, directives = [] } = selection;
      const condition = typeCondition === undefined ? type : schema.getType(typeCondition.name.value);
      const inside = widen(selection.selectionSet, condition);
      if (!isInterfaceType(type) || !interfaces.has(type.name) || condition === type || directives.length > 0) {
        return [{ ...selection, selectionSet: inside }];
      }
      const common = inside.selections.filter(
        (each) => each.kind === Kind.FIELD && each.name.value in type.getFields(),
      );
      isChanged ||= common.length > 0;
      const others = inside.selections.filter((each) => !common.includes(each));
      // The types are still needed, to tell for which objects the fields were selected.
      return others.length === 0
        ? [typenameField, ...common]
        : [...common, { ...selection, selectionSet: { ...inside, selections: others } }];
    }),
  });

  const widened = {
    ...document,
    definitions: document.definitions.map((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? { ...each, selectionSet: widen(each.selectionSet, schema.getRootType(each.operation) ?? undefined) }
        : each,
    ),
  };
  return isChanged ? widened : null;
}
