import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { deferDirective, labelOf, labelOfCopy } from './deferrals.ts';

/**
 * The document without named fragments, and with a fragment for each member where it had one on a union. Apollo's planner finds no way from an interface object to a union, though it finds one to
 * each of its members; and it stumbles over fragments that cannot apply, so these are left out.
 */
export function expandUnions(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const resolve = (selection: InlineFragmentNode | FragmentSpreadNode) =>
    selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);

  const copies = new Map<string, number>();
  const relabelled = (label: string) => {
    const copy = copies.get(label) ?? 0;
    copies.set(label, copy + 1);
    return deferDirective(labelOfCopy(label, copy));
  };

  const expand = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): SelectionSetNode => ({
    kind: Kind.SELECTION_SET,
    selections: selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        return [expandField(selection, parent)];
      }
      const fragment = resolve(selection);
      if (fragment === undefined) {
        return [];
      }
      const deferred = labelOf(selection.directives);
      if (selection.kind === Kind.INLINE_FRAGMENT && deferred !== null) {
        // It stays one, whatever becomes of what is in it.
        const inside = { ...selection, directives: [] };
        const selectionSet = expand({ kind: Kind.SELECTION_SET, selections: [inside] }, parent);
        return [{ kind: Kind.INLINE_FRAGMENT, directives: [relabelled(deferred.label ?? '')], selectionSet }];
      }
      const condition = conditionOf(fragment) ?? parent;
      if (isObjectType(parent)) {
        return applies(condition, parent) ? [...expand(fragment.selectionSet, parent).selections] : [];
      }
      const members = isUnionType(condition) ? condition.getTypes() : [condition];
      return members.flatMap((member) => (member === undefined ? [] : [fragmentOn(member, fragment.selectionSet)]));
    }),
  });

  const expandField = (
    field: Extract<SelectionNode, { kind: Kind.FIELD }>,
    parent: GraphQLNamedType | undefined,
  ): SelectionNode => {
    const type =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value]?.type : undefined;
    return field.selectionSet === undefined
      ? field
      : { ...field, selectionSet: expand(field.selectionSet, type === undefined ? undefined : getNamedType(type)) };
  };

  const fragmentOn = (type: GraphQLNamedType, set: SelectionSetNode): InlineFragmentNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
    selectionSet: expand(set, type),
  });

  const conditionOf = ({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode) =>
    typeCondition === undefined ? undefined : schema.getType(typeCondition.name.value);

  const applies = (condition: GraphQLNamedType | undefined, type: GraphQLObjectType): boolean =>
    condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));

  return {
    kind: Kind.DOCUMENT,
    definitions: document.definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? [{ ...each, selectionSet: expand(each.selectionSet, schema.getRootType(each.operation) ?? undefined) }]
        : [],
    ),
  };
}
