import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, notInArray, sql, type SQL } from 'drizzle-orm';
import { holds } from '../log/tables.ts';
import { expiryCommand } from './apply-account-intent.ts';
import type { CommandQueue } from './command-queue.ts';

/**
 * The interval of sweeps. The expiry of a due hold is in the log within a second: half of that is left for the batch.
 */
const sweepMs = 500;
const holdsPerRound = 500;
const roundsMax = 20;
/** The pause of an organization after a sweep that failed. */
const pauseMs = 2_000;

/**
 * Writes the expiry of due holds into the log, within a second by the database's time. Each organization is swept by
 * itself: one whose ledger cannot be written delays no other. Returns how to stop.
 */
export function sweepDueHolds({
  db,
  commands,
  log,
}: {
  db: Database;
  commands: CommandQueue;
  log: Logger;
}): () => Promise<void> {
  /** Organizations that are being swept, and for a pause those whose sweep failed: others have their turn meanwhile. */
  const sweeping = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  /** Organizations whose newest sweep failed, and null if the search did. A failure that lasts is logged once. */
  const failing = new Set<string | null>();
  const reported = async (organizationId: string | null, work: Promise<void>): Promise<void> => {
    try {
      await work;
      failing.delete(organizationId);
    } catch (error) {
      // The holds still count. A later sweep does what failed.
      if (!failing.has(organizationId)) {
        log.warn({ err: error }, 'due holds could not be swept; the next sweep tries again');
      }
      failing.add(organizationId);
    }
  };
  const sweep = async (organizationId: string): Promise<void> => {
    await reported(organizationId, sweepOrganization(db, commands, organizationId));
    if (failing.has(organizationId)) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
    sweeping.delete(organizationId);
  };
  const sweepAll = async (): Promise<void> => {
    for (const organizationId of await organizationsWithDueHolds(db, [...sweeping.keys()])) {
      sweeping.set(organizationId, sweep(organizationId));
    }
  };

  let search: Promise<void> | null = null;
  const timer = setInterval(() => {
    search ??= reported(null, sweepAll()).finally(() => {
      search = null;
    });
  }, sweepMs);
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await search;
    await Promise.all(sweeping.values());
  };
}

/** Organizations with due holds, except the given ones. Those whose holds are due for longest come first. */
async function organizationsWithDueHolds(db: Database, except: readonly string[]): Promise<string[]> {
  const due = await db
    .select({ organizationId: holds.organizationId })
    .from(holds)
    .where(and(isDue, except.length === 0 ? undefined : notInArray(holds.organizationId, [...except])))
    .orderBy(asc(holds.expiresAt))
    .limit(holdsPerRound);
  return [...new Set(due.map(({ organizationId }) => organizationId))];
}

/**
 * Sweeps an organization, and repeats while a round is full: holds that were created together are often due together.
 */
async function sweepOrganization(db: Database, commands: CommandQueue, organizationId: string): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    const due = await db
      .select({ id: holds.id })
      .from(holds)
      .where(and(isDue, eq(holds.organizationId, organizationId)))
      .orderBy(asc(holds.expiresAt))
      .limit(holdsPerRound);
    if (due.length > 0) {
      await commands.submit(
        organizationId,
        due.map(({ id }) => expiryCommand(id)),
      );
    }
    if (due.length < holdsPerRound) {
      return;
    }
  }
}

const isDue: SQL | undefined = and(eq(holds.status, 'OPEN'), sql`${holds.expiresAt} <= now()`);
