import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  validateSchema,
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

type Input = GraphQLArgument | GraphQLInputField;

/** The inputs of one field, type or directive: in the whole schema, and in the part. */
type Inputs = { whole: readonly Input[]; part: readonly Input[]; coordinateOf: (name: string) => string };

/**
 * The reasons why a part of a schema is none that clients could use: the rules for types of GraphQL, and those for
 * `@inaccessible` about required inputs and default values. Each names its element.
 */
export function contractProblems(part: GraphQLSchema, whole: GraphQLSchema): string[] {
  return [
    ...inputsIn(part, whole).flatMap((inputs) => [...missingIn(inputs), ...impossibleDefaults(inputs)]),
    ...validateSchema(part).map(({ message }) => message),
  ];
}

function inputsIn(part: GraphQLSchema, whole: GraphQLSchema): Inputs[] {
  const ofTypes = Object.values(part.getTypeMap()).flatMap((type): Inputs[] => {
    const before = whole.getType(type.name);
    if (isInputObjectType(type) && isInputObjectType(before)) {
      const [all, left] = [before.getFields(), type.getFields()];
      return [{ whole: Object.values(all), part: Object.values(left), coordinateOf: (name) => `${type.name}.${name}` }];
    }
    if (!isObjectType(type) && !isInterfaceType(type)) {
      return [];
    }
    const fields = isObjectType(before) || isInterfaceType(before) ? before.getFields() : {};
    return Object.values(type.getFields()).map((field) => ({
      whole: fields[field.name]?.args ?? [],
      part: field.args,
      coordinateOf: (name) => `${type.name}.${field.name}(${name}:)`,
    }));
  });
  const ofDirectives = part.getDirectives().map((directive): Inputs => ({
    whole: whole.getDirective(directive.name)?.args ?? [],
    part: directive.args,
    coordinateOf: (name) => `@${directive.name}(${name}:)`,
  }));
  return [...ofTypes, ...ofDirectives];
}

function missingIn({ whole, part, coordinateOf }: Inputs): string[] {
  const left = new Set(part.map(({ name }) => name));
  return whole
    .filter((input) => isRequired(input) && !left.has(input.name))
    .map(({ name }) => `${coordinateOf(name)} is required, and it or its type is hidden.`);
}

function isRequired({ type, defaultValue }: Input): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function impossibleDefaults({ part, coordinateOf }: Inputs): string[] {
  return part
    .filter(({ type, astNode }) => astNode?.defaultValue !== undefined && !isPossible(astNode.defaultValue, type))
    .map(({ name }) => `The default value of ${coordinateOf(name)} has a value or an input field that is hidden.`);
}

/** Whether a type has every enum value and every input field of a literal. */
function isPossible(literal: ConstValueNode, type: GraphQLInputType): boolean {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = literal.kind === Kind.LIST ? literal.values : [literal];
    return items.every((item) => isPossible(item, nullable.ofType));
  }
  if (isEnumType(nullable)) {
    return literal.kind !== Kind.ENUM || nullable.getValue(literal.value) !== undefined;
  }
  if (isInputObjectType(nullable) && literal.kind === Kind.OBJECT) {
    return literal.fields.every(({ name, value }) => {
      const field = nullable.getFields()[name.value];
      return field !== undefined && isPossible(value, field.type);
    });
  }
  return true;
}
