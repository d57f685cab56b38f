import { isRawNumber } from '@tributary/platform/exact-json.ts';
import { getNullableType, isLeafType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { acceptsLeaf } from './leaf-value.ts';
import { itemType, type Field, type Provided, type Slot } from './positions.ts';
import type { TypeSystem } from './type-system.ts';

/** An object of an answer, with the slots that were added to it. */
export type Data = { [name: string]: unknown; [slot: Slot]: unknown };

/** The context of a merge. `onLengths` is called where lists of one field have different lengths: the items of the kept list from index `from` on come from one subgraph only. */
export type Merging = { types: TypeSystem; onLengths: (list: readonly unknown[], from: number) => void };

/**
 * Merges the answer of a fetch into what is there: objects by key, lists by position; otherwise the new value stands, unless it is null. The name of an object type stands against that of an interface,
 * by which another subgraph may know the object.
 */
export function mergeInto(target: Data, source: Data, provided: Provided, merging: Merging): void {
  for (const key of Object.keys(source)) {
    const old = target[key];
    if (key === '__typename' && typeof old === 'string' && merging.types.isObjectType(old)) {
      continue;
    }
    const fresh = key === '__typename' && typeof source[key] !== 'string' ? null : source[key];
    const isUnknown = old == null || (key === '__typename' && typeof old !== 'string');
    target[key] = isUnknown ? (fresh ?? old ?? null) : merged(old, fresh, provided.get(key), merging);
  }
}

function merged(old: unknown, fresh: unknown, field: Field | undefined, merging: Merging): unknown {
  if (old == null || fresh == null || old === fresh) {
    return old ?? fresh ?? null;
  }
  if (Array.isArray(old) && Array.isArray(fresh)) {
    // In place, since errors are known by the list. Of lists of one field that have different lengths the longer is believed: so nothing is lost of what either gave.
    const item = field && { ...field, type: itemType(field.type) };
    const common = Math.min(old.length, fresh.length);
    const length = Math.max(old.length, fresh.length);
    for (let index = 0; index < length; index += 1) {
      old[index] = merged(old[index], fresh[index], item, merging);
    }
    if (length > common && field?.below != null) {
      merging.onLengths(old, common);
    }
    return old;
  }
  if (isObject(old) && isObject(fresh) && field?.below != null) {
    mergeInto(old, fresh, field.below, merging);
    return old;
  }
  // Where two subgraphs give values of different kinds, one is at fault: what is there stays, unless the other is of the right kind.
  return isOfKind(fresh, old, field?.type) ? fresh : old;
}

/** Whether a value is of a type, but for what is in its lists; of a type that is not known, whether it is of the kind of another value. */
function isOfKind(value: unknown, other: unknown, type: GraphQLOutputType | undefined): boolean {
  if (type === undefined) {
    return kindOf(value) === kindOf(other);
  }
  const nullable = getNullableType(type);
  return isListType(nullable)
    ? Array.isArray(value)
    : isLeafType(nullable)
      ? acceptsLeaf(value, nullable)
      : isObject(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : isRawNumber(value) ? 'number' : typeof value;
}

/** A copy of what was asked for of an answer, for an object that other answers are merged into. Scalars are not copied. */
export function copyOfProvided(value: Data, provided: Provided): Data {
  const copy: Data = {};
  for (const [name, field] of provided) {
    // GraphQL reserves the names with two underscores: this one would set the prototype.
    const given = Object.hasOwn(value, name) && name !== '__proto__' ? value[name] : undefined;
    const own = given === undefined || field.below === null ? given : copyOfObjects(given, field.below, field.type);
    if (own !== undefined) {
      copy[name] = own;
    }
  }
  return copy;
}

/** Undefined for what is odd, which leaves what another subgraph gives. */
function copyOfObjects(value: unknown, below: Provided, type: GraphQLOutputType | undefined): unknown {
  if (value === null || isOdd(value, type)) {
    return value === null ? null : undefined;
  }
  if (Array.isArray(value)) {
    const item = itemType(type);
    return value.map((each: unknown) => copyOfObjects(each, below, item));
  }
  return isObject(value) ? copyOfProvided(value, below) : undefined;
}

/** A fault in an answer: a scalar that was left out, a null that must not be, or a value of another kind than the object or the list that belongs there. */
export type Oddity = { path: readonly (string | number)[]; kind: 'scalar' | 'null' | 'other' };

/** Finds the faults of an answer among the fields that were asked of it: those asked of any type, and those asked of the type that an object has. */
export function odditiesIn(
  value: Data,
  provided: Provided,
  { path, typename, types }: { path: Oddity['path']; typename: unknown; types: TypeSystem },
): Oddity[] {
  const isOf = (condition: string) => typeof typename === 'string' && types.isSubtype(condition, typename);
  return [...provided].flatMap(([name, { below, type, typeConditions, isSure }]) => {
    const here = [...path, name];
    if (Object.hasOwn(value, name)) {
      return below === null ? [] : odditiesBelow(value[name], below, type, { path: here, types });
    }
    const isAskedOfAll = isSure && typeConditions.some((conditions) => conditions.every(isOf));
    return isAskedOfAll && name !== '__typename' ? [{ path: here, kind: below === null ? 'scalar' : 'other' }] : [];
  });
}

function odditiesBelow(
  value: unknown,
  below: Provided,
  type: GraphQLOutputType | undefined,
  { path, types }: { path: Oddity['path']; types: TypeSystem },
): Oddity[] {
  const isNull = value === null;
  if (isNull || isOdd(value, type)) {
    return isNull && !isNonNullType(type) ? [] : [{ path, kind: isNull ? 'null' : 'other' }];
  }
  if (Array.isArray(value)) {
    const item = itemType(type);
    return value.flatMap((each: unknown, index) => odditiesBelow(each, below, item, { path: [...path, index], types }));
  }
  return isObject(value) ? odditiesIn(value, below, { path, typename: value['__typename'], types }) : [];
}

/** Whether a value that is not null is no list where lists of objects belong, or no object where objects do. */
function isOdd(value: unknown, type: GraphQLOutputType | undefined): boolean {
  return type === undefined
    ? !isObject(value) && !Array.isArray(value)
    : isListType(getNullableType(type))
      ? !Array.isArray(value)
      : !isObject(value);
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

/**
 * The opposite for `o`, which is not null, as an expression for compiled code. The property is looked for first, since
 * that costs nothing.
 */
export const isNoObject = `typeof o !== 'object' || Array.isArray(o) || (o.rawJSON !== undefined && JSON.isRawJSON(o))`;
