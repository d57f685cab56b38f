import { parse, type DocumentNode } from 'graphql';

/** The document of an operation and its fragments. Its text is that of the public operation. */
export function documentOf(...parts: readonly string[]): DocumentNode {
  return parse(parts.join('\n\n'));
}
