import type { FetchPlan } from './fetch-plan.ts';
import type { Shape } from './response-shape.ts';

/**
 * When entities nested in the answer of a subgraph are fetched separately. `repeated`: where they are repeated so much
 * that it pays.
 */
export type EntitySplitting = 'never' | 'repeated' | 'always';

/** A compiled plan with the shape of its response. */
export type CompiledPlan = { plan: FetchPlan; shape: Shape | null };

/** The answers of subgraphs, and their total length. */
export type Received = { answers: number; length: number };

/** Chooses the plan for each execution of an operation. */
export type PlanChoice = {
  original: CompiledPlan;
  next(): CompiledPlan;
  /** Records the cost of an execution. */
  learn(used: CompiledPlan, received: Received): void;
};

/** Shorter answers never justify a second plan. */
const lengthMin = 16_384;
/** A request costs as much CPU time as this many characters of an answer. */
const lengthOfRequest = 8_192;
/** Executions of each plan before one is chosen, and the interval at which the other plan is tried again. */
const trials = 3;
const lookEvery = 200;
/** The weight of the newest execution in the estimated cost of a plan. */
const weight = 0.25;

/**
 * Chooses between the original plan and the one with split entities, by the data that comes over the network. The
 * second plan is null where there is none. It is prepared at its first use.
 */
export function choosePlan(
  original: CompiledPlan,
  prepareSplit: (() => CompiledPlan) | null,
  policy: EntitySplitting,
): PlanChoice {
  let split: CompiledPlan | undefined;
  const splitOrOriginal = (): CompiledPlan => {
    split ??= prepareSplit?.() ?? original;
    // A merging plan copies answers into every object, so that they are repeated again.
    return split.plan.isMerging ? original : split;
  };
  if (prepareSplit === null || policy === 'never' || policy === 'always') {
    const only = policy === 'always' ? splitOrOriginal() : original;
    return { original, next: () => only, learn: () => {} };
  }
  const costs = { original: unknownCost(), split: unknownCost() };
  let executions = 0;
  return {
    original,
    next: () => {
      executions += 1;
      if (costs.original.count < trials || costs.original.length < lengthMin) {
        return original;
      }
      if (costs.split.count < trials) {
        return splitOrOriginal();
      }
      const isSplitCheaper = costs.split.total < costs.original.total;
      return isSplitCheaper === (executions % lookEvery !== 0) ? splitOrOriginal() : original;
    },
    learn: (used, { answers, length }) => {
      const cost = used === original ? costs.original : costs.split;
      const share = cost.count === 0 ? 1 : weight;
      cost.count += 1;
      cost.length += (length - cost.length) * share;
      cost.total += (length + answers * lengthOfRequest - cost.total) * share;
    },
  };
}

function unknownCost() {
  return { count: 0, length: 0, total: 0 };
}
