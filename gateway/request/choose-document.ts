import { isObject, type Data } from '../compile/data.ts';
import type { DocumentSet, TrustedDocument } from '../documents/document-set.ts';
import type { DocumentMode } from '../documents/documents-settings.ts';
import { refusal } from './refusal.ts';

/**
 * Chooses the trusted document of a request. Null for a request that may keep its own. Every transport passes its
 * requests through it, before they are parsed. Throws a GraphQLError for a refused request. A client without a name is
 * null.
 */
export type ChooseDocument = (request: unknown, client: string | null) => TrustedDocument | null;

/** The ways in which a request comes by its document. */
export type Choice = 'id' | 'text' | 'other' | 'refused';

export type DocumentChoiceSettings = {
  documents: () => DocumentSet;
  modeOf: (client: string | null) => DocumentMode;
  /** Whether the mode `only` refuses trusted documents that are sent as text. */
  requireId: boolean;
  onChoice: (choice: Choice) => void;
  /** Called for a document in no manifest, of a client in the mode `log`. */
  onUnknown: (text: string, client: string | null) => void;
};

/** An id in a request. The hash of an automatic persisted query, by Apollo's protocol, may be in no manifest. */
type Identifier = { id: string; isOfApollo: boolean };

/** The syntax of GraphQL over HTTP: a hash, an id with a prefix of one's own, or an id without a colon. */
const documentIdSyntax = /^(?:sha256:[\da-f]{64}|x-[\w.~-]+:[\w.~-]+|[\w.~-]+)$/;

/** The parts of a request that choose its document, so that Apollo Server chooses and registers no other one. */
export function partsOfTrusted<Name>(
  { operationName, extensions }: { operationName?: Name; extensions?: unknown },
  trusted: TrustedDocument,
) {
  const { persistedQuery: _, ...others } = isObject(extensions) ? extensions : {};
  return { query: trusted.text, operationName: operationName ?? trusted.operationName, extensions: others };
}

export function createDocumentChoice(settings: DocumentChoiceSettings): ChooseDocument {
  const { documents, modeOf, requireId, onChoice, onUnknown } = settings;

  const choose = (request: Data, client: string | null): { choice: Choice; chosen: TrustedDocument | null } => {
    const mode = modeOf(client);
    const { query } = request;
    const identifier = identifierIn(request);
    const trusted = identifier === null || mode === 'off' ? undefined : documents().byId(identifier.id);
    if (trusted !== undefined) {
      if (query != null && !(identifier?.isOfApollo === true && query === trusted.text)) {
        throw refusal(400, 'BAD_REQUEST', 'Send the id of a document or `query`, but not both.');
      }
      return { choice: 'id', chosen: trusted };
    }
    if (identifier !== null && (!identifier.isOfApollo || (mode === 'only' && query == null))) {
      throw notInList();
    }
    const known = typeof query === 'string' && mode !== 'off' ? documents().byText(query) : undefined;
    if (mode === 'only') {
      if (known === undefined || requireId) {
        throw refusalOfText(query, known);
      }
      return { choice: 'text', chosen: known };
    }
    if (mode === 'log' && typeof query === 'string' && known === undefined) {
      onUnknown(query, client);
    }
    return { choice: known === undefined ? 'other' : 'text', chosen: null };
  };
  return (request, client) => {
    try {
      if (!isObject(request)) {
        throw refusal(400, 'BAD_REQUEST', 'Send one request at a time, as a JSON object.');
      }
      const { choice, chosen } = choose(request, client);
      onChoice(choice);
      return chosen;
    } catch (error) {
      onChoice('refused');
      throw error;
    }
  };
}

/** The id in a request. Null if there is none. Throws a GraphQLError for several, or for one that is none. */
function identifierIn({ documentId, doc_id: docId, extensions }: Data): Identifier | null {
  const persistedQuery = isObject(extensions) ? extensions['persistedQuery'] : null;
  const hash = isObject(persistedQuery) ? persistedQuery['sha256Hash'] : null;
  const given = [documentId, docId, hash].filter((id) => id != null);
  const [id] = given;
  if (id === undefined) {
    return null;
  }
  if (given.length > 1) {
    throw refusal(400, 'BAD_REQUEST', 'Send one of `documentId`, `doc_id` and `extensions.persistedQuery`.');
  }
  if (typeof id !== 'string' || (documentId != null && !documentIdSyntax.test(id))) {
    throw refusal(
      400,
      'BAD_REQUEST',
      'The id of the document is malformed. Send `sha256:` and 64 digits of lower-case hexadecimal, an id with a prefix `x-…:`, or an id of letters, digits and `-._~`.',
    );
  }
  return { id, isOfApollo: hash != null };
}

function notInList() {
  return refusal(
    404,
    'PERSISTED_QUERY_NOT_IN_LIST',
    'No trusted document has this id. Publish the manifest of this client before the client.',
  );
}

/** The refusal of a text in the mode `only`. The text is trusted if it is `known`. */
function refusalOfText(query: unknown, known: TrustedDocument | undefined) {
  if (known !== undefined) {
    return refusal(400, 'PERSISTED_QUERY_ID_REQUIRED', 'This client may send documents only by their id.');
  }
  return typeof query === 'string'
    ? refusal(
        403,
        'QUERY_NOT_IN_SAFELIST',
        'This client may send trusted documents only. Add the document to a manifest.',
      )
    : refusal(400, 'BAD_REQUEST', 'Send the id of a trusted document as `documentId`.');
}
