import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isUnionType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

export type Path = readonly (string | number)[];

/** A requested value in the answer of a subgraph: a field, or an item of a list. */
export type Spot = {
  path: Path;
  value: unknown;
  /** The type in the subgraph's schema. */
  type: GraphQLOutputType;
  /** The name of the field in the schema. */
  field: string;
  /** For an object: the requested keys, under any condition, and their fields. */
  keys: ReadonlySet<string>;
  fields: ReadonlySet<string>;
  /** Makes another valid value, which no subgraph gives. */
  other: () => unknown;
};

/**
 * All requested values in an answer that have the right form. Nothing below a value that should be an object, and is
 * not.
 */
export function spotsIn(schema: GraphQLSchema, document: DocumentNode, data: unknown): Spot[] {
  const spots: Spot[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  /** The fields of a selection set by response name, with their types in the schema where the parent is known. */
  const fieldsIn = (
    parent: GraphQLCompositeType | null,
    { selections }: SelectionSetNode,
    into = new Map<string, { field: string; type: GraphQLOutputType | null; sets: SelectionSetNode[] }>(),
  ) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const field = selection.name.value;
        const type = parent === null || isUnionType(parent) ? null : (parent.getFields()[field]?.type ?? null);
        const sets = [...(into.get(key)?.sets ?? []), ...(selection.selectionSet ? [selection.selectionSet] : [])];
        into.set(key, { field, type: type ?? into.get(key)?.type ?? null, sets });
      } else {
        const set = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition = set?.typeCondition?.name.value;
        const type = condition === undefined ? parent : schema.getType(condition);
        if (set !== undefined) fieldsIn(isCompositeType(type) ? type : null, set.selectionSet, into);
      }
    }
    return into;
  };
  const otherThan = (
    value: unknown,
    { type, field, sets }: { type: GraphQLOutputType; field: string; sets: readonly SelectionSetNode[] },
  ): unknown => {
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const items: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : [null];
      return items.map((item) => otherThan(item, { type: inner.ofType, field, sets }));
    }
    if (isLeafType(inner)) return field === '__typename' ? value : otherLeaf(inner, value);
    const [possible] = isAbstractType(inner) ? schema.getPossibleTypes(inner) : [inner];
    const object = isObject(value) ? value : {};
    return Object.fromEntries(
      sets
        .flatMap((set) => [...fieldsIn(inner, set)])
        .map(([key, { field: name, type: own, sets: below }]) => [
          key,
          name === '__typename'
            ? (object[key] ?? possible?.name)
            : own === null
              ? null
              : otherThan(object[key], { type: own, field: name, sets: below }),
        ]),
    );
  };
  const visitObject = (
    object: Record<string, unknown>,
    parent: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
    path: Path,
  ): void => {
    for (const set of sets) {
      for (const [key, { field, type, sets: below }] of fieldsIn(parent, set)) {
        const own = field === '__typename' ? typenameType(schema) : type;
        if (own !== null && Object.hasOwn(object, key))
          visit(object[key], { type: own, field, sets: below, path: [...path, key] });
      }
    }
  };
  const visit = (
    value: unknown,
    {
      type,
      field,
      sets,
      path,
    }: { type: GraphQLOutputType; field: string; sets: readonly SelectionSetNode[]; path: Path },
  ): void => {
    const asked = sets.flatMap((set) => [...fieldsIn(null, set)]);
    const keys = new Set(asked.map(([key]) => key));
    const fields = new Set(asked.map(([, each]) => each.field));
    spots.push({ path, value, type, field, keys, fields, other: () => otherThan(value, { type, field, sets }) });
    const inner = getNullableType(type);
    if (isListType(inner)) {
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries())
          visit(item, { type: inner.ofType, field, sets, path: [...path, index] });
      }
    } else if (isCompositeType(inner) && isObject(value)) {
      visitObject(value, inner, sets, path);
    }
  };
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = operation === undefined ? null : schema.getRootType(operation.operation);
  if (operation !== undefined && root != null && isObject(data)) {
    visitObject(data, root, [operation.selectionSet], []);
  }
  return spots;
}

function otherLeaf(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type)) return type.getValues().find(({ name }) => name !== value)?.name ?? value;
  switch (type.name) {
    case 'Int':
      return 7_654_321;
    case 'Float':
      return 0.7654321;
    case 'Boolean':
      return value !== true;
    default:
      return 'another';
  }
}

function typenameType(schema: GraphQLSchema): GraphQLOutputType | null {
  const type = schema.getType('String');
  return type !== undefined && 'serialize' in type ? type : null;
}

/** The sent values of each field, as JSON. Null for an unknown entity counts for all of its fields. */
export function sentValues(spots: readonly Spot[], into: Map<string, Set<string>>): void {
  const add = (field: string, value: unknown): void => {
    const known = into.get(field) ?? new Set();
    into.set(field, known);
    known.add(JSON.stringify(inOrder(value)) ?? 'undefined');
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      known.add(`text ${value}`);
    if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) {
      known.add(JSON.stringify(Number(value)));
      known.add(`text ${Number(value)}`);
    }
    if (typeof value === 'boolean') known.add(JSON.stringify(Number(value)));
    if (typeof value === 'number') known.add(JSON.stringify(value !== 0));
  };
  for (const { field, value, type, fields } of spots) {
    if (!isCompositeType(getNamedType(type))) {
      addAll(value, (each) => add(field, each));
    } else if (value === null) {
      for (const each of [field, ...fields]) add(each, null);
    }
  }
}

function addAll(value: unknown, add: (value: unknown) => void): void {
  add(value);
  if (Array.isArray(value)) for (const item of value) addAll(item, add);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isPath(path: unknown): path is Path {
  return Array.isArray(path);
}

export function isAt(start: Path, path: Path): boolean {
  return start.length <= path.length && start.every((step, index) => step === path[index]);
}

/** The value at a path. Null where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : null,
    data,
  );
}

/** The same value with sorted keys, since parts and their fields may come in any order. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, inOrder(each)]),
      )
    : value;
}

/** Whether two values are equal, regardless of the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** The paths of the nulls in some data. */
export function nullsIn(data: unknown, path: Path): Path[] {
  if (data === null) return [path];
  return Array.isArray(data)
    ? data.flatMap((each: unknown, index) => nullsIn(each, [...path, index]))
    : isObject(data)
      ? Object.entries(data).flatMap(([key, each]) => nullsIn(each, [...path, key]))
      : [];
}
