import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { inArray } from 'drizzle-orm';
import { ledgers } from '../log/tables.ts';
import { readHead } from '../read/head.ts';
import { readRowsAfter, type SeenRow } from '../read/seen-rows.ts';

/** How late a row may be when every hint of it was lost. */
const pollMs = 1_000;
const rowsPerRead = 1_000;
/** How many of an organization's newest rows are kept at hand: a megabyte or so. Who is further behind reads from the table. */
const rowsKept = 1_000;

/** The channel on which a process hints that an organization's log has grown. */
export const logChannel = (organizationId: string): string => `ledger:${organizationId}`;

/** The end of an organization's log, read once per process for all who follow it. */
export type LogTail = {
  /** The newest position that was read. */
  head(): bigint;
  /** Whether what follows a position is at hand. If not, it has to be read from the table. */
  reachesBackTo(position: bigint): boolean;
  /** The next row after a position that it reaches back to; undefined at the head. */
  rowAfter(position: bigint): SeenRow | undefined;
  /** Calls back each time that there are more rows. Returns how to stop. */
  onGrowth(listener: () => void): () => void;
  /** To be called once by everyone who opened it. */
  close(): void;
};

export type LogTails = {
  /** The tail of an organization's log, which is read for as long as somebody has it open. */
  open(organizationId: string): Promise<LogTail>;
  close(): Promise<void>;
};

type Tail = {
  organizationId: string;
  begun: Promise<void>;
  head: bigint;
  /** Those up to the head, without a gap. */
  rows: SeenRow[];
  listeners: Set<() => void>;
  users: number;
  isReading: boolean;
  /** Something was hinted at since the read that is under way began. */
  isStale: boolean;
  stopListening: () => void;
};

/**
 * Follows the logs of all organizations that somebody wants: woken by hints, and by one poll for all of them. A row is in the log only when all before it are, since the sequence is given out under a
 * lock that is held until the commit: nothing that was read past can come later.
 */
export function createLogTails({ db, hints, log }: { db: Database; hints: Hints; log: Logger }): LogTails {
  const tails = new Map<string, Tail>();
  const working = new Set<Promise<void>>();
  let isFailing = false;
  const track = (work: Promise<void>) => {
    const tracked = work.catch(failed).finally(() => working.delete(tracked));
    working.add(tracked);
  };

  const failed = (error: unknown): void => {
    // The next poll tries again; until then its readers wait.
    if (!isFailing) {
      log.warn({ err: error }, 'the log cannot be followed');
    }
    isFailing = true;
  };

  const read = async (tail: Tail): Promise<void> => {
    tail.isStale = true;
    if (tail.isReading) {
      return;
    }
    tail.isReading = true;
    try {
      while (tail.isStale && tail.users > 0) {
        tail.isStale = false;
        const rows = await readRowsAfter(db, { organizationId: tail.organizationId, position: tail.head, rowsPerRead });
        isFailing = false;
        tail.isStale ||= rows.length === rowsPerRead;
        grow(tail, rows);
      }
    } finally {
      tail.isReading = false;
    }
  };
  const refresh = (tail: Tail) => track(tail.begun.then(() => read(tail)));

  const poll = async (): Promise<void> => {
    const heads = await db
      .select({ organizationId: ledgers.organizationId, head: ledgers.lastSequence })
      .from(ledgers)
      .where(inArray(ledgers.organizationId, [...tails.keys()]));
    for (const { organizationId, head } of heads) {
      const tail = tails.get(organizationId);
      if (tail !== undefined && head > tail.head) {
        refresh(tail);
      }
    }
  };
  let isPolling = false;
  const timer = setInterval(() => {
    if (tails.size > 0 && !isPolling) {
      isPolling = true;
      track(
        poll().finally(() => {
          isPolling = false;
        }),
      );
    }
  }, pollMs);

  const begin = (organizationId: string): Tail => {
    const tail: Tail = {
      organizationId,
      begun: readHead(db, organizationId).then(({ sequence }) => {
        tail.head = sequence;
      }),
      head: 0n,
      rows: [],
      listeners: new Set(),
      users: 0,
      isReading: false,
      isStale: false,
      stopListening: hints.subscribe(logChannel(organizationId), () => refresh(tail)),
    };
    tails.set(organizationId, tail);
    return tail;
  };
  const release = (tail: Tail) => {
    tail.users -= 1;
    if (tail.users === 0) {
      tail.stopListening();
      tails.delete(tail.organizationId);
    }
  };

  return {
    open: async (organizationId) => {
      const tail = tails.get(organizationId) ?? begin(organizationId);
      tail.users += 1;
      try {
        await tail.begun;
      } catch (error) {
        release(tail);
        throw error;
      }
      return {
        head: () => tail.head,
        reachesBackTo: (position) => tail.head - position <= BigInt(tail.rows.length),
        rowAfter: (position) => {
          const behind = Number(tail.head - position);
          return behind > 0 ? tail.rows[tail.rows.length - behind] : undefined;
        },
        onGrowth: (listener) => {
          tail.listeners.add(listener);
          return () => tail.listeners.delete(listener);
        },
        close: () => release(tail),
      };
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all(working);
    },
  };
}

function grow(tail: Tail, rows: readonly SeenRow[]): void {
  const last = rows.at(-1);
  if (last === undefined) {
    return;
  }
  tail.rows.push(...rows);
  // Not each time, since it moves all that stay.
  if (tail.rows.length > 2 * rowsKept) {
    tail.rows.splice(0, tail.rows.length - rowsKept);
  }
  tail.head = last.sequence;
  tail.listeners.forEach((listener) => listener());
}
