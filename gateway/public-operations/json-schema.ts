import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
} from 'graphql';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 and MCP take it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Named schemas, to which others refer. Filled while schemas are made. */
export class SchemaDefinitions {
  readonly schemas: Record<string, JsonSchema> = {};
  /** The beginning of a reference: `#/components/schemas/` for OpenAPI, `#/$defs/` elsewhere. */
  readonly #prefix: string;
  /** Names of definitions that are made elsewhere. */
  readonly #reserved: ReadonlySet<string>;
  readonly #names = new Map<string, string>();

  constructor(prefix: '#/components/schemas/' | '#/$defs/', reserved: readonly string[] = []) {
    this.#prefix = prefix;
    this.#reserved = new Set(reserved);
  }

  /**
   * A reference to the definition of a type or of a fragment. It is made at its first use, and may refer to itself. A
   * fragment that has the name of another definition gets a number.
   */
  refer(name: string, make: () => JsonSchema, kind: 'type' | 'fragment' = 'type'): JsonSchema {
    const key = `${kind} ${name}`;
    const known = this.#names.get(key);
    if (known !== undefined) {
      return { $ref: `${this.#prefix}${known}` };
    }
    let free = name;
    for (let number = 2; this.#reserved.has(free) || Object.hasOwn(this.schemas, free); number += 1) {
      free = `${name}${number}`;
    }
    this.#names.set(key, free);
    // Set before it is made, since types may be recursive.
    this.schemas[free] = {};
    this.schemas[free] = make();
    return { $ref: `${this.#prefix}${free}` };
  }
}

/** The bounds of GraphQL's `Int`, a signed number of 32 bits. */
const intBounds = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** GraphQL's own scalars, and widely used ones by their usual names. */
const scalars: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', ...intBounds },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  UUID: { type: 'string', format: 'uuid' },
  URL: { type: 'string', format: 'uri' },
  Decimal: { type: 'string', pattern: String.raw`^-?[0-9]+(\.[0-9]+)?$` },
  BigInt: { type: 'string', pattern: '^-?[0-9]+$' },
  CurrencyCode: { type: 'string', pattern: '^[A-Z]{3}$' },
};

/** The schema of a scalar or an enum. A scalar of an unknown name is any JSON value. */
export function leafSchema(type: GraphQLScalarType | GraphQLEnumType, definitions: SchemaDefinitions): JsonSchema {
  if (!isEnumType(type)) {
    const known = scalars[type.name];
    if (known !== undefined && type.astNode == null) {
      return known;
    }
    return definitions.refer(type.name, () => ({ ...known, ...described(type.description) }));
  }
  return definitions.refer(type.name, () => ({
    type: 'string',
    enum: type.getValues().map(({ name }) => name),
    ...described(
      [
        type.description ?? '',
        ...type.getValues().map(({ name, description }) => `- \`${name}\`: ${oneLine(description ?? '')}`),
      ].join('\n'),
    ),
  }));
}

/** The schema of a value for an argument, a variable or a field of an input. Null is allowed where the type has it. */
export function inputSchema(type: GraphQLInputType, definitions: SchemaDefinitions): JsonSchema {
  if (isNonNullType(type)) {
    return presentSchema(type.ofType, definitions);
  }
  return orNull(presentSchema(type, definitions));
}

function presentSchema(type: GraphQLInputType, definitions: SchemaDefinitions): JsonSchema {
  if (isNonNullType(type)) {
    return presentSchema(type.ofType, definitions);
  }
  if (isListType(type)) {
    return { type: 'array', items: inputSchema(type.ofType, definitions) };
  }
  return isInputObjectType(type)
    ? definitions.refer(type.name, () => inputObjectSchema(type, definitions))
    : leafSchema(type, definitions);
}

/** The schema of an input object, without some of its fields. */
export function inputObjectSchema(
  type: GraphQLInputObjectType,
  definitions: SchemaDefinitions,
  { without = [] }: { without?: readonly string[] } = {},
): JsonSchema {
  const fields = Object.values(type.getFields()).filter(({ name }) => !without.includes(name));
  const required = fields.filter(isRequiredInputField).map(({ name }) => name);
  return {
    type: 'object',
    ...described(type.description),
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, definitions)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...(type.isOneOf ? { minProperties: 1, maxProperties: 1 } : {}),
  };
}

function fieldSchema(
  { type, description, defaultValue, deprecationReason }: GraphQLInputField,
  definitions: SchemaDefinitions,
): JsonSchema {
  return {
    ...inputSchema(type, definitions),
    ...described(description),
    ...(defaultValue === undefined || isInputObjectType(getNamedType(type)) ? {} : { default: defaultValue }),
    ...(deprecationReason == null ? {} : { deprecated: true }),
  };
}

/** A schema that also allows null. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  return typeof type === 'string' && schema['enum'] === undefined
    ? { ...schema, type: [type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}

/** A description as one property. None if there is no text. */
export function described(text: string | null | undefined): JsonSchema {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? {} : { description: trimmed };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
