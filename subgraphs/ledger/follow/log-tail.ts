import type { Database } from '@tributary/platform/postgres.ts';
import type { SeenRow } from '../log/tables.ts';
import { selectHead } from '../read/head.ts';
import { selectRowsAfter } from '../read/seen-rows.ts';

const rowsPerRead = 1_000;
/**
 * The newest rows of an organization that are kept in memory: about a megabyte. Readers further behind select from the
 * table.
 */
const rowsKept = 1_000;

/** The end of an organization's log, selected once per process for all who follow it. */
export type LogTail = {
  /** The newest position that was selected. */
  head(): bigint;
  /** Whether the rows after a position are in memory. If not, they have to be selected from the table. */
  reachesBackTo(position: bigint): boolean;
  /** The next row after a position that the tail reaches back to; undefined at the head. */
  rowAfter(position: bigint): SeenRow | undefined;
  /** Calls back each time that there are more rows. Returns how to stop. */
  onGrowth(listener: () => void): () => void;
  /** Releases the tail. To be called once for each time that it was opened. */
  close(): void;
};

/** A tail together with its maintenance, which its readers do not see. */
export type GrowingTail = Omit<LogTail, 'close'> & {
  /** Resolves once the head of the log is known; the tail grows from there. */
  begun: Promise<void>;
  /** Selects the rows that were committed since. A refresh during another is done by that one. */
  refresh(): Promise<void>;
  /** Ends the refresh that is under way, once nobody follows the tail. */
  stop(): void;
};

/** A tail that begins at the newest row of the log. `onRead` is called after each selection that succeeded. */
export function createLogTail({
  db,
  organizationId,
  onRead,
}: {
  db: Database;
  organizationId: string;
  onRead: () => void;
}): GrowingTail {
  /** The rows up to the head, without a gap. */
  const rows: SeenRow[] = [];
  const listeners = new Set<() => void>();
  let head = 0n;
  let isReading = false;
  /** A hint arrived since the selection that is under way began. */
  let isStale = false;
  let isStopped = false;

  const grow = (newRows: readonly SeenRow[]): void => {
    const last = newRows.at(-1);
    if (last === undefined) {
      return;
    }
    rows.push(...newRows);
    // Not after every read, since this moves all rows that stay.
    if (rows.length > 2 * rowsKept) {
      rows.splice(0, rows.length - rowsKept);
    }
    head = last.sequence;
    listeners.forEach((listener) => listener());
  };
  const begun = selectHead(db, organizationId).then(({ sequence }) => {
    head = sequence;
  });

  return {
    begun,
    refresh: async () => {
      await begun;
      isStale = true;
      if (isReading) {
        return;
      }
      isReading = true;
      try {
        while (isStale) {
          if (isStopped) {
            return;
          }
          isStale = false;
          const newRows = await selectRowsAfter(db, { organizationId, position: head, rowsPerRead });
          onRead();
          isStale ||= newRows.length === rowsPerRead;
          grow(newRows);
        }
      } finally {
        isReading = false;
      }
    },
    stop: () => {
      isStopped = true;
    },
    head: () => head,
    reachesBackTo: (position) => head - position <= BigInt(rows.length),
    rowAfter: (position) => {
      const behind = Number(head - position);
      return behind > 0 ? rows[rows.length - behind] : undefined;
    },
    onGrowth: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
