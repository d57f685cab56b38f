import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { explodingQuery, freshExplodingGraph } from './open-exploding-graph.ts';

const tooExpensive = { status: 400, body: expect.stringContaining('"PLAN_TOO_EXPENSIVE"') };

describe('an operation whose plan explodes', () => {
  it('is refused after its time, once for all equal requests, and remembered as refused', async () => {
    const { ask, refused } = await freshExplodingGraph({ planningMs: 300 });

    const together = await Promise.all(Array.from({ length: 20 }, () => ask(explodingQuery())));
    const later = await ask(explodingQuery());

    expect(together).toEqual(Array.from({ length: 20 }, () => tooExpensive));
    expect(later).toMatchObject(tooExpensive);
    expect(await refused('time')).toBe(1);
  });

  it('is refused at the bound on memory, after which the gateway plans others', async () => {
    const { ask, refused } = await freshExplodingGraph({ planningMs: 30_000, planningMemoryMb: 80 });

    const exploding = await ask(explodingQuery());
    const next = await ask('{ greetingA(name: "Ada") }');

    expect(exploding).toMatchObject(tooExpensive);
    expect(await refused('memory')).toBe(1);
    expect(next).toEqual({ status: 200, body: '{"data":{"greetingA":"Hello Ada"}}' });
  });

  it('delays neither known operations nor the plans of others', async () => {
    const { ask } = await freshExplodingGraph({ planningMs: 60_000, planningThreads: 2 });
    await ask('{ greetingA }');
    let isOver = false;
    // The end of the gateway ends it too.
    void ask(explodingQuery())
      .finally(() => (isOver = true))
      .catch(() => {});
    await pause(200);

    const known = await ask('{ greetingA }');
    const others = await ask('{ hello: greetingA }');

    expect([known.status, others.status, isOver]).toEqual([200, 200, false]);
  });
});
