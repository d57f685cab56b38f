import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationServer, Subscribed } from '../../request/apollo-server.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { operationRequest } from '../../request/operation-request.ts';
import {
  asRefusal,
  isSimple,
  notForTickets,
  notJson,
  OperationRefused,
  parametersOf,
  parseRequestBody,
  refusal,
  sendRefusal,
  ticketOf,
  type Identify,
} from './client-request.ts';
import { sendHttpGraphQLResponse, toHttpGraphQLRequest } from './http-adapter.ts';
import { acceptsSomething, isJson, jsonType, notAcceptable, partsType, type Accepted } from './negotiation.ts';
import { framings, serverSentEvents } from './stream-framings.ts';
import { writeSubscription, type SubscriptionResponseSettings } from './subscription-response.ts';

export type GraphQLHttpSettings = {
  operations: OperationServer;
  bodyBytesMax: number;
  streams: SubscriptionResponseSettings;
};

/** A request with everything known before its body. */
type Exchange = {
  request: HttpRequest;
  response: HttpResponse;
  scope: RequestScope;
  accepted: Accepted;
  /** The id of a trusted document in the path. Null if the path has none. */
  documentId: string | null;
  identify: Identify;
};

/**
 * Answers GraphQL over HTTP, by POST and GET. The formats are JSON, multipart parts, and streams (server-sent events
 * and Apollo's multipart protocol). Clients that prefer a stream to JSON get queries and mutations as a stream, too.
 */
export function createGraphQLHandler(settings: GraphQLHttpSettings): (exchange: Exchange) => Promise<void> {
  const { operations, bodyBytesMax, streams } = settings;

  const stream = (subscribed: Subscribed, { request, response, accepted }: Exchange): void => {
    const framing = framings[accepted.stream ?? 'events'];
    writeSubscription(subscribed, { framing, request, response, json: accepted.json, settings: streams });
  };

  /** Answers queries and mutations as JSON or in parts, and subscriptions by a stream. */
  const answerAsJson = async (exchange: Exchange, body: unknown, ticket: string | null): Promise<void> => {
    const { request, response, scope, accepted, identify } = exchange;
    if (ticket !== null && accepted.stream === null) {
      throw notForTickets();
    }
    // For GET too, the parameters are passed as the body, since they were parsed with exact numbers.
    const accept = acceptOf(accepted);
    const httpRequest = toHttpGraphQLRequest(request, { method: 'POST', body, search: '', accept });
    const answer = await operations.answerHttp(httpRequest, () => identify(transportOf(exchange, ticket), ticket));
    if (answer.subscribed === null) {
      const { compression } = streams;
      await sendHttpGraphQLResponse(request, response, answer.response, { compression, scope });
    } else {
      stream(answer.subscribed, exchange);
    }
  };

  /** Answers any operation by the accepted stream. */
  const answerByStream = async (exchange: Exchange, body: unknown, ticket: string | null): Promise<void> => {
    const { request, response, accepted, identify } = exchange;
    const { success, data: operation } = operationRequest.safeParse(body);
    if (!success || operation.query === '') {
      throw refusal(
        400,
        'Send `query` or `documentId`, and `variables`, `operationName` and `extensions` if there are any.',
      );
    }
    const transport = { ...transportOf(exchange, ticket), takesParts: false, takesOnlyParts: false };
    const answer = await operations.answer(operation, await identify(transport, ticket));
    if (answer.kind === 'refused') {
      throw new OperationRefused(answer.status, answer.errors, answer.headers);
    }
    if (answer.kind === 'subscribed') {
      stream(answer.subscribed, exchange);
      return;
    }
    const framing = framings[accepted.stream ?? 'events'];
    response.setHeader('content-type', framing.contentType);
    const opening = framing === serverSentEvents ? '' : framing.opening;
    const event = framing.event({ json: Buffer.from(answer.json), cursor: null }).toString();
    await streams.compression.endWith(request, response, `${opening}${event}${framing.end([])}`);
  };

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, accepted, documentId } = exchange;
    refuseUnanswerable(request, accepted);
    const isGet = request.method === 'GET';
    if (documentId !== null && !isGet) {
      throw refusal(405, 'A path with the id of a document is for GET.', { headers: { allow: 'GET' } });
    }
    const body = isGet ? parametersOf(request, documentId) : await parseRequestBody(request, bodyBytesMax);
    const ticket = ticketOf(request);
    await (accepted.prefersStream ? answerByStream : answerAsJson)(exchange, body, ticket);
  };

  return (exchange) =>
    answer(exchange).catch((error: unknown) => {
      const refused = asRefusal(error);
      const { request, response, accepted } = exchange;
      // An unknown hash of a persisted query is reported as JSON. urql treats stream events as further results, and
      // would send the document twice.
      const isOfOperation = refused instanceof OperationRefused && refused.status !== 200;
      if (isOfOperation && accepted.stream === 'events' && request.method === 'POST') {
        refuseByStream(response, refused.errors);
      } else {
        sendRefusal(response, refused, accepted.json);
      }
    });
}

function transportOf({ request, accepted }: Exchange, ticket: string | null): GatewayContext['transport'] {
  return {
    takesParts: accepted.takesParts,
    takesOnlyParts: accepted.takesParts && accepted.json === null,
    takesSubscriptions: accepted.stream !== null,
    takesOnlySubscriptions: ticket !== null,
    isReadOnly: request.method === 'GET',
  };
}

/** Refuses a request that cannot be answered, whatever its content. */
function refuseUnanswerable(request: HttpRequest, accepted: Accepted): void {
  const { method = '', headers } = request;
  if (method !== 'GET' && method !== 'POST') {
    throw refusal(405, `GraphQL comes by GET and POST, and not by ${method}.`, {
      headers: { allow: 'GET, POST, OPTIONS' },
    });
  }
  const contentType = headers['content-type'];
  const isReadable = contentType === undefined ? method === 'GET' : isJson(contentType);
  // Requests that browsers send across sites without preflight. Apollo Server refuses them, whatever they accept.
  const isRefusedByApollo = isSimple(request) && !accepted.prefersStream;
  if (!acceptsSomething(accepted) && !isRefusedByApollo) {
    throw refusal(406, notAcceptable);
  }
  if (!isReadable && !isRefusedByApollo) {
    throw notJson();
  }
}

/**
 * The accepted media types without streams, as a header. Null for JSON alone, which is Apollo Server's default. Naming
 * it would cost another negotiation.
 */
function acceptOf({ json, takesParts }: Accepted): string | null {
  if (json === null) {
    return partsType;
  }
  return takesParts ? `${json}, ${partsType}` : json === jsonType ? null : json;
}

/**
 * Reports the errors of a refused operation on an accepted stream, as
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md requires. By GET a browser's EventSource would
 * reconnect for ever.
 */
function refuseByStream(response: HttpResponse, errors: readonly GraphQLFormattedError[]): void {
  response.writeHead(200, { 'content-type': serverSentEvents.contentType });
  response.end(serverSentEvents.end(errors));
}
