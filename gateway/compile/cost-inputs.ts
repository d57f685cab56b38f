import {
  getNamedType,
  isInputObjectType,
  Kind,
  valueFromASTUntyped,
  type ArgumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type ValueNode,
  visit,
} from 'graphql';
import type { CostDirectives, ListSize } from '../composed/cost-directives.ts';
import { isObject } from './data.ts';

/** The coerced variables of an operation, by internal name. */
export type CostVariables = Readonly<Record<string, unknown>>;

/** The weight of an input, and of the fields in it that weigh something. */
type Weigher = { weight: number; fields: ReadonlyMap<string, Weigher> };

/** The cost of the arguments of a field. Every item of a list is charged. */
export type InputCost = (variables: CostVariables) => number;

/** Compiles the costs of arguments. An input object weighs 1 where no `@cost` says otherwise, and a scalar nothing. */
export function inputCosts({ weightOfArgument, weightOfField, weightOfType }: CostDirectives) {
  const fieldsOfTypes = new Map<string, Map<string, Weigher>>();

  const weigherOf = (type: GraphQLInputType, stated: number | undefined): Weigher => {
    const named = getNamedType(type);
    const weight = stated ?? weightOfType(named.name) ?? (isInputObjectType(named) ? 1 : 0);
    return { weight, fields: fieldsOf(named) };
  };

  /** Remembered before it is complete, since input objects may contain themselves. */
  const fieldsOf = (type: GraphQLInputType): ReadonlyMap<string, Weigher> => {
    if (!isInputObjectType(type)) {
      return new Map();
    }
    const known = fieldsOfTypes.get(type.name);
    const fields = known ?? new Map<string, Weigher>();
    if (known === undefined) {
      fieldsOfTypes.set(type.name, fields);
      for (const field of Object.values(type.getFields())) {
        const weigher = weigherOf(field.type, weightOfField(type.name, field.name));
        if (weigher.weight !== 0 || isInputObjectType(getNamedType(field.type))) {
          fields.set(field.name, weigher);
        }
      }
    }
    return fields;
  };

  return (type: string, { name, arguments: given = [] }: FieldNode, known: readonly GraphQLArgument[]) => {
    const costs = given.flatMap(({ name: { value: argument }, value }): InputCost[] => {
      const definition = known.find((each) => each.name === argument);
      if (definition === undefined) {
        return [];
      }
      const weigher = weigherOf(definition.type, weightOfArgument(type, name.value, argument));
      if (weigher.weight === 0 && weigher.fields.size === 0) {
        return [];
      }
      if (variablesIn([value]).length > 0) {
        return [(variables) => costOfInput(valueFromASTUntyped(value, variables), weigher)];
      }
      const cost = costOfInput(valueFromASTUntyped(value), weigher);
      return [() => cost];
    });
    return costs.length === 0
      ? null
      : (variables: CostVariables) => costs.reduce((sum, cost) => sum + cost(variables), 0);
  };
}

function costOfInput(value: unknown, weigher: Weigher): number {
  if (value == null) {
    return 0;
  }
  let cost = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      cost += costOfInput(item, weigher);
    }
    return cost;
  }
  cost = weigher.weight;
  if (isObject(value)) {
    for (const [name, field] of weigher.fields) {
      cost += costOfInput(value[name], field);
    }
  }
  return cost;
}

/** The names of the variables in arguments or values. */
export function variablesIn(nodes: readonly (ArgumentNode | ValueNode)[]): string[] {
  const names = new Set<string>();
  for (const node of nodes) {
    visit(node, { Variable: ({ name }) => void names.add(name.value) });
  }
  return [...names];
}

/** The length that a `@listSize` gives to a list. */
export type Sizer = {
  rule: ListSize;
  /** The field that carries the directive. A field of an interface may have it from a type that implements it. */
  coordinate: string;
  /** Null where neither an argument nor the directive names a length. */
  lengthFor(variables: CostVariables): number | null;
  /** Whether one slicing argument is required, and none or several are given. */
  isInvalidFor(variables: CostVariables): boolean;
};

/**
 * Compiles a `@listSize` for the arguments of one field. A default value counts where no argument is given. Of an
 * argument that is a list, its length counts: the specification has numbers only.
 */
export function compileSizer(
  { rule, coordinate }: Pick<Sizer, 'rule' | 'coordinate'>,
  { arguments: given = [] }: FieldNode,
  known: readonly GraphQLArgument[],
): Sizer {
  const slices = rule.slicingArguments.flatMap(([argument = '', ...path]) => {
    const definition = known.find(({ name }) => name === argument);
    const node = given.find(({ name }) => name.value === argument)?.value;
    return definition === undefined ? [] : [(variables: CostVariables) => slice(node, definition, path, variables)];
  });
  const lengths = (variables: CostVariables): number[] => {
    const all = slices
      .map((each) => each(variables))
      .flatMap(({ value, isGiven }) => {
        const length = Array.isArray(value) ? value.length : value;
        return typeof length === 'number' ? [{ length, isGiven }] : [];
      });
    const explicit = all.filter(({ isGiven }) => isGiven);
    return (explicit.length > 0 ? explicit : all).map(({ length }) => length);
  };
  return {
    rule,
    coordinate,
    lengthFor: (variables) => {
      const all = lengths(variables);
      return all.length > 0 ? Math.max(0, ...all) : rule.assumedSize;
    },
    isInvalidFor: (variables) => rule.requiresOne && lengths(variables).length !== 1,
  };
}

/** The value at a path below an argument or a field of an input object. */
function slice(
  node: ValueNode | undefined,
  definition: Pick<GraphQLArgument | GraphQLInputField, 'type' | 'defaultValue'>,
  path: readonly string[],
  variables: CostVariables,
): { value: unknown; isGiven: boolean } {
  const variable = node?.kind === Kind.VARIABLE ? variables[node.name.value] : undefined;
  if (node === undefined || (node.kind === Kind.VARIABLE && variable === undefined)) {
    return { value: within(definition.defaultValue, path), isGiven: false };
  }
  if (node.kind === Kind.VARIABLE) {
    return { value: within(variable, path), isGiven: true };
  }
  const [name, ...rest] = path;
  if (name === undefined) {
    const value = node.kind === Kind.LIST ? node.values : node.kind === Kind.INT ? Number(node.value) : null;
    return { value, isGiven: true };
  }
  const type = getNamedType(definition.type);
  const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
  return field === undefined || node.kind !== Kind.OBJECT
    ? { value: null, isGiven: true }
    : slice(node.fields.find((each) => each.name.value === name)?.value, field, rest, variables);
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}
