import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { parse, type DefinitionNode, type GraphQLSchema } from 'graphql';
import type { RequiredVariant } from './required-variants.ts';
import { fetchTranslator, withOperation } from './variant-fetches.ts';

/** Translates a plan with names of required variants into a plan for subgraphs, which know the fields only. */
export type TranslatePlan = (node: QueryPlan['node']) => QueryPlan['node'];

export function planTranslator(
  definitions: readonly DefinitionNode[],
  context: { variants: ReadonlyMap<string, RequiredVariant>; schema: GraphQLSchema },
): TranslatePlan {
  const translate = fetchTranslator(definitions, context);
  return (node) => {
    if (node?.kind !== 'Subscription') {
      return node && withFetches(node, translate);
    }
    const { primary, rest } = node;
    return {
      ...node,
      primary: withOperation(primary, parse(primary.operation, { noLocation: true }), context.variants),
      ...(rest === undefined ? {} : { rest: withFetches(rest, translate) }),
    };
  };
}

/** Replaces each fetch of a plan. */
function withFetches(node: PlanNode, change: (fetch: FetchNode) => PlanNode): PlanNode {
  const changeBelow = <Parent extends { node?: PlanNode }>(parent: Parent): Parent =>
    parent.node === undefined ? parent : { ...parent, node: withFetches(parent.node, change) };
  switch (node.kind) {
    case 'Fetch':
      return change(node);
    case 'Flatten':
      return { ...node, node: withFetches(node.node, change) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((each) => withFetches(each, change)) };
    case 'Condition':
      return node;
    case 'Defer':
      return { ...node, primary: changeBelow(node.primary), deferred: node.deferred.map(changeBelow) };
  }
}
