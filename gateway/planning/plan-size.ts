import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, parse, visit } from 'graphql';
import { tooExpensive } from './graphql-errors.ts';
import { mapFetches } from './map-fetches.ts';

type Planned = { primary: FetchNode | null; node: PlanNode | undefined; split: PlanNode | null };

/** The limits on all requests of a plan: their fields, and the length of their texts. */
export type PlanMax = { fields: number; characters: number };

/**
 * Removes what compiling does not need from a plan. Throws where the plan is larger: compiling blocks the event loop.
 */
export function refuseLargePlan<Plan extends Planned>(plan: Plan, planMax: PlanMax): Plan {
  const size: PlanMax = { fields: 0, characters: 0 };
  const count = (fetch: FetchNode): FetchNode => {
    const { operationDocumentNode = parse(fetch.operation, { noLocation: true }) } = fetch;
    visit(operationDocumentNode, { [Kind.FIELD]: () => void (size.fields += 1) });
    size.characters += fetch.operation.length;
    if (size.fields > planMax.fields || size.characters > planMax.characters) {
      throw tooExpensive(`Its plan has more than ${planMax.fields} fields or ${planMax.characters} characters.`);
    }
    return withoutDocument(fetch);
  };
  const { primary, node, split } = plan;
  return {
    ...plan,
    primary: primary === null ? null : count(primary),
    node: node === undefined ? undefined : mapFetches(node, count),
    // The split plan has the same fields, and is compiled only if large answers come.
    split: split === null ? null : mapFetches(split, withoutDocument),
  };
}

function withoutDocument(fetch: FetchNode): FetchNode {
  const { operationDocumentNode: _, ...others } = fetch;
  return others;
}
