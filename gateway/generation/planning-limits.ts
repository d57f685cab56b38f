import { z } from 'zod';

/** The budget of validating and planning, which run in threads of their own. */
export type PlanningLimits = {
  /** Limit on the CPU time for one operation, in milliseconds. */
  planningMs: number;
  /** Limit on the heap of a thread, in megabytes. While a supergraph is loaded, it may be twice as large. */
  planningMemoryMb: number;
  planningThreads: number;
};

/** The second thread starts only while an operation takes long, and serves the others meanwhile. */
export const defaultPlanningLimits: PlanningLimits = {
  planningMs: 5_000,
  planningMemoryMb: 512,
  planningThreads: 2,
};

/** Settings of these limits. */
export const planningLimitsShape = {
  planningMs: z.number().int().min(100).max(60_000).default(defaultPlanningLimits.planningMs).meta({
    description: 'Longest CPU time to validate or to plan an operation, in milliseconds',
    pitfall: 'An operation that takes longer is refused with `PLAN_TOO_EXPENSIVE` until the next supergraph.',
  }),
  planningMemoryMb: z.number().int().min(64).max(16_384).default(defaultPlanningLimits.planningMemoryMb).meta({
    description: 'Greatest heap of a thread that validates and plans, in megabytes',
    pitfall: 'It has to hold two planners, that of the supergraph and that of the next one.',
  }),
  planningThreads: z.number().int().min(1).max(64).default(defaultPlanningLimits.planningThreads).meta({
    description: 'Greatest number of threads that validate and plan',
    pitfall: 'Each has a planner of its own. With one, an operation that takes long to plan delays the others.',
  }),
};
