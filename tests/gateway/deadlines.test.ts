import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Deadlines } from '@tributary/gateway/deadlines.ts';

describe('the deadline of an operation', () => {
  it('comes once its own time is over, whatever began before or ended meanwhile', async () => {
    const allowedMs = 150;
    const deadlines = new Deadlines(allowedMs);
    const begun = new Map<string, number>();
    const lasted = new Map<string, number>();
    const begin = (name: string) => {
      begun.set(name, performance.now());
      return deadlines.begin(() => lasted.set(name, performance.now() - (begun.get(name) ?? 0)));
    };

    begin('first');
    const endInTime = begin('in time');
    await wait(80);
    begin('later');
    endInTime();
    await expect.poll(() => lasted.size, { timeout: 5_000 }).toBe(2);
    begin('after a rest');
    await expect.poll(() => lasted.size, { timeout: 5_000 }).toBe(3);

    expect([...lasted.keys()]).toEqual(['first', 'later', 'after a rest']);
    expect(Math.min(...lasted.values())).toBeGreaterThanOrEqual(allowedMs);
  });
});
