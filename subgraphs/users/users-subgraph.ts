import type { Caches, Claims } from '@tributary/platform/cache.ts';
import { issuerAudience } from '@tributary/platform/caller-signer.ts';
import { generationOf } from '@tributary/platform/caller.ts';
import type { Trust } from '@tributary/platform/caller-verifier.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { openPostgres, type Database } from '@tributary/platform/postgres.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import type { ReadRevocations, RevocationBatch } from '@tributary/platform/revocations.ts';
import { toolCallBatchShape, type RecordToolCalls } from '@tributary/platform/tool-calls.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import { openRevocations, revocationsChannel, selectRevocations } from '@tributary/domain/revocations.ts';
import type { RouteRequest, SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { recordToolCalls as recordCalls } from './audit/record-tool-calls.ts';
import { createAccessTokens } from './identity/access-token.ts';
import { claimTicket } from './sessions/claim-ticket.ts';
import type { Context } from './context.ts';
import { createLoaders } from './identity/loaders.ts';
import { resolvers } from './resolvers.ts';
import { createKeyedHash, sealingKeyOf } from './identity/secrets.ts';
import { createIdentityProvider } from './providers/identity-provider.ts';
import { readProviders, type ProviderSettings } from './providers/provider-settings.ts';
import { openRefusedSignIns } from './sessions/refused-sign-ins.ts';
import {
  generousLimits,
  openSignInThrottle,
  ordinaryLimits,
  type ThrottleLimits,
} from './sessions/sign-in-throttle.ts';
import type { UsersQuotas } from './identity/quotas.ts';
import { parseSigningKey, publicKeyOf } from './identity/signing-key.ts';

export type UsersSettings = {
  databaseUrl: string;
  trust: Trust;
  signingKey: JWK;
  throttleLimits: ThrottleLimits;
  /** The page on which people set a new password. Without it, a reset gives a token and no link. */
  passwordPage?: string | undefined;
  quotas: UsersQuotas;
  /** The identity providers at which people may sign in; by default none. */
  signInProviders?: readonly ProviderSettings[];
  redisUrl?: string | undefined;
  caches: Caches;
  /** Hastens revocations in other processes. */
  hints: Hints;
  log: Logger;
  metrics?: Registry | undefined;
  onStatement?: ((sql: string) => void) | undefined;
};

export type UsersSubgraph = {
  subgraph: Subgraph;
  db: Database;
  /** Keys that verify the access tokens of this subgraph. */
  publicKeys: JSONWebKeySet;
  /** Notes used tickets for a gateway in the same process. */
  claims: Claims;
  /** Reads revocations for a gateway in the same process. */
  readRevocations: ReadRevocations;
  /** Records calls of tools for a gateway in the same process. */
  recordToolCalls: RecordToolCalls;
  routes: {
    'GET /.well-known/jwks.json': () => JSONWebKeySet;
    'GET /revocations': (request: RouteRequest) => Promise<RevocationBatch>;
    'POST /used-tickets': (request: RouteRequest) => Promise<{ isFirst: boolean }>;
    'POST /tool-calls': (request: RouteRequest) => Promise<object>;
  };
  ping(): Promise<void>;
  close(): Promise<void>;
};

type UsersEnvironment = {
  JWT_PRIVATE_KEY: string;
  GENEROUS_SIGN_IN: boolean;
  PASSWORD_PAGE_URL?: string | undefined;
  SIGN_IN_PROVIDERS?: string | undefined;
  PEOPLE_PER_ORGANIZATION: number;
  API_CLIENTS_PER_ORGANIZATION: number;
};

/** Opens the subgraph in a process of the platform. */
export async function open({
  settings,
  ...resources
}: SubgraphResources<never, UsersEnvironment>): Promise<UsersSubgraph> {
  return openUsersSubgraph({
    ...resources,
    signingKey: await parseSigningKey(settings.JWT_PRIVATE_KEY),
    throttleLimits: settings.GENEROUS_SIGN_IN ? generousLimits : ordinaryLimits,
    passwordPage: settings.PASSWORD_PAGE_URL,
    signInProviders: settings.SIGN_IN_PROVIDERS === undefined ? [] : readProviders(settings.SIGN_IN_PROVIDERS),
    quotas: { people: settings.PEOPLE_PER_ORGANIZATION, apiClients: settings.API_CLIENTS_PER_ORGANIZATION },
  });
}

/** Wires the users subgraph together. */
export async function openUsersSubgraph(settings: UsersSettings): Promise<UsersSubgraph> {
  const { databaseUrl, trust, signingKey, throttleLimits, passwordPage, quotas } = settings;
  const { redisUrl, caches, hints, log, metrics, onStatement } = settings;
  const { sql, db, ping, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_users',
    applicationName: 'tributary-users',
    onStatement,
  });
  const accessTokens = await createAccessTokens(signingKey);
  const keyedHash = createKeyedHash(signingKey);
  const signInProviders = {
    providers: (settings.signInProviders ?? []).map((provider) => createIdentityProvider(provider, log)),
    sealingKey: sealingKeyOf(signingKey),
  };
  const revocations = openRevocations({ subgraph: 'users', databaseUrl, hints, log, metrics });
  const announceRevocation = () => hints.publish(revocationsChannel);
  const throttle = await openSignInThrottle({ redisUrl, limits: throttleLimits, log });
  const refusedSignIns = openRefusedSignIns({ db, log, metrics });
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
        announceRevocation,
        generation: generationOf(caller),
        accessTokens,
        throttle,
        refusedSignIns,
        keyedHash,
        signInProviders,
        passwordPage,
        quotas,
      };
    },
    renewLoaders: (context) => {
      context.load = createLoaders(db, context.viewer);
    },
    trust,
    revocations,
    log,
  });
  const verifyCaller = trust.verifierFor(issuerAudience);
  const claims: Claims = { claim: (name, lifeSeconds) => claimTicket(db, name, lifeSeconds) };
  const readRevocations = (after: string | null) => selectRevocations(sql, after);
  const recordToolCalls: RecordToolCalls = (calls) => recordCalls(db, calls);
  const publicKeys = { keys: [publicKeyOf(signingKey)] };
  return {
    subgraph,
    db,
    publicKeys,
    claims,
    readRevocations,
    recordToolCalls,
    routes: {
      'GET /.well-known/jwks.json': () => publicKeys,
      'GET /revocations': async ({ caller, search }) => {
        await verifyCaller(caller);
        return readRevocations(parsePosition(search.get('after')));
      },
      'POST /used-tickets': async ({ caller, search }) => {
        await verifyCaller(caller);
        const { name, lifeSeconds } = claimShape.parse(Object.fromEntries(search));
        return { isFirst: await claims.claim(name, lifeSeconds) };
      },
      'POST /tool-calls': async ({ caller, body }) => {
        await verifyCaller(caller);
        const { success, data, error } = toolCallBatchShape.safeParse(await body());
        if (!success) {
          throw new Misuse('BAD_USER_INPUT', z.prettifyError(error));
        }
        await recordCalls(db, data.calls);
        return {};
      },
    },
    ping,
    close: async () => {
      await subgraph.close();
      await revocations.close();
      await throttle.close();
      await refusedSignIns.close();
      await close();
    },
  };
}

const claimShape = z.object({
  name: z.string().min(1).max(100),
  lifeSeconds: z.coerce.number().int().min(1).max(3_600),
});

/** A position that this subgraph gave. Anything else is null, which reads all. */
function parsePosition(after: string | null): string | null {
  return after !== null && /^\d{1,19}$/.test(after) ? after : null;
}
