import { anonymousCaller } from '@tributary/platform/caller.ts';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { sendJson } from '@tributary/platform/http-server.ts';
import { setSecurityHeaders } from '@tributary/platform/security-headers.ts';
import { Histogram, type Registry } from '@tributary/platform/metrics.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { Authenticator } from '../request/authentication.ts';
import { createCallers } from '../request/callers.ts';
import { addressOf } from '../request/client-address.ts';
import type { HostCheck } from '@tributary/platform/hosts.ts';
import type { CookieCheck } from './cookie-check.ts';
import type { Compression } from './http/compression.ts';
import { sendPage, type Page } from './page.ts';
import { isProblemPath, type createProblemPages } from './problem-pages.ts';
import { referencePage, referencePath } from './reference-page.ts';
import { fallbackPage, fallbackPath, sandboxPage, type ExplorerSettings } from './explorer.ts';
import type { RateLimits } from '../request/rate-limits.ts';
import type { createGraphQLHandler } from './http/answer-graphql.ts';
import { sendNothingAt, type Identify } from './http/client-request.ts';
import { acceptedBy } from './http/negotiation.ts';
import { isMetadataPath, mcpPath } from './mcp/protected-resource.ts';
import type { OpenMcp } from './mcp/open-mcp.ts';
import type { createRestHandler } from './rest/answer-rest.ts';
import { schemaPath, type createSchemaHandler } from './http/schema-document.ts';
import type { createOverrides } from '../composed/override-labels.ts';

export type FrontDoorSettings = {
  answerGraphQL: ReturnType<typeof createGraphQLHandler>;
  /** Answers requests for the REST API. Null where there are no public operations. */
  answerRest: ReturnType<typeof createRestHandler> | null;
  /** Answers with what the types of problems mean. Null where there is no REST API. */
  answerProblems: ReturnType<typeof createProblemPages> | null;
  /** Answers with the schema for clients. */
  answerSchema: ReturnType<typeof createSchemaHandler>;
  authenticator: Authenticator;
  metrics: Registry;
  /** Whether `/metrics` is served to clients. */
  servesMetrics: boolean;
  explorer: ExplorerSettings | undefined;
  /** Sets the CORS headers for permitted origins. */
  allowOrigin: (request: HttpRequest, response: HttpResponse) => void;
  /** Sets the header by which browsers keep to TLS. */
  demandTls: (request: HttpRequest, response: HttpResponse) => void;
  /** The number of our own proxies before the gateway. */
  trustedProxies: number;
  overridesFor: ReturnType<typeof createOverrides>;
  /** Admits a request by the limits on rates. */
  admit: RateLimits['admit'];
  /** Whether the gateway takes further requests. */
  hasRoom: () => boolean;
  checkHost: HostCheck;
  checkCookie: CookieCheck;
  /** The headers of a request on which an answer may depend, besides `accept` and the caller. */
  variesBy: () => readonly string[];
  compression: Compression;
  /** Whether `/graphql/<id>` answers the trusted document of this id. */
  servesDocuments: boolean;
  /** Answers agents, and the metadata of OAuth that their clients ask for. Null where there is no endpoint for them. */
  mcp: OpenMcp | null;
};

/** Methods that metrics name. Over HTTP/2 a client may invent any. */
const knownMethods = new Set(['GET', 'POST', 'OPTIONS', 'HEAD', 'PUT', 'PATCH', 'DELETE']);
const readyPath = '/health/ready';
const documentPrefix = '/graphql/';
const restPrefix = '/api/';

/**
 * Answers HTTP requests: GraphQL and, for browsers, the explorer at `/graphql`; REST below `/api`, and its problems
 * below `/problems`; health, keys, and metrics if open.
 */
export function createFrontDoor(
  settings: FrontDoorSettings,
): (request: HttpRequest, response: HttpResponse, scope: RequestScope) => Promise<void> {
  const { answerGraphQL, answerRest, answerProblems, answerSchema, authenticator, hasRoom } = settings;
  const { checkHost, allowOrigin, demandTls } = settings;
  const { metrics, servesMetrics, servesDocuments, explorer, compression, mcp } = settings;
  const observe = registerDurations(metrics);
  const identifying = createIdentification(settings);

  const measured = async ({ method = '' }: HttpRequest, response: HttpResponse, run: () => Promise<void>) => {
    const startedAt = performance.now();
    await run();
    observe(method, response.statusCode, performance.now() - startedAt);
  };

  const answer = async (
    request: HttpRequest,
    response: HttpResponse,
    { scope, documentId }: { scope: RequestScope; documentId: string | null },
  ): Promise<void> => {
    const identify = identifying(request, response, scope);
    const accepted = acceptedBy(request.headers.accept);
    await measured(request, response, () =>
      answerGraphQL({ request, response, scope, accepted, documentId, identify }),
    );
  };

  const showPage = async (request: HttpRequest, response: HttpResponse, page: Page): Promise<void> => {
    response.setHeader('cache-control', 'no-store');
    await sendPage(request, response, page, compression);
  };

  return async (request, response, scope) => {
    const pathname = pathOf(request);
    setSecurityHeaders(response);
    demandTls(request, response);
    const misdirected = checkHost(request);
    if (misdirected !== null) {
      sendJson(response, 421, { error: misdirected });
      return;
    }
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
    } else if (pathname === '/graphql' && explorer !== undefined && isForBrowser(request)) {
      await showPage(request, response, await sandboxPage(explorer));
    } else if (pathname === '/graphql') {
      await answer(request, response, { scope, documentId: null });
    } else if (pathname === schemaPath) {
      await answerSchema({ request, response, identify: identifying(request, response, scope) });
    } else if (mcp !== null && pathname === mcpPath) {
      const identify = identifying(request, response, scope);
      await measured(request, response, () => mcp.answer({ request, response, scope, identify }));
    } else if (mcp !== null && isMetadataPath(pathname)) {
      sendJson(response, 200, mcp.metadataFor(request));
    } else if (servesDocuments && pathname.startsWith(documentPrefix)) {
      await answer(request, response, { scope, documentId: decoded(pathname.slice(documentPrefix.length)) });
    } else if (answerRest !== null && pathname === referencePath && explorer !== undefined) {
      await showPage(request, response, await referencePage());
    } else if (answerRest !== null && pathname.startsWith(restPrefix)) {
      const identify = identifying(request, response, scope);
      await measured(request, response, () => answerRest({ request, response, scope, path: pathname, identify }));
    } else if (answerProblems !== null && isProblemPath(pathname)) {
      const identify = identifying(request, response, scope);
      await measured(request, response, () => answerProblems({ request, response, scope, path: pathname, identify }));
    } else if (pathname === fallbackPath && explorer !== undefined) {
      await showPage(request, response, await fallbackPage(explorer));
    } else if (pathname === '/') {
      response.writeHead(302, { location: '/graphql' }).end();
    } else if (pathname === '/health/live') {
      sendJson(response, 200, { status: 'live' });
    } else if (pathname === readyPath) {
      // The server only listens after a generation is loaded. The keys of tokens may come later.
      const status = !authenticator.isReady() ? 'starting' : hasRoom() ? 'ready' : 'busy';
      sendJson(response, status === 'ready' ? 200 : 503, { status });
    } else if (pathname === '/metrics' && servesMetrics) {
      response.setHeader('content-type', metrics.contentType);
      await compression.endWith(request, response, await metrics.metrics());
    } else if (pathname === '/.well-known/jwks.json') {
      const keys = authenticator.publicKeys();
      sendJson(response, keys === null ? 503 : 200, keys ?? { error: 'There are no keys at the moment.' });
    } else {
      sendNothingAt(response, pathname);
    }
  };
}

/** Registers the histogram of answered requests, and gives the function that adds one. */
function registerDurations(metrics: Registry): (method: string, status: number, milliseconds: number) => void {
  const duration = new Histogram({
    name: 'tributary_gateway_request_seconds',
    help: 'Time to answer a request of a client',
    labelNames: ['method', 'status'],
    registers: [metrics],
  });
  /** The series by their labels, since finding one in the histogram takes longer than counting in it. */
  const series = new Map<string, { observe(seconds: number): void }>();
  return (method, status, milliseconds) => {
    const known = knownMethods.has(method) ? method : 'other';
    const key = `${known} ${status}`;
    const found = series.get(key) ?? duration.labels(known, String(status));
    series.set(key, found);
    found.observe(milliseconds / 1_000);
  };
}

/**
 * Sets the headers of an answer that depends on the caller, and gives the function that identifies them and admits
 * their request.
 */
function createIdentification({
  authenticator,
  variesBy,
  checkCookie,
  trustedProxies,
  admit,
  overridesFor,
}: FrontDoorSettings): (request: HttpRequest, response: HttpResponse, scope: RequestScope) => Identify {
  const callerOf = createCallers();
  return (request, response, scope) => {
    response.setHeader('cache-control', 'no-store');
    response.appendHeader('vary', ['accept', ...authenticator.variesBy, ...variesBy()].join(', '));
    return async (transport, ticket) => {
      const { headers } = request;
      const address = addressOf(request, trustedProxies);
      const identifying =
        ticket === null
          ? authenticator.identify({ headers }, () => checkCookie(request))
          : authenticator.redeem(ticket);
      const identity = await identifying.catch(async (error: unknown) => {
        // Credentials that do not hold count as those of an anonymous caller: verifying them is work, too.
        await admit({ caller: callerOf(anonymousCaller, address), headers });
        throw error;
      });
      const caller = callerOf(identity, address);
      const { headers: limits, charge } = await admit({ caller, headers });
      for (const [name, value] of Object.entries(limits)) {
        response.setHeader(name, value);
      }
      const isOverrideOn = overridesFor(headers);
      return { caller, scope, headers, isOverrideOn, chargeCost: charge, transport, client: response };
    };
  };
}

/** The path as it was sent. It need not be part of a valid URL. */
export function pathOf({ url = '/' }: HttpRequest): string {
  return url.split('?', 1)[0] ?? url;
}

/** A part of a path. An invalid encoding stays, and is no valid id. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isForBrowser({ method, headers }: HttpRequest): boolean {
  return method === 'GET' && acceptedBy(headers.accept).prefersPage;
}
