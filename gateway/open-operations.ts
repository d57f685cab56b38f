import { readDoors } from '@tributary/platform/doors.ts';
import { PoolIsBusy } from '@tributary/platform/pooled-thread.ts';
import { type Revocations } from '@tributary/platform/revocations.ts';
import { type OverrideSettings } from './composed/override-labels.ts';
import { TributaryGateway, type SupergraphSettings } from './generation/supergraph-loader.ts';
import { openOperationWorkers, type OperationPool } from './generation/operation-workers.ts';
import { defaultPlanningLimits } from './generation/planning-limits.ts';
import { registerCacheMetrics, registerOperationMetrics } from './request/operation-metrics.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import { createOperationPool } from './operation-pool.ts';
import { openDocuments } from './open-documents.ts';
import { loadPlanner } from './planning/load-planner.ts';
import { openOperationServer } from './request/apollo-server.ts';
import { registerCircuitMetrics } from './request/circuit-metrics.ts';
import { demandControlDefault } from './request/demand-control.ts';
import { executeStage } from './request/execute.ts';
import { createErrorFormatter } from './request/format-errors.ts';
import { cacheStage } from './request/cache-answers.ts';
import { createContractChoice } from './request/choose-contract.ts';
import { type InFlight } from './request/in-flight.ts';
import { joinStages } from './request/pipeline.ts';
import { planStage } from './request/plan-operation.ts';
import { createDocumentReader } from './request/read-document.ts';
import { createPublishedFor } from './request/published-operations.ts';
import { createRateLimits, freeAdmission, type RateLimits } from './request/rate-limits.ts';
import { createRights } from './request/rights.ts';
import { defaultLimits, operationTimeoutMsDefault } from './request/rules/limits.ts';
import { createSchemaShow, createVisibleSchemas } from './request/show-schema.ts';
import { createSubscribers } from './request/subscriber.ts';
import { createSubgraphAccess } from './request/subgraph-access.ts';
import { registerSubgraphMetrics } from './request/subgraph-metrics.ts';
import { createValidation, validateStage } from './request/validate.ts';
import { createVariation } from './request/variation.ts';
import { createWeighing, weighStage } from './request/weigh.ts';
import { createStreamHub } from './streams/stream-hub.ts';

const subscriptionsMax = 100_000;
const rightsCheckMsDefault = 10_000;
/** The budget of the prepared operations of a generation. */
const operationsBytesMax = 256 * 1024 * 1024;
const warmOperationsMax = 100;
const noOverrides: OverrideSettings = { labels: {}, header: null };

/** Opens the parts that answer operations of any transport: the supergraph, the pipeline and the streams. */
export async function openOperations(
  settings: GatewaySettings,
  { revocations, inFlight, pool }: { revocations: Revocations; inFlight: InFlight; pool: OperationPool },
) {
  const { caches, log, metrics, limits = defaultLimits } = settings;
  const { headerRulesFor = () => [], overrides = noOverrides } = settings;
  const { operationTimeoutMs = operationTimeoutMsDefault, shareInFlight = false, planner = 'apollo' } = settings;
  const { authorization = {}, rightsCheckMs = rightsCheckMsDefault, contracts = [] } = settings;
  const measured = registerOperationMetrics(metrics, pool.waiting);
  const { planning, refusedPlans, reloads, subscriptions, unauthorized } = measured;
  const { transportFor, signer, operationBytesMax, demandControl = demandControlDefault } = settings;
  const access = createSubgraphAccess({
    transportFor,
    signer,
    headerRulesFor,
    caches,
    log,
    operationTimeoutMs,
    operationBytesMax,
  });
  registerCircuitMetrics(metrics, access.circuits);
  registerSubgraphMetrics(metrics, access.traffic);
  const { introspection, suggestions } = settings.doors ?? readDoors({ HOST: settings.host });
  const rules = { limits, introspection, suggestions };
  const gateway = await openSupergraph(settings, {
    openWorkers: (supergraphSdl) =>
      openOperationWorkers(pool, { supergraphSdl, planner, validation: rules, contracts }, (reason) =>
        refusedPlans.inc({ reason }),
      ),
    onPrepared: (seconds) => planning.observe(seconds),
    onReload: (outcome) => reloads.inc({ outcome }),
    onLoaded: async (generation) => {
      await hub.replan(generation);
      access.retain(generation.subgraphs);
    },
  });
  const chooseContract = createContractChoice(contracts);
  const variation = createVariation({
    generation: () => gateway.generation,
    headerRulesFor,
    overrides,
    policyHeaders: authorization.policies?.headers ?? [],
  });
  const errors = createErrorFormatter(log, { suggestions });
  const validation = createValidation(rules);
  const { validate } = validation;
  const rights = createRights(authorization, { log, onUnauthorized: (mode) => unauthorized.inc({ mode }) });
  const { mode: permissionMode } = rights.authorizer;
  const parts = { rules, generation: () => gateway.generation, validate, permissionMode, log, metrics };
  const documents = await openDocuments(settings, parts);
  const weigh = demandControl.mode === 'off' ? null : createWeighing(demandControl, metrics);
  const { isKeeping } = caches;
  const pipeline = joinStages([
    validateStage(validate, rights.authorizer),
    planStage(rights),
    ...documents.stages,
    ...(weigh === null ? [] : [weighStage(weigh, demandControl)]),
    ...(isKeeping ? [cacheStage(caches, { dependsOn: variation.dependsOn, isRevoked: revocations.isRevoked })] : []),
    executeStage({ access, shareInFlight, isKeeping, operationTimeoutMs }),
  ]);
  const operations = await openOperationServer({
    gateway,
    generationFor: (schema, context) => gateway.generationOf(schema).showing(chooseContract(context)),
    pipeline,
    errors,
    documents: createDocumentReader(limits, validation),
    persistedQueries: settings.persistedQueries ?? null,
    limits,
    inFlight,
    trustedDocuments: documents.trusted,
  });
  registerCacheMetrics(metrics, () => ({
    ...operations.cacheBytes(),
    operations: gateway.generation.operationBytes(),
  }));
  const hub = createStreamHub({
    streamsMax: subscriptionsMax,
    rightsCheckMs,
    onSize: (size) => subscriptions.set(size),
  });
  const subscriberOf = createSubscribers({ access, errors, validate, rights, weigh, chooseContract });
  const visibleSchemaOf = createVisibleSchemas({
    generationFor: (context) => gateway.generation.showing(chooseContract(context)),
    authorizer: rights.authorizer,
  });
  const showSchema = introspection ? createSchemaShow({ visibleSchemaOf, documents: documents.trusted }) : null;
  const publishedFor = createPublishedFor({
    generation: () => gateway.generation,
    chooseContract,
    operations: documents.publicOperations,
    rules,
  });
  const forAgents = { visibleSchemaOf, formatError: errors.formatUnknown };
  return { gateway, access, operations, hub, subscriberOf, variation, documents, showSchema, publishedFor, forAgents };
}

/**
 * Loads the supergraph. Throws StartError for a planner that does not run on this machine; the threads load their own.
 */
async function openSupergraph(
  { supergraphSdl, log, entitiesApart = 'repeated', contracts = [], planner = 'apollo' }: GatewaySettings,
  parts: Pick<SupergraphSettings, 'openWorkers' | 'onPrepared' | 'onReload' | 'onLoaded'>,
): Promise<TributaryGateway> {
  await loadPlanner(planner);
  const settings = { supergraphSdl, log, operationsBytesMax, warmOperationsMax, entitiesApart, contracts };
  const gateway = new TributaryGateway({ ...settings, ...parts });
  gateway.generation.workers.ready.catch((error: unknown) => {
    // A gateway that ends early does not wait for its threads.
    if (!(error instanceof PoolIsBusy)) {
      log.error({ err: error }, 'the planner cannot load the supergraph, so that new operations fail');
    }
  });
  return gateway;
}

/** The parts that answer operations of any transport. */
export type Operations = Awaited<ReturnType<typeof openOperations>>;

/** Admits requests by the limits on rates. Without limits nothing is asked, and everything admitted. */
export function admissionBy({ rates, metrics }: GatewaySettings): RateLimits['admit'] {
  return rates === undefined || rates.limits.length === 0
    ? () => freeAdmission
    : createRateLimits({ ...rates, metrics }).admit;
}

/** The threads that validate and plan: those of the settings, or the gateway's own, which end with it. */
export function poolOf({ operationPool, planning = defaultPlanningLimits }: GatewaySettings) {
  if (operationPool !== undefined) {
    return { pool: operationPool, closePool: async () => {} };
  }
  const pool = createOperationPool(planning);
  return { pool, closePool: pool.close };
}
