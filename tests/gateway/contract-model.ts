import { buildSchema, GraphQLError, lexicographicSortSchema, printSchema, validateSchema } from 'graphql';
import fc from 'fast-check';

/** A schema as data, with the tags of each element. */
export type Tagged = { name: string; tags: readonly string[] };
export type InputOf = Tagged & { type: string; default?: string };
export type FieldOf = Tagged & { type: string; args: readonly InputOf[] };
export type TypeOf = Tagged &
  (
    | { kind: 'type' | 'interface'; interfaces: readonly string[]; fields: readonly FieldOf[] }
    | { kind: 'input'; inputs: readonly InputOf[] }
    | { kind: 'enum'; values: readonly Tagged[] }
    | { kind: 'union'; members: readonly string[] }
    | { kind: 'scalar' }
  );
export type Filter = { include: readonly string[]; exclude: readonly string[] };

/** The SDL of a schema, with its tags or without. */
export function sdlOf(types: readonly TypeOf[], { withTags }: { withTags: boolean }): string {
  const tags = (element: Tagged) => (withTags ? element.tags.map((tag) => ` @tag(name: "${tag}")`).join('') : '');
  const input = (each: InputOf) =>
    `${each.name}: ${each.type}${each.default === undefined ? '' : ` = ${each.default}`}${tags(each)}`;
  const inputs = (all: readonly InputOf[]) => (all.length === 0 ? '' : `(${all.map(input).join(', ')})`);
  return types
    .map((type) => {
      const head = `${type.kind} ${type.name}`;
      switch (type.kind) {
        case 'scalar':
          return `${head}${tags(type)}`;
        case 'union':
          return `${head}${tags(type)} = ${type.members.join(' | ')}`;
        case 'enum':
          return `${head}${tags(type)} { ${type.values.map((value) => `${value.name}${tags(value)}`).join(' ')} }`;
        case 'input':
          return `${head}${tags(type)} { ${type.inputs.map(input).join(' ')} }`;
        default: {
          const above = type.interfaces.length === 0 ? '' : ` implements ${type.interfaces.join(' & ')}`;
          const fields = type.fields.map((each) => `${each.name}${inputs(each.args)}: ${each.type}${tags(each)}`);
          return `${head}${above}${tags(type)} { ${fields.join(' ')} }`;
        }
      }
    })
    .join('\n');
}

/**
 * The SDL of a contract by the rules, one after the other, as slowly as they read. Null where it cannot be built.
 */
export function expectedSdl(whole: readonly TypeOf[], { include, exclude }: Filter): string | null {
  const isOut = ({ tags }: Tagged) => tags.some((tag) => exclude.includes(tag));
  const isIn = ({ tags }: Tagged) => include.length === 0 || tags.some((tag) => include.includes(tag));

  // 1. Exclude elements, and fields that are not included.
  let types = whole
    .filter((type) => !isOut(type))
    .filter((type) => type.name === 'Query' || !hasFields(type) || isIn(type) || type.fields.some(isIn))
    .map((type): TypeOf => {
      if (hasFields(type)) {
        const fields = type.fields.filter((field) => !isOut(field) && (isIn(type) || isIn(field)));
        return {
          ...type,
          fields: fields.map((field) => ({ ...field, args: field.args.filter((arg) => !isOut(arg)) })),
        };
      }
      return type.kind === 'input'
        ? { ...type, inputs: type.inputs.filter((each) => !isOut(each)) }
        : type.kind === 'enum'
          ? { ...type, values: type.values.filter((value) => !isOut(value)) }
          : type;
    });

  // 2. What has a type that is gone goes with it.
  const builtIn = new Set(['Int', 'String', 'ID', 'Boolean', 'Float']);
  const exists = (name: string) => builtIn.has(name) || types.some((type) => type.name === name);
  const hasType = ({ type }: { type: string }) => exists(bare(type));
  types = types.map((type): TypeOf => {
    if (hasFields(type)) {
      const fields = type.fields.filter(hasType).map((field) => ({ ...field, args: field.args.filter(hasType) }));
      return { ...type, fields, interfaces: type.interfaces.filter(exists) };
    }
    return type.kind === 'input'
      ? { ...type, inputs: type.inputs.filter(hasType) }
      : type.kind === 'union'
        ? { ...type, members: type.members.filter(exists) }
        : type;
  });

  // 3. Mutations and subscriptions may be missing.
  types = types.filter(
    (type) => !/^(Mutation|Subscription)$/.test(type.name) || !hasFields(type) || type.fields.length > 0,
  );

  // 4. Only what is reached is left. An interface that no field returns brings no types.
  const reached = new Set(['Query', 'Mutation', 'Subscription'].filter(exists));
  const returned = new Set<string>();
  for (let before = -1; before !== reached.size + returned.size;) {
    before = reached.size + returned.size;
    for (const type of types.filter(({ name }) => reached.has(name))) {
      const used = hasFields(type)
        ? type.fields.flatMap((field) => [field.type, ...field.args.map((arg) => arg.type)])
        : type.kind === 'input'
          ? type.inputs.map((each) => each.type)
          : type.kind === 'union'
            ? type.members
            : [];
      used.map(bare).forEach((name) => returned.add(name));
      (hasFields(type) ? type.interfaces : []).forEach((name) => reached.add(name));
    }
    returned.forEach((name) => reached.add(name));
    for (const type of types) {
      if (hasFields(type) && type.interfaces.some((name) => returned.has(name))) {
        returned.add(type.name);
      }
    }
  }
  types = types.filter(({ name }) => reached.has(name));
  return isBuildable(types, whole) ? sdlIn(types) : null;
}

function hasFields(type: TypeOf): type is Extract<TypeOf, { kind: 'type' | 'interface' }> {
  return type.kind === 'type' || type.kind === 'interface';
}

const bare = (type: string) => type.replaceAll(/[[\]!]/g, '');

/** Whether no required input is gone, no default names what is gone, and GraphQL admits the schema. */
function isBuildable(types: readonly TypeOf[], whole: readonly TypeOf[]): boolean {
  const inputsIn = (all: readonly TypeOf[]) =>
    all.flatMap((type) => {
      const places: [string, readonly InputOf[]][] = hasFields(type)
        ? type.fields.map((field) => [`${type.name}.${field.name}`, field.args])
        : type.kind === 'input'
          ? [[type.name, type.inputs]]
          : [];
      return places.flatMap(([place, inputs]) =>
        inputs.map((each) => ({ ...each, place, id: `${place} ${each.name}` })),
      );
    });
  const left = inputsIn(types);
  const places = new Set([
    ...types.map(({ name }) => name),
    ...types.filter(hasFields).flatMap((type) => type.fields.map((field) => `${type.name}.${field.name}`)),
  ]);
  const lacksRequired = inputsIn(whole).some(
    ({ place, type, default: value, id }) =>
      places.has(place) && type.endsWith('!') && value === undefined && !left.some((each) => each.id === id),
  );
  const named = new Set(
    types.flatMap((type) =>
      type.kind === 'enum'
        ? type.values.map(({ name }) => name)
        : type.kind === 'input'
          ? type.inputs.map(({ name }) => name)
          : [],
    ),
  );
  const defaultsToMissing = left.some(({ default: value }) =>
    [...(value ?? '').matchAll(/[a-z]\w*/gi)].some(([name]) => !named.has(name)),
  );
  const empty = types.some(
    (type) =>
      (hasFields(type) && type.fields.length === 0) ||
      (type.kind === 'input' && type.inputs.length === 0) ||
      (type.kind === 'enum' && type.values.length === 0) ||
      (type.kind === 'union' && type.members.length === 0),
  );
  return !lacksRequired && !defaultsToMissing && !empty && isValid(types);
}

function isValid(types: readonly TypeOf[]): boolean {
  try {
    return validateSchema(buildSchema(sdlOf(types, { withTags: false }), { assumeValidSDL: true })).length === 0;
  } catch (error) {
    if (error instanceof GraphQLError) {
      return false;
    }
    throw error;
  }
}

function sdlIn(types: readonly TypeOf[]): string {
  return printSchema(lexicographicSortSchema(buildSchema(sdlOf(types, { withTags: false }))));
}

const tagsOf = (weights: readonly [string[], number][]) =>
  fc.oneof(...weights.map(([tags, weight]) => ({ arbitrary: fc.constant(tags), weight })));
/** Most elements have no tag, so that most schemas can be built. */
const rarely = tagsOf([
  [[], 14],
  [['out'], 1],
  [['in'], 1],
]);
const often = tagsOf([
  [[], 4],
  [['in'], 4],
  [['out'], 1],
  [['in', 'out'], 1],
  [['other'], 1],
]);

const outputs = ['Int', 'Color', 'Stamp', 'Cat', 'Dog', 'Box', 'Named', 'Pet', '[Cat!]', 'Color!', 'Box!'];
const optional = ['Int', 'Color', 'Stamp', 'Filter', '[Filter!]', 'Range'];
const argument = (name: string, types = [...optional, 'Color!']): fc.Arbitrary<InputOf> =>
  fc.record({ name: fc.constant(name), tags: rarely, type: fc.constantFrom(...types) });
const withDefault = fc.record({
  name: fc.constant('color'),
  tags: rarely,
  type: fc.constantFrom('Color!', '[Color!]', 'Color'),
  default: fc.constantFrom('RED', 'BLUE'),
});
const nested = fc.record({
  name: fc.constant('nested'),
  tags: rarely,
  type: fc.constant('Filter'),
  default: fc.constant('{ color: RED }'),
});
const args = fc.oneof(
  { arbitrary: fc.constant<InputOf[]>([]), weight: 4 },
  { arbitrary: fc.tuple(argument('by'), withDefault, nested), weight: 1 },
);
const field = (name: string, types = outputs): fc.Arbitrary<FieldOf> =>
  fc.record({ name: fc.constant(name), tags: often, type: fc.constantFrom(...types), args });
const fields = (...names: string[]) => fc.tuple(...names.map((name) => field(name)));

/** Random schemas of a few types that use each other, with random tags. */
export const taggedSchemas: fc.Arbitrary<TypeOf[]> = fc
  .record({
    shared: fc.tuple(field('name', ['Int', 'Color', 'Box']), field('friend')),
    tags: fc.array(often, { minLength: 40, maxLength: 40 }),
    few: fc.array(rarely, { minLength: 40, maxLength: 40 }),
    cat: fields('claws', 'toy'),
    dog: fields('bark'),
    box: fields('content', 'label'),
    query: fields('one', 'two', 'three', 'four'),
    mutation: fields('change'),
    subscription: fields('event'),
    isNamed: fc.tuple(fc.boolean(), fc.boolean()),
    filter: fc.tuple(withDefault, argument('by', optional)),
    range: fc.tuple(argument('first'), argument('second')),
  })
  .map(({ shared, tags, few, cat, dog, box, query, mutation, subscription, isNamed, filter, range }) => {
    const next = () => tags.pop() ?? [];
    const rare = () => few.pop() ?? [];
    // Fields that implement the same field of an interface have tags of their own.
    const copies = (isCopied: boolean) => (isCopied ? shared.map((each) => ({ ...each, tags: next() })) : []);
    const object = (name: string, own: readonly FieldOf[], interfaces: string[] = []): TypeOf => ({
      kind: 'type',
      name,
      tags: name === 'Query' ? [] : rare(),
      interfaces,
      fields: [...copies(interfaces.length > 0), ...own],
    });
    const above = (is: boolean) => (is ? ['Named'] : []);
    return [
      object('Query', query),
      object('Mutation', mutation),
      object('Subscription', subscription),
      { kind: 'interface', name: 'Named', tags: rare(), interfaces: [], fields: shared },
      object('Cat', cat, above(isNamed[0])),
      object('Dog', dog, above(isNamed[1])),
      object('Box', box),
      { kind: 'union', name: 'Pet', tags: rare(), members: ['Cat', 'Dog'] },
      { kind: 'enum', name: 'Color', tags: rare(), values: ['RED', 'BLUE'].map((name) => ({ name, tags: rare() })) },
      { kind: 'scalar', name: 'Stamp', tags: rare() },
      { kind: 'input', name: 'Filter', tags: rare(), inputs: filter },
      { kind: 'input', name: 'Range', tags: rare(), inputs: range },
    ];
  });

export const filters: fc.Arbitrary<Filter> = fc.constantFrom(
  { include: [], exclude: ['out'] },
  { include: ['in'], exclude: [] },
  { include: ['in', 'other'], exclude: ['out'] },
);
