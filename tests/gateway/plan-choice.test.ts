import { choosePlan, type CompiledPlan } from '@tributary/gateway/compile/plan-choice.ts';
import { newPosition } from '@tributary/gateway/compile/positions.ts';
import { describe, expect, it } from 'vitest';

const aPlan = (isMerging = false): CompiledPlan => ({
  plan: { fetches: [], steps: [], root: newPosition(null), isMerging, event: null },
  shape: null,
});

/** Executes an operation, and returns the share of the second plan in the last hundred executions. */
function shareOfSecond(
  { whole, apart }: { whole: number; apart: number },
  { isMerging = false, times = 150 }: { isMerging?: boolean; times?: number } = {},
): number {
  const [first, second] = [aPlan(), aPlan(isMerging)];
  const choice = choosePlan(first, () => second, 'repeated');
  const used = Array.from({ length: times }, () => {
    const plan = choice.next();
    choice.learn(plan, plan === first ? { answers: 1, length: whole } : { answers: 2, length: apart });
    return plan;
  });
  return used.slice(-100).filter((plan) => plan === second).length / 100;
}

describe('nested entities are fetched separately', () => {
  it('if that saves more than the request that it costs', () => {
    expect(shareOfSecond({ whole: 80_000, apart: 20_000 })).toBe(1);
  });

  it('not if that saves less', () => {
    expect(shareOfSecond({ whole: 24_000, apart: 20_000 })).toBe(0);
  });

  it('not if an answer is short, and then the second plan is not even tried', () => {
    expect(shareOfSecond({ whole: 10_000, apart: 100 }, { times: 100 })).toBe(0);
  });

  it('not if the answers would be copied anyway', () => {
    expect(shareOfSecond({ whole: 80_000, apart: 20_000 }, { isMerging: true })).toBe(0);
  });

  it('no longer, once the answers repeat little', () => {
    const [first, second] = [aPlan(), aPlan()];
    const choice = choosePlan(first, () => second, 'repeated');
    const run = (times: number, whole: number) => {
      for (let time = 0; time < times; time += 1) {
        const plan = choice.next();
        choice.learn(plan, plan === first ? { answers: 1, length: whole } : { answers: 2, length: 20_000 });
      }
    };
    run(50, 80_000);
    expect(choice.next()).toBe(second);

    // The other plan is tried now and then, and each trial counts for a quarter.
    run(4_000, 20_000);

    expect(choice.next()).toBe(first);
  });
});
