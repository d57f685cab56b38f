import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { getNullableType, isListType, Kind, type GraphQLOutputType, type SelectionSetNode } from 'graphql';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import type { TypeSystem } from '../composed/type-system.ts';

/**
 * The property of an object to which the answer of a fetch is attached. A symbol, because a subgraph could send any
 * name.
 */
export type Slot = symbol;

/** The source of a field that is in the object itself. */
export const itself = null;

/** The source of a field: the object itself, or the answer in one of its slots. */
export type Source = Slot | typeof itself;

/** The alternatives under which a field is selected, each a list of types that the object must have. */
export type TypeConditions = readonly (readonly string[])[];

/**
 * A position in the response, regardless of list indices: the fetches that extend the objects there, and the sources of
 * their fields.
 */
export type Position = {
  slots: Slot[];
  /** By field: its sources, and the type conditions under which it was requested from each. */
  sources: Map<string, Map<Source, TypeConditions>>;
  /**
   * Fields that were not requested for all objects here. One name may lead to objects of several types, with other
   * fields for each.
   */
  conditional: Set<string>;
  children: Map<string, Position>;
  /** Fields that fetches require, including keys. */
  required: Set<string>;
  /** The type of the field that leads here. Undefined where no fetch gives it. */
  type: GraphQLOutputType | undefined;
  /** The fetch that gave the object, and whether other fetches give it as well. */
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

/** The fields of a selection by name, with the fields below them, and the types for which they are selected. */
export type Provided = Map<string, ProvidedField>;

export type ProvidedField = {
  /** Null for a scalar. */
  below: Provided | null;
  /** Undefined where the supergraph has no such field. */
  type: GraphQLOutputType | undefined;
  typeConditions: TypeConditions;
  /** Whether the field is selected wherever the field above it is. */
  isUnconditional: boolean;
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
      const field = { below, typeConditions: [conditions], type: found?.type, isUnconditional: true };
      into.set(name, known === undefined ? field : mergeFields(known, field));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const isNone = condition === undefined || (type !== '' && types.isSubtype(condition, type));
      providedBy(selection.selectionSet, parent, isNone ? conditions : [...conditions, condition], into);
    } else {
      throw new Error('a fetch has named fragments, which planners do not write');
    }
  }
  return into;
}

/**
 * Merges two selections of one field. If only one of them has a field below, that is unconditional only if both apply
 * to the same types.
 */
function mergeFields(one: ProvidedField, other: ProvidedField): ProvidedField {
  const isSame = JSON.stringify(one.typeConditions) === JSON.stringify(other.typeConditions);
  const below = new Map(one.below ?? other.below);
  for (const [name, entry] of one.below === null ? [] : below) {
    below.set(name, {
      ...entry,
      isUnconditional: entry.isUnconditional && (isSame || other.below?.has(name) !== false),
    });
  }
  for (const [name, entry] of one.below === null ? [] : (other.below ?? [])) {
    const known = below.get(name);
    below.set(
      name,
      known === undefined ? { ...entry, isUnconditional: entry.isUnconditional && isSame } : mergeFields(known, entry),
    );
  }
  return {
    below: one.below === null && other.below === null ? null : below,
    typeConditions: isSame ? one.typeConditions : [...one.typeConditions, ...other.typeConditions],
    type: one.type ?? other.type,
    isUnconditional: one.isUnconditional && other.isUnconditional,
  };
}

/** Whether a fetch that extends the objects at `at` gives the field at `path`. */
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

/** The type of the items of a list. Undefined for other types. */
export function itemType(type: GraphQLOutputType | undefined): GraphQLOutputType | undefined {
  const nullable = type && getNullableType(type);
  return isListType(nullable) ? nullable.ofType : undefined;
}

/** The number of nested lists around the objects at a position. Negative where it is not known. */
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
    conditional: new Set(),
    children: new Map(),
    required: new Set(),
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

/** Adds the fields that a fetch requires of the objects at a position. */
export function addRequired(position: Position, selections: readonly QueryPlanSelectionNode[]): void {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      position.required.add(name);
      if (selection.selections !== undefined) {
        addRequired(positionAt(position, [name]), selection.selections);
      }
    } else {
      addRequired(position, selection.selections);
    }
  }
}

/** Adds the fields that a fetch gives. False if another fetch gives one of the objects as well. */
export function addProvided(position: Position, provided: Provided, fetch: number, source: Source): boolean {
  let isExclusive = true;
  for (const [name, { below, type, typeConditions, isUnconditional }] of provided) {
    if (!isUnconditional) {
      position.conditional.add(name);
    }
    const sources = position.sources.get(name) ?? new Map<Source, TypeConditions>();
    sources.set(source, [...(sources.get(source) ?? []), ...typeConditions]);
    position.sources.set(name, sources);
    if (below !== null) {
      const child = positionAt(position, [name]);
      child.type ??= type;
      child.isShared ||= child.givenBy !== null && child.givenBy !== fetch;
      isExclusive &&= !child.isShared;
      child.givenBy = fetch;
      isExclusive = addProvided(child, below, fetch, itself) && isExclusive;
    }
  }
  return isExclusive;
}
