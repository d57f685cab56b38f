import { GraphQLError, type FieldNode } from 'graphql';
import type { Fetch } from '../compile/fetch-plan.ts';
import type { Data } from '../compile/data.ts';
import { findPlaces, nowhere, selectionsOf, type AnsweredOperation, type PlacesByRank } from './find-places.ts';
import type { Path, Problems } from './problems.ts';

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
    const ranks = found.map((places) => places.get(error) ?? (isOnlyResponse ? atNoPlace : nowhere));
    const wanted = isOwn(error) && error.isOnlyExplanation !== true ? ranksOfOwn : explaining;
    const rank = wanted.find((each) => ranks.some((places) => places[each] !== null));
    const known = reported.get(error);
    if (rank === undefined && isOwn(error) && found.some((places) => places.has(error))) {
      // About a field that this part selects for other types only. A later part that selects it fetches it again.
      reported.set(error, known ?? new Set());
    }
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

const atNoPlace: PlacesByRank = { ...nowhere, other: new Map([['', []]]) };

/** The root field of a fetch. If the client selected none of its fields, the first root field. */
function placeOf(fetch: Fetch | null, { names, selectionSet, fragments, plan }: AnsweredOperation): Path {
  const provided = fetch === null ? plan.event?.provided : fetch.path.length === 0 ? fetch.provided : undefined;
  const fields: FieldNode[] = [];
  selectionsOf([selectionSet], (field) => fields.push(field) === 0, fragments);
  const own = fields.find((field) => fetch?.path[0] === names.of(field) || provided?.has(names.of(field)) === true);
  const field = own ?? fields[0];
  return field === undefined ? [] : [(field.alias ?? field.name).value];
}
