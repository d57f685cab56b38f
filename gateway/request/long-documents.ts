import type { GraphQLError } from 'graphql';
import { refusal } from './refusal.ts';
import { isLonger, type Limits } from './rules/limits.ts';

/**
 * The refusal of a document beyond the limit of bytes, and null for any other. Called before the document is parsed:
 * the time and the memory of parsing grow with its length.
 */
export function refuseLongDocument(document: unknown, { documentBytes }: Limits): GraphQLError | null {
  return typeof document === 'string' && isLonger(document, documentBytes)
    ? refusal(
        400,
        'LIMIT_EXCEEDED',
        `The document has more than ${documentBytes} bytes. Send long lists and texts as variables, or split it.`,
      )
    : null;
}
