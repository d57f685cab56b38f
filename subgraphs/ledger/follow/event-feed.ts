import { Misuse } from '@tributary/platform/errors.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { PositionedStream } from '@tributary/kit/subgraph.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq } from 'drizzle-orm';
import type { LedgerEventFilter } from '../generated/schema.ts';
import { toEvent, type LedgerEvent } from '../log/ledger-event.ts';
import { logCursor, decodeLogCursor } from '../log/log-cursor.ts';
import { accounts, type SeenRow } from '../log/tables.ts';
import { selectHead } from '../read/head.ts';
import { eventsFor, eventsPath, matcherFor } from '../read/list-events.ts';
import { sequenceBefore } from '../read/log-page.ts';
import { alongLog, type LogPath } from '../read/log-paths.ts';
import { selectRowsAfter } from '../read/seen-rows.ts';
import type { LogTail } from './log-tail.ts';
import type { LogTails } from './log-tails.ts';

/** The most events in one select, and the most rows that it scans along the log. */
const page = { eventsMax: 100, rowsMax: 20_000n };
const heartbeat = { defaultSeconds: 30, minSeconds: 1, maxSeconds: 300 };
/** The longest delay that `setTimeout` takes. */
const timeoutMaxMs = 2 ** 31 - 1;

/** The sources of event streams. */
export type FeedSources = { db: Database; tails: LogTails; hints: Hints };

/**
 * The channel on which a process hints that a subject, as `subjectOf` writes it, may see more or less than before. A
 * stream whose hint was lost notices at the first event that shows it.
 */
export const visibilityChannel = (subject: string): string => `access:${subject}`;

export type Subscription = {
  after: string | null | undefined;
  filter: LedgerEventFilter | null | undefined;
  heartbeatSeconds: number | null | undefined;
};

/**
 * The events of an organization from a cursor on, without end. A subscriber is a position in the log, and pulls: from
 * the tail that the process keeps for all, or from the table while the subscriber is further behind. Throws Misuse for
 * an invalid subscription.
 *
 * The stream ends with Misuse when the viewer's token expires, and when the viewer may see more or less than before.
 * The error has a cursor to resume from.
 */
export async function followEvents(
  { db, tails, hints }: FeedSources,
  viewer: SignedInViewer,
  { after, filter, heartbeatSeconds }: Subscription,
): Promise<PositionedStream<LedgerEvent>> {
  const { organizationId } = viewer;
  const heartbeatMs = parseHeartbeat(heartbeatSeconds) * 1000;
  const condition = eventsFor(viewer, filter);
  const wakeSignal = createWakeSignal();
  let hasChanged = false;
  const stopWatching = hints.subscribe(visibilityChannel(subjectOf(viewer)), () => {
    hasChanged = true;
    wakeSignal.send();
  });
  const tail = await tails.open(organizationId).catch((error: unknown) => {
    stopWatching();
    throw error;
  });
  const stopSignalling = tail.onGrowth(wakeSignal.send);
  const close = () => {
    wakeSignal.stop();
    stopSignalling();
    stopWatching();
    tail.close();
  };
  try {
    const own = await ownAccounts(db, viewer);
    const { sequence: head } = await selectHead(db, organizationId);
    const position = after == null ? head : decodeLogCursor(after, { organizationId, head });
    const events = streamEvents({
      db,
      tail,
      wakeSignal,
      viewer,
      matches: matcherFor(viewer, filter),
      condition,
      path: eventsPath(viewer, filter),
      heartbeatMs,
      position,
      hasVisibilityChanged: (row) => hasChanged || (row !== undefined && touchesOneOpenedSince(row, viewer, own)),
    });
    const stream = interruptibleStream(() => events.next(), close);
    return Object.assign(stream, { position: logCursor(organizationId, position) });
  } catch (error) {
    close();
    throw error;
  }
}

type FeedState = {
  db: Database;
  tail: LogTail;
  wakeSignal: WakeSignal;
  viewer: SignedInViewer;
  matches: (row: SeenRow) => boolean;
  /** The condition of `matches`, in SQL. */
  condition: ReturnType<typeof eventsFor>;
  path: LogPath;
  heartbeatMs: number;
  position: bigint;
  /** Whether the viewer may see more or less than at the start, by announcements or by the owners of a row. */
  hasVisibilityChanged: (row?: SeenRow) => boolean;
};

async function* streamEvents({
  db,
  tail,
  wakeSignal,
  viewer,
  matches,
  condition,
  path,
  heartbeatMs,
  position,
  hasVisibilityChanged,
}: FeedState): AsyncGenerator<LedgerEvent, void, void> {
  const { organizationId } = viewer;
  const expiresAtMs = viewer.expiresAt * 1000;
  /** The sequence of the newest event that was delivered or lies before the start; undefined until needed. */
  let previous: bigint | null | undefined;
  let quietSince = Date.now();

  const before = (sequence: bigint) => sequenceBefore(db, { organizationId, sequence, condition, path });
  const checkAccess = (row?: SeenRow): void => {
    if (Date.now() >= expiresAtMs) {
      throw new Misuse('UNAUTHENTICATED', 'The access token has expired. Get a new one and resume from the cursor.', {
        cursor: logCursor(organizationId, position),
      });
    }
    if (hasVisibilityChanged(row)) {
      throw new Misuse('VISIBILITY_CHANGED', 'What you may see has changed. Resume from the cursor.', {
        cursor: logCursor(organizationId, position),
      });
    }
  };
  const eventOf = async (row: SeenRow): Promise<LedgerEvent> => {
    checkAccess(row);
    const last = previous === undefined ? await before(row.sequence) : previous;
    previous = row.sequence;
    position = row.sequence;
    quietSince = Date.now();
    return toEvent(row, last);
  };

  while (!wakeSignal.isStopped()) {
    checkAccess();
    if (!tail.reachesBackTo(position)) {
      // Along accounts, only their own rows are scanned, so the scan needs no bound.
      const end = path === alongLog ? earlier(position + page.rowsMax, tail.head()) : tail.head();
      const rows = await selectRowsAfter(db, {
        organizationId,
        position,
        upTo: end,
        condition,
        path,
        rowsPerRead: page.eventsMax,
      });
      for (const row of rows) {
        yield await eventOf(row);
      }
      position = rows.length === page.eventsMax ? position : end;
    }
    for (let row = nextInMemory(tail, position); row !== undefined; row = nextInMemory(tail, position)) {
      if (matches(row)) {
        yield await eventOf(row);
      } else {
        position = row.sequence;
      }
    }
    if (Date.now() - quietSince >= heartbeatMs) {
      if (previous === undefined) {
        previous = await before(position + 1n);
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
    if (position >= tail.head()) {
      await wakeSignal.wait(Math.max(0, Math.min(quietSince + heartbeatMs, expiresAtMs) - Date.now()));
    }
  }
}

function nextInMemory(tail: LogTail, position: bigint): SeenRow | undefined {
  return tail.reachesBackTo(position) ? tail.rowAfter(position) : undefined;
}

function earlier(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** The accounts of a customer, whose view changes with them; null for viewers who see by other rules. */
async function ownAccounts(db: Database, viewer: SignedInViewer): Promise<ReadonlySet<string> | null> {
  if (viewer.kind !== 'user' || viewer.role === 'OPERATOR') {
    return null;
  }
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.organizationId, viewer.organizationId), eq(accounts.ownerId, viewer.id)));
  return new Set(rows.map(({ id }) => id));
}

/** Whether a row shows that the viewer has a new account, in case the announcement of it was lost. */
function touchesOneOpenedSince(row: SeenRow, { id }: SignedInViewer, own: ReadonlySet<string> | null): boolean {
  return (
    own !== null &&
    ((row.debitOwnerId === id && !own.has(row.debitAccountId)) ||
      (row.creditOwnerId === id && !own.has(row.creditAccountId)))
  );
}

function parseHeartbeat(seconds: number | null | undefined): number {
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

type WakeSignal = {
  send(): void;
  wait(ms: number): Promise<void>;
  /** Wakes the waiting stream for the last time. */
  stop(): void;
  isStopped(): boolean;
};

/** Creates the signal that wakes a waiting stream. A signal while none waits is kept for the next wait. */
function createWakeSignal(): WakeSignal {
  let isSignalled = false;
  let hasStopped = false;
  let wake: (() => void) | null = null;
  const send = () => {
    isSignalled = true;
    wake?.();
  };
  return {
    send,
    wait: async (ms) => {
      if (!isSignalled && !hasStopped) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timeout = setTimeout(resolve, Math.min(ms, timeoutMaxMs));
        await promise;
        clearTimeout(timeout);
        wake = null;
      }
      isSignalled = false;
    },
    stop: () => {
      hasStopped = true;
      send();
    },
    isStopped: () => hasStopped,
  };
}
