import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { DocumentFinder } from '../../request/persisted-queries.ts';
import {
  notForTickets,
  notJson,
  parametersOf,
  readRequestBody,
  refusal,
  RequestRefused,
  sendRefusal,
  ticketOf,
} from './client-request.ts';
import type { Compression } from './compression.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Generation } from '../../generation/generation.ts';
import { isJson, type Accepted } from './negotiation.ts';
import {
  operationRequest,
  type OperationReader,
  type OperationRequest,
  type ReadOperation,
} from '../../request/read-operation.ts';
import { framings, serverSentEvents, type StreamFraming } from './stream-framings.ts';
import type { StreamHub } from '../../streams/stream-hub.ts';
import type { Place } from '../../streams/stream-place.ts';

/** setTimeout takes no more. */
const timeoutMaxMs = 2 ** 31 - 1;
/** How long the head of a stream by GET waits for a refusal of the subgraph. */
const headWithinMs = 1_000;
/** The statuses of what a subgraph, or the gateway, ends a subscription with before it began; 500 for all else. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  INVALID_CURSOR: 400,
  INVALID_ID: 400,
  INVALID_PAGE: 400,
  OPERATION_INVALID: 400,
  SUBGRAPH_UNAVAILABLE: 502,
  SERVICE_BUSY: 503,
  LIMIT_EXCEEDED: 503,
  GOING_AWAY: 503,
} satisfies Partial<Record<ErrorCode, number>>;

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
  context: (ticket?: string | null) => Promise<GatewayContext>,
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
    const ticket = ticketOf(request);
    if (name === null || !isStreamed) {
      if (ticket !== null) {
        throw notForTickets();
      }
      return isGet ? {} : { read: { body } };
    }
    const { success, data: asked } = operationRequest.safeParse(body);
    if (!success || asked.query === '') {
      throw refusal(400, 'Send `query`, and `variables`, `operationName` and `extensions` if there are any.');
    }
    const framing = framings[name];
    const context = await contextOf(ticket);
    const operation = await readOperation(asked, context);
    if (operation.subscription !== null) {
      stream(operation.subscription, { framing, request, response, context, json: accepted.json, settings });
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
      // A hash that is not known is told as JSON: urql takes what comes on a stream for two results, and would send the document twice.
      const isWrong = refused instanceof OperationRefused && refused.status !== 200;
      if (isWrong && accepted.stream === 'events' && request.method === 'POST') {
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
  /** The context of the request; a ticket is used up by it. */
  contextOf: (ticket?: string | null) => Promise<GatewayContext>;
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

/**
 * Writes a subscription into a response for as long as both sides go on. By GET the head waits a moment for the subgraph: what that refuses at once gets an HTTP status, since a browser's EventSource connects again after any
 * stream that ends.
 */
function stream(
  subscription: NonNullable<ReadOperation['subscription']>,
  {
    framing,
    request,
    response,
    context,
    json,
    settings: { hub, keepAliveMs, lifeMaxMs, compression },
  }: {
    framing: StreamFraming;
    request: IncomingMessage;
    response: ServerResponse;
    context: GatewayContext;
    json: Accepted['json'];
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
  const body = new HeldBody(() => {
    const opened = compression.bodyOf(request, response, 'events');
    // Proxies that wait for more would keep events back.
    response.writeHead(200, { 'content-type': framing.contentType, 'x-accel-buffering': 'no' });
    opened.write(framing.opening);
    return opened;
  });
  const waiting = request.method === 'GET' ? setTimeout(() => body.open(), headWithinMs) : undefined;
  if (waiting === undefined) {
    body.open();
  }
  response.once('close', () => clearTimeout(waiting));
  const place = hub.open(subscription, {
    context,
    after: resumesAfter ?? subscription.after,
    reader: {
      takesMore: () => body.opened?.writableNeedDrain !== true,
      give: (events) => body.open().write(Buffer.concat(events.map((event) => framing.event(event)))),
      begins: (cursor) => body.open().write(framing.position(cursor)),
      tellState: () => body.open().write(framing.keepAlive(place.isAway)),
      end: (errors) => {
        clearTimeout(waiting);
        if (body.opened === null && errors.length > 0) {
          sendRefusal(response, new RequestRefused(statusFor(errors), errors), json);
        } else {
          body.open().end(framing.end(errors));
        }
      },
    },
  });
  watch(place, { response, body, framing, keepAliveMs, lifeMaxMs });
  place.advance();
}

/** The body of a response whose head waits until there is something to write. */
class HeldBody {
  readonly #begin: () => Writable;
  #drained = (): void => {};
  /** What is written to; null while the head waits. */
  opened: Writable | null = null;

  constructor(begin: () => Writable) {
    this.#begin = begin;
  }

  open(): Writable {
    if (this.opened === null) {
      this.opened = this.#begin();
      this.opened.on('drain', () => this.#drained());
    }
    return this.opened;
  }

  onDrain(listener: () => void): void {
    this.#drained = listener;
  }
}

/** The status for why a subscription ended before it began. */
function statusFor([error]: readonly GraphQLFormattedError[]): number {
  const code = String(error?.extensions?.['code']);
  return Object.hasOwn(statuses, code) ? (statuses[code] ?? 500) : 500;
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
  }: { response: ServerResponse; body: HeldBody; framing: StreamFraming; keepAliveMs: number; lifeMaxMs: number },
): void {
  const endsAtMs = Date.now() + lifeMaxMs;
  let wasStuck = false;
  const keepAlive = setInterval(() => {
    if (response.writableEnded || body.opened?.writableEnded === true) {
      // It has had its last words, and reads what was written before them.
      clearInterval(keepAlive);
    } else if (Date.now() >= endsAtMs) {
      place.end('GOING_AWAY', 'This stream has reached the age at which streams end.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    } else if (!body.open().writableNeedDrain) {
      body.open().write(framing.keepAlive(place.isAway));
    } else if (wasStuck) {
      place.end('SLOW_READER', 'Nothing of what was sent is read.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    }
    wasStuck = body.opened?.writableNeedDrain === true;
  }, keepAliveMs);
  const expiry = Number.isFinite(place.expiresAtMs)
    ? setTimeout(
        () => place.end('UNAUTHENTICATED', 'The access token has expired. Get a new one.'),
        Math.min(Math.max(place.expiresAtMs - Date.now(), 0), timeoutMaxMs),
      )
    : undefined;
  body.onDrain(() => {
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

function operationRefusal(status: number, code: ErrorCode, message: string): OperationRefused {
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
