import { setTimeout as sleep } from 'node:timers/promises';
import { inTurn } from '@tributary/platform/turns.ts';
import { expect, it } from 'vitest';

/** Work that keeps the event loop busy for so many milliseconds of CPU time. */
function busyFor(ms: number): void {
  const end = process.threadCpuUsage().user + ms * 1_000;
  while (process.threadCpuUsage().user < end);
}

it('short work runs between the pieces of long work', async () => {
  const done: string[] = [];
  const long = Array.from({ length: 5 }, async (_, index) => {
    await inTurn(() => busyFor(10));
    done.push(`long ${index}`);
  });
  const short = (async () => {
    for (let index = 0; index < 100; index += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      done.push('short');
    }
  })();

  await Promise.all([...long, short]);

  const [first, last] = [done.indexOf('long 0'), done.indexOf('long 4')];
  expect(done.slice(first, last).filter((each) => each === 'short').length).toBeGreaterThanOrEqual(4);
});

it('results and errors go to who asked for the work, in order', async () => {
  const asked = [
    inTurn(() => 1),
    inTurn((): number => {
      throw new Error('no');
    }),
    inTurn(() => sleep(1).then(() => 3)),
    inTurn((): Promise<number> => Promise.reject(new Error('late'))),
  ];

  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: 1 },
    { reason: { message: 'no' } },
    { value: 3 },
    { reason: { message: 'late' } },
  ]);
  expect(await inTurn(() => inTurn(() => 'from within'))).toBe('from within');
});
