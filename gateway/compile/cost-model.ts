import type { FetchNode } from '@apollo/query-planner';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { GraphQLSchema } from 'graphql';
import type { CostDirectives } from '../composed/cost-directives.ts';
import { costPartsOf } from './cost-parts.ts';
import type { Fetch, FetchPlan } from './fetch-plan.ts';
import { compileCount, type CountAnswer } from './count-cost.ts';
import { compileFetch, compilePlanCost, type PlanCost } from './plan-cost.ts';

/** The costs of a supergraph's operations. Each formula is compiled at its first use, and lives as long as its plan. */
export type CostModel = {
  /** Whether the supergraph states costs (`@cost`, `@listSize`). */
  isStated: boolean;
  /** The formula of a plan. `event` is the fetch whose data is there before the plan begins. */
  ofPlan(plan: FetchPlan, event: FetchNode | null): PlanCost;
  /** The function that counts what an answer to a fetch cost. */
  counterOf(fetch: Fetch): CountAnswer;
  counterOfEvent(event: FetchNode): CountAnswer;
};

export function createCostModel(schema: GraphQLSchema, directives: CostDirectives): CostModel {
  const compile = costPartsOf(schema, directives);
  const ofFetch = rememberedBy(({ request, subgraph, path, entities }: Fetch) =>
    compileFetch(request.query, { subgraph, path, isOfEntities: entities !== null }, compile),
  );
  const ofEvent = rememberedBy(({ operation, serviceName }: FetchNode) =>
    compileFetch(operation, { subgraph: serviceName, path: [], isOfEntities: false }, compile),
  );
  const plans = new WeakMap<FetchPlan, PlanCost>();
  return {
    isStated: directives.isUsed,
    ofPlan: (plan, event) => {
      const known =
        plans.get(plan) ?? compilePlanCost([...(event === null ? [] : [ofEvent(event)]), ...plan.fetches.map(ofFetch)]);
      plans.set(plan, known);
      return known;
    },
    counterOf: rememberedBy((fetch) => compileCount(ofFetch(fetch))),
    counterOfEvent: rememberedBy((event) => compileCount(ofEvent(event))),
  };
}
