import type { Caches } from '@tributary/platform/cache.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import type { AccessTokens } from './identity/access-token.ts';
import type { Loaders } from './identity/loaders.ts';
import type { UsersQuotas } from './identity/quotas.ts';
import type { KeyedHash } from './identity/secrets.ts';
import type { SignInProviders } from './providers/begin-sign-in.ts';
import type { RefusedSignIns } from './sessions/refused-sign-ins.ts';
import type { SignInThrottle } from './sessions/sign-in-throttle.ts';

/** The context of this subgraph's resolvers, new for every request. */
export type Context = {
  db: Database;
  viewer: Viewer;
  /** The network address of the caller. */
  address: string | null;
  load: Loaders;
  caches: Caches;
  /** Hastens the revocation that a change has just made, in this process and in others. */
  announceRevocation(): void;
  /** The generation of the caller's token. */
  generation: number;
  accessTokens: AccessTokens;
  throttle: SignInThrottle;
  refusedSignIns: RefusedSignIns;
  keyedHash: KeyedHash;
  signInProviders: SignInProviders;
  /** The page on which people set a new password, if there is one. */
  passwordPage: string | undefined;
  quotas: UsersQuotas;
};
