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
import { createCors, createOriginCheck, type CorsSettings } from './front/cors.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import { createFrontDoor, pathOf } from './front/front-door.ts';
import { createHostCheck } from './front/hosts.ts';
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
  /** The header rules for requests to a subgraph, besides the caller's identity. */
  headerRulesFor?: (subgraph: string) => readonly HeaderRule[];
  /** The verification of access tokens. Null: every caller is anonymous. */
  authentication: AuthenticationSettings | null;
  /**
   * Reads revocations of access. They end sockets and streams, and keep revoked callers from cached answers. Subgraphs
   * decide about operations by themselves. Without it, no revocations are read.
   */
  revocations?: ReadRevocations | undefined;
  /** The store of used tickets; by default that of `caches`, which a full Redis may forget. */
  claims?: Claims | undefined;
  /** The secret that signs the caller for the subgraphs. Null: subgraphs do not learn the caller. */
  callerSecret: string | null;
  caches: Caches;
  /** The cache for persisted queries of several gateways, apart from `caches`, since anonymous clients can fill it. */
  persistedQueries?: Cache | undefined;
  log: Logger;
  /** The registry of the gateway's metrics. */
  metrics: Registry;
  limits?: Limits;
  explorer?: ExplorerSettings;
  /** Names by which clients may reach the gateway, as in `createHostCheck`. */
  allowedHosts?: readonly string[];
  /** Origins besides our own from which browsers may call, as in `createCors`. */
  corsOrigins?: readonly string[];
  /** The permissions of pages of these origins. */
  cors?: CorsSettings;
  /** The compression of answers. Null turns it off. */
  compression?: CompressionSettings | null;
  /** Whether identical queries of one viewer that are in flight together are executed once. */
  shareInFlight?: boolean;
  /** The cases in which entities nested in the answer of a subgraph are fetched separately; `repeated` by default. */
  entitiesApart?: EntitySplitting;
  /** The planner that is tried first. */
  planner?: PlannerName;
  /** The deadline of a query or a mutation. Data that has not arrived by then is null, with an error. */
  operationTimeoutMs?: number;
  /** The labels of overrides that are on. */
  overrides?: OverrideSettings;
  /** Interval of the checks whether a subscriber is still there. */
  keepAliveMs?: number;
  /** Maximum age of a subscription in an HTTP response, an hour by default. Its client then has to subscribe again. */
  httpStreamLifeMaxMs?: number;
  /** The number of our own proxies before the gateway, which write `x-forwarded-for`. */
  trustedProxies?: number;
};

export type Gateway = {
  url: string;
  /** Serves another supergraph from now on. Rejects and keeps the old one if the new one cannot be loaded. */
  reload(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
};

/** Grace period for the closing handshake of a socket. */
const socketDrainMs = 1_000;
const keepAliveMsDefault = 12_000;
const httpStreamLifeMaxMsDefault = 60 * 60 * 1000;
/** Limits on the open sockets, and on the open subscriptions over all transports. */
const socketsMax = 50_000;
const subscriptionsMax = 100_000;
const bodyBytesMax = 4 * 1024 * 1024;
/** The budget of the prepared operations of a generation. */
const operationsBytesMax = 256 * 1024 * 1024;
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

  const checkHost = createHostCheck({ host, allowed: settings.allowedHosts ?? [] });
  const checkOrigin = createOriginCheck({ origins: settings.corsOrigins ?? [], trustedProxies });

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
    checkHost,
    variesBy: variation.variesBy,
    compression,
  });
  const http = await listen({ host, port, log, handle });
  http.server.on('upgrade', (request, socket, head) => {
    const misdirected = checkHost(request);
    if (misdirected !== null) {
      refuseUpgrade(socket, 421, misdirected);
      return;
    }
    const foreign = checkOrigin(request);
    if (foreign !== null) {
      refuseUpgrade(socket, 403, foreign);
      return;
    }
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

/** Opens the parts that answer operations of any transport: the supergraph, the pipeline and the streams. */
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
    operationsBytesMax,
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
    limits,
  });
  registerCacheMetrics(metrics, () => ({
    ...operations.cacheBytes(),
    operations: gateway.generation.operationBytes(),
  }));
  const hub = createStreamHub({ streamsMax: subscriptionsMax, onSize: (size) => subscriptions.set(size) });
  const subscriberOf = createSubscribers({ access, errors, validate });
  return { gateway, access, operations, hub, subscriberOf, variation };
}

function registerCacheMetrics(metrics: Registry, bytes: () => Readonly<Record<string, number>>): void {
  const gauge = new Gauge({
    name: 'tributary_gateway_cache_bytes',
    help: 'Estimated memory of a cache in the process: parsed documents, prepared operations and persisted queries',
    labelNames: ['cache'],
    registers: [metrics],
    collect: () => {
      for (const [cache, size] of Object.entries(bytes())) {
        gauge.set({ cache }, size);
      }
    },
  });
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
