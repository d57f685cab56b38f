import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client, type SubscribePayload } from 'graphql-ws';
import { CircuitBreaker } from './circuit-breaker.ts';
import { parseAnswer } from './exact-answer.ts';
import { ExactWebSocket } from './exact-web-socket.ts';
import { BadAnswer, type HttpAnswer } from './http-answer.ts';
import { HttpPool, Unreached } from './http-pool.ts';
import { leavable } from './leavable.ts';
import {
  callerHeader,
  positionKey,
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
};

const connectTimeoutMs = 2_000;
const connectionsMax = 64;
/** After so many failures in a row the subgraph is left alone for so long. */
const breakerSettings = { failuresMax: 5, coolDownMs: 1_000 };
/** How many responses of a stream may wait for their reader. The subgraph cannot be told to wait, since others share the socket. */
const waitingMax = 1_000;
/** What a proxy answers for a subgraph that is away for a moment. */
const passingStatuses = new Set([502, 503, 504]);

/**
 * The way to a subgraph over the network: HTTP through a keep-alive pool, and graphql-ws for subscriptions. Queries that did not get through are sent again, a few times
 * and a little later; while the subgraph is down nobody waits for it.
 */
export function httpTransport({
  url,
  timeoutMs = 10_000,
  retriesMax = 2,
  responseBytesMax = 32 * 1024 * 1024,
}: HttpTransportSettings): SubgraphTransport {
  const target = new URL(url);
  const path = target.pathname + target.search;
  const pool = new HttpPool(target, { connectionsMax, connectTimeoutMs, timeoutMs, bytesMax: responseBytesMax });
  const breaker = new CircuitBreaker(breakerSettings);
  let socket: Client | undefined;

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
      const response = readResponse(answer, request);
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

    subscribe: ({ query, variables, operationName, caller, requestId, wantsPosition = false }) => {
      socket ??= createClient({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: ExactWebSocket,
        // A broken stream is for the one who asked to resume, since only they know the cursor.
        retryAttempts: 0,
        connectionAckWaitTimeout: 5_000,
        keepAlive: 10_000,
        lazyCloseTimeout: 1_000,
      });
      return streamOf(socket, {
        query,
        variables: variables ?? null,
        operationName: operationName ?? null,
        extensions: {
          [callerHeader]: caller,
          [requestIdHeader]: requestId,
          ...(wantsPosition ? { [positionKey]: true } : {}),
        },
      });
    },

    close: async () => {
      await socket?.dispose();
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

/** The responses to a subscription over a socket; fails with a TransportError when it breaks, or when its reader falls too far behind. */
function streamOf(socket: Client, payload: SubscribePayload): AsyncIterableIterator<SubgraphResponse> {
  const waiting: SubgraphResponse[] = [];
  /** How it ended, once that is known. */
  let ending: { error: TransportError | null } | null = null;
  let wake = () => {};
  let unsubscribe: (() => void) | undefined;
  const end = (error: TransportError | null) => {
    ending ??= { error };
    wake();
  };
  const hasEnded = () => ending !== null;

  const begin = () =>
    socket.subscribe(payload, {
      next: (result) => {
        if (waiting.length >= waitingMax) {
          end(new TransportError('sent more than was read'));
          unsubscribe?.();
          return;
        }
        try {
          waiting.push(isPosition(result) ? result : readParsed(result));
          wake();
        } catch (error) {
          end(error instanceof TransportError ? error : new TransportError('broke off the stream', { cause: error }));
        }
      },
      error: (error) => {
        if (Array.isArray(error)) {
          // An `error` message of the protocol: the subgraph answered, and refused.
          waiting.push({ errors: error });
          end(null);
        } else {
          end(new TransportError('broke off the stream', { cause: error }));
        }
      },
      complete: () => end(null),
    });

  const next = async (): Promise<IteratorResult<SubgraphResponse, void>> => {
    unsubscribe ??= begin();
    if (waiting.length === 0 && !hasEnded()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    const response = waiting.shift();
    if (response !== undefined) {
      return { done: false, value: response };
    }
    if (ending?.error != null) {
      throw ending.error;
    }
    return { done: true, value: undefined };
  };
  return leavable(next, () => {
    end(null);
    unsubscribe?.();
  });
}

function readResponse(
  { text, statusCode, cacheControl }: HttpAnswer,
  { hasAlteredNumbers }: SubgraphRequest,
): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = parseAnswer(text, hasAlteredNumbers);
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

/** Whether a response of a stream says where it begins, and no more. */
function isPosition(value: object): value is SubgraphResponse {
  return !('data' in value) && 'extensions' in value && isRecord(value.extensions) && positionKey in value.extensions;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isGraphQLResponse(value: unknown): value is SubgraphResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('data' in value ? typeof value.data === 'object' : 'errors' in value) &&
    (!('errors' in value) || value.errors === undefined || Array.isArray(value.errors))
  );
}
