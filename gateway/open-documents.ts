import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import type { UsageStore } from '@tributary/platform/usage-record.ts';
import type { DocumentsSettings } from './documents/documents-settings.ts';
import type { Generation } from './generation/generation.ts';
import type { PermissionMode } from './planning/permission.ts';
import type { PublicOperation } from './public-operations/public-operation.ts';
import type { PublicOperationsSettings } from './public-operations/public-operations-settings.ts';
import { clientNameHeadersDefault } from './request/client-name.ts';
import { countStage } from './request/count-usage.ts';
import type { Stage } from './request/pipeline.ts';
import type { ValidationSettings } from './request/rules/document-validation.ts';
import { servePublicOperations } from './request/serve-public-operations.ts';
import { openTrustedDocuments, type TrustedDocuments } from './request/trusted-documents.ts';
import type { Validate } from './request/validate.ts';
import { UsageCounter } from './usage/usage-counter.ts';

/** The settings of the parts that treat documents by the name of the client. */
export type DocumentSettings = {
  /** The trusted documents. Without them every document is executed. */
  documents?: DocumentsSettings | undefined;
  /** The public operations. None by default. */
  publicOperations?: PublicOperationsSettings | undefined;
  /** The store of the usage of operations. Without it nothing is counted. The gateway closes it. */
  usage?: UsageStore | undefined;
  /** Headers with the name of the client. */
  clientNameHeaders?: readonly string[];
};

const noOperations: readonly PublicOperation[] = [];

export type Documents = {
  trusted: TrustedDocuments | null;
  /** The public operations that the current supergraph can answer. The same array until they change. */
  publicOperations(): readonly PublicOperation[];
  /** The stage that counts operations, if they are counted. */
  stages: readonly Stage[];
  /** The headers with the name of the client, if a part reads them. */
  clientNameHeaders: readonly string[];
  /** The headers on which an answer may depend: with trusted documents, a refusal depends on the client. */
  variesBy: readonly string[];
  close(): Promise<void>;
};

/** Opens trusted documents, public operations and the count of operations, each if there are settings for it. */
export async function openDocuments(
  { documents, publicOperations, usage, clientNameHeaders = clientNameHeadersDefault }: DocumentSettings,
  parts: {
    rules: ValidationSettings;
    generation: () => Generation;
    validate: Validate;
    permissionMode: PermissionMode;
    log: Logger;
    metrics: Registry;
  },
): Promise<Documents> {
  const trusted =
    documents === undefined
      ? null
      : await openTrustedDocuments({ settings: documents, clientNameHeaders, limits: parts.rules.limits, ...parts });
  const served =
    publicOperations === undefined
      ? null
      : await servePublicOperations({ settings: publicOperations, ...parts }).catch(async (error: unknown) => {
          await trusted?.close();
          throw error;
        });
  const counter = usage === undefined ? null : openUsageCounter(usage, parts);
  return {
    trusted,
    publicOperations: () => served?.current() ?? noOperations,
    stages: counter === null ? [] : [countStage(counter, clientNameHeaders)],
    clientNameHeaders: trusted === null && counter === null ? [] : clientNameHeaders,
    variesBy: trusted === null ? [] : clientNameHeaders,
    close: async () => {
      await Promise.all([trusted?.close(), served?.close(), counter?.close()]);
    },
  };
}

function openUsageCounter(store: UsageStore, { log, metrics }: { log: Logger; metrics: Registry }): UsageCounter {
  const dropped = new Counter({
    name: 'tributary_gateway_usage_dropped_total',
    help: 'Uses of operations that were not counted, since there was no room for them',
    registers: [metrics],
  });
  return new UsageCounter({ store, log, onDropped: (uses) => dropped.inc(uses) });
}
