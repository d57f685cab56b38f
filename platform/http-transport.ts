import { setTimeout as sleep } from 'node:timers/promises';
import { CircuitBreaker } from './circuit-breaker.ts';
import { BadAnswer, type HttpAnswer } from './http-answer.ts';
import { HttpPool, Unreached } from './http-pool.ts';
import { openSubscriptions } from './subscriptions/open-subscriptions.ts';
import type { SubscriptionProtocol } from './subscriptions/subscription-settings.ts';
import {
  callerHeader,
  requestIdHeader,
  TransportError,
  variablesOf,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
} from './transport.ts';

export type HttpTransportSettings = {
  url: string;
  /** How long to wait for the answer to begin, and then for each part of it. */
  timeoutMs?: number;
  /** How often a query is sent again that did not get through. */
  retriesMax?: number;
  responseBytesMax?: number;
  /** Where subscriptions are, if not at `url`, and how they are sent: over graphql-transport-ws by default. */
  subscriptions?: {
    url?: string | undefined;
    protocol?: SubscriptionProtocol | undefined;
    /** After how much silence, pongs and heartbeats included, a stream counts as broken; 0: never. */
    silenceMaxMs?: number | undefined;
  };
};

const connectTimeoutMs = 2_000;
const connectionsMax = 64;
/** After so many failures in a row the subgraph is left alone for so long. */
const breakerSettings = { failuresMax: 5, coolDownMs: 1_000 };
/** A socket is there when it is acknowledged. */
const socketTimeoutMs = 5_000;
/** What a proxy answers for a subgraph that is away for a moment. */
const passingStatuses = new Set([502, 503, 504]);

/**
 * The way to a subgraph over the network: HTTP through a keep-alive pool, and streams for subscriptions. Queries that did not get through are sent again, a few times
 * and a little later; while the subgraph is down nobody waits for it.
 */
export function httpTransport({
  url,
  timeoutMs = 10_000,
  retriesMax = 2,
  responseBytesMax = 32 * 1024 * 1024,
  subscriptions: { url: subscriptionUrl = url, protocol = 'graphql-transport-ws', silenceMaxMs } = {},
}: HttpTransportSettings): SubgraphTransport {
  const target = new URL(url);
  const path = target.pathname + target.search;
  const pool = new HttpPool(target, { connectionsMax, connectTimeoutMs, timeoutMs, bytesMax: responseBytesMax });
  const breaker = new CircuitBreaker(breakerSettings);
  const subscriptions = openSubscriptions({
    url: subscriptionUrl,
    protocol,
    silenceMaxMs,
    connectTimeoutMs: socketTimeoutMs,
    eventLengthMax: responseBytesMax,
  });

  const send = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    if (!breaker.lets()) {
      throw new TransportError('cannot be reached, and is left alone for a moment');
    }
    try {
      const answer = await pool.post({
        path,
        headers: headersOf(request),
        body: request.body ?? bodyOf(request),
        signal: request.signal,
      });
      if (passingStatuses.has(answer.statusCode)) {
        throw new Unreached(`answered with HTTP status ${answer.statusCode}`);
      }
      const response = readResponse(answer);
      breaker.succeeded();
      return response;
    } catch (error) {
      if (request.signal?.aborted === true) {
        breaker.abandoned();
      } else if (error instanceof BadAnswer) {
        breaker.succeeded();
      } else {
        breaker.failed();
      }
      throw error;
    }
  };

  return {
    execute: async (request) => {
      for (let retriesLeft = request.isQuery === true ? retriesMax : 0; ; retriesLeft -= 1) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- the next attempt comes after this one failed
          return await send(request);
        } catch (error) {
          if (!(error instanceof Unreached) || retriesLeft === 0 || request.signal?.aborted === true) {
            throw error;
          }
          // oxlint-disable-next-line no-await-in-loop -- at a moment that others do not choose as well
          await sleep(20 + Math.random() * 80);
        }
      }
    },

    subscribe: (request) => subscriptions.subscribe(request),

    close: async () => {
      await subscriptions.close();
      pool.close();
    },
  };
}

function headersOf({ caller, requestId, headers }: SubgraphRequest): Record<string, string> {
  const all: Record<string, string> = {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json',
    [requestIdHeader]: requestId,
  };
  if (caller !== '') {
    all[callerHeader] = caller;
  }
  return all;
}

function bodyOf(request: SubgraphRequest): string {
  const { query, operationName } = request;
  return JSON.stringify({ query, variables: variablesOf(request), operationName });
}

function readResponse({ text, statusCode, cacheControl }: HttpAnswer): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BadAnswer(`answered with HTTP status ${statusCode} and no JSON`, { cause: error });
  }
  const response = readParsed(parsed);
  response.cacheControl = cacheControl;
  response.length = text.length;
  return response;
}

/** What a subgraph sends is believed as far as its outermost shape was seen. */
function readParsed(parsed: unknown): SubgraphResponse {
  if (!isGraphQLResponse(parsed)) {
    throw new BadAnswer('answered with something that is not a GraphQL response');
  }
  return parsed;
}

function isGraphQLResponse(value: unknown): value is SubgraphResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('data' in value ? typeof value.data === 'object' : 'errors' in value) &&
    (!('errors' in value) || value.errors === undefined || Array.isArray(value.errors))
  );
}
