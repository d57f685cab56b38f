import './telemetry-off.ts';
import type { Cache, Caches, Claims } from '@tributary/platform/cache.ts';
import { listenForAdministration } from '@tributary/platform/admin-server.ts';
import { readDoors, type Doors } from '@tributary/platform/doors.ts';
import { listen, type ArrivalSettings } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { PoolIsBusy } from '@tributary/platform/pooled-thread.ts';
import { Counter, Gauge, Histogram, type Registry } from '@tributary/platform/metrics.ts';
import type { Dependency } from '@tributary/platform/readiness.ts';
import { RequestScope } from '@tributary/platform/request-scope.ts';
import {
  followRevocations,
  noRevocations,
  type ReadRevocations,
  type Revocations,
} from '@tributary/platform/revocations.ts';
import type { TokenBuckets } from '@tributary/platform/token-buckets.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { EntitySplitting } from './compile/plan-choice.ts';
import { createOverrides, type OverrideSettings } from './composed/override-labels.ts';
import { createCookieCheck } from './front/cookie-check.ts';
import { createCors, createOriginCheck, type CorsSettings } from './front/cors.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import { createFrontDoor } from './front/front-door.ts';
import { createHostCheck } from '@tributary/platform/hosts.ts';
import { createStrictTransport } from './front/strict-transport.ts';
import { createGraphQLHandler } from './front/http/answer-graphql.ts';
import { compressionDefault, createCompression, type CompressionSettings } from './front/http/compression.ts';
import { boundConnections, Occupancy, type OpenMax } from './request/occupancy.ts';
import { serveSockets } from './front/sockets/sockets.ts';
import { createUpgradeHandler } from './front/sockets/upgrades.ts';
import { TributaryGateway } from './generation/supergraph-loader.ts';
import { openOperationWorkers, type OperationPool } from './generation/operation-workers.ts';
import { defaultPlanningLimits, type PlanningLimits } from './generation/planning-limits.ts';
import { createOperationPool } from './operation-pool.ts';
import { openDocuments, type DocumentSettings } from './open-documents.ts';
import { loadPlanner, type PlannerName } from './planning/load-planner.ts';
import { openOperationServer } from './request/apollo-server.ts';
import { answerLimitsDefault } from './request/rules/answer-limits.ts';
import { createAuthenticator, type AuthenticationSettings } from './request/authentication.ts';
import { registerCircuitMetrics } from './request/circuit-metrics.ts';
import { dependenciesOf } from './request/dependencies.ts';
import { registerCostMetrics } from './request/cost-metrics.ts';
import { demandControlDefault, type DemandControl } from './request/demand-control.ts';
import { executeStage } from './request/execute.ts';
import { createErrorFormatter } from './request/format-errors.ts';
import type { HeaderRule } from './request/header-rules.ts';
import { cacheStage } from './request/cache-answers.ts';
import { createInFlight, inFlightDefaults, type InFlight, type InFlightSettings } from './request/in-flight.ts';
import { joinStages } from './request/pipeline.ts';
import { planStage } from './request/plan-operation.ts';
import { createRateLimits, freeAdmission, type RateLimit, type RateLimits } from './request/rate-limits.ts';
import { defaultLimits, operationTimeoutMsDefault, type Limits } from './request/rules/limits.ts';
import { createSubscribers } from './request/subscriber.ts';
import { createSubgraphAccess } from './request/subgraph-access.ts';
import { registerSubgraphMetrics } from './request/subgraph-metrics.ts';
import { createValidation, validateStage } from './request/validate.ts';
import { createVariation } from './request/variation.ts';
import { createWeighing, weighStage } from './request/weigh.ts';
import { createStreamHub } from './streams/stream-hub.ts';

export type GatewaySettings = DocumentSettings & {
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
  /** Limits on the rates of requests, with the buckets that they use. */
  rates?: { limits: readonly RateLimit[]; buckets: TokenBuckets } | undefined;
  /** Bounds on the requests that are answered at once. */
  inFlight?: InFlightSettings;
  /** Deadlines for the headers and the body of a request. */
  arrival?: ArrivalSettings | undefined;
  /** Bounds on what clients keep open. Without them only the gateway's own numbers count. */
  open?: OpenSettings | undefined;
  /** What the gateway tells of its schema and itself; by default open on a loopback address only. */
  doors?: Omit<Doors, 'explorer'>;
  /** The budget of validating and planning. */
  planning?: PlanningLimits;
  /** The threads that validate and plan, if gateways share them; else the gateway has its own, within `planning`. */
  operationPool?: OperationPool | undefined;
  /** The bytes that the answers of subgraphs for one operation may have together. */
  operationBytesMax?: number;
  /** The budgets for the cost of operations. */
  demandControl?: DemandControl;
  explorer?: ExplorerSettings;
  /** The address of a server for operators, with metrics and the reasons of failures. */
  admin?: { host: string; port: number } | undefined;
  /** What the gateway works with, besides its caches and subgraphs. */
  dependencies?: readonly Dependency[];
  /** Time for which browsers keep to TLS, in seconds. */
  strictTransportSeconds?: number;
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

/** Bounds on what clients keep open. */
export type OpenSettings = {
  sockets?: OpenMax | undefined;
  subscriptions?: OpenMax | undefined;
  /** TCP connections of one address. */
  connectionsPerAddress?: number | undefined;
  /** How long a socket without a token may have no operation, in milliseconds. */
  anonymousIdleMs?: number | undefined;
};

export type Gateway = {
  url: string;
  /** The server for operators; null where there is none. */
  adminUrl: string | null;
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
  const authenticator = createAuthenticator(settings.authentication, {
    claims: settings.claims ?? caches.claims,
    log,
    metrics,
  });
  const { revocations: read } = settings;
  const doors = settings.doors ?? readDoors({ HOST: host });
  const revocations = read === undefined ? noRevocations : followRevocations({ read, log, metrics, reader: 'gateway' });
  const inFlight = createInFlight(settings.inFlight ?? inFlightDefaults, metrics);
  const admit = admissionBy(settings);
  const { pool, closePool } = poolOf(settings);
  const parts = { revocations, inFlight, pool };
  const opened = await openOperations(settings, parts).catch(async (error: unknown) => {
    authenticator.close();
    await Promise.all([revocations.close(), closePool()]);
    throw error;
  });
  const { gateway, access, operations, hub, subscriberOf, variation, documents } = opened;
  const overridesFor = createOverrides(settings.overrides ?? noOverrides);
  // With trusted documents, a refusal depends on the client.
  const variesBy = () => [...variation.variesBy(), ...(documents.trusted === null ? [] : documents.clientNameHeaders)];
  const compression = createCompression(settings.compression === undefined ? compressionDefault : settings.compression);
  const lifeMaxMs = settings.httpStreamLifeMaxMs ?? httpStreamLifeMaxMsDefault;

  const checkHost = createHostCheck({ host, allowed: settings.allowedHosts ?? [] });
  const checkOrigin = createOriginCheck({ origins: settings.corsOrigins ?? [], trustedProxies });
  const checkCookie = createCookieCheck({
    usesCookies: authenticator.variesBy.includes('cookie'),
    origins: settings.corsOrigins ?? [],
    checkOrigin,
  });

  const { open = {} } = settings;
  const openSubscriptions = new Occupancy('subscriptions', open.subscriptions ?? {});
  const sockets = serveSockets({
    operations,
    hub,
    subscriberOf,
    authenticator,
    revocations,
    trustedProxies,
    overridesFor,
    admit,
    subscriptions: openSubscriptions,
    sockets: new Occupancy('sockets', open.sockets ?? {}),
    anonymousIdleMs: open.anonymousIdleMs,
    propagated: () => [...variation.propagated(), ...documents.clientNameHeaders],
    socketsMax,
    keepAliveMs,
    onError: (error, requestId) => log.error({ err: error, requestId }, 'a message of a socket could not be answered'),
    scopeOf: ({ requestId: id, headers }) => new RequestScope({ id, log, headers }),
  });
  const handle = createFrontDoor({
    answerGraphQL: createGraphQLHandler({
      operations,
      bodyBytesMax,
      streams: {
        hub,
        subscriberOf,
        subscriptions: openSubscriptions,
        revocations,
        keepAliveMs,
        compression,
        lifeMaxMs,
      },
    }),
    authenticator,
    metrics,
    servesMetrics: doors.metrics,
    explorer: settings.explorer,
    allowOrigin: createCors({
      origins: settings.corsOrigins ?? [],
      namedHeaders: () => [...authenticator.variesBy, ...variesBy()],
      settings: settings.cors ?? {},
    }),
    demandTls: createStrictTransport({ seconds: settings.strictTransportSeconds ?? 0, trustedProxies }),
    trustedProxies,
    overridesFor,
    admit,
    hasRoom: inFlight.hasRoom,
    checkHost,
    checkCookie,
    variesBy,
    compression,
    servesDocuments: documents.trusted !== null,
  });
  const administration = await openAdministration(settings, () =>
    dependenciesOf({ caches, circuits: access.circuits, hasRoom: inFlight.hasRoom }),
  );
  const http = await listen({ host, port, log, handle, arrival: settings.arrival });
  if (open.connectionsPerAddress !== undefined) {
    boundConnections(http.server, open.connectionsPerAddress);
  }
  http.server.on('upgrade', createUpgradeHandler({ checkHost, checkOrigin, sockets }));

  return {
    url: http.url,
    adminUrl: administration?.url ?? null,
    reload: (sdl) => gateway.reload(sdl),
    close: async () => {
      const closed = http.close();
      hub.close();
      await Promise.all([sockets.close(socketDrainMs), closed]);
      await revocations.close();
      authenticator.close();
      await operations.stop();
      await documents.close();
      await Promise.all([access.close(), closePool()]);
      await administration?.close();
    },
  };
}

/** The threads that validate and plan: those of the settings, or the gateway's own, which end with it. */
function poolOf({ operationPool, planning = defaultPlanningLimits }: GatewaySettings) {
  if (operationPool !== undefined) {
    return { pool: operationPool, closePool: async () => {} };
  }
  const pool = createOperationPool(planning);
  return { pool, closePool: pool.close };
}

/** Opens the server for operators. Null without an address for it. */
async function openAdministration(
  { admin, dependencies = [], log, metrics }: GatewaySettings,
  ownDependencies: () => readonly Dependency[],
) {
  return admin === undefined
    ? null
    : listenForAdministration({ ...admin, log, metrics, dependencies: () => [...dependencies, ...ownDependencies()] });
}

/** Opens the parts that answer operations of any transport: the supergraph, the pipeline and the streams. */
async function openOperations(
  settings: GatewaySettings,
  { revocations, inFlight, pool }: { revocations: Revocations; inFlight: InFlight; pool: OperationPool },
) {
  const { supergraphSdl, caches, log, metrics, limits = defaultLimits } = settings;
  const { headerRulesFor = () => [], overrides = noOverrides } = settings;
  const { operationTimeoutMs = operationTimeoutMsDefault, shareInFlight = false, planner = 'apollo' } = settings;
  const { planning, refusedPlans, reloads, subscriptions } = registerOperationMetrics(metrics, pool.waiting);
  const { transportFor, callerSecret } = settings;
  const { operationBytesMax = answerLimitsDefault.operationBytes } = settings;
  const access = createSubgraphAccess({
    transportFor,
    callerSecret,
    headerRulesFor,
    caches,
    log,
    operationTimeoutMs,
    operationBytesMax,
  });
  registerCircuitMetrics(metrics, access.circuits);
  registerSubgraphMetrics(metrics, access.traffic);
  const { introspection, suggestions } = settings.doors ?? readDoors({ HOST: settings.host });
  const validation = { limits, introspection, suggestions };
  // A planner that does not run on this machine stops the start. The threads load their own.
  await loadPlanner(planner);
  const gateway = new TributaryGateway({
    supergraphSdl,
    log,
    operationsBytesMax,
    entitiesApart: settings.entitiesApart ?? 'repeated',
    openWorkers: (sdl) =>
      openOperationWorkers(pool, { supergraphSdl: sdl, planner, validation }, (reason) => refusedPlans.inc({ reason })),
    warmOperationsMax,
    onPrepared: (seconds) => planning.observe(seconds),
    onReload: (outcome) => reloads.inc({ outcome }),
    onLoaded: async (generation) => {
      await hub.replan(generation);
      access.retain(generation.subgraphs);
    },
  });
  gateway.generation.workers.ready.catch((error: unknown) => {
    // A gateway that ends early does not wait for its threads.
    if (!(error instanceof PoolIsBusy)) {
      log.error({ err: error }, 'the planner cannot load the supergraph, so that new operations fail');
    }
  });
  const variation = createVariation({ generation: () => gateway.generation, headerRulesFor, overrides });
  const errors = createErrorFormatter(log, { suggestions });
  const validate = createValidation(validation);
  const parts = { limits, generation: () => gateway.generation, validate, log, metrics };
  const documents = await openDocuments(settings, parts);
  const { demandControl = demandControlDefault } = settings;
  const weigh = demandControl.mode === 'off' ? null : createWeighing(demandControl, registerCostMetrics(metrics));
  const { isKeeping } = caches;
  const pipeline = joinStages([
    validateStage(validate),
    planStage,
    ...documents.stages,
    ...(weigh === null ? [] : [weighStage(weigh, demandControl)]),
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
    inFlight,
    trustedDocuments: documents.trusted,
  });
  registerCacheMetrics(metrics, () => ({
    ...operations.cacheBytes(),
    operations: gateway.generation.operationBytes(),
  }));
  const hub = createStreamHub({ streamsMax: subscriptionsMax, onSize: (size) => subscriptions.set(size) });
  const subscriberOf = createSubscribers({ access, errors, validate, weigh });
  return { gateway, access, operations, hub, subscriberOf, variation, documents };
}

/** Admits requests by the limits on rates. Without limits nothing is asked, and everything admitted. */
function admissionBy({ rates, metrics }: GatewaySettings): RateLimits['admit'] {
  return rates === undefined || rates.limits.length === 0
    ? async () => freeAdmission
    : createRateLimits({ ...rates, metrics }).admit;
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

function registerOperationMetrics(metrics: Registry, waiting: () => number) {
  const registers = [metrics];
  const queue: Gauge = new Gauge({
    name: 'tributary_gateway_planning_queue',
    help: 'Operations that wait for a thread to validate or plan them',
    registers,
    collect: () => queue.set(waiting()),
  });
  return {
    refusedPlans: new Counter({
      name: 'tributary_gateway_planning_refused_total',
      help: 'Operations that were refused instead of validated or planned, by reason: time, memory or busy',
      labelNames: ['reason'],
      registers,
    }),
    planning: new Histogram({
      name: 'tributary_gateway_planning_seconds',
      help: 'Time until an operation is planned and compiled, at its first use',
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
