import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { GraphQLFormattedError } from 'graphql';
import { RequestRefused, sendRefusal } from './client-request.ts';
import type { Compression } from './compression.ts';
import type { Subscribed } from '../../request/apollo-server.ts';
import { serverSentEvents, type StreamFraming } from './stream-framings.ts';
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
};

export type HttpStreamSettings = {
  hub: StreamHub;
  keepAliveMs: number;
  compression: Compression;
  /** How long a stream lives. A reader behind a proxy that reads on for nobody cannot be noticed earlier, since HTTP has no pong. */
  lifeMaxMs: number;
};

/** Says what is wrong with an operation on an accepted stream, as https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md wants it. By GET a browser's EventSource would connect again for ever. */
export function refuseByStream(response: ServerResponse, errors: readonly GraphQLFormattedError[]): void {
  response.writeHead(200, { 'content-type': serverSentEvents.contentType });
  response.end(serverSentEvents.end(errors));
}

/**
 * Writes a subscription into a response for as long as both sides go on. By GET the head waits a moment for the subgraph: what that refuses at once gets an HTTP status, since a browser's EventSource connects again after any
 * stream that ends.
 */
export function streamSubscription(
  { subscription, after, context }: Subscribed,
  {
    framing,
    request,
    response,
    json,
    settings: { hub, keepAliveMs, lifeMaxMs, compression },
  }: {
    framing: StreamFraming;
    request: IncomingMessage;
    response: ServerResponse;
    /** The media type of an answer that is no stream, if one is accepted. */
    json: string | null;
    settings: HttpStreamSettings;
  },
): void {
  const lastEventId = request.headers['last-event-id'];
  const isResuming = framing === serverSentEvents && typeof lastEventId === 'string' && lastEventId !== '';
  const resumesAfter = isResuming ? lastEventId : null;
  if (resumesAfter !== null && subscription.primary.resumption === null) {
    throw refusedOperation(400, 'BAD_USER_INPUT', 'This subscription cannot be resumed. Leave `Last-Event-ID` out.');
  }
  if (!hub.hasRoom()) {
    throw refusedOperation(503, 'LIMIT_EXCEEDED', 'There are too many subscriptions. Try again in a moment.');
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
    after: resumesAfter ?? after,
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

/** A refusal of an operation before it began. */
export class OperationRefused extends RequestRefused {
  override name = 'OperationRefused';
}

function refusedOperation(status: number, code: string, message: string): OperationRefused {
  return new OperationRefused(status, [{ message, extensions: { code } }]);
}
