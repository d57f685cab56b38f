import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  valueFromASTUntyped,
  visit,
  type SelectionSetNode,
} from 'graphql';
import { fieldSet } from './join-directives.ts';

/** The length of a list, by `@listSize`. */
export type ListSize = {
  assumedSize: number | null;
  /** Paths to arguments, or to fields of input objects, that limit the length. */
  slicingArguments: readonly (readonly string[])[];
  /** The lists of this length below the field. Empty where the field itself is the list. */
  sizedFields: SizedFields;
  requiresOne: boolean;
};

/** Fields by name, with the fields below them. A field without any is a list. */
export type SizedFields = ReadonlyMap<string, SizedFields>;

/** The weights of `@cost` and the lengths of `@listSize`, by element of the supergraph. */
export type CostDirectives = {
  /** Whether the supergraph carries one of the directives. */
  isUsed: boolean;
  weightOfType(type: string): number | undefined;
  weightOfField(type: string, field: string): number | undefined;
  weightOfArgument(type: string, field: string, argument: string): number | undefined;
  /** `@listSize` of a field of an object type or an interface. */
  sizeOf(type: string, field: string): ListSize | undefined;
};

/** Reads the directives of the specification (https://specs.apollo.dev/cost/v0.1), under the names of their import. */
export function costDirectivesIn(definitions: readonly DefinitionNode[]): CostDirectives {
  const names = namesIn(definitions);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const addWeight = (element: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const weight = argumentsOf(directives, names?.cost)?.['weight'];
    if (typeof weight === 'number') {
      weights.set(element, weight);
    }
  };
  const addField = (type: string, { name, directives, arguments: args }: FieldDefinitionNode): void => {
    const element = `${type}.${name.value}`;
    addWeight(element, directives);
    args?.forEach((argument) => addWeight(`${element}.${argument.name.value}`, argument.directives));
    const size = argumentsOf(directives ?? [], names?.size);
    if (size !== null) {
      sizes.set(element, listSizeOf(size));
    }
  };
  for (const definition of names === null ? [] : definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        addWeight(definition.name.value, definition.directives);
        definition.fields?.forEach((field) => addField(definition.name.value, field));
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        definition.fields?.forEach((field: InputValueDefinitionNode) =>
          addWeight(`${definition.name.value}.${field.name.value}`, field.directives),
        );
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        addWeight(definition.name.value, definition.directives);
        break;
      default:
    }
  }
  return {
    isUsed: weights.size > 0 || sizes.size > 0,
    weightOfType: (type) => weights.get(type),
    weightOfField: (type, field) => weights.get(`${type}.${field}`),
    weightOfArgument: (type, field, argument) => weights.get(`${type}.${field}.${argument}`),
    sizeOf: (type, field) => sizes.get(`${type}.${field}`),
  };
}

/**
 * The supergraph without these directives. Apollo's libraries refuse paths in them, and planners have no use for them.
 */
export function withoutCosts(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const names = namesIn(definitions);
  const isOne = ({ name }: DirectiveNode) => name.value === names?.cost || name.value === names?.size;
  return names === null
    ? definitions
    : definitions.map((definition) => visit(definition, { Directive: (each) => (isOne(each) ? null : undefined) }));
}

const specification = /^https:\/\/specs\.apollo\.dev\/cost\/v0\.\d+\/?$/;

/** The names of the directives in a supergraph (https://specs.apollo.dev/link/v1.0). Null if it has no link to them. */
function namesIn(definitions: readonly DefinitionNode[]): { cost: string; size: string } | null {
  const links = definitions
    .flatMap((each) =>
      each.kind === Kind.SCHEMA_DEFINITION || each.kind === Kind.SCHEMA_EXTENSION ? (each.directives ?? []) : [],
    )
    .map((directive) => argumentsOf([directive], 'link') ?? {});
  const link = links.find(({ url }) => typeof url === 'string' && specification.test(url));
  if (link === undefined) {
    return null;
  }
  const prefix = typeof link['as'] === 'string' ? link['as'] : 'cost';
  const imported = new Map([link['import']].flat().map(importOf));
  return { cost: imported.get('@cost') ?? prefix, size: imported.get('@listSize') ?? `${prefix}__listSize` };
}

/** The name of an imported element, and its name without `@` in the schema. */
function importOf(element: unknown): [string, string] {
  const name = typeof element === 'string' ? element : (textAt(element, 'name') ?? '');
  return [name, (textAt(element, 'as') ?? name).replace(/^@/, '')];
}

function textAt(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The arguments of the directive of that name. Null where it is missing. */
function argumentsOf(
  directives: readonly ConstDirectiveNode[],
  name: string | undefined,
): Readonly<Record<string, unknown>> | null {
  const directive = directives.find((each) => each.name.value === name);
  return directive === undefined
    ? null
    : Object.fromEntries(
        (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
      );
}

function listSizeOf(given: Readonly<Record<string, unknown>>): ListSize {
  const { assumedSize, requireOneSlicingArgument } = given;
  const slicingArguments = textsIn(given['slicingArguments']).map((path) => path.split('.'));
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments,
    sizedFields: sizedFieldsIn(textsIn(given['sizedFields']).map(fieldSet)),
    requiresOne: requireOneSlicingArgument !== false && slicingArguments.length > 0,
  };
}

function textsIn(value: unknown): string[] {
  // A single value stands for a list of one.
  return [value].flat().filter((each) => typeof each === 'string');
}

function sizedFieldsIn(sets: readonly SelectionSetNode[]): SizedFields {
  const fields = sets.flatMap(({ selections }) => selections).filter((each) => each.kind === Kind.FIELD);
  const byName = Map.groupBy(fields, ({ name }) => name.value);
  return new Map(
    [...byName].map(([name, same]) => [name, sizedFieldsIn(same.flatMap(({ selectionSet }) => selectionSet ?? []))]),
  );
}
