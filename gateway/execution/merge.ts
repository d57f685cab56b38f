import { isRawNumber } from '@tributary/platform/exact-json.ts';
import type { Provided, Slot } from './positions.ts';
import type { TypeSystem } from './type-system.ts';

/** An object of an answer, with the slots that were added to it. */
export type Data = { [name: string]: unknown; [slot: Slot]: unknown };

/**
 * Merges the answer of a fetch into what is there: objects by key, lists by position; otherwise the new value stands, unless it is null. The name of an object type stands against that of an interface,
 * by which another subgraph may know the object.
 */
export function mergeInto(target: Data, source: Data, types: TypeSystem): void {
  for (const key of Object.keys(source)) {
    const old = target[key];
    if (key === '__typename' && typeof old === 'string' && types.isObjectType(old)) {
      continue;
    }
    target[key] = merged(old, source[key], types);
  }
}

function merged(old: unknown, fresh: unknown, types: TypeSystem): unknown {
  if (Array.isArray(old) && Array.isArray(fresh)) {
    return fresh.map((item, index) => merged(old[index], item, types));
  }
  if (isObject(old) && isObject(fresh)) {
    mergeInto(old, fresh, types);
    return old;
  }
  // Of a list or an object and something else, what another subgraph gave stays as it was.
  const isOdd = typeof old === 'object' && old !== null && !isRawNumber(old) && typeof fresh !== 'object';
  return isOdd ? old : (fresh ?? old ?? null);
}

/** A copy of what was asked for of an answer, for an object that other answers are merged into. Scalars are not copied. */
export function copyOfProvided(value: Data, provided: Provided): Data {
  const copy: Data = {};
  for (const [name, { below }] of provided) {
    // GraphQL reserves the names with two underscores: this one would set the prototype.
    if (Object.hasOwn(value, name) && name !== '__proto__') {
      copy[name] = below === null ? value[name] : copyOfAny(value[name], below);
    }
  }
  return copy;
}

function copyOfAny(value: unknown, provided: Provided): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => copyOfAny(item, provided));
  }
  return isObject(value) ? copyOfProvided(value, provided) : value;
}

/** A field of an object of an answer. Undefined for the members that JavaScript gives to every object, which are functions. */
export function fieldOf(object: Data, name: string): unknown {
  const value = object[name];
  return typeof value === 'function' ? undefined : value;
}

/** Whether a value of JSON is an object, and neither a list nor a number that is kept as it was written. */
export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}
