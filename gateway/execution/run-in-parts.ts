import type { FetchPlan, Step } from '../compile/fetch-plan.ts';
import { newRun, runStep, type RunResult } from './run-plan.ts';
import type { Execution } from './run.ts';

/** A plan that is being carried out, of which some is waited for longer than the rest. */
export type PartialRun = {
  /** What there is so far. */
  result: RunResult;
  /** Done when there is all that a deferral adds; for null, all that is not deferred. Rejects only where the gateway itself is at fault. */
  done(deferral: string | null): Promise<void>;
};

/** Carries out a plan with deferrals: each step as soon as those before it are done, whatever it is for. */
export function runInParts(plan: FetchPlan, execution: Execution): PartialRun {
  const data = {};
  const run = newRun(plan, execution, [data]);
  const { steps } = plan;
  const begun = new Map<Step, Promise<void>>();
  const begin = (step: Step): Promise<void> => {
    let promise = begun.get(step);
    if (promise === undefined) {
      const earlier = steps.filter(({ before }) => before.some((later) => steps[later] === step));
      promise =
        earlier.length === 0 ? runStep(step, run) : Promise.all(earlier.map(begin)).then(() => runStep(step, run));
      begun.set(step, promise);
    }
    return promise;
  };
  const all = steps.map((step) => ({ step, promise: begin(step) }));
  return {
    result: { data, problems: run.problems, received: run.received, isAlone: true },
    done: async (deferral) => {
      await Promise.all(all.flatMap(({ step, promise }) => (step.deferral === deferral ? [promise] : [])));
    },
  };
}
