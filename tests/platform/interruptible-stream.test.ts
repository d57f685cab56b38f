import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import { expect, it } from 'vitest';

function source() {
  const waiting: PromiseWithResolvers<IteratorResult<number, void>>[] = [];
  let closed = 0;
  const stream = interruptibleStream<number>(
    () => {
      const step = Promise.withResolvers<IteratorResult<number, void>>();
      waiting.push(step);
      return step.promise;
    },
    () => {
      closed += 1;
    },
  );
  return { stream, waiting, closed: () => closed };
}

const end = { done: true, value: undefined };

it('yields the values of its source', async () => {
  const { stream, waiting, closed } = source();

  const step = stream.next();
  waiting[0]?.resolve({ done: false, value: 7 });

  expect(await step).toEqual({ done: false, value: 7 });
  expect(closed()).toBe(0);
});

it('releases waiting readers at once when it is left, closes its source once, and yields nothing more', async () => {
  const { stream, waiting, closed } = source();
  const [one, other] = [stream.next(), stream.next()];

  await stream.return?.();
  await stream.return?.();
  waiting[0]?.resolve({ done: false, value: 7 });

  expect(await Promise.all([one, other, stream.next()])).toEqual([end, end, end]);
  expect(closed()).toBe(1);
});

it('closes its source also when that ends or fails', async () => {
  const [ending, failing] = [source(), source()];
  const steps = [ending.stream.next(), failing.stream.next()];

  ending.waiting[0]?.resolve({ done: true, value: undefined });
  failing.waiting[0]?.reject(new Error('broken'));

  expect(await steps[0]).toEqual(end);
  await expect(steps[1]).rejects.toThrow('broken');
  expect([ending.closed(), failing.closed()]).toEqual([1, 1]);
});
