import type { Usage, UsedOperation } from '@tributary/platform/usage-record.ts';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  parse,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type BreakingChange,
  type GraphQLNamedType,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';

/** An operation that a change breaks or may break, with the clients that used it. */
export type AffectedOperation = {
  operation: UsedOperation;
  clients: { name: string; count: number; lastHour: string }[];
};

/**
 * Finds the operations of a usage that a breaking change affects, by its description. Null for a change of which that
 * cannot be told, so that any may be affected.
 */
export function createUsageOfChanges(
  usage: Usage,
  oldSchema: GraphQLSchema,
): (change: BreakingChange) => AffectedOperation[] | null {
  const known = [...usage.operations.values()].map((operation) => ({
    operation,
    parts: partsOf(operation.document, oldSchema),
  }));
  return (change) => {
    const part = partIn(change);
    return part === null
      ? null
      : known
          .filter(({ parts }) => parts.has(part))
          .map(({ operation }) => ({ operation, clients: clientsOf(operation, usage) }))
          .filter(({ clients }) => clients.length > 0);
  };
}

/**
 * The forms of the descriptions by graphql-js, each with the part of the schema without which no operation is affected:
 * a type, a field as `Type.field`, an argument as `Type.field(argument)`, or a value of an enum as `Type.VALUE`.
 */
const forms: readonly (readonly [RegExp, (first: string, second: string) => string])[] = [
  [/^(\S+\.\S+) arg (\S+) (?:was removed|has changed type)/, (field, argument) => `${field}(${argument})`],
  [/^A required arg \S+ on (\S+) was added/, (field) => field],
  [/^A required field \S+ on input type (\S+) was added/, (type) => type],
  [/^(\S+) was removed from enum type (\S+)\.$/, (value, type) => `${type}.${value}`],
  [/^(\S+) was removed from union type \S+\.$/, (type) => type],
  [/^(\S+) no longer implements interface \S+\.$/, (type) => type],
  [/^Standard scalar (\S+) was removed/, (type) => type],
  [/^(\S+) (?:was removed\.|changed type from|changed from)/, (part) => part],
];

function partIn({ type, description }: BreakingChange): string | null {
  const isOfDirective = type.includes('DIRECTIVE');
  for (const [form, partOf] of isOfDirective ? [] : forms) {
    const [, first = '', second = ''] = form.exec(description) ?? [];
    if (first !== '') {
      return partOf(first, second);
    }
  }
  return null;
}

/**
 * The parts of a schema that an operation uses, and those that its variables may have. A client can send any field of
 * an input type and any value of an enum in a variable.
 */
function partsOf(document: string, schema: GraphQLSchema): Set<string> {
  const parts = new Set<string>();
  const types = new TypeInfo(schema);
  const addNamed = (type: GraphQLNamedType | null | undefined): void => {
    if (type != null) {
      parts.add(type.name);
    }
  };
  visit(
    parse(document),
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        addNamed(types.getParentType());
        addNamed(getNamedType(types.getType()));
        parts.add(`${types.getParentType()?.name}.${name.value}`);
      },
      Argument: ({ name }) => {
        addNamed(getNamedType(types.getInputType()));
        parts.add(`${types.getParentType()?.name}.${types.getFieldDef()?.name}(${name.value})`);
      },
      ObjectField: ({ name }) => {
        addNamed(getNamedType(types.getInputType()));
        const parent = getNamedType(types.getParentInputType());
        addNamed(parent);
        parts.add(`${parent?.name}.${name.value}`);
      },
      EnumValue: ({ value }) => {
        parts.add(`${getNamedType(types.getInputType())?.name}.${value}`);
      },
      NamedType: ({ name }) => {
        parts.add(name.value);
      },
      VariableDefinition: ({ type }) => addInput(namedIn(type, schema), parts),
    }),
  );
  return parts;
}

function namedIn(type: TypeNode, schema: GraphQLSchema): GraphQLNamedType | undefined {
  switch (type.kind) {
    case 'NamedType':
      return typeFromAST(schema, type);
    default:
      return namedIn(type.type, schema);
  }
}

/** Adds an input type with everything that a value of it may have. */
function addInput(type: GraphQLNamedType | undefined, parts: Set<string>): void {
  if (type === undefined || parts.has(`${type.name} as a variable`)) {
    return;
  }
  parts.add(`${type.name} as a variable`).add(type.name);
  if (isEnumType(type)) {
    type.getValues().forEach(({ name }) => parts.add(`${type.name}.${name}`));
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.add(`${type.name}.${field.name}`);
      addInput(getNamedType(field.type), parts);
    }
  }
}

function clientsOf({ id }: UsedOperation, { uses }: Usage): AffectedOperation['clients'] {
  const byClient = Map.groupBy(
    uses.filter(({ operation }) => operation === id),
    ({ client }) => client,
  );
  return [...byClient]
    .map(([name, ofClient]) => ({
      name,
      count: ofClient.reduce((sum, { count }) => sum + count, 0),
      lastHour: ofClient.reduce((last, { hour }) => (hour > last ? hour : last), ''),
    }))
    .toSorted((one, other) => other.count - one.count);
}
