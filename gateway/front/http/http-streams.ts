import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { DocumentFinder } from '../../request/persisted-queries.ts';
import {
  notForTickets,
  notJson,
  OperationRefused,
  parametersOf,
  readRequestBody,
  refusal,
  RequestRefused,
  sendRefusal,
  ticketOf,
} from './client-request.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Generation } from '../../generation/generation.ts';
import { isJson, type Accepted } from './negotiation.ts';
import {
  operationRequest,
  type OperationReader,
  type OperationRequest,
  type ReadOperation,
} from '../../request/read-operation.ts';
import { framings, serverSentEvents } from './stream-framings.ts';
import { writeSubscription, type SubscriptionResponseSettings } from './subscription-response.ts';

export type HttpStreamSettings = SubscriptionResponseSettings & {
  generation: () => Generation;
  operations: OperationReader;
  documents: DocumentFinder;
  /** Executes a query or a mutation, and gives the response as JSON. */
  execute(operation: ReadOperation, context: GatewayContext): Promise<string>;
  bodyBytesMax: number;
};

/** A request that is to be answered as JSON, with its body if that was read. */
export type NotStreamed = { read?: { body: unknown } };

/**
 * Answers a request by a stream where it is a subscription, or its client prefers one. Gives NotStreamed for a request
 * that is to be answered as JSON, and null for one that was answered.
 */
export type HttpStreams = (
  request: IncomingMessage,
  response: ServerResponse,
  accepted: Accepted,
  context: (ticket?: string | null) => Promise<GatewayContext>,
) => Promise<NotStreamed | null>;

/**
 * Serves subscriptions in the body of an HTTP response: server-sent events and Apollo's multipart protocol, by POST and
 * GET. Clients that prefer a stream to JSON get queries and mutations that way, too.
 */
export function createHttpStreams(settings: HttpStreamSettings): HttpStreams {
  return (request, response, accepted, contextOf) =>
    answer({ request, response, accepted, contextOf }, settings).catch((error: unknown) => {
      const refused = asRefusal(error);
      // An unknown hash is told as JSON: urql takes what comes on a stream for two results, and would send the document
      // twice.
      const isToldByStream = refused instanceof OperationRefused && refused.status !== 200;
      if (isToldByStream && accepted.stream === 'events' && request.method === 'POST') {
        refuseByStream(response, refused.errors);
      } else {
        sendRefusal(response, refused, accepted.json);
      }
      return null;
    });
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  accepted: Accepted;
  /** The context of the request; a ticket is used up by it. */
  contextOf: (ticket?: string | null) => Promise<GatewayContext>;
};

async function answer(exchange: Exchange, settings: HttpStreamSettings): Promise<NotStreamed | null> {
  const { request, response, accepted, contextOf } = exchange;
  const isGet = request.method === 'GET';
  if (accepted.prefersStream && !isGet && !isJson(request.headers['content-type'])) {
    throw notJson();
  }
  const body = isGet ? parametersOf(request) : await readRequestBody(request, settings.bodyBytesMax);
  const { stream: name, prefersStream } = accepted;
  const isStreamed =
    prefersStream || (mayBeSubscription(body, name !== null) && (await isForStream(body, exchange, settings)));
  const ticket = ticketOf(request);
  if (name === null || !isStreamed) {
    if (ticket !== null) {
      throw notForTickets();
    }
    return isGet ? {} : { read: { body } };
  }
  const { success, data: parsed } = operationRequest.safeParse(body);
  if (!success || parsed.query === '') {
    throw refusal(400, 'Send `query`, and `variables`, `operationName` and `extensions` if there are any.');
  }
  const framing = framings[name];
  const context = await contextOf(ticket);
  const operation = await readOperation(parsed, context, settings);
  if (operation.subscription !== null) {
    writeSubscription(operation.subscription, { framing, request, response, context, json: accepted.json, settings });
    return null;
  }
  if (ticket !== null) {
    throw notForTickets();
  }
  if (isGet && operation.kind !== 'query') {
    throw refusal(405, 'GET is for queries and subscriptions. Send a mutation by POST.', {
      headers: { allow: 'POST' },
    });
  }
  const json = Buffer.from(await settings.execute(operation, context));
  response.setHeader('content-type', framing.contentType);
  const opening = framing === serverSentEvents ? '' : framing.opening;
  const event = framing.event({ json, cursor: null }).toString();
  await settings.compression.endWith(request, response, `${opening}${event}${framing.end([])}`);
  return null;
}

/**
 * True for a subscription whose client accepts a stream. Refuses one whose client does not, and a document that is not
 * valid and could be a subscription.
 */
async function isForStream(
  body: unknown,
  { accepted, contextOf }: Exchange,
  { documents, operations, generation }: HttpStreamSettings,
): Promise<boolean> {
  const { success, data: parsed } = operationRequest.safeParse(body);
  const found = success ? await documents(parsed) : null;
  if (!success || found === null || 'errors' in found) {
    return false;
  }
  const kind = operations.kindOf(generation(), { query: found.query, operationName: parsed.operationName });
  if (typeof kind !== 'object' && (kind !== 'subscription' || accepted.stream !== null)) {
    return kind === 'subscription';
  }
  // Invalid credentials are told before anything else.
  await contextOf();
  throw typeof kind === 'object'
    ? new RequestRefused(400, kind.errors)
    : refusal(400, notAStream, { code: 'BAD_USER_INPUT' });
}

async function readOperation(
  request: OperationRequest,
  context: GatewayContext,
  { documents, operations, generation }: HttpStreamSettings,
): Promise<ReadOperation> {
  const found = await documents(request);
  if ('errors' in found) {
    // An unknown hash is no failure, but a step of the protocol: Apollo's clients want 200 for it.
    const isUnknown = found.errors[0]?.extensions?.['code'] === 'PERSISTED_QUERY_NOT_FOUND';
    throw new OperationRefused(isUnknown ? 200 : 400, found.errors);
  }
  const operation = operations.read(generation(), { ...request, query: found.query }, context);
  if ('errors' in operation) {
    throw new OperationRefused(400, operation.errors);
  }
  found.keep();
  return operation;
}

const notAStream =
  'Subscriptions come over a WebSocket, at the same address, or with `accept: text/event-stream` or `multipart/mixed`.';

/**
 * False for what cannot be a subscription, which is seen without reading it. A document that is known by its hash may
 * be one, but matters only where a stream is accepted.
 */
function mayBeSubscription(body: unknown, acceptsStream: boolean): boolean {
  if (typeof body !== 'object' || body === null) {
    return false;
  }
  const { query, extensions }: { query?: unknown; extensions?: unknown } = body;
  return typeof query === 'string' ? query.includes('subscription') : acceptsStream && extensions != null;
}

/**
 * Says what is wrong with an operation on an accepted stream, as
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md wants it. By GET a browser's EventSource would
 * connect again for ever.
 */
function refuseByStream(response: ServerResponse, errors: readonly GraphQLFormattedError[]): void {
  response.writeHead(200, { 'content-type': serverSentEvents.contentType });
  response.end(serverSentEvents.end(errors));
}

function asRefusal(error: unknown): RequestRefused {
  if (error instanceof RequestRefused) {
    return error;
  }
  if (error instanceof GraphQLError) {
    // An error of authentication is told by the status, whatever the transport.
    const { http, ...extensions } = error.extensions;
    return new RequestRefused(statusIn(http) ?? 400, [{ message: error.message, extensions }]);
  }
  throw error;
}

function statusIn(http: unknown): number | null {
  const isHead = typeof http === 'object' && http !== null && 'status' in http;
  return isHead && typeof http.status === 'number' ? http.status : null;
}
