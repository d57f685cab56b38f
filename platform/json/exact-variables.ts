import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { integerDigits, isRawNumber, isRecord, type RawNumber } from './exact-json.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Whether variables have to be converted by their types (`exactVariables`): they hold a RawNumber or an unsafe integer.
 */
export function needExactness(variables: unknown): boolean {
  const open = [variables];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'object' && value !== null) {
      if (isRawNumber(value)) {
        return true;
      }
      for (const item of Object.values(value)) {
        open.push(item);
      }
    } else if (isUnsafeInteger(value)) {
      return true;
    }
  }
  return false;
}

/**
 * Converts the numbers in the variables of an operation by the declared types. An ID becomes the string of exactly its
 * digits, a custom scalar keeps its text, and all others become plain numbers. Throws a GraphQLError for an ID that is
 * an unsafe JavaScript number, since digits may have been lost.
 */
export function exactVariables(values: Values, operation: OperationDefinitionNode, schema: GraphQLSchema): Values {
  const exact: Record<string, unknown> = { ...values };
  for (const { variable, type: declared } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, declared);
    if (type !== undefined && isInputType(type) && Object.hasOwn(values, name)) {
      exact[name] = exactInput(values[name], type, { schema, path: `$${name}` });
    }
  }
  return exact;
}

/** A position in the variables, such as `$input.ids[0]`, for messages. */
type InputPosition = { schema: GraphQLSchema; path: string };

function exactInput(value: unknown, type: GraphQLInputType, position: InputPosition): unknown {
  if (isNonNullType(type)) {
    return exactInput(value, type.ofType, position);
  }
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.map((item, index) => exactInput(item, type.ofType, { ...position, path: `${position.path}[${index}]` }))
      : exactInput(value, type.ofType, position);
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return exactProperties(value, (name) => fields[name]?.type, position, exactInput);
  }
  return type.name === '_Any' ? exactRepresentation(value, position) : exactLeaf(value, type, position);
}

/** A representation of an entity. The schema gives the types of its fields. */
function exactRepresentation(value: unknown, position: InputPosition): unknown {
  const typename = isRecord(value) ? value['__typename'] : undefined;
  return typeof typename === 'string' ? exactFields(value, position.schema.getType(typename), position) : value;
}

function exactFields(value: unknown, type: GraphQLNamedType | undefined, position: InputPosition): unknown {
  const fields = isObjectType(type) ? type.getFields() : {};
  return exactProperties(value, (name) => fields[name]?.type, position, exactOutput);
}

function exactOutput(value: unknown, type: GraphQLOutputType, position: InputPosition): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => exactOutput(item, type, position));
  }
  const named = getNamedType(type);
  return isCompositeType(named) ? exactFields(value, named, position) : exactLeaf(value, named, position);
}

function exactProperties<Type>(
  value: unknown,
  typeOf: (name: string) => Type | undefined,
  position: InputPosition,
  exact: (value: unknown, type: Type, position: InputPosition) => unknown,
): unknown {
  if (!isRecord(value)) {
    return plain(value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, property]: [string, unknown]) => {
      const type = typeOf(name);
      const path = `${position.path}.${name}`;
      return [name, type === undefined ? property : exact(property, type, { ...position, path })];
    }),
  );
}

function exactLeaf(value: unknown, type: GraphQLNamedType, { path }: InputPosition): unknown {
  if (type.name !== 'ID') {
    return isSpecifiedScalarType(type) || isEnumType(type) ? plain(value) : value;
  }
  if (isUnsafeInteger(value)) {
    throw new GraphQLError(
      `\`${path}\` is the number ${String(value)}, which was parsed before and may have lost digits. Send an ID of that size as a string.`,
      { extensions: { code: 'BAD_USER_INPUT' } },
    );
  }
  return isRawNumber(value) ? idOf(value) : value;
}

/** A fraction stays a number, so that coercion refuses it. */
function idOf(number: RawNumber): unknown {
  return integerDigits(number) ?? plain(number);
}

function plain(value: unknown): unknown {
  return isRawNumber(value) ? Number(value.rawJSON) : value;
}

function isUnsafeInteger(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}
