import { integerDigits, isRawNumber } from '@tributary/platform/json/exact-json.ts';
import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';

/**
 * Converts a value of a built-in scalar that a subgraph sent in another form. Undefined where the value is invalid, or
 * graphql-js has to decide.
 */
export function leafValue({ name }: GraphQLLeafType, value: unknown): unknown {
  if (name === 'ID' && typeof value === 'number') {
    return Number.isSafeInteger(value) ? String(value) : undefined;
  }
  if (!isRawNumber(value)) {
    return undefined;
  }
  const number = Number(value.rawJSON);
  switch (name) {
    case 'ID':
      return integerDigits(value) ?? undefined;
    case 'String':
      return value.rawJSON;
    case 'Int':
      // A bitwise operation leaves only 32-bit integers unchanged.
      return (number | 0) === number ? number : undefined;
    case 'Float':
      return Number.isFinite(number) ? number : undefined;
    default:
      return undefined;
  }
}

/** Whether a non-null value is valid for a scalar or an enum. */
export function acceptsLeaf(value: unknown, type: GraphQLLeafType): boolean {
  try {
    type.serialize(plainLeaf(value, type));
    return true;
  } catch {
    return false;
  }
}

/**
 * Converts a value for graphql-js, which completes only JavaScript's numbers. Raw numbers of built-in scalars and enums
 * become such numbers.
 */
export function plainLeaf(value: unknown, type: GraphQLLeafType): unknown {
  if (!isRawNumber(value) || !(isSpecifiedScalarType(type) || isEnumType(type))) {
    return value;
  }
  return leafValue(type, value) ?? Number(value.rawJSON);
}
