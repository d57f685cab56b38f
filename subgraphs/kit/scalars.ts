import { parseDateTime } from '@tributary/platform/date-time.ts';
import { isRawNumber, isRecord } from '@tributary/platform/json/exact-json.ts';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** RFC 3339, kept to the millisecond. */
export const DateTime = new GraphQLScalarType<Date, string>({
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
    const parsed = parseDateTime(value);
    if ('problem' in parsed) {
      throw new GraphQLError(parsed.problem);
    }
    return parsed.time;
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

const metadataKeysMax = 32;
const metadataKeyLengthMax = 64;
const metadataValueLengthMax = 512;

/** A flat object of strings, limited in number and length. */
export const Metadata = new GraphQLScalarType<Record<string, string>, Record<string, string>>({
  name: 'Metadata',
  serialize: parseMetadata,
  parseValue: parseMetadata,
  parseLiteral: (node, variables) => parseMetadata(valueFromASTUntyped(node, variables)),
});

function parseMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) {
    throw new GraphQLError('Metadata is an object of strings such as {"invoice": "2026-117"}.');
  }
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (
      typeof text !== 'string' ||
      text.length > metadataValueLengthMax ||
      key.length > metadataKeyLengthMax ||
      key === ''
    ) {
      throw new GraphQLError(
        `Metadata takes strings of up to ${metadataValueLengthMax} characters under keys of up to ${metadataKeyLengthMax}; ${JSON.stringify(key.slice(0, 64))} is not one.`,
      );
    }
    // PostgreSQL cannot store U+0000, nor half a surrogate pair.
    if (key.includes('\0') || text.includes('\0') || !key.isWellFormed() || !text.isWellFormed()) {
      throw new GraphQLError(`Metadata under ${JSON.stringify(key.slice(0, 64))} is not well-formed text.`);
    }
    return [key, text];
  });
  if (entries.length > metadataKeysMax) {
    throw new GraphQLError(`Metadata has ${entries.length} keys; the most is ${metadataKeysMax}.`);
  }
  return Object.fromEntries(entries);
}
