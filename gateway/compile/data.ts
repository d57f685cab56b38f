import { isRawNumber } from '@tributary/platform/json/exact-json.ts';
import type { Slot } from './positions.ts';

/** An object of an answer, with its slots. */
export type Data = { [name: string]: unknown; [slot: Slot]: unknown };

/** A field of an object of an answer. Undefined for functions, which JavaScript gives to every object. */
export function fieldOf(object: Data, name: string): unknown {
  const value = object[name];
  return typeof value === 'function' ? undefined : value;
}

/** Whether a JSON value is an object, and neither a list nor a number that is kept as text. */
export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/**
 * `isObject` negated, as an expression for compiled code, for a value `o` that is not null. The property is checked
 * first, which costs nothing.
 */
export const isNoObject = `typeof o !== 'object' || Array.isArray(o) || (o.rawJSON !== undefined && JSON.isRawJSON(o))`;
