import { FairQueue } from './fair-queue.ts';
import { fairTimeout } from './fair-timeout.ts';
import { PooledThread, PoolIsBusy, type Job, type Known, type ThreadSettings } from './pooled-thread.ts';

export type WorkerPoolSettings = ThreadSettings & {
  threadsMax: number;
  /** Limit on the waiting tasks. Beyond it, the client with the most of them gives way to one with fewer. */
  waitingMax: number;
  /** Limit on the time that a task waits. */
  waitMaxMs: number;
};

/** Threads for work that would block the event loop. Tasks are about a subject, which a thread prepares once. */
export type WorkerPool<Subject, Task, Result> = {
  /** Opens a subject, and prepares it in one thread. */
  open(subject: Subject): OpenSubject<Task, Result>;
  /** The number of waiting tasks. */
  waiting(): number;
  /** Ends all threads. Tasks that wait or run are rejected. */
  close(): Promise<void>;
};

export type OpenSubject<Task, Result> = {
  /** Settles when the first thread has prepared the subject, or failed to. */
  prepared: Promise<void>;
  /**
   * Runs a task in a thread, for a client. Rejects with TaskTooExpensive, PoolIsBusy, or the error of the task. A task
   * for nobody belongs to no request: it goes first and is never refused, so its caller runs one at a time.
   */
  run(task: Task, client: string | null): Promise<Result>;
  /** Removes the subject from all threads. Tasks that were already submitted still run. */
  close(): void;
};

/** A second thread starts only when a task has waited this long: most tasks end earlier. */
const growAfterMs = 100;

/**
 * Creates a pool of threads, which start when they are needed. A thread whose task exceeds its time or its memory ends,
 * and the next task gets a new one. So no task affects another one, or the process.
 */
export function createWorkerPool<Subject, Task, Result>(
  settings: WorkerPoolSettings,
): WorkerPool<Subject, Task, Result> {
  const threads = new Set<PooledThread<Subject, Task, Result>>();
  const queue = new FairQueue<Job<Subject, Task, Result>>();
  let growing: NodeJS.Timeout | null = null;
  let ids = 0;
  let isClosed = false;

  const start = () => {
    const thread = new PooledThread<Subject, Task, Result>(settings, {
      onIdle: dispatch,
      onExit: () => {
        threads.delete(thread);
        dispatch();
      },
    });
    threads.add(thread);
    return thread;
  };

  function dispatch(): void {
    for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
      const { id } = next.known;
      const idle = [...threads].filter((each) => each.isIdle);
      const thread = idle.find((each) => each.hasPrepared(id)) ?? idle[0] ?? (threads.size === 0 ? start() : null);
      if (thread === null) {
        growing ??= threads.size < settings.threadsMax ? setTimeout(grow, growAfterMs).unref() : null;
        return;
      }
      queue.shift();
      next.cancelWait();
      thread.run(next);
    }
  }

  function grow(): void {
    growing = null;
    if (queue.length > 0 && threads.size < settings.threadsMax) {
      start();
      dispatch();
    }
  }

  const submit = (known: Known<Subject>, task: Task | null, client: string | null): Promise<Result | null> => {
    const { promise, resolve, reject } = Promise.withResolvers<Result | null>();
    const job: Job<Subject, Task, Result> = { known, task, resolve, reject, cancelWait: () => {} };
    if (isClosed || (client !== null && !makeRoom(queue, client, settings.waitingMax))) {
      reject(new PoolIsBusy('too many tasks wait for a worker thread'));
    } else {
      queue.push(job, client);
      if (client !== null) {
        const giveUp = () => {
          queue.remove(job, client);
          reject(new PoolIsBusy('a task waited too long for a worker thread'));
        };
        job.cancelWait = fairTimeout(giveUp, settings.waitMaxMs);
      }
    }
    dispatch();
    return promise;
  };

  return {
    open: (subject) => {
      ids += 1;
      const known = { id: ids, subject, isClosed: false };
      const prepared = submit(known, null, null).then(() => {});
      // Not everyone waits for it. Its tasks report the same failure.
      prepared.catch(() => {});
      return {
        prepared,
        run: async (task, client) => {
          const result = await submit(known, task, client);
          if (result === null) {
            throw new Error('a worker thread answered a task without a result');
          }
          return result;
        },
        close: () => {
          known.isClosed = true;
          threads.forEach((thread) => thread.forget(known.id));
        },
      };
    },
    waiting: () => queue.length,
    close: async () => {
      isClosed = true;
      clearTimeout(growing ?? undefined);
      const reason = new PoolIsBusy('the worker threads end');
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        job.cancelWait();
        job.reject(reason);
      }
      await Promise.all([...threads].map((thread) => thread.end(reason)));
    },
  };
}

/** Whether there is room for a task of a client, maybe after the last one of another was rejected. */
function makeRoom<Waiting extends Pick<Job<unknown, unknown, unknown>, 'cancelWait' | 'reject'>>(
  queue: FairQueue<Waiting>,
  client: string,
  waitingMax: number,
): boolean {
  if (queue.length < waitingMax) {
    return true;
  }
  const outdone = queue.popFromLongest(queue.lengthOf(client) + 1);
  outdone?.cancelWait();
  outdone?.reject(new PoolIsBusy('other clients have fewer tasks that wait for a worker thread'));
  return outdone !== undefined;
}
