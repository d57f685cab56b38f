import { exactVariables, needExactness } from '@tributary/platform/json/exact-variables.ts';
import { variablesOf, type SubgraphRequest } from '@tributary/platform/transport/transport.ts';
import { getOperationAST, GraphQLError, parse, type GraphQLSchema } from 'graphql';

/**
 * The variables of a request, with numbers converted by their types, or an error if that is impossible. The document is
 * parsed only if a number needs it.
 */
export function exactVariablesOf(
  request: SubgraphRequest,
  schema: GraphQLSchema,
): Readonly<Record<string, unknown>> | GraphQLError {
  const variables = variablesOf(request);
  if (!needExactness(variables)) {
    return variables;
  }
  try {
    const operation = getOperationAST(parse(request.query), request.operationName);
    return operation == null ? variables : exactVariables(variables, operation, schema);
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    throw error;
  }
}
