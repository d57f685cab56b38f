import type { DocumentNode } from 'graphql';

/** Bytes of heap per token of a parsed document, and per character of its text. Measured: 430 to 480 per token. */
const bytesPer = { token: 500, character: 2 };
/** Plan and compiled form of one variant, in multiples of its document. */
const variantFactor = 3;

/** The estimated memory of a parsed document, in bytes. */
export function bytesOfDocument({ loc }: DocumentNode): number {
  if (loc === undefined) {
    return 1;
  }
  let tokens = 0;
  for (let token: typeof loc.startToken | null = loc.startToken; token !== null; token = token.next) {
    tokens += 1;
  }
  return tokens * bytesPer.token + loc.source.body.length * bytesPer.character;
}

/** The estimated memory of a document with the plans of its variants, in bytes. */
export function bytesOfOperation({ document, variantCount }: { document: DocumentNode; variantCount: number }): number {
  return bytesOfDocument(document) * (1 + variantFactor * variantCount);
}
