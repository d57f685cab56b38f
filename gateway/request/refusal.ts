import { HeaderMap } from '@apollo/server';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { GraphQLError } from 'graphql';

/** An error for a request that is refused, with the HTTP status and headers that Apollo Server answers it with. */
export function refusal(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const http = { status, headers: new HeaderMap(Object.entries(headers)) };
  return new GraphQLError(message, { extensions: { code, http } });
}
