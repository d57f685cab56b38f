import { isUtf8 } from 'node:buffer';
import { LoneSurrogate, parseRequestJson } from '@tributary/platform/json/request-json.ts';
import { z } from 'zod';
import { operationRequest } from '../../request/operation-request.ts';

/** https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export const subprotocol = 'graphql-transport-ws';

/** Why a socket is closed. */
export const closings = {
  tryAgainLater: { code: 1013, reason: 'Credentials cannot be verified at the moment: try again later' },
  goingAway: { code: 1001, reason: 'Going away: connect again and resume after the last cursor' },
  badMessage: { code: 4400, reason: 'Invalid message received' },
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  forbidden: { code: 4403, reason: 'Forbidden' },
  badSubprotocol: { code: 4406, reason: 'Subprotocol not acceptable' },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  tooManyInits: { code: 4429, reason: 'Too many initialisation requests' },
  internalError: { code: 4500, reason: 'Internal server error' },
  // Ours.
  tokenExpired: { code: 4410, reason: 'Token expired: connect with a new one and resume after the last cursor' },
  slowReader: { code: 4411, reason: 'Nothing was read: connect again and resume after the last cursor' },
} as const;
export type Closing = { code: number; reason: string };

export function duplicateSubscriber(id: string): Closing {
  // A reason has room for 123 bytes.
  return { code: 4409, reason: `Subscriber for ${id.length > 32 ? 'this id' : id} already exists` };
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
