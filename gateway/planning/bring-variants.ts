import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { parse, type DefinitionNode, type GraphQLSchema } from 'graphql';
import type { RequiredVariant } from './required-variants.ts';
import { fetchTranslator, withOperation } from './variant-fetches.ts';

/** Makes a plan for subgraphs out of one in which required fields go by the names of their variants. */
export type BringVariants = (node: QueryPlan['node']) => QueryPlan['node'];

export function bringVariants(
  definitions: readonly DefinitionNode[],
  context: { variants: ReadonlyMap<string, RequiredVariant>; schema: GraphQLSchema },
): BringVariants {
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

/** The plan with something else for each fetch. */
function withFetches(node: PlanNode, change: (fetch: FetchNode) => PlanNode): PlanNode {
  const changePart = <Part extends { node?: PlanNode }>(part: Part): Part =>
    part.node === undefined ? part : { ...part, node: withFetches(part.node, change) };
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
      return { ...node, primary: changePart(node.primary), deferred: node.deferred.map(changePart) };
  }
}
