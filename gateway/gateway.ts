import './telemetry-off.ts';
import type { Cache, Caches, Claims } from '@tributary/platform/cache.ts';
import { listen } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, Gauge, Histogram, type Registry } from '@tributary/platform/metrics.ts';
import { RequestScope } from '@tributary/platform/request-scope.ts';
import {
  followRevocations,
  noRevocations,
  type ReadRevocations,
  type Revocations,
} from '@tributary/platform/revocations.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { EntitySplitting } from './compile/plan-choice.ts';
import { createOverrides, type OverrideSettings } from './composed/override-labels.ts';
import { createCors, type CorsSettings } from './front/cors.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import { createFrontDoor, pathOf } from './front/front-door.ts';
import { createGraphQLHandler } from './front/http/answer-graphql.ts';
import { compressionDefault, createCompression, type CompressionSettings } from './front/http/compression.ts';
import { refuseUpgrade } from './front/sockets/refuse-upgrade.ts';
import { serveSockets } from './front/sockets/sockets.ts';
import { TributaryGateway } from './generation/supergraph-loader.ts';
import { loadPlanner, type PlannerName } from './planning/load-planner.ts';
import { openOperationServer } from './request/apollo-server.ts';
import { createAuthenticator, type AuthenticationSettings } from './request/authentication.ts';
import { registerCircuitMetrics } from './request/circuit-metrics.ts';
import { executeStage } from './request/execute.ts';
import { createErrorFormatter } from './request/format-errors.ts';
import type { HeaderRule } from './request/header-rules.ts';
import { cacheStage } from './request/cache-answers.ts';
import { joinStages } from './request/pipeline.ts';
import { planStage } from './request/plan-operation.ts';
import { defaultLimits, operationTimeoutMsDefault, type Limits } from './request/rules/limits.ts';
import { createSubscribers } from './request/subscriber.ts';
import { createSubgraphAccess } from './request/subgraph-access.ts';
import { createValidation, validateStage } from './request/validate.ts';
import { createVariation } from './request/variation.ts';
import { createStreamHub } from './streams/stream-hub.ts';

export type GatewaySettings = {
  host: string;
  port: number;
  supergraphSdl: string;
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** What a subgraph is told in headers, besides who is calling. */
  headerRulesFor?: (subgraph: string) => readonly HeaderRule[];
  /** Null: every caller is anonymous. */
  authentication: AuthenticationSettings | null;
  /**
   * Reads which access was revoked, to end sockets and streams by it, and to answer nothing from the cache. Subgraphs
   * decide about operations by themselves. Without it the gateway reads nothing.
   */
  revocations?: ReadRevocations | undefined;
  /** Where it is noted which tickets were used; that of `caches` by default, which a full Redis may forget. */
  claims?: Claims | undefined;
  /** What the subgraphs know the gateway by; null: they are not told who is calling. */
  callerSecret: string | null;
  caches: Caches;
  /** The cache for persisted queries of several gateways, apart from `caches`, since anonymous clients can fill it. */
  persistedQueries?: Cache | undefined;
  log: Logger;
  /** Where the gateway registers what it measures. */
  metrics: Registry;
  limits?: Limits;
  explorer?: ExplorerSettings;
  /** Origins that browsers may call from besides our own, as in `createCors`. */
  corsOrigins?: readonly string[];
  /** What pages of these may do. */
  cors?: CorsSettings;
  /** How answers are compressed; null: not at all. */
  compression?: CompressionSettings | null;
  /** Whether queries of one viewer that are identical and in flight together are executed once. */
  shareInFlight?: boolean;
  /** When entities that are nested in the answer of a subgraph are asked of it apart; `repeated` by default. */
  entitiesApart?: EntitySplitting;
  /** Which planner is asked first. */
  planner?: PlannerName;
  /** How long a query or a mutation may take; what did not arrive by then is null, with an error. */
  operationTimeoutMs?: number;
  /** Which labels of overrides are on. */
  overrides?: OverrideSettings;
  /** How often it is looked whether who subscribed is still there. */
  keepAliveMs?: number;
  /** How long a subscription in an HTTP response lives before its client has to subscribe again; an hour by default. */
  httpStreamLifeMaxMs?: number;
  /** How many proxies of ours stand before the gateway, and write `x-forwarded-for`. */
  trustedProxies?: number;
};

export type Gateway = {
  url: string;
  /** Serves another supergraph from now on. Rejects, and keeps the old one, when it cannot be loaded. */
  reload(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
};

/** Grace period for the closing handshake of a socket. */
const socketDrainMs = 1_000;
const keepAliveMsDefault = 12_000;
const httpStreamLifeMaxMsDefault = 60 * 60 * 1000;
/** How many sockets, and how many subscriptions over whichever transport, may be open at once. */
const socketsMax = 50_000;
const subscriptionsMax = 100_000;
const bodyBytesMax = 4 * 1024 * 1024;
const operationsMax = 1_000;
const warmOperationsMax = 100;
const noOverrides: OverrideSettings = { labels: {}, header: null };

/** Serves any Federation 2 supergraph over HTTP and WebSocket. Throws when the supergraph cannot be loaded. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { host, port, caches, log, metrics, trustedProxies = 0, keepAliveMs = keepAliveMsDefault } = settings;
  const { revocations: read } = settings;
  const revocations = read === undefined ? noRevocations : followRevocations({ read, log, metrics, reader: 'gateway' });
  const { gateway, access, operations, hub, subscriberOf, variation } = await openOperations(
    settings,
    revocations,
  ).catch(async (error: unknown) => {
    await revocations.close();
    throw error;
  });
  const authenticator = createAuthenticator(settings.authentication, settings.claims ?? caches.claims);
  const overridesFor = createOverrides(settings.overrides ?? noOverrides);
  const compression = createCompression(settings.compression === undefined ? compressionDefault : settings.compression);
  const lifeMaxMs = settings.httpStreamLifeMaxMs ?? httpStreamLifeMaxMsDefault;

  const sockets = serveSockets({
    operations,
    hub,
    subscriberOf,
    authenticator,
    revocations,
    trustedProxies,
    overridesFor,
    propagated: variation.propagated,
    socketsMax,
    keepAliveMs,
    onError: (error, requestId) => log.error({ err: error, requestId }, 'a message of a socket could not be answered'),
    scopeOf: ({ requestId: id, headers }) => new RequestScope({ id, log, headers }),
  });
  const handle = createFrontDoor({
    answerGraphQL: createGraphQLHandler({
      operations,
      bodyBytesMax,
      streams: { hub, subscriberOf, revocations, keepAliveMs, compression, lifeMaxMs },
    }),
    authenticator,
    metrics,
    explorer: settings.explorer,
    allowOrigin: createCors({
      origins: settings.corsOrigins ?? [],
      namedHeaders: variation.variesBy,
      settings: settings.cors ?? {},
    }),
    trustedProxies,
    overridesFor,
    variesBy: variation.variesBy,
    compression,
  });
  const http = await listen({ host, port, log, handle });
  http.server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) !== '/graphql') {
      refuseUpgrade(socket, 404, 'There is no WebSocket here; the graph is at /graphql.');
      return;
    }
    sockets.upgrade(request, socket, head);
  });

  return {
    url: http.url,
    reload: (sdl) => gateway.reload(sdl),
    close: async () => {
      const closed = http.close();
      hub.close();
      await Promise.all([sockets.close(socketDrainMs), closed]);
      await revocations.close();
      await operations.stop();
      await access.close();
    },
  };
}

/** Opens what answers operations, whatever transport they come by: the supergraph, the pipeline and the streams. */
async function openOperations(settings: GatewaySettings, revocations: Revocations) {
  const { supergraphSdl, caches, log, metrics, limits = defaultLimits } = settings;
  const { headerRulesFor = () => [], overrides = noOverrides } = settings;
  const { operationTimeoutMs = operationTimeoutMsDefault, shareInFlight = false } = settings;
  const { planning, reloads, subscriptions } = registerOperationMetrics(metrics);
  const { transportFor, callerSecret } = settings;
  const access = createSubgraphAccess({ transportFor, callerSecret, headerRulesFor, caches, log, operationTimeoutMs });
  registerCircuitMetrics(metrics, access.circuits);
  const gateway = new TributaryGateway({
    supergraphSdl,
    log,
    operationsMax,
    entitiesApart: settings.entitiesApart ?? 'repeated',
    prepareOther: await loadPlanner(settings.planner ?? 'apollo'),
    warmOperationsMax,
    onPrepared: (seconds) => planning.observe(seconds),
    onReload: (outcome) => {
      reloads.inc({ outcome });
      if (outcome === 'loaded') {
        hub.replan(gateway.generation);
        access.retain(gateway.generation.subgraphs);
      }
    },
  });
  const variation = createVariation({ generation: () => gateway.generation, headerRulesFor, overrides });
  const errors = createErrorFormatter(log);
  const validate = createValidation(limits);
  const { isKeeping } = caches;
  const pipeline = joinStages([
    validateStage(validate),
    planStage,
    ...(isKeeping ? [cacheStage(caches, { dependsOn: variation.dependsOn, isRevoked: revocations.isRevoked })] : []),
    executeStage({ access, shareInFlight, isKeeping, operationTimeoutMs }),
  ]);
  const operations = await openOperationServer({
    gateway,
    generationOf: (schema) => gateway.generationOf(schema),
    pipeline,
    errors,
    persistedQueries: settings.persistedQueries ?? null,
    tokensMax: limits.tokens,
  });
  const hub = createStreamHub({ streamsMax: subscriptionsMax, onSize: (size) => subscriptions.set(size) });
  const subscriberOf = createSubscribers({ access, errors, validate });
  return { gateway, access, operations, hub, subscriberOf, variation };
}

function registerOperationMetrics(metrics: Registry) {
  const registers = [metrics];
  return {
    planning: new Histogram({
      name: 'tributary_gateway_planning_seconds',
      help: 'Time to plan and compile an operation at its first use',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    reloads: new Counter({
      name: 'tributary_gateway_reloads_total',
      help: 'Supergraph reload attempts, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    subscriptions: new Gauge({
      name: 'tributary_gateway_subscriptions',
      help: 'Open subscriptions, over all transports',
      registers,
    }),
  };
}
