import './telemetry-off.ts';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { Caches } from '@tributary/platform/cache.ts';
import { maskError } from '@tributary/platform/errors.ts';
import { listen } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, createMetrics, Gauge, Histogram } from '@tributary/platform/metrics.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { GraphQLError, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import { answerOperations } from './request/answer-operations.ts';
import { createAuthenticator, type KeySource } from './request/authentication.ts';
import { registerCircuitMetrics } from './request/circuit-metrics.ts';
import { exactGetVariables } from './front/http/exact-get-variables.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import { createRequestExecutor } from './request/execute-request.ts';
import { compressionDefault, createCompression, type CompressionSettings } from './front/http/compression.ts';
import { createCors, type CorsSettings } from './front/cors.ts';
import { createFrontDoor, pathOf } from './front/front-door.ts';
import { deferRules } from './request/rules/defer-rules.ts';
import type { GatewayContext } from './request/gateway-context.ts';
import { createHttpStreams } from './front/http/http-streams.ts';
import { incrementalDelivery } from './front/http/incremental-delivery.ts';
import { literalRules } from './request/rules/literal-rules.ts';
import { defaultLimits, limitRules, operationTimeoutMsDefault, type Limits } from './request/rules/limits.ts';
import { propagatedHeaders, propagatedNames, type HeaderRule } from './request/header-rules.ts';
import type { Variables } from './generation/operation.ts';
import { createOverrides, type OverrideSettings } from './composed/override-labels.ts';
import { loadPlanner, type PlannerName } from './planning/planner.ts';
import { createOperationReader, nestedTooDeeply, type ReadOperation } from './request/read-operation.ts';
import { createDocumentFinder, persistedQueries } from './request/persisted-queries.ts';
import { responseCache } from './caching/response-cache.ts';
import { refuseUpgrade } from './front/sockets/refuse-upgrade.ts';
import { serveSockets } from './front/sockets/sockets.ts';
import type { EntitiesApart } from './compile/plan-choice.ts';
import { createStreamHub } from './streams/stream-hub.ts';
import { createSubscribers } from './request/subscriber.ts';
import { TributaryGateway } from './generation/supergraph-loader.ts';

export type GatewaySettings = {
  host: string;
  port: number;
  supergraphSdl: string;
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** What a subgraph is told in headers, besides who is calling. */
  headerRulesFor?: (subgraph: string) => readonly HeaderRule[];
  /** Null: every caller is anonymous. */
  authentication: KeySource | null;
  /** What the subgraphs know the gateway by; null: they are not told who is calling. */
  callerSecret: string | null;
  caches: Caches;
  log: Logger;
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
  entitiesApart?: EntitiesApart;
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

/** The grace period for the closing handshakes of sockets. */
const socketDrainMs = 1_000;
const keepAliveMsDefault = 12_000;
const httpStreamLifeMaxMsDefault = 60 * 60 * 1000;
/** How many sockets, and how many subscriptions over whichever transport, may be open at once. */
const socketsMax = 50_000;
const subscriptionsMax = 100_000;
const bodyBytesMax = 4 * 1024 * 1024;
const operationsMax = 1_000;
const warmOperationsMax = 100;

/** Opens the front door: serves any Federation 2 supergraph over HTTP and WebSocket. Throws when the supergraph cannot be loaded. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { host, port, supergraphSdl, caches, log, limits = defaultLimits, trustedProxies = 0 } = settings;
  const { headerRulesFor = () => [], overrides = { labels: {}, header: null } } = settings;
  const overridesFor = createOverrides(overrides);
  const authenticator = createAuthenticator(settings.authentication, caches.claims);
  const metrics = createMetrics();
  const planning = new Histogram({
    name: 'tributary_gateway_planning_seconds',
    help: 'How long it took to plan and compile an operation at its first use',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [metrics],
  });
  const reloads = new Counter({
    name: 'tributary_gateway_reloads_total',
    help: 'Supergraphs that were to replace the one that is served, by what became of them',
    labelNames: ['outcome'],
    registers: [metrics],
  });

  const executor = createRequestExecutor({
    transportFor: settings.transportFor,
    callerSecret: settings.callerSecret,
    headerRulesFor,
    shareInFlight: settings.shareInFlight ?? false,
    caches,
    log,
    operationTimeoutMs: settings.operationTimeoutMs ?? operationTimeoutMsDefault,
  });
  registerCircuitMetrics(metrics, executor.circuits);
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
      }
    },
  });
  const headerRules = () => [...gateway.generation.subgraphs.keys()].flatMap(headerRulesFor);
  const variesBy = () => [...propagatedNames(headerRules()), ...(overrides.header === null ? [] : [overrides.header])];
  const allowOrigin = createCors({
    origins: settings.corsOrigins ?? [],
    namedHeaders: variesBy,
    settings: settings.cors ?? {},
  });
  const dependsOn = ({ headers, isOverrideOn }: GatewayContext) => ({
    headers: propagatedHeaders(headerRules(), headers),
    overrides: gateway.generation.overrideLabels.filter(isOverrideOn),
    supergraph: gateway.generation.fingerprint,
  });
  const rules = [...limitRules(limits), ...deferRules, ...literalRules];
  const formatError = (formatted: GraphQLFormattedError, error: unknown) =>
    maskError(inOurWords(formatted, error), error, log);
  const subscriptions = new Gauge({
    name: 'tributary_gateway_subscriptions',
    help: 'Subscriptions that are open, over whichever transport',
    registers: [metrics],
  });
  /** An error as clients get it, whichever way they asked. */
  const format = (error: GraphQLError): GraphQLFormattedError => {
    const { http: _, ...extensions } = error.extensions;
    const { message, locations, path } = error.toJSON();
    return formatError(
      {
        message,
        ...(locations === undefined ? {} : { locations }),
        ...(path === undefined ? {} : { path }),
        ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
      },
      error,
    );
  };
  const documentStore = persistedQueries(caches.cache);
  const documents = createDocumentFinder(documentStore);
  const operations = createOperationReader({ rules, tokensMax: limits.tokens, format });
  const hub = createStreamHub({
    mask: (error) => {
      const located = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: asError(error) });
      return maskError(located.toJSON(), located, log);
    },
    streamsMax: subscriptionsMax,
    onSize: (size) => subscriptions.set(size),
  });
  const server = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    // Its own adds a line break, for which a long answer is copied once more.
    stringifyResult: (result) => JSON.stringify(result),
    documentStore: new InMemoryLRUCache({ max: operationsMax }),
    persistedQueries: documentStore,
    validationRules: rules,
    parseOptions: { maxTokens: limits.tokens },
    formatError,
    plugins: [
      exactGetVariables,
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      // Before the cache, which keeps whole answers.
      incrementalDelivery(format),
      ...(caches.isKeeping ? [responseCache(caches, dependsOn)] : []),
      // Last, so that what is cached need not be executed.
      answerOperations(executor.execute, (schema) => gateway.generationOf(schema)),
    ],
  });
  await server.start();

  const keepAliveMs = settings.keepAliveMs ?? keepAliveMsDefault;
  const streaming = {
    generation: () => gateway.generation,
    operations,
    documents,
    hub,
    subscriberOf: createSubscribers({ ...executor, replan: operations.replan }),
    execute: ({ document, operationName, variables }: ReadOperation, contextValue: GatewayContext) =>
      executeOnce(server, { query: document, operationName, variables }, contextValue),
    keepAliveMs,
  };
  const sockets = serveSockets({
    ...streaming,
    authenticator,
    trustedProxies,
    overridesFor,
    propagated: () => propagatedNames(headerRules()),
    socketsMax,
    onError: (error) => log.error({ err: error }, 'a message of a socket could not be answered'),
  });
  const compression = createCompression(settings.compression === undefined ? compressionDefault : settings.compression);
  const handle = createFrontDoor({
    server,
    authenticator,
    metrics,
    explorer: settings.explorer,
    allowOrigin,
    trustedProxies,
    overridesFor,
    variesBy,
    bodyBytesMax,
    streams: createHttpStreams({
      ...streaming,
      bodyBytesMax,
      compression,
      lifeMaxMs: settings.httpStreamLifeMaxMs ?? httpStreamLifeMaxMsDefault,
    }),
    compression,
  });
  const http = await listen({ host, port, handle });
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
      await server.stop();
      await executor.close();
    },
  };
}

/** Executes a query or a mutation that did not come as a request of its own, and gives the response as JSON. */
async function executeOnce(
  server: ApolloServer<GatewayContext>,
  { query, operationName, variables }: { query: DocumentNode; operationName: string | null; variables: Variables },
  contextValue: GatewayContext,
): Promise<string> {
  const { body } = await server.executeOperation(
    { query, ...(operationName === null ? {} : { operationName }), variables: { ...variables } },
    { contextValue },
  );
  if (body.kind !== 'single') {
    throw new Error('an operation was answered incrementally, which was not asked');
  }
  return JSON.stringify(body.singleResult);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Says of what Apollo Server and the parser refuse, where they do not, whose mistake it is. */
function inOurWords(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes('call stack')) {
    return { ...formatted, message: nestedTooDeeply };
  }
  const ruled = code === 'GRAPHQL_VALIDATION_FAILED' && error instanceof GraphQLError ? error.originalError : null;
  if (ruled instanceof GraphQLError && ruled.extensions['code'] !== undefined) {
    return { ...formatted, extensions: { ...formatted.extensions, code: ruled.extensions['code'] } };
  }
  if (code === 'INTERNAL_SERVER_ERROR' && error instanceof GraphQLError && isMistake(error.extensions['http'])) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_REQUEST' } };
  }
  return formatted;
}

function isMistake(http: unknown): boolean {
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 400;
}
