import type { FetchNode, PlanNode } from '@apollo/query-planner';

/** The plan with each fetch changed. Conditions are resolved before planning, so a plan has none. */
export function mapFetches(node: PlanNode, change: (fetch: FetchNode) => FetchNode): PlanNode {
  const changed = <Parent extends { node?: PlanNode }>(parent: Parent): Parent =>
    parent.node === undefined ? parent : { ...parent, node: mapFetches(parent.node, change) };
  switch (node.kind) {
    case 'Fetch':
      return change(node);
    case 'Flatten':
      return changed(node);
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((each) => mapFetches(each, change)) };
    case 'Defer':
      return { ...node, primary: changed(node.primary), deferred: node.deferred.map(changed) };
    case 'Condition':
      throw new Error('a plan has a condition, although conditions are resolved before planning');
  }
}
