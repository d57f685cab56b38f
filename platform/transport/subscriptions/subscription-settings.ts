import type { SubgraphRequest, SubgraphResponse } from '../transport.ts';

/** The protocols by which a subgraph may send subscriptions. */
export const subscriptionProtocols = ['graphql-transport-ws', 'sse', 'multipart'] as const;
export type SubscriptionProtocol = (typeof subscriptionProtocols)[number];

export type SubscriptionSettings = {
  /** `http`, `https`, `ws` or `wss`; the protocol decides which of them is meant. */
  url: string;
  connectTimeoutMs: number;
  /** After how much silence a connection counts as broken; 0: never. */
  silenceMaxMs: number;
  /** How long an event may be, in characters. */
  eventLengthMax: number;
};

/** The way to the subscriptions of one subgraph. */
export type Subscriptions = {
  /** As `subscribe` of a SubgraphTransport. */
  subscribe(request: SubgraphRequest): AsyncIterableIterator<SubgraphResponse>;
  close(): Promise<void>;
};
