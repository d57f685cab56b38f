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

/** The places of a response where an error stands, the first one first: their paths by what tells them apart. */
type Places = Map<string, Path>;

/** By rank: places where an error forces a null that the client sees, other places of it, and nulls that only follow from it. */
type PlacesByRank = { forced: Places | null; other: Places | null; following: Places | null };

/** A place in the data, and the client's selections there. Without selections, it is below what the client selected, and `path` leads to the last object that was. */
type Place = { path: Path; selections: readonly SelectionSetNode[] | null };

/** The operation, or the part of one, that is answered. */
export type Answered = {
  names: InternalNames;
  plan: FetchPlan;
  /** The position of its root in the plan. */
  position: Position | undefined;
  selectionSet: SelectionSetNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  types: TypeSystem;
  /** Whether an error belongs here although it forces no null here. */
  isOwn: (error: SubgraphError) => boolean;
  /** Whether there is no other response to which its errors could belong. */
  isAlone: boolean;
  /** The errors that other parts of the response have told, with their places. Those that are told now are added. */
  told: Map<SubgraphError, Set<string>>;
};

/** An object for which an answer is made: the root of the data, or an object to which a deferred part adds, with its path in the response. */
export type AnswerRoot = { object: Data; path: Path };

/**
 * The errors of an execution as a client gets them, for each root, with paths from there on: each once, at the first place of the response where it stands, with `extensions.places` where there are several. Walks through all
 * data.
 */
export function errorsToTell(roots: readonly AnswerRoot[], problems: Problems, answered: Answered): GraphQLError[][] {
  const { isOwn, isAlone, told } = answered;
  const errors: GraphQLError[][] = roots.map(() => []);
  if (problems.isEmpty) {
    return errors;
  }
  const found = roots.map(({ object }) => findPlaces(object, problems, answered));
  for (const [error, fetch] of problems.origins) {
    const ranks = found.map((places) => places.get(error) ?? (isAlone ? atNoPlace : unknown));
    const wanted = isOwn(error) && error.isOnlyExplanation !== true ? ranksOfOwn : explaining;
    const rank = wanted.find((each) => ranks.some((places) => places[each] !== null));
    const known = told.get(error);
    if (rank === undefined || (known !== undefined && rank === 'other')) {
      continue;
    }
    /** The places of some ranks that are not told yet, by their paths in the whole response. */
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
    told.set(error, new Set([...(known ?? []), ...places.keys()]));
    // Nulls that follow from the error are explained by it too.
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

/** The root field to which a fetch belongs; the first one where it gives none that the client selected. */
function placeOf(fetch: Fetch | null, { names, selectionSet, fragments, plan }: Answered): Path {
  const provided = fetch === null ? plan.given?.provided : fetch.path.length === 0 ? fetch.provided : undefined;
  const fields: FieldNode[] = [];
  selectionsOf([selectionSet], (field) => fields.push(field) === 0, fragments);
  const own = fields.find((field) => fetch?.path[0] === names.of(field) || provided?.has(names.of(field)) === true);
  const field = own ?? fields[0];
  return field === undefined ? [] : [(field.alias ?? field.name).value];
}

function findPlaces(
  start: Data,
  problems: Problems,
  { names, plan, position: root, selectionSet, fragments, types }: Answered,
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
  /** As far as the client selected what the steps name: beyond one that is unknown, the others mean nothing. */
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
  /** Whether the client selected a field for objects of another type only. A subgraph that knows the interface alone is asked for it all the same. */
  const isForOthers = (object: Data, name: string, { selections }: Place, position: Position | undefined): boolean => {
    const typename = typenameOf(object, position?.slots ?? [], types);
    if (position?.needed.has(name) === true) {
      return false;
    }
    const applies = (condition: string) => typename === undefined || types.isSubtype(condition, typename);
    return selections !== null && selectionsOf(selections, isOf(name), fragments, applies) === null;
  };
  /** The problems of the fields of an object, in it or in an answer that is attached to it. */
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
  /** Whether the client selected a field, or fields for a type, that a slot should give and no other does. */
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
  /** Whether the client selected fields for objects of certain types, and nobody knows whether this is one. */
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
  /** Whether something that the client selected below a field is null, though another fetch gave the rest of it. */
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
  /** Within `lists` more lists, or any number of them where that is less than none: what is in further lists is not in the response. */
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

/** The same place for what is said of something else there. */
function notSelected({ path }: Place): Place {
  return { path, selections: null };
}

/** The selections below the fields that are meant; null where none of these is selected. */
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
