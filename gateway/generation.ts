import './telemetry-off.ts';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

const plansMax = 1_000;

/** One supergraph with everything that was derived from it. Nothing of it changes but the plans that it remembers; requests keep the generation on which they began. */
export type Generation = {
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** The types with what clients do not see. */
  isSubtype(abstractType: string, objectType: string): boolean;
  planOf(document: DocumentNode, operationName: string | null | undefined): QueryPlan;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
};

/** Builds a generation. Throws when the supergraph cannot be loaded. */
export function buildGeneration({
  supergraphSdl,
  apiSchema,
}: {
  supergraphSdl: string;
  apiSchema: GraphQLSchema;
}): Generation {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const plannerSchema = supergraph.apiSchema();
  const plans = new LRUCache<string, QueryPlan>({ max: plansMax });
  const schema = supergraph.schema.toGraphQLJSSchema();
  return {
    apiSchema,
    isSubtype: (abstractType, objectType) => {
      if (abstractType === objectType) {
        return true;
      }
      const [one, other] = [schema.getType(abstractType), schema.getType(objectType)];
      return (
        one !== undefined &&
        other !== undefined &&
        'getInterfaces' in other &&
        (('getTypes' in one && one.getTypes().some(({ name }) => name === objectType)) ||
          other.getInterfaces().some(({ name }) => name === abstractType))
      );
    },
    planOf: (document, operationName) => {
      const key = `${operationName ?? ''}\n${print(document)}`;
      const known = plans.get(key);
      if (known !== undefined) {
        return known;
      }
      const operation = operationFromDocument(plannerSchema, document, operationName == null ? {} : { operationName });
      const plan = planner.buildQueryPlan(operation);
      plans.set(key, plan);
      return plan;
    },
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
  };
}
