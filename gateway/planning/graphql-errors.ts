import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { GraphQLError } from 'graphql';

/** The same error with a code, unless it has one. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null, originalError = null } = error;
  const extensions = { ...error.extensions, code };
  return error.extensions['code'] === undefined
    ? new GraphQLError(message, { nodes, source, positions, path, originalError, extensions })
    : error;
}

/** The refusal of an operation that takes more to prepare than its budget. */
export function tooExpensive(reason: string): GraphQLError {
  return new GraphQLError(`This operation is too expensive to plan. ${reason} Request less at once, or split it.`, {
    extensions: { code: 'PLAN_TOO_EXPENSIVE' satisfies ErrorCode },
  });
}
