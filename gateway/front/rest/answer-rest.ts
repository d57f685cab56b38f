import type { HttpResponse } from '@tributary/platform/http-message.ts';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { Answer, OperationServer, Subscribed } from '../../request/apollo-server.ts';
import type { Published, PublishedFor } from '../../request/published-operations.ts';
import { asRefusal, ticketOf } from '../http/client-request.ts';
import { writeSubscription, type SubscriptionResponseSettings } from '../http/subscription-response.ts';
import { bindRequest } from './bind-request.ts';
import { answerLines, bringsLines, bulkOf } from './bulk-lines.ts';
import { eventsOf } from './event-framing.ts';
import { problemOfInput } from './input-mistakes.ts';
import { createKeysInFlight } from './keys-in-flight.ts';
import { openApiDocument } from './openapi-document.ts';
import { problem, problemOfErrors, problemOfRefusal, ProblemError, sendProblem } from './problems.ts';
import { restAnswerOf } from './rest-answer.ts';
import {
  bodyOf,
  headerOf,
  refuseMistakes,
  refuseUnacceptable,
  routedOf,
  transportOf,
  type RestExchange,
  type RoutedRequest,
} from './rest-request.ts';
import { createRoutes } from './rest-routes.ts';
import { digestOf, sendAnswer, sendTagged } from './send-answer.ts';

export type RestSettings = {
  operations: OperationServer;
  publishedFor: PublishedFor;
  bodyBytesMax: number;
  streams: SubscriptionResponseSettings;
};

/** The path of the document of OpenAPI. */
export const documentPath = '/api/openapi.json';
/** The transport of documents about the API. */
export const documentTransport = {
  takesParts: false,
  takesOnlyParts: false,
  takesSubscriptions: false,
  takesOnlySubscriptions: false,
  isReadOnly: true,
};

/**
 * Answers requests for the endpoints of public operations, by the same pipeline as GraphQL. Everything but a success is
 * a problem of RFC 9457.
 */
export function createRestHandler(settings: RestSettings): (exchange: RestExchange) => Promise<void> {
  const { operations, publishedFor, bodyBytesMax, streams } = settings;
  const { compression } = streams;
  const routesOf = rememberedBy(({ operations: some, schema }: Published) => createRoutes(some, schema));
  const documentOf = rememberedBy(({ operations: some, schema }: Published) => {
    const text = JSON.stringify(openApiDocument(some, schema));
    return { text, digest: digestOf(text) };
  });
  const keysInFlight = createKeysInFlight();

  const answer = async (exchange: RestExchange): Promise<void> => {
    const { request, identify, path } = exchange;
    if (path === documentPath) {
      await sendDocument(exchange);
      return;
    }
    const known = routedOf(exchange, routesOf(publishedFor(null)));
    const isStream = known.route.operation.kind === 'subscription';
    const ticket = isStream ? ticketOf(request) : null;
    const context = await identify(transportOf(known.route, ticket), ticket);
    // The endpoint of the caller's contract, whose messages name nothing else.
    const routed = routedOf(exchange, routesOf(publishedFor(context)));
    const { route } = routed;
    const bulk = bringsLines(request) ? bulkOf(route) : null;
    if (bulk !== null) {
      await answerLines(routed, bulk, { operations, context });
      return;
    }
    refuseUnacceptable(request, route);
    const bound = bindRequest(route, {
      segments: routed.segments,
      search: routed.search,
      body: route.endpoint.method === 'GET' ? undefined : await bodyOf(request, bodyBytesMax),
      keyHeader: headerOf(request, 'idempotency-key'),
    });
    refuseMistakes(bound);
    await keysInFlight.run(bound.key, { route, context }, async () => {
      const { text } = route.operation;
      const answered = await operations.answerPublic({ text, variables: bound.variables }, context);
      await send(routed, answered);
    });
  };

  const sendDocument = async ({ request, response, identify }: RestExchange): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw problem('method-not-allowed', 'The document comes by GET.', {
        headers: { allow: 'GET, HEAD, OPTIONS' },
      });
    }
    const published = publishedFor(await identify(documentTransport, null));
    response.setHeader('cache-control', 'private, no-cache');
    await sendTagged(request, response, { ...documentOf(published), compression });
  };

  const send = async (routed: RoutedRequest, answered: Answer): Promise<void> => {
    switch (answered.kind) {
      case 'subscribed':
        stream(routed, answered.subscribed);
        return;
      case 'refused': {
        const { errors, status, headers } = answered;
        throw problemOfInput(routed.route, errors) ?? new ProblemError(problemOfErrors(errors, { status, headers }));
      }
      case 'response':
        await sendAnswer(routed, restAnswerOf(routed.route, answered.result), {
          headers: answered.headers,
          compression,
        });
    }
  };

  const stream = ({ request, response, route, scope }: RoutedRequest, subscribed: Subscribed): void => {
    writeSubscription(subscribed, {
      framing: eventsOf(route.answer.target),
      request,
      response,
      json: null,
      settings: streams,
      sendRefused: (status, errors) => sendProblem(response, problemOfErrors(errors, { status }), scope.id),
    });
  };

  return (exchange) => {
    exposeHeaders(exchange.response);
    return answer(exchange).catch((error: unknown) => {
      const { response, scope } = exchange;
      const found = error instanceof ProblemError ? error.problem : problemOfRefusal(asRefusal(error));
      sendProblem(response, found, scope.id);
    });
  };
}

/** Lets pages of other origins read the headers of REST, where they may call at all. */
function exposeHeaders(response: HttpResponse): void {
  const exposed = response.getHeader('access-control-expose-headers');
  if (typeof exposed === 'string') {
    response.setHeader('access-control-expose-headers', `${exposed},etag,link,location,preference-applied`);
  }
}
