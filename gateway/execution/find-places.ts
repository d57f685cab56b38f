import {
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import { withoutPlannerSuffix, type InternalNames } from '../planning/internal-names.ts';
import { sourcesOf, type FetchPlan } from '../compile/fetch-plan.ts';
import { itself, listDepth, type Position, type Slot } from '../compile/positions.ts';
import { wholeAnswer, type Path, type Problem, type Problems, type SubgraphError } from './problems.ts';
import { typenameOf } from '../compile/representation.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';
import { valueIn } from '../compile/attached-answer.ts';

/** The places of one error in a response, as paths by their text. The first place comes first. */
type Places = Map<string, Path>;

/**
 * The places of an error by rank. `forced`: it forces a null that the client sees. `following`: a null that only
 * follows from the error. `other`: all other places.
 */
export type PlacesByRank = { forced: Places | null; other: Places | null; following: Places | null };

/**
 * A place in the data, with the client's selections there. Without selections it is below the client's selections, and
 * `path` leads to the last object that the client selected.
 */
type Place = { path: Path; selections: readonly SelectionSetNode[] | null };

/** The operation or deferred part that is answered. */
export type AnsweredOperation = {
  names: InternalNames;
  plan: FetchPlan;
  /** The position of the root in the plan. */
  position: Position | undefined;
  selectionSet: SelectionSetNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  types: TypeSystem;
  /** Whether an error belongs to this response although it forces no null in it. */
  isOwn: (error: SubgraphError) => boolean;
  /** Whether there is no other response to which the errors could belong. */
  isOnlyResponse: boolean;
  /** The errors that other parts of the response reported, with their places. Errors reported now are added. */
  reported: Map<SubgraphError, Set<string>>;
};

export const nowhere: PlacesByRank = { forced: null, other: null, following: null };

/** Finds the places of all errors in the response for one root. Traverses all data. */
export function findPlaces(
  start: Data,
  problems: Problems,
  answered: AnsweredOperation,
): ReadonlyMap<SubgraphError, PlacesByRank> {
  return new PlaceFinder(problems, answered).placesFrom(start);
}

class PlaceFinder {
  readonly #problems: Problems;
  readonly #answered: AnsweredOperation;
  readonly #found = new Map<SubgraphError, PlacesByRank>();
  readonly #selectionsAt = new Map<Position, Map<string, readonly SelectionSetNode[] | null>>();

  constructor(problems: Problems, answered: AnsweredOperation) {
    this.#problems = problems;
    this.#answered = answered;
  }

  placesFrom(start: Data): ReadonlyMap<SubgraphError, PlacesByRank> {
    const { position, selectionSet } = this.#answered;
    this.#visit(start, position, { path: [], selections: [selectionSet] });
    return this.#found;
  }

  #isOf(name: string): (field: FieldNode) => boolean {
    const internal = withoutPlannerSuffix(name);
    return (field: FieldNode) => this.#answered.names.of(field) === internal;
  }

  #below({ path, selections }: Place, name: string, position?: Position): Place {
    const known =
      (position && this.#selectionsAt.get(position)) ?? new Map<string, readonly SelectionSetNode[] | null>();
    if (position !== undefined) {
      this.#selectionsAt.set(position, known);
    }
    if (!known.has(name)) {
      known.set(name, selectionsOf(selections ?? [], this.#isOf(name), this.#answered.fragments));
    }
    const within = known.get(name) ?? null;
    return { path: within === null ? path : [...path, this.#answered.names.toResponseName(name)], selections: within };
  }

  #itemOf({ path, selections }: Place, index: number): Place {
    return {
      path: selections === null ? path : [...path, index],
      selections,
    };
  }

  /** Follows the steps as far as the client selected them. Steps after an unknown one mean nothing. */
  #along(place: Place, steps: Path): Path {
    let at = place;
    for (const step of steps) {
      if (at.selections === null) {
        break;
      }
      at = typeof step === 'number' ? this.#itemOf(at, step) : this.#below(at, step);
    }
    return at.path;
  }

  #note({ error, below: steps, isConsequence = false }: Problem, place: Place, isForced: boolean): void {
    const byRank = this.#found.get(error) ?? { forced: null, other: null, following: null };
    this.#found.set(error, byRank);
    const isSeen = isForced && place.selections !== null;
    const rank = !isSeen ? 'other' : isConsequence ? 'following' : 'forced';
    const path = this.#along(place, steps);
    byRank[rank] ??= new Map();
    const key = path.join('.');
    if (!byRank[rank].has(key)) {
      byRank[rank].set(key, path);
    }
  }

  /**
   * Whether the client selected a field for objects of other types only. A subgraph that knows only the interface gets
   * a request for it all the same.
   */
  #isForOthers(object: Data, name: string, { selections }: Place, position: Position | undefined): boolean {
    const typename = typenameOf(object, position?.slots ?? [], this.#answered.types);
    if (position?.required.has(name) === true) {
      return false;
    }
    const applies = (condition: string) =>
      typename === undefined || this.#answered.types.isSubtype(condition, typename);
    return (
      selections !== null && selectionsOf(selections, this.#isOf(name), this.#answered.fragments, applies) === null
    );
  }

  /** Adds the problems of the fields of an object, in it or in an attached answer. */
  #noteFields(holder: Data, object: Data, position: Position | undefined, place: Place): void {
    for (const [name, list] of this.#problems.of(holder)) {
      const isField = position?.sources.has(name) === true;
      const at = isField ? this.#below(place, name, position) : notSelected(place);
      if (at.selections !== null && this.#isForOthers(object, name, place, position)) {
        list.forEach(({ error }) => this.#found.set(error, this.#found.get(error) ?? { ...nowhere }));
      } else {
        const isForced =
          isField && (this.#isNull(object, name, position) || this.#lacksBelow(object, name, position, at));
        list.forEach((problem) => this.#note(problem, at, isForced));
      }
    }
  }

  /** Whether no fetch gives a value for a field. */
  #isNull(object: Data, name: string, position: Position | undefined): boolean {
    return name === '__typename'
      ? // The name of an interface is no value for the client.
        !this.#answered.types.isObjectType(typenameOf(object, position?.slots ?? [], this.#answered.types) ?? '')
      : sourcesOf(this.#answered.plan, position, name).every((source) => {
          const holder = source === itself ? object : valueIn(object, source);
          return holder === undefined || fieldOf(holder, name) == null;
        });
  }

  /** Whether the client selected a field or type condition whose value only this slot could give. */
  #lacks(object: Data, slot: Slot, position: Position, place: Place): boolean {
    return [...position.sources].some(([name, sources]) => {
      const at = this.#below(place, name, position);
      const isSelected = at.selections !== null && !this.#isForOthers(object, name, place, position);
      return (
        sources.has(slot) &&
        ((isSelected && (this.#isNull(object, name, position) || this.#lacksBelow(object, name, position, at))) ||
          (name === '__typename' &&
            this.#isNull(object, name, position) &&
            this.#dependsOnType(object, place, position)))
      );
    });
  }

  /** Whether the client's selections depend on the type of an object whose type is not known. */
  #dependsOnType(object: Data, { selections }: Place, position: Position): boolean {
    const typename = typenameOf(object, position.slots, this.#answered.types);
    let isOpen = false;
    selectionsOf(
      selections ?? [],
      () => false,
      this.#answered.fragments,
      (condition) => {
        isOpen ||= typename === undefined || !this.#answered.types.isSubtype(condition, typename);
        return true;
      },
    );
    return isOpen;
  }

  /** Whether a selected value below a field is null, although another fetch gave the rest of the object. */
  #lacksBelow(object: Data, name: string, position: Position, place: Place): boolean {
    return this.#answered.plan.isMerging && this.#hasNull(fieldOf(object, name), position.children.get(name), place);
  }

  #hasNull(value: unknown, position: Position | undefined, place: Place): boolean {
    if (value == null || Array.isArray(value)) {
      return value == null || value.some((item: unknown) => this.#hasNull(item, position, place));
    }
    return (
      isObject(value) &&
      [...(position?.sources.keys() ?? [])].some((name) => {
        const at = this.#below(place, name, position);
        return at.selections !== null && this.#hasNull(fieldOf(value, name), position?.children.get(name), at);
      })
    );
  }

  #visit(object: Data, position: Position | undefined, place: Place): void {
    this.#noteFields(object, object, position, place);
    for (const slot of position?.slots ?? []) {
      const answer = object[slot];
      if (position === undefined || !isObject(answer)) {
        continue;
      }
      for (const problem of this.#problems.at(answer, wholeAnswer)) {
        this.#note(problem, place, answer['value'] === null && this.#lacks(object, slot, position, place));
      }
      if (!this.#answered.plan.isMerging && isObject(answer['value'])) {
        this.#noteFields(answer['value'], object, position, place);
      }
    }
    for (const [name, child] of position?.children ?? []) {
      for (const source of sourcesOf(this.#answered.plan, position, name)) {
        const holder = source === itself ? object : valueIn(object, source);
        if (holder !== undefined) {
          this.#descend(fieldOf(holder, name), child, this.#below(place, name, position), listDepth(child));
        }
      }
    }
  }

  /**
   * Visits objects within `lists` nested lists, or any number if negative. Values in further lists are not in the
   * response.
   */
  #descend(value: unknown, position: Position, place: Place, lists: number): void {
    if (Array.isArray(value)) {
      if (lists === 0) {
        for (const problem of this.#problems.within(value)) {
          this.#note(problem, notSelected(place), false);
        }
        return;
      }
      for (const [key, list] of this.#problems.of(value)) {
        const index = Number(key);
        const isItem = index < value.length;
        const item: unknown = value[index];
        const isForced =
          isItem && (item == null || (this.#answered.plan.isMerging && this.#hasNull(item, position, place)));
        list.forEach((problem) =>
          this.#note(problem, isItem ? this.#itemOf(place, index) : notSelected(place), isForced),
        );
      }
      value.forEach((item: unknown, index) => this.#descend(item, position, this.#itemOf(place, index), lists - 1));
    } else if (lists <= 0 && isObject(value)) {
      this.#visit(value, position, place);
    }
  }
}

/** The same place without selections, for errors about something that the client did not select. */
function notSelected({ path }: Place): Place {
  return { path, selections: null };
}

/** The selections below matching fields. Null where no field matches. */
export function selectionsOf(
  sets: readonly SelectionSetNode[],
  isMeant: (field: FieldNode) => boolean,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  applies: (typeCondition: string) => boolean = () => true,
): SelectionSetNode[] | null {
  let found: SelectionSetNode[] | null = null;
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (isMeant(selection)) {
          found = [...(found ?? []), ...(selection.selectionSet === undefined ? [] : [selection.selectionSet])];
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collectIn(selection);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) {
          collectIn(fragment);
        }
      }
    }
  };
  const collectIn = ({ typeCondition, selectionSet }: FragmentDefinitionNode | InlineFragmentNode): void => {
    if (typeCondition === undefined || applies(typeCondition.name.value)) {
      collect(selectionSet);
    }
  };
  sets.forEach(collect);
  return found;
}
