import type { Caches } from '@tributary/platform/cache.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { openPostgres, type Database } from '@tributary/platform/postgres.ts';
import { callerOfPreviousVersion } from '@tributary/domain/previous-version.ts';
import type { Revocations } from '@tributary/domain/revocations.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import { subgraphSdl } from '@tributary/schema/subgraph-sources.ts';
import type { JSONWebKeySet, JWK } from 'jose';
import { createAccessTokens } from './access-token.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers.ts';
import { openSignInThrottle, type ThrottleLimits } from './sign-in-throttle.ts';
import { publicKeyOf } from './signing-key.ts';

export type UsersSettings = {
  databaseUrl: string;
  callerSecret: string;
  signingKey: JWK;
  throttleLimits: ThrottleLimits;
  redisUrl?: string | undefined;
  caches: Caches;
  /** Where others learn that an API client was revoked; without it, they notice at the end of its token. */
  revocations?: Revocations;
  log: Logger;
  metrics?: Registry | undefined;
  onStatement?: ((sql: string) => void) | undefined;
};

export type UsersSubgraph = {
  subgraph: Subgraph;
  db: Database;
  /** With what the access tokens of this subgraph are verified. */
  publicKeys: JSONWebKeySet;
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Wires the subgraph of organizations, people, API clients and sessions together. */
export async function openUsersSubgraph(settings: UsersSettings): Promise<UsersSubgraph> {
  const { databaseUrl, callerSecret, signingKey, throttleLimits, redisUrl, caches, revocations, log, onStatement } =
    settings;
  const { db, ping, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_users',
    applicationName: 'tributary-users',
    onStatement,
  });
  const accessTokens = await createAccessTokens(signingKey);
  const throttle = await openSignInThrottle({ redisUrl, limits: throttleLimits, log });
  const subgraph = await createSubgraph<Context>({
    name: 'users',
    sdl: subgraphSdl('users'),
    resolvers,
    createContext: ({ caller }) => {
      const viewer = viewerOf(caller);
      const { address } = caller;
      return { db, viewer, address, load: createLoaders(db, viewer), caches, revocations, accessTokens, throttle };
    },
    renewLoaders: (context) => {
      context.load = createLoaders(db, context.viewer);
    },
    callerSecret,
    translateCaller: callerOfPreviousVersion,
    log,
    metrics: settings.metrics,
  });
  return {
    subgraph,
    db,
    publicKeys: { keys: [publicKeyOf(signingKey)] },
    ping,
    close: async () => {
      await subgraph.close();
      await throttle.close();
      await close();
    },
  };
}
