import type { GraphQLError } from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Bound, Operation } from '../generation/operation.ts';
import type { Urgency } from '../generation/operation-workers.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PipelineRequest, Stage } from './pipeline.ts';
import { refusal, refusedOrThrow } from './refusal.ts';
import type { Validate } from './validate.ts';
import type { Weigh } from './weigh.ts';
import type { BoundOperation } from '../generation/bound-operation.ts';

type Planned = { operation: Operation; bound: BoundOperation };

/** The stage that plans and compiles an operation at its first use, and binds it to the variables of the request. */
export const planStage: Stage = {
  name: 'plan',
  run: async (request, next) => {
    const planning = planOrRefuse(request);
    const planned = planning instanceof Promise ? await planning : planning;
    if ('errors' in planned) {
      return { kind: 'refused', errors: planned.errors };
    }
    const refused = refusalByTransport(planned.operation, request.context.transport);
    if (refused !== null) {
      return { kind: 'refused', errors: [refused] };
    }
    request.planned = planned;
    return next();
  },
};

/** The error for an operation that the transport cannot carry. Null if it can. */
function refusalByTransport(
  { kind }: Operation,
  { takesSubscriptions, takesOnlySubscriptions, isReadOnly }: GatewayContext['transport'],
): GraphQLError | null {
  if (kind === 'subscription' && !takesSubscriptions) {
    return refusal(
      400,
      'BAD_USER_INPUT',
      'Subscriptions come over a WebSocket, at the same address, or with `accept: text/event-stream` or `multipart/mixed`.',
    );
  }
  if (kind !== 'subscription' && takesOnlySubscriptions) {
    return refusal(
      400,
      'BAD_REQUEST',
      'A ticket opens the stream of a subscription. Send `Authorization` with everything else.',
    );
  }
  if (kind === 'mutation' && isReadOnly) {
    return refusal(405, 'BAD_REQUEST', 'GET is for queries and subscriptions. Send a mutation by POST.', {
      allow: 'POST',
    });
  }
  return null;
}

/** Plans a subscription again for another generation. Null if it is invalid or refused there. */
export async function replan(
  { document, operationName, variables }: Subscription,
  {
    generation,
    context,
    validate,
    weigh,
  }: { generation: Generation; context: GatewayContext; validate: Validate; weigh: Weigh | null },
): Promise<Subscription | null> {
  const errors = await validate(generation, document, 'background');
  if (errors.length > 0) {
    return null;
  }
  const planned = await planOrRefuse({ generation, document, operationName, variables, context }, 'background');
  if ('errors' in planned || planned.bound.primary === null) {
    return null;
  }
  const { primary } = planned.bound;
  const weighed = weigh === null ? planned : weigh(generation, planned.bound);
  return 'refused' in weighed
    ? null
    : { generation, operation: weighed.bound, primary, document, operationName, variables };
}

type PlannedOrErrors = Planned | { errors: readonly GraphQLError[] };

/** Plans at once where the plan is known, so that its requests do not wait for a promise. */
function planOrRefuse(
  {
    generation,
    document,
    operationName,
    variables,
    context: { isOverrideOn, transport },
  }: Pick<PipelineRequest, 'generation' | 'document' | 'operationName' | 'variables' | 'context'>,
  urgency: Urgency = 'request',
): PlannedOrErrors | Promise<PlannedOrErrors> {
  const refuse = (error: unknown): PlannedOrErrors => ({ errors: refusedOrThrow(error) });
  try {
    const operation = generation.operationOf(document, operationName);
    const finish = (bound: Bound): PlannedOrErrors => ('errors' in bound ? bound : { operation, bound });
    const bound = operation.bind(variables, isOverrideOn, { takesParts: transport.takesParts, urgency });
    return bound instanceof Promise ? bound.then(finish).catch(refuse) : finish(bound);
  } catch (error) {
    return refuse(error);
  }
}
