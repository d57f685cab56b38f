import { Counter, Gauge, type Registry } from '@tributary/platform/metrics.ts';
import type { CircuitCounts } from '@tributary/platform/transport/transport.ts';

const stateNumbers = { closed: 0, 'half-open': 1, open: 2 };

/** Registers metrics of the circuit breakers of all subgraphs, collected at each scrape. */
export function registerCircuitMetrics(metrics: Registry, circuits: () => ReadonlyMap<string, CircuitCounts>): void {
  const registers = [metrics];
  const labelNames = ['subgraph'] as const;
  const state = new Gauge({
    name: 'tributary_gateway_circuit_breaker_state',
    help: 'State of the circuit breaker of a subgraph: 0 closed (passes requests), 1 half-open (passes a few), 2 open (refuses requests)',
    labelNames,
    registers,
    collect: () => {
      for (const [subgraph, counts] of circuits()) {
        state.set({ subgraph }, stateNumbers[counts.subgraph]);
      }
    },
  });
  const fetches = new Gauge({
    name: 'tributary_gateway_circuit_breaker_fetches',
    help: 'Kinds of fetches whose circuit breaker is not closed, while others to the same subgraph pass',
    labelNames: [...labelNames, 'state'],
    registers,
    collect: () => {
      for (const [subgraph, { fetchesOpen, fetchesHalfOpen }] of circuits()) {
        fetches.set({ subgraph, state: 'open' }, fetchesOpen);
        fetches.set({ subgraph, state: 'half-open' }, fetchesHalfOpen);
      }
    },
  });
  const refused = new Counter({
    name: 'tributary_gateway_circuit_breaker_short_circuits_total',
    help: 'Requests to a subgraph that an open circuit breaker refused',
    labelNames,
    registers,
    collect: () => {
      refused.reset();
      for (const [subgraph, { shortCircuits }] of circuits()) {
        refused.inc({ subgraph }, shortCircuits);
      }
    },
  });
}
