import type { Caches } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { traceHeaders } from '@tributary/platform/trace-context.ts';
import type { CircuitCounts, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { createEntityCaches, type EntitiesOfQuery } from '../caching/entity-cache.ts';
import { callerKey, readTags } from '../caching/response-cache.ts';
import type { Generation } from '../generation/generation.ts';
import { withDeadline, type Deadline } from './deadline.ts';
import type { GatewayContext } from './gateway-context.ts';
import { applyHeaderRules, propagatedHeaders, type HeaderRule } from './header-rules.ts';
import { answerLimitsDefault } from './rules/answer-limits.ts';
import { createSubgraphTransports, type SubgraphTransports } from './subgraph-transports.ts';
import type { OperationExecution } from '../generation/bound-operation.ts';

export type SubgraphAccessSettings = {
  /** Makes the transport to a subgraph. */
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** Signs the caller for the subgraphs. Null: subgraphs do not learn the caller. */
  signer: CallerSigner | null;
  /** The rules for headers to a subgraph, apart from the caller's identity. */
  headerRulesFor: (subgraph: string) => readonly HeaderRule[];
  caches: Caches;
  log: Logger;
  /** The deadline of an operation. Data that has not arrived by then is null. */
  operationTimeoutMs: number;
  /** The bytes that the answers for one operation may have together. */
  operationBytesMax?: number | undefined;
};

/** Access to the subgraphs on behalf of callers. */
export type SubgraphAccess = {
  /** The inputs to execute an operation for a caller. */
  executionFor(generation: Generation, context: GatewayContext, deadline?: Deadline): Promise<OperationExecution>;
  /**
   * The cached entities of a query. Null where nothing may be cached: without a cache, and for anonymous viewers, whom
   * no announced write concerns.
   */
  entitiesFor(
    generation: Generation,
    context: GatewayContext,
    tagValues: Readonly<Record<string, string>> | null,
  ): EntitiesOfQuery | null;
  /** Completes events of a subscription, within the deadline and with cached entities. */
  completeEvents<T>(
    generation: Generation,
    context: GatewayContext,
    complete: (execution: OperationExecution) => Promise<T>,
  ): Promise<T>;
  /**
   * The headers of a request to a subgraph by the rules. For a subscription, the headers of the connection, since only
   * these are common to all its requests.
   */
  headersFor(subgraph: string, context: GatewayContext): Record<string, string>;
  /** Everything about a caller on which an answer may depend, except when the caller's token expires. */
  scopeOf(generation: Generation, context: GatewayContext): string;
  /** Closes transports to URLs that a new supergraph does not have, once no operation can use them. */
  retain: SubgraphTransports['retain'];
  /** The state of the circuit breakers, by subgraph. */
  circuits(): ReadonlyMap<string, CircuitCounts>;
  /** The requests to subgraphs, and their replicas. */
  traffic: SubgraphTransports['traffic'];
  close(): Promise<void>;
};

export function createSubgraphAccess({
  transportFor,
  signer,
  headerRulesFor,
  caches,
  log,
  operationTimeoutMs,
  operationBytesMax = answerLimitsDefault.operationBytes,
}: SubgraphAccessSettings): SubgraphAccess {
  const entitiesOf = createEntityCaches(caches);
  const transports = createSubgraphTransports({ transportFor, log, operationTimeoutMs });

  const executionFor: SubgraphAccess['executionFor'] = async ({ subgraphs }, { caller, scope, headers }, deadline) => {
    const trace = traceHeaders(scope.trace);
    return {
      transportOf: (name) => transports.transportTo({ name, url: subgraphs.get(name) ?? '' }),
      callerFor: (name) => signer?.sign(caller, name) ?? '',
      requestId: scope.id,
      headersFor: (name) => {
        const rules = headerRulesFor(name);
        return rules.length === 0 ? trace : { ...applyHeaderRules(rules, { headers, caller }), ...trace };
      },
      entityCache: null,
      signal: deadline?.signal,
      deadlineAt: deadline?.at,
      budget: { left: operationBytesMax },
    };
  };
  const scopeOf: SubgraphAccess['scopeOf'] = ({ subgraphs }, { caller, headers }) =>
    JSON.stringify([callerKey(caller), propagatedHeaders([...subgraphs.keys()].flatMap(headerRulesFor), headers)]);
  const entitiesFor: SubgraphAccess['entitiesFor'] = (generation, context, tagValues) =>
    caches.isKeeping && context.caller.subject !== null
      ? entitiesOf({ scope: scopeOf(generation, context), tagValues })
      : null;

  return {
    executionFor,
    entitiesFor,
    completeEvents: async (generation, context, complete) => {
      const tagValues = caches.isKeeping ? await readTags(caches.tags, context.caller) : null;
      return withDeadline(operationTimeoutMs, undefined, async (deadline) =>
        complete({
          ...(await executionFor(generation, context, deadline)),
          entityCache: entitiesFor(generation, context, tagValues),
        }),
      );
    },
    headersFor: (subgraph, context) => applyHeaderRules(headerRulesFor(subgraph), context),
    scopeOf,
    retain: transports.retain,
    circuits: transports.circuits,
    traffic: transports.traffic,
    close: transports.close,
  };
}
