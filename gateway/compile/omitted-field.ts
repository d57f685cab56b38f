import { itself, type Position } from './positions.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import type { Data } from './data.ts';
import { isPartial, valueIn } from './attached-answer.ts';

/**
 * Whether a field is missing from an answer that should have it, rather than null. A field that was not requested is
 * not omitted, and neither is a field of an entity that is null.
 */
export function isOmitted(
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
  if (position?.conditional.has(name) === true) {
    return false;
  }
  let isMissing = false;
  for (const [source, alternatives] of position?.sources.get(name) ?? []) {
    // A shared object has only the fields of the fetches that succeeded.
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
