import { createCostModel } from '@tributary/gateway/compile/cost-model.ts';
import { compilePlan } from '@tributary/gateway/compile/fetch-plan.ts';
import { estimate } from '@tributary/gateway/compile/plan-cost.ts';
import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { internalNames } from '@tributary/gateway/planning/internal-names.ts';
import { permissionOf, requirementsIn } from '@tributary/gateway/planning/permission.ts';
import { planVariant } from '@tributary/gateway/planning/plan-variant.ts';
import { createPlanner } from '@tributary/gateway/planning/planner.ts';
import type { PublicOperation } from '@tributary/gateway/public-operations/public-operation.ts';
import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import { parse } from 'graphql';

/** The largest page of a list, in objects. */
const pageSizeMax = 100;
/** Limits on the texts of a plan apply to what clients send. */
const planMax = { fields: defaultLimits.planFields, characters: Infinity };

/** An operation that the default budgets refuse. The message says what to do. */
export type CostProblem = Pick<PublicOperation, 'file' | 'line'> & { message: string };

/**
 * The public operations that have no plan, or whose estimated cost with the largest pages is above the default budget.
 * Inputs count as one object each.
 */
export function costProblems(supergraphSdl: string, operations: readonly PublicOperation[]): CostProblem[] {
  const composed = parseSupergraph(supergraphSdl);
  const settings = {
    planner: createPlanner(composed),
    namesFor: internalNames(composed.supergraphSchema),
    planMax,
  };
  const costs = createCostModel(composed.supergraphSchema, composed.costDirectives);
  const { max, listSize } = demandControlDefault;

  return operations.flatMap(({ name, text, file, line }) => {
    const document = parse(text);
    const permission = permissionOf(requirementsIn(document, composed), () => true, 'reject');
    const outcome = planVariant(document, { conditions: {}, labels: [], takesParts: false, permission }, settings);
    if (outcome.kind !== 'planned') {
      const reason = outcome.kind === 'refused' ? outcome.message : 'Select less in it.';
      return [{ file, line, message: `${name} cannot be planned. ${reason}` }];
    }
    const { node, primary } = outcome.plan;
    const formula = costs.ofPlan(compilePlan(node, composed.types, primary ?? undefined), primary);
    const variables = Object.fromEntries(formula.variables.map((variable) => [variable, pageSizeMax]));
    const { total } = estimate(formula, { variables, listSizeOf: () => listSize });
    return total <= max
      ? []
      : [
          {
            file,
            line,
            message: `${name} has an estimated cost of ${total} with pages of ${pageSizeMax}, and may have ${max}. Select less in its lists.`,
          },
        ];
  });
}
