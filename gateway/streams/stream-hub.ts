import type { Generation } from '../generation/generation.ts';
import type { Subscription } from '../generation/subscription.ts';
import { ClientStream } from './client-stream.ts';
import type { EndCode, EventSink } from './reader.ts';
import { StreamGroup, type GroupSettings } from './stream-group.ts';
import type { Subscriber } from '../generation/subscriber.ts';

/** Limits on the bytes of kept events: of all streams together, and of each at most and at least. */
const kept = { all: 64 * 1024 * 1024, eachMax: 1024 * 1024, eachMin: 16 * 1024 };

/** The open subscriptions of all clients, over any transport. */
export type StreamHub = {
  /** Whether the gateway accepts another subscription. */
  hasRoom(): boolean;
  /** Opens a subscription after a cursor, or from now on. Its first resume starts it. */
  open(
    subscription: Subscription,
    client: { subscriber: Subscriber; after: string | null; sink: EventSink },
  ): ClientStream;
  /**
   * Moves all subscriptions to another generation, and ends those that are invalid there. Until its turn, each stays
   * with its own.
   */
  replan(generation: Generation): Promise<void>;
  /** Ends all subscriptions, and tells each client where to resume. */
  close(): void;
};

/** Manages the subscriptions of all clients. Those with the same response share their streams. */
export function createStreamHub({
  streamsMax,
  rightsCheckMs,
  onSize,
}: {
  /** Limit on the open subscriptions. */
  streamsMax: number;
  /** Interval of the checks whether policies still grant what a subscription was planned with. */
  rightsCheckMs: number;
  onSize: (size: number) => void;
}): StreamHub {
  const groups = new Set<StreamGroup>();
  const byKey = new Map<string, StreamGroup>();
  let size = 0;
  const count = (change: number) => {
    size += change;
    onSize(size);
  };

  const settings: GroupSettings = {
    bytesMax: () => Math.max(kept.eachMin, Math.min(kept.eachMax, kept.all / Math.max(groups.size, 1))),
    onEnded: (group) => {
      count(-1);
      if (group.isEmpty) {
        groups.delete(group);
        if (byKey.get(group.key) === group) {
          byKey.delete(group.key);
        }
      }
    },
  };
  const keyOf = ({ generation, primary }: Subscription, subscriber: Subscriber) =>
    JSON.stringify([generation.fingerprint, primary.shareKey, subscriber.scopeKey(generation)]);
  const endAll = (group: StreamGroup, code: EndCode, message: string) => {
    for (const reader of [...group.readers]) {
      group.endFor(reader, code, message);
    }
  };

  const stopChecks = repeat(rightsCheckMs, async () => {
    for (const group of [...groups]) {
      await group.checkRights();
    }
  });

  return {
    hasRoom: () => size < streamsMax,

    open: (subscription, { subscriber, after, sink }) => {
      const key = keyOf(subscription, subscriber);
      const group = byKey.get(key) ?? new StreamGroup(subscription, key, settings);
      groups.add(group);
      byKey.set(key, group);
      count(1);
      return new ClientStream(group, group.add(sink, subscriber, after));
    },

    replan: async (generation) => {
      for (const group of [...groups]) {
        const [sponsor] = group.readers;
        let subscription: Subscription | null;
        try {
          subscription = (await sponsor?.subscriber.replan(group.subscription, generation)) ?? null;
        } catch (error) {
          [...group.readers].forEach((reader) => group.end(reader, [reader.subscriber.mask(error)]));
          continue;
        }
        // Readers may have left meanwhile.
        const [first] = group.readers;
        if (first === undefined || subscription === null) {
          endAll(group, 'OPERATION_INVALID', 'A new schema lacks a field of this subscription.');
          continue;
        }
        byKey.delete(group.key);
        group.key = keyOf(subscription, first.subscriber);
        if (!byKey.has(group.key)) {
          byKey.set(group.key, group);
        }
        group.replan(subscription);
      }
    },

    close: () => {
      stopChecks();
      for (const group of [...groups]) {
        endAll(group, 'GOING_AWAY', 'This server stops.');
      }
    },
  };
}

/** Repeats a job until it is stopped. The next run begins after the end of the last one. */
function repeat(everyMs: number, job: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | null = null;
  const next = () => {
    timer = setTimeout(() => void job().finally(() => timer && next()), everyMs).unref();
  };
  next();
  return () => {
    clearTimeout(timer ?? undefined);
    timer = null;
  };
}
