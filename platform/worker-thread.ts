import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

/** A message of the pool to a thread. The pool sends one at a time, and waits for its reply, except to `forget`. */
export type Request<Subject, Task> =
  | { kind: 'prepare'; id: number; subject: Subject }
  | { kind: 'run'; id: number; task: Task }
  | { kind: 'forget'; id: number };

export type Reply<Result> =
  | { kind: 'prepared' }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; error: unknown };

/** The niceness of a thread, from 0 to 19. At 5 the event loop gets three quarters of a core that both need. */
const niceness = 5;

/**
 * Serves the tasks of a `WorkerPool` in its thread. `prepare` makes the function for the tasks about one subject.
 * Results are plain data.
 */
export function serveTasks<Subject, Task, Result>(
  prepare: (subject: Subject) => Promise<(task: Task) => Result>,
): void {
  const port = parentPort;
  if (port === null) {
    throw new Error('This program runs in a thread of a worker pool.');
  }
  yieldToOthers();
  const prepared = new Map<number, (task: Task) => Result>();
  const answer = async (request: Exclude<Request<Subject, Task>, { kind: 'forget' }>): Promise<Reply<Result>> => {
    if (request.kind === 'prepare') {
      prepared.set(request.id, await prepare(request.subject));
      return { kind: 'prepared' };
    }
    const run = prepared.get(request.id);
    if (run === undefined) {
      throw new Error('A task is about a subject that its thread does not know.');
    }
    return { kind: 'done', result: run(request.task) };
  };
  port.on('message', (request: Request<Subject, Task>) => {
    if (request.kind === 'forget') {
      prepared.delete(request.id);
      return;
    }
    answer(request)
      .then((reply) => port.postMessage(reply))
      .catch((error: unknown) => port.postMessage({ kind: 'failed', error } satisfies Reply<Result>));
  });
}

/** Lowers the priority of this thread. On Linux each thread has one of its own, elsewhere only a whole process. */
function yieldToOthers(): void {
  if (process.platform === 'linux') {
    try {
      const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
      setPriority(thread, niceness);
    } catch {
      // The system does not let it: then both get equal parts of a core.
    }
  }
}
