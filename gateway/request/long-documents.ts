import type { GraphQLError } from 'graphql';
import { refusal } from './refusal.ts';
import { hasMoreLines, isLonger, type Limits } from './rules/limits.ts';

/**
 * The refusal of a document beyond the limits of bytes and of lines, and null for any other. Called before the document
 * is parsed: the time and the memory of parsing grow with its length.
 */
export function refuseLongDocument(document: unknown, { documentBytes, lines }: Limits): GraphQLError | null {
  if (typeof document !== 'string') {
    return null;
  }
  if (isLonger(document, documentBytes)) {
    return refusal(
      400,
      'LIMIT_EXCEEDED',
      `The document has more than ${documentBytes} bytes. Send long lists and texts as variables, or split it.`,
    );
  }
  return hasMoreLines(document, lines)
    ? refusal(400, 'LIMIT_EXCEEDED', `The document has more than ${lines} lines. Take out comments and empty lines.`)
    : null;
}
