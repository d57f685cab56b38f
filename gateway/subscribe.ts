import { TransportError, type SubgraphResponse } from '@tributary/platform/transport.ts';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { isObject } from './execution/merge.ts';
import { rewrite } from './execution/rewrite.ts';
import type { Generation } from './generation.ts';
import type { BoundOperation, OperationExecution } from './operation.ts';

/**
 * Runs a federated subscription: the plan's primary fetch is subscribed to at its subgraph, and the rest of the plan is carried out for each event. `return()` closes
 * the upstream at once. `prepare` is asked before each event, since what it signs does not last.
 */
export function subscribeToPlan(
  { operation, types }: { operation: BoundOperation; types: Generation['types'] },
  prepare: () => Promise<OperationExecution>,
): AsyncIterableIterator<ExecutionResult> {
  let upstream: AsyncIterableIterator<SubgraphResponse> | undefined;
  let ended = false;
  const last = (error: GraphQLError) => {
    ended = true;
    return { done: false as const, value: { errors: [error] } };
  };

  const open = async (): Promise<AsyncIterableIterator<SubgraphResponse>> => {
    const { primary } = operation;
    if (primary === null) {
      throw new GraphQLError('This is not a subscription.');
    }
    const execution = await prepare();
    const { fetch, variables } = primary;
    return execution.transportOf(fetch.serviceName).subscribe({
      query: fetch.operation,
      variables,
      operationName: fetch.operationName,
      caller: execution.caller,
      requestId: execution.requestId,
    });
  };

  const complete = async (event: SubgraphResponse): Promise<ExecutionResult> => {
    const errors = event.errors ?? [];
    if (!isObject(event.data)) {
      return {
        errors: errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
      };
    }
    rewrite(operation.primary?.fetch.outputRewrites, event.data, types.isSubtype);
    return operation.execute(await prepare(), { data: event.data, errors });
  };

  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    if (ended) {
      return { done: true, value: undefined };
    }
    try {
      upstream ??= await open();
      const step = await upstream.next();
      if (step.done === true) {
        ended = true;
        return { done: true, value: undefined };
      }
      return { done: false, value: await complete(step.value) };
    } catch (error) {
      if (error instanceof TransportError) {
        return last(
          new GraphQLError(
            `The stream ended because a subgraph ${error.message}. Subscribe again, after the last cursor that you have.`,
            {
              extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
            },
          ),
        );
      }
      await upstream?.return?.();
      throw error;
    }
  };

  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next,
    return: async () => {
      ended = true;
      await upstream?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
