import { RetryBudget } from '@tributary/platform/transport/retry-budget.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const windowMs = 10_000;
/** The window advances by a tenth of itself. */
const stepMs = windowMs / 10;

it('grants a share of the requests in the window and a few more, as a naive count does', () => {
  const events = fc.array(
    fc.record({ afterMs: fc.nat({ max: 1_500 }), kind: fc.constantFrom('request', 'request', 'retry') }),
    { maxLength: 300, size: 'max' },
  );
  const settings = fc.record({ budgetShare: fc.constantFrom(0, 0.1, 0.5, 1), budgetMin: fc.nat({ max: 5 }) });

  fc.assert(
    fc.property(settings, events, ({ budgetShare, budgetMin }, happened) => {
      const budget = new RetryBudget({ budgetShare, budgetMin });
      const requests: number[] = [];
      const retries: number[] = [];
      let refused = 0;
      let now = 5;
      for (const { afterMs, kind } of happened) {
        now += afterMs;
        if (kind === 'request') {
          budget.requested(now);
          requests.push(now);
          continue;
        }
        const inWindow = (times: readonly number[]) =>
          times.filter((time) => Math.floor(now / stepMs) - Math.floor(time / stepMs) < 10).length;
        const mayTake = inWindow(retries) + 1 <= budgetMin + budgetShare * inWindow(requests);
        expect(budget.take(now)).toBe(mayTake);
        if (mayTake) {
          retries.push(now);
        }
        refused += mayTake ? 0 : 1;
      }
      expect(budget.refused).toBe(refused);
    }),
  );
});
