import type { QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** Plans the one operation of a document. Null if it cannot. */
type PlanOperation = (
  document: DocumentNode,
  labels: readonly string[],
) => Exclude<QueryPlan['node'], SubscriptionNode> | null;

/** Prepares a planner other than Apollo's for a supergraph. Throws if it cannot load the supergraph. */
export type PreparePlanner = (supergraphSdl: string, schemas: { supergraphSchema: GraphQLSchema }) => PlanOperation;
