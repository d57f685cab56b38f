import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { DocumentFinder } from '../caching/persisted-queries.ts';
import { notJson, parametersOf, readRequestBody, refusal, RequestRefused, sendRefusal } from '../client-request.ts';
import type { Compression } from '../compression.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Generation } from '../generation.ts';
import { isJson, type Accepted } from '../negotiation.ts';
import {
  operationRequest,
  type OperationReader,
  type OperationRequest,
  type ReadOperation,
} from '../read-operation.ts';
import { framings, serverSentEvents, type StreamFraming } from './stream-framings.ts';
import type { StreamHub } from './stream-hub.ts';
import type { Place } from './stream-place.ts';

/** setTimeout takes no more. */
const timeoutMaxMs = 2 ** 31 - 1;

export type HttpStreamSettings = {
  generation: () => Generation;
  operations: OperationReader;
  documents: DocumentFinder;
  hub: StreamHub;
  /** Executes a query or a mutation, and gives the response as JSON. */
  execute(operation: ReadOperation, context: GatewayContext): Promise<string>;
  bodyBytesMax: number;
  keepAliveMs: number;
  compression: Compression;
};

/** A request that is to be answered as JSON, with its body if that was read. */
export type NotStreamed = { read?: { body: unknown } };

/** Answers a request by a stream: undefined or NotStreamed for one that is to be answered as JSON, null for one that was answered. */
export type HttpStreams = (
  request: IncomingMessage,
  response: ServerResponse,
  accepted: Accepted,
  context: () => Promise<GatewayContext>,
) => Promise<NotStreamed | null> | undefined;

/** An operation that is refused before it begins. The status counts where there is a way to tell it. */
class OperationRefused extends RequestRefused {
  override name = 'OperationRefused';
}

/** Serves subscriptions in the body of an HTTP response: server-sent events and Apollo's multipart protocol, by POST and GET. Who prefers a stream to JSON gets queries and mutations that way, too. */
export function createHttpStreams(settings: HttpStreamSettings): HttpStreams {
  const { generation, operations, documents, bodyBytesMax } = settings;

  const isSubscription = async (asked: OperationRequest): Promise<boolean> => {
    const found = await documents(asked);
    const { operationName } = asked;
    return (
      !('errors' in found) && operations.kindOf(generation(), { query: found.query, operationName }) === 'subscription'
    );
  };

  const answer = async (
    { prefersStream }: Accepted,
    { framing, request, response, contextOf }: Asked,
  ): Promise<NotStreamed | null> => {
    const isGet = request.method === 'GET';
    if (!isGet && !isJson(request.headers['content-type'])) {
      throw notJson();
    }
    const body = isGet ? parametersOf(request) : await readRequestBody(request, bodyBytesMax);
    const { success, data: asked } = operationRequest.safeParse(body);
    if (!prefersStream && !(success && (await isSubscription(asked)))) {
      return isGet ? {} : { read: { body } };
    }
    if (!success || asked.query === '') {
      throw refusal(400, 'Send `query`, and `variables`, `operationName` and `extensions` if there are any.');
    }
    const context = await contextOf();
    const operation = await readOperation(asked, context);
    if (operation.subscription !== null) {
      stream(operation.subscription, { framing, request, response, context, settings });
      return null;
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
  };

  const readOperation = async (asked: OperationRequest, context: GatewayContext): Promise<ReadOperation> => {
    const found = await documents(asked);
    if ('errors' in found) {
      // A hash that is not known is no failure, but a step of the protocol: Apollo's clients want 200 for it.
      const isUnknown = found.errors[0]?.extensions?.['code'] === 'PERSISTED_QUERY_NOT_FOUND';
      throw new OperationRefused(isUnknown ? 200 : 400, found.errors);
    }
    const operation = operations.read(generation(), { ...asked, query: found.query }, context);
    if ('errors' in operation) {
      throw new OperationRefused(400, operation.errors);
    }
    found.keep();
    return operation;
  };

  return (request, response, accepted, contextOf) => {
    const { method, headers } = request;
    const { stream: name, json, prefersStream } = accepted;
    const isAsked = name !== null && (method === 'GET' || method === 'POST');
    if (!isAsked || (!prefersStream && method === 'POST' && !isJson(headers['content-type']))) {
      return undefined;
    }
    const framing = framings[name];
    return answer(accepted, { framing, request, response, contextOf }).catch((error: unknown) => {
      const refused = asRefusal(error);
      if (refused instanceof OperationRefused && framing === serverSentEvents && method === 'POST') {
        refuseByStream(response, refused.errors);
      } else {
        sendRefusal(response, refused, json);
      }
      return null;
    });
  };
}

type Asked = {
  framing: StreamFraming;
  request: IncomingMessage;
  response: ServerResponse;
  contextOf: () => Promise<GatewayContext>;
};

/** Says what is wrong with an operation on an accepted stream, as https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md wants it. By GET a browser's EventSource would connect again for ever. */
function refuseByStream(response: ServerResponse, errors: readonly GraphQLFormattedError[]): void {
  response.writeHead(200, { 'content-type': serverSentEvents.contentType });
  response.end(serverSentEvents.end(errors));
}

/** Writes a subscription into a response for as long as both sides go on. */
function stream(
  subscription: NonNullable<ReadOperation['subscription']>,
  {
    framing,
    request,
    response,
    context,
    settings: { hub, keepAliveMs, compression },
  }: {
    framing: StreamFraming;
    request: IncomingMessage;
    response: ServerResponse;
    context: GatewayContext;
    settings: HttpStreamSettings;
  },
): void {
  const lastEventId = request.headers['last-event-id'];
  const isResuming = framing === serverSentEvents && typeof lastEventId === 'string' && lastEventId !== '';
  const resumesAfter = isResuming ? lastEventId : null;
  if (resumesAfter !== null && subscription.primary.resumption === null) {
    throw operationRefusal(400, 'BAD_USER_INPUT', 'This subscription cannot be resumed. Leave `Last-Event-ID` out.');
  }
  if (!hub.hasRoom()) {
    throw operationRefusal(503, 'LIMIT_EXCEEDED', 'There are too many subscriptions. Try again in a moment.');
  }
  const body = compression.bodyOf(request, response, 'events');
  response.writeHead(200, {
    'content-type': framing.contentType,
    // Proxies that wait for more would keep events back.
    'x-accel-buffering': 'no',
  });
  body.write(framing.opening);
  const place = hub.open(subscription, {
    context,
    after: resumesAfter ?? subscription.after,
    reader: {
      takesMore: () => !body.writableNeedDrain,
      give: (events) => body.write(Buffer.concat(events.map((event) => framing.event(event)))),
      begins: (cursor) => body.write(framing.position(cursor)),
      tellState: () => body.write(framing.keepAlive(place.isAway)),
      end: (errors) => body.end(framing.end(errors)),
    },
  });
  watch(place, { response, body, framing, keepAliveMs });
  place.advance();
}

/** Keeps a stream going while it is read, and ends it with the token, and when nobody reads it. */
function watch(
  place: Place,
  {
    response,
    body,
    framing,
    keepAliveMs,
  }: { response: ServerResponse; body: Writable; framing: StreamFraming; keepAliveMs: number },
): void {
  let wasStuck = false;
  const keepAlive = setInterval(() => {
    if (body.writableEnded) {
      // It has had its last words, and reads what was written before them.
      clearInterval(keepAlive);
    } else if (!body.writableNeedDrain) {
      body.write(framing.keepAlive(place.isAway));
    } else if (wasStuck) {
      place.end('SLOW_READER', 'Nothing of what was sent is read.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    }
    wasStuck = body.writableNeedDrain;
  }, keepAliveMs);
  const expiry = Number.isFinite(place.expiresAtMs)
    ? setTimeout(
        () => place.end('UNAUTHENTICATED', 'The access token has expired. Get a new one.'),
        Math.min(Math.max(place.expiresAtMs - Date.now(), 0), timeoutMaxMs),
      )
    : undefined;
  body.on('drain', () => {
    wasStuck = false;
    place.advance();
  });
  const stop = () => {
    clearInterval(keepAlive);
    clearTimeout(expiry);
    place.leave();
  };
  response.once('close', stop);
  // It may have gone while the request was read.
  if (response.destroyed) {
    stop();
  }
}

function operationRefusal(status: number, code: string, message: string): OperationRefused {
  return new OperationRefused(status, [{ message, extensions: { code } }]);
}

function asRefusal(error: unknown): RequestRefused {
  if (error instanceof RequestRefused) {
    return error;
  }
  if (error instanceof GraphQLError) {
    // Of who is asking: told by the status, whatever the transport.
    const { http, ...extensions } = error.extensions;
    return new RequestRefused(statusIn(http) ?? 400, [{ message: error.message, extensions }]);
  }
  throw error;
}

function statusIn(http: unknown): number | null {
  const isHead = typeof http === 'object' && http !== null && 'status' in http;
  return isHead && typeof http.status === 'number' ? http.status : null;
}
