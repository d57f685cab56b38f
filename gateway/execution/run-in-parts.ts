import { assert } from '@tributary/platform/assert.ts';
import type { FetchPlan, Step } from '../compile/fetch-plan.ts';
import { newRun, runStep, type RunResult } from './run-plan.ts';
import type { Execution } from './run.ts';

/** A running plan whose deferred parts may end later than the immediate one. */
export type PartialRun = {
  /** The result so far. */
  result: RunResult;
  /**
   * Resolves when the data of a deferral is complete, or for null, the immediate data. Rejects only for faults of the
   * gateway.
   */
  done(deferral: string | null): Promise<void>;
};

const startsEarly = 'a step starts before a step that it waits for has ended';

/** Runs a plan with deferrals. Each step begins as soon as the steps before it have ended, deferred or not. */
export function runInParts(plan: FetchPlan, execution: Execution): PartialRun {
  const data = {};
  const run = newRun(plan, execution, [data]);
  const { steps } = plan;
  const begun = new Map<Step, Promise<void>>();
  const ended = new Set<Step>();
  const begin = (step: Step): Promise<void> => {
    let promise = begun.get(step);
    if (promise === undefined) {
      const earlier = steps.filter(({ before }) => before.some((later) => steps[later] === step));
      const runAfter = async (): Promise<void> => {
        assert(earlier.length === step.waitsFor && earlier.every((each) => ended.has(each)), startsEarly);
        await runStep(step, run);
        ended.add(step);
      };
      promise = earlier.length === 0 ? runAfter() : Promise.all(earlier.map(begin)).then(runAfter);
      begun.set(step, promise);
    }
    return promise;
  };
  const all = steps.map((step) => ({ step, promise: begin(step) }));
  return {
    result: { data, problems: run.problems, received: run.received, isOnlyResult: true },
    done: async (deferral) => {
      await Promise.all(all.flatMap(({ step, promise }) => (step.deferral === deferral ? [promise] : [])));
    },
  };
}
