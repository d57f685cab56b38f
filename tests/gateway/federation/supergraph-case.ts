import {
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/**
 * An object of the data: all its fields as values, or as functions of the field's arguments. A field with an Error
 * throws it.
 */
export type Entry = { readonly [field: string | symbol]: unknown };

/**
 * A supergraph and the data behind it. A field with `@requires` is not part of the data but of `computed`, by
 * `Type.field`: a function of the required fields and of the arguments.
 */
export type SupergraphCase = {
  name: string;
  /** The SDL of each subgraph by name, without the `@link` to the federation specification. */
  subgraphs: Readonly<Record<string, string>>;
  /** Creates new data, since mutations change it. */
  data: () => Data;
  computed?: Readonly<Record<string, (required: any, args: any) => unknown>>;
};

export type Data = {
  Query: Entry;
  Mutation?: Entry;
  /**
   * Entities of references, each with its `__typename`. Subgraphs in `missingIn` do not know the entity, and its fields
   * that only they have are left out.
   */
  entities: readonly Entry[];
};

/** The first lines of every subgraph. */
export const federationLink = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@interfaceObject",
  "@context", "@fromContext", "@authenticated", "@requiresScopes", "@policy"
])`;

/** The directives of a subgraph's fields, by `Type.field`, and its resolvable keys, by type. */
export type Directives = {
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  requires: ReadonlyMap<string, SelectionSetNode>;
  provides: ReadonlyMap<string, SelectionSetNode>;
  external: ReadonlySet<string>;
  /** The fields that the subgraph took over, with the name of the former subgraph. */
  overrides: ReadonlyMap<string, string>;
  /** The arguments with values from the nearest object above that has one of these types. */
  contextual: ReadonlyMap<string, readonly ContextualArgument[]>;
};

export type ContextualArgument = {
  name: string;
  types: readonly string[];
  selectionSet: SelectionSetNode;
};

/** Reads the federation directives of an SDL. */
export function directivesOf(sdl: string): Directives {
  const keys = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const provides = new Map<string, SelectionSetNode>();
  const external = new Set<string>();
  const overrides = new Map<string, string>();
  const contextual = new Map<string, ContextualArgument[]>();
  const { definitions } = parse(sdl);
  const typesOf = (context: string): string[] =>
    definitions.flatMap((definition) =>
      'name' in definition &&
      'directives' in definition &&
      (definition.directives ?? []).some(
        (each) => each.name.value === 'context' && argumentOf(each as ConstDirectiveNode, 'name') === context,
      )
        ? [definition.name?.value ?? '']
        : [],
    );
  for (const definition of definitions) {
    if (
      !('fields' in definition) ||
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION
    ) {
      continue;
    }
    const type = definition.name.value;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value === 'key' && argumentOf(directive, 'resolvable') !== false) {
        keys.set(type, [...(keys.get(type) ?? []), fieldSet(directive)]);
      }
    }
    for (const field of definition.fields ?? []) {
      const place = `${type}.${field.name.value}`;
      for (const directive of field.directives ?? []) {
        if (directive.name.value === 'requires') requires.set(place, fieldSet(directive));
        if (directive.name.value === 'provides') provides.set(place, fieldSet(directive));
        if (directive.name.value === 'external') external.add(place);
        if (directive.name.value === 'override') overrides.set(place, String(argumentOf(directive, 'from')));
      }
      for (const argument of field.arguments ?? []) {
        const directive = argument.directives?.find((each) => each.name.value === 'fromContext');
        const [, context, selection] =
          /^\$(\w+)\s*([^]*)$/.exec(directive === undefined ? '' : String(argumentOf(directive, 'field'))) ?? [];
        if (context !== undefined && selection !== undefined) {
          const argumentAbove: ContextualArgument = {
            name: argument.name.value,
            types: typesOf(context),
            selectionSet: selectionSetIn(selection.startsWith('{') ? selection : `{ ${selection} }`),
          };
          contextual.set(place, [...(contextual.get(place) ?? []), argumentAbove]);
        }
      }
    }
  }
  return { keys, requires, provides, external, overrides, contextual };
}

function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const argument = directive.arguments?.find((each) => each.name.value === name);
  return argument && valueFromASTUntyped(argument.value);
}

function fieldSet(directive: ConstDirectiveNode): SelectionSetNode {
  return selectionSetIn(`{ ${String(argumentOf(directive, 'fields'))} }`);
}

function selectionSetIn(text: string): SelectionSetNode {
  const parsed = parse(text, { noLocation: true }).definitions[0];
  if (parsed?.kind !== Kind.OPERATION_DEFINITION) {
    throw new Error('a field set is not a selection set');
  }
  return parsed.selectionSet;
}

/** The value of a field, with the arguments from the schema or a field set. */
export function read(entry: Entry, field: string, args: Readonly<Record<string, unknown>>): unknown {
  const value = entry[field];
  return typeof value === 'function' ? value(args) : value;
}

/**
 * The data of an entry for a selection set, in plain objects. `readField` gives the value of a field. An Error becomes
 * null.
 */
export function select(
  entry: Entry,
  { selections }: SelectionSetNode,
  schema: GraphQLSchema,
  readField: (entry: Entry, field: string, args: Readonly<Record<string, unknown>>) => unknown = read,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const field = selection.name.value;
      const args = Object.fromEntries(
        (selection.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      );
      const below = selection.selectionSet;
      found[field] = map(readField(entry, field, args), (value) =>
        below === undefined ? value : select(value as Entry, below, schema, readField),
      );
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const typename = entry['__typename'];
      // A router need not send the types of required objects. Then the fields that are present tell the type.
      const applies =
        condition === undefined ||
        (typename === undefined ? isWhole(entry, selection.selectionSet) : isSubtype(schema, condition, typename));
      if (applies) {
        Object.assign(found, select(entry, selection.selectionSet, schema, readField));
      }
    }
  }
  return found;
}

/** Whether an entry has all fields of a selection set. A field may be null. */
export function isWhole(entry: Entry, { selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const value = entry[selection.name.value];
    const below = selection.selectionSet;
    if (value === undefined) return false;
    return (
      below === undefined || [value].flat().every((item) => item === null || (isEntry(item) && isWhole(item, below)))
    );
  });
}

function map(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => map(item, change));
  }
  return value == null || value instanceof Error ? null : change(value);
}

export function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);
}

/** Whether objects of a type are also of another: the same type, an interface of it, or a union with it. */
export function isSubtype(schema: GraphQLSchema, general: string, special: unknown): boolean {
  const [above, below] = [schema.getType(general), schema.getType(String(special))];
  return (
    general === special ||
    (above !== undefined &&
      'getInterfaces' in (below ?? {}) &&
      (isInterfaceType(above) || 'getTypes' in above) &&
      (isObjectType(below) || isInterfaceType(below)) &&
      schema.isSubType(above, below))
  );
}

/** The names of a type and of its interfaces, either of which `computed` may use. */
export function namesOf(schema: GraphQLSchema, typeName: string): string[] {
  const type = schema.getType(typeName);
  return isObjectType(type) ? [typeName, ...type.getInterfaces().map(({ name }) => name)] : [typeName];
}
