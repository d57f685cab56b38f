import { connectionsDefaults } from '@tributary/platform/http-transport.ts';
import { urlOf } from '@tributary/platform/config.ts';
import { circuitBreakerDefaults } from '@tributary/platform/transport/circuit-breaker.ts';
import { concurrencyDefaults } from '@tributary/platform/transport/concurrency-limit.ts';
import { hedgingDefaults } from '@tributary/platform/transport/hedged.ts';
import { retryDefaults } from '@tributary/platform/transport/retries.ts';
import { z } from 'zod';

const count = z.number().int().positive();

/** The settings of the requests to subgraphs, for the gateway's file. */
export const circuitBreaker = z.strictObject({
  windowMs: count.min(100).max(600_000).exactOptional().meta({
    description: 'Time for which an outcome counts, in milliseconds',
    default: circuitBreakerDefaults.windowMs,
    pitfall: 'Shorter than `timeoutMs`: with little traffic, fetches that time out never open the circuit.',
  }),
  requestsMin: count.max(1_000_000).exactOptional().meta({
    description: 'Least number of outcomes in the window before a circuit opens',
    default: circuitBreakerDefaults.requestsMin,
    pitfall: 'Too low: single failures open the circuit.',
  }),
  errorShare: z.number().gt(0).max(1).exactOptional().meta({
    description: 'Share of failures among them that opens a circuit, above 0 up to 1',
    default: circuitBreakerDefaults.errorShare,
  }),
  openMs: count.max(600_000).exactOptional().meta({
    description: 'Time for which an open circuit refuses requests, in milliseconds',
    default: circuitBreakerDefaults.openMs,
    pitfall: 'Too long: a recovered subgraph stays cut off.',
  }),
  halfOpenRequests: count.max(1_000).exactOptional().meta({
    description: 'Number of requests that a half-open circuit lets through at a time',
    default: circuitBreakerDefaults.halfOpenRequests,
  }),
  halfOpenSuccesses: count.max(1_000).exactOptional().meta({
    description: 'Number of successes that close a half-open circuit',
    default: circuitBreakerDefaults.halfOpenSuccesses,
  }),
});

const retries = z.strictObject({
  retriesMax: z.number().int().min(0).max(10).exactOptional().meta({
    description: 'Limit on the retries of one request; 0 turns them off',
    default: retryDefaults.retriesMax,
  }),
  on: z
    .array(
      z
        .string()
        .regex(
          /^(?:connection|timeout|[45]xx|[45]\d\d)$/,
          'must be `connection`, `timeout`, a status such as `503`, or `5xx`',
        ),
    )
    .max(32)
    .exactOptional()
    .meta({
      description:
        'Outcomes after which a query is sent again: `connection` (none was made, or it broke), `timeout`, an HTTP status without a GraphQL response, such as `503`, or a class of them, such as `5xx`. A mutation is sent again only after `connection`, if nothing of it was sent',
      default: retryDefaults.on,
      pitfall: 'With `timeout`, a caller waits for `timeoutMs` several times, up to the deadline of the operation.',
    }),
  delayMs: count.max(60_000).exactOptional().meta({
    description:
      'Longest pause before the first retry, in milliseconds; twice as long before each further one. The pause is random below it. A `Retry-After` with status 429 or 503 replaces it, up to 10 s',
    default: retryDefaults.delayMs,
    pitfall: 'A retry after the deadline of the operation is left out.',
  }),
  delayMsMax: count.max(60_000).exactOptional().meta({
    description: 'Limit on that pause, in milliseconds',
    default: retryDefaults.delayMsMax,
  }),
  budgetShare: z.number().min(0).max(1).exactOptional().meta({
    description: 'Limit on retries and hedges together, as a share of the requests to the subgraph in the latest 10 s',
    default: retryDefaults.budgetShare,
    pitfall: 'A large share multiplies the requests to a subgraph that is down, and it may not recover.',
  }),
  budgetMin: z.number().int().min(0).max(10_000).exactOptional().meta({
    description: 'Number of retries and hedges in 10 s that is allowed besides, for subgraphs with few requests',
    default: retryDefaults.budgetMin,
  }),
});

const hedging = z.strictObject({
  enabled: z.boolean().exactOptional().meta({
    description:
      'Whether a query that takes long is sent a second time, to another replica if there is one. The first answer counts',
    default: hedgingDefaults.enabled,
    pitfall:
      'It helps where single requests are slow by chance. Where a subgraph is slow as a whole it adds load, up to the budget of `retries`.',
  }),
  quantile: z.number().min(0.5).max(0.999).exactOptional().meta({
    description: 'Quantile of the latencies of its kind of fetch after which a query is sent again',
    default: hedgingDefaults.quantile,
    pitfall: 'A quantile of 0.9 hedges every tenth query, which is the whole budget.',
  }),
  delayMsMin: count.max(60_000).exactOptional().meta({
    description: 'Least time before a query is sent again, in milliseconds',
    default: hedgingDefaults.delayMsMin,
  }),
});

const concurrency = z.strictObject({
  requestsMax: count.max(100_000).exactOptional().meta({
    description: 'Limit on the requests in flight to a subgraph; further ones wait',
    default: concurrencyDefaults.requestsMax,
    pitfall: 'Without HTTP/2, each request in flight has a connection.',
  }),
  requestsPerKindMax: count.max(100_000).exactOptional().meta({
    description: 'Limit on those of one kind of fetch, so that one that hangs leaves room for others',
    default: concurrencyDefaults.requestsPerKindMax,
  }),
  waitingMax: z.number().int().min(0).max(1_000_000).exactOptional().meta({
    description: 'Limit on the requests that wait. One kind of fetch may have a quarter of it. 0: none waits',
    default: concurrencyDefaults.waitingMax,
    pitfall: 'Requests beyond it give null fields with `SUBGRAPH_UNAVAILABLE`.',
  }),
});

const connections = z.strictObject({
  connectTimeoutMs: count.max(60_000).exactOptional().meta({
    description: 'Timeout until a connection is established, in milliseconds; also for the first lookup of a name',
    default: connectionsDefaults.connectTimeoutMs,
  }),
  lifeMs: count.min(1_000).max(86_400_000).exactOptional().meta({
    description: 'Lifetime of a connection, in milliseconds, give or take a fifth. A request on it is still answered',
    default: connectionsDefaults.lifeMs,
    pitfall: 'Behind a load balancer, new replicas get requests only over new connections.',
  }),
  resolveEveryMs: count.min(100).max(3_600_000).exactOptional().meta({
    description:
      'Time after which the name in a URL is resolved again, in milliseconds. All its addresses get requests',
    default: connectionsDefaults.resolveEveryMs,
  }),
});

/** The URLs of the replicas of a subgraph. */
export const subgraphUrls = z
  .array(urlOf(['http', 'https']))
  .min(1)
  .max(16)
  .meta({
    description: 'URLs of the replicas of the subgraph, instead of `url`. Requests are spread over all their addresses',
    example: ['http://users-1:4001/graphql', 'http://users-2:4001/graphql'],
    pitfall: 'Subscriptions use the first one, unless they have a URL of their own.',
  });

/** The settings of one subgraph. Those for all subgraphs apply where it has none. */
export const resilienceOfSubgraph = {
  retries: retries.optional().meta({ description: 'Retries of requests to this subgraph' }),
  hedging: hedging.optional().meta({ description: 'Hedged queries to this subgraph' }),
  concurrency: concurrency.optional().meta({ description: 'Limits on the requests in flight to this subgraph' }),
  connections: connections.optional().meta({ description: 'Connections to this subgraph' }),
};

/** The settings for all subgraphs. */
export const resilienceOf = {
  retries: retries.prefault({}).meta({ description: 'Retries of requests to subgraphs' }),
  hedging: hedging.prefault({}).meta({ description: 'Hedged queries to subgraphs' }),
  concurrency: concurrency.prefault({}).meta({ description: 'Limits on the requests in flight, for each subgraph' }),
  connections: connections.prefault({}).meta({ description: 'Connections to subgraphs' }),
};
