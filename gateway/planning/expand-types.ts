import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type DirectiveNode,
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

/** A small document can expand enormously through fragments within fragments. */
const fragmentsMax = 10_000;

/**
 * Expands named fragments, and adds a fragment for each type where Apollo's planner needs it.
 *
 * For a union: a fragment for each member. The planner finds no path from an interface object to a union, but finds one
 * to each of its members.
 *
 * For a field of an interface above a field with contextual arguments: a fragment for each type. The planner looks for
 * the context in the type on which a field was selected. It would find none, or one further up, where the types of an
 * interface have the context but the interface does not.
 *
 * Fragments that cannot apply are dropped, since the planner fails at them. Throws where the expanded document is too
 * large.
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

  const hasContextual = contextFinder(contextualFields, resolve);

  let fragmentCount = 0;
  const relabelled = deferralCopier();

  /** `possible` are the types that an object can be of, given the enclosing fragments. */
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
        // A deferred fragment stays one fragment, however its content is expanded.
        const inside = { ...selection, directives: [] };
        const selectionSet = expand({ kind: Kind.SELECTION_SET, selections: [inside] }, parent, possible);
        return [{ kind: Kind.INLINE_FRAGMENT, directives: [relabelled(deferred.label ?? '')], selectionSet }];
      }
      const condition = conditionOf(fragment, schema) ?? parent;
      if (isObjectType(parent)) {
        return applies(condition, parent, schema)
          ? [...expand(fragment.selectionSet, parent, possible).selections]
          : [];
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
    expand(set, type, possibleTypes(type, schema));

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
        possibleTypes(type, schema).filter((each) => possible.includes(each)),
      ),
    };
  };

  return {
    kind: Kind.DOCUMENT,
    definitions: document.definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? [{ ...each, selectionSet: expandAll(each.selectionSet, schema.getRootType(each.operation) ?? undefined) }]
        : [],
    ),
  };
}

/** Numbers the copies of a deferral in its label. */
function deferralCopier(): (label: string) => DirectiveNode {
  const copies = new Map<string, number>();
  return (label) => {
    const copy = copies.get(label) ?? 0;
    copies.set(label, copy + 1);
    return deferDirective(labelOfCopy(label, copy));
  };
}

type Resolve = (
  selection: InlineFragmentNode | FragmentSpreadNode,
) => InlineFragmentNode | FragmentDefinitionNode | undefined;

/**
 * Whether a selection leads to a contextual field. Compared by field name alone: a field of the same name without a
 * context costs a few more fragments.
 */
function contextFinder(
  contextualFields: ReadonlySet<string>,
  resolve: Resolve,
): (set: SelectionSetNode | undefined) => boolean {
  const found = new Map<SelectionSetNode, boolean>();
  const hasContextual = (set: SelectionSetNode | undefined): boolean => {
    if (set === undefined || contextualFields.size === 0) {
      return false;
    }
    const isContextual =
      found.get(set) ??
      set.selections.some((selection) =>
        selection.kind === Kind.FIELD
          ? contextualFields.has(selection.name.value) || hasContextual(selection.selectionSet)
          : hasContextual(resolve(selection)?.selectionSet),
      );
    found.set(set, isContextual);
    return isContextual;
  };
  return hasContextual;
}

function possibleTypes(type: GraphQLNamedType | undefined, schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
}

function conditionOf(
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
  schema: GraphQLSchema,
): GraphQLNamedType | undefined {
  return typeCondition === undefined ? undefined : schema.getType(typeCondition.name.value);
}

function applies(condition: GraphQLNamedType | undefined, type: GraphQLObjectType, schema: GraphQLSchema): boolean {
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
