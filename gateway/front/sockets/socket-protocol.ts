import { isUtf8 } from 'node:buffer';
import { LoneSurrogate, parseRequestJson } from '@tributary/platform/json/request-json.ts';
import { z } from 'zod';
import { operationRequest } from '../../request/operation-request.ts';
import { isMeasured, JsonSize } from '../http/json-size.ts';

/** https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export const subprotocol = 'graphql-transport-ws';

/** The frame that closes a socket. */
export type Closing = { code: number; reason: string };

/**
 * Every code with which the gateway closes a socket: those of the protocol, of RFC 6455, and ours (`isOurs`). Where
 * `retry` is false, the client has to change something first. docs/errors.md is generated from this table.
 */
export const closings = {
  goingAway: {
    code: 1001,
    reason: 'Going away: connect again and resume after the last cursor',
    retry: true,
    remedy: 'Connect again, and resume each stream after its last cursor.',
  },
  tryAgainLater: {
    code: 1013,
    reason: 'Credentials cannot be verified at the moment: try again later',
    retry: true,
    remedy: 'Connect again after a pause, with the same token.',
  },
  badMessage: {
    code: 4400,
    reason: 'Invalid message received',
    retry: false,
    remedy: 'Correct the message: it is no message of graphql-transport-ws, or a value in it cannot be a header.',
  },
  unauthorized: {
    code: 4401,
    reason: 'Unauthorized',
    retry: false,
    remedy: 'Send `connection_init` first, and wait for `connection_ack`.',
  },
  forbidden: {
    code: 4403,
    reason: 'Forbidden',
    retry: false,
    remedy: 'Send a valid token. A renewal takes a token of the same person or API client.',
  },
  badSubprotocol: {
    code: 4406,
    reason: 'Subprotocol not acceptable',
    retry: false,
    remedy: 'Offer the subprotocol `graphql-transport-ws`.',
  },
  initTimeout: {
    code: 4408,
    reason: 'Connection initialisation timeout',
    retry: true,
    remedy: 'Send `connection_init` within 3 seconds.',
  },
  duplicateSubscriber: {
    code: 4409,
    reason: 'Subscriber for this id already exists',
    retry: false,
    remedy: 'Give each running operation of a socket its own `id`.',
  },
  tokenExpired: {
    code: 4410,
    reason: 'Token expired: connect with a new one and resume after the last cursor',
    retry: true,
    isOurs: true,
    remedy: 'Connect with a new token. Renew it beforehand by a `ping` to keep the socket.',
  },
  slowReader: {
    code: 4411,
    reason: 'Nothing was read: connect again and resume after the last cursor',
    retry: true,
    isOurs: true,
    remedy: 'Connect again, resume each stream after its last cursor, and read faster.',
  },
  tooManySockets: {
    code: 4412,
    reason: 'Too many sockets: close another one, or connect again later',
    retry: true,
    isOurs: true,
    remedy: 'Use one socket for all subscriptions of a caller. A limit of the gateway is reached.',
  },
  idle: {
    code: 4413,
    reason: 'Idle for too long without a token: connect again when there is an operation',
    retry: true,
    isOurs: true,
    remedy: 'Connect when there is an operation, or with a token.',
  },
  tooManyInits: {
    code: 4429,
    reason: 'Too many initialisation requests',
    retry: false,
    remedy: 'Send `connection_init` once per socket.',
  },
  internalError: {
    code: 4500,
    reason: 'Internal server error',
    retry: true,
    remedy: 'Connect again. If it persists, report the time.',
  },
} as const satisfies Record<string, Closing & { retry: boolean; isOurs?: true; remedy: string }>;

/** The closing for a second operation with the same id. The reason names a short id, as the protocol requires. */
export function duplicateSubscriber(id: string): Closing {
  const { code, reason } = closings.duplicateSubscriber;
  // A reason has room for 123 bytes.
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

/** A refused operation. The socket with its other operations stays open. */
export type RefusedOperation = { type: 'refused'; id: string; reason: string };

/** The shape of `subscribe` for which an operation is refused. */
const subscribeShape = z.object({ type: z.literal('subscribe'), id });

/**
 * Parses a message of a client. Null if it is invalid or too large. `ws` checks that text frames are UTF-8, but not
 * binary ones.
 */
export function parseMessage(bytes: Buffer): ClientMessage | RefusedOperation | null {
  if (!isUtf8(bytes)) {
    return null;
  }
  if (isMeasured(bytes.length) && new JsonSize().add(bytes) !== null) {
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
