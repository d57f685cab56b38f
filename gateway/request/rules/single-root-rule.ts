import {
  getEnterLeaveForKind,
  GraphQLError,
  Kind,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  type DirectiveNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/**
 * The rule of the specification for the root of a subscription. `@skip` and `@include` are not allowed there (5.2.4.1),
 * since they could leave no field. graphql-js's rule collects fields without variables, and throws for a directive that
 * depends on one. This rule reports the true reason instead.
 */
export const singleRootRule: ValidationRule = (context) => {
  const { enter } = getEnterLeaveForKind(SingleFieldSubscriptionsRule(context), Kind.OPERATION_DEFINITION);
  return {
    OperationDefinition: (operation, ...rest) => {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
        return undefined;
      }
      const conditions = conditionsIn(operation.selectionSet, context);
      if (conditions.length === 0) {
        enter?.(operation, ...rest);
        return undefined;
      }
      context.reportError(
        new GraphQLError(
          `The root field of a subscription must not depend on \`@${conditions[0]?.name.value}\`. Decide in the client whether to subscribe.`,
          { nodes: conditions },
        ),
      );
      return undefined;
    },
  };
};

/** The directives on root fields, also in fragments. */
function conditionsIn(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  seen = new Set<string>(),
): DirectiveNode[] {
  return selections.flatMap((selection) => {
    const own = (selection.directives ?? []).filter(({ name }) => name.value === 'skip' || name.value === 'include');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return [...own, ...conditionsIn(selection.selectionSet, context, seen)];
    }
    if (selection.kind === Kind.FIELD || seen.has(selection.name.value)) {
      return own;
    }
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    return fragment == null ? own : [...own, ...conditionsIn(fragment.selectionSet, context, seen)];
  });
}
