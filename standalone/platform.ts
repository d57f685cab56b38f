import { openAccountsSubgraph } from '@tributary/accounts/accounts-subgraph.ts';
import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import type { ExplorerSettings } from '@tributary/gateway/front/explorer.ts';
import { openLedgerSubgraph, type LedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { openHints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createRevocations } from '@tributary/domain/revocations.ts';
import type { Subgraph } from '@tributary/kit/subgraph.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';
import { generousLimits, ordinaryLimits } from '@tributary/users/sign-in-throttle.ts';
import { openUsersSubgraph, type UsersSubgraph } from '@tributary/users/users-subgraph.ts';
import type { JWK } from 'jose';

export type PlatformSettings = {
  host: string;
  port: number;
  databaseUrl: string;
  redisUrl?: string | undefined;
  callerSecret: string;
  signingKey: JWK;
  /** Whether it runs with demo credentials: then sign-in is throttled less. */
  demo: boolean;
  /** Origins that browsers may call from besides our own. */
  corsOrigins?: readonly string[];
  log: Logger;
  /** What the explorer shows; the subgraphs are there to sign a demo viewer in. */
  explorer?: (subgraphs: { users: UsersSubgraph }) => ExplorerSettings;
  /** Called before the front door opens, with everything behind it running. */
  prepare?: (subgraphs: { users: UsersSubgraph; ledger: LedgerSubgraph; accounts: Subgraph }) => Promise<void>;
  onStatement?: (sql: string) => void;
};

export type Platform = {
  url: string;
  gateway: Gateway;
  users: UsersSubgraph;
  ledger: LedgerSubgraph;
  accounts: Subgraph;
  close(): Promise<void>;
};

/** Runs the gateway and the three subgraphs in this process, on a migrated database. What was opened is closed if anything fails. */
export async function openPlatform(settings: PlatformSettings): Promise<Platform> {
  const { host, port, databaseUrl, redisUrl, callerSecret, signingKey, demo, log, onStatement } = settings;
  const metrics = createMetrics();
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let closeOne = closers.pop(); closeOne !== undefined; closeOne = closers.pop()) {
      // oxlint-disable-next-line no-await-in-loop -- in reverse order
      await closeOne();
    }
  };
  try {
    const caches = await openCache({ redisUrl, log });
    closers.push(caches.close);
    const hints = openHints({ redisUrl, log });
    closers.push(hints.close);
    const revocations = createRevocations({ cache: caches.cache, hints });
    const users = await openUsersSubgraph({
      databaseUrl,
      callerSecret,
      signingKey,
      throttleLimits: demo ? generousLimits : ordinaryLimits,
      redisUrl,
      caches,
      revocations,
      log,
      metrics,
      onStatement,
    });
    closers.push(users.close);
    const ledger = await openLedgerSubgraph({
      databaseUrl,
      callerSecret,
      hints,
      revocations,
      log,
      metrics,
      onStatement,
    });
    closers.push(ledger.close);
    const accounts = await openAccountsSubgraph({
      databaseUrl,
      callerSecret,
      ledger: ledger.subgraph,
      users: users.subgraph,
      caches,
      log,
      metrics,
      onStatement,
    });
    closers.push(accounts.close);
    await settings.prepare?.({ users, ledger, accounts: accounts.subgraph });

    const subgraphs = new Map(
      [users.subgraph, accounts.subgraph, ledger.subgraph].map((subgraph) => [subgraph.name, subgraph]),
    );
    const gateway = await openGateway({
      host,
      port,
      supergraphSdl: supergraphSdl(),
      transportFor: ({ name }) => {
        const subgraph = subgraphs.get(name);
        if (subgraph === undefined) {
          throw new Error(`the supergraph names a subgraph ${name}, which is not here`);
        }
        // The gateway closes its ways, and the subgraphs behind these are closed below.
        return { ...subgraph, close: async () => {} };
      },
      authentication: { keys: users.publicKeys },
      callerSecret,
      caches,
      log,
      metrics,
      corsOrigins: settings.corsOrigins ?? [],
      ...(settings.explorer === undefined ? {} : { explorer: settings.explorer({ users }) }),
    });
    closers.push(gateway.close);
    return { url: gateway.url, gateway, users, ledger, accounts: accounts.subgraph, close };
  } catch (error) {
    await close();
    throw error;
  }
}
