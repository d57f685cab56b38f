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
  /** How long a stream lives. A reader behind a proxy that reads on for nobody cannot be noticed earlier, since HTTP has no pong. */
  lifeMaxMs: number;
};

/** A request that is to be answered as JSON, with its body if that was read. */
export type NotStreamed = { read?: { body: unknown } };

/** Reads a request, and answers it by a stream if it is one for that. Gives NotStreamed for one that is to be answered as JSON, and null for one that was answered. */
export type HttpStreams = (
  request: IncomingMessage,
  response: ServerResponse,
  accepted: Accepted,
  context: () => Promise<GatewayContext>,
) => Promise<NotStreamed | null>;

/** An operation that is refused before it begins. The status counts where there is a way to tell it. */
class OperationRefused extends RequestRefused {
  override name = 'OperationRefused';
}

/** Serves subscriptions in the body of an HTTP response: server-sent events and Apollo's multipart protocol, by POST and GET. Who prefers a stream to JSON gets queries and mutations that way, too. */
export function createHttpStreams(settings: HttpStreamSettings): HttpStreams {
  const { generation, operations, documents, bodyBytesMax } = settings;

  /** True for a subscription that a stream is accepted for. Refused here is one for which there is none, and what could be a subscription but is not valid. */
  const isForStream = async (
    body: unknown,
    accepted: Accepted['stream'],
    contextOf: Asked['contextOf'],
  ): Promise<boolean> => {
    const { success, data: asked } = operationRequest.safeParse(body);
    const found = success ? await documents(asked) : null;
    if (!success || found === null || 'errors' in found) {
      return false;
    }
    const kind = operations.kindOf(generation(), { query: found.query, operationName: asked.operationName });
    if (typeof kind !== 'object' && (kind !== 'subscription' || accepted !== null)) {
      return kind === 'subscription';
    }
    // Bad credentials are told before anything else.
    await contextOf();
    throw typeof kind === 'object'
      ? new RequestRefused(400, kind.errors)
      : refusal(400, notAStream, { code: 'BAD_USER_INPUT' });
  };

  const answer = async (accepted: Accepted, { request, response, contextOf }: Asked): Promise<NotStreamed | null> => {
    const isGet = request.method === 'GET';
    if (accepted.prefersStream && !isGet && !isJson(request.headers['content-type'])) {
      throw notJson();
    }
    const body = isGet ? parametersOf(request) : await readRequestBody(request, bodyBytesMax);
    const { stream: name, prefersStream } = accepted;
    const isStreamed =
      prefersStream || (mayBeSubscription(body, name !== null) && (await isForStream(body, name, contextOf)));
    if (name === null || !isStreamed) {
      return isGet ? {} : { read: { body } };
    }
    const { success, data: asked } = operationRequest.safeParse(body);
    if (!success || asked.query === '') {
      throw refusal(400, 'Send `query`, and `variables`, `operationName` and `extensions` if there are any.');
    }
    const framing = framings[name];
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

  return (request, response, accepted, contextOf) =>
    answer(accepted, { request, response, contextOf }).catch((error: unknown) => {
      const refused = asRefusal(error);
      if (refused instanceof OperationRefused && accepted.stream === 'events' && request.method === 'POST') {
        refuseByStream(response, refused.errors);
      } else {
        sendRefusal(response, refused, accepted.json);
      }
      return null;
    });
}

type Asked = {
  request: IncomingMessage;
  response: ServerResponse;
  contextOf: () => Promise<GatewayContext>;
};

const notAStream =
  'Subscriptions come over a WebSocket, at the same address, or with `accept: text/event-stream` or `multipart/mixed`.';

/** False for what cannot be a subscription, which is seen without reading it. A document that is known by its hash may be one, but matters only where a stream is accepted. */
function mayBeSubscription(body: unknown, acceptsStream: boolean): boolean {
  if (typeof body !== 'object' || body === null) {
    return false;
  }
  const { query, extensions }: { query?: unknown; extensions?: unknown } = body;
  return typeof query === 'string' ? query.includes('subscription') : acceptsStream && extensions != null;
}

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
    settings: { hub, keepAliveMs, lifeMaxMs, compression },
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
  watch(place, { response, body, framing, keepAliveMs, lifeMaxMs });
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
    lifeMaxMs,
  }: { response: ServerResponse; body: Writable; framing: StreamFraming; keepAliveMs: number; lifeMaxMs: number },
): void {
  const endsAtMs = Date.now() + lifeMaxMs;
  let wasStuck = false;
  const keepAlive = setInterval(() => {
    if (body.writableEnded) {
      // It has had its last words, and reads what was written before them.
      clearInterval(keepAlive);
    } else if (Date.now() >= endsAtMs) {
      place.end('GOING_AWAY', 'This stream has reached the age at which streams end.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
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
