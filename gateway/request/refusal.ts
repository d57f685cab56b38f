import { HeaderMap } from '@apollo/server';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { GraphQLError } from 'graphql';

/** An error for a refused request, with the HTTP status and headers of the response. */
export function refusal(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const http = { status, headers: new HeaderMap(Object.entries(headers)) };
  return new GraphQLError(message, { extensions: { code, http } });
}

/** The errors of a refusal. Throws any other error again, which is a failure of the gateway. */
export function refusedOrThrow(error: unknown): readonly GraphQLError[] {
  if (error instanceof GraphQLError && error.originalError === undefined) {
    return [error];
  }
  throw error;
}
