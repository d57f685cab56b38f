import { hash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { GraphQLSchema } from 'graphql';
import { callerKey } from '../../caching/response-cache.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import type { Answer, OperationServer, Subscribed } from '../../request/apollo-server.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { asRefusal, hasBody, parseRequestBody, searchOf, ticketOf, type Identify } from '../http/client-request.ts';
import { acceptedBy, isJson } from '../http/negotiation.ts';
import { isKnownTag } from '../http/schema-document.ts';
import { writeSubscription, type SubscriptionResponseSettings } from '../http/subscription-response.ts';
import { bindRequest, typeMistakes, type BoundRequest } from './bind-request.ts';
import { eventsOf } from './event-framing.ts';
import { openApiDocument } from './openapi-document.ts';
import { pageLinks } from './page-links.ts';
import { invalidRequest, problem, problemOfErrors, problemOfRefusal, ProblemError, sendProblem } from './problems.ts';
import { restAnswerOf, type RestAnswer } from './rest-answer.ts';
import { apiPrefix, createRoutes, type RestRoutes, type Route } from './rest-routes.ts';

export type RestSettings = {
  operations: OperationServer;
  /** The public operations, and the schema for clients that they fit. The same array until they change. */
  published: () => { operations: readonly PublicOperation[]; schema: GraphQLSchema };
  bodyBytesMax: number;
  streams: SubscriptionResponseSettings;
};

/** A request for the REST API. */
export type RestExchange = {
  request: HttpRequest;
  response: HttpResponse;
  scope: RequestScope;
  /** The path as it was sent. */
  path: string;
  identify: Identify;
};

/** The path of the document of OpenAPI. */
const documentPath = '/api/openapi.json';

/** A request whose endpoint is known. */
type Routed = RestExchange & { route: Route; segments: readonly string[]; search: string };

/**
 * Answers requests for the endpoints of public operations, by the same pipeline as GraphQL. Everything but a success is
 * a problem of RFC 9457.
 */
export function createRestHandler(settings: RestSettings): (exchange: RestExchange) => Promise<void> {
  const { operations, published, bodyBytesMax, streams } = settings;
  const { compression } = streams;
  const routesOf = keptByOperations(published, createRoutes);
  const documentOf = keptByOperations(published, (some, schema) => {
    const text = JSON.stringify(openApiDocument(some, schema));
    return { text, digest: digestOf(text) };
  });
  const keysInFlight = new Set<string>();

  const answer = async (exchange: RestExchange): Promise<void> => {
    const { request, identify, path } = exchange;
    if (path === documentPath) {
      await sendDocument(exchange);
      return;
    }
    const routed = routedOf(exchange, routesOf());
    const { route } = routed;
    refuseUnacceptable(request, route);
    const isStream = route.operation.kind === 'subscription';
    const ticket = isStream ? ticketOf(request) : null;
    const context = await identify(transportOf(route, ticket), ticket);
    const bound = bindRequest(route, {
      segments: routed.segments,
      search: routed.search,
      body: route.endpoint.method === 'GET' ? undefined : await bodyOf(request, bodyBytesMax),
      keyHeader: headerOf(request, 'idempotency-key'),
    });
    refuseMistakes(bound);
    await whileInFlight(bound, { route, context }, async () => {
      const { text } = route.operation;
      const answered = await operations.answerPublic({ text, variables: bound.variables }, context);
      await send(routed, bound, answered);
    });
  };

  const sendDocument = async ({ request, response }: RestExchange): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw problem(405, 'method-not-allowed', 'The document comes by GET.', {
        headers: { allow: 'GET, HEAD, OPTIONS' },
      });
    }
    const { text, digest } = documentOf();
    response.setHeader('etag', `W/"${digest}"`);
    response.setHeader('cache-control', 'no-cache');
    if (isKnownTag(request.headers['if-none-match'], digest)) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    await compression.endWith(request, response, text);
  };

  /** Refuses an idempotency key whose first request is not answered yet. */
  const whileInFlight = async (
    { key }: BoundRequest,
    { route, context }: { route: Route; context: GatewayContext },
    run: () => Promise<void>,
  ): Promise<void> => {
    if (key === null) {
      return run();
    }
    const name = `${callerKey(context.caller)} ${route.operation.name} ${key}`;
    if (keysInFlight.has(name)) {
      throw problem(
        409,
        'request-in-progress',
        'A request with this idempotency key is in progress. Send it again after that one is answered.',
        { headers: { 'retry-after': '1' } },
      );
    }
    keysInFlight.add(name);
    try {
      await run();
    } finally {
      keysInFlight.delete(name);
    }
  };

  const send = async (routed: Routed, bound: BoundRequest, answered: Answer): Promise<void> => {
    switch (answered.kind) {
      case 'subscribed':
        stream(routed, answered.subscribed);
        return;
      case 'refused': {
        const { errors, status, headers } = answered;
        const isOfTypes = errors.every(({ extensions }) => extensions?.['code'] === 'BAD_USER_INPUT');
        const mistakes = isOfTypes ? typeMistakes(routed.route, bound.variables) : [];
        throw mistakes.length > 0
          ? invalidRequest(mistakes)
          : new ProblemError(problemOfErrors(errors, { status, headers }));
      }
      case 'response':
        await sendAnswer(routed, restAnswerOf(routed.route, answered.result), answered.headers);
    }
  };

  const sendAnswer = async (
    { request, response, route, path, search }: Routed,
    { status, body, location, isPartial, pageInfo }: RestAnswer,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> => {
    for (const name in headers) {
      response.setHeader(name, headers[name] ?? '');
    }
    if (location !== null) {
      response.setHeader('location', location);
    }
    const links = pageInfo === null ? null : pageLinks(route, { path, search, pageInfo });
    if (links !== null) {
      response.setHeader('link', links);
    }
    const isMinimal = route.operation.kind === 'mutation' && prefersMinimal(request) && !isPartial;
    if (isMinimal) {
      response.setHeader('preference-applied', 'return=minimal');
    }
    if (body === undefined || isMinimal) {
      response.writeHead(204).end();
      return;
    }
    const text = JSON.stringify(body);
    if (route.endpoint.method === 'GET' && !isPartial) {
      const digest = digestOf(text);
      response.setHeader('etag', `W/"${digest}"`);
      if (isKnownTag(request.headers['if-none-match'], digest)) {
        response.writeHead(304).end();
        return;
      }
    }
    response.statusCode = status;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    await compression.endWith(request, response, text);
  };

  const stream = ({ request, response, route, scope }: Routed, subscribed: Subscribed): void => {
    writeSubscription(subscribed, {
      framing: eventsOf(route.answer.target),
      request,
      response,
      json: null,
      settings: streams,
      sendRefused: (status, errors) => sendProblem(response, problemOfErrors(errors, { status }), scope.id),
    });
  };

  return (exchange) =>
    answer(exchange).catch((error: unknown) => {
      const { response, scope } = exchange;
      const found = error instanceof ProblemError ? error.problem : problemOfRefusal(asRefusal(error));
      sendProblem(response, found, scope.id);
    });
}

/** What is made of the current operations. Made anew when these change. */
function keptByOperations<Made extends object>(
  published: RestSettings['published'],
  make: (operations: readonly PublicOperation[], schema: GraphQLSchema) => Made,
): () => Made {
  const kept = new WeakMap<readonly PublicOperation[], Made>();
  return () => {
    const { operations, schema } = published();
    const made = kept.get(operations) ?? make(operations, schema);
    kept.set(operations, made);
    return made;
  };
}

function digestOf(text: string): string {
  return hash('sha1', text, 'base64url');
}

function routedOf(exchange: RestExchange, routes: RestRoutes): Routed {
  const { request, path } = exchange;
  const { method = '' } = request;
  const found = path.startsWith(`${apiPrefix}/`)
    ? routes.find(method, path.slice(apiPrefix.length))
    : { kind: 'none' as const };
  switch (found.kind) {
    case 'none':
      throw problem(404, 'no-such-endpoint', 'There is no such endpoint. /api/openapi.json lists them.');
    case 'otherMethods': {
      const allow = [...found.methods, 'OPTIONS'].join(', ');
      throw problem(405, 'method-not-allowed', `This endpoint takes ${allow}.`, { headers: { allow } });
    }
    case 'found':
      return { ...exchange, route: found.route, segments: found.segments, search: searchIn(request) };
  }
}

/** The query of the URL without its question mark. Throws RequestRefused for bytes that are not UTF-8. */
function searchIn(request: HttpRequest): string {
  return searchOf(request, []).slice(1);
}

function transportOf({ operation, endpoint }: Route, ticket: string | null): GatewayContext['transport'] {
  return {
    takesParts: false,
    takesOnlyParts: false,
    takesSubscriptions: operation.kind === 'subscription',
    takesOnlySubscriptions: ticket !== null,
    isReadOnly: endpoint.method === 'GET',
  };
}

function refuseUnacceptable({ headers }: HttpRequest, { operation }: Route): void {
  const { json, stream } = acceptedBy(headers.accept);
  const isStream = operation.kind === 'subscription';
  const takesAny = headers.accept === undefined || /\*\/\*|text\/\*/.test(headers.accept);
  if (isStream ? stream !== 'events' && !takesAny : json === null) {
    const type = isStream ? 'text/event-stream' : 'application/json';
    throw problem(406, 'not-acceptable', `The answer is ${type}. Name it in \`accept\`, or leave \`accept\` out.`);
  }
}

/** The JSON of the body. Undefined if there is none. */
async function bodyOf(request: HttpRequest, bytesMax: number): Promise<unknown> {
  if (!hasBody(request)) {
    return undefined;
  }
  const body = await parseRequestBody(request, bytesMax, 'value');
  if (body !== undefined && !isJson(request.headers['content-type'])) {
    throw problem(415, 'unsupported-media-type', 'Send the body as `content-type: application/json`.');
  }
  return body;
}

function refuseMistakes({ mistakes, isWithoutKey }: BoundRequest): void {
  if (mistakes.length > 0) {
    throw invalidRequest(mistakes);
  }
  if (isWithoutKey) {
    throw problem(
      400,
      'idempotency-key-missing',
      'Send a key of your own for this request as `Idempotency-Key`, such as a UUID. Repeat it when you repeat the request.',
      { errors: [{ header: 'Idempotency-Key', detail: 'The idempotency key is missing.' }] },
    );
  }
}

function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Whether the client wants no body (RFC 7240, section 4.2). */
function prefersMinimal(request: HttpRequest): boolean {
  return /(?:^|[,;\s])return\s*=\s*"?minimal"?(?:$|[,;\s])/i.test(headerOf(request, 'prefer') ?? '');
}
