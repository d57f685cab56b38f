import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { fragmentsOf, onlyOf, rootFields } from './document-parts.ts';

/**
 * Plans a mutation so that its root fields run serially, each with everything below it, in any subgraph. The planner
 * would put root fields of one subgraph into one fetch and complete them together. So if a mutation needs more than one
 * fetch, each root field is planned separately.
 */
export function planSerially(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  plan: (document: DocumentNode) => QueryPlan['node'],
): QueryPlan['node'] {
  const parts = rootFields(definition.selectionSet, fragmentsOf(document));
  const isSerial = definition.operation === OperationTypeNode.MUTATION;
  const node = isSerial && parts.size > 1 ? planTogether() : plan(document);
  if (node !== null && (!isSerial || node === undefined || node.kind === 'Fetch')) {
    return node;
  }
  const nodes = [...parts.values()].flatMap((selections) => {
    const part = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
    const planned = plan(onlyOf({ ...document, definitions: [part, ...fragmentsOf(document).values()] }, part));
    return planned === undefined || planned.kind === 'Subscription' ? [] : [planned];
  });
  return { kind: 'Sequence', nodes };

  /** Null where the planner fails for all fields together. Planning them one by one may succeed. */
  function planTogether(): QueryPlan['node'] | null {
    try {
      return plan(document);
    } catch {
      return null;
    }
  }
}
