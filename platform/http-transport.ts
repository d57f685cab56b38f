import { setTimeout as sleep } from 'node:timers/promises';
import { effectiveCacheControl } from './transport/cache-control.ts';
import { circuitBreakerDefaults, type CircuitBreakerSettings } from './transport/circuit-breaker.ts';
import { parseAnswer } from './json/exact-answer.ts';
import { BadAnswer, type HttpAnswer } from './transport/http-answer.ts';
import { HttpPool, Unreached, type PostClient } from './transport/http-pool.ts';
import { SubgraphCircuits } from './transport/subgraph-circuits.ts';
import { openSubscriptions } from './transport/subscriptions/open-subscriptions.ts';
import type { SubscriptionProtocol } from './transport/subscriptions/subscription-settings.ts';
import { UndiciPool } from './transport/undici-pool.ts';
import {
  callerHeader,
  requestIdHeader,
  timeoutHeader,
  TransportError,
  variablesOf,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
} from './transport/transport.ts';

/** `own`: HTTP/1.1 by `HttpPool`. `undici`: also HTTP/2, over TLS. */
export const httpClients = ['own', 'undici'] as const;
export type HttpClient = (typeof httpClients)[number];

export type HttpTransportSettings = {
  url: string;
  /** The HTTP client for queries and mutations; `own` by default. */
  client?: HttpClient | undefined;
  /** Timeout until the answer begins, and then for each part of it. */
  timeoutMs?: number;
  /** Limit on the retries of a query. */
  retriesMax?: number;
  responseBytesMax?: number;
  /** When circuits open and close. Missing settings come from `circuitBreakerDefaults`. */
  circuitBreaker?: Partial<CircuitBreakerSettings>;
  /** Address and protocol of subscriptions. By default they use `url` and graphql-transport-ws. */
  subscriptions?: {
    url?: string | undefined;
    protocol?: SubscriptionProtocol | undefined;
    /** A stream counts as broken after this much silence. Pongs and heartbeats break the silence. 0: never. */
    silenceMaxMs?: number | undefined;
  };
};

const connectTimeoutMs = 2_000;
/**
 * Limit on the connections of one kind of fetch, and of all kinds together. A kind that hangs leaves connections for
 * the others.
 */
const connectionsPerKindMax = 64;
const connectionsMax = 256;
/** A failure after a longer time is not retried, so that a caller does not wait for several timeouts. */
const retriesWithinMs = 1_000;
/** Timeout until a socket is acknowledged. */
const socketTimeoutMs = 5_000;
/**
 * Statuses of a proxy for a subgraph that is unreachable for a moment. A GraphQL response with one of them is an
 * answer.
 */
const passingStatuses = new Set([502, 503, 504]);
/** Deadline of one request. */
export const requestTimeoutMsDefault = 10_000;
/** Limit on one answer. */
export const responseBytesMaxDefault = 32 * 1024 * 1024;

/**
 * The transport to a subgraph over the network: HTTP through a keep-alive pool, and streams for subscriptions. Queries
 * that got no answer are retried a few times, after a short pause. An open circuit fails them at once. Throws a
 * TransportError for a URL that cannot be used.
 */
export function httpTransport({
  url,
  client,
  timeoutMs = requestTimeoutMsDefault,
  retriesMax = 2,
  responseBytesMax = responseBytesMaxDefault,
  circuitBreaker = {},
  subscriptions: { url: subscriptionUrl = url, protocol = 'graphql-transport-ws', silenceMaxMs } = {},
}: HttpTransportSettings): SubgraphTransport {
  const target = targetOf(url);
  const path = target.pathname + target.search;
  const credentials = credentialsIn(target);
  const circuits = new SubgraphCircuits({ ...circuitBreakerDefaults, ...circuitBreaker }, (share, reason) =>
    pool.refuse(share, reason),
  );
  const Client = client === 'undici' ? UndiciPool : HttpPool;
  const pool: PostClient = new Client(target, {
    connectionsMax,
    connectionsPerShareMax: connectionsPerKindMax,
    connectTimeoutMs,
    timeoutMs,
    bytesMax: responseBytesMax,
    onConnected: () => circuits.connected(performance.now()),
  });
  const subscriptions = openSubscriptions({
    url: subscriptionUrl,
    protocol,
    silenceMaxMs,
    connectTimeoutMs: socketTimeoutMs,
    eventLengthMax: responseBytesMax,
  });

  return {
    execute: async (request) => {
      const begun = performance.now();
      const passage = circuits.pass(request.query, begun);
      const post = {
        path,
        headers: headersOf(request, credentials, Math.min(timeoutMs, (request.deadlineAt ?? Infinity) - begun)),
        body: request.body ?? bodyOf(request),
        signal: request.signal,
        share: passage.kind.share,
        budget: request.budget,
      };
      for (let retriesLeft = request.isQuery === true ? retriesMax : 0; ; retriesLeft -= 1) {
        try {
          const response = parseResponse(await pool.post(post), request, begun);
          circuits.answered(passage, performance.now());
          return response;
        } catch (error) {
          const now = performance.now();
          const isLate = now - begun > retriesWithinMs;
          if (!(error instanceof Unreached) || retriesLeft === 0 || isLate || request.signal?.aborted === true) {
            circuits.failed(passage, error, request.signal, now);
            throw error;
          }
          await sleep(20 + Math.random() * 80);
        }
      }
    },

    subscribe: (request) => subscriptions.subscribe(request),

    close: async () => {
      await subscriptions.close();
      pool.close();
    },

    circuits: () => circuits.counts(performance.now()),
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

/** The name and password in a URL, as a header (RFC 7617). A header rule for `authorization` overrides them. */
function credentialsIn({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') {
    return {};
  }
  const pair = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A literal percent sign.
    return text;
  }
}

/** The headers of a request whose answer is awaited for `timeoutMs`. */
function headersOf(
  { caller, requestId, headers, isQuery }: SubgraphRequest,
  credentials: Readonly<Record<string, string>>,
  timeoutMs: number,
): Record<string, string> {
  const all: Record<string, string> = {
    ...credentials,
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json',
    [requestIdHeader]: requestId,
  };
  if (caller !== '') {
    all[callerHeader] = caller;
  }
  if (isQuery !== true) {
    all[timeoutHeader] = String(Math.max(1, Math.floor(timeoutMs)));
  }
  return all;
}

function bodyOf(request: SubgraphRequest): string {
  const { query, operationName } = request;
  return JSON.stringify({ query, variables: variablesOf(request), operationName });
}

/**
 * Parses an answer. `begun` is the time of the request, by `performance.now()`. A GraphQL response is an answer,
 * whatever its status.
 */
function parseResponse(
  { text, statusCode, caching }: HttpAnswer,
  { hasAlteredNumbers }: SubgraphRequest,
  begun: number,
): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = parseAnswer(text, hasAlteredNumbers);
  } catch (error) {
    throw noResponse(statusCode, 'no JSON', error);
  }
  if (statusCode !== 200 && !saysDataOrErrors(parsed)) {
    throw noResponse(statusCode, 'no GraphQL response');
  }
  const response = checkedResponse(parsed);
  response.cacheControl =
    caching === undefined
      ? undefined
      : effectiveCacheControl(caching, { statusCode, delaySeconds: (performance.now() - begun) / 1_000 });
  response.length = text.length;
  return response;
}

/** The error for an answer without GraphQL: from a proxy that may soon reach the subgraph, or from another server. */
function noResponse(statusCode: number, what: string, cause?: unknown): TransportError {
  if (passingStatuses.has(statusCode)) {
    return new Unreached(`answered with HTTP status ${statusCode}`, { cause });
  }
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return new BadAnswer(
    isRedirect
      ? `answered with HTTP status ${statusCode}, and redirects are not followed`
      : `answered with HTTP status ${statusCode} and ${what}`,
    { cause },
  );
}

/**
 * Checks the outermost shape of a response, and trusts the rest. Members that are null count as absent, and unknown
 * ones are ignored. Errors name the mismatch.
 */
function checkedResponse(parsed: unknown): SubgraphResponse {
  if (!saysDataOrErrors(parsed)) {
    throw new BadAnswer('answered with something that is not a GraphQL response');
  }
  if (!isGraphQLResponse(parsed)) {
    const { data, errors } = parsed;
    if (Array.isArray(errors) && errors.length > 0) {
      // Without data, the subgraph's errors say more than the mismatch.
      return { data: {}, errors };
    }
    throw new BadAnswer(
      errors == null || Array.isArray(errors)
        ? `answered with \`data\` that is ${kindOf(data)}, and not an object`
        : `answered with \`errors\` that is ${kindOf(errors)}, and not a list`,
    );
  }
  if (parsed.errors === null) {
    delete parsed.errors;
  }
  return parsed;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function saysDataOrErrors(value: unknown): value is { data?: unknown; errors?: unknown } {
  return isRecord(value) && !Array.isArray(value) && (Object.hasOwn(value, 'data') || Object.hasOwn(value, 'errors'));
}

function isGraphQLResponse(value: { data?: unknown; errors?: unknown }): value is SubgraphResponse {
  const { data, errors } = value;
  return (
    (data == null || (typeof data === 'object' && !Array.isArray(data))) && (errors == null || Array.isArray(errors))
  );
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
