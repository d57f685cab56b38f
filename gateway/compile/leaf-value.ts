import { integerDigits, isRawNumber } from '@tributary/platform/json/exact-json.ts';
import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';

/** A value of a built-in scalar that a subgraph gave in another form, as the type has it; undefined where it is none, or where graphql-js has to say. */
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
      // oxlint-disable-next-line no-bitwise -- an integer of 32 bits is itself in them
      return (number | 0) === number ? number : undefined;
    case 'Float':
      return Number.isFinite(number) ? number : undefined;
    default:
      return undefined;
  }
}

/** Whether a value that is not null can be one of a scalar or an enum. */
export function acceptsLeaf(value: unknown, type: GraphQLLeafType): boolean {
  try {
    type.serialize(plainLeaf(value, type));
    return true;
  } catch {
    return false;
  }
}

/** The same for graphql-js, which completes JavaScript's numbers only: every number of a built-in scalar or an enum is one. */
export function plainLeaf(value: unknown, type: GraphQLLeafType): unknown {
  if (!isRawNumber(value) || !(isSpecifiedScalarType(type) || isEnumType(type))) {
    return value;
  }
  return leafValue(type, value) ?? Number(value.rawJSON);
}
