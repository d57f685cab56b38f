import {
  GraphQLError,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import { withoutPlannerSuffix, type InternalNames } from '../planning/internal-names.ts';
import { sourcesOf, type Fetch, type FetchPlan } from '../compile/fetch-plan.ts';
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
type PlacesByRank = { forced: Places | null; other: Places | null; following: Places | null };

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

/**
 * The root of an answer: the root of the data, or an object that a deferred part extends. With its path in the
 * response.
 */
export type AnswerRoot = { object: Data; path: Path };

/**
 * The errors of an execution for each root, with paths relative to it. Each error is reported once, at its first place
 * in the response. `extensions.places` counts its places if there are several. Traverses all data.
 */
export function errorsToReport(
  roots: readonly AnswerRoot[],
  problems: Problems,
  answered: AnsweredOperation,
): GraphQLError[][] {
  const { isOwn, isOnlyResponse, reported } = answered;
  const errors: GraphQLError[][] = roots.map(() => []);
  if (problems.isEmpty) {
    return errors;
  }
  const found = roots.map(({ object }) => findPlaces(object, problems, answered));
  for (const [error, fetch] of problems.origins) {
    const ranks = found.map((places) => places.get(error) ?? (isOnlyResponse ? atNoPlace : unknown));
    const wanted = isOwn(error) && error.isOnlyExplanation !== true ? ranksOfOwn : explaining;
    const rank = wanted.find((each) => ranks.some((places) => places[each] !== null));
    const known = reported.get(error);
    if (rank === undefined || (known !== undefined && rank === 'other')) {
      continue;
    }
    /** The places of some ranks that were not reported yet, by their paths in the whole response. */
    const newPlaces = (wantedRanks: readonly (keyof PlacesByRank)[]) => {
      const places = new Map<string, { path: Path; root: number }>();
      for (const [root, each] of ranks.entries()) {
        const paths = wantedRanks.flatMap((one) => [...(each[one]?.values() ?? [])]);
        for (const path of paths) {
          const whole = [...(roots[root]?.path ?? []), ...path].join('.');
          if (known?.has(whole) !== true && !places.has(whole)) {
            places.set(whole, { path, root });
          }
        }
      }
      return places;
    };
    const places = newPlaces([rank]);
    const [first] = places.values();
    if (first === undefined) {
      continue;
    }
    reported.set(error, new Set([...(known ?? []), ...places.keys()]));
    // The error also explains the nulls that follow from it.
    const count = rank === 'other' ? places.size : newPlaces(explaining).size;
    const { path, root } = first;
    const isNowhere = path.length === 0 && roots[root]?.path.length === 0;
    errors[root]?.push(
      new GraphQLError(error.message, {
        path: isNowhere ? placeOf(fetch, answered) : path,
        extensions: { ...error.extensions, ...(count > 1 ? { places: count } : {}) },
        ...(error.cause === undefined ? {} : { originalError: error.cause }),
      }),
    );
  }
  return errors;
}

const ranksOfOwn = ['forced', 'following', 'other'] as const;
const explaining = ['forced', 'following'] as const;

const unknown: PlacesByRank = { forced: null, other: null, following: null };
const atNoPlace: PlacesByRank = { ...unknown, other: new Map([['', []]]) };

/** The root field of a fetch. If the client selected none of its fields, the first root field. */
function placeOf(fetch: Fetch | null, { names, selectionSet, fragments, plan }: AnsweredOperation): Path {
  const provided = fetch === null ? plan.event?.provided : fetch.path.length === 0 ? fetch.provided : undefined;
  const fields: FieldNode[] = [];
  selectionsOf([selectionSet], (field) => fields.push(field) === 0, fragments);
  const own = fields.find((field) => fetch?.path[0] === names.of(field) || provided?.has(names.of(field)) === true);
  const field = own ?? fields[0];
  return field === undefined ? [] : [(field.alias ?? field.name).value];
}

function findPlaces(
  start: Data,
  problems: Problems,
  { names, plan, position: root, selectionSet, fragments, types }: AnsweredOperation,
): Map<SubgraphError, PlacesByRank> {
  const found = new Map<SubgraphError, PlacesByRank>();
  const selectionsAt = new Map<Position, Map<string, readonly SelectionSetNode[] | null>>();
  const isOf = (name: string) => {
    const internal = withoutPlannerSuffix(name);
    return (field: FieldNode) => names.of(field) === internal;
  };

  const below = ({ path, selections }: Place, name: string, position?: Position): Place => {
    const known = (position && selectionsAt.get(position)) ?? new Map<string, readonly SelectionSetNode[] | null>();
    if (position !== undefined) {
      selectionsAt.set(position, known);
    }
    if (!known.has(name)) {
      known.set(name, selectionsOf(selections ?? [], isOf(name), fragments));
    }
    const within = known.get(name) ?? null;
    return { path: within === null ? path : [...path, names.toResponseName(name)], selections: within };
  };
  const itemOf = ({ path, selections }: Place, index: number): Place => ({
    path: selections === null ? path : [...path, index],
    selections,
  });
  /** Follows the steps as far as the client selected them. Steps after an unknown one mean nothing. */
  const along = (place: Place, steps: Path): Path => {
    let at = place;
    for (const step of steps) {
      if (at.selections === null) {
        break;
      }
      at = typeof step === 'number' ? itemOf(at, step) : below(at, step);
    }
    return at.path;
  };

  const note = ({ error, below: steps, isConsequence = false }: Problem, place: Place, isForced: boolean): void => {
    const byRank = found.get(error) ?? { forced: null, other: null, following: null };
    found.set(error, byRank);
    const isSeen = isForced && place.selections !== null;
    const rank = !isSeen ? 'other' : isConsequence ? 'following' : 'forced';
    const path = along(place, steps);
    byRank[rank] ??= new Map();
    const key = path.join('.');
    if (!byRank[rank].has(key)) {
      byRank[rank].set(key, path);
    }
  };
  /**
   * Whether the client selected a field for objects of other types only. A subgraph that knows only the interface gets
   * a request for it all the same.
   */
  const isForOthers = (object: Data, name: string, { selections }: Place, position: Position | undefined): boolean => {
    const typename = typenameOf(object, position?.slots ?? [], types);
    if (position?.required.has(name) === true) {
      return false;
    }
    const applies = (condition: string) => typename === undefined || types.isSubtype(condition, typename);
    return selections !== null && selectionsOf(selections, isOf(name), fragments, applies) === null;
  };
  /** Adds the problems of the fields of an object, in it or in an attached answer. */
  const noteFields = (holder: Data, object: Data, position: Position | undefined, place: Place): void => {
    for (const [name, list] of problems.of(holder)) {
      const isField = position?.sources.has(name) === true;
      const at = isField ? below(place, name, position) : notSelected(place);
      if (at.selections !== null && isForOthers(object, name, place, position)) {
        list.forEach(({ error }) => found.set(error, found.get(error) ?? { ...unknown }));
      } else {
        const isForced = isField && (isNull(object, name, position) || lacksBelow(object, name, position, at));
        list.forEach((problem) => note(problem, at, isForced));
      }
    }
  };
  /** Whether no fetch gives a value for a field. */
  const isNull = (object: Data, name: string, position: Position | undefined): boolean =>
    name === '__typename'
      ? // The name of an interface is no value for the client.
        !types.isObjectType(typenameOf(object, position?.slots ?? [], types) ?? '')
      : sourcesOf(plan, position, name).every((source) => {
          const holder = source === itself ? object : valueIn(object, source);
          return holder === undefined || fieldOf(holder, name) == null;
        });
  /** Whether the client selected a field or type condition whose value only this slot could give. */
  const lacks = (object: Data, slot: Slot, position: Position, place: Place): boolean =>
    [...position.sources].some(([name, sources]) => {
      const at = below(place, name, position);
      const isSelected = at.selections !== null && !isForOthers(object, name, place, position);
      return (
        sources.has(slot) &&
        ((isSelected && (isNull(object, name, position) || lacksBelow(object, name, position, at))) ||
          (name === '__typename' && isNull(object, name, position) && dependsOnType(object, place, position)))
      );
    });
  /** Whether the client's selections depend on the type of an object whose type is not known. */
  const dependsOnType = (object: Data, { selections }: Place, position: Position): boolean => {
    const typename = typenameOf(object, position.slots, types);
    let isOpen = false;
    selectionsOf(
      selections ?? [],
      () => false,
      fragments,
      (condition) => {
        isOpen ||= typename === undefined || !types.isSubtype(condition, typename);
        return true;
      },
    );
    return isOpen;
  };
  /** Whether a selected value below a field is null, although another fetch gave the rest of the object. */
  const lacksBelow = (object: Data, name: string, position: Position, place: Place): boolean =>
    plan.isMerging && hasNull(fieldOf(object, name), position.children.get(name), place);
  const hasNull = (value: unknown, position: Position | undefined, place: Place): boolean => {
    if (value == null || Array.isArray(value)) {
      return value == null || value.some((item: unknown) => hasNull(item, position, place));
    }
    return (
      isObject(value) &&
      [...(position?.sources.keys() ?? [])].some((name) => {
        const at = below(place, name, position);
        return at.selections !== null && hasNull(fieldOf(value, name), position?.children.get(name), at);
      })
    );
  };

  const visit = (object: Data, position: Position | undefined, place: Place): void => {
    noteFields(object, object, position, place);
    for (const slot of position?.slots ?? []) {
      const answer = object[slot];
      if (position === undefined || !isObject(answer)) {
        continue;
      }
      for (const problem of problems.at(answer, wholeAnswer)) {
        note(problem, place, answer['value'] === null && lacks(object, slot, position, place));
      }
      if (!plan.isMerging && isObject(answer['value'])) {
        noteFields(answer['value'], object, position, place);
      }
    }
    for (const [name, child] of position?.children ?? []) {
      for (const source of sourcesOf(plan, position, name)) {
        const holder = source === itself ? object : valueIn(object, source);
        if (holder !== undefined) {
          descend(fieldOf(holder, name), child, below(place, name, position), listDepth(child));
        }
      }
    }
  };
  /**
   * Visits objects within `lists` nested lists, or any number if negative. Values in further lists are not in the
   * response.
   */
  const descend = (value: unknown, position: Position, place: Place, lists: number): void => {
    if (Array.isArray(value)) {
      if (lists === 0) {
        for (const problem of problems.within(value)) {
          note(problem, notSelected(place), false);
        }
        return;
      }
      for (const [key, list] of problems.of(value)) {
        const index = Number(key);
        const isItem = index < value.length;
        const item: unknown = value[index];
        const isForced = isItem && (item == null || (plan.isMerging && hasNull(item, position, place)));
        list.forEach((problem) => note(problem, isItem ? itemOf(place, index) : notSelected(place), isForced));
      }
      value.forEach((item: unknown, index) => descend(item, position, itemOf(place, index), lists - 1));
    } else if (lists <= 0 && isObject(value)) {
      visit(value, position, place);
    }
  };
  visit(start, root, { path: [], selections: [selectionSet] });
  return found;
}

/** The same place without selections, for errors about something that the client did not select. */
function notSelected({ path }: Place): Place {
  return { path, selections: null };
}

/** The selections below matching fields. Null where no field matches. */
function selectionsOf(
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
