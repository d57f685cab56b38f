import { createHash } from 'node:crypto';
import { print, stripIgnoredCharacters, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeSystem } from '../composed/type-system.ts';
import { internalNames } from '../planning/internal-names.ts';
import { createOperation, type Operation } from './operation.ts';
import { createCostModel, type CostModel } from '../compile/cost-model.ts';
import type { EntitySplitting } from '../compile/plan-choice.ts';
import type { Requirement } from '../composed/authorization.ts';
import { parseSupergraph } from '../composed/composed-supergraph.ts';
import type { Circumstances } from '../planning/plan-variant.ts';
import type { OperationWorkers } from './operation-workers.ts';
import { bytesOfOperation } from './weights.ts';

/**
 * One supergraph with everything derived from it. Immutable except for its caches. Requests stay on the generation on
 * which they began.
 */
export type Generation = {
  supergraphSdl: string;
  /** Identifies the supergraph in cache keys. */
  fingerprint: string;
  /** The schema for clients. */
  apiSchema: GraphQLSchema;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
  types: TypeSystem;
  /** The requirements of its types and fields. */
  requirements: readonly Requirement[];
  /** The threads that validate and plan. */
  workers: OperationWorkers;
  /** The costs of its operations. */
  costs: CostModel;
  /** The labels of its overrides. */
  overrideLabels: readonly string[];
  /**
   * The operation of a valid document, prepared at its first use. Throws a GraphQLError if there is none of that name.
   */
  operationOf(document: DocumentNode, operationName: string | null | undefined): Operation;
  /** The most used operations, in descending order. */
  mostUsed(count: number): UsedOperation[];
  /** Plans and compiles an operation that another generation used. */
  warm(used: UsedOperation): Promise<void>;
  /** The estimated memory of the prepared operations, in bytes. */
  operationBytes(): number;
};

/** An operation with its used variants. */
export type UsedOperation = {
  document: DocumentNode;
  text: string;
  operationName: string | null;
  variants: readonly Circumstances[];
};

type KnownOperation = {
  operation: Operation;
  document: DocumentNode;
  text: string;
  operationName: string | null;
  uses: number;
  /** The number of variants at its newest use. */
  variantCount: number;
};

/** Builds a generation. Throws if the supergraph cannot be loaded. */
export function buildGeneration({
  supergraphSdl,
  operationsBytesMax,
  entitiesApart,
  workers,
  onPrepared,
}: {
  supergraphSdl: string;
  /** Budget of the prepared operations. */
  operationsBytesMax: number;
  entitiesApart: EntitySplitting;
  /** The threads that validate and plan, with this supergraph. */
  workers: OperationWorkers;
  /** Called with the time until an operation was planned and compiled. */
  onPrepared: (seconds: number) => void;
}): Generation {
  const composed = parseSupergraph(supergraphSdl);
  const namesFor = internalNames(composed.supergraphSchema);
  const settings = { composed, workers, namesFor, entitiesApart, onPrepared };
  const known = new LRUCache<string, KnownOperation>({
    maxSize: operationsBytesMax,
    sizeCalculation: bytesOfOperation,
  });
  // Apollo Server returns the same document for the same text, so stripping is seldom needed. Printing takes long for
  // some strings.
  const texts = new WeakMap<DocumentNode, string>();
  const textOf = (document: DocumentNode): string => {
    const text = texts.get(document) ?? stripIgnoredCharacters(document.loc?.source.body ?? print(document));
    texts.set(document, text);
    return text;
  };

  const operationOf = (document: DocumentNode, operationName: string | null = null): Operation => {
    // JSON, so that a name cannot be confused with null or with the beginning of a text.
    const text = textOf(document);
    const key = `${JSON.stringify(operationName)}\n${text}`;
    let found = known.get(key);
    if (found === undefined) {
      const operation = createOperation(settings, { document, text, operationName });
      found = { operation, document, text, operationName, uses: 0, variantCount: 0 };
      known.set(key, found);
    }
    found.uses += 1;
    const variantCount = found.operation.variantCount();
    if (variantCount !== found.variantCount) {
      // Each variant has a plan of its own, so the operation has become heavier. The cache weighs only new objects.
      known.set(key, { ...found, variantCount });
    }
    return found.operation;
  };

  return {
    supergraphSdl,
    fingerprint: createHash('sha256').update(supergraphSdl).digest('base64url').slice(0, 16),
    apiSchema: composed.apiSchema,
    subgraphs: composed.subgraphs,
    types: composed.types,
    requirements: [...(composed.authorization?.requirements.values() ?? [])],
    workers,
    costs: createCostModel(composed.supergraphSchema, composed.costDirectives),
    overrideLabels: composed.overrides.labels,
    operationOf: (document, operationName) => operationOf(document, operationName ?? null),
    mostUsed: (count) =>
      [...known.values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ operation, document, text, operationName }) => ({
          document,
          text,
          operationName,
          variants: operation.variants(),
        })),
    operationBytes: () => known.calculatedSize,
    warm: ({ document, operationName, variants }) => operationOf(document, operationName).warm(variants),
  };
}
