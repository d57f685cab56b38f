import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Misuse } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { BatchPool } from './batch-pool.ts';
import { LedgerMemory } from './ledger-memory.ts';
import { postBatch, postPrepared, prepareBatch, type PreparedBatch } from './post-batch.ts';
import type { Command, Outcome } from './rules/commands.ts';

const batchSizeMax = 1_000;
/** With fewer commands it does not pay to prepare a batch while another is on its way: they wait for its end. */
const overlapMin = 64;
/** Commands that may wait in one organization's queue, and in all of them. */
const waitingMax = { organization: 10_000, process: 50_000 };
/** How long a batch is tried before its callers are told that its outcome is not known: shorter than they wait. */
const retryForMs = 20_000;
const retryDelayMs = { first: 20, most: 1_000 };
/** A batch takes milliseconds; waiting for the ledger's lock behind other processes may take longer. */
const timeoutMs = { prepared: 2_000, underLock: 10_000 };

export type CommandQueue = {
  /**
   * Posts commands in the next batch, all in the same one, and answers after its commit. Log lines about the batch name the ids of its requests. Throws Misuse: `SERVICE_BUSY` when the queue is full or closed, and then nothing was
   * done; `OUTCOME_UNKNOWN` when the database was away for too long.
   */
  submit(organizationId: string, commands: readonly Command[], requestId?: string): Promise<Outcome[]>;
  /** Answers everyone who waits, and takes no more. */
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
  /** Called once enough waits for a batch that is prepared while another is on its way. */
  onEnough: () => void;
};

/**
 * Gathers commands per organization. One batch is on its way at a time per organization; what arrives meanwhile waits for the next, which is prepared before that one is committed if enough waits. There
 * is no timer: an idle ledger answers after one batch, a busy one fills its batches. An organization has one batch, and the reads of another, at a time in the line for the pool's
 * connections, so that none waits for more than that of each other.
 */
export function createCommandQueue({
  pool,
  onCommit,
  log,
}: {
  /** It has as many connections as batches are posted at once. */
  pool: BatchPool;
  /** Called after a batch of an organization is committed. */
  onCommit: (organizationId: string) => void;
  log: Logger;
}): CommandQueue {
  const memory = new LedgerMemory();
  const place = { pool, memory };
  const queues = new Map<string, Queue>();
  let waiting = 0;
  let closed = false;

  const run = async (organizationId: string, queue: Queue): Promise<void> => {
    /** Tells whether the batch on its way was committed as it was prepared. */
    let onItsWay: Promise<boolean> | null = null;
    do {
      const isIdle = onItsWay === null;
      const requests = takeBatch(queue, { half: isIdle && memory.isAlone(organizationId) });
      waiting -= sizeOf(requests);
      const prepared: PreparedBatch | null = await prepare(organizationId, requests);
      const stands: boolean = onItsWay === null || (await onItsWay);
      if (prepared !== null && stands) {
        onItsWay = postAsPrepared(organizationId, requests, prepared);
        const isOver = onItsWay.then(() => true);
        onItsWay = (await Promise.race([isOver, enough(queue)])) ? null : onItsWay;
      } else {
        await postUnderLock(organizationId, requests);
        onItsWay = null;
      }
    } while (queue.size > 0);
    queues.delete(organizationId);
  };

  /** Null for a batch that has to be posted under the lock: also where something went wrong, which is dealt with there. */
  const prepare = async (organizationId: string, requests: readonly Request[]): Promise<PreparedBatch | null> => {
    try {
      return await withinTime(
        prepareBatch(place, { organizationId, commands: commandsOf(requests) }),
        timeoutMs.prepared,
      );
    } catch (error) {
      log.warn({ err: error, ...idsOf(requests) }, 'a batch could not be prepared, and is posted under the lock');
      return null;
    }
  };

  /** Returns whether it was committed as it was prepared. If not, it is posted under the lock. */
  const postAsPrepared = async (
    organizationId: string,
    requests: readonly Request[],
    prepared: PreparedBatch,
  ): Promise<boolean> => {
    try {
      if (await withinTime(postPrepared(place, prepared), timeoutMs.prepared)) {
        onCommit(organizationId);
        // A turn later, so that the next batch is on its way before its callers work on.
        setImmediate(() => answer(requests, prepared.outcomes));
        return true;
      }
    } catch (error) {
      log.warn({ err: error, ...idsOf(requests) }, 'a prepared batch failed, and is posted under the lock');
    }
    await postUnderLock(organizationId, requests);
    return false;
  };

  const postUnderLock = async (organizationId: string, requests: readonly Request[]): Promise<void> => {
    try {
      const outcomes = await postWithRetry(place, { organizationId, requests, log });
      onCommit(organizationId);
      answer(requests, outcomes);
    } catch (error) {
      if (requests.length === 1 || error instanceof Misuse) {
        requests.forEach((request) => request.reject(error));
        return;
      }
      // One of them is at fault, and the others must not suffer from it.
      log.error({ err: error, ...idsOf(requests) }, 'a batch failed, and its requests are posted one by one');
      for (const request of requests) {
        await postUnderLock(organizationId, [request]);
      }
    }
  };

  return {
    submit: (organizationId, commands, requestId) => {
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
      queue.waiting.push({ commands, requestId, resolve, reject });
      queue.size += commands.length;
      waiting += commands.length;
      if (queue.size >= overlapMin) {
        queue.onEnough();
      }
      // Begins in the next microtask, so that what arrives in this one shares the batch.
      queue.running ??= Promise.resolve().then(() => run(organizationId, queue));
      return promise;
    },
    close: async () => {
      closed = true;
      await Promise.all([...queues.values()].flatMap(({ running }) => running ?? []));
      // The last answers are given.
      await nextTurn();
    },
  };
}

/** Resolves with false once enough waits for a batch to be prepared while another is on its way. */
function enough(queue: Queue): Promise<false> {
  const { promise, resolve } = Promise.withResolvers<false>();
  queue.onEnough = () => resolve(false);
  if (queue.size >= overlapMin) {
    queue.onEnough();
  }
  return promise;
}

/**
 * Whole requests, as many as fit: the commands of one request are never parted. Or half of what waits, if nothing is on its way: it is soon prepared, and the other half while
 * the database works on it.
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

/** The ids of the requests in a batch, for its log lines. The ledger's own commands, such as expiries, have none. */
function idsOf(requests: readonly Request[]): { requestIds: string[] } {
  return { requestIds: [...new Set(requests.flatMap(({ requestId }) => requestId ?? []))] };
}

function commandsOf(requests: readonly Request[]): Command[] {
  return requests.flatMap(({ commands }) => commands);
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
 * A batch that failed for a reason that may pass is posted again with the same keys: if the lost answer was that of a commit, the keys
 * give the first outcome.
 */
async function postWithRetry(
  place: Parameters<typeof postBatch>[0],
  { organizationId, requests, log }: { organizationId: string; requests: readonly Request[]; log: Logger },
): Promise<Outcome[]> {
  const commands = commandsOf(requests);
  const deadline = Date.now() + retryForMs;
  for (let delayMs = retryDelayMs.first; ; delayMs = Math.min(2 * delayMs, retryDelayMs.most)) {
    try {
      return await withinTime(postBatch(place, { organizationId, commands }), timeoutMs.underLock);
    } catch (error) {
      if (!mayPass(error)) {
        throw error;
      }
      if (Date.now() + delayMs > deadline) {
        log.error({ err: error, ...idsOf(requests) }, 'a batch was given up, and its outcome is not known');
        throw new Misuse(
          'OUTCOME_UNKNOWN',
          'The ledger could not be reached, and may have done this or not. Send it again with the same idempotency key: it is done once.',
        );
      }
      log.warn({ err: error, delayMs, ...idsOf(requests) }, 'a batch failed and is posted again');
      await sleep(delayMs);
    }
  }
}

class AttemptTimeout extends Error {}

/** The result, or an error if it takes too long: a connection may be dead without either end knowing. */
async function withinTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new AttemptTimeout('the database did not answer in time')), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Serialization failure, deadlock, unique violation, timeouts, server going away, starting or full, and connections that were lost or not made. */
const passingCodes = new Set([
  ...['40001', '40P01', '23505', '55P03', '57014', '25P03', '57P01', '57P02', '57P03', '53300', '08000', '08001'],
  ...['08003', '08004', '08006', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
]);

function mayPass(error: unknown): boolean {
  return (
    error instanceof AttemptTimeout ||
    (error instanceof Error && 'code' in error && passingCodes.has(String(error.code)))
  );
}
