import { isObject, type Data } from './data.ts';
import type { Slot } from './positions.ts';

/** The content of a slot: the answer of a fetch for one entity. */
export type AttachedAnswer = {
  /** Undefined until the answer arrives. */
  value: Data | null | undefined;
  /** Set where some fields of the fetch were not requested, because their contextual arguments have no context. */
  isPartial?: true;
};

/** The object in a slot. Undefined where the slot is empty, or its answer has not arrived. */
export function valueIn(object: Data, slot: Slot): Data | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only answers are attached to slots
  return (object[slot] as AttachedAnswer | undefined)?.value ?? undefined;
}

/** Whether the answer in a slot is partial. */
export function isPartial(object: Data, slot: Slot): boolean {
  const answer = object[slot];
  return isObject(answer) && answer['isPartial'] === true;
}
