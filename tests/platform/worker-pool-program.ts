import { serveTasks } from '@tributary/platform/worker-thread.ts';

export type Subject = { name: string };
export type Task = { kind: 'name' | 'spin' | 'allocate' | 'grow' | 'throw' | 'exit'; ms?: number };

let subjects = 0;

/** The program of the threads in `worker-pool.test.ts`. A result is the subject, and its number in the thread. */
serveTasks(async ({ name }: Subject) => {
  if (name === 'unpreparable') {
    throw new Error('the subject cannot be prepared');
  }
  if (name === 'boundless') {
    growWithoutEnd();
  }
  subjects += 1;
  const result = `${name} ${subjects}`;
  return ({ kind, ms = 0 }: Task): string => {
    switch (kind) {
      case 'name':
        return result;
      case 'spin': {
        const end = performance.now() + ms;
        while (performance.now() < end);
        return result;
      }
      case 'allocate': {
        const kept: number[][] = [];
        for (;;) {
          kept.push(Array.from({ length: 10_000 }, (_, index) => index + kept.length));
        }
      }
      case 'grow':
        return growWithoutEnd();
      case 'throw':
        throw new RangeError('the task throws', { cause: new Error('its cause') });
      case 'exit':
        return process.exit(3);
    }
  };
});

/** Near the end of its heap V8 would end the process, as it cannot make a part of a map larger. */
function growWithoutEnd(): never {
  const kept = new Map<string, object>();
  for (let index = 0; ; index += 1) {
    kept.set(`key ${index}`, { index });
  }
}
