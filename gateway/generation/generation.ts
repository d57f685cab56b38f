import { createHash } from 'node:crypto';
import { print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeSystem } from '../composed/type-system.ts';
import { internalNames } from '../planning/internal-names.ts';
import { createOperation, type Operation } from './operation.ts';
import type { EntitySplitting } from '../compile/plan-choice.ts';
import { parseSupergraph } from '../composed/composed-supergraph.ts';
import { createPlanner, type PreparePlanner } from '../planning/planner.ts';
import type { Circumstances } from './variant.ts';

/** One supergraph with everything that was derived from it. Nothing of it changes but what it remembers; requests keep the generation on which they began. */
export type Generation = {
  supergraphSdl: string;
  /** Tells its supergraph from others, in what caches go by. */
  fingerprint: string;
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
  types: TypeSystem;
  /** The labels of its overrides. */
  overrideLabels: readonly string[];
  /** The operation of a valid document, ready to be carried out; prepared at its first use. Throws a GraphQLError when there is none of that name. */
  operationOf(document: DocumentNode, operationName: string | null | undefined): Operation;
  /** The operations that were used most, the most used first. */
  mostUsed(count: number): Used[];
  /** Plans and compiles what was used elsewhere. */
  warm(used: Used): void;
};

/** An operation, and the variants of it that were asked for. */
export type Used = { document: DocumentNode; operationName: string | null; variants: readonly Circumstances[] };

type Known = { operation: Operation; document: DocumentNode; operationName: string | null; uses: number };

/** Builds a generation. Throws when the supergraph cannot be loaded. */
export function buildGeneration({
  supergraphSdl,
  operationsMax,
  entitiesApart,
  prepareOther = null,
  onPrepared,
}: {
  supergraphSdl: string;
  /** How many operations are remembered. */
  operationsMax: number;
  entitiesApart: EntitySplitting;
  /** A planner that is asked before Apollo's. */
  prepareOther?: PreparePlanner | null;
  /** Is told how long an operation took to plan and compile, during which nothing else went on. */
  onPrepared: (seconds: number) => void;
}): Generation {
  const composed = parseSupergraph(supergraphSdl);
  const planner = createPlanner(composed, prepareOther);
  const namesFor = internalNames(composed.supergraphSchema);
  const settings = { planner, namesFor, entitiesApart, onPrepared };
  const known = new LRUCache<string, Known>({ max: operationsMax });
  // Apollo Server gives the same document for the same text, so that printing it is seldom needed.
  const texts = new WeakMap<DocumentNode, string>();
  const textOf = (document: DocumentNode): string => {
    const text = texts.get(document) ?? print(document);
    texts.set(document, text);
    return text;
  };

  const operationOf = (document: DocumentNode, operationName: string | null = null): Operation => {
    // Written as JSON, so that no name can be taken for none, or for the beginning of a text.
    const key = `${JSON.stringify(operationName)}\n${textOf(document)}`;
    let found = known.get(key);
    if (found === undefined) {
      const operation = createOperation(settings, { document, operationName });
      found = { operation, document, operationName, uses: 0 };
      known.set(key, found);
    }
    found.uses += 1;
    return found.operation;
  };

  return {
    supergraphSdl,
    fingerprint: createHash('sha256').update(supergraphSdl).digest('base64url').slice(0, 16),
    apiSchema: composed.apiSchema,
    subgraphs: composed.subgraphs,
    types: composed.types,
    overrideLabels: composed.overrides.labels,
    operationOf: (document, operationName) => operationOf(document, operationName ?? null),
    mostUsed: (count) =>
      [...known.values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ document, operationName, operation }) => ({ document, operationName, variants: operation.variants() })),
    warm: ({ document, operationName, variants }) => operationOf(document, operationName).warm(variants),
  };
}
