import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isRawNumber, parseExactly } from '@tributary/platform/json/exact-json.ts';
import { Kind, specifiedScalarTypes, type GraphQLOutputType } from 'graphql';
import { isLeftOut } from './left-out.ts';
import { itemType, itself, type Position, type Slot, type Source } from './positions.ts';
import { rewrite } from './rewrite.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from './data.ts';
import { valueIn } from './attached-answer.ts';

/**
 * How objects of one type are represented to a subgraph, as JSON. Most need a few scalars, and then these tell whether the entity was asked for before, without a text being written.
 */
export type Representation = {
  /** What the keys stand for; those of different kinds are never compared. */
  kind: string;
  /** How many keys there are. */
  length: number;
  /** Undefined where it is missing. */
  keyOf(object: Data, index: number): unknown;
  /** From as many keys as there are. */
  textOf(keys: readonly unknown[]): string;
  /** What an answer did wrong, where a key is missing because of that; null where nothing did. */
  faultIn(object: Data): string | null;
};

/** Gives the representation for the type of an object; null where the fetch does not concern it, and undefined where the type is not known. */
export type Represent = (object: Data) => Representation | null | undefined;

/** What representations are compiled for. */
type Context = { plan: { isMerging: boolean }; types: TypeSystem };

/** Compiles what a fetch requires of the objects at a position. For each type of object it is read once which fields that means. */
export function compileRepresentation(
  { serviceName, inputRewrites = [] }: FetchNode,
  requires: readonly QueryPlanSelectionNode[],
  position: Position,
  { plan, types }: Context,
): Represent {
  const { slots } = position;
  const write = compileSelections(requires, position, { plan, types }, serviceName);
  const rewritten = (text: string): string => {
    const representation = parseExactly(text);
    rewrite(inputRewrites, representation, types.isSubtype);
    return JSON.stringify(representation);
  };
  const whole: Representation = {
    kind: '',
    length: 1,
    keyOf: (object) => write(object) ?? undefined,
    textOf: inputRewrites.length === 0 ? ([text]) => String(text) : ([text]) => rewritten(String(text)),
    faultIn: (object) => faultIn(object, requires, position, { plan, types }),
  };
  const byType = new Map<string, Representation | null>();
  /** By the name of an object type, which stands whatever other answers say. */
  const byObjectType = new Map<unknown, Representation | null>();
  return (object) => {
    const known = byObjectType.get(object['__typename']);
    if (known !== undefined) {
      return known;
    }
    const typename = typenameOf(object, slots, types);
    if (typename === undefined || !types.isType(typename)) {
      return isAskedOfAll('__typename', position) ? undefined : null;
    }
    let representation = byType.get(typename);
    if (representation === undefined) {
      const names = keyFieldsOf(requires, typename, serviceName, { position, types });
      const isSimple = inputRewrites.length === 0 && names !== null && names.length > 0;
      representation =
        names === null ? null : isSimple ? scalarKeys(typename, names, position, { plan, types }) : whole;
      byType.set(typename, representation);
    }
    if (types.isObjectType(typename)) {
      byObjectType.set(typename, representation);
    }
    return representation;
  };
}

function scalarKeys(
  typename: string,
  names: readonly string[],
  position: Position,
  { plan, types }: Context,
): Representation {
  const places = names.map((name) => placesOf(name, position, plan));
  const accept = names.map((name) => acceptedBy(typename, name, types));
  const start = `{"__typename":${JSON.stringify(typename)}`;
  const before = names.map((name, index) => `${index === 0 ? start : ''},${JSON.stringify(name)}:`);
  return {
    kind: `${typename} ${names.join()}`,
    length: names.length,
    keyOf: (object, index) => {
      const value = readField(object, names[index] ?? '', places[index] ?? []);
      return typeof value === 'object' && accept[index]?.(value) === false ? undefined : value;
    },
    textOf: (keys) => {
      let text = '';
      for (let index = 0; index < before.length; index += 1) {
        text += before[index] + JSON.stringify(keys[index]);
      }
      return `${text}}`;
    },
    faultIn: (object) =>
      faultIn(
        object,
        names.map((name) => ({ kind: Kind.FIELD, name })),
        position,
        { plan, types },
      ),
  };
}

/** Tells whether null or an object can be the value of a field that represents an entity. Only custom scalars can be objects. */
function acceptedBy(type: string, name: string, types: TypeSystem): (value: object | null) => boolean {
  const field = types.fieldTypeOf(type, name);
  const isAny = field === undefined || !specifiedScalars.has(field.name) || field.isList;
  return (value) => (value === null ? field?.isNonNull !== true : isAny || isRawNumber(value));
}

const specifiedScalars: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

/** What an answer did wrong, where an object lacks what is required of it: it left out a field, or gave what cannot be its value. */
function faultIn(
  object: Data,
  requires: readonly QueryPlanSelectionNode[],
  position: Position | undefined,
  { plan, types }: Context,
): string | null {
  const typename = typenameOf(object, position?.slots ?? [], types) ?? '';
  for (const [name, selections] of fieldsOf(requires, typename, types)) {
    if (name === '__typename' && typename === '') {
      return 'an earlier answer gave it no known type';
    }
    if (isLeftOut(object, { name, typename, position, types })) {
      return 'an earlier answer left out a field that is needed for it';
    }
    const value = name === '__typename' ? typename : readField(object, name, placesOf(name, position, plan));
    const isUsable =
      selections === null
        ? typeof value !== 'object' || acceptedBy(typename, name, types)(value)
        : value === undefined || holdsObjects(value, position?.children.get(name)?.type);
    if (!isUsable) {
      return 'an earlier answer gave something else for a field that is needed for it';
    }
    for (const each of selections === null ? [] : objectsIn(value)) {
      const fault = faultIn(each, selections ?? [], position?.children.get(name), { plan, types });
      if (fault !== null) {
        return fault;
      }
    }
  }
  return null;
}

function holdsObjects(value: unknown, type: GraphQLOutputType | undefined): boolean {
  const item = itemType(type);
  const isList = item !== undefined || (type === undefined && Array.isArray(value));
  return (
    value === null ||
    (isList ? Array.isArray(value) && value.every((each) => holdsObjects(each, item)) : isObject(value))
  );
}

function objectsIn(value: unknown): Data[] {
  return Array.isArray(value) ? value.flatMap(objectsIn) : isObject(value) ? [value] : [];
}

/** Whether a field was asked for of every object at a position, whatever its type. */
function isAskedOfAll(name: string, { sources, unsure }: Position): boolean {
  const alternatives = [...(sources.get(name)?.values() ?? [])].flat();
  return !unsure.has(name) && alternatives.some((conditions) => conditions.length === 0);
}

/** The names of the fields that represent a type, if all are scalars and its own name is among them; none where it is not so simple, and null where the fetch does not concern the type. */
function keyFieldsOf(
  requires: readonly QueryPlanSelectionNode[],
  typename: string,
  subgraph: string,
  { position, types }: { position: Position; types: TypeSystem },
): string[] | null {
  const fields = fieldsOf(requires, typename, types);
  const asked = askedOf(typename, fields, position, types);
  if (!hasKey(asked, subgraph, typename, types)) {
    return null;
  }
  const areScalars = [...fields.values()].every((selections) => selections === null);
  return areScalars && fields.has('__typename') ? [...asked.keys()].filter((name) => name !== '__typename') : [];
}

/** A field of an object, from where it may be. */
function readField(object: Data, name: string, places: readonly Source[]): unknown {
  let value: unknown;
  for (const place of places) {
    const holder = place === itself ? object : valueIn(object, place);
    const found = holder === undefined ? undefined : fieldOf(holder, name);
    // A null that is there is not undone by what did not arrive yet.
    if (found !== undefined) {
      value ??= found;
    }
  }
  return value;
}

/** The places where a field may be; one that no fetch gives may be anywhere. */
function placesOf(
  name: string,
  position: Position | undefined,
  { isMerging }: { isMerging: boolean },
): readonly Source[] {
  return isMerging ? [itself] : [...(position?.sources.get(name)?.keys() ?? [itself, ...(position?.slots ?? [])])];
}

/**
 * The type of an object. One subgraph may know it by the name of an interface only, and a later one by its own, so the name of an object type is preferred.
 */
export function typenameOf(object: Data, slots: readonly Slot[], types: TypeSystem): string | undefined {
  let typename = object['__typename'];
  for (const slot of slots) {
    if (typeof typename === 'string' && types.isObjectType(typename)) {
      break;
    }
    const answered = valueIn(object, slot)?.['__typename'];
    if (typeof answered === 'string') {
      typename = answered;
    }
  }
  return typeof typename === 'string' ? typename : undefined;
}

/** Undefined where a part is missing, null where the object is of no concern. */
type Write<Value = Data> = (value: Value) => string | undefined | null;
type Field = {
  name: string;
  places: readonly Source[];
  before: string;
  write: Write<unknown> | null;
  accepts: (value: object | null) => boolean;
};

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  position: Position | undefined,
  context: Context,
  subgraph: string | null,
): Write {
  const { types } = context;
  const slots = position?.slots ?? [];
  const fieldsByType = new Map<string, readonly Field[] | null>();
  return (object) => {
    const typename = typenameOf(object, slots, types);
    const type = typename ?? '';
    let fields = fieldsByType.get(type);
    if (fields === undefined) {
      const asked = askedOf(type, fieldsOf(selections, type, types), position, types);
      fields =
        subgraph === null || hasKey(asked, subgraph, type, types)
          ? compileFields(type, asked, position, context)
          : null;
      fieldsByType.set(type, fields);
    }
    if (fields === null || (subgraph !== null && typename === undefined)) {
      return null;
    }
    let text = '{';
    for (const { name, places, before, write, accepts } of fields) {
      const value = name === '__typename' ? typename : readField(object, name, places);
      const part = value === undefined ? undefined : write === null ? writeLeaf(value, accepts) : write(value);
      if (part == null) {
        return undefined;
      }
      text += text === '{' ? before : `,${before}`;
      text += part;
    }
    return `${text}}`;
  };
}

/** Whether the fields identify an entity. Those for a type that a fetch does not concern do not: the planner leaves in what it requires of all. */
function hasKey(fields: ReadonlyMap<string, unknown>, subgraph: string, type: string, types: TypeSystem): boolean {
  const keys = types.keysOf(subgraph, type);
  return fields.size > 0 && (keys.length === 0 || keys.some((key) => key.every((name) => fields.has(name))));
}

/** The fields that anybody asked for of objects of this type: what is required for one type only, a key among it, is in the representation of all. */
function askedOf<Selections>(
  type: string,
  fields: ReadonlyMap<string, Selections>,
  position: Position | undefined,
  types: TypeSystem,
): Map<string, Selections> {
  const isAsked = (name: string): boolean => {
    const alternatives = [...(position?.sources.get(name)?.values() ?? [])].flat();
    return (
      alternatives.length === 0 ||
      !types.isObjectType(type) ||
      alternatives.some((conditions) => conditions.every((condition) => types.isSubtype(condition, type)))
    );
  };
  return new Map([...fields].filter(([name]) => isAsked(name)));
}

function compileFields(
  type: string,
  fields: ReadonlyMap<string, readonly QueryPlanSelectionNode[] | null>,
  position: Position | undefined,
  context: Context,
): Field[] {
  return [...fields].map(([name, selections]) => ({
    name,
    places: placesOf(name, position, context.plan),
    before: `${JSON.stringify(name)}:`,
    write:
      selections === null
        ? null
        : withinLists(
            position?.children.get(name)?.type,
            compileSelections(selections, position?.children.get(name), context, null),
          ),
    accepts: acceptedBy(type, name, context.types),
  }));
}

function writeLeaf(value: unknown, accepts: Field['accepts']): string | undefined {
  return typeof value === 'object' && !accepts(value) ? undefined : JSON.stringify(value);
}

/** Writes objects in as many lists as their type has, or in any where it is not known. Undefined for what is of another kind: no subgraph could take it for what it should be, or it would take it for something else. */
function withinLists(type: GraphQLOutputType | undefined, write: Write): Write<unknown> {
  const item = itemType(type);
  const isList = item !== undefined;
  const isObjects = type !== undefined && !isList;
  const writeValue: Write<unknown> = (value) => {
    if (Array.isArray(value) && !isObjects) {
      const items = value.map(writeItem);
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
    }
    return isObject(value) && !isList ? write(value) : value === null ? 'null' : undefined;
  };
  const writeItem = isList ? withinLists(item, write) : writeValue;
  return writeValue;
}

/** The fields that the selections mean for one type, in their order. */
function fieldsOf(
  selections: readonly QueryPlanSelectionNode[],
  typename: string,
  types: TypeSystem,
  into = new Map<string, readonly QueryPlanSelectionNode[] | null>(),
): Map<string, readonly QueryPlanSelectionNode[] | null> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const before = into.get(name);
      into.set(name, selection.selections === undefined ? null : [...(before ?? []), ...selection.selections]);
    } else if (selection.typeCondition === undefined || types.isSubtype(selection.typeCondition, typename)) {
      fieldsOf(selection.selections, typename, types, into);
    }
  }
  return into;
}
