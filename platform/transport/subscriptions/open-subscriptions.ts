import { interruptibleStream } from '../../interruptible-stream.ts';
import { TransportError } from '../transport.ts';
import { httpSubscriptions } from './http-streams.ts';
import type { SubscriptionProtocol, Subscriptions, SubscriptionSettings } from './subscription-settings.ts';
import { webSocketSubscriptions } from './web-sockets.ts';

/** Timeout of a subgraph's `pong`. */
const pongMaxMs = 15_000;
/** Common servers send heartbeats every 5 to 15 s. */
const heartbeatMaxMs = 30_000;

/** Opens the transport for the subscriptions of a subgraph. The first subscription makes the first connection. */
export function openSubscriptions({
  protocol,
  silenceMaxMs,
  ...settings
}: Omit<SubscriptionSettings, 'silenceMaxMs'> & {
  protocol: SubscriptionProtocol;
  silenceMaxMs?: number | undefined;
}): Subscriptions {
  if (!URL.canParse(settings.url)) {
    const fail = () => Promise.reject(new TransportError('has no URL for subscriptions'));
    return { subscribe: () => interruptibleStream(fail, () => {}), close: async () => {} };
  }
  return protocol === 'graphql-transport-ws'
    ? webSocketSubscriptions({ ...settings, silenceMaxMs: silenceMaxMs ?? pongMaxMs })
    : httpSubscriptions(protocol, { ...settings, silenceMaxMs: silenceMaxMs ?? heartbeatMaxMs });
}
