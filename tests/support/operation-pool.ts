import { defaultPlanningLimits } from '@tributary/gateway/generation/planning-limits.ts';
import { openOperationWorkers, type OperationWorkers } from '@tributary/gateway/generation/operation-workers.ts';
import { createOperationPool } from '@tributary/gateway/operation-pool.ts';
import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import { onTestFinished } from 'vitest';

/** The threads of all gateways of a test process, as starting one takes half a second. They keep no state of a test. */
export const operationPool = createOperationPool(defaultPlanningLimits);

/** The threads for one supergraph, until the test ends. */
export function openWorkers(supergraphSdl: string): OperationWorkers {
  const workers = openOperationWorkers(
    operationPool,
    {
      supergraphSdl,
      planner: 'apollo',
      validation: { limits: defaultLimits, introspection: true, suggestions: true },
      contracts: [],
    },
    () => {},
  );
  onTestFinished(workers.close);
  return workers;
}
