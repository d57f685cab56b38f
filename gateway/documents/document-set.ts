import { createHash } from 'node:crypto';
import { stripIgnoredCharacters } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ManifestProblem } from './manifest-problem.ts';

/** A document that a manifest lists. */
export type TrustedDocument = {
  /** The id in the manifest. */
  id: string;
  text: string;
  /** The SHA-256 of the text in hexadecimal. */
  hash: string;
  /** The text without ignored characters. */
  tokens: string;
  /** The name of its only operation, so that requests with the name and without share a plan. Else null. */
  operationName: string | null;
};

/** How much longer than the longest document a text may be that differs from one in its spaces. */
const spaceFactor = 4;
/** The budget of texts that are known to be in no manifest. */
const missesBytesMax = 4 * 1024 * 1024;

/** The documents of all manifests. A set is immutable, and a reload replaces it as a whole. */
export type DocumentSet = {
  /** Each document once, in the order of the manifests. */
  readonly documents: readonly TrustedDocument[];
  /** The document of an id: as in its manifest, or the SHA-256 of the text in hexadecimal, after `sha256:` or alone. */
  byId(id: string): TrustedDocument | undefined;
  /** The document with the same tokens as this text. */
  byText(text: string): TrustedDocument | undefined;
};

/** Makes the set of documents. Throws ManifestProblem for an id of two documents, and for a wrong hash. */
export function createDocumentSet(listed: readonly TrustedDocument[]): DocumentSet {
  const byText = new Map(listed.map((document) => [document.text, document]));
  const byTokens = new Map([...byText.values()].map((document) => [document.tokens, document]));
  const byId = new Map<string, TrustedDocument>();
  const add = (id: string, text: string): void => {
    const document = byText.get(text);
    const other = byId.get(id);
    if (other !== undefined && other !== document) {
      throw new ManifestProblem(`The id ${id} stands for two different documents. Give each its own id.`);
    }
    if (document !== undefined) {
      byId.set(id, document);
    }
  };
  for (const { text, hash } of byText.values()) {
    add(hash, text);
    add(`sha256:${hash}`, text);
  }
  for (const { id, text } of listed) {
    if (id.startsWith('sha256:') && byId.get(id)?.text !== text) {
      throw new ManifestProblem(`The id ${id} is not the hash of its document. Make the manifest again.`);
    }
    add(id, text);
  }
  const lengthMax = spaceFactor * [...byText.keys()].reduce((most, { length }) => Math.max(most, length), 0);
  const misses = new LRUCache<string, true>({
    maxSize: missesBytesMax,
    sizeCalculation: (_, text) => 2 * text.length + 64,
  });
  return {
    documents: [...byText.values()],
    byId: (id) => byId.get(id),
    byText: (text) => {
      const document = byText.get(text);
      if (document !== undefined || misses.has(text)) {
        return document;
      }
      const equal = text.length <= lengthMax ? byTokens.get(tokensOf(text)) : undefined;
      if (equal === undefined) {
        misses.set(text, true);
      }
      return equal;
    },
  };
}

/** The SHA-256 of a text in hexadecimal. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The text without ignored characters. A text that is not GraphQL equals none. */
function tokensOf(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    return '';
  }
}
