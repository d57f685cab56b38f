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
    // In place, since errors are known by the list. Lists of one field have one length, of which the first is believed.
    for (const [index, item] of old.entries()) {
      old[index] = merged(item, fresh[index], types);
    }
    return old;
  }
  if (isObject(old) && isObject(fresh)) {
    mergeInto(old, fresh, types);
    return old;
  }
  // Where two subgraphs give values of different kinds, one is at fault: what is there stays.
  return fresh == null || (old != null && kindOf(old) !== kindOf(fresh)) ? (old ?? null) : fresh;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : isRawNumber(value) ? 'number' : typeof value;
}

/** A copy of what was asked for of an answer, for an object that other answers are merged into. Scalars are not copied. */
export function copyOfProvided(value: Data, provided: Provided): Data {
  const copy: Data = {};
  for (const [name, { below }] of provided) {
    // GraphQL reserves the names with two underscores: this one would set the prototype.
    const field = Object.hasOwn(value, name) && name !== '__proto__' ? value[name] : undefined;
    if (field !== undefined && !isOdd(field, below)) {
      copy[name] = below === null ? field : copyOfAny(field, below);
    }
  }
  return copy;
}

/** What an answer lacks, or has of another kind: its path, and whether it is a scalar that was left out. */
export type Oddity = { path: readonly (string | number)[]; isScalar: boolean };

/** What is odd in an answer, for what it was asked for whatever the types of its objects. */
export function odditiesIn(value: unknown, provided: Provided, path: Oddity['path'] = []): Oddity[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const here = { path: [...path, index], isScalar: false };
      return isOdd(item, provided) ? [here] : odditiesIn(item, provided, here.path);
    });
  }
  if (!isObject(value)) {
    return [];
  }
  return [...provided].flatMap(([name, { below, typeConditions, isSure }]) => {
    const here = { path: [...path, name], isScalar: below === null };
    if (Object.hasOwn(value, name)) {
      return isOdd(value[name], below) ? [here] : below === null ? [] : odditiesIn(value[name], below, here.path);
    }
    const isAskedOfAll = isSure && typeConditions.some(({ length }) => length === 0);
    return isAskedOfAll && name !== '__typename' ? [here] : [];
  });
}

/** Whether something is neither an object nor a list nor null, though fields of it were asked for. */
export function isOdd(value: unknown, below: Provided | null): boolean {
  return below !== null && value !== null && (typeof value !== 'object' || isRawNumber(value));
}

function copyOfAny(value: unknown, provided: Provided): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (isOdd(item, provided) ? undefined : copyOfAny(item, provided)));
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
