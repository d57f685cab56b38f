import { maskError } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The message for a document whose nesting overflows the stack of the parser. */
export const nestedTooDeeply = 'The document is nested too deeply to be parsed.';

export type ErrorFormatter = {
  /** Formats an error for clients of any transport. Faults of the gateway are masked and logged. */
  format(error: GraphQLError): GraphQLFormattedError;
  /** Formats any thrown value in the same way. */
  formatUnknown(error: unknown): GraphQLFormattedError;
  /** Formats the errors of Apollo Server itself, with its signature. */
  formatOfApollo(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
};

export function createErrorFormatter(log: Logger): ErrorFormatter {
  const format = (error: GraphQLError): GraphQLFormattedError => {
    const { http: _, ...extensions } = error.extensions;
    const { message, locations, path } = error.toJSON();
    return maskError(
      {
        message,
        ...(locations === undefined ? {} : { locations }),
        ...(path === undefined ? {} : { path }),
        ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
      },
      error,
      log,
    );
  };
  return {
    format,
    formatUnknown: (error) => format(asGraphQLError(error)),
    formatOfApollo: (formatted, error) => maskError(correctedOfApollo(formatted, error), error, log),
  };
}

function asGraphQLError(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError });
}

/** Corrects the codes of errors from Apollo Server and the parser that blame the wrong side. */
function correctedOfApollo(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes('call stack')) {
    return { ...formatted, message: nestedTooDeeply };
  }
  if (code === 'INTERNAL_SERVER_ERROR' && error instanceof GraphQLError && isBadRequest(error.extensions['http'])) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_REQUEST' } };
  }
  return formatted;
}

function isBadRequest(http: unknown): boolean {
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 400;
}
