import { Histogram, type Registry } from '@tributary/platform/metrics.ts';

/** The result of weighing an operation. */
export type CostResult =
  | 'COST_OK'
  | 'COST_ESTIMATED_TOO_EXPENSIVE'
  | 'COST_INVALID_SLICING_ARGUMENTS'
  | 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE';

export type CostMetrics = {
  estimated(cost: number, result: CostResult): void;
  actual(cost: number): void;
};

/** Greater costs count as this one. Else a single absurd estimate would drown the sum. */
const observedMax = 10_000_000;
const buckets = [0, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

export function registerCostMetrics(metrics: Registry): CostMetrics {
  const registers = [metrics];
  const estimated = new Histogram({
    name: 'tributary_gateway_cost_estimated',
    help: 'Estimated cost of an operation, by the result of weighing it, whether or not that was enforced',
    labelNames: ['result'],
    buckets,
    registers,
  });
  const actual = new Histogram({
    name: 'tributary_gateway_cost_actual',
    help: 'Actual cost of an executed operation, or of the events of a subscription completed together',
    buckets,
    registers,
  });
  const byResult = {
    COST_OK: estimated.labels('COST_OK'),
    COST_ESTIMATED_TOO_EXPENSIVE: estimated.labels('COST_ESTIMATED_TOO_EXPENSIVE'),
    COST_INVALID_SLICING_ARGUMENTS: estimated.labels('COST_INVALID_SLICING_ARGUMENTS'),
    SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE: estimated.labels('SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE'),
  } satisfies Record<CostResult, unknown>;
  return {
    estimated: (cost, result) => byResult[result].observe(Math.min(cost, observedMax)),
    actual: (cost) => actual.observe(Math.min(cost, observedMax)),
  };
}
