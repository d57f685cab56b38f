import { GraphQLError, Kind, type ASTVisitor, type ValidationContext, type ValidationRule } from 'graphql';
import { isDefer } from '../../planning/conditions.ts';

/**
 * Rules for `@defer` that graphql-js lacks. Labels are unique, and root fields of mutations and subscriptions are not
 * deferred.
 */
export const deferRules: readonly ValidationRule[] = [labelsAreUnique, rootFieldsAreNotDeferred];

function labelsAreUnique(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();
  return {
    Directive: (directive) => {
      const label = isDefer(directive)
        ? directive.arguments?.find(({ name }) => name.value === 'label')?.value
        : undefined;
      if (label?.kind === Kind.VARIABLE) {
        context.reportError(
          new GraphQLError('The label of `@defer` must be written out, and cannot be a variable.', { nodes: label }),
        );
      } else if (label?.kind === Kind.STRING) {
        if (labels.has(label.value)) {
          context.reportError(
            new GraphQLError(`Two \`@defer\` have the label "${label.value}". Give each its own.`, { nodes: label }),
          );
        }
        labels.add(label.value);
      }
    },
  };
}

function rootFieldsAreNotDeferred(context: ValidationContext): ASTVisitor {
  return {
    Directive: (directive) => {
      const parent = context.getParentType();
      const schema = context.getSchema();
      const isRoot = parent === schema.getMutationType() || parent === schema.getSubscriptionType();
      if (isDefer(directive) && parent != null && isRoot) {
        context.reportError(
          new GraphQLError(`The root fields of \`${parent.name}\` cannot be deferred. Defer what is below them.`, {
            nodes: directive,
          }),
        );
      }
    },
  };
}
