import { randomUUID } from 'node:crypto';
import { maskError } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { RequestScope } from '@tributary/platform/request-scope.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export type ErrorFormatter = {
  /** Formats an error for clients of any transport. An internal error is masked and logged. */
  format(error: GraphQLError, scope: RequestScope | undefined): GraphQLFormattedError;
  /** Formats any thrown value in the same way. */
  formatUnknown(error: unknown, scope: RequestScope | undefined): GraphQLFormattedError;
  /** The same, as Apollo Server's callback for errors of its own. */
  formatOfApollo(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
  /** Records the request of these errors, since Apollo Server formats errors without it. */
  remember(errors: readonly GraphQLError[], scope: RequestScope): void;
};

/** Without `suggestions`, no message names what a caller may have meant, wherever the message comes from. */
export function createErrorFormatter(log: Logger, { suggestions }: { suggestions: boolean }): ErrorFormatter {
  const scopes = new WeakMap<object, RequestScope>();
  const otherwise = () => new RequestScope({ id: randomUUID(), log });
  const format: ErrorFormatter['format'] = (error, scope) => {
    const { http: _, ...extensions } = error.extensions;
    const { message: whole, locations, path } = error.toJSON();
    const message = suggestions ? whole : withoutSuggestion(whole);
    return maskError(
      {
        message,
        ...(locations === undefined ? {} : { locations }),
        ...(path === undefined ? {} : { path }),
        ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
      },
      error,
      scope ?? otherwise(),
    );
  };
  return {
    format,
    formatUnknown: (error, scope) => format(asGraphQLError(error), scope),
    formatOfApollo: (formatted, error) => {
      const scope = typeof error === 'object' && error !== null ? scopes.get(error) : undefined;
      const corrected = correctedOfApollo(formatted, error);
      const told = suggestions ? corrected : { ...corrected, message: withoutSuggestion(corrected.message) };
      return maskError(told, error, scope ?? otherwise());
    },
    remember: (errors, scope) => errors.forEach((error) => scopes.set(error, scope)),
  };
}

/** A message without the question with which graphql-js, and so most servers, end it. */
function withoutSuggestion(message: string): string {
  const at = message.indexOf(' Did you mean ');
  return at !== -1 && message.endsWith('?') ? message.slice(0, at) : message;
}

function asGraphQLError(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError });
}

/** Corrects codes of Apollo Server and the parser that blame the wrong side. */
function correctedOfApollo(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (code === 'INTERNAL_SERVER_ERROR' && error instanceof GraphQLError && isBadRequest(error.extensions['http'])) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_REQUEST' } };
  }
  return formatted;
}

function isBadRequest(http: unknown): boolean {
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 400;
}
