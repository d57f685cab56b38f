import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { getNullableType, isListType, Kind, type GraphQLOutputType, type SelectionSetNode } from 'graphql';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import type { TypeSystem } from '../composed/type-system.ts';

/** The property of an object under which the answer of a fetch is attached. A symbol, because a subgraph could send any name. */
export type Slot = symbol;

/** Where a field is that is in the object itself. */
export const itself = null;

/** Where a field of an object is: in the object itself, or in the answer in one of its slots. */
export type Source = Slot | typeof itself;

/** The alternatives under which a field is selected, each a list of types that the object must be of. */
export type TypeConditions = readonly (readonly string[])[];

/** A place in the response, whatever the indices in lists: the fetches that add to the objects there, and where a field of these may be found. */
export type Position = {
  slots: Slot[];
  /** By field: where it may be, and under which conditions it was asked for there. */
  sources: Map<string, Map<Source, TypeConditions>>;
  /** Fields that were not asked for of all objects here: one name may lead to objects of several types, with other fields for each. */
  unsure: Set<string>;
  children: Map<string, Position>;
  /** Fields that fetches require, be it as a key. */
  needed: Set<string>;
  /** That of the field; undefined where no fetch gives it. */
  type: GraphQLOutputType | undefined;
  /** The fetch that gave the object, and whether others give it as well. */
  givenBy: number | null;
  isShared: boolean;
};

const slots: Slot[] = [];

/** The slot of a fetch, by its index in the plan. Plans share their slots, so that V8 shares the layouts of objects. */
export function slotOf(fetch: number): Slot {
  const slot = slots[fetch] ?? Symbol(`fetch ${fetch}`);
  slots[fetch] = slot;
  return slot;
}

/** The fields of a selection by name, with those below them, and for which types they are asked. */
export type Provided = Map<string, Field>;

export type Field = {
  /** Null for a scalar. */
  below: Provided | null;
  /** Undefined where the supergraph has no such field. */
  type: GraphQLOutputType | undefined;
  typeConditions: TypeConditions;
  /** Whether it is selected wherever the field above it is. */
  isSure: boolean;
};

/** The fields that a selection on a type gives. */
export function providedBy(
  selectionSet: SelectionSetNode | undefined,
  parent: { name: string; types: Pick<TypeSystem, 'fieldTypeOf' | 'isSubtype'> },
  conditions: readonly string[] = [],
  into: Provided = new Map(),
): Provided {
  const { types } = parent;
  const type = conditions.at(-1) ?? parent.name;
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      const name = withoutPlannerSuffix((selection.alias ?? selection.name).value);
      const known = into.get(name);
      const found = types.fieldTypeOf(type, selection.name.value);
      const below =
        selection.selectionSet === undefined
          ? null
          : providedBy(selection.selectionSet, { name: found?.name ?? '', types });
      const field = { below, typeConditions: [conditions], type: found?.type, isSure: true };
      into.set(name, known === undefined ? field : together(known, field));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const isNone = condition === undefined || (type !== '' && types.isSubtype(condition, type));
      providedBy(selection.selectionSet, parent, isNone ? conditions : [...conditions, condition], into);
    } else {
      throw new Error('a fetch with named fragments, which were not asked for');
    }
  }
  return into;
}

/** Two selections of one field. What only one of them has below the field is sure only if both are for the same types. */
function together(one: Field, other: Field): Field {
  const isSame = JSON.stringify(one.typeConditions) === JSON.stringify(other.typeConditions);
  const below = new Map(one.below ?? other.below);
  for (const [name, entry] of one.below === null ? [] : below) {
    below.set(name, { ...entry, isSure: entry.isSure && (isSame || other.below?.has(name) !== false) });
  }
  for (const [name, entry] of one.below === null ? [] : (other.below ?? [])) {
    const known = below.get(name);
    below.set(name, known === undefined ? { ...entry, isSure: entry.isSure && isSame } : together(known, entry));
  }
  return {
    below: one.below === null && other.below === null ? null : below,
    typeConditions: isSame ? one.typeConditions : [...one.typeConditions, ...other.typeConditions],
    type: one.type ?? other.type,
    isSure: one.isSure && other.isSure,
  };
}

/** Whether a fetch that adds to the objects at a path gives what is at another. */
export function isGiven(
  path: readonly string[],
  { at, provided }: { at: readonly string[]; provided: Provided },
): boolean {
  let fields: Provided | null = provided;
  const [last, ...between] = path.slice(at.length).toReversed();
  for (const name of between.toReversed()) {
    fields = fields?.get(name)?.below ?? null;
  }
  return at.every((name, index) => name === path[index]) && last !== undefined && fields?.has(last) === true;
}

/** The type of the items of a list; undefined for what is no list. */
export function itemType(type: GraphQLOutputType | undefined): GraphQLOutputType | undefined {
  const nullable = type && getNullableType(type);
  return isListType(nullable) ? nullable.ofType : undefined;
}

/** In how many lists, one inside of the other, the objects at a position are; less than none where that is not known. */
export function listDepth({ type }: Pick<Position, 'type'>): number {
  let depth = 0;
  for (let item = itemType(type); item !== undefined; item = itemType(item)) {
    depth += 1;
  }
  return type === undefined ? -1 : depth;
}

export function newPosition(givenBy: number | null): Position {
  return {
    slots: [],
    sources: new Map(),
    unsure: new Set(),
    children: new Map(),
    needed: new Set(),
    type: undefined,
    givenBy,
    isShared: false,
  };
}

export function positionAt(root: Position, path: readonly string[]): Position {
  let position = root;
  for (const name of path) {
    const child = position.children.get(name) ?? newPosition(null);
    position.children.set(name, child);
    position = child;
  }
  return position;
}

/** Notes what a fetch requires of the objects at a position. */
export function need(position: Position, selections: readonly QueryPlanSelectionNode[]): void {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      position.needed.add(name);
      if (selection.selections !== undefined) {
        need(positionAt(position, [name]), selection.selections);
      }
    } else {
      need(position, selection.selections);
    }
  }
}

/** Notes where the fields of a fetch will be found. False if it gives an object that another fetch gives as well. */
export function provide(position: Position, provided: Provided, fetch: number, source: Source): boolean {
  let isAlone = true;
  for (const [name, { below, type, typeConditions, isSure }] of provided) {
    if (!isSure) {
      position.unsure.add(name);
    }
    const sources = position.sources.get(name) ?? new Map<Source, TypeConditions>();
    sources.set(source, [...(sources.get(source) ?? []), ...typeConditions]);
    position.sources.set(name, sources);
    if (below !== null) {
      const child = positionAt(position, [name]);
      child.type ??= type;
      child.isShared ||= child.givenBy !== null && child.givenBy !== fetch;
      isAlone &&= !child.isShared;
      child.givenBy = fetch;
      isAlone = provide(child, below, fetch, itself) && isAlone;
    }
  }
  return isAlone;
}
