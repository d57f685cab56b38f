import { createWorkerPool } from '@tributary/platform/worker-pool.ts';
import type { OperationPool } from './generation/operation-workers.ts';
import type { PlanningLimits } from './generation/planning-limits.ts';

const waitingMax = 100;
const waitMaxMs = 5_000;
/** Large supergraphs take seconds to load. */
const prepareMaxMs = 60_000;

/** Creates the threads that validate and plan operations, of any number of supergraphs. */
export function createOperationPool({ planningMs, planningMemoryMb, planningThreads }: PlanningLimits): OperationPool {
  return createWorkerPool({
    program: new URL('worker.ts', import.meta.url),
    threadsMax: planningThreads,
    waitingMax,
    waitMaxMs,
    taskMaxMs: planningMs,
    prepareMaxMs,
    heapMaxMb: planningMemoryMb,
  });
}
