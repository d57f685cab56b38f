import { Worker } from 'node:worker_threads';
import { fairTimeout } from './fair-timeout.ts';
import type { Reply, Request } from './worker-thread.ts';

/** A task exceeded its budget. It would do so again, so it may be remembered as refused. */
export class TaskTooExpensive extends Error {
  readonly budget: 'time' | 'memory';

  constructor(budget: 'time' | 'memory') {
    super(`a task of a worker thread exceeded its ${budget}`);
    this.budget = budget;
  }
}

/** The threads are too busy for a task, or the machine for the threads. The task itself was not judged. */
export class PoolIsBusy extends Error {}

export type ThreadSettings = {
  /** The program of the threads. It calls `serveTasks`. */
  program: URL;
  /** Limit on the CPU time of a task. */
  taskMaxMs: number;
  /** Limit on the time to prepare a subject. */
  prepareMaxMs: number;
  /** Limit on the heap of a task, in megabytes. Preparing a subject may take twice as much. */
  heapMaxMb: number;
};

/** A subject, as the pool knows it. */
export type Known<Subject> = { id: number; subject: Subject; isClosed: boolean };

/** A task that waits or runs. Without a task it only prepares its subject. */
export type Job<Subject, Task, Result> = {
  known: Known<Subject>;
  task: Task | null;
  resolve(result: Result | null): void;
  reject(error: unknown): void;
  /** Ends the limit on waiting. */
  cancelWait(): void;
};

/** A task ends after this time in any case, or after twice its CPU time if that is longer. The machine is too busy. */
const starvedAfterMs = 30_000;
const checkEveryMs = 100;
/** The heap while a subject is prepared, in multiples of that of a task: much of it is garbage. */
const prepareHeapFactor = 2;
/**
 * V8's own limit, in multiples of ours. At its limit V8 may end the whole process instead of the thread, as it has no
 * other way out of a large allocation: a `Map` that grows is enough. So we end the thread far below. The distance is
 * for the time in which the event loop does not read the heap. It is no greater, since V8 collects garbage far less
 * often under a limit of 2 GB and more, and garbage counts.
 */
const hardHeapFactor = 3;

/** The limits on one step of a thread, and the errors beyond them. */
type Limits = {
  cpuMaxMs: number;
  heapMaxMb: number;
  wallMaxMs: number;
  beyond(budget: 'time' | 'memory'): Error;
  late: Error;
};

/** A thread of a pool, and the one job that it runs. It ends with a job that exceeds its budget. */
export class PooledThread<Subject, Task, Result> {
  readonly #worker: Worker;
  readonly #settings: ThreadSettings;
  readonly #onIdle: () => void;
  readonly #prepared = new Set<number>();
  #job: Job<Subject, Task, Result> | null = null;
  #isEnding = false;
  #cancelDeadlines: () => void = () => {};

  constructor(settings: ThreadSettings, { onIdle, onExit }: { onIdle: () => void; onExit: () => void }) {
    this.#settings = settings;
    this.#onIdle = onIdle;
    this.#worker = new Worker(settings.program, {
      resourceLimits: { maxOldGenerationSizeMb: settings.heapMaxMb * hardHeapFactor },
    });
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply<Result>) => this.#receive(reply));
    this.#worker.on('messageerror', (error) => void this.end(error));
    this.#worker.on('error', (error: Error & { code?: unknown }) => this.#fail(error));
    this.#worker.on('exit', () => {
      this.#fail(new Error('a worker thread ended during a task'));
      onExit();
    });
  }

  get isIdle(): boolean {
    return this.#job === null && !this.#isEnding;
  }

  hasPrepared(id: number): boolean {
    return this.#prepared.has(id);
  }

  run(job: Job<Subject, Task, Result>): void {
    const { id, subject } = job.known;
    this.#job = job;
    // A task keeps the process alive, and an idle thread does not.
    this.#worker.ref();
    if (this.#prepared.has(id)) {
      this.#begin(job);
      return;
    }
    const { heapMaxMb, prepareMaxMs } = this.#settings;
    const prepareHeapMaxMb = heapMaxMb * prepareHeapFactor;
    this.#limit({
      cpuMaxMs: Infinity,
      heapMaxMb: prepareHeapMaxMb,
      wallMaxMs: prepareMaxMs,
      beyond: () => new Error(`a worker thread needed more than ${prepareHeapMaxMb} MB to prepare its subject`),
      late: new Error('a worker thread took too long to prepare its subject'),
    });
    this.#post({ kind: 'prepare', id, subject });
  }

  forget(id: number): void {
    if (this.#job?.known.id !== id && this.#prepared.delete(id)) {
      this.#post({ kind: 'forget', id });
    }
  }

  /** Ends the thread, and rejects its job with the reason. */
  async end(reason: Error): Promise<void> {
    this.#fail(reason);
    await this.#worker.terminate();
  }

  #begin(job: Job<Subject, Task, Result>): void {
    const { known, task } = job;
    if (task === null) {
      this.#finish(() => job.resolve(null));
      return;
    }
    const { taskMaxMs, heapMaxMb } = this.#settings;
    this.#limit({
      cpuMaxMs: taskMaxMs,
      heapMaxMb,
      wallMaxMs: Math.max(starvedAfterMs, taskMaxMs * 2),
      beyond: (budget) => new TaskTooExpensive(budget),
      late: new PoolIsBusy('the machine is too busy for a worker thread'),
    });
    this.#post({ kind: 'run', id: known.id, task });
  }

  #receive(reply: Reply<Result>): void {
    const job = this.#job;
    if (job === null) {
      return;
    }
    this.#cancelDeadlines();
    if (reply.kind === 'prepared') {
      this.#prepared.add(job.known.id);
      this.#begin(job);
    } else if (reply.kind === 'done') {
      this.#finish(() => job.resolve(reply.result));
    } else {
      this.#finish(() => job.reject(reply.error));
    }
  }

  /**
   * Limits the CPU time and the heap of a step until `#cancelDeadlines` is called. The time for which other processes
   * have the processor does not count against it.
   */
  #limit({ cpuMaxMs, heapMaxMb, wallMaxMs, beyond, late }: Limits): void {
    const begun = this.#usage();
    let isOver = false;
    let cancelCheck = () => {};
    const check = async () => {
      const usage = await this.#usage();
      const usedMs = usage.cpuMs - (await begun).cpuMs;
      if (isOver) {
        return;
      }
      if (usedMs > cpuMaxMs) {
        await this.end(beyond('time'));
      } else if (usage.heapMb > heapMaxMb) {
        await this.end(beyond('memory'));
      } else {
        checkLater();
      }
    };
    const checkLater = () => {
      cancelCheck = fairTimeout(() => void check(), checkEveryMs);
    };
    const cancelWall = fairTimeout(() => void this.end(late), wallMaxMs);
    this.#cancelDeadlines = () => {
      isOver = true;
      cancelCheck();
      cancelWall();
    };
    checkLater();
  }

  /** The usage of the thread, also while it is busy. 0 after its end, when nobody asks for it any more. */
  async #usage(): Promise<{ cpuMs: number; heapMb: number }> {
    try {
      const [cpu, heap] = await Promise.all([this.#worker.cpuUsage(), this.#worker.getHeapStatistics()]);
      return { cpuMs: (cpu.user + cpu.system) / 1000, heapMb: heap.used_heap_size / 1024 / 1024 };
    } catch {
      return { cpuMs: 0, heapMb: 0 };
    }
  }

  #fail(error: Error & { code?: unknown }): void {
    this.#isEnding = true;
    const isTask = this.#job !== null && this.#prepared.has(this.#job.known.id);
    const isTooMuch = isTask && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#finish((job) => job.reject(isTooMuch ? new TaskTooExpensive('memory') : error));
  }

  #finish(settle: (job: Job<Subject, Task, Result>) => void): void {
    const job = this.#job;
    this.#cancelDeadlines();
    if (job === null) {
      return;
    }
    this.#job = null;
    this.#worker.unref();
    if (job.known.isClosed) {
      this.forget(job.known.id);
    }
    settle(job);
    this.#onIdle();
  }

  #post(request: Request<Subject, Task>): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(request);
  }
}
