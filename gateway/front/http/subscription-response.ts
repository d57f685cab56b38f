import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { Writable } from 'node:stream';
import type { GraphQLFormattedError } from 'graphql';
import { accessRevoked } from '../../streams/reader.ts';
import type { Revocations } from '@tributary/platform/revocations.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Subscribed } from '../../request/apollo-server.ts';
import type { ClientStream } from '../../streams/client-stream.ts';
import type { StreamHub } from '../../streams/stream-hub.ts';
import type { Subscriber } from '../../generation/subscriber.ts';
import { tooManySubscriptions, type Occupancy } from '../../request/occupancy.ts';
import { OperationRefused, RequestRefused, sendRefusal } from './client-request.ts';
import type { Compression } from './compression.ts';
import type { Accepted } from './negotiation.ts';
import type { StreamFraming } from './stream-framings.ts';

/** The maximum delay of setTimeout. */
const timeoutMaxMs = 2 ** 31 - 1;
/** Time for which the head of a stream by GET waits for a refusal of the subgraph. */
const headWithinMs = 1_000;
/** HTTP statuses for subscriptions that end before they begin, by the code of the error; 500 for other codes. */
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

export type SubscriptionResponseSettings = {
  hub: StreamHub;
  subscriberOf(context: GatewayContext): Subscriber;
  /** The open subscriptions over all transports. */
  subscriptions: Occupancy;
  /** Ends the streams of callers whose access is revoked. */
  revocations: Pick<Revocations, 'onRevoked'>;
  keepAliveMs: number;
  compression: Compression;
  /**
   * Lifetime of a stream. A proxy that reads on for a client that has gone cannot be detected earlier, since HTTP has
   * no pong.
   */
  lifeMaxMs: number;
};

/**
 * Writes a subscription into a response for as long as both sides go on. By GET the head waits a moment for the
 * subgraph, so that an immediate refusal gets an HTTP status. A browser's EventSource reconnects after any stream that
 * ends.
 */
export function writeSubscription(
  { subscription, after, context }: Subscribed,
  {
    framing,
    request,
    response,
    json,
    sendRefused = (status, errors) => sendRefusal(response, new RequestRefused(status, errors), json),
    settings: { hub, subscriberOf, subscriptions, revocations, keepAliveMs, lifeMaxMs, compression },
  }: {
    framing: StreamFraming;
    request: HttpRequest;
    response: HttpResponse;
    /** The media type of an answer without a stream, if one is accepted. */
    json: Accepted['json'];
    /** Answers a stream that is refused before it begins. By default with the errors as JSON. */
    sendRefused?: (status: number, errors: readonly GraphQLFormattedError[]) => void;
    settings: SubscriptionResponseSettings;
  },
): void {
  const lastEventId = request.headers['last-event-id'];
  const isResuming = framing.hasEventIds && typeof lastEventId === 'string' && lastEventId !== '';
  const resumesAfter = isResuming ? lastEventId : null;
  if (resumesAfter !== null && subscription.primary.resumption === null) {
    throw operationRefusal(400, 'BAD_USER_INPUT', 'This subscription cannot be resumed. Leave `Last-Event-ID` out.');
  }
  const full = hub.hasRoom() ? subscriptions.refusalOf(context.caller) : tooManySubscriptions;
  if (full !== null) {
    throw operationRefusal(503, 'LIMIT_EXCEEDED', full);
  }
  const body = new HeldBody(() => {
    const opened = compression.bodyOf(request, response, 'events');
    // The header keeps proxies from buffering events.
    response.writeHead(200, { 'content-type': framing.contentType, 'x-accel-buffering': 'no' });
    opened.write(framing.opening);
    return opened;
  });
  const waiting = request.method === 'GET' ? setTimeout(() => body.open(), headWithinMs) : undefined;
  if (waiting === undefined) {
    body.open();
  }
  response.once('close', () => clearTimeout(waiting));
  const events: ClientStream = hub.open(subscription, {
    subscriber: subscriberOf(context),
    after: resumesAfter ?? after,
    sink: {
      takesMore: () => body.opened?.writableNeedDrain !== true,
      write: (some) => body.open().write(Buffer.concat(some.map((event) => framing.event(event)))),
      sendPosition: (cursor) => body.open().write(framing.position(cursor)),
      sendState: () => body.open().write(framing.keepAlive(events.isInterrupted)),
      onEnded: subscriptions.enter(context.caller),
      end: (errors) => {
        clearTimeout(waiting);
        if (body.opened === null && errors.length > 0) {
          sendRefused(statusFor(errors), errors);
        } else {
          body.open().end(framing.end(errors));
        }
      },
    },
  });
  watch(events, { response, body, framing, keepAliveMs, lifeMaxMs });
  const stopWatching = revocations.onRevoked(context.caller, () => events.end('UNAUTHENTICATED', accessRevoked));
  response.once('close', stopWatching);
  if (response.destroyed) {
    stopWatching();
  }
  events.resume();
}

/** The body of a response whose head is sent with the first bytes. */
class HeldBody {
  readonly #begin: () => Writable;
  #drained = (): void => {};
  /** The open body; null while the head waits. */
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

/** The HTTP status of a subscription that ended before it began. */
function statusFor([error]: readonly GraphQLFormattedError[]): number {
  const code = String(error?.extensions?.['code']);
  return Object.hasOwn(statuses, code) ? (statuses[code] ?? 500) : 500;
}

/**
 * Resumes a stream when its client has drained, and keeps the connection alive. Ends the stream with the token, at its
 * maximum age, and when nothing is read.
 */
function watch(
  events: ClientStream,
  {
    response,
    body,
    framing,
    keepAliveMs,
    lifeMaxMs,
  }: { response: HttpResponse; body: HeldBody; framing: StreamFraming; keepAliveMs: number; lifeMaxMs: number },
): void {
  const endsAtMs = Date.now() + lifeMaxMs;
  let wasAboveHighWaterMark = false;
  const keepAlive = setInterval(() => {
    if (response.writableEnded || body.opened?.writableEnded === true) {
      // The stream has ended, but its client may still read earlier bytes.
      clearInterval(keepAlive);
    } else if (Date.now() >= endsAtMs) {
      events.end('GOING_AWAY', 'This stream has reached the age at which streams end.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    } else if (!body.open().writableNeedDrain) {
      body.open().write(framing.keepAlive(events.isInterrupted));
    } else if (wasAboveHighWaterMark) {
      events.end('SLOW_READER', 'Nothing of what was sent is read.');
      setTimeout(() => response.destroy(), keepAliveMs).unref();
      clearInterval(keepAlive);
    }
    wasAboveHighWaterMark = body.opened?.writableNeedDrain === true;
  }, keepAliveMs);
  const expiry = Number.isFinite(events.expiresAtMs)
    ? setTimeout(
        () => events.end('UNAUTHENTICATED', 'The access token has expired. Get a new one.'),
        Math.min(Math.max(events.expiresAtMs - Date.now(), 0), timeoutMaxMs),
      )
    : undefined;
  body.onDrain(() => {
    wasAboveHighWaterMark = false;
    events.resume();
  });
  const stop = () => {
    clearInterval(keepAlive);
    clearTimeout(expiry);
    events.leave();
  };
  response.once('close', stop);
  // The client may have gone while the request was read.
  if (response.destroyed) {
    stop();
  }
}

function operationRefusal(status: number, code: string, message: string): OperationRefused {
  return new OperationRefused(status, [{ message, extensions: { code } }]);
}
