import { Misuse } from '@tributary/platform/errors.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/platform/viewer.ts';
import { and, asc, gt, lte } from 'drizzle-orm';
import type { LedgerEventFilter } from './generated/schema.ts';
import { toEvent, type LedgerEvent } from './ledger-event.ts';
import { eventsFor } from './list-events.ts';
import { logCursor, readLogCursor } from './log-cursor.ts';
import { readHead } from './read-head.ts';
import { sequenceBefore } from './read-log.ts';
import { log } from './tables.ts';

const pageSize = 100;
/** How late an event may be when every hint of it was lost. */
const pollMs = 1_000;
const heartbeat = { defaultSeconds: 30, minSeconds: 1, maxSeconds: 300 };

/** The channel on which a process hints that an organization's log has grown. */
export const logChannel = (organizationId: string): string => `ledger:${organizationId}`;

export type Subscription = {
  after: string | null | undefined;
  filter: LedgerEventFilter | null | undefined;
  heartbeatSeconds: number | null | undefined;
};

/**
 * The events of an organization from a cursor on, for ever: a subscriber is a position in the log, and pulls. A row is in the log only
 * when all before it are, so nothing that is read up to the head can come later. Ends with Misuse when the viewer's token does; `return()` ends it at once,
 * also while it waits.
 */
export function followEvents(settings: {
  db: Database;
  hints: Hints;
  viewer: SignedInViewer;
  subscription: Subscription;
}): AsyncGenerator<LedgerEvent, void, void> {
  const bell = createBell();
  const events = readEvents(settings, bell);
  const { promise: left, resolve: leave } = Promise.withResolvers<null>();
  const end: IteratorReturnResult<void> = { done: true, value: undefined };
  const stream: AsyncGenerator<LedgerEvent, void, void> = {
    next: async () => (await Promise.race([left, events.next()])) ?? end,
    // A generator would return only after what it waits for: the bell is stopped, and the reader is told that it is over.
    return: async () => {
      leave(null);
      bell.stop();
      void events.return().catch(() => {});
      return end;
    },
    throw: async (error) => {
      await stream.return();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await stream.return();
    },
  };
  return stream;
}

async function* readEvents(
  {
    db,
    hints,
    viewer,
    subscription: { after, filter, heartbeatSeconds },
  }: { db: Database; hints: Hints; viewer: SignedInViewer; subscription: Subscription },
  bell: Bell,
): AsyncGenerator<LedgerEvent, void, void> {
  const { organizationId } = viewer;
  const heartbeatMs = readHeartbeat(heartbeatSeconds) * 1000;
  const condition = eventsFor(viewer, filter);
  const stopListening = hints.subscribe(logChannel(organizationId), bell.ring);
  bell.onStop(stopListening);
  try {
    let { sequence: head } = await readHead(db, organizationId);
    let position = after == null ? head : readLogCursor(after, { organizationId, head });
    /** The newest event that was delivered or lies before the start; undefined until it is needed. */
    let previous: bigint | null | undefined;
    let quietSince = Date.now();
    while (!bell.isStopped()) {
      const rows =
        head === position
          ? []
          : await db
              .select()
              .from(log)
              .where(and(condition, gt(log.sequence, position), lte(log.sequence, head)))
              .orderBy(asc(log.sequence))
              .limit(pageSize);
      for (const row of rows) {
        refuseExpired(viewer, position);
        if (previous === undefined) {
          previous = await sequenceBefore(db, { sequence: row.sequence, condition });
        }
        yield toEvent(row, previous);
        previous = row.sequence;
        position = row.sequence;
        quietSince = Date.now();
      }
      refuseExpired(viewer, position);
      if (rows.length < pageSize) {
        position = head;
        if (Date.now() - quietSince >= heartbeatMs) {
          if (previous === undefined) {
            previous = await sequenceBefore(db, { sequence: position + 1n, condition });
          }
          yield {
            __typename: 'Heartbeat',
            organizationId,
            sequence: position,
            previousSequence: previous,
            occurredAt: new Date(),
          };
          quietSince = Date.now();
        }
        await bell.wait(Math.min(pollMs, Math.max(1, quietSince + heartbeatMs - Date.now())));
        ({ sequence: head } = await readHead(db, organizationId));
      }
    }
  } finally {
    stopListening();
  }
}

function refuseExpired({ organizationId, expiresAt }: SignedInViewer, sequence: bigint): void {
  if (Date.now() >= expiresAt * 1000) {
    throw new Misuse('UNAUTHENTICATED', 'The access token has expired. Get a new one and resume from the cursor.', {
      cursor: logCursor(organizationId, sequence),
    });
  }
}

function readHeartbeat(seconds: number | null | undefined): number {
  const { defaultSeconds, minSeconds, maxSeconds } = heartbeat;
  if (seconds == null) {
    return defaultSeconds;
  }
  if (seconds < minSeconds || seconds > maxSeconds) {
    throw new Misuse(
      'BAD_USER_INPUT',
      `\`heartbeatSeconds\` is from ${minSeconds} to ${maxSeconds}; it is ${seconds}.`,
    );
  }
  return seconds;
}

type Bell = {
  ring(): void;
  wait(ms: number): Promise<void>;
  /** Wakes who waits, for the last time. */
  stop(): void;
  isStopped(): boolean;
  onStop(listener: () => void): void;
};

/** Wakes who waits; a ring while nobody waits is kept for the next. */
function createBell(): Bell {
  let rung = false;
  let stopped = false;
  let wake: (() => void) | null = null;
  let whenStopped = () => {};
  const ring = () => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    wait: async (ms) => {
      if (!rung && !stopped) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timeout = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timeout);
        wake = null;
      }
      rung = false;
    },
    stop: () => {
      stopped = true;
      ring();
      whenStopped();
    },
    isStopped: () => stopped,
    onStop: (listener) => {
      whenStopped = listener;
    },
  };
}
