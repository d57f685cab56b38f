import {
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isObject, type Path } from './requested-values.ts';

/** The content of a response: values of leaves, nulls, and objects. */
export type Found = {
  leaves: { path: Path; field: string; value: unknown; parent: GraphQLCompositeType }[];
  nulls: { path: Path; field: string }[];
  objects: { path: Path; type: GraphQLObjectType }[];
};

type Field = { name: string; type: GraphQLOutputType; nodes: FieldNode[] };

/**
 * Checks the data of a response by the specification, and returns the first problem in words, or null. It shares no
 * code with the gateway. In a response in parts, fields come in any order, and a part that never came is absent.
 */
export class ResponseChecker {
  readonly found: Found = { leaves: [], nulls: [], objects: [] };
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #root: { type: GraphQLObjectType; set: SelectionSetNode } | null = null;
  readonly #isInParts: boolean;
  /** The types of objects by path. */
  readonly #expected = new Map<string, GraphQLObjectType>();

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    {
      variables,
      isInParts = false,
      expected,
    }: {
      variables: Readonly<Record<string, unknown>>;
      isInParts?: boolean;
      /**
       * The content of the right response. Without the fields of missing parts, an object may look like one of several
       * types.
       */
      expected?: Found;
    },
  ) {
    this.#schema = schema;
    this.#isInParts = isInParts;
    for (const { path, type } of expected?.objects ?? []) this.#expected.set(path.join('.'), type);
    const defaults: Record<string, unknown> = {};
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
      if (each.kind !== Kind.OPERATION_DEFINITION) continue;
      const type = schema.getRootType(each.operation);
      if (type != null) this.#root = { type, set: each.selectionSet };
      for (const { variable, defaultValue } of each.variableDefinitions ?? []) {
        if (defaultValue !== undefined) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
      }
    }
    this.#variables = { ...defaults, ...variables };
  }

  problemIn(data: unknown): string | null {
    if (data === null || this.#root === null) return null;
    return this.#object(data, this.#root.type, [this.#root.set], []);
  }

  /** The problem of the path of an error. The path must follow the operation, as far as the data go. */
  problemOfPath(path: unknown, data: unknown): string | null {
    // A part at the root may have no data to which a path could lead.
    if (!Array.isArray(path) || (path.length === 0 && !this.#isInParts)) return 'an error without a path';
    if (this.#root === null) return null;
    let types: readonly GraphQLCompositeType[] = [this.#root.type];
    let sets: readonly SelectionSetNode[] = [this.#root.set];
    let type: GraphQLOutputType | null = null;
    let value: unknown = data;
    for (const step of path as unknown[]) {
      const nullable: GraphQLOutputType | null = type === null ? null : getNullableType(type);
      if (typeof step === 'number') {
        if (nullable === null || !isListType(nullable)) return `the step ${step} is in no list`;
        if (Array.isArray(value) && step >= value.length) return `the step ${step} is beyond the list`;
        type = nullable.ofType;
        value = Array.isArray(value) ? value[step] : null;
        continue;
      }
      if (typeof step !== 'string') return `a step that is ${JSON.stringify(step)}`;
      if (nullable !== null && isListType(nullable)) return `the step ${step} is a name in a list`;
      if (nullable !== null && isCompositeType(nullable)) types = this.#possible(nullable);
      const fields = types.flatMap((each) => this.#fields(isObjectType(each) ? each : null, sets).get(step) ?? []);
      const [field] = fields;
      if (field === undefined) return `the step ${step} was not requested`;
      type = field.type;
      types = [];
      sets = fields.flatMap(({ nodes }) => nodes.flatMap(({ selectionSet }) => selectionSet ?? []));
      value = isObject(value) && Object.hasOwn(value, step) ? value[step] : null;
    }
    return null;
  }

  #possible(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
  }

  #object(data: unknown, type: GraphQLCompositeType, sets: readonly SelectionSetNode[], path: Path): string | null {
    if (!isObject(data)) return `${show(path)} is no object: ${JSON.stringify(data)}`;
    let problem: string | null = null;
    const expected = this.#expected.get(path.join('.'));
    const types = this.#possible(type);
    for (const possible of expected !== undefined && types.includes(expected) ? [expected, ...types] : types) {
      const fields = this.#fields(possible, sets);
      const { leaves, nulls, objects } = this.found;
      const kept = { leaves: leaves.length, nulls: nulls.length, objects: objects.length };
      objects.push({ path, type: possible });
      const found = this.#keys(data, fields, path) ?? this.#values(data, possible, fields, path);
      if (found === null) return null;
      leaves.length = kept.leaves;
      nulls.length = kept.nulls;
      objects.length = kept.objects;
      problem ??= `${found} (as a ${possible.name})`;
    }
    return problem ?? `${show(path)} is of no possible type`;
  }

  #keys(data: Record<string, unknown>, fields: ReadonlyMap<string, Field>, path: Path): string | null {
    const [asked, given] = [[...fields.keys()], Object.keys(data)];
    if (this.#isInParts) {
      const surplus = given.find((key) => !fields.has(key));
      return surplus === undefined ? null : `${show(path)} has ${surplus}, which was not requested`;
    }
    return JSON.stringify(asked) === JSON.stringify(given)
      ? null
      : `${show(path)} has the fields ${given.join()} and not ${asked.join()}`;
  }

  #values(
    data: Record<string, unknown>,
    parent: GraphQLObjectType,
    fields: ReadonlyMap<string, Field>,
    path: Path,
  ): string | null {
    for (const [key, { name, type, nodes }] of fields) {
      const here = [...path, key];
      if (this.#isInParts && !Object.hasOwn(data, key)) {
        this.found.nulls.push({ path: here, field: name });
        continue;
      }
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (name === '__typename' && data[key] !== parent.name) return `${show(here)} is ${JSON.stringify(data[key])}`;
      const problem = this.#value(data[key], type, { field: name, below, path: here, parent });
      if (problem !== null) return problem;
    }
    return null;
  }

  #value(
    value: unknown,
    type: GraphQLOutputType,
    at: { field: string; below: readonly SelectionSetNode[]; path: Path; parent: GraphQLCompositeType },
  ): string | null {
    if (isNonNullType(type)) {
      return value === null ? `${show(at.path)} is null and must not be` : this.#value(value, type.ofType, at);
    }
    if (value === null) {
      this.found.nulls.push({ path: at.path, field: at.field });
      return null;
    }
    if (isListType(type)) {
      if (!Array.isArray(value)) return `${show(at.path)} is no list: ${JSON.stringify(value)}`;
      for (const [index, item] of value.entries()) {
        const problem = this.#value(item, type.ofType, { ...at, path: [...at.path, index] });
        if (problem !== null) return problem;
      }
      return null;
    }
    if (isCompositeType(type)) {
      return type.name.startsWith('__') ? null : this.#object(value, type, at.below, at.path);
    }
    this.found.leaves.push({ path: at.path, field: at.field, value, parent: at.parent });
    return isOfLeaf(type, value) ? null : `${show(at.path)} is no ${type.name}: ${JSON.stringify(value)}`;
  }

  /** CollectFields of the specification. Without a type, the fields of all types. */
  #fields(
    type: GraphQLObjectType | null,
    sets: readonly SelectionSetNode[],
    into = new Map<string, Field>(),
  ): Map<string, Field> {
    for (const selection of sets.flatMap(({ selections }) => selections)) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const name = selection.name.value;
        const fieldType = this.#typeOf(type, name);
        if (fieldType !== null)
          into.set(key, { name, type: fieldType, nodes: [...(into.get(key)?.nodes ?? []), selection] });
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
      const applies =
        condition === undefined ||
        condition === type ||
        (type !== null && isAbstractType(condition) && this.#schema.isSubType(condition, type));
      if (fragment !== undefined && applies) this.#fields(type, [fragment.selectionSet], into);
    }
    return into;
  }

  #typeOf(type: GraphQLObjectType | null, name: string): GraphQLOutputType | null {
    const text = this.#schema.getType('String');
    if (name === '__typename') return isObjectType(type) && text !== undefined && 'serialize' in text ? text : null;
    if (name === '__type' || name === '__schema') {
      const introspection = this.#schema.getType(name === '__type' ? '__Type' : '__Schema');
      return isObjectType(introspection) ? introspection : null;
    }
    return type?.getFields()[name]?.type ?? null;
  }

  #isIncluded({ directives = [] }: { directives?: FieldNode['directives'] }): boolean {
    return directives.every(({ name, arguments: args = [] }) => {
      const condition = args[0] && valueFromASTUntyped(args[0].value, this.#variables);
      return name.value === 'skip' ? condition !== true : name.value === 'include' ? condition === true : true;
    });
  }
}

function isOfLeaf(type: GraphQLNamedType, value: unknown): boolean {
  if (isEnumType(type)) {
    return typeof value === 'string' && type.getValue(value) != null;
  }
  switch (type.name) {
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 31;
    case 'Float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'Boolean':
      return typeof value === 'boolean';
    case 'String':
    case 'ID':
      return typeof value === 'string';
    default:
      return true;
  }
}

export function show(path: Path): string {
  return path.length === 0 ? 'the root' : path.join('.');
}
