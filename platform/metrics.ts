import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The metrics of Node itself. One collection for the process: its observers and timers never end. */
let ofNode: Registry | undefined;

/** The metrics of a process, with those of Node itself, in Prometheus' text format at `/metrics`. */
export function createMetrics(): Registry {
  const registry = new Registry();
  ofNode ??= collectOfNode();
  for (const { name } of ofNode.getMetricsAsArray()) {
    const metric = ofNode.getSingleMetric(name);
    if (metric !== undefined) {
      registry.registerMetric(metric);
    }
  }
  return registry;
}

function collectOfNode(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}
