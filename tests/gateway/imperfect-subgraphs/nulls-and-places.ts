import { getNamedType, isCompositeType, isUnionType } from 'graphql';
import { markIn } from './alter-errors.ts';
import { isAt, isObject, isPath, isSame, sentValues, valueAt, type Path, type Spot } from './requested-values.ts';
import type { FuzzedCase } from './fuzzed-case.ts';
import type { ClientError, Run } from './fuzzed-graph.ts';
import { show, type ResponseChecker } from './valid-response.ts';

/** The nulls without an error in place of a value of the right answers. */
export function unexplainedIn({ found }: ResponseChecker, { run, right, altered, isInParts }: FuzzedCase): string[] {
  if (altered.mayBeSilent && altered.harmed.length > 0) return [];
  const nulls = [...found.nulls, ...(run.data === null ? [{ path: [], field: '' }] : [])];
  // An altered value may lead to unknown entities, whose fields are then null.
  const anew = valuesOfNewRequests(run, right);
  if (anew.some(({ value, type }) => value === null && isCompositeType(getNamedType(type)))) return [];
  const plain = new Map<string, Set<string>>();
  sentValues(anew, plain);
  const forced = nulls.filter(
    ({ path, field }) => valueAt(right.data, path) != null && plain.get(field)?.has('null') !== true,
  );
  // A part that is null as a whole has no fields, and the error of that null is reported.
  const lostAbove = (path: Path) => (isPresent(run.data, path) ? [] : run.nulls.filter((each) => isAt(each, path)));
  const unmet = forced.filter(({ path }) => {
    const object = typeof path.at(-1) === 'string' ? path.slice(0, -1) : path;
    const lost = lostAbove(path);
    return !run.errors.some(
      (error) =>
        isPath(error.path) &&
        (isAt(object, error.path) || isAt(error.path, path) || lost.some((each) => isAbout(error.path, each))),
    );
  });
  // The places of an error are the entities without an answer, and not each null in them.
  const entities = found.objects.filter(({ type }) =>
    run.exchanges.some(({ schema }) => {
      const union = schema.getType('_Entity');
      return isUnionType(union) && union.getTypes().some(({ name }) => name === type.name);
    }),
  );
  const objects = unmet.map(({ path }) => {
    // Another part may have filled the null. It was one place, whatever is below it now.
    const [lost] = lostAbove(path);
    const object = lost ?? (typeof path.at(-1) === 'string' ? path.slice(0, -1) : path);
    return entities.findLast((entity) => isAt(entity.path, object))?.path ?? object;
  });
  const outermost = objects.filter((each) => !objects.some((other) => other.length < each.length && isAt(other, each)));
  // A list that a later part extends is one place of an error, whatever the number of its items.
  const placeOf = (object: Path) => (isInParts && typeof object.at(-1) === 'number' ? object.slice(0, -1) : object);
  const places = new Set(outermost.map((each) => JSON.stringify(placeOf(each))));
  const further = run.errors.reduce((sum, { extensions }) => sum + Number(extensions?.['places'] ?? 1) - 1, 0);
  return places.size <= further ? [] : [`the null at ${show(unmet[0]?.path ?? [])} has no error`];
}

/**
 * The values of requests that do not occur with right answers. An altered key may belong to no entity, which is no
 * fault.
 */
export function valuesOfNewRequests(run: Run, right: Run): Spot[] {
  const known = new Set(right.exchanges.map(({ id }) => id));
  return run.exchanges.flatMap(({ id, spots }) => (known.has(id) ? [] : spots));
}

/** Errors of the gateway about a place with a value: there is no null at it, above it or below it. */
export function surprisingIn(
  own: readonly ClientError[],
  { found }: ResponseChecker,
  { run, right, nulled, altered, isInParts }: FuzzedCase,
): string[] {
  // A harmed value that shows nowhere is reported all the same.
  const isHidden = altered.harmed.length > 0 && JSON.stringify(right.data) === JSON.stringify(nulled.data);
  // The name of a type needs no request, although a planner may make one.
  const names = found.leaves.filter(({ field }) => field === '__typename');
  const nulls = [
    ...[...found.nulls, ...names].map(({ path }) => path),
    ...run.nulls,
    ...(run.data === null ? [[]] : []),
  ];
  // A lost type has no visible effect if a part for another type would not come anyway. An error with several places is
  // reported at the first, which may have no visible effect.
  const isHarmedBelow = (path: Path) => !isSame(valueAt(right.data, path), valueAt(nulled.data, path));
  const isHarmed = ({ path, extensions }: ClientError) =>
    isPath(path) && isHarmedBelow(extensions?.['places'] === undefined ? path : []);
  const atData = own.filter((error) => {
    const { path } = error;
    return (
      isPath(path) &&
      !isHidden &&
      !(isInParts && isHarmed(error)) &&
      valueAt(nulled.data, path) != null &&
      !nulls.some((each) => isAt(path, each) || isAt(each, path))
    );
  });
  const ownOf = ({ errors }: Run) => errors.filter((error) => markIn(error) === null).length;
  // An error that is now reported elsewhere no longer explains its former null.
  const hasLostErrors = right.errors.some(
    (error) =>
      markIn(error) !== null &&
      !run.errors.some(
        (other) => markIn(other) === markIn(error) && JSON.stringify(other.path) === JSON.stringify(error.path),
      ),
  );
  const more = altered.harmed.length > 0 || hasLostErrors ? 0 : own.length - ownOf(right);
  return [
    ...atData.map((error) => `an error where there is a value: ${JSON.stringify(error)}`),
    ...(more > 0 ? [`${more} errors more than with right answers: ${JSON.stringify(own)}`] : []),
  ];
}

/** An added error must be reported at the place of the response that its place in the answer leads to. */
export function misplacedIn({ altered, right, places: nulled, run }: FuzzedCase): string[] {
  if (altered.errorAt === null) return [];
  const places = differences(right.data, nulled.data, []);
  const error = run.errors.find((each) => markIn(each)?.endsWith('added#') === true);
  const path = error?.path;
  // A value that the client did not select shows only in values that depend on it. Its error is then reported at the
  // nearest selected value above.
  const place = altered.errorAt.map((step) => (typeof step === 'string' ? step.replace(/^r\d*_/, '') : step));
  const visible = place.slice(0, visibleLength(right.data, place));
  const isHidden = visible.length < place.length && !/^_entities$|^_\d+$/.test(String(place[0]));
  return places.length === 0 ||
    !isPath(path) ||
    [...places, ...(isHidden ? [visible] : [])].some((each) => isAt(each, path) || isAt(path, each))
    ? []
    : [`the error at ${show(altered.errorAt)} is reported at ${show(path)} and not at ${show(places[0] ?? [])}`];
}

function differences(right: unknown, nulled: unknown, path: Path): Path[] {
  if (JSON.stringify(right) === JSON.stringify(nulled)) return [];
  if (Array.isArray(right) && Array.isArray(nulled)) {
    return right.flatMap((each, index) => differences(each, nulled[index], [...path, index]));
  }
  return isObject(right) && isObject(nulled)
    ? Object.keys(right).flatMap((key) => differences(right[key], nulled[key], [...path, key]))
    : [path];
}

/** The number of steps of a path that exist in the data. */
function visibleLength(data: unknown, path: Path): number {
  let value = data;
  for (const [length, step] of path.entries()) {
    const isThere =
      typeof step === 'number'
        ? Array.isArray(value) && step < value.length
        : isObject(value) && Object.hasOwn(value, step);
    if (!isThere) return length;
    value = Reflect.get(Object(value), step);
  }
  return path.length;
}

/** Whether a path leads to a place, or to a value above or below it. */
function isAbout(path: unknown, place: Path): boolean {
  return isPath(path) && (isAt(path, place) || isAt(place, path));
}

function isPresent(data: unknown, path: Path): boolean {
  return visibleLength(data, path) === path.length;
}
