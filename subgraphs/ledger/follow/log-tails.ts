import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { inArray } from 'drizzle-orm';
import { ledgers } from '../log/tables.ts';
import { createLogTail, type GrowingTail, type LogTail } from './log-tail.ts';

/** The interval of polls: the longest delay of a row whose hints were all lost. */
const pollMs = 1_000;

/** The channel on which a process hints that an organization's log has grown. */
export const logChannel = (organizationId: string): string => `ledger:${organizationId}`;

export type LogTails = {
  /** The tail of an organization's log, which is followed for as long as a reader has it open. */
  open(organizationId: string): Promise<LogTail>;
  close(): Promise<void>;
};

type FollowedTail = { tail: GrowingTail; users: number; stopListening: () => void };

/**
 * Follows the logs of all organizations that have readers: woken by hints, and by one poll for all of them. The
 * sequence is given out under a lock that is held until the commit. So a row is in the log only when all rows before it
 * are, and no row can appear before one that was selected.
 */
export function createLogTails({ db, hints, log }: { db: Database; hints: Hints; log: Logger }): LogTails {
  const followed = new Map<string, FollowedTail>();
  const working = new Set<Promise<void>>();
  let isFailing = false;
  const track = (work: Promise<void>) => {
    const tracked = work.catch(failed).finally(() => working.delete(tracked));
    working.add(tracked);
  };
  const failed = (error: unknown): void => {
    // The next poll tries again; until then the readers wait.
    if (!isFailing) {
      log.warn({ err: error }, 'log cannot be followed; the next poll tries again');
    }
    isFailing = true;
  };
  const onRead = () => {
    isFailing = false;
  };

  const poll = async (): Promise<void> => {
    const heads = await db
      .select({ organizationId: ledgers.organizationId, head: ledgers.lastSequence })
      .from(ledgers)
      .where(inArray(ledgers.organizationId, [...followed.keys()]));
    for (const { organizationId, head } of heads) {
      const tail = followed.get(organizationId)?.tail;
      if (tail !== undefined && head > tail.head()) {
        track(tail.refresh());
      }
    }
  };
  let isPolling = false;
  const timer = setInterval(() => {
    if (followed.size > 0 && !isPolling) {
      isPolling = true;
      track(
        poll().finally(() => {
          isPolling = false;
        }),
      );
    }
  }, pollMs);

  const follow = (organizationId: string): FollowedTail => {
    const tail = createLogTail({ db, organizationId, onRead });
    const stopListening = hints.subscribe(logChannel(organizationId), () => track(tail.refresh()));
    const following = { tail, users: 0, stopListening };
    followed.set(organizationId, following);
    return following;
  };
  const release = (organizationId: string, following: FollowedTail) => {
    following.users -= 1;
    if (following.users === 0) {
      following.stopListening();
      following.tail.stop();
      followed.delete(organizationId);
    }
  };

  return {
    open: async (organizationId) => {
      const following = followed.get(organizationId) ?? follow(organizationId);
      following.users += 1;
      try {
        await following.tail.begun;
      } catch (error) {
        release(organizationId, following);
        throw error;
      }
      return { ...following.tail, close: () => release(organizationId, following) };
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all(working);
    },
  };
}
