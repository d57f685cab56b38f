import type { GatewayContext } from '../request/gateway-context.ts';
import type { Generation } from '../generation/generation.ts';
import type { Subscription } from '../generation/subscription.ts';
import { StreamGroup, type GroupSettings } from './stream-group.ts';
import type { Place, StreamReader } from './stream-place.ts';

/** How many characters of events all streams keep together, and each of them at the most and at the least. */
const kept = { all: 64 * 1024 * 1024, eachMax: 1024 * 1024, eachMin: 16 * 1024 };

/** All subscriptions that are open, whatever transport they came by. */
export type StreamHub = {
  /** Whether the gateway takes one more. */
  hasRoom(): boolean;
  /** Makes a place for a client, after a cursor or from now on. It begins when the place first advances. */
  open(
    subscription: Subscription,
    client: { context: GatewayContext; after: string | null; reader: StreamReader },
  ): Place;
  /** Moves all subscriptions to another generation; those that it cannot serve end. */
  replan(generation: Generation): void;
  /** Tells everyone where to resume, and ends. */
  close(): void;
};

/** Keeps the subscriptions of all clients, and lets those that get the same share it. */
export function createStreamHub({
  prepare,
  completeEvents,
  connectionHeadersFor,
  mask,
  scopeOf,
  replanned,
  placesMax,
  onSize,
}: {
  prepare: GroupSettings['prepare'];
  completeEvents: GroupSettings['completeEvents'];
  connectionHeadersFor: GroupSettings['connectionHeadersFor'];
  mask: GroupSettings['mask'];
  /** Everything about a caller on which what they get may depend, but for how long they are let in. */
  scopeOf: (generation: Generation, context: GatewayContext) => string;
  /** The subscription as it is in another generation, or null if it is not valid there. */
  replanned: (subscription: Subscription, generation: Generation, context: GatewayContext) => Subscription | null;
  /** How many subscriptions may be open at once. */
  placesMax: number;
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
    prepare,
    completeEvents,
    connectionHeadersFor,
    mask,
    bytesMax: () => Math.max(kept.eachMin, Math.min(kept.eachMax, kept.all / Math.max(groups.size, 1))),
    onEmpty: (group) => {
      groups.delete(group);
      if (byKey.get(group.key) === group) {
        byKey.delete(group.key);
      }
    },
  };
  const keyOf = ({ generation, primary }: Subscription, context: GatewayContext) =>
    JSON.stringify([generation.fingerprint, primary.shareKey, scopeOf(generation, context)]);
  const endAll = (group: StreamGroup, ...reason: Parameters<Place['end']>) => {
    for (const place of [...group.places]) {
      place.end(...reason);
    }
  };

  return {
    hasRoom: () => size < placesMax,

    open: (subscription, { context, after, reader }) => {
      const key = keyOf(subscription, context);
      count(1);
      const group = byKey.get(key) ?? new StreamGroup(subscription, key, settings);
      groups.add(group);
      byKey.set(key, group);
      return group.enter(reader, {
        context,
        after,
        onLeave: () => count(-1),
      });
    },

    replan: (generation) => {
      for (const group of [...groups]) {
        const [first] = group.places;
        const subscription = first === undefined ? null : replanned(group.planned, generation, first.context);
        if (first === undefined || subscription === null) {
          endAll(group, 'OPERATION_INVALID', 'A new schema does not have all that this subscription asks for.');
          continue;
        }
        byKey.delete(group.key);
        group.key = keyOf(subscription, first.context);
        if (!byKey.has(group.key)) {
          byKey.set(group.key, group);
        }
        group.replan(subscription);
      }
    },

    close: () => {
      for (const group of [...groups]) {
        endAll(group, 'GOING_AWAY', 'This server stops.');
      }
    },
  };
}
