import type { GraphQLFormattedError } from 'graphql';
import type { StreamEvent } from '../../streams/event-buffer.ts';

/** The format of a subscription in the body of an HTTP response. */
export type StreamFraming = {
  contentType: string;
  /** Whether clients send the cursor of the last event as `Last-Event-ID`. */
  hasEventIds: boolean;
  /** The first bytes of the body. */
  opening: string;
  /** Frames the start cursor of the subscription, if the framing can. */
  position(cursor: string): string;
  event(event: StreamEvent): Buffer;
  /** Frames a heartbeat. It says whether the subgraph cannot be reached at the moment, if the framing can. */
  keepAlive(isInterrupted: boolean): string;
  end(errors: readonly GraphQLFormattedError[]): string;
};

/**
 * Server-sent events, as in the "distinct connections mode" of
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. The `id` of an event is its cursor, which browsers
 * send back as `Last-Event-ID` when they connect again.
 */
export const serverSentEvents: StreamFraming = {
  contentType: 'text/event-stream; charset=utf-8',
  hasEventIds: true,
  opening: ':\n\n',
  position: (cursor) => (isOneLine(cursor) ? `id: ${cursor}\n\n` : ''),
  event: ({ json, cursor }) =>
    between(`${cursor !== null && isOneLine(cursor) ? `id: ${cursor}\n` : ''}event: next\ndata: `, json, '\n\n'),
  keepAlive: (isInterrupted) => (isInterrupted ? ': resuming\n\n' : ':\n\n'),
  end: (errors) =>
    `${errors.length === 0 ? '' : `event: next\ndata: ${JSON.stringify({ errors })}\n\n`}event: complete\ndata:\n\n`,
};

const boundary = 'graphql';
const partBegins = '\r\ncontent-type: application/json\r\n\r\n';
const partEnds = `\r\n--${boundary}`;
const part = (text: string) => partBegins + text + partEnds;

/**
 * Apollo's protocol of https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol.
 * Each part is followed at once by the boundary that closes it, since clients take a part only when they have seen
 * that.
 */
export const multipartSubscription: StreamFraming = {
  contentType: `multipart/mixed;boundary="${boundary}";subscriptionSpec=1.0`,
  hasEventIds: false,
  opening: `\r\n--${boundary}`,
  position: () => '',
  event: ({ json }) => between(`${partBegins}{"payload":`, json, `}${partEnds}`),
  keepAlive: () => part('{}'),
  end: (errors) => `${errors.length === 0 ? '' : part(JSON.stringify({ payload: null, errors }))}--\r\n`,
};

/** The framings by the name of the stream that a client accepts. */
export const framings = { events: serverSentEvents, multipart: multipartSubscription } as const;

function between(before: string, json: Buffer, after: string): Buffer {
  return Buffer.concat([Buffer.from(before), json, Buffer.from(after)]);
}

/** Whether a text fits into one field. A line break would end the field, and a NUL would void it. */
function isOneLine(text: string): boolean {
  return !/[\r\n\0]/.test(text);
}
