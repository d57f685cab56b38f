import { circuitBreakerDefaults, type CircuitBreakerSettings } from './transport/circuit-breaker.ts';
import { concurrencyDefaults, type ConcurrencySettings } from './transport/concurrency-limit.ts';
import type { ClientTls } from './transport/client-tls.ts';
import { hedgingDefaults, type HedgingSettings } from './transport/hedged.ts';
import { HttpPool } from './transport/http-pool.ts';
import { resolveName, type Resolve } from './transport/replicas.ts';
import { retryDefaults, type RetrySettings } from './transport/retries.ts';
import { SubgraphRequests } from './transport/subgraph-requests.ts';
import { openSubscriptions } from './transport/subscriptions/open-subscriptions.ts';
import type { SubscriptionProtocol } from './transport/subscriptions/subscription-settings.ts';
import { TransportError, type SubgraphTransport } from './transport/transport.ts';
import { UndiciPool } from './transport/undici-pool.ts';

/** `own`: HTTP/1.1 by `HttpPool`. `undici`: also HTTP/2, over TLS. */
export const httpClients = ['own', 'undici'] as const;
export type HttpClient = (typeof httpClients)[number];

export type HttpTransportSettings = {
  /** The URL of the subgraph, or those of its replicas. */
  url: string | readonly string[];
  /** The HTTP client for queries and mutations; `own` by default. */
  client?: HttpClient | undefined;
  /** The certificate for `https` and `wss`. Without it the system's authorities are trusted. */
  tls?: ClientTls | undefined;
  /** Timeout until the answer begins, and then for each part of it. */
  timeoutMs?: number;
  responseBytesMax?: number;
  /** Missing settings of these groups come from their defaults. */
  circuitBreaker?: Partial<CircuitBreakerSettings>;
  concurrency?: Partial<ConcurrencySettings>;
  retries?: Partial<RetrySettings>;
  hedging?: Partial<HedgingSettings>;
  connections?: Partial<ConnectionsSettings>;
  /** Address and protocol of subscriptions. By default they use the first URL and graphql-transport-ws. */
  subscriptions?: {
    url?: string | undefined;
    protocol?: SubscriptionProtocol | undefined;
    /** A stream counts as broken after this much silence. Pongs and heartbeats break the silence. 0: never. */
    silenceMaxMs?: number | undefined;
  };
  /** Resolves names to addresses; by the operating system by default. */
  resolve?: Resolve;
};

export type ConnectionsSettings = {
  /** Timeout until a connection is established. */
  connectTimeoutMs: number;
  /** Lifetime of a connection, give or take a fifth. */
  lifeMs: number;
  /** Names of subgraphs are resolved again after this time. */
  resolveEveryMs: number;
};

export const connectionsDefaults: ConnectionsSettings = {
  connectTimeoutMs: 2_000,
  lifeMs: 60_000,
  resolveEveryMs: 10_000,
};

/** Timeout until a socket is acknowledged. */
const socketTimeoutMs = 5_000;
/** Deadline of one request. */
export const requestTimeoutMsDefault = 10_000;
/** Limit on one answer. */
export const responseBytesMaxDefault = 32 * 1024 * 1024;

/**
 * The transport to a subgraph over the network: HTTP over keep-alive connections to its replicas, and streams for
 * subscriptions. Requests that got no answer are retried by rule, and queries can be hedged, both within one budget. An
 * open circuit fails requests at once. Throws a TransportError for a URL that cannot be used.
 */
export function httpTransport({
  url,
  client,
  tls,
  timeoutMs = requestTimeoutMsDefault,
  responseBytesMax = responseBytesMaxDefault,
  subscriptions: { url: subscriptionUrl, protocol = 'graphql-transport-ws', silenceMaxMs } = {},
  resolve = resolveName,
  ...settings
}: HttpTransportSettings): SubgraphTransport {
  const [firstUrl = '', ...otherUrls] = typeof url === 'string' ? [url] : url;
  const urls = [targetOf(firstUrl), ...otherUrls.map(targetOf)] as const;
  const { connectTimeoutMs, lifeMs, resolveEveryMs } = { ...connectionsDefaults, ...settings.connections };
  const Client = client === 'undici' ? UndiciPool : HttpPool;
  const requests = new SubgraphRequests({
    timeoutMs,
    circuitBreaker: { ...circuitBreakerDefaults, ...settings.circuitBreaker },
    concurrency: { ...concurrencyDefaults, ...settings.concurrency },
    retries: { ...retryDefaults, ...settings.retries },
    hedging: { ...hedgingDefaults, ...settings.hedging },
    replicas: { urls, resolve, resolveEveryMs, connectTimeoutMs },
    open: (replicaUrl, address, onConnected) =>
      new Client(replicaUrl, {
        address,
        tls,
        connectTimeoutMs,
        timeoutMs,
        lifeMs,
        bytesMax: responseBytesMax,
        onConnected,
      }),
  });
  const subscriptions = openSubscriptions({
    url: subscriptionUrl ?? firstUrl,
    tls,
    protocol,
    silenceMaxMs,
    connectTimeoutMs: socketTimeoutMs,
    eventLengthMax: responseBytesMax,
  });

  return {
    execute: (request) => requests.execute(request),
    subscribe: (request) => subscriptions.subscribe(request),
    close: async () => {
      await subscriptions.close();
      requests.close();
    },
    circuits: () => requests.circuits(),
    traffic: () => requests.traffic(),
  };
}

/** The address of a subgraph. Error messages name no URL, since clients may read them. */
function targetOf(url: string): URL {
  if (url.trim() === '') {
    throw new TransportError('has no URL: neither the supergraph nor a setting says where it is');
  }
  const target = URL.parse(url);
  if (target === null) {
    throw new TransportError('has an invalid URL');
  }
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw new TransportError('has a URL that is neither http:// nor https://');
  }
  return target;
}
