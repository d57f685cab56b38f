import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { GraphQLError, type DocumentNode } from 'graphql';
import type { InternalNames } from './internal-names.ts';
import type { Planner } from './planner.ts';
import { findUnprovided, refusalOf, type Unprovided } from './unprovided-fields.ts';

/** Plans the operations of clients, and answers for the plans. */
export type CompletePlanner = {
  /**
   * The first plan for a document that gives all that is selected. `named` is the document with internal names. Throws a GraphQLError where there is none: the operation is refused before any subgraph is asked.
   */
  plan(document: DocumentNode, named: DocumentNode, labels: readonly string[]): QueryPlan['node'];
  /** Whether a plan still gives all, with something else after what is subscribed to, or instead of all of it. */
  isComplete(node: QueryPlan['node'], rest: PlanNode, document: DocumentNode): boolean;
};

export function completePlanner(
  { waysToPlan, requirements, composed: { apiSchema, subgraphTypes, types } }: Planner,
  names: InternalNames,
): CompletePlanner {
  const facts = { ...types, subgraphTypes };
  const unprovidedIn = (node: QueryPlan['node'], document: DocumentNode): Unprovided | null =>
    findUnprovided(node, document, { schema: apiSchema, names, facts });

  return {
    plan: (document, named, labels) => {
      const refusals: unknown[] = [];
      for (const planOnce of waysToPlan(named, labels)) {
        try {
          const node = planOnce();
          requirements.refuseMissingInputs(node?.kind === 'Subscription' ? node.rest : node);
          const unprovided = unprovidedIn(node, document);
          if (unprovided === null) {
            return node;
          }
          refusals.push(refusalOf(unprovided));
        } catch (error) {
          refusals.push(error);
        }
      }
      // What is wrong with a plan says more than a planner that fails.
      throw refusals.find((each) => each instanceof GraphQLError) ?? refusals[0];
    },
    isComplete: (node, rest, document) =>
      unprovidedIn(node?.kind === 'Subscription' ? { ...node, rest } : rest, document) === null,
  };
}
