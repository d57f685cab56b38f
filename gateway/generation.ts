import { isAbstractType, isObjectType, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeSystem } from './execution/fetch-plan.ts';
import { internalNames } from './internal-names.ts';
import { prepareOperation, type Operation } from './operation.ts';
import { createPlanner, type Planner } from './planner.ts';

/** One supergraph with everything that was derived from it. Nothing of it changes but what it remembers; requests keep the generation on which they began. */
export type Generation = {
  supergraphSdl: string;
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
  types: TypeSystem;
  /** The operation of a valid document, ready to be carried out; prepared at its first use. Throws a GraphQLError when there is none of that name. */
  operationOf(document: DocumentNode, operationName: string | null | undefined): Operation;
  /** The operations that were used most, the most used first. */
  mostUsed(count: number): { document: DocumentNode; operationName: string | null }[];
};

type Prepared = { operation: Operation; document: DocumentNode; operationName: string | null; uses: number };

/** Builds a generation. Throws when the supergraph cannot be loaded. */
export function buildGeneration({
  supergraphSdl,
  operationsMax,
  onPrepared,
}: {
  supergraphSdl: string;
  /** How many operations are remembered. */
  operationsMax: number;
  /** Is told how long an operation took to plan and compile, during which nothing else went on. */
  onPrepared?: (seconds: number) => void;
}): Generation {
  const planner = createPlanner(supergraphSdl);
  const names = internalNames(planner.supergraphSchema);
  const types = typesIn(planner);
  const byText = new LRUCache<string, Prepared>({ max: operationsMax });
  // Apollo Server gives the same document for the same text, so that printing it is seldom needed.
  const byDocument = new WeakMap<DocumentNode, Map<string | null, Prepared>>();

  const prepare = (document: DocumentNode, operationName: string | null): Prepared => {
    const key = `${operationName ?? ''}\n${print(document)}`;
    let prepared = byText.get(key);
    if (prepared === undefined) {
      const begun = performance.now();
      const operation = prepareOperation(planner, names, types, { document, operationName });
      onPrepared?.((performance.now() - begun) / 1000);
      prepared = { operation, document, operationName, uses: 0 };
      byText.set(key, prepared);
    }
    return prepared;
  };

  return {
    supergraphSdl,
    apiSchema: planner.apiSchema,
    subgraphs: planner.subgraphs,
    types,
    operationOf: (document, operationName = null) => {
      const byName = byDocument.get(document) ?? new Map<string | null, Prepared>();
      const prepared = byName.get(operationName) ?? prepare(document, operationName);
      byName.set(operationName, prepared);
      byDocument.set(document, byName);
      prepared.uses += 1;
      return prepared.operation;
    },
    mostUsed: (count) =>
      [...byText.values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ document, operationName }) => ({ document, operationName })),
  };
}

function typesIn({ supergraphSchema }: Planner): TypeSystem {
  const objectTypes = new Set(
    Object.values(supergraphSchema.getTypeMap())
      .filter(isObjectType)
      .map(({ name }) => name),
  );
  return {
    isObjectType: (name) => objectTypes.has(name),
    isSubtype: (abstractType, objectType) => {
      if (abstractType === objectType) {
        return true;
      }
      const [one, other] = [supergraphSchema.getType(abstractType), supergraphSchema.getType(objectType)];
      return (
        isAbstractType(one) && other !== undefined && 'getInterfaces' in other && supergraphSchema.isSubType(one, other)
      );
    },
  };
}
