import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { GraphQLError, parse, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { isRecord, reviveExactly } from '@tributary/platform/json/exact-json.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { BodyRefused, listen, readBody, sendJson } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { Histogram, type Registry } from '@tributary/platform/metrics.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { parseRequestJson } from '@tributary/platform/json/request-json.ts';
import type { TlsCertificate } from '@tributary/platform/tls-certificate.ts';
import type { RouteRequest, Routes } from './define-subgraph.ts';
import type { Subgraph } from './subgraph.ts';
import {
  callerHeader,
  positionKey,
  requestIdHeader,
  timeoutHeader,
  type SubgraphRequest,
  type SubgraphResponse,
} from '@tributary/platform/transport/transport.ts';

const bodyBytesMax = 16 * 1024 * 1024;
const routeBytesMax = 1024 * 1024;
/** The statuses of refusals by routes, by their codes. */
const refusedStatuses: ReadonlyMap<unknown, number> = new Map([
  ['UNAUTHENTICATED', 401],
  ['BAD_USER_INPUT', 400],
]);
/** The longest that a gateway can be set to wait. */
const timeoutMsMax = 600_000;

const requestShape = z.object({
  query: z.string(),
  variables: z.custom<Record<string, unknown>>(isRecord).nullish(),
  operationName: z.string().nullish(),
});

export type SubgraphServer = { url: string; close(): Promise<void> };

/**
 * Serves a subgraph to its gateway: POST and graphql-transport-ws on `/graphql`, `/health/live`, `/health/ready` (which
 * calls `ready`), and `/metrics` if it is open.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  {
    host,
    port,
    tls,
    log,
    metrics,
    servesMetrics = false,
    ready,
    extraRoutes = {},
  }: {
    host: string;
    port: number;
    /** The certificate for clients, which need one too if it names authorities. */
    tls?: TlsCertificate | undefined;
    log: Logger;
    metrics: Registry;
    /** Whether `/metrics` is served on this port. */
    servesMetrics?: boolean;
    /** Rejects while the subgraph cannot do its work. */
    ready: () => Promise<void>;
    /** Further routes. */
    extraRoutes?: Routes;
  },
): Promise<SubgraphServer> {
  const duration = new Histogram({
    name: 'tributary_subgraph_request_seconds',
    help: 'Time to answer a request of the gateway',
    registers: [metrics],
  });

  const handle = async (request: HttpRequest, response: HttpResponse, scope: RequestScope): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://subgraph');
    const extra = extraRoutes[`${request.method} ${pathname}`];
    if (pathname === '/graphql' && request.method === 'POST') {
      const stopTimer = duration.startTimer();
      await answer(subgraph, { request, response, scope });
      stopTimer();
    } else if (pathname === '/health/live') {
      sendJson(response, 200, { status: 'live' });
    } else if (pathname === '/health/ready') {
      const isReady = await ready().then(
        () => true,
        (error: unknown) => {
          scope.log.warn({ err: error }, 'the subgraph is not ready');
          return false;
        },
      );
      sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'starting' });
    } else if (pathname === '/metrics' && servesMetrics) {
      response.writeHead(200, { 'content-type': metrics.contentType });
      response.end(await metrics.metrics());
    } else if (extra !== undefined) {
      const body = async () => parseJson(await readBody(request, routeBytesMax));
      const routed = await answerRoute(extra, { search: searchParams, caller: callerIn(request), body });
      sendJson(response, routed.status, routed.body);
    } else {
      sendJson(response, 404, { error: `There is nothing at ${pathname}; POST a GraphQL request to /graphql.` });
    }
  };

  const { server, url, close } = await listen({ host, port, tls, log, handle });
  const sockets = serveSockets(subgraph);
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });

  return {
    url: `${url}/graphql`,
    close: async () => {
      for (const socket of sockets.clients) {
        socket.close(1001, 'Going away');
      }
      await close();
      for (const socket of sockets.clients) {
        socket.terminate();
      }
    },
  };
}

function callerIn({ headers }: HttpRequest): string {
  return String(headers[callerHeader] ?? '');
}

/** The answer of a route, or the error of its refusal. */
async function answerRoute(
  route: (request: RouteRequest) => unknown,
  request: RouteRequest,
): Promise<{ status: number; body: unknown }> {
  try {
    return { status: 200, body: await route(request) };
  } catch (error) {
    if (error instanceof BodyRefused) {
      return { status: error.status, body: { message: error.message } };
    }
    const status = error instanceof Misuse ? refusedStatuses.get(error.extensions['code']) : undefined;
    if (error instanceof Misuse && status !== undefined) {
      return { status, body: error.toJSON() };
    }
    throw error;
  }
}

/** Answers a request over HTTP. */
async function answer(
  subgraph: Subgraph,
  { request, response, scope }: { request: HttpRequest; response: HttpResponse; scope: RequestScope },
): Promise<void> {
  const deadlineAt = deadlineOf(request, performance.now());
  const body = await readBody(request, bodyBytesMax).catch((error: unknown) => {
    if (error instanceof BodyRefused) {
      return error;
    }
    throw error;
  });
  if (body instanceof BodyRefused) {
    for (const name in body.headers) {
      response.setHeader(name, body.headers[name] ?? '');
    }
    sendJson(response, body.status, { errors: [{ message: body.message, extensions: { code: body.code } }] });
    return;
  }
  const parsed = requestShape.safeParse(parseJson(body));
  if (!parsed.success) {
    sendJson(response, 400, { errors: [{ message: 'The body must be a GraphQL request as JSON.' }] });
    return;
  }
  const { query, variables, operationName } = parsed.data;
  const { traceparent, tracestate } = request.headers;
  const { cacheControl, ...result } = await subgraph.execute({
    query,
    variables: variables ?? undefined,
    operationName: operationName ?? undefined,
    caller: callerIn(request),
    requestId: scope.id,
    deadlineAt,
    headers: {
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
      ...(typeof tracestate === 'string' ? { tracestate } : {}),
    },
  });
  const text = JSON.stringify(result);
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    // Without a length, Node would send the body in chunks.
    'content-length': Buffer.byteLength(text),
    ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
  });
  response.end(text);
}

/** The time until which the sender of a request waits; undefined if it does not say. `now` is when the request came. */
function deadlineOf({ headers }: HttpRequest, now: number): number | undefined {
  const timeoutMs = Number(headers[timeoutHeader] ?? Number.NaN);
  return timeoutMs > 0 ? now + Math.min(timeoutMs, timeoutMsMax) : undefined;
}

/**
 * Subscriptions over graphql-transport-ws. Each has its own caller in `extensions`, since many callers share a socket.
 */
function serveSockets(subgraph: Subgraph): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyBytesMax });
  useServer(
    {
      onSubscribe: (_socket, _id, { query, variables, operationName, extensions }) => {
        const request: SubgraphRequest = {
          query,
          variables: variables ?? undefined,
          operationName: operationName ?? undefined,
          caller: textOf(extensions?.[callerHeader]),
          requestId: textOf(extensions?.[requestIdHeader]) || randomUUID(),
          wantsPosition: extensions?.[positionKey] === true,
        };
        try {
          return { schema: subgraph.schema, document: parse(query), operationName, contextValue: request };
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.')];
        }
      },
      // The subgraph validates, and verifies the caller, itself.
      subscribe: ({ contextValue }) => asResults(subgraph.subscribe(subgraphRequestOf(contextValue))),
      onError: (_socket, _id, _payload, errors) => errorsThatEnd(errors),
      jsonMessageReviver: reviveExactly,
      execute: () => ({ errors: [new GraphQLError('Only subscriptions come over a socket; send the rest by POST.')] }),
    },
    sockets,
  );
  return sockets;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function subgraphRequestOf(contextValue: unknown): SubgraphRequest {
  if (typeof contextValue === 'object' && contextValue !== null && 'caller' in contextValue) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- set in onSubscribe above, and typed there
    return contextValue as SubgraphRequest;
  }
  throw new Error('a subscription without its request');
}

/** The end of a stream with errors. The socket's library sends it as a message `error`, unlike a failed event. */
class StreamEnded extends Error {
  override name = 'StreamEnded';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/** The original errors of an ended stream, instead of the library's versions of them. */
function errorsThatEnd(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] | undefined {
  const cause = errors[0]?.originalError;
  return cause instanceof StreamEnded ? cause.errors.map((error) => error.toJSON()) : undefined;
}

/** The same responses, with errors in the form of the socket's library. */
function asResults(responses: AsyncIterableIterator<SubgraphResponse>): AsyncIterableIterator<ExecutionResult> {
  const results: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const step = await responses.next();
      if (step.done === true) {
        return { done: true, value: undefined };
      }
      const result = asResult(step.value);
      if (step.value.endsStream === true) {
        throw new StreamEnded(result.errors ?? []);
      }
      return { done: false, value: result };
    },
    return: async () => {
      await responses.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

function asResult({ data, errors, extensions }: SubgraphResponse): ExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(errors === undefined
      ? {}
      : {
          errors: errors.map(
            ({ message, path, extensions: details }) => new GraphQLError(message, { path, extensions: details }),
          ),
        }),
  };
}

function parseJson(text: string): unknown {
  try {
    return parseRequestJson(text);
  } catch {
    return undefined;
  }
}
