import { isRawNumber, isRecord } from '@tributary/platform/json/exact-json.ts';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/**
 * A moment: a `Date` as output, and any string as input. `parseDateTime` judges it where it is used, so that one
 * invalid date does not fail a request of a thousand transfers.
 */
export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date) {
      return value.toISOString();
    }
    throw new TypeError('DateTime wants a Date');
  },
  parseValue: (value) => {
    if (typeof value !== 'string') {
      throw new GraphQLError('A DateTime is an RFC 3339 string such as "2026-03-01T12:30:00.000Z".');
    }
    return value;
  },
});

/**
 * Any string. Amounts are checked where they are used, so that one invalid amount does not fail a request of a
 * thousand.
 */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  serialize: String,
  parseValue: (value) => {
    if (typeof value !== 'string') {
      throw new GraphQLError(
        'A Decimal is a string such as "12.34", never a number: numbers lose digits on their way.',
      );
    }
    return value;
  },
});

export const BigInt_ = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  serialize: String,
  parseValue: (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new GraphQLError(
        `The number ${value} was parsed before, and may have lost digits. Send a BigInt of that size as a string.`,
      );
    }
    const text = isRawNumber(value) ? value.rawJSON : typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !/^-?\d{1,40}$/.test(text)) {
      throw new GraphQLError('A BigInt is a string of digits such as "9007199254740993".');
    }
    return BigInt(text);
  },
  parseLiteral: (node) => {
    if ((node.kind === Kind.STRING || node.kind === Kind.INT) && /^-?\d{1,40}$/.test(node.value)) {
      return BigInt(node.value);
    }
    throw new GraphQLError('A BigInt is a string of digits such as "9007199254740993".', { nodes: node });
  },
});

/** Any short string, for the same reason as Decimal. The domain refuses an unknown currency. */
export const CurrencyCode = new GraphQLScalarType<string, string>({
  name: 'CurrencyCode',
  serialize: String,
  parseValue: (value) => {
    if (typeof value !== 'string') {
      throw new GraphQLError('A CurrencyCode is a string such as "EUR".');
    }
    return value;
  },
});

/** Any object, for the same reason. The domain judges its members. */
export const Metadata = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'Metadata',
  serialize: parseObject,
  parseValue: parseObject,
  // A variable inside a literal has no value yet while the document is validated.
  parseLiteral: (node, variables) => parseObject(valueFromASTUntyped(node, variables)),
});

function parseObject(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new GraphQLError('Metadata is an object of strings such as {"invoice": "2026-117"}.');
  }
  return value;
}
