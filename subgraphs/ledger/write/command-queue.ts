import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Misuse } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { answerInTime, outcomeUnknown } from './answer-in-time.ts';
import type { BatchPool } from './batch-pool.ts';
import { LedgerMemory } from './ledger-memory.ts';
import { postBatch, postPrepared, prepareBatch, type PreparedBatch } from './post-batch.ts';
import type { Command, Outcome } from './rules/commands.ts';

const batchSizeMax = 1_000;
/**
 * The fewest waiting commands for which it pays to prepare a batch while another is being posted. Fewer wait for its
 * end.
 */
const overlapMin = 64;
/** The most commands that may wait in one organization's queue, and in all queues of the process. */
const waitingMax = { organization: 10_000, process: 50_000 };
/** The time for which a batch is retried. A caller with an earlier deadline is answered before that. */
const retryForMs = 20_000;
const retryDelayMs = { first: 20, most: 1_000 };
/**
 * Deadlines of one attempt. A batch takes milliseconds; the wait for the ledger's lock behind other processes may take
 * longer.
 */
const timeoutMs = { prepared: 2_000, underLock: 10_000 };

export type CommandQueue = {
  /**
   * Posts commands in the next batch, all in the same one, and answers after its commit. Log lines about the batch name
   * the ids of its requests. Throws Misuse `SERVICE_BUSY` when the queue is full or closed: nothing was done. Throws
   * Misuse `OUTCOME_UNKNOWN` when the database was unreachable too long, and shortly before the deadline of the
   * request. The commands may then be posted later, so their keys have to be sent again.
   */
  submit(
    organizationId: string,
    commands: readonly Command[],
    request?: Pick<RequestScope, 'id' | 'deadlineAt'>,
  ): Promise<Outcome[]>;
  /** Answers every waiting request, and accepts no more. */
  close(): Promise<void>;
};

type Request = {
  commands: readonly Command[];
  requestId: string | undefined;
  resolve: (outcomes: Outcome[]) => void;
  reject: (error: unknown) => void;
};
type Queue = {
  waiting: Request[];
  size: number;
  running: Promise<void> | null;
  /** Called once enough commands wait for a batch to be prepared while another is being posted. */
  onEnough: () => void;
};

/**
 * Gathers commands per organization. Each organization has one batch being posted at a time. Commands that arrive
 * meanwhile wait for the next batch, which is prepared before the commit of that one if enough of them wait.
 *
 * No timer is needed: an idle ledger answers after one batch, and a busy one fills its batches. Of one organization,
 * the pool of connections has at most one batch and the selects of the next. So other organizations wait for no more
 * than these.
 */
export function createCommandQueue({
  pool,
  onCommit,
  log,
}: {
  /** As many connections as batches are posted at once. */
  pool: BatchPool;
  /** Called after a batch of an organization is committed. */
  onCommit: (organizationId: string) => void;
  log: Logger;
}): CommandQueue {
  const memory = new LedgerMemory();
  const { prepare, postAsPrepared, postUnderLock } = createPoster({ ledgers: { pool, memory }, onCommit, log });
  const queues = new Map<string, Queue>();
  let waiting = 0;
  let closed = false;

  const run = async (organizationId: string, queue: Queue): Promise<void> => {
    /** Resolves with whether the batch that is being posted was committed as it was prepared. */
    let inFlight: Promise<boolean> | null = null;
    do {
      const isIdle = inFlight === null;
      const requests = takeBatch(queue, { half: isIdle && memory.isAlone(organizationId) });
      waiting -= sizeOf(requests);
      const prepared: PreparedBatch | null = await prepare(organizationId, requests);
      const isStillValid: boolean = inFlight === null || (await inFlight);
      if (prepared !== null && isStillValid) {
        inFlight = postAsPrepared(organizationId, requests, prepared);
        const isOver = inFlight.then(() => true);
        inFlight = (await Promise.race([isOver, whenEnoughWait(queue)])) ? null : inFlight;
      } else {
        await postUnderLock(organizationId, requests);
        inFlight = null;
      }
    } while (queue.size > 0);
    queues.delete(organizationId);
  };

  return {
    submit: (organizationId, commands, request) => {
      const queue = queues.get(organizationId) ?? { waiting: [], size: 0, running: null, onEnough: () => {} };
      const isFull =
        queue.size + commands.length > waitingMax.organization || waiting + commands.length > waitingMax.process;
      if (closed || isFull) {
        return Promise.reject(
          new Misuse(
            'SERVICE_BUSY',
            'The ledger has too much to do, and did nothing of this. Send it again in a moment.',
          ),
        );
      }
      queues.set(organizationId, queue);
      const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
      queue.waiting.push({ commands, requestId: request?.id, resolve, reject });
      queue.size += commands.length;
      waiting += commands.length;
      if (queue.size >= overlapMin) {
        queue.onEnough();
      }
      // Starts in the next microtask, so that commands that arrive in this one share the batch.
      queue.running ??= Promise.resolve().then(() => run(organizationId, queue));
      return request?.deadlineAt === undefined ? promise : answerInTime(promise, commands, request.deadlineAt);
    },
    close: async () => {
      closed = true;
      await Promise.all([...queues.values()].flatMap(({ running }) => running ?? []));
      // The last answers are given a turn later.
      await nextTurn();
    },
  };
}

type Poster = {
  /**
   * Prepares a batch. Null if it has to be posted under the lock. A failed preparation gives null too: the failure is
   * handled under the lock.
   */
  prepare(organizationId: string, requests: readonly Request[]): Promise<PreparedBatch | null>;
  /** Returns whether the batch was committed as it was prepared. If not, it was posted under the lock. */
  postAsPrepared(organizationId: string, requests: readonly Request[], prepared: PreparedBatch): Promise<boolean>;
  /** Posts the requests as one batch, with retries; one by one if the batch fails. */
  postUnderLock(organizationId: string, requests: readonly Request[]): Promise<void>;
};

/** Creates the functions that post the requests of a batch, and answer their callers. */
function createPoster({
  ledgers,
  onCommit,
  log,
}: {
  ledgers: Parameters<typeof postBatch>[0];
  onCommit: (organizationId: string) => void;
  log: Logger;
}): Poster {
  const prepare = async (organizationId: string, requests: readonly Request[]): Promise<PreparedBatch | null> => {
    try {
      return await withDeadline(
        prepareBatch(ledgers, { organizationId, commands: commandsOf(requests) }),
        timeoutMs.prepared,
      );
    } catch (error) {
      log.warn({ err: error, ...idsOf(requests) }, 'batch could not be prepared; posting it under the lock');
      return null;
    }
  };

  const postAsPrepared = async (
    organizationId: string,
    requests: readonly Request[],
    prepared: PreparedBatch,
  ): Promise<boolean> => {
    try {
      if (await withDeadline(postPrepared(ledgers, prepared), timeoutMs.prepared)) {
        onCommit(organizationId);
        // A turn later, so that the next batch is sent before the callers of this one continue.
        setImmediate(() => answer(requests, prepared.outcomes));
        return true;
      }
    } catch (error) {
      log.warn({ err: error, ...idsOf(requests) }, 'prepared batch failed; posting it under the lock');
    }
    await postUnderLock(organizationId, requests);
    return false;
  };

  const postUnderLock = async (organizationId: string, requests: readonly Request[]): Promise<void> => {
    try {
      const outcomes = await postWithRetry(ledgers, { organizationId, requests, log });
      onCommit(organizationId);
      answer(requests, outcomes);
    } catch (error) {
      if (requests.length === 1 || error instanceof RetriesExhausted) {
        requests.forEach(({ commands, reject }) =>
          reject(error instanceof RetriesExhausted ? outcomeUnknown(commands) : error),
        );
        return;
      }
      // One request is at fault, and the others must not fail with it.
      log.error({ err: error, ...idsOf(requests) }, 'batch failed; posting its requests one by one');
      for (const request of requests) {
        await postUnderLock(organizationId, [request]);
      }
    }
  };

  return { prepare, postAsPrepared, postUnderLock };
}

/** Resolves with false once enough commands wait for a batch to be prepared while another is being posted. */
function whenEnoughWait(queue: Queue): Promise<false> {
  const { promise, resolve } = Promise.withResolvers<false>();
  queue.onEnough = () => resolve(false);
  if (queue.size >= overlapMin) {
    queue.onEnough();
  }
  return promise;
}

/**
 * Takes whole requests, as many as fit: the commands of one request are never split. With `half`, takes half of the
 * waiting ones: they are soon prepared, and the other half is prepared while the database works on them.
 */
function takeBatch(queue: Queue, { half }: { half: boolean }): Request[] {
  const sizeMax = half ? Math.min(Math.max(overlapMin, queue.size / 2), batchSizeMax) : batchSizeMax;
  let size = 0;
  const count = queue.waiting.findIndex(({ commands }, index) => {
    size += commands.length;
    return index > 0 && size > sizeMax;
  });
  const requests = queue.waiting.splice(0, count === -1 ? queue.waiting.length : count);
  queue.size -= sizeOf(requests);
  return requests;
}

function commandsOf(requests: readonly Request[]): Command[] {
  return requests.flatMap(({ commands }) => commands);
}

/** The ids of the requests in a batch, for its log lines. The ledger's own commands, such as expiries, have none. */
function idsOf(requests: readonly Request[]): { requestIds: string[] } {
  return { requestIds: [...new Set(requests.flatMap(({ requestId }) => requestId ?? []))] };
}

function answer(requests: readonly Request[], outcomes: readonly Outcome[]): void {
  let start = 0;
  for (const { commands, resolve } of requests) {
    resolve(outcomes.slice(start, start + commands.length));
    start += commands.length;
  }
}

function sizeOf(requests: readonly Request[]): number {
  return requests.reduce((sum, { commands }) => sum + commands.length, 0);
}

/**
 * Posts a batch, and retries it after a transient failure with the same idempotency keys. If the lost answer was that
 * of a commit, the keys give the first outcome.
 */
async function postWithRetry(
  ledgers: Parameters<typeof postBatch>[0],
  { organizationId, requests, log }: { organizationId: string; requests: readonly Request[]; log: Logger },
): Promise<Outcome[]> {
  const commands = commandsOf(requests);
  const deadline = Date.now() + retryForMs;
  for (let delayMs = retryDelayMs.first; ; delayMs = Math.min(2 * delayMs, retryDelayMs.most)) {
    try {
      return await withDeadline(postBatch(ledgers, { organizationId, commands }), timeoutMs.underLock);
    } catch (error) {
      if (!isTransient(error)) {
        throw error;
      }
      if (Date.now() + delayMs > deadline) {
        log.error({ err: error, ...idsOf(requests) }, 'batch given up; its outcome is unknown');
        throw new RetriesExhausted('the database was unreachable too long', { cause: error });
      }
      log.warn({ err: error, delayMs, ...idsOf(requests) }, 'batch failed; retrying');
      await sleep(delayMs);
    }
  }
}

/** The failure of a batch that was retried for long enough. */
class RetriesExhausted extends Error {}

class DeadlineExceeded extends Error {}

/** The result, or an error at the deadline: a connection may be dead without either end knowing. */
export async function withDeadline<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineExceeded('the database did not answer in time')), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Codes of transient failures: serialization failure, deadlock, unique violation, timeouts, server shutting down,
 * starting or full, and connections that were lost or not made.
 */
const transientCodes = new Set([
  ...['40001', '40P01', '23505', '55P03', '57014', '25P03', '57P01', '57P02', '57P03', '53300', '08000', '08001'],
  ...['08003', '08004', '08006', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
]);

export function isTransient(error: unknown): boolean {
  return (
    error instanceof DeadlineExceeded ||
    (error instanceof Error && 'code' in error && transientCodes.has(String(error.code)))
  );
}
