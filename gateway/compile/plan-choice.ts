import type { FetchPlan } from './fetch-plan.ts';
import type { Shape } from './response-shape.ts';

/** When entities that are nested in the answer of a subgraph are asked of it apart: `repeated`, where they are found to be repeated so much that it pays. */
export type EntitySplitting = 'never' | 'repeated' | 'always';

/** A plan with the shape of what it gives. */
export type Prepared = { plan: FetchPlan; shape: Shape | null };

/** What came over the network. */
export type Received = { answers: number; length: number };

/** Which of two plans carries an operation out. */
export type PlanChoice = {
  whole: Prepared;
  next(): Prepared;
  /** Is told what the subgraphs answered to a plan. */
  learn(used: Prepared, received: Received): void;
};

/** Below it, nothing that is repeated is worth a second plan. */
const lengthMin = 16_384;
/** A request costs as much CPU time as an answer that is longer by this. */
const lengthOfRequest = 8_192;
/** Executions of each plan before one is chosen, and how often the other one is looked at again. */
const trials = 3;
const lookEvery = 200;
/** The share that the newest execution has in what a plan is known to cost. */
const weight = 0.25;

/** Chooses between a plan and the same one with entities asked for apart (null where there is none), by what comes over the network. The second is prepared when it is first wanted. */
export function choosePlan(
  whole: Prepared,
  prepareApart: (() => Prepared) | null,
  policy: EntitySplitting,
): PlanChoice {
  let apart: Prepared | undefined;
  const second = (): Prepared => {
    apart ??= prepareApart?.() ?? whole;
    // What is copied into every object that it adds to is repeated again.
    return apart.plan.isMerging ? whole : apart;
  };
  if (prepareApart === null || policy === 'never' || policy === 'always') {
    const only = policy === 'always' ? second() : whole;
    return { whole, next: () => only, learn: () => {} };
  }
  const costs = { whole: unknownCost(), apart: unknownCost() };
  let executions = 0;
  return {
    whole,
    next: () => {
      executions += 1;
      if (costs.whole.count < trials || costs.whole.length < lengthMin) {
        return whole;
      }
      if (costs.apart.count < trials) {
        return second();
      }
      const isApartCheaper = costs.apart.total < costs.whole.total;
      return isApartCheaper === (executions % lookEvery !== 0) ? second() : whole;
    },
    learn: (used, { answers, length }) => {
      const cost = used === whole ? costs.whole : costs.apart;
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
