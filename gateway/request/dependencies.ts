import type { Caches } from '@tributary/platform/cache.ts';
import type { Dependency } from '@tributary/platform/readiness.ts';
import type { CircuitCounts } from '@tributary/platform/transport/transport.ts';

/**
 * The dependencies of a gateway: room for requests, Redis, and the subgraphs by their circuit breakers. Without Redis
 * or a subgraph it answers, slower or in part.
 */
export function dependenciesOf({
  caches: { ping },
  circuits,
  hasRoom,
}: {
  caches: Caches;
  circuits: () => ReadonlyMap<string, CircuitCounts>;
  /** Whether further requests would be answered at once. */
  hasRoom: () => boolean;
}): readonly Dependency[] {
  const room = {
    name: 'room for requests',
    isNeeded: true,
    check: async () => {
      if (!hasRoom()) {
        throw new Error('too many requests are in flight');
      }
    },
  };
  const subgraphs = [...circuits()].map(([name, { subgraph }]) => ({
    name: `subgraph ${name}`,
    isNeeded: false,
    check: async () => {
      if (subgraph !== 'closed') {
        throw new Error(`its circuit breaker is ${subgraph}`);
      }
    },
  }));
  return [room, { name: 'cache', isNeeded: false, check: ping }, ...subgraphs];
}
