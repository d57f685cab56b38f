import { Misuse } from '@tributary/platform/errors.ts';
import type { BatchPool } from './batch-pool.ts';
import { isTransient, withDeadline, type CommandQueue } from './command-queue.ts';
import { selectState } from './post-batch.ts';
import type { Command, Outcome } from './rules/commands.ts';
import { previewOutcomes } from './rules/preview.ts';

/**
 * The most commands that may wait for a dry run, of one organization and of all: a tenth of those to be posted. The
 * commands of an organization fit into one snapshot.
 */
const waitingMax = { organization: 1_000, process: 5_000 };
/** The deadline for the select of the state. */
const timeoutMs = 5_000;

/**
 * The queue of dry runs, which decides commands and writes nothing. It has the interface of the command queue, so that
 * a resolver can use either.
 */
export type DryRuns = CommandQueue;

type Request = {
  commands: readonly Command[];
  resolve: (outcomes: Outcome[]) => void;
  reject: (error: unknown) => void;
};
type Waiting = { requests: Request[]; size: number };

/**
 * Gathers dry runs per organization, and decides all that wait on one snapshot of its ledger. Each request is decided
 * by itself, as if the others were not there.
 *
 * Nothing can be written: the transaction is read-only, takes no lock, and shares no memory with the posted batches.
 * One snapshot is taken at a time in the process, on one connection, and organizations take turns. A snapshot that
 * exceeds its deadline may occupy a connection for longer, until the database ends its statement.
 */
export function createDryRuns({ pool }: { pool: BatchPool }): DryRuns {
  /** The organizations that wait, in the order of their turns. */
  const organizations = new Map<string, Waiting>();
  let waiting = 0;
  let running: Promise<void> | null = null;
  let closed = false;

  const run = async (): Promise<void> => {
    // The loop also reaches organizations that are added meanwhile.
    for (const [organizationId, { requests, size }] of organizations) {
      organizations.delete(organizationId);
      waiting -= size;
      await decideAll(pool, organizationId, requests);
    }
    running = null;
  };

  return {
    submit: (organizationId, commands) => {
      const own = organizations.get(organizationId) ?? { requests: [], size: 0 };
      const isFull =
        own.size + commands.length > waitingMax.organization || waiting + commands.length > waitingMax.process;
      if (closed || isFull) {
        return Promise.reject(busy());
      }
      organizations.set(organizationId, own);
      const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
      own.requests.push({ commands, resolve, reject });
      own.size += commands.length;
      waiting += commands.length;
      // Starts in the next microtask, so that requests that arrive in this one share the snapshot.
      running ??= Promise.resolve().then(run);
      return promise;
    },
    close: async () => {
      closed = true;
      await running;
    },
  };
}

/** Decides the requests of one organization on one snapshot, and answers them. */
async function decideAll(pool: BatchPool, organizationId: string, requests: readonly Request[]): Promise<void> {
  const commands = requests.flatMap((request) => request.commands);
  try {
    const snapshot = await withDeadline(
      pool.main.begin('isolation level repeatable read read only', (tx) =>
        selectState(tx, { organizationId, commands }),
      ),
      timeoutMs,
    );
    requests.forEach((request) => answer(request, snapshot));
  } catch (error) {
    requests.forEach(({ reject }) => reject(isTransient(error) ? busy() : error));
  }
}

/** Decides and answers one request. If that throws, the other requests are not affected. */
function answer({ commands, resolve, reject }: Request, { state, now }: Awaited<ReturnType<typeof selectState>>): void {
  try {
    resolve(previewOutcomes(state, commands, now));
  } catch (error) {
    reject(error);
  }
}

function busy(): Misuse {
  return new Misuse(
    'SERVICE_BUSY',
    'The ledger has too much to do to decide this, and a dry run does nothing. Send it again in a moment.',
  );
}
