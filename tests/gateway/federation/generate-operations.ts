import fc from 'fast-check';
import {
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { OperationRequest } from './monolith.ts';
import type { SupergraphCase } from './supergraph-case.ts';

/**
 * Numbers that select parts of an operation once they are read against a schema. So one arbitrary serves any schema,
 * and fast-check can shrink the numbers to other operations.
 */
type Choices = {
  kind: 'field' | 'typename' | 'inline fragment' | 'named fragment' | 'spread again' | 'introspection';
  pick: number;
  /** From `plainNames` on, an alias: any field name of the schema, or a hostile name. */
  name: number;
  /** From `unconditional` on, `@include` or `@skip`. */
  condition: number;
  /** From `immediate` on, `@defer` on a fragment. */
  deferral: number;
  /** For arguments, used one after the other. */
  values: readonly number[];
  below: readonly Choices[];
};

const plainNames = 60;
const unconditional = 75;
const immediate = 40;
const levels = 5;

/** Names that are no field of the schema, but have a meaning in a gateway or in JavaScript. */
const hostileNames = ['__typename', '_entities', 'representations', 'constructor', 'a', 'b', 'id__alias_0', 'r_id'];

/** The variables of conditions, with a value or with a default. */
const conditions = {
  yes: { definition: '$yes: Boolean!', value: true },
  no: { definition: '$no: Boolean!', value: false },
  usually: { definition: '$usually: Boolean = true', value: undefined },
  never: { definition: '$never: Boolean! = false', value: undefined },
};

/** Valid queries over a schema. Strings and ids are chosen from `texts`. Every deferral has a label. */
export function operationsOver(
  schema: GraphQLSchema,
  texts: readonly string[],
  { defers = false }: { defers?: boolean } = {},
): fc.Arbitrary<OperationRequest> {
  const names = namesIn(schema);
  const deferral = defers ? fc.nat(99) : fc.constant(0);
  return fc
    .array(choices(levels, deferral), { minLength: 1, maxLength: 4 })
    .map((chosen) => {
      // A fragment that is spread again may conflict with other fields. The operation is then written without such
      // spreads.
      const request = writeOperation(chosen, { schema, names, texts, spreadsAgain: true });
      return isValid(schema, request) ? request : writeOperation(chosen, { schema, names, texts, spreadsAgain: false });
    })
    .filter((request) => isValid(schema, request));
}

function choices(level: number, deferral: fc.Arbitrary<number>): fc.Arbitrary<Choices> {
  return fc.record({
    kind: fc.oneof(
      { weight: 68, arbitrary: fc.constant('field' as const) },
      { weight: 6, arbitrary: fc.constant('typename' as const) },
      { weight: 13, arbitrary: fc.constant('inline fragment' as const) },
      { weight: 7, arbitrary: fc.constant('named fragment' as const) },
      { weight: 5, arbitrary: fc.constant('spread again' as const) },
      { weight: 1, arbitrary: fc.constant('introspection' as const) },
    ),
    pick: fc.nat(1_000),
    name: fc.nat(99),
    condition: fc.nat(99),
    deferral,
    values: fc.array(fc.nat(1_000), { maxLength: 8 }),
    below: level === 0 ? fc.constant([]) : fc.array(choices(level - 1, deferral), { maxLength: level > 3 ? 4 : 2 }),
  });
}

type Fragment = { name: string; type: GraphQLCompositeType };

function writeOperation(
  chosen: readonly Choices[],
  {
    schema,
    names,
    texts,
    spreadsAgain,
  }: { schema: GraphQLSchema; names: readonly string[]; texts: readonly string[]; spreadsAgain: boolean },
): OperationRequest {
  const variables: Record<string, unknown> = {};
  const definitions = new Set<string>();
  const fragments: string[] = [];
  const finished: Fragment[] = [];
  /** The content of each path of response names. Later selections must not conflict with it. */
  const taken = new Map<string, { parent: GraphQLCompositeType; asked: string; type: string }[]>();
  const composites = Object.values(schema.getTypeMap()).filter(
    (type) => isCompositeType(type) && !type.name.startsWith('__'),
  ) as GraphQLCompositeType[];

  const writeSelections = (parent: GraphQLCompositeType, list: readonly Choices[], path: string): string => {
    const written = list.map((each) => writeSelection(parent, each, path)).filter((text) => text !== '');
    return `{ ${written.length === 0 ? '__typename' : written.join(' ')} }`;
  };

  const writeSelection = (parent: GraphQLCompositeType, each: Choices, path: string): string => {
    switch (each.kind) {
      case 'introspection':
        return parent === schema.getQueryType() ? '__type(name: "Query") { name kind }' : '';
      case 'typename':
        return writeField(parent, each, path, null);
      case 'field': {
        const fields = isUnionType(parent) ? [] : Object.values(parent.getFields());
        const possible = each.below.length === 0 ? fields.filter(({ type }) => isLeafType(getNamedType(type))) : fields;
        const field = pickFrom(possible.length === 0 ? fields : possible, each.pick);
        return field === undefined ? writeFragment(parent, each, path) : writeField(parent, each, path, field);
      }
      case 'inline fragment':
        return writeFragment(parent, each, path);
      case 'named fragment': {
        const type = pickType(parent, each.pick);
        const body = writeSelections(type, each.below, path);
        const name = `F${fragments.length}`;
        fragments.push(`fragment ${name} on ${type.name} ${body}`);
        finished.push({ name, type });
        return `...${name}${writeDeferral(each)}${writeCondition(each.condition)}`;
      }
      case 'spread again': {
        const possible = finished.filter(({ type }) => doTypesOverlap(schema, type, parent));
        const fragment = pickFrom(spreadsAgain ? possible : [], each.pick);
        return fragment === undefined
          ? ''
          : `...${fragment.name}${writeDeferral(each)}${writeCondition(each.condition)}`;
      }
    }
  };

  const writeFragment = (parent: GraphQLCompositeType, each: Choices, path: string): string => {
    const type = pickType(parent, each.pick);
    const condition = type === parent && each.name % 2 === 0 ? '' : ` on ${type.name}`;
    return `...${condition}${writeDeferral(each)}${writeCondition(each.condition)} ${writeSelections(type, each.below, path)}`;
  };
  const pickType = (parent: GraphQLCompositeType, pick: number): GraphQLCompositeType => {
    const possible = composites.filter((type) => doTypesOverlap(schema, type, parent));
    return pickFrom(possible, pick) ?? parent;
  };

  const writeField = (
    parent: GraphQLCompositeType,
    each: Choices,
    path: string,
    field: GraphQLField<unknown, unknown> | null,
  ): string => {
    const fieldName = field?.name ?? '__typename';
    const asked = `${fieldName}${field === null ? '' : writeArguments(field, each.values)}`;
    const type = field === null ? 'String!' : String(field.type);
    const wanted = each.name < plainNames ? fieldName : (pickFrom(names, each.name + each.pick) ?? fieldName);
    let responseName = wanted;
    let place = `${path}.${responseName}`;
    for (let turn = 0; contradicts(place, { parent, asked, type }); turn += 1) {
      responseName = `${wanted}_${turn}`;
      place = `${path}.${responseName}`;
    }
    taken.set(place, [...(taken.get(place) ?? []), { parent, asked, type }]);
    const below = field === null ? undefined : getNamedType(field.type);
    return [
      `${responseName === fieldName ? '' : `${responseName}: `}${asked}${writeCondition(each.condition)}`,
      ...(below !== undefined && isCompositeType(below) ? [writeSelections(below, each.below, place)] : []),
    ].join(' ');
  };
  const contradicts = (
    place: string,
    { parent, asked, type }: { parent: GraphQLCompositeType; asked: string; type: string },
  ): boolean =>
    (taken.get(place) ?? []).some(
      (other) =>
        other.type !== type ||
        (other.asked !== asked &&
          !(isObjectType(other.parent) && isObjectType(parent) && other.parent.name !== parent.name)),
    );

  const writeCondition = (condition: number): string => {
    if (condition < unconditional) {
      return '';
    }
    const name = pickFrom(Object.keys(conditions) as (keyof typeof conditions)[], condition) ?? 'yes';
    const { definition, value } = conditions[name];
    const directive = condition % 3 === 0 ? 'skip' : 'include';
    if (condition % 5 === 0) {
      return ` @${directive}(if: ${condition % 2 === 0})`;
    }
    definitions.add(definition);
    if (value !== undefined) variables[name] = value;
    return ` @${directive}(if: $${name})`;
  };

  let deferrals = 0;
  const writeDeferral = ({ deferral, pick }: Choices): string => {
    if (deferral < immediate) {
      return '';
    }
    deferrals += 1;
    if (deferral % 4 === 0) {
      const name = pickFrom(['yes', 'no', 'never'] as const, pick) ?? 'yes';
      const { definition, value } = conditions[name];
      definitions.add(definition);
      if (value !== undefined) variables[name] = value;
      return ` @defer(if: $${name}, label: "${deferrals}")`;
    }
    return ` @defer(label: "${deferrals}")`;
  };

  const writeArguments = (field: GraphQLField<unknown, unknown>, values: readonly number[]): string => {
    let position = 0;
    const next = (): number => values[position++] ?? 0;
    const written = field.args
      .filter((argument) => isRequiredArgument(argument) || next() % 2 === 1)
      .map((argument) => `${argument.name}: ${writeValue(argument.type, next, 0)}`);
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  };

  /** A literal, or a variable with its value, at any level of a literal. */
  const writeValue = (type: GraphQLInputType, next: () => number, level: number): string => {
    if (next() % 4 === 1) {
      const name = `v${definitions.size}`;
      const choice = next() % 4;
      if (choice === 1) {
        definitions.add(`$${name}: ${String(type)} = ${print(type, valueOf(type, next, level))}`);
      } else {
        definitions.add(`$${name}: ${String(type)}`);
        if (choice !== 2 || isNonNullType(type)) variables[name] = valueOf(type, next, level);
      }
      return `$${name}`;
    }
    if (isNonNullType(type)) {
      return print(type, valueOf(type, next, level));
    }
    if (isListType(type) && next() % 3 !== 0) {
      return `[${Array.from({ length: next() % 3 }, () => writeValue(type.ofType, next, level + 1)).join(', ')}]`;
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
        .filter((field) => isRequiredInputField(field) || (level < 2 && next() % 2 === 1))
        .map((field) => `${field.name}: ${writeValue(field.type, next, level + 1)}`);
      return `{ ${fields.join(', ')} }`;
    }
    return print(type, valueOf(type, next, level));
  };

  const valueOf = (type: GraphQLInputType, next: () => number, level: number): unknown => {
    if (isNonNullType(type)) {
      return valueOf(type.ofType, () => next() * 10, level) ?? valueOf(type.ofType, () => 0, level);
    }
    if (next() % 10 === 9) {
      return null;
    }
    if (isListType(type)) {
      return Array.from({ length: next() % 3 }, () => valueOf(type.ofType, next, level + 1));
    }
    if (isInputObjectType(type)) {
      return Object.fromEntries(
        Object.values(type.getFields())
          .filter((field) => isRequiredInputField(field) || (level < 2 && next() % 2 === 1))
          .map((field) => [field.name, valueOf(field.type, next, level + 1)]),
      );
    }
    if (isEnumType(type)) {
      return pickFrom(type.getValues(), next())?.name;
    }
    switch (type.name) {
      case 'Int':
        return pickFrom([1, 2, 0, 3], next());
      case 'Float':
        return pickFrom([1.5, 2, 0], next());
      case 'Boolean':
        return next() % 2 === 1;
      case 'JSON':
        return pickFrom<unknown>(['x', { id: '1', __typename: 'Order', list: [{ id: null }] }, [1, [], {}], 0], next());
      default:
        return pickFrom(texts, next());
    }
  };

  const root = schema.getQueryType();
  if (root == null) {
    throw new Error('a schema without queries');
  }
  const body = writeSelections(root, chosen, '');
  const head = definitions.size === 0 ? '' : `query (${[...definitions].join(', ')}) `;
  return { query: [`${head}${body}`, ...fragments].join('\n'), variables };
}

/** A value as a literal of a type. */
function print(type: GraphQLInputType | null, value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (type !== null && isNonNullType(type)) {
    return print(type.ofType, value);
  }
  if (Array.isArray(value)) {
    const of = type !== null && isListType(type) ? type.ofType : null;
    return `[${value.map((item) => print(of, item)).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const fields = type !== null && isInputObjectType(type) ? type.getFields() : {};
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${print(fields[key]?.type ?? null, item)}`)
      .join(', ')} }`;
  }
  return type !== null && isEnumType(type) && typeof value === 'string' ? value : JSON.stringify(value);
}

function pickFrom<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

function namesIn(schema: GraphQLSchema): string[] {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isCompositeType(type) && !isUnionType(type) && !type.name.startsWith('__') ? Object.keys(type.getFields()) : [],
  );
  return [...new Set([...fields, ...hostileNames])];
}

function isValid(schema: GraphQLSchema, { query }: OperationRequest): boolean {
  return validate(schema, parse(query)).length === 0;
}

/** The texts for strings and ids: those of the entities, so that much is found, and one that matches nothing. */
export function textsIn({ data }: SupergraphCase): string[] {
  const found = data().entities.flatMap((entity) => Object.values(entity).filter((value) => typeof value === 'string'));
  return [...new Set([...found, 'nobody'])];
}
