import type { Caller } from '@tributary/platform/caller.ts';
import { inTurn } from '@tributary/platform/turns.ts';
import { GraphQLError, Kind, Location, Source, Token, TokenKind, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Generation } from '../generation/generation.ts';
import { bytesOfDocument } from '../generation/weights.ts';
import { parseDocument } from '../planning/parse-document.ts';
import type { Limits } from './rules/limits.ts';
import { lengthOnLoopMax, type Validation } from './validate.ts';

/** The budgets of parsed documents, and of the errors of refused ones. */
const documentsBytesMax = 64 * 1024 * 1024;
const errorsBytesMax = 8 * 1024 * 1024;
/** Bytes of heap of an error, besides its message. */
const bytesPerError = 500;

/** The text of a document, with a hash of it. */
type AskedDocument = { generation: Generation; text: string; hash: string; caller: Caller };

/** Reads the documents of requests, each once while it is remembered. */
export type DocumentReader = {
  /**
   * The syntax tree of a document. One that cannot be read has no definitions, and
   * the stage `validate` refuses it with the reason. At once where it is known or short.
   */
  read(asked: AskedDocument): DocumentNode | Promise<DocumentNode>;
  /** The estimated memory of the remembered documents, in bytes. */
  bytes(): number;
};

/**
 * Creates a reader. A long document is parsed and validated in another thread, and on the event loop only once it is
 * known to be valid. Of a document with errors, only these are remembered.
 */
export function createDocumentReader({ tokens }: Pick<Limits, 'tokens'>, validation: Validation): DocumentReader {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: documentsBytesMax,
    sizeCalculation: bytesOfDocument,
  });
  const refused = new LRUCache<string, readonly GraphQLError[]>({
    maxSize: errorsBytesMax,
    sizeCalculation: (errors) => errors.reduce((sum, { message }) => sum + 2 * message.length + bytesPerError, 0),
  });
  const reading = new Map<string, Promise<DocumentNode>>();

  const parse = (generation: Generation, text: string, hash: string): DocumentNode => {
    const parsed = parseDocument(text, tokens);
    if (parsed instanceof GraphQLError) {
      return unread(generation, text, [parsed]);
    }
    documents.set(hash, parsed);
    return parsed;
  };
  const unread = (generation: Generation, text: string, errors: Parameters<Validation['remember']>[2]) => {
    const document = withoutDefinitions(text);
    validation.remember(generation, document, errors);
    return document;
  };
  const readLong = async (key: string, { generation, text, hash, caller }: AskedDocument): Promise<DocumentNode> => {
    const validating = generation.workers.validate(text, null, caller);
    const errors = await validating.catch(() => null);
    if (errors === null) {
      // The document was not judged. The stage `validate` tells why.
      return unread(generation, text, validating);
    }
    if (errors.length > 0) {
      refused.set(key, errors);
      return unread(generation, text, errors);
    }
    const document = await inTurn(() => parse(generation, text, hash));
    // The stack here is smaller than that of a thread, so deep nesting may fail here alone.
    if (document.definitions.length > 0) {
      validation.remember(generation, document, []);
    }
    return document;
  };

  return {
    read: (asked) => {
      const { generation, text, hash } = asked;
      const known = documents.get(hash);
      if (known !== undefined || text.length <= lengthOnLoopMax) {
        return known ?? parse(generation, text, hash);
      }
      const key = `${generation.fingerprint} ${hash}`;
      const errors = refused.get(key);
      if (errors !== undefined) {
        return unread(generation, text, errors);
      }
      const document = reading.get(key) ?? readLong(key, asked).finally(() => reading.delete(key));
      reading.set(key, document);
      return document;
    },
    bytes: () => documents.calculatedSize + refused.calculatedSize,
  };
}

const noToken = new Token(TokenKind.SOF, 0, 0, 0, 0);

function withoutDefinitions(text: string): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [], loc: new Location(noToken, noToken, new Source(text)) };
}
