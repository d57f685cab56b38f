import { GraphQLError, parse, type DocumentNode } from 'graphql';
import { withCode } from './graphql-errors.ts';

/** Parses a document of at most so many tokens, or returns the error for its client. */
export function parseDocument(text: string, maxTokens: number): DocumentNode | GraphQLError {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) {
      return withCode(error, 'GRAPHQL_PARSE_FAILED');
    }
    if (error instanceof RangeError) {
      // The stack of the parser is full.
      return new GraphQLError('The document is nested too deeply to be parsed.', {
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      });
    }
    throw error;
  }
}
