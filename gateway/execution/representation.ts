import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Position, TypeSystem } from './fetch-plan.ts';
import { isObject } from './merge.ts';
import { rewrite } from './rewrite.ts';

/**
 * Gives, as JSON, what a subgraph needs to know of an object to find the entity; undefined where a part of it is missing, and null where the object is of a type that the fetch does not concern.
 */
export type Represent = (object: Data) => string | undefined | null;

/** An object of an answer, with the slots that were hung into it. */
export type Data = Record<string, unknown>;

/** Compiles what a fetch requires of the objects at a position. For each type of object it is read once which fields that means. */
export function compileRepresentation(
  { serviceName, inputRewrites = [] }: FetchNode,
  requires: readonly QueryPlanSelectionNode[],
  position: Position,
  types: TypeSystem,
): Represent {
  const represent = compileSelections(requires, position, types, serviceName);
  if (inputRewrites.length === 0) {
    return represent;
  }
  return (object) => {
    const text = represent(object);
    if (text == null) {
      return text;
    }
    const representation: unknown = JSON.parse(text);
    rewrite(inputRewrites, representation, types.isSubtype);
    return JSON.stringify(representation);
  };
}

/** A field of an object, which may be in the object itself or in one of its slots. */
export function readField(object: Data, name: string, slots: readonly string[]): unknown {
  let value = object[name];
  for (let index = 0; value == null && index < slots.length; index += 1) {
    const answer = object[slots[index] ?? ''];
    if (isObject(answer) && answer[name] !== undefined) {
      value = answer[name];
    }
  }
  return value;
}

/**
 * The type of an object. One subgraph may know it by the name of an interface only, and a later one by its own, so the name of an object type is preferred.
 */
export function typenameOf(object: Data, slots: readonly string[], types: TypeSystem): string | undefined {
  let typename = object['__typename'];
  for (
    let index = 0;
    index < slots.length && !(typeof typename === 'string' && types.isObjectType(typename));
    index += 1
  ) {
    const answer = object[slots[index] ?? ''];
    if (isObject(answer) && typeof answer['__typename'] === 'string') {
      typename = answer['__typename'];
    }
  }
  return typeof typename === 'string' ? typename : undefined;
}

type Field = { name: string; before: string; represent: Represent | null };

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  position: Position | undefined,
  types: TypeSystem,
  subgraph: string | null,
): Represent {
  const slots = position?.slots ?? [];
  const fieldsByType = new Map<string, readonly Field[] | null>();
  return (object) => {
    const typename = typenameOf(object, slots, types);
    const type = typename ?? '';
    let fields = fieldsByType.get(type);
    if (fields === undefined) {
      const found = fieldsOf(selections, type, types);
      fields =
        subgraph === null || hasKey(found, subgraph, type, types)
          ? compileFields(found, position, types).filter(({ name }) => isAskedOf(type, name, position, types))
          : null;
      fieldsByType.set(type, fields);
    }
    if (fields === null || (subgraph !== null && typename === undefined)) {
      return null;
    }
    let text = '{';
    for (const { name, before, represent } of fields) {
      const value = name === '__typename' ? typename : readField(object, name, slots);
      const part =
        value === undefined ? undefined : represent === null ? JSON.stringify(value) : representAll(value, represent);
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

/** Whether anybody asked for a field of objects of this type. What is required for one type only is in the representation of all. */
function isAskedOf(type: string, name: string, position: Position | undefined, types: TypeSystem): boolean {
  const alternatives = position?.typeConditions.get(name) ?? [];
  return (
    alternatives.length === 0 ||
    !types.isObjectType(type) ||
    alternatives.some((conditions) => conditions.every((condition) => types.isSubtype(condition, type)))
  );
}

function compileFields(
  fields: ReadonlyMap<string, readonly QueryPlanSelectionNode[] | null>,
  position: Position | undefined,
  types: TypeSystem,
): Field[] {
  return [...fields].map(([name, selections]) => ({
    name,
    before: `${JSON.stringify(name)}:`,
    represent: selections === null ? null : compileSelections(selections, position?.children.get(name), types, null),
  }));
}

function representAll(value: unknown, represent: Represent): string | undefined | null {
  if (Array.isArray(value)) {
    const items = value.map((item) => representAll(item, represent));
    return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
  }
  return isObject(value) ? represent(value) : JSON.stringify(value);
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
