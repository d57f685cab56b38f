import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { TypeSystem } from '../execution/type-system.ts';
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
  { plansFor, requirements, apiSchema, subgraphTypes }: Planner,
  { types, names }: { types: TypeSystem; names: InternalNames },
): CompletePlanner {
  const facts = { ...types, subgraphTypes };
  const unprovidedIn = (node: QueryPlan['node'], document: DocumentNode): Unprovided | null =>
    findUnprovided(node, document, { schema: apiSchema, names, facts });

  return {
    plan: (document, named, labels) => {
      const refusals: unknown[] = [];
      try {
        for (const node of plansFor(named, labels)) {
          try {
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
      } catch (error) {
        // The last planner fails, and what is wrong with the plan of the one before it says more.
        refusals.push(error);
      }
      throw refusals[0];
    },
    isComplete: (node, rest, document) =>
      unprovidedIn(node?.kind === 'Subscription' ? { ...node, rest } : rest, document) === null,
  };
}
