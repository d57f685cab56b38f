import { leavable } from '../../leavable.ts';
import { TransportError } from '../transport.ts';
import { httpSubscriptions } from './http-streams.ts';
import type { SubscriptionProtocol, Subscriptions, SubscriptionSettings } from './subscription-settings.ts';
import { webSocketSubscriptions } from './web-sockets.ts';

/** Within this a subgraph answers a `ping`. */
const pongMaxMs = 15_000;
/** Heartbeats of the usual servers come every 5 to 15 s. */
const heartbeatMaxMs = 30_000;

/** Opens the way to the subscriptions of a subgraph. Nothing is connected before the first of them. */
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
    return { subscribe: () => leavable(fail, () => {}), close: async () => {} };
  }
  return protocol === 'graphql-transport-ws'
    ? webSocketSubscriptions({ ...settings, silenceMaxMs: silenceMaxMs ?? pongMaxMs })
    : httpSubscriptions(protocol, { ...settings, silenceMaxMs: silenceMaxMs ?? heartbeatMaxMs });
}
