import type { Caches } from '@tributary/platform/cache.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { openPostgres, type Database } from '@tributary/platform/postgres.ts';
import { callerOfPreviousVersion } from '@tributary/domain/previous-version.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import { createRevocations, type Revocations } from '@tributary/domain/revocations.ts';
import type { SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import type { JSONWebKeySet, JWK } from 'jose';
import { createAccessTokens } from './access-token.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers.ts';
import { createKeyedHash } from './secrets.ts';
import { generousLimits, openSignInThrottle, ordinaryLimits, type ThrottleLimits } from './sign-in-throttle.ts';
import { parseSigningKey, publicKeyOf } from './signing-key.ts';

export type UsersSettings = {
  databaseUrl: string;
  callerSecret: string;
  signingKey: JWK;
  throttleLimits: ThrottleLimits;
  /** The page on which people set a new password. Without it, there is a token and no link. */
  passwordPage?: string | undefined;
  redisUrl?: string | undefined;
  caches: Caches;
  /**
   * Announces ended access tokens to other processes. Without it, they last until they expire.
   */
  revocations?: Revocations;
  log: Logger;
  onStatement?: ((sql: string) => void) | undefined;
};

export type UsersSubgraph = {
  subgraph: Subgraph;
  db: Database;
  /** Keys that verify the access tokens of this subgraph. */
  publicKeys: JSONWebKeySet;
  routes: { '/.well-known/jwks.json': () => JSONWebKeySet };
  ping(): Promise<void>;
  close(): Promise<void>;
};

type UsersEnvironment = {
  JWT_PRIVATE_KEY: string;
  GENEROUS_SIGN_IN: boolean;
  PASSWORD_PAGE_URL?: string | undefined;
};

/** Opens the subgraph in a process of the platform. */
export async function open({
  settings: { JWT_PRIVATE_KEY, GENEROUS_SIGN_IN, PASSWORD_PAGE_URL },
  hints,
  ...resources
}: SubgraphResources<never, UsersEnvironment>): Promise<UsersSubgraph> {
  return openUsersSubgraph({
    ...resources,
    signingKey: await parseSigningKey(JWT_PRIVATE_KEY),
    throttleLimits: GENEROUS_SIGN_IN ? generousLimits : ordinaryLimits,
    passwordPage: PASSWORD_PAGE_URL,
    revocations: createRevocations({ cache: resources.caches.cache, hints }),
  });
}

/** Wires the users subgraph together. */
export async function openUsersSubgraph(settings: UsersSettings): Promise<UsersSubgraph> {
  const { databaseUrl, callerSecret, signingKey, throttleLimits, passwordPage } = settings;
  const { redisUrl, caches, revocations, log, onStatement } = settings;
  const { db, ping, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_users',
    applicationName: 'tributary-users',
    onStatement,
  });
  const accessTokens = await createAccessTokens(signingKey);
  const keyedHash = createKeyedHash(signingKey);
  const throttle = await openSignInThrottle({ redisUrl, limits: throttleLimits, log });
  const subgraph = await createSubgraph<Context>({
    name: 'users',
    sdl: subgraphSdl('users'),
    resolvers,
    createContext: ({ caller }) => {
      const viewer = viewerOf(caller);
      return {
        db,
        viewer,
        address: caller.address,
        load: createLoaders(db, viewer),
        caches,
        revocations,
        accessTokens,
        throttle,
        keyedHash,
        passwordPage,
      };
    },
    renewLoaders: (context) => {
      context.load = createLoaders(db, context.viewer);
    },
    callerSecret,
    translateCaller: callerOfPreviousVersion,
    log,
  });
  const publicKeys = { keys: [publicKeyOf(signingKey)] };
  return {
    subgraph,
    db,
    publicKeys,
    routes: { '/.well-known/jwks.json': () => publicKeys },
    ping,
    close: async () => {
      await subgraph.close();
      await throttle.close();
      await close();
    },
  };
}
