import { GraphQLError } from 'graphql';

/** Adds a code to an error that has none. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null, originalError = null } = error;
  const extensions = { ...error.extensions, code };
  return error.extensions['code'] === undefined
    ? new GraphQLError(message, { nodes, source, positions, path, originalError, extensions })
    : error;
}
