import { isObject, type Data } from './data.ts';
import type { Slot } from './positions.ts';

/** The content of a slot: the answer of a fetch for an entity. */
export type Answer = {
  /** Undefined until it arrives. */
  value: Data | null | undefined;
  /** Set where not all that the fetch selects was asked for: there is no context for the arguments of some fields. */
  isPartial?: true;
};

/** The object in a slot; undefined where there is none, or none that arrived. */
export function valueIn(object: Data, slot: Slot): Data | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a slot is a symbol, and only answers are attached to it
  return (object[slot] as Answer | undefined)?.value ?? undefined;
}

/** Whether the answer in a slot is partial. */
export function isPartial(object: Data, slot: Slot): boolean {
  const answer = object[slot];
  return isObject(answer) && answer['isPartial'] === true;
}
