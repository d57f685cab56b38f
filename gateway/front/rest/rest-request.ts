import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { hasBody, parseRequestBody, searchOf, type Identify } from '../http/client-request.ts';
import { acceptedBy, isJson } from '../http/negotiation.ts';
import type { BoundRequest } from './bind-request.ts';
import { invalidRequest, problem } from './problems.ts';
import { apiPrefix, type RestRoutes, type Route } from './rest-routes.ts';

/** A request for the REST API. */
export type RestExchange = {
  request: HttpRequest;
  response: HttpResponse;
  scope: RequestScope;
  /** The path as it was sent. */
  path: string;
  identify: Identify;
};

/** A request whose endpoint is known. */
export type RoutedRequest = RestExchange & {
  route: Route;
  /** The segments of the path that are parameters, as they were sent. */
  segments: readonly string[];
  /** The query of the URL without its question mark. */
  search: string;
};

/** Finds the endpoint of a request. Throws ProblemError if there is none. */
export function routedOf(exchange: RestExchange, routes: RestRoutes): RoutedRequest {
  const { request, path } = exchange;
  const { method = '' } = request;
  const found = path.startsWith(`${apiPrefix}/`)
    ? routes.find(method, path.slice(apiPrefix.length))
    : { kind: 'none' as const };
  switch (found.kind) {
    case 'none':
      throw problem('no-such-endpoint', 'There is no such endpoint. /api/openapi.json lists them.');
    case 'otherMethods': {
      const allow = [...found.methods, 'OPTIONS'].join(', ');
      throw problem('method-not-allowed', `This endpoint takes ${allow}.`, { headers: { allow } });
    }
    case 'found':
      return { ...exchange, route: found.route, segments: found.segments, search: searchIn(request) };
  }
}

/** The query of the URL without its question mark. Throws RequestRefused for bytes that are not UTF-8. */
function searchIn(request: HttpRequest): string {
  return searchOf(request, []).slice(1);
}

/** What the transport of an endpoint carries. */
export function transportOf({ operation, endpoint }: Route, ticket: string | null): GatewayContext['transport'] {
  return {
    takesParts: false,
    takesOnlyParts: false,
    takesSubscriptions: operation.kind === 'subscription',
    takesOnlySubscriptions: ticket !== null,
    isReadOnly: endpoint.method === 'GET',
  };
}

/** Throws ProblemError for a client that does not accept the format of the answer. */
export function refuseUnacceptable({ headers }: HttpRequest, { operation }: Route): void {
  const { json, stream } = acceptedBy(headers.accept);
  const isStream = operation.kind === 'subscription';
  const takesAny = headers.accept === undefined || /\*\/\*|text\/\*/.test(headers.accept);
  if (isStream ? stream !== 'events' && !takesAny : json === null) {
    const type = isStream ? 'text/event-stream' : 'application/json';
    throw problem('not-acceptable', `The answer is ${type}. Name it in \`accept\`, or leave \`accept\` out.`);
  }
}

/** The JSON of the body. Undefined if there is none. Throws ProblemError for another media type. */
export async function bodyOf(request: HttpRequest, bytesMax: number): Promise<unknown> {
  if (!hasBody(request)) {
    return undefined;
  }
  const body = await parseRequestBody(request, bytesMax, 'value');
  if (body !== undefined && !isJson(request.headers['content-type'])) {
    throw problem('unsupported-media-type', 'Send the body as `content-type: application/json`.');
  }
  return body;
}

/** Throws ProblemError for a request with mistakes. */
export function refuseMistakes({ mistakes, isWithoutKey }: BoundRequest): void {
  if (mistakes.length > 0) {
    throw invalidRequest(mistakes);
  }
  if (isWithoutKey) {
    throw problem(
      'idempotency-key-missing',
      'Send a key of your own for this request as `Idempotency-Key`, such as a UUID. Repeat it when you repeat the request.',
      { errors: [{ header: 'Idempotency-Key', detail: 'The idempotency key is missing.' }] },
    );
  }
}

export function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
