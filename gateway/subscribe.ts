import { TransportError, type SubgraphResponse } from '@tributary/platform/transport.ts';
import { GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql';
import { executePlan, type Execution } from './execution/execute-plan.ts';
import { isObject } from './execution/merge.ts';
import { rewrite } from './execution/rewrite.ts';
import { shapeResponse } from './execution/shape-response.ts';

export type SubscriptionRequest = {
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>>;
};

/**
 * Runs a federated subscription: the plan's primary fetch is subscribed to at its subgraph, and the rest of the plan is carried out for each event. `return()` closes
 * the upstream at once. `prepare` is asked before each event, since what it signs does not last.
 */
export function subscribeToPlan(
  request: SubscriptionRequest,
  prepare: () => Promise<Omit<Execution, 'variables'>>,
): AsyncIterableIterator<ExecutionResult> {
  let upstream: AsyncIterableIterator<SubgraphResponse> | undefined;
  let ended = false;
  const last = (error: GraphQLError) => {
    ended = true;
    return { done: false as const, value: { errors: [error] } };
  };

  const open = async (): Promise<AsyncIterableIterator<SubgraphResponse>> => {
    const execution = await prepare();
    const { primary } = subscriptionPlan(request, execution);
    return execution.transportOf(primary.serviceName).subscribe({
      query: primary.operation,
      variables: Object.fromEntries(
        (primary.variableUsages ?? []).flatMap((name) =>
          name in request.variables ? [[name, request.variables[name]]] : [],
        ),
      ),
      operationName: primary.operationName,
      caller: execution.caller,
      requestId: execution.requestId,
    });
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
      return { done: false, value: await completeEvent(step.value, request, await prepare()) };
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

async function completeEvent(
  event: SubgraphResponse,
  request: SubscriptionRequest,
  prepared: Omit<Execution, 'variables'>,
): Promise<ExecutionResult> {
  const { primary, rest } = subscriptionPlan(request, prepared);
  const errors = (event.errors ?? []).map(({ message, path, extensions }) => ({
    message,
    ...(path === undefined ? {} : { path }),
    ...(extensions === undefined ? {} : { extensions }),
  }));
  const data = isObject(event.data) ? event.data : null;
  if (data === null) {
    return { errors: errors.map(({ message, ...where }) => new GraphQLError(message, where)) };
  }
  rewrite(primary.outputRewrites, data, prepared.generation.isSubtype);
  const raw = await executePlan(rest, { ...prepared, variables: request.variables }, data);
  return shapeResponse(
    { data: raw.data, errors: [...errors, ...raw.errors] },
    { schema: prepared.generation.apiSchema, ...request },
  );
}

function subscriptionPlan(
  { document, operationName }: SubscriptionRequest,
  { generation }: Omit<Execution, 'variables'>,
) {
  const { node } = generation.planOf(document, operationName);
  if (node?.kind !== 'Subscription') {
    throw new GraphQLError('This is not a subscription.');
  }
  return node;
}
