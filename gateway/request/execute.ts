import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import { combinedFreshness } from '../caching/answer-freshness.ts';
import { callerKey } from '../caching/response-cache.ts';
import type { PartialAnswer } from '../execution/answer-in-parts.ts';
import type { Operation } from '../generation/operation.ts';
import { withDeadline, type Deadline } from './deadline.ts';
import { plannedOf, type Outcome, type PipelineRequest, type Stage } from './pipeline.ts';
import { createSharing } from './share-in-flight.ts';
import type { SubgraphAccess } from './subgraph-access.ts';
import type { BoundOperation } from '../generation/bound-operation.ts';

export type ExecutionSettings = {
  access: SubgraphAccess;
  /** Whether identical queries of one viewer that are in flight together are executed once. */
  shareInFlight: boolean;
  /** Whether the gateway caches answers. If not, only the client may. */
  isKeeping: boolean;
  /** The deadline of an operation. Data that has not arrived by then is null. */
  operationTimeoutMs: number;
};

type Complete = Extract<Outcome, { kind: 'complete' }>;

/** The last stage before the response: runs the plan of an operation, until its deadline. */
export function executeStage({ access, shareInFlight, isKeeping, operationTimeoutMs }: ExecutionSettings): Stage {
  let sharings = new WeakMap<Operation, ReturnType<typeof createSharing<Complete>>>();

  const executeWhole = async (request: PipelineRequest, deadline: Deadline): Promise<Complete> => {
    const { generation, context, tagValues, metering } = request;
    const { operation, bound } = plannedOf(request);
    const cacheControls: (string | undefined)[] = [];
    const entities = operation.kind === 'query' ? access.entitiesFor(generation, context, tagValues) : null;
    const result = await bound.execute({
      ...(await access.executionFor(generation, context, deadline)),
      entityCache: entities,
      onResponse: ({ cacheControl }) => cacheControls.push(cacheControl),
      meter: metering?.meter,
      skipped: metering?.skipped,
    });
    metering?.end();
    const freshness = combinedFreshness(cacheControls);
    return {
      kind: 'complete',
      result,
      freshness: isKeeping ? freshness : forClientAlone(freshness),
      hasCacheableEntities: entities?.hasCacheable() ?? false,
      ageSeconds: null,
    };
  };

  /** Shares one execution among identical queries of the same viewer that are in flight together. */
  const share = (request: PipelineRequest, run: () => Promise<Complete>): Promise<Complete> => {
    const { context, tagValues, variables } = request;
    const { operation, bound } = plannedOf(request);
    const sharing = sharings.get(operation) ?? createSharing<Complete>();
    sharings.set(operation, sharing);
    const headers = bound.subgraphs.map((name) => access.headersFor(name, context));
    // The tags are in the key, since an execution from before a write must not be cached under the tags from after it.
    const key = [
      variables,
      bound.labels,
      bound.granted,
      callerKey(context.caller),
      context.caller.address,
      headers,
      tagValues,
    ];
    return sharing(JSON.stringify(key), run);
  };

  /** Answers the immediate part. The rest is executed meanwhile, within the same deadline. */
  const executeInParts = async (
    request: PipelineRequest,
    execute: NonNullable<BoundOperation['executeInParts']>,
  ): Promise<Outcome> => {
    const { generation, context, tagValues, metering } = request;
    const { kind } = plannedOf(request).operation;
    const { promise: begun, resolve, reject } = Promise.withResolvers<PartialAnswer>();
    withDeadline(operationTimeoutMs, context.client, async (deadline) => {
      const answer = execute({
        ...(await access.executionFor(generation, context, deadline)),
        entityCache: kind === 'query' ? access.entitiesFor(generation, context, tagValues) : null,
        meter: metering?.meter,
        skipped: metering?.skipped,
      });
      resolve(answer);
      await answer.ended;
      metering?.end();
    }).catch(reject);
    const { first, later } = await begun;
    return { kind: 'inParts', first: await first, later };
  };

  const execute = async (request: PipelineRequest): Promise<Outcome> => {
    const { context, generation, document, operationName, variables } = request;
    const { operation, bound } = plannedOf(request);
    const { primary } = bound;
    if (primary !== null) {
      const subscription = { generation, operation: bound, primary, document, operationName, variables };
      return { kind: 'subscribed', subscription, after: primary.after };
    }
    if (bound.executeInParts !== null) {
      return executeInParts(request, bound.executeInParts);
    }
    const run = (deadline: Deadline) => executeWhole(request, deadline);
    return shareInFlight && operation.kind === 'query'
      ? // Other clients may share the execution, so it outlives this one.
        share(request, () => withDeadline(operationTimeoutMs, undefined, run))
      : withDeadline(operationTimeoutMs, context.client, run);
  };

  return {
    name: 'execute',
    run: async (request) => {
      const outcome = await execute(request);
      if (plannedOf(request).operation.kind === 'mutation') {
        // Later queries must see the mutation, and so must not share executions that began before it.
        sharings = new WeakMap();
      }
      return outcome;
    },
  };
}

/** Without a cache in the gateway, the client's limit is the only one. */
function forClientAlone(freshness: Freshness | null): Freshness | null {
  return freshness && { ...freshness, sharedSeconds: freshness.clientSeconds };
}
