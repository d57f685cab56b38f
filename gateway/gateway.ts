import './telemetry-off.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Caches } from '@tributary/platform/cache.ts';
import { maskError } from '@tributary/platform/errors.ts';
import { BodyTooLarge, listen, readBody, requestIdOf, sendJson } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { createMetrics, Histogram } from '@tributary/platform/metrics.ts';
import { requestIdHeader, type SubgraphTransport } from '@tributary/platform/transport.ts';
import { signCaller } from '@tributary/platform/viewer.ts';
import { createAuthenticator, type KeySource } from './authentication.ts';
import { executePlan, type Execution } from './execution/execute-plan.ts';
import { shapeResponse } from './execution/shape-response.ts';
import { fallbackPage, fallbackPath, sandboxPage, type ExplorerSettings } from './explorer.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Generation } from './generation.ts';
import { defaultLimits, limitRules, type Limits } from './limits.ts';
import { cacheHintOf, responseCache } from './response-cache.ts';
import { addressOf, serveSockets } from './sockets.ts';
import { subscribeToPlan } from './subscribe.ts';
import { TributaryGateway } from './supergraph.ts';

export type GatewaySettings = {
  host: string;
  port: number;
  supergraphSdl: string;
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** Null: every caller is anonymous. */
  authentication: KeySource | null;
  callerSecret: string;
  caches: Caches;
  log: Logger;
  limits?: Limits;
  explorer?: ExplorerSettings;
  /** Origins that browsers may call from besides our own; `*` is any. */
  corsOrigins?: readonly string[];
};

export type Gateway = { url: string; reload(supergraphSdl: string): void; close(): Promise<void> };

const bodyBytesMax = 4 * 1024 * 1024;
const readyPath = '/health/ready';

/** Opens the front door: serves any Federation 2 supergraph over HTTP and WebSocket. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { host, port, supergraphSdl, transportFor, callerSecret, caches, log, limits = defaultLimits } = settings;
  const { explorer, corsOrigins = [] } = settings;
  const authenticator = createAuthenticator(settings.authentication);
  const metrics = createMetrics();
  const duration = new Histogram({
    name: 'tributary_gateway_request_seconds',
    help: 'How long the gateway took to answer a request',
    labelNames: ['method', 'status'],
    registers: [metrics],
  });

  const transports = new Map<string, SubgraphTransport>();
  const prepare = async (
    generation: Generation,
    { viewer, address, requestId }: GatewayContext,
  ): Promise<Omit<Execution, 'variables'>> => ({
    generation,
    transportOf: (name) => {
      const transport = transports.get(name) ?? transportFor({ name, url: generation.subgraphs.get(name) ?? '' });
      transports.set(name, transport);
      return transport;
    },
    caller: await signCaller({ viewer, address }, callerSecret),
    requestId,
  });

  const execute =
    (generation: Generation): GatewayExecutor =>
    async ({ document, operationName, request, context, overallCachePolicy }) => {
      const variables = request.variables ?? {};
      const { node } = generation.planOf(document, operationName);
      if (node?.kind === 'Subscription') {
        throw new Error('a subscription was sent to the executor of queries');
      }
      const raw = await executePlan(node, {
        ...(await prepare(generation, gatewayContextOf(context))),
        variables,
        onResponse: ({ cacheControl }) => overallCachePolicy.restrict(cacheHintOf(cacheControl)),
      });
      return shapeResponse(raw, { schema: generation.apiSchema, document, operationName, variables });
    };

  const gateway = new TributaryGateway({ supergraphSdl, execute });
  const rules = limitRules(limits);
  const server = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    validationRules: rules,
    parseOptions: { maxTokens: limits.tokens },
    formatError: (formatted, error) => maskError(formatted, error, log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      responseCache(caches),
    ],
  });
  await server.start();

  const sockets = serveSockets({
    server,
    gateway,
    authenticator,
    rules,
    tokensMax: limits.tokens,
    subscribe: ({ context, ...request }) => subscribeToPlan(request, () => prepare(gateway.generation, context)),
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://gateway');
    const requestId = requestIdOf(request);
    response.setHeader(requestIdHeader, requestId);
    allowOrigin(request, response, corsOrigins);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
    } else if (pathname === '/graphql' && isForBrowser(request) && explorer !== undefined) {
      sendPage(response, await sandboxPage(explorer));
    } else if (pathname === '/graphql') {
      const stopTimer = duration.startTimer({ method: request.method ?? '' });
      await answer(request, response, { search, requestId });
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

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    { search, requestId }: { search: string; requestId: string },
  ): Promise<void> => {
    const text = await readBody(request, bodyBytesMax).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) {
        return error;
      }
      throw error;
    });
    if (text instanceof BodyTooLarge) {
      response.setHeader('connection', 'close');
      sendJson(response, 413, { errors: [{ message: text.message, extensions: { code: 'LIMIT_EXCEEDED' } }] });
      return;
    }
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) {
        headers.set(name, Array.isArray(value) ? value.join(', ') : value);
      }
    }
    const {
      status,
      headers: answered,
      body,
    } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method ?? 'GET', headers, search, body: parseBody(text, headers) },
      context: async () => ({
        viewer: await authenticator.identify(request.headers.authorization),
        address: addressOf(request),
        requestId,
        tagValues: null,
      }),
    });
    response.writeHead(status ?? 200, Object.fromEntries(answered));
    if (body.kind === 'complete') {
      response.end(body.string);
      return;
    }
    for await (const chunk of body.asyncIterator) {
      response.write(chunk);
    }
    response.end();
  };

  const http = await listen({ host, port, handle });
  http.server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://gateway').pathname !== '/graphql') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });

  return {
    url: http.url,
    reload: (sdl) => gateway.reload(sdl),
    close: async () => {
      for (const socket of sockets.clients) {
        socket.close(1001, 'Going away: connect again and resume after the last cursor');
      }
      await http.close();
      for (const socket of sockets.clients) {
        socket.terminate();
      }
      await server.stop();
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

function gatewayContextOf(context: unknown): GatewayContext {
  if (typeof context === 'object' && context !== null && 'viewer' in context) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given to Apollo Server above, and typed there
    return context as GatewayContext;
  }
  throw new Error('a request without its context');
}

/** JSON where JSON was announced: what cannot be read is for Apollo Server to refuse. */
function parseBody(text: string, headers: HeaderMap): unknown {
  if (text === '' || !(headers.get('content-type') ?? '').startsWith('application/json')) {
    return text === '' ? undefined : text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isForBrowser({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function sendPage(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page);
}

function allowOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  allowed: readonly string[],
): void {
  if (origin !== undefined && (allowed.includes('*') || allowed.includes(origin))) {
    response.setHeader('access-control-allow-origin', allowed.includes('*') ? '*' : origin);
    response.setHeader('vary', 'origin');
    response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
    response.setHeader(
      'access-control-allow-headers',
      'authorization, content-type, apollo-require-preflight, x-request-id',
    );
    response.setHeader('access-control-max-age', '600');
  }
}
