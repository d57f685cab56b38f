import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody, sendJson } from '@tributary/platform/http-server.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import type { Generation } from '../generation.ts';
import {
  operationRequest,
  type OperationReader,
  type OperationRequest,
  type ReadOperation,
} from '../read-operation.ts';
import { framingFor, serverSentEvents, type StreamFraming } from './stream-framings.ts';
import type { StreamHub } from './stream-hub.ts';
import type { Place } from './stream-place.ts';

/** setTimeout takes no more. */
const timeoutMaxMs = 2 ** 31 - 1;

export type HttpStreamSettings = {
  generation: () => Generation;
  operations: OperationReader;
  hub: StreamHub;
  /** Executes a query or a mutation, and gives the response as JSON. */
  execute(operation: ReadOperation, context: GatewayContext): Promise<string>;
  bodyBytesMax: number;
  keepAliveMs: number;
};

/** Answers a request by a stream. Undefined for a request that does not ask for one. */
export type HttpStreams = (
  request: IncomingMessage,
  response: ServerResponse,
  context: () => Promise<GatewayContext>,
) => Promise<void> | undefined;

/** What a request cannot be answered for, with the status that says so. */
class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly errors: readonly (GraphQLError | GraphQLFormattedError)[];

  constructor(status: number, errors: Refusal['errors']) {
    super(errors[0]?.message);
    this.status = status;
    this.errors = errors;
  }
}

/** Serves subscriptions in the body of an HTTP response: server-sent events, by POST and GET, and Apollo's multipart protocol. */
export function createHttpStreams(settings: HttpStreamSettings): HttpStreams {
  const { generation, operations, execute, bodyBytesMax } = settings;

  const answer = async (
    framing: StreamFraming,
    {
      request,
      response,
      contextOf,
    }: { request: IncomingMessage; response: ServerResponse; contextOf: () => Promise<GatewayContext> },
  ): Promise<void> => {
    const asked = await readRequest(request, bodyBytesMax);
    const context = await contextOf();
    const operation = operations.read(generation(), asked, context);
    if ('errors' in operation) {
      throw new Refusal(400, operation.errors);
    }
    if (operation.subscription !== null) {
      stream(operation.subscription, { framing, request, response, context, settings });
      return;
    }
    if (request.method === 'GET') {
      throw refusal(405, 'BAD_REQUEST', 'Only subscriptions are answered by a stream on GET. Ask by POST.');
    }
    const text = await execute(operation, context);
    if (framing === serverSentEvents) {
      response.writeHead(200, { 'content-type': framing.contentType });
      response.write(framing.event({ json: Buffer.from(text), cursor: null }));
      response.end(framing.end([]));
    } else {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(text);
    }
  };

  return (request, response, contextOf) => {
    const framing = request.method === 'GET' || request.method === 'POST' ? framingFor(request.headers.accept) : null;
    if (framing === null || (request.method === 'GET' && framing !== serverSentEvents)) {
      return undefined;
    }
    return answer(framing, { request, response, contextOf }).catch((error: unknown) => {
      const { status, errors } = asRefusal(error);
      if (error instanceof BodyTooLarge) {
        response.setHeader('connection', 'close');
      }
      sendJson(response, status, { errors });
    });
  };
}

/** Writes a subscription into a response for as long as both sides go on. */
function stream(
  subscription: NonNullable<ReadOperation['subscription']>,
  {
    framing,
    request,
    response,
    context,
    settings: { hub, keepAliveMs },
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
    throw refusal(400, 'BAD_USER_INPUT', 'This subscription cannot be resumed. Leave `Last-Event-ID` out.');
  }
  if (!hub.hasRoom()) {
    throw refusal(503, 'LIMIT_EXCEEDED', 'There are too many subscriptions. Try again in a moment.');
  }
  response.writeHead(200, {
    'content-type': framing.contentType,
    // Proxies that wait for more would keep events back.
    'x-accel-buffering': 'no',
  });
  response.write(framing.opening);
  const place = hub.open(subscription, {
    context,
    after: resumesAfter ?? subscription.after,
    reader: {
      takesMore: () => !response.writableNeedDrain,
      give: (events) => response.write(Buffer.concat(events.map((event) => framing.event(event)))),
      begins: (cursor) => response.write(framing.position(cursor)),
      tellState: () => response.write(framing.keepAlive(place.isAway)),
      end: (errors) => response.end(framing.end(errors)),
    },
  });
  watch(place, { response, framing, keepAliveMs });
  place.advance();
}

/** Keeps a stream going while it is read, and ends it with the token, and when nobody reads it. */
function watch(
  place: Place,
  { response, framing, keepAliveMs }: { response: ServerResponse; framing: StreamFraming; keepAliveMs: number },
): void {
  let wasStuck = false;
  const keepAlive = setInterval(() => {
    if (response.writableEnded) {
      // It has had its last words, and reads what was written before them.
      clearInterval(keepAlive);
    } else if (!response.writableNeedDrain) {
      response.write(framing.keepAlive(place.isAway));
    } else if (wasStuck) {
      place.end('SLOW_READER', 'Nothing of what was sent is read.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    }
    wasStuck = response.writableNeedDrain;
  }, keepAliveMs);
  const expiry = Number.isFinite(place.expiresAtMs)
    ? setTimeout(
        () => place.end('UNAUTHENTICATED', 'The access token has expired. Get a new one.'),
        Math.min(Math.max(place.expiresAtMs - Date.now(), 0), timeoutMaxMs),
      )
    : undefined;
  response.on('drain', () => {
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

async function readRequest(request: IncomingMessage, bodyBytesMax: number): Promise<OperationRequest> {
  const isGet = request.method === 'GET';
  if (!isGet && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw refusal(415, 'BAD_REQUEST', 'Send the request as `content-type: application/json`.');
  }
  let parsed: unknown;
  try {
    parsed = isGet ? queryOf(request) : JSON.parse(await readBody(request, bodyBytesMax));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw refusal(400, 'BAD_REQUEST', `Invalid JSON: ${error.message}`);
    }
    throw error;
  }
  const { success, data } = operationRequest.safeParse(parsed);
  if (!success) {
    throw refusal(400, 'BAD_REQUEST', 'Send `query`, and `variables` and `operationName` if there are any.');
  }
  return data;
}

/** The request in a URL, where variables are JSON. Throws SyntaxError. */
function queryOf({ url = '' }: IncomingMessage): unknown {
  const parameters = new URLSearchParams(/\?.*/.exec(url)?.[0]);
  const variables = parameters.get('variables');
  return {
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName'),
    variables: variables === null || variables === '' ? null : JSON.parse(variables),
  };
}

function refusal(status: number, code: string, message: string): Refusal {
  return new Refusal(status, [{ message, extensions: { code } }]);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  if (error instanceof BodyTooLarge) {
    return refusal(413, 'LIMIT_EXCEEDED', error.message);
  }
  if (error instanceof GraphQLError) {
    const isUnauthenticated = error.extensions['code'] === 'UNAUTHENTICATED';
    return new Refusal(isUnauthenticated ? 401 : 400, [
      { message: error.message, extensions: { code: error.extensions['code'] } },
    ]);
  }
  throw error;
}
