import type { Trust } from '@tributary/platform/caller-verifier.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import { openRevocations } from '@tributary/domain/revocations.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import type { SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import type { Context } from './context.ts';
import { createLogTails, logChannel } from './follow/log-tails.ts';
import { createLoaders } from './read/loaders.ts';
import { createTotalsReader } from './read/totals.ts';
import { resolvers } from './resolvers.ts';
import { openBatchPool } from './write/batch-pool.ts';
import { createCommandQueue, type CommandQueue } from './write/command-queue.ts';
import { createDryRuns } from './write/dry-runs.ts';
import { sweepDueHolds } from './write/expire-holds.ts';

/** The most batches that are posted at once. More than the database has cores for bring nothing. */
const batchesAtOnceMax = 4;

export type LedgerSettings = {
  databaseUrl: string;
  trust: Trust;
  hints: Hints;
  log: Logger;
  metrics?: Registry | undefined;
  onStatement?: ((sql: string) => void) | undefined;
};

export type LedgerSubgraph = {
  subgraph: Subgraph;
  commands: CommandQueue;
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Opens the subgraph in a process of the platform. */
export async function open(resources: SubgraphResources): Promise<LedgerSubgraph> {
  return openLedgerSubgraph(resources);
}

/** Opens the subgraph: its connections, its queues of commands, the sweep of due holds, and the tails of logs. */
export async function openLedgerSubgraph(settings: LedgerSettings): Promise<LedgerSubgraph> {
  const { databaseUrl, trust, hints, log, metrics, onStatement } = settings;
  const connection = { url: databaseUrl, role: 'tributary_ledger', applicationName: 'tributary-ledger', onStatement };
  const { db, ping, close } = openPostgres(connection);
  const batchPool = openBatchPool({ ...connection, poolSize: batchesAtOnceMax });
  const commands = createCommandQueue({
    pool: batchPool,
    onCommit: (organizationId) => hints.publish(logChannel(organizationId)),
    log,
  });
  const dryRuns = createDryRuns({ pool: batchPool });
  const stopSweeping = sweepDueHolds({ db, commands, log });
  const tails = createLogTails({ db, hints, log });
  const feed = { db, tails, hints };
  const totals = createTotalsReader(db);
  const revocations = openRevocations({ subgraph: 'ledger', databaseUrl, hints, log, metrics });
  const subgraph = await createSubgraph<Context>({
    name: 'ledger',
    sdl: subgraphSdl('ledger'),
    resolvers,
    createContext: ({ caller, scope }) => {
      const viewer = viewerOf(caller);
      const load = createLoaders(db, viewer);
      return { db, viewer, address: caller.address, load, totals, commands, dryRuns, feed, scope };
    },
    renewLoaders: (context) => {
      context.load = createLoaders(db, context.viewer);
    },
    trust,
    revocations,
    log,
  });
  return {
    subgraph,
    commands,
    ping,
    close: async () => {
      await stopSweeping();
      await commands.close();
      await dryRuns.close();
      await subgraph.close();
      await revocations.close();
      await tails.close();
      await batchPool.end();
      await close();
    },
  };
}
