import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer, HeaderMap } from '@apollo/server';
import { requestIdOf, sendJson } from '@tributary/platform/http-server.ts';
import { Histogram, type Registry } from '@tributary/platform/metrics.ts';
import { requestIdHeader } from '@tributary/platform/transport.ts';
import type { Authenticator } from './authentication.ts';
import { addressOf } from './client-address.ts';
import { fallbackPage, fallbackPath, sandboxPage, type ExplorerSettings } from './explorer.ts';
import type { GatewayContext } from './gateway-context.ts';
import { answerGraphQL } from './http-adapter.ts';
import type { HttpStreams } from './streams/http-streams.ts';
import type { createOverrides } from './planning/override-labels.ts';

export type FrontDoorSettings = {
  server: ApolloServer<GatewayContext>;
  authenticator: Authenticator;
  metrics: Registry;
  explorer: ExplorerSettings | undefined;
  /** Tells browsers which other origins may call. */
  allowOrigin: (request: IncomingMessage, response: ServerResponse) => void;
  /** How many proxies of ours stand before the gateway. */
  trustedProxies: number;
  overridesFor: ReturnType<typeof createOverrides>;
  /** The headers of a request on which its answer may depend, besides `accept` and who asks. */
  variesBy: () => readonly string[];
  bodyBytesMax: number;
  streams: HttpStreams;
};

const readyPath = '/health/ready';

/** Answers HTTP requests: the graph at `/graphql`, the explorer there for browsers, health, metrics and keys. */
export function createFrontDoor({
  server,
  authenticator,
  metrics,
  explorer,
  allowOrigin,
  trustedProxies,
  overridesFor,
  variesBy,
  bodyBytesMax,
  streams,
}: FrontDoorSettings): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const duration = new Histogram({
    name: 'tributary_gateway_request_seconds',
    help: 'How long the gateway took to answer a request',
    labelNames: ['method', 'status'],
    registers: [metrics],
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const progress = { isGraphQL: false, hasCacheableEntities: false, later: null, answer: null };
    response.setHeader('cache-control', 'no-store');
    response.appendHeader('vary', ['accept', 'authorization', ...variesBy()].join(', '));
    const context = async (): Promise<GatewayContext> => ({
      viewer: await authenticator.identify(request.headers.authorization),
      address: addressOf(request, trustedProxies),
      requestId: requestIdOf(request),
      headers: request.headers,
      isOverrideOn: overridesFor(request.headers),
      tagValues: null,
      client: response,
      progress,
    });
    const streamed = streams(request, response, context);
    if (streamed !== undefined) {
      await streamed;
      return;
    }
    await answerGraphQL(request, response, {
      server,
      bodyBytesMax,
      context,
      // A request that GraphQL itself refuses is answered all the same, where the client asks for no better type
      // (https://graphql.github.io/graphql-over-http/draft/#sec-application-json), and what comes in parts is read only then.
      statusOf: (status, headers) => (status === 400 && progress.isGraphQL && !isBetterJson(headers) ? 200 : status),
    });
  };

  return async (request, response) => {
    const pathname = pathOf(request);
    response.setHeader(requestIdHeader, keepRequestId(request));
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
    } else if (pathname === '/graphql' && explorer !== undefined && isForBrowser(request)) {
      sendPage(response, await sandboxPage(explorer));
    } else if (pathname === '/graphql') {
      const stopTimer = duration.startTimer({ method: request.method ?? '' });
      await answer(request, response);
      stopTimer({ status: response.statusCode });
    } else if (pathname === fallbackPath && explorer !== undefined) {
      sendPage(response, await fallbackPage(explorer));
    } else if (pathname === '/') {
      response.writeHead(302, { location: '/graphql' }).end();
    } else if (pathname === '/health/live' || pathname === readyPath) {
      // It listens only once a generation is loaded.
      sendJson(response, 200, { status: pathname === readyPath ? 'ready' : 'live' });
    } else if (pathname === '/metrics') {
      response.writeHead(200, { 'content-type': metrics.contentType });
      response.end(await metrics.metrics());
    } else if (pathname === '/.well-known/jwks.json') {
      sendJson(response, 200, await authenticator.publicKeys());
    } else {
      sendJson(response, 404, { error: `There is nothing at ${pathname}; the graph is at /graphql.` });
    }
  };
}

/** The path as it was sent: what clients send need not be a URL. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? url;
}

/** The id of a request stays the same, however often it is asked for. */
function keepRequestId(request: IncomingMessage): string {
  const requestId = requestIdOf(request);
  request.headers[requestIdHeader] = requestId;
  return requestId;
}

function isBetterJson(headers: HeaderMap): boolean {
  return headers.get('content-type')?.startsWith('application/graphql-response+json') === true;
}

function isForBrowser({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function sendPage(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page);
}
