import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { fragmentsOf, onlyOf, rootFields } from './document-parts.ts';

/**
 * A mutation's root fields come one after the other, each with all that is below it, in whichever subgraphs that is. The planner would put those of one subgraph into one fetch and complete
 * them together, so where there is more to do than that each is planned for itself.
 */
export function planSerially(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  plan: (document: DocumentNode) => QueryPlan['node'],
): QueryPlan['node'] {
  const parts = rootFields(definition.selectionSet, fragmentsOf(document));
  const isSerial = definition.operation === OperationTypeNode.MUTATION;
  const node = isSerial && parts.size > 1 ? planAtOnce() : plan(document);
  if (node !== null && (!isSerial || node === undefined || node.kind === 'Fetch')) {
    return node;
  }
  const nodes = [...parts.values()].flatMap((selections) => {
    const part = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
    const planned = plan(onlyOf({ ...document, definitions: [part, ...fragmentsOf(document).values()] }, part));
    return planned === undefined || planned.kind === 'Subscription' ? [] : [planned];
  });
  return { kind: 'Sequence', nodes };

  /** Null where a planner gets wrong together what it may plan well one by one. */
  function planAtOnce(): QueryPlan['node'] | null {
    try {
      return plan(document);
    } catch {
      return null;
    }
  }
}
