import type { Caller } from '@tributary/platform/caller.ts';
import type { GraphQLError } from 'graphql';
import type { Requirement } from '../composed/authorization.ts';
import type { Generation } from '../generation/generation.ts';
import type { Bound, Operation } from '../generation/operation.ts';
import type { Asker } from '../generation/operation-workers.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { Authorizer } from './authorize.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PipelineRequest, Stage } from './pipeline.ts';
import { UnauthorizedOperation, type Permission } from '../planning/permission.ts';
import { refusal, refusedOrThrow } from './refusal.ts';
import { reportIn, type UnauthorizedReport } from './report-unauthorized.ts';
import type { Validate } from './validate.ts';
import type { Weigh } from './weigh.ts';
import type { BoundOperation } from '../generation/bound-operation.ts';

type Planned = { operation: Operation; bound: BoundOperation };
type ToPlan = Pick<PipelineRequest, 'generation' | 'document' | 'operationName' | 'variables' | 'context'>;

/** The decision which fields a caller may select, and the report about the others. */
export type Rights = { authorizer: Authorizer; report: UnauthorizedReport };

/**
 * The stage that plans and compiles an operation at its first use, and binds it to the variables of the request. It
 * decides before which fields the caller may select, and tells of the others.
 */
export function planStage({ authorizer, report }: Rights): Stage {
  return {
    name: 'plan',
    run: async (request, next) => {
      const { context } = request;
      const planning = planOrRefuse(request, {
        report,
        permit: (requirements) => authorizer.permit(requirements, context),
      });
      const planned = planning instanceof Promise ? await planning : planning;
      if ('errors' in planned) {
        return { kind: 'refused', errors: planned.errors };
      }
      const refused = refusalByTransport(planned.operation, context.transport);
      if (refused !== null) {
        return { kind: 'refused', errors: [refused] };
      }
      request.planned = planned;
      const { unauthorized } = planned.bound;
      if (unauthorized.length === 0) {
        return next();
      }
      report.note(unauthorized, context);
      return reportIn(await next(), (result) => report.addTo(result, unauthorized, context.caller));
    },
  };
}

/** The error for an operation that the transport cannot carry. Null if it can. */
function refusalByTransport(
  { kind }: Operation,
  { takesSubscriptions, takesOnlySubscriptions, isReadOnly, readOnlyReason }: GatewayContext['transport'],
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
    if (readOnlyReason !== undefined) {
      return refusal(403, 'FORBIDDEN', readOnlyReason);
    }
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
    rights: { authorizer, report },
    weigh,
  }: { generation: Generation; context: GatewayContext; validate: Validate; rights: Rights; weigh: Weigh | null },
): Promise<Subscription | null> {
  const errors = await validate(generation, document, { asker: null });
  if (errors.length > 0) {
    return null;
  }
  const planned = await planOrRefuse(
    { generation, document, operationName, variables, context },
    {
      report,
      permit: (requirements) => authorizer.permitRemembered(requirements, context),
      asker: null,
    },
  );
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
type Permit = (requirements: readonly Requirement[]) => Permission | Promise<Permission>;

/** Plans at once where the rights and the plan are known, so that such requests do not wait for a promise. */
function planOrRefuse(
  { generation, document, operationName, variables, context }: ToPlan,
  { report, permit, asker = context.caller }: { report: UnauthorizedReport; permit: Permit; asker?: Asker },
): PlannedOrErrors | Promise<PlannedOrErrors> {
  const { isOverrideOn, transport, caller } = context;
  const refuse = (error: unknown): PlannedOrErrors => {
    if (error instanceof UnauthorizedOperation) {
      report.note(error.paths, context);
      return { errors: report.refusalOf(error.paths, caller) };
    }
    return { errors: refusedOrThrow(error) };
  };
  try {
    const operation = generation.operationOf(document, operationName);
    const bind = (permission: Permission) =>
      operation.bind(variables, isOverrideOn, { takesParts: transport.takesParts, permission, asker });
    const finish = (bound: Bound): PlannedOrErrors =>
      'errors' in bound ? bound : { operation, bound: withReportedEvents(bound, report, caller) };
    const permission = permit(operation.requirements);
    const bound = permission instanceof Promise ? permission.then(bind) : bind(permission);
    return bound instanceof Promise ? bound.then(finish).catch(refuse) : finish(bound);
  } catch (error) {
    return refuse(error);
  }
}

/** Each event of a subscription tells of the fields that the caller may not select. */
function withReportedEvents(bound: BoundOperation, report: UnauthorizedReport, caller: Caller): BoundOperation {
  const { unauthorized, complete } = bound;
  return bound.primary === null || unauthorized.length === 0
    ? bound
    : {
        ...bound,
        complete: async (execution, events) =>
          (await complete(execution, events)).map((result) => report.addTo(result, unauthorized, caller)),
      };
}
