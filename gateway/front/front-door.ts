import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { sendJson } from '@tributary/platform/http-server.ts';
import { Histogram, type Registry } from '@tributary/platform/metrics.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { Authenticator } from '../request/authentication.ts';
import { addressOf } from '../request/client-address.ts';
import { isSimple, notJson, refusal, sendRefusal, type RequestRefused } from './http/client-request.ts';
import type { Compression } from './http/compression.ts';
import { fallbackPage, fallbackPath, sandboxPage, type ExplorerSettings } from './explorer.ts';
import type { GatewayContext } from '../request/gateway-context.ts';
import { answerGraphQL } from './http/http-adapter.ts';
import {
  acceptedBy,
  acceptsSomething,
  isJson,
  jsonType,
  notAcceptable,
  partsType,
  type Accepted,
} from './http/negotiation.ts';
import type { HttpStreams } from './http/http-streams.ts';
import type { createOverrides } from '../composed/override-labels.ts';

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
  compression: Compression;
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
  compression,
}: FrontDoorSettings): (request: IncomingMessage, response: ServerResponse, scope: RequestScope) => Promise<void> {
  const duration = new Histogram({
    name: 'tributary_gateway_request_seconds',
    help: 'How long the gateway took to answer a request',
    labelNames: ['method', 'status'],
    registers: [metrics],
  });

  const answer = async (request: IncomingMessage, response: ServerResponse, scope: RequestScope): Promise<void> => {
    const progress = { hasCacheableEntities: false, later: null, answer: null };
    response.setHeader('cache-control', 'no-store');
    response.appendHeader('vary', ['accept', 'authorization', ...variesBy()].join(', '));
    const context = async (ticket: string | null = null): Promise<GatewayContext> => ({
      caller: {
        ...(await (ticket === null
          ? authenticator.identify(request.headers.authorization)
          : authenticator.redeem(ticket))),
        address: addressOf(request, trustedProxies),
      },
      scope,
      headers: request.headers,
      isOverrideOn: overridesFor(request.headers),
      tagValues: null,
      client: response,
      progress,
    });
    const accepted = acceptedBy(request.headers.accept);
    const refused = refusalOf(request, accepted);
    if (refused !== null) {
      sendRefusal(response, refused, accepted.json);
      return;
    }
    const left = await streams(request, response, accepted, context);
    if (left !== null) {
      // Apollo Server reads the header by other rules, and so gets one in which there is nothing to choose.
      const accept = acceptOf(accepted);
      await answerGraphQL(request, response, {
        server,
        bodyBytesMax,
        context,
        accept,
        compression,
        scope,
        ...left,
      });
    }
  };

  const sendPage = async (request: IncomingMessage, response: ServerResponse, page: string): Promise<void> => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    await compression.endWith(request, response, page);
  };

  return async (request, response, scope) => {
    const pathname = pathOf(request);
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
    } else if (pathname === '/graphql' && explorer !== undefined && isForBrowser(request)) {
      await sendPage(request, response, await sandboxPage(explorer));
    } else if (pathname === '/graphql') {
      const stopTimer = duration.startTimer({ method: request.method ?? '' });
      await answer(request, response, scope);
      stopTimer({ status: response.statusCode });
    } else if (pathname === fallbackPath && explorer !== undefined) {
      await sendPage(request, response, await fallbackPage(explorer));
    } else if (pathname === '/') {
      response.writeHead(302, { location: '/graphql' }).end();
    } else if (pathname === '/health/live' || pathname === readyPath) {
      // It listens only once a generation is loaded.
      sendJson(response, 200, { status: pathname === readyPath ? 'ready' : 'live' });
    } else if (pathname === '/metrics') {
      response.setHeader('content-type', metrics.contentType);
      await compression.endWith(request, response, await metrics.metrics());
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

/** Why a request cannot be answered whatever is in it; null if it can. */
function refusalOf(request: IncomingMessage, accepted: Accepted): RequestRefused | null {
  const { method = '' } = request;
  if (method !== 'GET' && method !== 'POST') {
    return refusal(405, `GraphQL comes by GET and POST, and not by ${method}.`, {
      headers: { allow: 'GET, POST, OPTIONS' },
    });
  }
  // What browsers send to other sites without asking is refused for that, by Apollo Server, whatever it accepts.
  if (!acceptsSomething(accepted) && !isSimple(request)) {
    return refusal(406, notAcceptable);
  }
  return method === 'POST' && !isJson(request.headers['content-type']) && !isSimple(request) ? notJson() : null;
}

/** The media types of an answer that is no stream, as a header; null for JSON alone, which Apollo Server sends if nothing is said. To say it would make it negotiate once more. */
function acceptOf({ json, takesParts }: Accepted): string | null {
  if (json === null) {
    return partsType;
  }
  return takesParts ? `${json}, ${partsType}` : json === jsonType ? null : json;
}

function isForBrowser({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && acceptedBy(headers.accept).prefersPage;
}
