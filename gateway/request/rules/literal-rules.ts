import {
  getNamedType,
  GraphQLError,
  type FloatValueNode,
  type IntValueNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Rules for literals that graphql-js accepts although they have no value. */
export const literalRules: readonly ValidationRule[] = [finiteFloats];

/** A Float literal beyond the range of a double would be infinite, and JSON has no number for that. */
function finiteFloats(context: ValidationContext): ReturnType<ValidationRule> {
  const check = (node: IntValueNode | FloatValueNode): void => {
    if (getNamedType(context.getInputType())?.name === 'Float' && !Number.isFinite(Number(node.value))) {
      context.reportError(
        new GraphQLError(`Float cannot represent the number ${node.value.slice(0, 40)}.`, { nodes: node }),
      );
    }
  };
  return { IntValue: check, FloatValue: check };
}
