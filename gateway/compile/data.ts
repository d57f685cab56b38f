import { isRawNumber } from '@tributary/platform/json/exact-json.ts';
import type { Slot } from './positions.ts';

/** An object of an answer, with the slots that were added to it. */
export type Data = { [name: string]: unknown; [slot: Slot]: unknown };

/** A field of an object of an answer. Undefined for the members that JavaScript gives to every object, which are functions. */
export function fieldOf(object: Data, name: string): unknown {
  const value = object[name];
  return typeof value === 'function' ? undefined : value;
}

/** Whether a value of JSON is an object, and neither a list nor a number that is kept as it was written. */
export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/**
 * The opposite for `o`, which is not null, as an expression for compiled code. The property is looked for first, since
 * that costs nothing.
 */
export const isNoObject = `typeof o !== 'object' || Array.isArray(o) || (o.rawJSON !== undefined && JSON.isRawJSON(o))`;
