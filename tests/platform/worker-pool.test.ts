import { PoolIsBusy, TaskTooExpensive } from '@tributary/platform/pooled-thread.ts';
import { createWorkerPool, type WorkerPoolSettings } from '@tributary/platform/worker-pool.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Subject, Task } from './worker-pool-program.ts';

function freshPool(settings: Partial<WorkerPoolSettings> = {}) {
  const pool = createWorkerPool<Subject, Task, string>({
    program: new URL('worker-pool-program.ts', import.meta.url),
    threadsMax: 1,
    waitingMax: 10,
    waitMaxMs: 10_000,
    taskMaxMs: 10_000,
    prepareMaxMs: 10_000,
    heapMaxMb: 100,
    ...settings,
  });
  onTestFinished(pool.close);
  return pool;
}

describe('a task', () => {
  it('runs about its subject, which its thread prepares once until it is closed', async () => {
    const pool = freshPool();
    const [one, other] = [pool.open({ name: 'one' }), pool.open({ name: 'other' })];

    const results = [
      await one.run({ kind: 'name' }, 'ada'),
      await other.run({ kind: 'name' }, 'ada'),
      await one.run({ kind: 'name' }, 'ada'),
    ];
    one.close();
    const again = await one.run({ kind: 'name' }, 'ada');

    expect(results).toEqual(['one 1', 'other 2', 'one 1']);
    expect(again).toBe('one 3');
  });

  it('whose subject is closed meanwhile still ends, and the thread forgets the subject after it', async () => {
    const one = freshPool().open({ name: 'one' });
    await one.prepared;
    const running = one.run({ kind: 'spin', ms: 100 }, 'ada');

    one.close();

    expect(await running).toBe('one 1');
    expect(await one.run({ kind: 'name' }, 'ada')).toBe('one 2');
  });

  it('that throws rejects with its error and the cause, and the thread goes on', async () => {
    const { run } = freshPool().open({ name: 'one' });

    const thrown = run({ kind: 'throw' }, 'ada');

    await expect(thrown).rejects.toMatchObject({
      name: 'RangeError',
      message: 'the task throws',
      cause: expect.objectContaining({ message: 'its cause' }),
    });
    expect(await run({ kind: 'name' }, 'ada')).toBe('one 1');
  });

  it.each([
    { kind: 'spin', budget: 'time', settings: { taskMaxMs: 100 } },
    { kind: 'allocate', budget: 'memory', settings: { heapMaxMb: 30 } },
    { kind: 'grow', budget: 'memory', settings: { heapMaxMb: 30 } },
  ] as const)(
    'beyond its $budget is refused, and the next one gets another thread',
    async ({ kind, budget, settings }) => {
      const { run } = freshPool(settings).open({ name: 'one' });

      const [beyond, next] = await Promise.allSettled([run({ kind, ms: 60_000 }, 'ada'), run({ kind: 'name' }, 'ada')]);

      expect(beyond).toMatchObject({ status: 'rejected', reason: { budget } });
      expect(beyond).toMatchObject({ reason: expect.any(TaskTooExpensive) });
      expect(next).toEqual({ status: 'fulfilled', value: 'one 1' });
    },
  );

  it('whose thread ends is rejected as a failure, and the next one gets another thread', async () => {
    const { run } = freshPool().open({ name: 'one' });

    const [ended, next] = await Promise.allSettled([run({ kind: 'exit' }, 'ada'), run({ kind: 'name' }, 'ada')]);

    expect(ended).toMatchObject({ status: 'rejected', reason: { message: 'a worker thread ended during a task' } });
    expect(next).toEqual({ status: 'fulfilled', value: 'one 1' });
  });

  it('about a subject that cannot be prepared is rejected with the reason, and others are served', async () => {
    const pool = freshPool();
    const { prepared, run } = pool.open({ name: 'unpreparable' });

    await expect(prepared).rejects.toThrow('the subject cannot be prepared');
    await expect(run({ kind: 'name' }, 'ada')).rejects.toThrow('the subject cannot be prepared');
    expect(await pool.open({ name: 'one' }).run({ kind: 'name' }, 'ada')).toBe('one 1');
  });
});

it('a subject that takes too much memory is rejected, and others are served', async () => {
  const pool = freshPool({ heapMaxMb: 30 });

  await expect(pool.open({ name: 'boundless' }).prepared).rejects.toThrow(
    'needed more than 60 MB to prepare its subject',
  );
  expect(await pool.open({ name: 'one' }).run({ kind: 'name' }, 'ada')).toBe('one 1');
});

describe('tasks that wait', () => {
  it('are bounded in number, except in the background, which goes first', async () => {
    const pool = freshPool({ waitingMax: 2 });
    const { prepared, run } = pool.open({ name: 'one' });
    await prepared;
    const order: string[] = [];
    const noting = (name: string, result: Promise<string>) => result.then(() => order.push(name));

    const tasks = [
      noting('running', run({ kind: 'spin', ms: 100 }, 'ada')),
      noting('first', run({ kind: 'name' }, 'ada')),
      noting('second', run({ kind: 'name' }, 'ada')),
      noting('background', run({ kind: 'name' }, null)),
    ];
    const full = run({ kind: 'name' }, 'ada');

    await expect(full).rejects.toBeInstanceOf(PoolIsBusy);
    expect(pool.waiting()).toBe(3);
    await Promise.all(tasks);
    expect(order).toEqual(['running', 'background', 'first', 'second']);
  });

  it('of one client delay each of another by one, and give way to it', async () => {
    const pool = freshPool({ waitingMax: 4 });
    const { prepared, run } = pool.open({ name: 'one' });
    await prepared;
    const order: string[] = [];
    const submit = (client: string, name: string, task: Task = { kind: 'name' }) =>
      run(task, client).then(
        () => order.push(name),
        (error: unknown) => order.push(`${name}: ${error instanceof PoolIsBusy ? 'busy' : 'failed'}`),
      );

    await Promise.all([
      submit('eve', 'running', { kind: 'spin', ms: 100 }),
      ...['eve 1', 'eve 2', 'eve 3', 'eve 4', 'eve 5'].map((name) => submit('eve', name)),
      ...['ada 1', 'ada 2', 'ada 3'].map((name) => submit('ada', name)),
    ]);

    const busy = ['eve 5: busy', 'eve 4: busy', 'eve 3: busy', 'ada 3: busy'];
    expect(order).toEqual([...busy, 'running', 'eve 1', 'ada 1', 'eve 2', 'ada 2']);
    expect(pool.waiting()).toBe(0);
  });

  it('are given up after their time, and the one that runs is not', async () => {
    const { prepared, run } = freshPool({ waitMaxMs: 100 }).open({ name: 'one' });
    await prepared;

    const [running, waiting] = await Promise.allSettled([
      run({ kind: 'spin', ms: 2_000 }, 'ada'),
      run({ kind: 'name' }, 'ada'),
    ]);

    expect(running).toEqual({ status: 'fulfilled', value: 'one 1' });
    expect(waiting).toMatchObject({ status: 'rejected', reason: expect.any(PoolIsBusy) });
  });

  it('get a second thread where the first is busy for long', async () => {
    const { prepared, run } = freshPool({ threadsMax: 2 }).open({ name: 'one' });
    await prepared;
    // The end of the pool ends it.
    const long = run({ kind: 'spin', ms: 60_000 }, 'ada').catch((error: unknown) => error);

    const first = await Promise.race([run({ kind: 'name' }, 'ada'), long]);

    expect(first).toBe('one 1');
  });

  it('are rejected when the pool closes, as is the one that runs', async () => {
    const pool = freshPool();
    const { run } = pool.open({ name: 'one' });
    const tasks = Promise.allSettled([run({ kind: 'spin', ms: 60_000 }, 'ada'), run({ kind: 'name' }, 'ada')]);

    await pool.close();

    const busy = { status: 'rejected', reason: expect.any(PoolIsBusy) };
    expect(await tasks).toEqual([busy, busy]);
    await expect(run({ kind: 'name' }, 'ada')).rejects.toBeInstanceOf(PoolIsBusy);
  });
});
