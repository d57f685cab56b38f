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
 * Whether variables have to be read by their types (`exactVariables`): they hold a RawNumber, or an integer that is not
 * safe.
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
 * The variables of an operation with their numbers as the declared types take them: for an ID the string of exactly its
 * digits, for a custom scalar as it was written, for all others plain. Throws a GraphQLError for an ID that was parsed
 * as a JavaScript number and is not safe, since digits of it may have been lost.
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

type Place = { schema: GraphQLSchema; path: string };

function exactInput(value: unknown, type: GraphQLInputType, place: Place): unknown {
  if (isNonNullType(type)) {
    return exactInput(value, type.ofType, place);
  }
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.map((item, index) => exactInput(item, type.ofType, { ...place, path: `${place.path}[${index}]` }))
      : exactInput(value, type.ofType, place);
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return exactProperties(value, (name) => fields[name]?.type, place, exactInput);
  }
  return type.name === '_Any' ? exactRepresentation(value, place) : exactLeaf(value, type, place);
}

/** A representation of an entity: its fields have the types that the schema gives them. */
function exactRepresentation(value: unknown, place: Place): unknown {
  const typename = isRecord(value) ? value['__typename'] : undefined;
  return typeof typename === 'string' ? exactFields(value, place.schema.getType(typename), place) : value;
}

function exactFields(value: unknown, type: GraphQLNamedType | undefined, place: Place): unknown {
  const fields = isObjectType(type) ? type.getFields() : {};
  return exactProperties(value, (name) => fields[name]?.type, place, exactOutput);
}

function exactOutput(value: unknown, type: GraphQLOutputType, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => exactOutput(item, type, place));
  }
  const named = getNamedType(type);
  return isCompositeType(named) ? exactFields(value, named, place) : exactLeaf(value, named, place);
}

function exactProperties<Type>(
  value: unknown,
  typeOf: (name: string) => Type | undefined,
  place: Place,
  exact: (value: unknown, type: Type, place: Place) => unknown,
): unknown {
  if (!isRecord(value)) {
    return plain(value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, property]: [string, unknown]) => {
      const type = typeOf(name);
      const path = `${place.path}.${name}`;
      return [name, type === undefined ? property : exact(property, type, { ...place, path })];
    }),
  );
}

function exactLeaf(value: unknown, type: GraphQLNamedType, { path }: Place): unknown {
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

/** What is no integer stays a number, to be refused as any other. */
function idOf(number: RawNumber): unknown {
  return integerDigits(number) ?? plain(number);
}

function plain(value: unknown): unknown {
  return isRawNumber(value) ? Number(value.rawJSON) : value;
}

function isUnsafeInteger(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}
