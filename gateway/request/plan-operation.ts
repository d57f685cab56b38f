import type { Caller } from '@tributary/platform/caller.ts';
import { GraphQLError } from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Operation } from '../generation/operation.ts';
import { nothingGranted, UnauthorizedOperation, type Permission } from '../generation/permission.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { Authorizer } from './authorize.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PipelineRequest, Stage } from './pipeline.ts';
import { refusal } from './refusal.ts';
import { reportIn, type UnauthorizedReport } from './report-unauthorized.ts';
import type { Validate } from './validate.ts';
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
      const planned = await planOrRefuse(request, { authorizer, report });
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

/** Plans a subscription again for another generation. Null if it is invalid there. */
export function replan(
  { document, operationName, variables }: Subscription,
  {
    generation,
    context,
    validate,
    rights,
  }: { generation: Generation; context: GatewayContext; validate: Validate; rights: Rights },
): Subscription | null {
  if (validate(generation, document).length > 0) {
    return null;
  }
  const planned = planWith({ generation, document, operationName, variables, context }, rights, (operation) =>
    rights.authorizer.permitRemembered(operation.requirements, context),
  );
  if ('errors' in planned || planned.bound.primary === null) {
    return null;
  }
  const { bound } = planned;
  return { generation, operation: bound, primary: planned.bound.primary, document, operationName, variables };
}

async function planOrRefuse(request: ToPlan, rights: Rights): Promise<Planned | { errors: readonly GraphQLError[] }> {
  const { generation, document, operationName, context } = request;
  try {
    const { requirements } = generation.operationOf(document, operationName);
    const permission =
      requirements.length === 0 ? nothingGranted : await rights.authorizer.permit(requirements, context);
    return planWith(request, rights, () => permission);
  } catch (error) {
    return refusedBy(error);
  }
}

function planWith(
  { generation, document, operationName, variables, context }: ToPlan,
  { report }: Pick<Rights, 'report'>,
  permissionFor: (operation: Operation) => Permission,
): Planned | { errors: readonly GraphQLError[] } {
  const { isOverrideOn, transport, caller } = context;
  try {
    const operation = generation.operationOf(document, operationName);
    const permission = permissionFor(operation);
    const bound = operation.bind(variables, isOverrideOn, { takesParts: transport.takesParts, permission });
    return 'errors' in bound ? bound : { operation, bound: withReportedEvents(bound, report, caller) };
  } catch (error) {
    if (error instanceof UnauthorizedOperation) {
      report.note(error.paths, context);
      return { errors: report.refusalOf(error.paths, caller) };
    }
    return refusedBy(error);
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

/** The errors for the client. Throws an error that is not meant for the client. */
function refusedBy(error: unknown): { errors: readonly GraphQLError[] } {
  if (error instanceof GraphQLError && error.originalError === undefined) {
    return { errors: [error] };
  }
  throw error;
}
