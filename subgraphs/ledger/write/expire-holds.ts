import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, sql } from 'drizzle-orm';
import { holds } from '../log/tables.ts';
import { expiryCommand } from './apply-account-intent.ts';
import type { CommandQueue } from './command-queue.ts';

const sweepMs = 1_000;
const holdsPerRound = 500;
const roundsMax = 20;

/** Writes the expiry of due holds into the log every second, by the database's time. Returns how to stop. */
export function sweepDueHolds({
  db,
  commands,
  log,
}: {
  db: Database;
  commands: CommandQueue;
  log: Logger;
}): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isFailing = false;
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) {
      return;
    }
    isRunning = true;
    running = sweep(db, commands)
      .then(
        () => {
          isFailing = false;
        },
        (error: unknown) => {
          // A due hold no longer counts, whether or not this is written. A later sweep does what failed.
          if (!isFailing) {
            log.warn({ err: error }, 'due holds could not be swept; the next sweep tries again');
          }
          isFailing = true;
        },
      )
      .finally(() => {
        isRunning = false;
      });
  }, sweepMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Repeats while a round is full: holds that were created together are often due together. */
async function sweep(db: Database, commands: CommandQueue): Promise<void> {
  for (let round = 0; round < roundsMax && (await sweepOnce(db, commands)) === holdsPerRound; round += 1);
}

/** Expires up to one round of due holds; returns their number. */
async function sweepOnce(db: Database, commands: CommandQueue): Promise<number> {
  const due = await db
    .select({ id: holds.id, organizationId: holds.organizationId })
    .from(holds)
    .where(and(eq(holds.status, 'OPEN'), sql`${holds.expiresAt} <= now()`))
    .orderBy(asc(holds.expiresAt))
    .limit(holdsPerRound);
  const byOrganization = Map.groupBy(due, ({ organizationId }) => organizationId);
  await Promise.all(
    [...byOrganization].map(([organizationId, group]) =>
      commands.submit(
        organizationId,
        group.map(({ id }) => expiryCommand(id)),
      ),
    ),
  );
  return due.length;
}
