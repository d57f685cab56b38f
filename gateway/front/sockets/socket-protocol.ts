import { isUtf8 } from 'node:buffer';
import { LoneSurrogate, parseRequestJson } from '@tributary/platform/json/request-json.ts';
import { z } from 'zod';
import { operationRequest } from '../../request/operation-request.ts';

/** https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export const subprotocol = 'graphql-transport-ws';

export type Closing = { code: number; reason: string };

/** The codes with which the gateway closes sockets. A reason has room for 123 bytes. */
export const closings = {
  /** The gateway stops, or is replaced (RFC 6455, section 7.4.1). */
  goingAway: { code: 1001, reason: 'Going away: connect again and resume after the last cursor' },
  /** The keys of tokens cannot be had at the moment. Clients come back with the same token. */
  tryAgainLater: { code: 1013, reason: 'Credentials cannot be verified at the moment: try again later' },
  /** A message is none of the protocol. */
  badMessage: { code: 4400, reason: 'Invalid message received' },
  /** An operation, or a token to renew, came before `connection_ack`. */
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  /** Credentials are not valid, or are those of somebody else than before. */
  forbidden: { code: 4403, reason: 'Forbidden' },
  /** The client offered no subprotocol that the gateway speaks. */
  badSubprotocol: { code: 4406, reason: 'Subprotocol not acceptable' },
  /** No `connection_init` came in time. */
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  /** An operation has the id of one that still runs. The reason names it. */
  duplicateSubscriber: { code: 4409, reason: 'Subscriber for this id already exists' },
  /** Ours: the token of the socket has expired, and no other one came in time. */
  tokenExpired: { code: 4410, reason: 'Token expired: connect with a new one and resume after the last cursor' },
  /** Ours: the client answered no ping and read nothing for two keep-alive periods. */
  slowReader: { code: 4411, reason: 'Nothing was read: connect again and resume after the last cursor' },
  /** A second `connection_init` came. */
  tooManyInits: { code: 4429, reason: 'Too many initialisation requests' },
  /** A fault of ours, which is logged. */
  internalError: { code: 4500, reason: 'Internal server error' },
} as const satisfies Readonly<Record<string, Closing>>;

export function duplicateSubscriber(id: string): Closing {
  const { code, reason } = closings.duplicateSubscriber;
  return { code, reason: id.length > 32 ? reason : `Subscriber for ${id} already exists` };
}

const payload = z.record(z.string(), z.unknown()).nullish();
const id = z.string().min(1);

const messageShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload }),
  z.object({ type: z.literal('ping'), payload }),
  z.object({ type: z.literal('pong'), payload }),
  z.object({ type: z.literal('subscribe'), id, payload: operationRequest }),
  z.object({ type: z.literal('complete'), id }),
]);
export type ClientMessage = z.output<typeof messageShape>;

/** An operation that cannot be taken, while the socket with its other operations can go on. */
export type RefusedOperation = { type: 'refused'; id: string; reason: string };

/** The shape of `subscribe` that counts for a refusal. */
const subscribeShape = z.object({ type: z.literal('subscribe'), id });

/** A message of a client; null if it is none. `ws` checks that text frames are UTF-8, but not binary ones. */
export function readMessage(bytes: Buffer): ClientMessage | RefusedOperation | null {
  if (!isUtf8(bytes)) {
    return null;
  }
  const text = bytes.toString();
  try {
    return messageShape.parse(parseRequestJson(text, 'payload'));
  } catch (error) {
    const subscribe = error instanceof LoneSurrogate ? subscribeShape.safeParse(JSON.parse(text)) : null;
    return subscribe?.success === true
      ? {
          type: 'refused',
          id: subscribe.data.id,
          reason: `Invalid JSON: ${String(error instanceof Error ? error.message : error)}`,
        }
      : null;
  }
}
