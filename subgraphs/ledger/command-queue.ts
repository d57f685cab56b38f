import { setTimeout as sleep } from 'node:timers/promises';
import { Misuse } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Pool } from '@tributary/platform/postgres.ts';
import { AccountMemory } from './account-memory.ts';
import type { Command, Outcome } from './commands.ts';
import { postBatch } from './post-batch.ts';

const batchSizeMax = 1_000;
/** Commands that may wait in one organization's queue. */
const waitingMax = 10_000;
const attemptsMax = 5;
const retryDelayMs = 20;

export type CommandQueue = {
  /** Posts commands in the next batch, all in the same one, and answers after its commit. Throws Misuse `SERVICE_BUSY` when the queue is full or closed. */
  submit(organizationId: string, commands: readonly Command[]): Promise<Outcome[]>;
  /** Answers everyone who waits, and takes no more. */
  close(): Promise<void>;
};

type Request = {
  commands: readonly Command[];
  resolve: (outcomes: Outcome[]) => void;
  reject: (error: unknown) => void;
};
type Queue = { waiting: Request[]; size: number; running: Promise<void> | null };

/**
 * Gathers commands per organization. One batch is in flight per organization; what arrives meanwhile waits for the next. There is no timer: an idle ledger answers after one batch, a busy
 * one fills its batches.
 */
export function createCommandQueue({
  pool,
  onCommit,
  log,
}: {
  /** That `openBatchPool` opened. */
  pool: Pool;
  /** Called after a batch of an organization is committed. */
  onCommit: (organizationId: string) => void;
  log: Logger;
}): CommandQueue {
  const memory = new AccountMemory();
  const queues = new Map<string, Queue>();
  let closed = false;

  const run = async (organizationId: string, queue: Queue): Promise<void> => {
    while (queue.waiting.length > 0) {
      const requests = takeBatch(queue);
      const commands = requests.flatMap((request) => request.commands);
      try {
        const outcomes = await postWithRetry({ pool, memory }, { organizationId, commands, log });
        onCommit(organizationId);
        let start = 0;
        for (const request of requests) {
          request.resolve(outcomes.slice(start, start + request.commands.length));
          start += request.commands.length;
        }
      } catch (error) {
        for (const request of requests) {
          request.reject(error);
        }
      }
    }
    queues.delete(organizationId);
  };

  return {
    submit: (organizationId, commands) => {
      const queue = queues.get(organizationId) ?? { waiting: [], size: 0, running: null };
      if (closed || queue.size + commands.length > waitingMax) {
        return Promise.reject(
          new Misuse(
            'SERVICE_BUSY',
            'The ledger has too much to do, and did nothing of this. Send it again in a moment.',
          ),
        );
      }
      queues.set(organizationId, queue);
      const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
      queue.waiting.push({ commands, resolve, reject });
      queue.size += commands.length;
      // Begins in the next microtask, so that what arrives in this one shares the batch.
      queue.running ??= Promise.resolve().then(() => run(organizationId, queue));
      return promise;
    },
    close: async () => {
      closed = true;
      await Promise.all([...queues.values()].flatMap(({ running }) => running ?? []));
    },
  };
}

/** Whole requests, as many as fit: the commands of one request are never parted. */
function takeBatch(queue: Queue): Request[] {
  let size = 0;
  const count = queue.waiting.findIndex(({ commands }, index) => {
    size += commands.length;
    return index > 0 && size > batchSizeMax;
  });
  const requests = queue.waiting.splice(0, count === -1 ? queue.waiting.length : count);
  queue.size -= requests.reduce((sum, { commands }) => sum + commands.length, 0);
  return requests;
}

/**
 * A batch that failed for a reason that may pass is posted again with the same keys: if the lost answer was that of a commit, the keys
 * give the first outcome.
 */
async function postWithRetry(
  place: { pool: Pool; memory: AccountMemory },
  { organizationId, commands, log }: { organizationId: string; commands: readonly Command[]; log: Logger },
): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await postBatch(place, { organizationId, commands });
    } catch (error) {
      if (attempt >= attemptsMax || !mayPass(error)) {
        throw error;
      }
      log.warn({ err: error, attempt }, 'a batch failed and is posted again');
      await sleep(retryDelayMs * 2 ** attempt);
    }
  }
}

/** Serialization failure, deadlock, unique violation, server going away or starting, and connections that were lost. */
const passingCodes = new Set([
  ...['40001', '40P01', '23505', '57P01', '57P02', '57P03', '08006', '08003'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'],
]);

function mayPass(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && 'code' in cause && passingCodes.has(String(cause.code));
}
