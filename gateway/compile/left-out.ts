import { itself, type Position } from './positions.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import type { Data } from './data.ts';
import { isPartial, valueIn } from './attached-answer.ts';

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
    types,
  }: {
    name: string;
    typename: string;
    position: Position | undefined;
    types: TypeSystem;
  },
): boolean {
  if (position?.unsure.has(name) === true) {
    return false;
  }
  let isMissing = false;
  for (const [source, alternatives] of position?.sources.get(name) ?? []) {
    // An object that several fetches give has the fields of those that succeeded.
    const holder = source !== itself ? valueIn(object, source) : position?.isShared === true ? undefined : object;
    if (holder === undefined || (source !== itself && isPartial(object, source))) {
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
