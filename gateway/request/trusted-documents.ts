import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, Gauge, type Registry } from '@tributary/platform/metrics.ts';
import { LRUCache } from 'lru-cache';
import { sha256Of, type DocumentSet, type TrustedDocument } from '../documents/document-set.ts';
import type { DocumentsSettings } from '../documents/documents-settings.ts';
import { followManifests } from '../documents/follow-manifests.ts';
import { readManifests } from '../documents/read-manifests.ts';
import type { Generation } from '../generation/generation.ts';
import type { PermissionMode } from '../planning/permission.ts';
import { clientNameIn, type HeaderOf } from './client-name.ts';
import { createDocumentChoice, type Choice } from './choose-document.ts';
import type { Limits } from './rules/limits.ts';
import type { Validate } from './validate.ts';
import { warmDocuments } from './warm-documents.ts';

/** Limit on the documents that are remembered as logged, and on the lines a second. */
const loggedMax = 1_000;
const logLinesPerSecond = 10;

export type TrustedDocuments = {
  /** As ChooseDocument, for the client that the headers name. */
  choose(request: unknown, headerOf: HeaderOf): TrustedDocument | null;
  /** Whether the client that the headers name may send other documents, and so ask for the schema. */
  admitsOthers(headerOf: HeaderOf): boolean;
  close(): Promise<void>;
};

/**
 * Opens the manifests of trusted documents, and follows them. Throws ManifestProblem if they cannot be served.
 */
export async function openTrustedDocuments({
  settings,
  clientNameHeaders,
  limits,
  generation,
  validate,
  permissionMode,
  log,
  metrics,
}: {
  settings: DocumentsSettings;
  clientNameHeaders: readonly string[];
  limits: Limits;
  generation: () => Generation;
  validate: Validate;
  permissionMode: PermissionMode;
  log: Logger;
  metrics: Registry;
}): Promise<TrustedDocuments> {
  const { manifests, bytesMax, documentsMax, warmDocuments: warmMax, warmMs, mode, clients, requireId } = settings;
  const { requests, served, loads } = registerDocumentMetrics(metrics);
  const prepare = async (documents: DocumentSet, isStopped: () => boolean): Promise<void> => {
    const warming = {
      generation: generation(),
      validate,
      permissionMode,
      documentsMax: warmMax,
      timeMaxMs: warmMs,
      isStopped,
    };
    const invalid = await warmDocuments(documents, warming);
    if (invalid.length > 0) {
      log.warn(
        { number: invalid.length, ids: invalid.slice(0, 10) },
        'the supergraph cannot answer some trusted documents; their requests are refused with the reason',
      );
    }
  };
  const followed = await followManifests({
    sources: manifests,
    limits: { bytes: bytesMax, documents: documentsMax, documentBytes: limits.documentBytes, tokens: limits.tokens },
    noun: 'trusted documents',
    read: readManifests,
    prepare,
    log,
    onServed: ({ documents }) => {
      served.set(documents.length);
      loads.inc({ outcome: 'loaded' });
    },
    onRefused: () => loads.inc({ outcome: 'refused' }),
  });
  const modes = new Map(Object.entries(clients));
  const modeOf = (client: string | null) => (client === null ? mode : (modes.get(client) ?? mode));
  const choose = createDocumentChoice({
    documents: followed.current,
    modeOf,
    requireId,
    onChoice: (choice) => requests[choice].inc(),
    onUnknown: createUnknownLog(log),
  });
  return {
    choose: (request, headerOf) => choose(request, clientNameIn(headerOf, clientNameHeaders)),
    admitsOthers: (headerOf) => modeOf(clientNameIn(headerOf, clientNameHeaders)) !== 'only',
    close: followed.close,
  };
}

/** Logs each unknown document once for each client, by its hash: a document may contain personal data. */
function createUnknownLog(log: Logger): (text: string, client: string | null) => void {
  const logged = new LRUCache<string, true>({ max: loggedMax });
  let second = 0;
  let lines = 0;
  return (text, client) => {
    const hash = sha256Of(text);
    const key = `${hash} ${client}`;
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      lines = 0;
    }
    if (logged.has(key) || lines >= logLinesPerSecond) {
      return;
    }
    lines += 1;
    logged.set(key, true);
    log.warn({ client, documentId: `sha256:${hash}` }, 'a document is in no manifest of trusted documents');
  };
}

function registerDocumentMetrics(metrics: Registry) {
  const registers = [metrics];
  const requests = new Counter({
    name: 'tributary_gateway_document_requests_total',
    help: 'Requests while there are trusted documents, by their document: a trusted one by id or text, another, or refused',
    labelNames: ['document'],
    registers,
  });
  const served = new Gauge({
    name: 'tributary_gateway_trusted_documents',
    help: 'Trusted documents that are served',
    registers,
  });
  const loads = new Counter({
    name: 'tributary_gateway_manifest_loads_total',
    help: 'Attempts to load the manifests of trusted documents, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const counting = (document: Choice) => requests.labels(document);
  return {
    served,
    loads,
    requests: {
      id: counting('id'),
      text: counting('text'),
      other: counting('other'),
      refused: counting('refused'),
    } satisfies Record<Choice, unknown>,
  };
}
