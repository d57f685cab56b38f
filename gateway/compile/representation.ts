import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isRawNumber, parseExactly } from '@tributary/platform/json/exact-json.ts';
import { Kind, specifiedScalarTypes, type GraphQLOutputType } from 'graphql';
import { isOmitted } from './omitted-field.ts';
import { itemType, itself, type Position, type Slot, type Source } from './positions.ts';
import { rewrite } from './rewrite.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from './data.ts';
import { valueIn } from './attached-answer.ts';

/**
 * The JSON representation of objects of one type for a subgraph. Most representations need only a few scalars. These
 * keys then tell whether the entity was requested before, without writing any text.
 */
export type Representation = {
  /** The kind of the keys. Keys of different kinds are never compared. */
  kind: string;
  /** The number of keys. */
  length: number;
  /** Undefined where the key is missing. */
  keyOf(object: Data, index: number): unknown;
  /** Takes all keys of an object. */
  textOf(keys: readonly unknown[]): string;
  /** The fault of an earlier answer because of which a key is missing. Null where there is none. */
  faultIn(object: Data): string | null;
};

/**
 * The representation for the type of an object. Null where the fetch does not concern the type, and undefined where the
 * type is not known. `interface` where only an interface is known, and the fetch concerns some of its types at most.
 */
export type Represent = (object: Data) => Representation | 'interface' | null | undefined;

/** The plan and the types for which representations are compiled. */
type RepresentationContext = {
  plan: { isMerging: boolean };
  types: TypeSystem;
  /** The slots of the fetches that end before the fetch begins. */
  before: ReadonlySet<Slot>;
};

/** Compiles the requirements of a fetch for the objects at a position. The fields for each type are collected once. */
export function compileRepresentation(
  { serviceName, inputRewrites = [] }: FetchNode,
  requires: readonly QueryPlanSelectionNode[],
  position: Position,
  context: RepresentationContext,
): Represent {
  const { slots } = position;
  const { types } = context;
  const write = compileSelections(requires, position, context, serviceName);
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
    faultIn: (object) => faultIn(object, requires, position, context),
  };
  const byType = new Map<string, ReturnType<Represent>>();
  /** Keyed by object type. The type of an object that already names one does not depend on other answers. */
  const byObjectType = new Map<unknown, ReturnType<Represent>>();
  return (object) => {
    const known = byObjectType.get(object['__typename']);
    if (known !== undefined) {
      return known;
    }
    const typename = typenameOf(object, slots, types);
    if (typename === undefined || !types.isType(typename)) {
      return isSelectedForAll('__typename', position) ? undefined : null;
    }
    let representation = byType.get(typename);
    if (representation === undefined) {
      const names = keyFieldsOf(requires, typename, serviceName, { ...context, position });
      const isSimple = inputRewrites.length === 0 && names !== null && names.length > 0;
      const unconcerned = types.isObjectType(typename) ? null : 'interface';
      representation = names === null ? unconcerned : isSimple ? scalarKeys(typename, names, position, context) : whole;
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
  context: RepresentationContext,
): Representation {
  const { plan, types } = context;
  const sources = names.map((name) => possibleSources(name, position, plan));
  const accept = names.map((name) => acceptedBy(typename, name, types));
  const start = `{"__typename":${JSON.stringify(typename)}`;
  const before = names.map((name, index) => `${index === 0 ? start : ''},${JSON.stringify(name)}:`);
  return {
    kind: `${typename} ${names.join()}`,
    length: names.length,
    keyOf: (object, index) => {
      const value = fieldFrom(object, names[index] ?? '', sources[index] ?? []);
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
        context,
      ),
  };
}

/** Whether null or an object can be the value of a field in a representation. Only custom scalars can be objects. */
function acceptedBy(type: string, name: string, types: TypeSystem): (value: object | null) => boolean {
  const field = types.fieldTypeOf(type, name);
  const isAny = field === undefined || !specifiedScalars.has(field.name) || field.isList;
  return (value) => (value === null ? field?.isNonNull !== true : isAny || isRawNumber(value));
}

const specifiedScalars: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

/**
 * The fault of an earlier answer because of which an object cannot be represented: a missing field, or an invalid
 * value.
 */
function faultIn(
  object: Data,
  requires: readonly QueryPlanSelectionNode[],
  position: Position | undefined,
  context: RepresentationContext,
): string | null {
  const { plan, types } = context;
  const typename = typenameOf(object, position?.slots ?? [], types) ?? '';
  for (const [name, selections] of fieldsOf(requires, typename, types)) {
    if (name === '__typename' && typename === '') {
      return 'an earlier answer gave it no known type';
    }
    if (isOmitted(object, { name, typename, position, types })) {
      return 'an earlier answer left out a field that is needed for it';
    }
    const value = name === '__typename' ? typename : fieldFrom(object, name, possibleSources(name, position, plan));
    const isUsable =
      selections === null
        ? typeof value !== 'object' || acceptedBy(typename, name, types)(value)
        : value === undefined || holdsObjects(value, position?.children.get(name)?.type);
    if (!isUsable) {
      return 'an earlier answer gave something else for a field that is needed for it';
    }
    for (const each of selections === null ? [] : objectsIn(value)) {
      const fault = faultIn(each, selections ?? [], position?.children.get(name), context);
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

/** Whether a field was requested for every object at a position, whatever its type. */
function isSelectedForAll(name: string, { sources, conditional }: Position): boolean {
  const alternatives = [...(sources.get(name)?.values() ?? [])].flat();
  return !conditional.has(name) && alternatives.some((conditions) => conditions.length === 0);
}

/**
 * The names of the fields that represent a type, if these are scalars and `__typename`. Empty for more complex
 * representations, and null where the fetch does not concern the type.
 */
function keyFieldsOf(
  requires: readonly QueryPlanSelectionNode[],
  typename: string,
  subgraph: string,
  { position, types, before }: Pick<RepresentationContext, 'types' | 'before'> & { position: Position },
): string[] | null {
  const fields = fieldsOf(requires, typename, types);
  const selected = selectedOn(typename, fields, position, { types, before });
  if (!hasKey(selected, subgraph, typename, types)) {
    return null;
  }
  const areScalars = [...fields.values()].every((selections) => selections === null);
  return areScalars && fields.has('__typename') ? [...selected.keys()].filter((name) => name !== '__typename') : [];
}

/** The value of a field, from the first of its sources that has one. */
function fieldFrom(object: Data, name: string, sources: readonly Source[]): unknown {
  let value: unknown;
  for (const source of sources) {
    const holder = source === itself ? object : valueIn(object, source);
    const found = holder === undefined ? undefined : fieldOf(holder, name);
    // A null stays null while another answer has not arrived.
    if (found !== undefined) {
      value ??= found;
    }
  }
  return value;
}

/** The possible sources of a field. A field that no fetch gives may be in any of them. */
function possibleSources(
  name: string,
  position: Position | undefined,
  { isMerging }: { isMerging: boolean },
): readonly Source[] {
  return isMerging ? [itself] : [...(position?.sources.get(name)?.keys() ?? [itself, ...(position?.slots ?? [])])];
}

/**
 * The type of an object. One subgraph may know only an interface, and a later one the object type. So the name of an
 * object type is preferred.
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

/** Undefined where a value is missing, null where the fetch does not concern the object. */
type Write<Value = Data> = (value: Value) => string | undefined | null;
type WrittenField = {
  name: string;
  sources: readonly Source[];
  before: string;
  write: Write<unknown> | null;
  accepts: (value: object | null) => boolean;
};

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  position: Position | undefined,
  context: RepresentationContext,
  subgraph: string | null,
): Write {
  const { types } = context;
  const slots = position?.slots ?? [];
  const fieldsByType = new Map<string, readonly WrittenField[] | null>();
  return (object) => {
    const typename = typenameOf(object, slots, types);
    const type = typename ?? '';
    let fields = fieldsByType.get(type);
    if (fields === undefined) {
      const selected = selectedOn(type, fieldsOf(selections, type, types), position, context);
      fields =
        subgraph === null || hasKey(selected, subgraph, type, types)
          ? compileFields(type, selected, position, context)
          : null;
      fieldsByType.set(type, fields);
    }
    if (fields === null || (subgraph !== null && typename === undefined)) {
      return null;
    }
    let text = '{';
    for (const { name, sources, before, write, accepts } of fields) {
      const value = name === '__typename' ? typename : fieldFrom(object, name, sources);
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

/**
 * Whether the fields identify an entity. Without a key the fetch does not concern the type: the planner keeps the
 * fields that it requires of all types.
 */
function hasKey(fields: ReadonlyMap<string, unknown>, subgraph: string, type: string, types: TypeSystem): boolean {
  const keys = types.keysOf(subgraph, type);
  return fields.size > 0 && (keys.length === 0 || keys.some((key) => key.every((name) => fields.has(name))));
}

/**
 * The fields that were requested for objects of this type before the fetch. The planner puts requirements of one type,
 * even keys, into the representations of all types.
 */
function selectedOn<Selections>(
  type: string,
  fields: ReadonlyMap<string, Selections>,
  position: Position | undefined,
  { types, before }: Pick<RepresentationContext, 'types' | 'before'>,
): Map<string, Selections> {
  const isSelected = (name: string): boolean => {
    const alternatives = [...(position?.sources.get(name) ?? [])].flatMap(([source, conditions]) =>
      source === itself || before.has(source) ? conditions : [],
    );
    return (
      alternatives.length === 0 ||
      !types.isObjectType(type) ||
      alternatives.some((conditions) => conditions.every((condition) => types.isSubtype(condition, type)))
    );
  };
  return new Map([...fields].filter(([name]) => isSelected(name)));
}

function compileFields(
  type: string,
  fields: ReadonlyMap<string, readonly QueryPlanSelectionNode[] | null>,
  position: Position | undefined,
  context: RepresentationContext,
): WrittenField[] {
  return [...fields].map(([name, selections]) => ({
    name,
    sources: possibleSources(name, position, context.plan),
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

function writeLeaf(value: unknown, accepts: WrittenField['accepts']): string | undefined {
  return typeof value === 'object' && !accepts(value) ? undefined : JSON.stringify(value);
}

/**
 * Writes objects in as many nested lists as their type has, or in any number where the type is not known. Undefined for
 * values of another kind, which a subgraph would reject or misunderstand.
 */
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

/** The fields that selections mean for one type, in their order. */
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
