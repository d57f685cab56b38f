import type { ClientTls } from '../client-tls.ts';
import type { SubgraphRequest, SubgraphResponse } from '../transport.ts';

/** The protocols by which a subgraph may send subscriptions. */
export const subscriptionProtocols = ['graphql-transport-ws', 'sse', 'multipart'] as const;
export type SubscriptionProtocol = (typeof subscriptionProtocols)[number];

export type SubscriptionSettings = {
  /** `http`, `https`, `ws` or `wss`; the protocol decides which of them applies. */
  url: string;
  /** The certificate for `https` and `wss`. Without it the system's authorities are trusted. */
  tls?: ClientTls | undefined;
  connectTimeoutMs: number;
  /** A connection counts as broken after this much silence. 0: never. */
  silenceMaxMs: number;
  /** Limit on the length of an event, in characters. */
  eventLengthMax: number;
};

/** The transport for the subscriptions of one subgraph. */
export type Subscriptions = {
  /** The same as `subscribe` of a SubgraphTransport. */
  subscribe(request: SubgraphRequest): AsyncIterableIterator<SubgraphResponse>;
  close(): Promise<void>;
};
