import { createHash } from 'node:crypto';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import { type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeSystem } from '../composed/type-system.ts';
import { internalNames } from '../planning/internal-names.ts';
import { createOperation, type Operation } from './operation.ts';
import { createCostModel, type CostModel } from '../compile/cost-model.ts';
import type { EntitySplitting } from '../compile/plan-choice.ts';
import type { Requirement } from '../composed/authorization.ts';
import { parseSupergraph, type ComposedSupergraph } from '../composed/composed-supergraph.ts';
import { apiOf, contractApis, unknownTags, type ContractFilter, type ShownApi } from '../composed/contracts.ts';
import { textOfDocument } from '../planning/document-text.ts';
import type { Circumstances } from '../planning/plan-variant.ts';
import type { OperationWorkers } from './operation-workers.ts';
import { sharePlans } from './shared-plans.ts';
import { bytesOfOperation } from './weights.ts';

/**
 * One supergraph with everything derived from it. Immutable except for its caches. Requests stay on the generation on
 * which they began.
 */
export type Generation = {
  supergraphSdl: string;
  /** Identifies the supergraph in cache keys, with the part of it that a contract shows. */
  fingerprint: string;
  /** The contract whose API it serves. Null for the whole API. */
  contract: string | null;
  /** The names of all contracts. */
  contracts: readonly string[];
  /** The tags of contracts that no element of the supergraph has, by the name of the contract. */
  unknownTags: Readonly<Record<string, readonly string[]>>;
  /** The same generation, serving the API of a contract, or the whole. Throws for a contract that there is not. */
  showing(contract: string | null): Generation;
  /** The schema for clients. */
  apiSchema: GraphQLSchema;
  /** The schema that introspection shows to callers who satisfy these requirements. */
  visibleSchema(granted: readonly string[]): GraphQLSchema;
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
  /** The contract in which it was used. Null for the whole API. */
  contract: string | null;
  variants: readonly Circumstances[];
};

type KnownOperation = {
  operation: Operation;
  document: DocumentNode;
  text: string;
  operationName: string | null;
  contract: string | null;
  uses: number;
  /** The number of variants at its newest use. */
  variantCount: number;
};

type GenerationSettings = {
  supergraphSdl: string;
  /** Budget of the prepared operations. */
  operationsBytesMax: number;
  entitiesApart: EntitySplitting;
  /** The threads that validate and plan, with this supergraph. */
  workers: OperationWorkers;
  /** Called with the time until an operation was planned and compiled. */
  onPrepared: (seconds: number) => void;
  /** The contracts, none by default. */
  contracts?: readonly ContractFilter[];
};

/** Builds a generation. Throws if the supergraph cannot be loaded, or a contract cannot be built from it. */
export function buildGeneration(settings: GenerationSettings): Generation {
  const { supergraphSdl, workers, contracts = [] } = settings;
  const composed = parseSupergraph(supergraphSdl);
  const apis = contractApis(composed, contracts);
  const operations = rememberOperations(composed, settings);
  const ofAll = {
    supergraphSdl,
    contracts: contracts.map(({ name }) => name),
    unknownTags: unknownTags(composed, contracts),
    subgraphs: composed.subgraphs,
    types: composed.types,
    requirements: [...(composed.authorization?.requirements.values() ?? [])],
    costs: createCostModel(composed.supergraphSchema, composed.costDirectives),
    overrideLabels: composed.overrides.labels,
    mostUsed: operations.mostUsed,
    operationBytes: operations.bytes,
    showing: (contract: string | null): Generation => {
      const found = generations.get(contract);
      if (found === undefined) {
        throw new Error(`there is no contract ${contract}`);
      }
      return found;
    },
  };
  const serving = (contract: ContractFilter | null, shown: ShownApi): Generation => {
    const name = contract?.name ?? null;
    const operationOf = operations.of(name, shown);
    return {
      ...ofAll,
      contract: name,
      fingerprint: fingerprintOf(supergraphSdl, contract),
      apiSchema: shown.apiSchema,
      visibleSchema: (granted) => shown.visibleSchemas?.(granted) ?? shown.apiSchema,
      workers: {
        ...workers,
        validate: (document, granted, asker) => workers.validate(document, granted, asker, name),
      },
      operationOf: (document, operationName) => operationOf(document, operationName ?? null),
      warm: ({ document, operationName, variants }) => operationOf(document, operationName).warm(variants),
    };
  };
  const whole = serving(null, composed);
  const generations = new Map<string | null, Generation>([
    [null, whole],
    ...contracts.map((contract) => [contract.name, serving(contract, apiOf(composed, apis, contract.name))] as const),
  ]);
  return whole;
}

function fingerprintOf(supergraphSdl: string, contract: ContractFilter | null): string {
  const hash = createHash('sha256').update(supergraphSdl);
  if (contract !== null) {
    hash.update(JSON.stringify([contract.include.toSorted(), contract.exclude.toSorted()]));
  }
  return hash.digest('base64url').slice(0, 16);
}

/** The prepared operations of all contracts, within one budget. */
function rememberOperations(
  composed: ComposedSupergraph,
  { operationsBytesMax, entitiesApart, workers, onPrepared, contracts = [] }: GenerationSettings,
) {
  const namesFor = internalNames(composed.supergraphSchema);
  const planning = contracts.length === 0 ? { workers, bytes: () => 0 } : sharePlans(workers);
  const ofAll = { composed, workers: planning.workers, namesFor, entitiesApart, onPrepared };
  const known = new LRUCache<string, KnownOperation>({
    maxSize: operationsBytesMax,
    sizeCalculation: bytesOfOperation,
  });
  const textOf = rememberedBy(textOfDocument);

  return {
    /** The operations of a contract, or of the whole API. */
    of: (contract: string | null, shown: ShownApi) => {
      const settings = { ...ofAll, shown };
      return (document: DocumentNode, operationName: string | null): Operation => {
        // JSON, so that a name cannot be confused with null or with the beginning of a text.
        const text = textOf(document);
        const key = `${JSON.stringify([contract, operationName])}\n${text}`;
        let found = known.get(key);
        if (found === undefined) {
          const operation = createOperation(settings, { document, text, operationName });
          found = { operation, document, text, operationName, contract, uses: 0, variantCount: 0 };
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
    },
    mostUsed: (count: number): UsedOperation[] =>
      [...known.values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ operation, document, text, operationName, contract }) => ({
          document,
          text,
          operationName,
          contract,
          variants: operation.variants(),
        })),
    bytes: () => known.calculatedSize + planning.bytes(),
  };
}
