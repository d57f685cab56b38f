import type { CacheHint } from '@apollo/cache-control-types';
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import type { Caches } from '@tributary/platform/cache.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import type { SubgraphTransport } from '@tributary/platform/transport.ts';
import type { ExecutionResult } from 'graphql';
import { createCallerSigner } from './caller.ts';
import { createEntityCaches } from './entity-cache.ts';
import { gatewayContextOf, type GatewayContext } from './gateway-context.ts';
import type { Generation } from './generation.ts';
import { applyHeaderRules, type HeaderRule } from './header-rules.ts';
import type { BoundOperation, Operation, OperationExecution, Variables } from './operation.ts';
import { cacheHintOf, viewerKey } from './response-cache.ts';
import { createSharing } from './share-in-flight.ts';
import { traceContext } from './trace-context.ts';

export type RequestSettings = {
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** What the subgraphs know the gateway by; null: they are not told who is calling. */
  callerSecret: string | null;
  /** What a subgraph is told in headers, besides who is calling. */
  headerRulesFor: (subgraph: string) => readonly HeaderRule[];
  /** Whether queries of one viewer that are identical and in flight together are executed once. */
  shareInFlight: boolean;
  caches: Caches;
};

export type RequestExecutor = {
  /** What Apollo Server calls for a query or a mutation. */
  execute(generation: Generation): GatewayExecutor;
  /** What an operation needs to be carried out for a caller. */
  prepare(generation: Generation, context: GatewayContext): Promise<OperationExecution>;
  close(): Promise<void>;
};

/** An answer, and what the subgraphs allow of it. */
type Executed = { result: ExecutionResult; hints: readonly CacheHint[] };

/** Executes the operations of clients, over one way to each subgraph. */
export function createRequestExecutor({
  transportFor,
  callerSecret,
  headerRulesFor,
  shareInFlight,
  caches,
}: RequestSettings): RequestExecutor {
  const callerOf = createCallerSigner(callerSecret);
  const entitiesOf = createEntityCaches(caches);
  const transports = new Map<string, SubgraphTransport>();
  const sharings = new WeakMap<Operation, ReturnType<typeof createSharing<Executed>>>();

  const prepare = async (
    { subgraphs }: Generation,
    { viewer, address, requestId, headers, tagValues, signal }: GatewayContext,
  ): Promise<OperationExecution> => {
    const trace = traceContext(headers);
    return {
      transportOf: (name) => {
        const url = subgraphs.get(name) ?? '';
        const key = `${name} ${url}`;
        const transport = transports.get(key) ?? transportFor({ name, url });
        transports.set(key, transport);
        return transport;
      },
      caller: await callerOf({ viewer, address }),
      requestId,
      headersFor: (name) => ({ ...applyHeaderRules(headerRulesFor(name), headers), ...trace }),
      entityCache: tagValues === null ? null : entitiesOf({ scope: viewerKey(viewer), tagValues }),
      signal,
    };
  };

  /** Runs a query together with the same ones that are in flight for the same viewer. */
  const share = (
    operation: Operation,
    { subgraphs }: BoundOperation,
    { viewer, address, headers }: GatewayContext,
    variables: Variables,
    run: () => Promise<Executed>,
  ): Promise<Executed> => {
    const sharing = sharings.get(operation) ?? createSharing<Executed>();
    sharings.set(operation, sharing);
    const propagated = subgraphs.map((name) => applyHeaderRules(headerRulesFor(name), headers));
    return sharing(JSON.stringify([variables, viewerKey(viewer), address, propagated]), run);
  };

  return {
    execute:
      (generation) =>
      async ({ document, operationName, request: { variables = {} }, context, overallCachePolicy }) => {
        const operation = generation.operationOf(document, operationName);
        if (operation.kind === 'subscription') {
          throw new Misuse('BAD_USER_INPUT', 'Subscriptions come over a WebSocket, at the same address.', {
            http: { status: 400 },
          });
        }
        const bound = operation.bind(variables);
        if ('errors' in bound) {
          return bound;
        }
        const gatewayContext = gatewayContextOf(context);
        const run = async (signal: AbortSignal | undefined): Promise<Executed> => {
          const hints: CacheHint[] = [];
          const execution = await prepare(generation, { ...gatewayContext, signal });
          if (operation.kind !== 'query') {
            execution.entityCache = null;
          }
          execution.onResponse = ({ cacheControl }) => hints.push(cacheHintOf(cacheControl));
          return { result: await bound.execute(execution), hints };
        };
        const { result, hints } = await (shareInFlight && operation.kind === 'query'
          ? // Others may wait for it when this client goes away.
            share(operation, bound, gatewayContext, variables, () => run(undefined))
          : run(gatewayContext.signal));
        for (const hint of hints) {
          overallCachePolicy.restrict(hint);
        }
        return result;
      },

    prepare,

    close: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
