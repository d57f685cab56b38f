import { CircuitBreaker, type CircuitBreakerSettings } from '@tributary/platform/transport/circuit-breaker.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const settings: CircuitBreakerSettings = {
  windowMs: 1_000,
  requestsMin: 4,
  errorShare: 0.5,
  openMs: 100,
  halfOpenRequests: 2,
  halfOpenSuccesses: 2,
};

/** A breaker after these outcomes, at a time: `+` succeeded, `-` failed, `0` cancelled. */
function breakerAfter(outcomes: string, { now = 0, ...more }: Partial<CircuitBreakerSettings> & { now?: number } = {}) {
  const breaker = new CircuitBreaker({ ...settings, ...more });
  tell(breaker, outcomes, now);
  return breaker;
}

function tell(breaker: CircuitBreaker, outcomes: string, now: number): void {
  for (const outcome of outcomes) {
    const entry = breaker.begin(now);
    if (outcome === '+') {
      breaker.succeeded(entry, now);
    } else if (outcome === '-') {
      breaker.failed(entry, now);
    } else {
      breaker.cancelled(entry);
    }
  }
}

describe('a closed circuit', () => {
  it.each([
    { outcomes: '---', state: 'closed' },
    { outcomes: '----', state: 'open' },
    { outcomes: '++--', state: 'open' },
    { outcomes: '+++--', state: 'closed' },
    { outcomes: '+++++++++--------', state: 'closed' },
    { outcomes: '+++++++++---------', state: 'open' },
    { outcomes: '---0000', state: 'closed' },
    { outcomes: '--+', state: 'closed' },
  ])('is $state after $outcomes', ({ outcomes, state }) => {
    const breaker = breakerAfter(outcomes);

    expect(breaker.state(0)).toBe(state);
    expect(breaker.allowsRequest(0)).toBe(state === 'closed');
  });

  it('can be tripped early, once', () => {
    const breaker = breakerAfter('+++++++++');

    breaker.trip(0);
    expect(breaker.state(0)).toBe('open');

    breaker.trip(50);
    expect(breaker.allowsRequest(100)).toBe(true);
    breaker.begin(100);
    breaker.trip(100);
    expect(breaker.state(100)).toBe('half-open');
  });

  it('forgets outcomes older than its window', () => {
    const breaker = breakerAfter('---');

    tell(breaker, '-', 1_001);
    expect(breaker.state(1_001)).toBe('closed');

    tell(breaker, '---', 1_500);
    expect(breaker.state(1_500)).toBe('open');
  });

  it('counts like a sliding window, to a tenth of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ after: fc.nat({ max: 300 }), isFailure: fc.boolean() }), { maxLength: 60 }),
        (steps) => {
          const breaker = new CircuitBreaker(settings);
          const told: { bucket: number; isFailure: boolean }[] = [];
          let now = 0;
          for (const { after, isFailure } of steps) {
            now += after;
            const bucket = Math.floor(now / 100);
            tell(breaker, isFailure ? '-' : '+', now);
            told.push({ bucket, isFailure });
            const within = told.filter((one) => one.bucket > bucket - 10);
            const failures = within.filter((one) => one.isFailure).length;
            const opens = isFailure && within.length >= 4 && failures >= within.length / 2;

            expect(breaker.state(now)).toBe(opens ? 'open' : 'closed');
            if (opens) {
              return;
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('an open circuit', () => {
  it('refuses until its time is over, and then allows a few probes', () => {
    const breaker = breakerAfter('----');
    expect([breaker.allowsRequest(99), breaker.state(99)]).toEqual([false, 'open']);

    expect([breaker.allowsRequest(100), breaker.state(100)]).toEqual([true, 'half-open']);
    breaker.begin(100);
    expect(breaker.allowsRequest(100)).toBe(true);
    breaker.begin(100);
    expect(breaker.allowsRequest(100)).toBe(false);
  });

  it('ignores the outcomes of earlier requests', () => {
    const breaker = new CircuitBreaker(settings);
    const entries = Array.from({ length: 20 }, () => breaker.begin(0));
    for (const entry of entries.slice(0, 10)) {
      breaker.failed(entry, 0);
    }

    breaker.begin(100);
    const [first = 0, second = 0, third = 0, fourth = 0] = entries.slice(10);
    breaker.failed(first, 100);
    breaker.cancelled(second);
    breaker.succeeded(third, 100);
    breaker.succeeded(fourth, 100);

    expect(breaker.state(100)).toBe('half-open');
    breaker.begin(100);
    expect(breaker.allowsRequest(100)).toBe(false);
  });
});

describe('a half-open circuit', () => {
  it('closes after enough successes, with empty counts', () => {
    const breaker = breakerAfter('----');

    tell(breaker, '+', 100);
    expect(breaker.state(100)).toBe('half-open');
    tell(breaker, '+', 150);
    expect(breaker.state(150)).toBe('closed');

    tell(breaker, '---', 150);
    expect(breaker.state(150)).toBe('closed');
    tell(breaker, '-', 150);
    expect(breaker.state(150)).toBe('open');
  });

  it('opens again at the first failure, for the whole time', () => {
    const breaker = breakerAfter('----');

    tell(breaker, '+-', 120);

    expect([breaker.state(120), breaker.allowsRequest(219), breaker.allowsRequest(220)]).toEqual(['open', false, true]);
  });

  it('starts afresh each time: neither pending probes nor earlier successes count', () => {
    const breaker = breakerAfter('----');
    breaker.begin(100);
    tell(breaker, '+', 100);
    tell(breaker, '-', 100);

    tell(breaker, '+', 200);
    expect(breaker.state(200)).toBe('half-open');
    breaker.begin(200);
    expect(breaker.allowsRequest(200)).toBe(true);
    breaker.begin(200);
    expect(breaker.allowsRequest(200)).toBe(false);
  });

  it('allows another probe for a cancelled one', () => {
    const breaker = breakerAfter('----');

    tell(breaker, '0000', 100);

    expect([breaker.state(100), breaker.allowsRequest(100)]).toEqual(['half-open', true]);
    tell(breaker, '++', 100);
    expect(breaker.state(100)).toBe('closed');
  });
});

it('any order of outcomes allows no more probes than configured, and never keeps the circuit open for ever', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ after: fc.nat({ max: 80 }), act: fc.constantFrom('begin', '+', '-', '0') }), {
        maxLength: 200,
      }),
      (steps) => {
        const breaker = new CircuitBreaker(settings);
        const underWay: number[] = [];
        let now = 0;
        for (const { after, act } of steps) {
          now += after;
          if (act === 'begin') {
            if (breaker.allowsRequest(now)) {
              underWay.push(breaker.begin(now));
            }
          } else {
            const entry = underWay.shift();
            if (entry !== undefined && act === '+') breaker.succeeded(entry, now);
            if (entry !== undefined && act === '-') breaker.failed(entry, now);
            if (entry !== undefined && act === '0') breaker.cancelled(entry);
          }
        }
        for (const entry of underWay) {
          breaker.cancelled(entry);
        }

        expect(breaker.allowsRequest(now + 100)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
