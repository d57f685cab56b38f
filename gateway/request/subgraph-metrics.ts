import { Counter, Gauge, type Registry } from '@tributary/platform/metrics.ts';
import type { TrafficCounts } from '@tributary/platform/transport/transport.ts';
import type { SubgraphTransports } from './subgraph-transports.ts';

type SubgraphMetric = {
  kind: 'gauge' | 'counter';
  name: string;
  help: string;
  /** The label beside that of the subgraph, and its values. */
  label?: string;
  values: (counts: TrafficCounts) => Readonly<Record<string, number>>;
};

const subgraphMetrics: readonly SubgraphMetric[] = [
  {
    kind: 'gauge',
    name: 'tributary_gateway_subgraph_requests',
    help: 'Requests to a subgraph that are in flight, or wait for one that is',
    label: 'state',
    values: ({ inFlight, waiting }) => ({ in_flight: inFlight, waiting }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_rejected_total',
    help: 'Requests to a subgraph that were not sent, since too many waited',
    values: ({ rejected }) => ({ '': rejected }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_retries_total',
    help: 'Requests to a subgraph that were sent again after a failure',
    values: ({ retries }) => ({ '': retries }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_hedges_total',
    help: 'Queries to a subgraph that were sent a second time since they took long, by whether the second answered first',
    label: 'outcome',
    values: ({ hedgesWon, hedgesLost }) => ({ won: hedgesWon, lost: hedgesLost }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_over_budget_total',
    help: 'Retries and hedges that were left out, since their budget was used up',
    values: ({ overBudget }) => ({ '': overBudget }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_connections_total',
    help: 'Connections made to a subgraph, apart from those of subscriptions',
    values: ({ connections }) => ({ '': connections }),
  },
  {
    kind: 'gauge',
    name: 'tributary_gateway_subgraph_replicas',
    help: 'Known addresses of a subgraph, by whether they get requests or are left aside since they could not be reached',
    label: 'state',
    values: ({ replicasInService, replicasAside }) => ({ in_service: replicasInService, aside: replicasAside }),
  },
  {
    kind: 'counter',
    name: 'tributary_gateway_subgraph_failed_lookups_total',
    help: 'Failed attempts to resolve the name in the URL of a subgraph',
    values: ({ failedLookups }) => ({ '': failedLookups }),
  },
];

/** Registers metrics of the requests to all subgraphs, collected at each scrape. */
export function registerSubgraphMetrics(metrics: Registry, traffic: SubgraphTransports['traffic']): void {
  for (const { kind, name, help, label, values } of subgraphMetrics) {
    const metric = new (kind === 'gauge' ? Gauge : Counter)({
      name,
      help,
      labelNames: ['subgraph', ...(label === undefined ? [] : [label])],
      registers: [metrics],
      collect: () => {
        metric.reset();
        for (const [subgraph, counts] of traffic()) {
          for (const [value, count] of Object.entries(values(counts))) {
            metric.inc({ subgraph, ...(label === undefined ? {} : { [label]: value }) }, count);
          }
        }
      },
    });
  }
}
