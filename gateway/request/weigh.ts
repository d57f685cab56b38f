import type { Registry } from '@tributary/platform/metrics.ts';
import { GraphQLError } from 'graphql';
import { missingSlices, shownField } from '../compile/cost-names.ts';
import type { CostPart } from '../compile/cost-parts.ts';
import { costliestPath, estimate, type CostInputs, type Estimate, type PlanCost } from '../compile/plan-cost.ts';
import type { SubgraphError } from '../execution/problems.ts';
import type { BoundOperation, OperationExecution, Primary } from '../generation/bound-operation.ts';
import type { Generation } from '../generation/generation.ts';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import { registerCostMetrics, type CostMetrics, type CostResult } from './cost-metrics.ts';
import type { DemandControl } from './demand-control.ts';
import { plannedOf, type Metering, type OperationCost, type Outcome, type Stage } from './pipeline.ts';
import { refusal } from './refusal.ts';

/**
 * An operation with its budgets, or the error with which it is refused. The events of a subscription meter themselves.
 */
export type Weighed =
  | { bound: BoundOperation; metering: Metering | null; cost: OperationCost }
  | { refused: GraphQLError; cost: OperationCost };

/**
 * Weighs an operation before anything is fetched. `charge` is called once with the actual cost of a query or a
 * mutation. Events of a subscription are not charged, since one is completed for all its readers.
 */
export type Weigh = (generation: Generation, bound: BoundOperation, charge?: (cost: number) => void) => Weighed;

export function createWeighing(settings: DemandControl, registry: Registry): Weigh {
  const metrics = registerCostMetrics(registry);
  const { subgraph } = settings;
  const budgets = new Map(Object.entries(subgraph.subgraphs));
  const budgetOf = (name: string) => budgets.get(name)?.max ?? subgraph.all.max ?? Infinity;
  const listSizeOf = (name: string) => budgets.get(name)?.listSize ?? subgraph.all.listSize ?? settings.listSize;

  const estimateOf = rememberedEstimates();

  return (generation, bound, charge = () => {}) => {
    const { costs, apiSchema } = generation;
    const { plan, variables } = bound.costing;
    const inputs = { variables, listSizeOf };
    const formula = costs.ofPlan(plan, bound.primary?.fetch ?? null);
    const { total, bySubgraph, withoutSlice } = estimateOf(formula, inputs);
    const isEnforced = settings.mode === 'enforce' || (settings.mode === 'auto' && costs.isStated);
    const cost: OperationCost = { estimated: total, actual: 0, max: settings.max };
    const unsliced = withoutSlice.find(
      (part) => isClients(part, bound) && missingSlices(part, inputs, apiSchema).length > 0,
    );
    const dear = [...bySubgraph].filter(([name, estimated]) => estimated > budgetOf(name));
    const result = resultOf({ isSliced: unsliced === undefined, isWithin: total <= settings.max, dear });
    metrics.estimated(total, result);
    if (isEnforced && unsliced !== undefined) {
      return { refused: notSliced(unsliced, missingSlices(unsliced, inputs, apiSchema)), cost };
    }
    if (isEnforced && total > settings.max) {
      const isShown = ({ coordinate }: CostPart) => shownField(apiSchema, coordinate) !== undefined;
      const path = costliestPath(formula, inputs, isShown);
      return { refused: tooExpensive(cost, path.map(bound.costing.toResponseName)), cost };
    }
    const isSkipping = subgraph.mode === 'enforce' && dear.length > 0;
    const skipped = isSkipping
      ? new Map(dear.map(([name, estimated]) => [name, skippedError(name, estimated, budgetOf(name))]))
      : undefined;
    const { primary } = bound;
    if (primary === null) {
      return { bound, metering: meteringOf(bound, { generation, cost, skipped, metrics, charge }), cost };
    }
    const stream = skipped?.get(primary.fetch.serviceName);
    return stream === undefined
      ? { bound: withMeteredEvents(bound, primary, { generation, skipped, metrics }), metering: null, cost }
      : { refused: new GraphQLError(stream.message, { extensions: stream.extensions ?? {} }), cost };
  };
}

/**
 * Remembers the latest estimate of each plan, for operations that repeat with equal lengths. Only numbers are compared,
 * since lengths are numbers, and a remembered list would hold its memory.
 */
function rememberedEstimates(): typeof estimate {
  const latest = new WeakMap<PlanCost, { values: readonly unknown[]; estimated: Estimate }>();
  return (formula: PlanCost, inputs: CostInputs): Estimate => {
    const { variables } = inputs;
    const known = latest.get(formula);
    if (known !== undefined && formula.variables.every((name, index) => variables[name] === known.values[index])) {
      return known.estimated;
    }
    const estimated = estimate(formula, inputs);
    const values = formula.variables.map((name) => variables[name]);
    if (values.every((value) => value == null || typeof value === 'number')) {
      latest.set(formula, { values, estimated });
    }
    return estimated;
  };
}

/**
 * The stage that refuses operations above their budget, before anything is fetched. It comes before the cache, so that
 * an operation is refused whether or not its answer is cached.
 */
export function weighStage(weigh: Weigh, { headers }: Pick<DemandControl, 'headers'>): Stage {
  return {
    name: 'weigh',
    run: async (request, next) => {
      const planned = plannedOf(request);
      const weighed = weigh(request.generation, planned.bound, request.context.chargeCost);
      request.cost = weighed.cost;
      let outcome: Outcome;
      if ('refused' in weighed) {
        outcome = { kind: 'refused', errors: [weighed.refused] };
      } else {
        request.planned = { ...planned, bound: weighed.bound };
        request.metering = weighed.metering;
        outcome = await next();
      }
      if (headers) {
        const { estimated, actual, max } = weighed.cost;
        request.responseHeaders['x-cost-estimated'] = String(estimated);
        request.responseHeaders['x-cost-actual'] = String(actual);
        request.responseHeaders['x-cost-max'] = String(max);
      }
      return outcome;
    },
  };
}

/** The means to count an operation, and the subgraphs that it leaves out. */
type Metered = {
  generation: Generation;
  skipped: ReadonlyMap<string, SubgraphError> | undefined;
  metrics: CostMetrics;
};

function meteringOf(
  { costing: { variables } }: BoundOperation,
  {
    generation: { costs },
    cost,
    skipped,
    metrics,
    charge,
  }: Metered & { cost: OperationCost; charge: (cost: number) => void },
): Metering {
  return {
    meter: (fetch, objects) => {
      cost.actual += costs.counterOf(fetch)(objects, variables);
    },
    skipped,
    end: () => {
      metrics.actual(cost.actual);
      charge(cost.actual);
    },
  };
}

/** A subscription whose events are counted, those that are completed together as one. */
function withMeteredEvents(
  bound: BoundOperation,
  { fetch: event }: Primary,
  { generation: { costs }, skipped, metrics }: Metered,
): BoundOperation {
  const { variables } = bound.costing;
  return {
    ...bound,
    complete: async (execution, events) => {
      const data = events.map((each) => each.data);
      let actual = costs.counterOfEvent(event)(data, variables);
      const meter: OperationExecution['meter'] = (fetch, objects) => {
        actual += costs.counterOf(fetch)(objects, variables);
      };
      const results = await bound.complete({ ...execution, meter, skipped }, events);
      metrics.actual(actual);
      return results;
    },
  };
}

function resultOf({
  isSliced,
  isWithin,
  dear,
}: {
  isSliced: boolean;
  isWithin: boolean;
  dear: readonly unknown[];
}): CostResult {
  if (!isSliced) {
    return 'COST_INVALID_SLICING_ARGUMENTS';
  }
  if (!isWithin) {
    return 'COST_ESTIMATED_TOO_EXPENSIVE';
  }
  return dear.length > 0 ? 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE' : 'COST_OK';
}

/** Whether the client selected a field. Fields with arguments have internal names, except the planner's own. */
function isClients({ name }: CostPart, { costing }: BoundOperation): boolean {
  const internal = withoutPlannerSuffix(name);
  return costing.toResponseName(internal) !== internal;
}

function notSliced({ coordinate }: CostPart, slices: readonly string[]): GraphQLError {
  const names = slices.map((slice) => `\`${slice}\``);
  return refusal(
    400,
    'COST_INVALID_SLICING_ARGUMENTS',
    `\`${coordinate}\` needs exactly one of ${names.join(', ')}, so that its cost is known. Give one.`,
  );
}

function tooExpensive({ estimated, max }: OperationCost, path: readonly string[]): GraphQLError {
  const costliest = path.join('.');
  const { message, extensions } = refusal(
    400,
    'COST_ESTIMATED_TOO_EXPENSIVE',
    `The operation has an estimated cost of ${estimated}, and may have ${max}. ${
      costliest === '' ? '' : `Most of it is in \`${costliest}\`. `
    }Ask for shorter lists, or for less in them.`,
  );
  return new GraphQLError(message, { extensions: { ...extensions, estimated, max, costliest } });
}

function skippedError(subgraph: string, estimated: number, max: number): SubgraphError {
  return {
    message: `The operation has an estimated cost of ${estimated} at the subgraph \`${subgraph}\`, and may have ${max}, so nothing was fetched from it. Ask for shorter lists, or for less in them.`,
    extensions: { code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', subgraph, estimated, max },
  };
}
