import { LatencyEstimate } from '@tributary/platform/transport/latency-estimate.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function estimateOf(latencies: readonly number[], { quantile = 0.95, samplesMin = 1 } = {}): number | null {
  const estimate = new LatencyEstimate({ quantile, samplesMin });
  latencies.forEach((latency) => estimate.add(latency));
  return estimate.milliseconds;
}

describe('the estimate of a quantile', () => {
  it('is missing before there are enough latencies', () => {
    expect(
      estimateOf(
        Array.from({ length: 49 }, () => 5),
        { samplesMin: 50 },
      ),
    ).toBeNull();
    expect(
      estimateOf(
        Array.from({ length: 50 }, () => 5),
        { samplesMin: 50 },
      ),
    ).toBeGreaterThanOrEqual(5);
  });

  it('is the quantile of the latencies, or up to 6 % more', () => {
    const latencies = fc.array(fc.double({ min: 0.3, max: 100_000, noNaN: true }), { minLength: 16, maxLength: 1_000 });

    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (given, quantile) => {
        // The estimate is new at the first latency, and after each 16 more.
        const counted = given.slice(0, given.length - ((given.length - 1) % 16));
        const sorted = counted.toSorted((one, other) => one - other);
        const above = Math.floor(counted.length * (1 - quantile));
        const exact = sorted[counted.length - 1 - above] ?? 0;

        const estimate = estimateOf(counted, { quantile }) ?? 0;

        expect(estimate).toBeGreaterThanOrEqual(exact * 0.999);
        expect(estimate).toBeLessThanOrEqual(exact * 1.06);
      }),
    );
  });

  it('follows latencies that change', () => {
    const [slow, fast] = [Array.from({ length: 2_000 }, () => 400), Array.from({ length: 6_000 }, () => 20)];

    expect(estimateOf([...slow, ...fast])).toBeLessThan(22);
    expect(estimateOf([...fast, ...slow])).toBeGreaterThanOrEqual(400);
  });

  it('takes latencies of zero, and of any size', () => {
    expect(estimateOf([0, 0, 0])).toBeLessThan(1);
    expect(estimateOf([1e9, 1e9, Infinity])).toBeGreaterThan(60_000);
  });
});
