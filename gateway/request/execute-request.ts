import type { GraphQLRequestContext } from '@apollo/server';
import type { Caches } from '@tributary/platform/cache.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { traceHeaders } from '@tributary/platform/trace-context.ts';
import { DeadlineExceeded, type CircuitCounts } from '@tributary/platform/transport/transport.ts';
import { GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql';
import { createCallerSigner } from './caller.ts';
import { createEntityCaches } from '../caching/entity-cache.ts';
import type { GatewayContext } from './gateway-context.ts';
import { ClientLeft } from '../execution/answer.ts';
import type { PartialAnswer } from '../execution/answer-in-parts.ts';
import type { Generation } from '../generation/generation.ts';
import { applyHeaderRules, propagatedHeaders, type HeaderRule } from './header-rules.ts';
import { acceptedBy } from '../front/http/negotiation.ts';
import type { BoundOperation, Operation, OperationExecution, Variables } from '../generation/operation.ts';
import { cacheHintOf, callerKey, readTags, type AnswerHint } from '../caching/response-cache.ts';
import { createSharing } from './share-in-flight.ts';
import { createSubgraphWays, type SubgraphWays } from './subgraph-ways.ts';

export type RequestSettings = {
  transportFor: SubgraphWays['transportFor'];
  /** What the subgraphs know the gateway by; null: they are not told who is calling. */
  callerSecret: string | null;
  /** What a subgraph is told in headers, besides who is calling. */
  headerRulesFor: (subgraph: string) => readonly HeaderRule[];
  /** Whether queries of one viewer that are identical and in flight together are executed once. */
  shareInFlight: boolean;
  caches: Caches;
  log: Logger;
  /** How long an operation may take; what did not arrive by then is null. */
  operationTimeoutMs: number;
};

export type RequestExecutor = {
  /** Executes a query or a mutation that Apollo Server has read. */
  execute(generation: Generation, request: ReadRequest): Promise<ExecutionResult>;
  /** What an operation needs to be carried out for a caller. */
  prepare(generation: Generation, context: GatewayContext, signal?: AbortSignal): Promise<OperationExecution>;
  /** Carries out the rest of a subscription's operation for some events: in time, and with what is cached of entities. */
  completeEvents<T>(
    generation: Generation,
    context: GatewayContext,
    complete: (execution: OperationExecution) => Promise<T>,
  ): Promise<T>;
  /** The headers that belong to the connection over which a subgraph sends subscriptions to a caller: those of the rules, since only these are the same for all requests. */
  connectionHeadersFor(subgraph: string, context: GatewayContext): Record<string, string>;
  /** Everything about a caller on which what they are answered may depend, but for how long they are let in. */
  scopeOf(generation: Generation, context: GatewayContext): string;
  /** What the circuit breakers do at the moment, by subgraph. */
  circuits(): ReadonlyMap<string, CircuitCounts>;
  close(): Promise<void>;
};

export type ReadRequest = Pick<
  GraphQLRequestContext<GatewayContext>,
  'operationName' | 'request' | 'contextValue' | 'overallCachePolicy'
> & { document: DocumentNode };

/** An answer, and what the subgraphs allow of it. */
type Executed = { result: ExecutionResult; hints: readonly AnswerHint[]; hasCacheableEntities: boolean };

const clientLeft = new ClientLeft('The client went away.');

/** Executes the operations of clients, over one way to each subgraph. */
export function createRequestExecutor({
  transportFor,
  callerSecret,
  headerRulesFor,
  shareInFlight,
  caches,
  log,
  operationTimeoutMs,
}: RequestSettings): RequestExecutor {
  const callerOf = createCallerSigner(callerSecret);
  const entitiesOf = createEntityCaches(caches);
  const ways = createSubgraphWays(transportFor, log);
  let sharings = new WeakMap<Operation, ReturnType<typeof createSharing<Executed>>>();

  const prepare = async (
    { subgraphs }: Generation,
    { caller, scope, headers }: GatewayContext,
    signal?: AbortSignal,
  ): Promise<OperationExecution> => {
    const trace = traceHeaders(scope.trace);
    return {
      transportOf: (name) => ways.wayTo({ name, url: subgraphs.get(name) ?? '' }),
      caller: await callerOf(caller),
      requestId: scope.id,
      headersFor: (name) => {
        const rules = headerRulesFor(name);
        return rules.length === 0 ? trace : { ...applyHeaderRules(rules, headers), ...trace };
      },
      entityCache: null,
      signal,
    };
  };

  /** What may be cached of the entities of a query. Nobody's writes are known to concern who is anonymous. */
  const entitiesFor = ({ subgraphs }: Generation, { caller, headers, tagValues }: GatewayContext) => {
    if (!caches.isKeeping || caller.subject === null) {
      return null;
    }
    const propagated = propagatedHeaders([...subgraphs.keys()].flatMap(headerRulesFor), headers);
    return entitiesOf({ scope: JSON.stringify([callerKey(caller), propagated]), tagValues });
  };

  /** Runs an operation until its time is over or its client has gone: what subgraphs were asked for it is then given up. */
  const patiently = async <T>(
    client: GatewayContext['client'],
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const patience = new AbortController();
    const leave = () => patience.abort(clientLeft);
    const timer = setTimeout(() => patience.abort(new DeadlineExceeded(operationTimeoutMs)), operationTimeoutMs);
    client?.once('close', leave);
    if (client?.destroyed === true) {
      leave();
    }
    try {
      return await run(patience.signal);
    } finally {
      clearTimeout(timer);
      client?.off('close', leave);
    }
  };

  /** Runs a query together with the same ones that are in flight for the same viewer. */
  const share = (
    operation: Operation,
    { subgraphs, labels }: BoundOperation,
    { caller, headers, tagValues }: GatewayContext,
    variables: Variables,
    run: () => Promise<Executed>,
  ): Promise<Executed> => {
    const sharing = sharings.get(operation) ?? createSharing<Executed>();
    sharings.set(operation, sharing);
    const propagated = subgraphs.map((name) => applyHeaderRules(headerRulesFor(name), headers));
    // With the tags, since what was begun before a write must not be kept under those from after it.
    return sharing(JSON.stringify([variables, labels, callerKey(caller), caller.address, propagated, tagValues]), run);
  };

  /** The whole may be kept no longer than the answers in it. */
  const restrictBy = (
    hints: readonly AnswerHint[],
    { progress }: GatewayContext,
    policy: ReadRequest['overallCachePolicy'],
  ): void => {
    let clientSeconds = Infinity;
    for (const hint of hints) {
      // Where nothing is kept here, there is only the client.
      policy.restrict(caches.isKeeping ? hint : { ...hint, maxAge: hint.clientSeconds });
      clientSeconds = Math.min(clientSeconds, hint.clientSeconds);
    }
    if (clientSeconds < (policy.maxAge ?? 0)) {
      progress.clientSeconds = clientSeconds;
    }
  };

  /** After a mutation: who asks from then on is to see it, and so does not wait for what was begun before. */
  const forgetShared = ({ kind }: Operation): void => {
    if (kind === 'mutation') {
      sharings = new WeakMap();
    }
  };

  /** Gives what was not deferred; the rest is made meanwhile, in the same time that any operation has. */
  const executeInParts = async (
    execute: NonNullable<BoundOperation['executeInParts']>,
    { kind }: Operation,
    generation: Generation,
    context: GatewayContext,
  ): Promise<ExecutionResult> => {
    const { promise: begun, resolve, reject } = Promise.withResolvers<PartialAnswer>();
    patiently(context.client, async (signal) => {
      const answer = execute({
        ...(await prepare(generation, context, signal)),
        entityCache: kind === 'query' ? entitiesFor(generation, context) : null,
      });
      resolve(answer);
      await answer.ended;
    }).catch(reject);
    const { first, later } = await begun;
    context.progress.later = later;
    return first;
  };

  return {
    execute: async (
      generation,
      { document, operationName, request: { variables = {}, http }, contextValue, overallCachePolicy },
    ) => {
      const operation = generation.operationOf(document, operationName);
      if (operation.kind === 'subscription') {
        throw new Error('a subscription came to be executed once');
      }
      const bound = bindOrRefuse(operation, variables, contextValue.isOverrideOn, {
        takesParts: acceptedBy(http?.headers.get('accept')).takesParts,
      });
      if ('errors' in bound) {
        return bound;
      }
      if (bound.executeInParts !== null) {
        overallCachePolicy.restrict({ maxAge: 0 });
        const first = await executeInParts(bound.executeInParts, operation, generation, contextValue);
        forgetShared(operation);
        return first;
      }
      const run = async (signal: AbortSignal): Promise<Executed> => {
        const hints: AnswerHint[] = [];
        const entities = operation.kind === 'query' ? entitiesFor(generation, contextValue) : null;
        const result = await bound.execute({
          ...(await prepare(generation, contextValue, signal)),
          entityCache: entities,
          onResponse: ({ cacheControl }) => hints.push(cacheHintOf(cacheControl)),
        });
        return { result, hints, hasCacheableEntities: entities?.hasCacheable() ?? false };
      };
      const { result, hints, hasCacheableEntities } = await (shareInFlight && operation.kind === 'query'
        ? // Others may wait for it when this client goes away.
          share(operation, bound, contextValue, variables, () => patiently(undefined, run))
        : patiently(contextValue.client, run));
      forgetShared(operation);
      contextValue.progress.hasCacheableEntities = hasCacheableEntities;
      restrictBy(hints, contextValue, overallCachePolicy);
      return result;
    },

    prepare,

    completeEvents: async (generation, context, complete) => {
      const tagValues = caches.isKeeping ? await readTags(caches.tags, context.caller) : null;
      return patiently(undefined, async (signal) =>
        complete({
          ...(await prepare(generation, context, signal)),
          entityCache: entitiesFor(generation, { ...context, tagValues }),
        }),
      );
    },

    connectionHeadersFor: (subgraph, { headers }) => applyHeaderRules(headerRulesFor(subgraph), headers),

    scopeOf: ({ subgraphs }, { caller, headers }) =>
      JSON.stringify([callerKey(caller), propagatedHeaders([...subgraphs.keys()].flatMap(headerRulesFor), headers)]),

    circuits: ways.circuits,

    close: async () => {
      await ways.close();
    },
  };
}

/** The operation with its variables, or why it is refused: as an answer without data, which is the caller's mistake and not ours. */
function bindOrRefuse(operation: Operation, ...request: Parameters<Operation['bind']>): ReturnType<Operation['bind']> {
  try {
    return operation.bind(...request);
  } catch (error) {
    if (error instanceof GraphQLError && error.originalError === undefined) {
      return { errors: [error] };
    }
    throw error;
  }
}
