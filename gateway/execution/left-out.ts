import type { FetchPlan } from './fetch-plan.ts';
import type { Data } from './merge.ts';
import { itself, type Position } from './positions.ts';
import { valueIn } from './representation.ts';
import type { TypeSystem } from './type-system.ts';

/**
 * Whether a field without a value was asked for of an object, and left out of the answer: then it is not a null that a subgraph gave. Nothing is left out where nothing was asked,
 * and of an entity that is null.
 */
export function isLeftOut(
  object: Data,
  {
    name,
    typename,
    position,
    plan: { isMerging, hasContexts },
    types,
  }: {
    name: string;
    typename: string;
    position: Position | undefined;
    plan: Pick<FetchPlan, 'isMerging' | 'hasContexts'>;
    types: TypeSystem;
  },
): boolean {
  if (hasContexts) {
    // A field with a contextual argument is asked for only where there is the context.
    return false;
  }
  let isMissing = false;
  for (const [source, alternatives] of position?.sources.get(name) ?? []) {
    // An object that several fetches give has what those gave that were made.
    const holder = source !== itself ? valueIn(object, source) : isMerging ? undefined : object;
    if (holder === undefined) {
      continue;
    }
    if (Object.hasOwn(holder, name)) {
      return false;
    }
    isMissing ||= alternatives.some((conditions) =>
      conditions.every((condition) => types.isSubtype(condition, typename)),
    );
  }
  return isMissing;
}
