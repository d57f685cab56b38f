import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { GraphQLError, type DocumentNode } from 'graphql';
import type { InternalNames } from './internal-names.ts';
import type { Planner } from './planner.ts';
import { findUnprovided, unprovidedError, type Unprovided } from './unprovided-fields.ts';

/** Plans operations and verifies the plans. */
export type CompletePlanner = {
  /**
   * The first plan for a document that gives all selected fields. `named` is the document with internal names. Throws a
   * GraphQLError if there is no such plan, so that the operation is refused before any fetch.
   */
  plan(document: DocumentNode, named: DocumentNode, labels: readonly string[]): QueryPlan['node'];
  /** Whether a plan still gives all fields with `rest` after the subscription, or in place of the whole plan. */
  isComplete(node: QueryPlan['node'], rest: PlanNode, document: DocumentNode): boolean;
};

export function completePlanner(
  { planAttempts, requirements, composed: { apiSchema, subgraphTypes, types } }: Planner,
  names: InternalNames,
): CompletePlanner {
  const facts = { ...types, subgraphTypes };
  const unprovidedIn = (node: QueryPlan['node'], document: DocumentNode): Unprovided | null =>
    findUnprovided(node, document, { schema: apiSchema, names, facts });

  return {
    plan: (document, named, labels) => {
      const refusals: unknown[] = [];
      for (const planOnce of planAttempts(named, labels)) {
        try {
          const node = planOnce();
          requirements.refuseMissingInputs(node?.kind === 'Subscription' ? node.rest : node);
          const unprovided = unprovidedIn(node, document);
          if (unprovided === null) {
            return node;
          }
          refusals.push(unprovidedError(unprovided));
        } catch (error) {
          refusals.push(error);
        }
      }
      // The defect of a plan tells a client more than a failure of the planner.
      throw refusals.find((each) => each instanceof GraphQLError) ?? refusals[0];
    },
    isComplete: (node, rest, document) =>
      unprovidedIn(node?.kind === 'Subscription' ? { ...node, rest } : rest, document) === null,
  };
}
