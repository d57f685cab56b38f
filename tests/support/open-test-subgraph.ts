import { serveSubgraph, type SubgraphServer } from '@tributary/kit/serve-subgraph.ts';
import { createSubgraph, type Subgraph, type SubgraphSettings } from '@tributary/kit/subgraph.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { silentLog } from './open-test-gateway.ts';
import { trust } from './service-keys.ts';

/** The ways from a gateway to a subgraph. */
export const transportKinds = ['in-process', 'over HTTP'] as const;
export type TransportKind = (typeof transportKinds)[number];

export type TestSubgraph = {
  subgraph: Subgraph;
  /** The URL of its server. */
  url: string;
  /** A new transport for a gateway. Closing it leaves the subgraph open. */
  transport(kind: TransportKind): SubgraphTransport;
  close(): Promise<void>;
};

/** Makes a subgraph and serves it on a free port. */
export async function openTestSubgraph<Context extends object>({
  log = silentLog,
  ...settings
}: Omit<SubgraphSettings<Context>, 'trust' | 'log'> & { log?: Logger }): Promise<TestSubgraph> {
  const subgraph = await createSubgraph({ ...settings, trust, log });
  const served = await serveOnPort(subgraph, { log });
  return {
    subgraph,
    url: served.url,
    transport: (kind) => (kind === 'in-process' ? leftOpen(subgraph) : httpTransport({ url: served.url })),
    close: async () => {
      await served.close();
      await subgraph.close();
    },
  };
}

/** Serves a subgraph on a port of this machine, a free one by default. */
export function serveOnPort(
  subgraph: Subgraph,
  { port = 0, log = silentLog }: { port?: number; log?: Logger } = {},
): Promise<SubgraphServer> {
  return serveSubgraph(subgraph, { host: '127.0.0.1', port, log, metrics: createMetrics(), ready: async () => {} });
}

/** An in-process transport that a gateway can close without closing the subgraph. */
export function leftOpen(subgraph: Subgraph): SubgraphTransport {
  return { ...subgraph, close: async () => {} };
}
