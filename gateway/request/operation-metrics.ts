import { Counter, Gauge, Histogram, type Registry } from '@tributary/platform/metrics.ts';

/** Registers the weights of the caches in the process. */
export function registerCacheMetrics(metrics: Registry, bytes: () => Readonly<Record<string, number>>): void {
  const gauge = new Gauge({
    name: 'tributary_gateway_cache_bytes',
    help: 'Estimated memory of a cache in the process: parsed documents, prepared operations and persisted queries',
    labelNames: ['cache'],
    registers: [metrics],
    collect: () => {
      for (const [cache, size] of Object.entries(bytes())) {
        gauge.set({ cache }, size);
      }
    },
  });
}

/**
 * Makes the metrics of planning, rights, reloads and subscriptions. `waiting` gives the tasks that wait for a thread.
 */
export function registerOperationMetrics(metrics: Registry, waiting: () => number) {
  const registers = [metrics];
  const queue: Gauge = new Gauge({
    name: 'tributary_gateway_planning_queue',
    help: 'Operations that wait for a thread to validate or plan them',
    registers,
    collect: () => queue.set(waiting()),
  });
  return {
    refusedPlans: new Counter({
      name: 'tributary_gateway_planning_refused_total',
      help: 'Operations that were refused instead of validated or planned, by reason: time, memory or busy',
      labelNames: ['reason'],
      registers,
    }),
    planning: new Histogram({
      name: 'tributary_gateway_planning_seconds',
      help: 'Time until an operation is planned and compiled, at its first use',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    reloads: new Counter({
      name: 'tributary_gateway_reloads_total',
      help: 'Supergraph reload attempts, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    unauthorized: new Counter({
      name: 'tributary_gateway_unauthorized_operations_total',
      help: 'Operations with fields that their caller may not select, by what becomes of them',
      labelNames: ['mode'],
      registers,
    }),
    subscriptions: new Gauge({
      name: 'tributary_gateway_subscriptions',
      help: 'Open subscriptions, over all transports',
      registers,
    }),
  };
}
