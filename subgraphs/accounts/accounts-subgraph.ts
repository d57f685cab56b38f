import type { Caches } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Trust } from '@tributary/platform/caller-verifier.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import { openRevocations } from '@tributary/domain/revocations.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import type { NodeTypes, SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Context } from './context.ts';
import { createIntents } from './intents.ts';
import { searchSession } from './list-accounts.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type AccountsSettings = {
  databaseUrl: string;
  trust: Trust;
  /** Signs the callers in requests to the two. */
  signer: CallerSigner;
  /** Transports to the two subgraphs that this one calls. */
  ledger: SubgraphTransport;
  users: SubgraphTransport;
  /** The entities of all subgraphs, by the prefix of their ids. */
  nodeTypes: NodeTypes;
  /** The most accounts that one organization may have. */
  quota: number;
  caches: Caches;
  /** Hastens revocations. */
  hints: Hints;
  log: Logger;
  metrics?: Registry | undefined;
  onStatement?: ((sql: string) => void) | undefined;
  /** Interval at which interrupted changes are resumed. */
  replayEveryMs?: number | undefined;
};

export type AccountsSubgraph = { subgraph: Subgraph; ping(): Promise<void>; close(): Promise<void> };

/** Opens the subgraph in a process of the platform. */
export async function open({
  subgraphs,
  settings: { ACCOUNTS_PER_ORGANIZATION: quota },
  ...resources
}: SubgraphResources<'users' | 'ledger', { ACCOUNTS_PER_ORGANIZATION: number }>): Promise<AccountsSubgraph> {
  return openAccountsSubgraph({ ...resources, ...subgraphs, quota });
}

/** Wires the accounts subgraph together. */
export async function openAccountsSubgraph(settings: AccountsSettings): Promise<AccountsSubgraph> {
  const { databaseUrl, trust, signer, ledger, users, nodeTypes, quota, replayEveryMs } = settings;
  const { caches, hints, log, metrics, onStatement } = settings;
  const { db, ping, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_accounts',
    applicationName: 'tributary-accounts',
    onStatement,
    session: searchSession,
  });
  const revocations = openRevocations({ subgraph: 'accounts', databaseUrl, hints, log, metrics });
  const intents = createIntents({ db, ledger, signer, caches, log, replayEveryMs });
  const subgraph = await createSubgraph<Context>({
    name: 'accounts',
    sdl: subgraphSdl('accounts'),
    resolvers,
    createContext: ({ caller, signed, scope }) => {
      const viewer = viewerOf(caller);
      const owners = { subgraphs: { ledger, users }, nodeTypes, signer, signed, scope };
      return {
        db,
        viewer,
        address: caller.address,
        owners,
        load: createLoaders(db, viewer, owners),
        caches,
        intents,
        users,
        signer,
        quota,
        scope,
      };
    },
    renewLoaders: (context) => {
      context.load = createLoaders(db, context.viewer, context.owners);
    },
    trust,
    revocations,
    log,
  });
  return {
    subgraph,
    ping,
    close: async () => {
      await intents.close();
      await subgraph.close();
      await revocations.close();
      await close();
    },
  };
}
