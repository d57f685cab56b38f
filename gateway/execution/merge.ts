import { isRawNumber } from '@tributary/platform/json/exact-json.ts';
import { getNullableType, isLeafType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { acceptsLeaf } from '../compile/leaf-value.ts';
import { itemType, type ProvidedField, type Provided } from '../compile/positions.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { type Data, isObject } from '../compile/data.ts';

/**
 * The context of a merge. `onLengthMismatch` is called where lists of one field have different lengths. The items from
 * index `from` on come from one subgraph only.
 */
export type MergeContext = { types: TypeSystem; onLengthMismatch: (list: readonly unknown[], from: number) => void };

/**
 * Merges the answer of a fetch into an object: objects by key, lists by position. Other values are replaced, unless the
 * new one is null. The name of an object type takes precedence over that of an interface, by which another subgraph may
 * know the object.
 */
export function mergeInto(target: Data, source: Data, provided: Provided, context: MergeContext): void {
  for (const key of Object.keys(source)) {
    const old = target[key];
    if (key === '__typename' && typeof old === 'string' && context.types.isObjectType(old)) {
      continue;
    }
    const fresh = key === '__typename' && typeof source[key] !== 'string' ? null : source[key];
    const isUnknown = old == null || (key === '__typename' && typeof old !== 'string');
    target[key] = isUnknown ? (fresh ?? old ?? null) : merged(old, fresh, provided.get(key), context);
  }
}

function merged(old: unknown, fresh: unknown, field: ProvidedField | undefined, context: MergeContext): unknown {
  if (old == null || fresh == null || old === fresh) {
    return old ?? fresh ?? null;
  }
  if (Array.isArray(old) && Array.isArray(fresh)) {
    // In place, since problems are stored by list. Of two lists with different lengths the longer one is kept, so that
    // no items are lost.
    const item = field && { ...field, type: itemType(field.type) };
    const common = Math.min(old.length, fresh.length);
    const length = Math.max(old.length, fresh.length);
    for (let index = 0; index < length; index += 1) {
      old[index] = merged(old[index], fresh[index], item, context);
    }
    if (length > common && field?.below != null) {
      context.onLengthMismatch(old, common);
    }
    return old;
  }
  if (isObject(old) && isObject(fresh) && field?.below != null) {
    mergeInto(old, fresh, field.below, context);
    return old;
  }
  // Two subgraphs gave values of different kinds. The old value stays, unless only the new one is valid for the type.
  return isOfKind(fresh, old, field?.type) ? fresh : old;
}

/**
 * Whether a value is valid for a type, without looking into lists. For an unknown type, whether it is of the same kind
 * as the other value.
 */
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

/** A copy of the requested fields, for an object into which further answers are merged. Scalars are not copied. */
export function copyOfProvided(value: Data, provided: Provided): Data {
  const copy: Data = {};
  for (const [name, field] of provided) {
    // GraphQL reserves names with two underscores. Setting this one would set the prototype.
    const given = Object.hasOwn(value, name) && name !== '__proto__' ? value[name] : undefined;
    const own = given === undefined || field.below === null ? given : copyOfObjects(given, field.below, field.type);
    if (own !== undefined) {
      copy[name] = own;
    }
  }
  return copy;
}

/** Undefined for a faulty value, so that the value of another subgraph stays. */
function copyOfObjects(value: unknown, below: Provided, type: GraphQLOutputType | undefined): unknown {
  if (value === null || isFaulty(value, type)) {
    return value === null ? null : undefined;
  }
  if (Array.isArray(value)) {
    const item = itemType(type);
    return value.map((each: unknown) => copyOfObjects(each, below, item));
  }
  return isObject(value) ? copyOfProvided(value, below) : undefined;
}

/** A fault in an answer: a missing scalar, a forbidden null, or another value in place of an object or a list. */
export type Fault = { path: readonly (string | number)[]; kind: 'scalar' | 'null' | 'other' };

/**
 * Finds the faults in the requested fields of an answer: those requested for all types, and those requested for the
 * type of the object.
 */
export function faultsIn(
  value: Data,
  provided: Provided,
  { path, typename, types }: { path: Fault['path']; typename: unknown; types: TypeSystem },
): Fault[] {
  const isOf = (condition: string) => typeof typename === 'string' && types.isSubtype(condition, typename);
  return [...provided].flatMap(([name, { below, type, typeConditions, isUnconditional }]) => {
    const here = [...path, name];
    if (Object.hasOwn(value, name)) {
      return below === null ? [] : faultsBelow(value[name], below, type, { path: here, types });
    }
    const isRequested = isUnconditional && typeConditions.some((conditions) => conditions.every(isOf));
    return isRequested && name !== '__typename' ? [{ path: here, kind: below === null ? 'scalar' : 'other' }] : [];
  });
}

function faultsBelow(
  value: unknown,
  below: Provided,
  type: GraphQLOutputType | undefined,
  { path, types }: { path: Fault['path']; types: TypeSystem },
): Fault[] {
  const isNull = value === null;
  if (isNull || isFaulty(value, type)) {
    return isNull && !isNonNullType(type) ? [] : [{ path, kind: isNull ? 'null' : 'other' }];
  }
  if (Array.isArray(value)) {
    const item = itemType(type);
    return value.flatMap((each: unknown, index) => faultsBelow(each, below, item, { path: [...path, index], types }));
  }
  return isObject(value) ? faultsIn(value, below, { path, typename: value['__typename'], types }) : [];
}

/** Whether a non-null value is not the list or the object that its type requires. */
function isFaulty(value: unknown, type: GraphQLOutputType | undefined): boolean {
  return type === undefined
    ? !isObject(value) && !Array.isArray(value)
    : isListType(getNullableType(type))
      ? !Array.isArray(value)
      : !isObject(value);
}
