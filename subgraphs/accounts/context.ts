import type { Caches } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import type { Intents } from './intents.ts';
import type { NodeOwners } from './find-nodes.ts';
import type { Loaders } from './loaders.ts';

/** The context of this subgraph's resolvers, new for every request. */
export type Context = {
  db: Database;
  viewer: Viewer;
  /** The network address of the caller. */
  address: string | null;
  load: Loaders;
  owners: NodeOwners;
  caches: Caches;
  intents: Intents;
  users: SubgraphTransport;
  signer: CallerSigner;
  /** The most accounts that one organization may have. */
  quota: number;
  scope: RequestScope;
};
