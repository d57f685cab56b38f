import { exactVariables, needExactness } from '@tributary/platform/json/exact-variables.ts';
import { getVariableValues, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { withCode } from '../planning/graphql-errors.ts';
import type { InternalNames } from '../planning/internal-names.ts';

export type Variables = Readonly<Record<string, unknown>>;

/**
 * Coerces the variables of a request to the types of the operation. `given` has exact numbers, and `coerced` also has
 * defaults. Returns errors if the variables are invalid.
 */
export function coerceVariables(
  parsed: Variables,
  definition: OperationDefinitionNode,
  schema: GraphQLSchema,
): { given: Variables; coerced: Variables } | { errors: readonly GraphQLError[] } {
  const given = needExactness(parsed) ? exactOrError(parsed, definition, schema) : parsed;
  if (given instanceof GraphQLError) {
    return { errors: [given] };
  }
  const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], given, { maxErrors: 20 });
  if (coerced === undefined) {
    const shown = given === parsed ? errors : errors?.map(withNumbersAsWritten);
    return { errors: (shown ?? []).map((error) => withCode(error, 'BAD_USER_INPUT')) };
  }
  return { given, coerced };
}

function exactOrError(
  variables: Variables,
  definition: OperationDefinitionNode,
  schema: GraphQLSchema,
): Variables | GraphQLError {
  try {
    return exactVariables(variables, definition, schema);
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    throw error;
  }
}

/** graphql-js prints raw numbers as JavaScript objects. This prints them as numbers. */
function withNumbersAsWritten({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message.replaceAll(/\{ rawJSON: "([^"]*)" \}/g, '$1'), nodes);
}

/** Translates variables to internal names. */
export function internalVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  names: InternalNames,
): (values: Variables) => Variables {
  const isRenamed = variableDefinitions.some(({ variable: { name } }) => names.ofVariable(name.value) !== name.value);
  return (values) =>
    isRenamed
      ? Object.fromEntries(Object.entries(values).map(([name, value]) => [names.ofVariable(name), value]))
      : values;
}
