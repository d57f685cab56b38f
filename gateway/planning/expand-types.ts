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

/** Fragments within fragments can make much of a small document. */
const fragmentsMax = 10_000;

/**
 * The document without named fragments, and with a fragment for each type where that is what Apollo's planner needs:
 *
 * - For each member of a union. It finds no way from an interface object to a union, though it finds one to each of its members.
 * - For each type of an interface, for a field above one with contextual arguments. It looks for the context in the type by which a field was asked for, so it finds none, or one that is further up, where the types of an
 *   interface have it and the interface does not.
 *
 * It stumbles over fragments that cannot apply, so these are left out. Throws where all this would be too much.
 */
export function expandTypes(
  document: DocumentNode,
  schema: GraphQLSchema,
  contextualFields: ReadonlySet<string>,
): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const resolve = (selection: InlineFragmentNode | FragmentSpreadNode) =>
    selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);

  /** By name: what has that name and no context costs a few fragments. */
  const leadsToContext = new Map<SelectionSetNode, boolean>();
  const hasContextual = (set: SelectionSetNode | undefined): boolean => {
    if (set === undefined || contextualFields.size === 0) {
      return false;
    }
    let known = leadsToContext.get(set);
    if (known === undefined) {
      known = set.selections.some((selection) =>
        selection.kind === Kind.FIELD
          ? contextualFields.has(selection.name.value) || hasContextual(selection.selectionSet)
          : hasContextual(resolve(selection)?.selectionSet),
      );
      leadsToContext.set(set, known);
    }
    return known;
  };

  let fragmentCount = 0;
  const copies = new Map<string, number>();
  const relabelled = (label: string) => {
    const copy = copies.get(label) ?? 0;
    copies.set(label, copy + 1);
    return deferDirective(labelOfCopy(label, copy));
  };

  /** `possible` are the types that an object can be of, by the fragments in which it stands. */
  const expand = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    possible: readonly GraphQLObjectType[],
  ): SelectionSetNode => ({
    kind: Kind.SELECTION_SET,
    selections: selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        return isInterfaceType(parent) && hasContextual(selection.selectionSet)
          ? possible.map((type) => fragmentOn(type, { kind: Kind.SELECTION_SET, selections: [selection] }, possible))
          : [expandField(selection, parent)];
      }
      const fragment = resolve(selection);
      if (fragment === undefined) {
        return [];
      }
      const deferred = labelOf(selection.directives);
      if (selection.kind === Kind.INLINE_FRAGMENT && deferred !== null) {
        // It stays one, whatever becomes of what is in it.
        const inside = { ...selection, directives: [] };
        const selectionSet = expand({ kind: Kind.SELECTION_SET, selections: [inside] }, parent, possible);
        return [{ kind: Kind.INLINE_FRAGMENT, directives: [relabelled(deferred.label ?? '')], selectionSet }];
      }
      const condition = conditionOf(fragment) ?? parent;
      if (isObjectType(parent)) {
        return applies(condition, parent) ? [...expand(fragment.selectionSet, parent, possible).selections] : [];
      }
      const members = isUnionType(condition) ? condition.getTypes() : [condition];
      return members.flatMap((member) =>
        member === undefined ? [] : [fragmentOn(member, fragment.selectionSet, possible)],
      );
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
      : { ...field, selectionSet: expandAll(field.selectionSet, type === undefined ? undefined : getNamedType(type)) };
  };

  const expandAll = (set: SelectionSetNode, type: GraphQLNamedType | undefined): SelectionSetNode =>
    expand(set, type, typesOf(type));

  const typesOf = (type: GraphQLNamedType | undefined): readonly GraphQLObjectType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];

  const fragmentOn = (
    type: GraphQLNamedType,
    set: SelectionSetNode,
    possible: readonly GraphQLObjectType[],
  ): InlineFragmentNode => {
    fragmentCount += 1;
    if (fragmentCount > fragmentsMax) {
      throw new Error('with its fragments spread, there is too much in an operation');
    }
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
      selectionSet: expand(
        set,
        type,
        typesOf(type).filter((each) => possible.includes(each)),
      ),
    };
  };

  const conditionOf = ({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode) =>
    typeCondition === undefined ? undefined : schema.getType(typeCondition.name.value);

  const applies = (condition: GraphQLNamedType | undefined, type: GraphQLObjectType): boolean =>
    condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));

  return {
    kind: Kind.DOCUMENT,
    definitions: document.definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? [{ ...each, selectionSet: expandAll(each.selectionSet, schema.getRootType(each.operation) ?? undefined) }]
        : [],
    ),
  };
}
