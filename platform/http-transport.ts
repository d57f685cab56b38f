import { createClient, type Client } from 'graphql-ws';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import {
  callerHeader,
  requestIdHeader,
  TransportError,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
} from './transport.ts';

const responseBytesMax = 32 * 1024 * 1024;

/** The way to a subgraph over the network: HTTP through a keep-alive pool, and graphql-ws for subscriptions. */
export function httpTransport({ url, timeoutMs = 10_000 }: { url: string; timeoutMs?: number }): SubgraphTransport {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: 64,
    connectTimeout: 2_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: responseBytesMax,
  });
  let socket: Client | undefined;

  return {
    execute: async ({ caller, requestId, signal, ...request }) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const answer = await pool
        .request({
          method: 'POST',
          path,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(caller === '' ? {} : { [callerHeader]: caller }),
            [requestIdHeader]: requestId,
          },
          body: request.body ?? bodyOf(request),
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        })
        .then(async ({ statusCode, headers, body }) => ({ statusCode, headers, text: await body.text() }))
        .catch((error: unknown) => {
          throw new TransportError(timeout.aborted ? `gave no answer within ${timeoutMs} ms` : 'cannot be reached', {
            cause: error,
          });
        });
      const cacheControl = answer.headers['cache-control'];
      return {
        ...readResponse(answer.text, answer.statusCode),
        cacheControl: typeof cacheControl === 'string' ? cacheControl : undefined,
      };
    },

    subscribe: ({ query, variables, operationName, caller, requestId }) => {
      socket ??= createClient({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        // A broken stream is for the one who asked to resume, since only they know the cursor.
        retryAttempts: 0,
        connectionAckWaitTimeout: 5_000,
        keepAlive: 10_000,
        lazyCloseTimeout: 1_000,
      });
      return named(
        socket.iterate({
          query,
          variables: variables ?? null,
          operationName: operationName ?? null,
          extensions: { [callerHeader]: caller, [requestIdHeader]: requestId },
        }),
      );
    },

    close: async () => {
      await socket?.dispose();
      await pool.destroy();
    },
  };
}

function bodyOf({
  query,
  variables,
  operationName,
}: Pick<SubgraphRequest, 'query' | 'variables' | 'operationName'>): string {
  return JSON.stringify({ query, variables, operationName });
}

/** Gives the results of a socket as responses, and its failures as TransportErrors. */
function named(results: ReturnType<Client['iterate']>): AsyncIterableIterator<SubgraphResponse> {
  const iterator: AsyncIterableIterator<SubgraphResponse> = {
    next: async () => {
      const step = await results.next().catch((error: unknown) => {
        if (Array.isArray(error)) {
          // An `error` message of the protocol: the subgraph answered, and refused.
          return { done: false as const, value: { errors: error } };
        }
        throw new TransportError('broke off the stream', { cause: error });
      });
      return step.done === true ? { done: true, value: undefined } : { done: false, value: readParsed(step.value) };
    },
    return: async () => {
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

function readResponse(text: string, statusCode: number): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new TransportError(`answered with HTTP status ${statusCode} and no JSON`, { cause: error });
  }
  return readParsed(parsed);
}

/** What a subgraph sends is believed as far as its outermost shape was seen. */
function readParsed(parsed: unknown): SubgraphResponse {
  if (!isGraphQLResponse(parsed)) {
    throw new TransportError('answered with something that is not a GraphQL response');
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
