import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import type { DemandControl } from '@tributary/gateway/request/demand-control.ts';
import { publicOperationsShape } from '@tributary/gateway/public-operations/public-operations-settings.ts';
import type { McpSettings } from '@tributary/gateway/front/mcp/mcp-settings.ts';
import type { ExplorerSettings } from '@tributary/gateway/front/explorer.ts';
import { openCache } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Doors } from '@tributary/platform/doors.ts';
import { openHints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { SharedServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { quotas } from '@tributary/platform/settings.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import type { OpenSubgraph } from '@tributary/kit/define-subgraph.ts';
import { openSubgraphs, type OpenSubgraphs } from '@tributary/registry/open-subgraphs.ts';
import { openSharedKeys } from '@tributary/registry/speaking-services.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';
import type { JWK } from 'jose';
import { z } from 'zod';

const quotaShape = z.object(quotas);
export type Quotas = z.output<typeof quotaShape>;
const defaultQuotas = quotaShape.parse({});

export type PlatformSettings = {
  host: string;
  port: number;
  databaseUrl: string;
  redisUrl?: string | undefined;
  signingKey: JWK;
  /** Whether the platform runs with demo credentials. Sign-in is then throttled less. */
  demo: boolean;
  /** What the gateway tells of itself, by default as its address says. */
  doors?: Doors;
  /** The address of the server for operators. */
  admin?: { host: string; port: number } | undefined;
  /** Names by which clients may reach the gateway. */
  allowedHosts?: readonly string[];
  /** Origins besides our own from which browsers may call. */
  corsOrigins?: readonly string[];
  /** Bounds on what an organization stores. The defaults of the settings if left out. */
  quotas?: Quotas | undefined;
  /** The page on which people set a new password. Without it, there are no links to it. */
  passwordPage?: string | undefined;
  /** The file with the identity providers at which people may sign in. */
  signInProviders?: string | undefined;
  log: Logger;
  /** Returns the content of the explorer. The subgraphs are passed to sign a demo viewer in. */
  explorer?: (subgraphs: OpenSubgraphs) => ExplorerSettings;
  /** Called before the front door opens, when everything behind it is running. `gateway` signs as the gateway will. */
  prepare?: (subgraphs: OpenSubgraphs, gateway: CallerSigner) => Promise<void>;
  onStatement?: (sql: string) => void;
  /** Files and folders with the public operations. None by default. */
  publicOperations?: readonly string[] | undefined;
  /** The endpoint for agents. None by default. */
  mcp?: McpSettings | undefined;
  /** Budgets for the cost of operations. The defaults of the settings if left out. */
  demandControl?: DemandControl | undefined;
};

export type Platform = {
  url: string;
  gateway: Gateway;
  subgraphs: OpenSubgraphs;
  keys: SharedServiceKeys;
  close(): Promise<void>;
};

/**
 * Runs the gateway and all subgraphs in this process, on a migrated database. Everything opened is closed if a step
 * fails.
 */
export async function openPlatform(settings: PlatformSettings): Promise<Platform> {
  const { host, port, databaseUrl, redisUrl, signingKey, demo, log, onStatement } = settings;
  const metrics = createMetrics();
  // Made at each start: nothing that they sign outlives the process.
  const keys = openSharedKeys(log);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let closeOne = closers.pop(); closeOne !== undefined; closeOne = closers.pop()) {
      await closeOne();
    }
  };
  try {
    const caches = await openCache({ redisUrl, log });
    closers.push(caches.close);
    const hints = openHints({ redisUrl, log, metrics });
    closers.push(hints.close);
    const opened = await openSubgraphs({
      databaseUrl,
      redisUrl,
      keys,
      caches,
      hints,
      log,
      metrics,
      onStatement,
      settings: {
        JWT_PRIVATE_KEY: JSON.stringify(signingKey),
        GENEROUS_SIGN_IN: demo,
        PASSWORD_PAGE_URL: settings.passwordPage,
        SIGN_IN_PROVIDERS: settings.signInProviders,
        ...(settings.quotas ?? defaultQuotas),
      },
      onOpen: (closeSubgraph) => closers.push(closeSubgraph),
    });
    const signer = keys.signerOf('gateway');
    await settings.prepare?.(opened, signer);

    const subgraphs: ReadonlyMap<string, OpenSubgraph> = new Map(Object.entries(opened));
    const gateway = await openGateway({
      host,
      port,
      supergraphSdl: supergraphSdl(),
      transportFor: ({ name }) => {
        const subgraph = subgraphs.get(name)?.subgraph;
        if (subgraph === undefined) {
          throw new Error(`the supergraph names an unknown subgraph ${name}`);
        }
        // The gateway closes its transports; the subgraphs are closed after it.
        return { ...subgraph, close: async () => {} };
      },
      authentication: { keys: opened.users.publicKeys },
      revocations: opened.users.readRevocations,
      claims: opened.users.claims,
      recordToolCalls: opened.users.recordToolCalls,
      signer,
      caches,
      log,
      metrics,
      ...(settings.doors === undefined ? {} : { doors: settings.doors }),
      admin: settings.admin,
      dependencies: [...subgraphs].map(([name, { ping }]) => ({
        name: `database of ${name}`,
        isNeeded: true,
        check: ping,
      })),
      allowedHosts: settings.allowedHosts ?? [],
      corsOrigins: settings.corsOrigins ?? [],
      publicOperations: operationsAt(settings.publicOperations),
      mcp: settings.mcp,
      ...(settings.demandControl === undefined ? {} : { demandControl: settings.demandControl }),
      ...(settings.explorer === undefined ? {} : { explorer: settings.explorer(opened) }),
    });
    closers.push(gateway.close);
    return { url: gateway.url, gateway, subgraphs: opened, keys, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The settings of public operations in these files and folders. */
function operationsAt(manifests: readonly string[] | undefined) {
  return publicOperationsShape.parse(manifests === undefined ? undefined : { manifests });
}
