import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { GatewayAnswer } from './open-supergraph.ts';

type Path = readonly (string | number)[];

/**
 * The difference between a gateway's answer and the monolith's, in words. Null where there is none. An answer is
 * correct under these rules:
 *
 * 1. `data` has the same text: the same nulls, the same lists, the fields in the same order.
 * 2. An error *explains* a null: the first null on the way from the root along the error's path. In the monolith every
 *    error explains one. graphql-js puts a null where a field failed, and propagates it to the nearest nullable parent,
 *    or to `data` itself.
 * 3. Every null that the monolith explains is explained by the gateway, by an error at one of these places:
 *    - at the null;
 *    - below it: the data do not show which of several failures below a null came first;
 *    - above it: a failed reference is one error of the subgraph, and nulls all its fields of the entity.
 *
 *    The gateway reports an error once, with the path of its first place. `extensions.places` is the number of its
 *    places. Such an error explains one null for each further place, and no more. It explains nulls whose error has the
 *    same message in the monolith. Only an error whose message the monolith does not have may explain any null.
 * 4. Every error of the gateway is about a null that the monolith explains, as in rule 3. So a null in the data itself
 *    has no error, and neither has an entity that a subgraph does not know. Every error has a path, since one without
 *    could explain anything.
 *
 * Messages, extensions and the number of errors about the same null are not compared. A subgraph's message may be
 * masked, and a failure below a null may be reported or not.
 */
export function differenceOf(
  monolith: ExecutionResult,
  gateway: GatewayAnswer,
  toldElsewhere: readonly GraphQLFormattedError[] = [],
): string | null {
  const [expected, actual] = [JSON.stringify(monolith.data ?? null), JSON.stringify(gateway.data ?? null)];
  if (expected !== actual) {
    return `the data differ\n  monolith ${expected}\n  gateway  ${actual}${listErrors('\n  gateway  errors', gateway)}`;
  }
  const explained = (monolith.errors ?? []).map(({ path = [] }) => firstNull(monolith.data, path));
  const reported = gateway.errors ?? [];
  const miscounted = reported.find(({ extensions }) => placesOf(extensions) === null);
  if (miscounted !== undefined) {
    return `an error with another count of places than 2 or more: ${JSON.stringify(miscounted)}`;
  }
  const unexplained = notExplained(monolith, [...reported, ...toldElsewhere])[0];
  if (unexplained !== undefined) {
    return `the null at ${show(unexplained)} has no error\n  data ${actual}${listErrors('\n  monolith errors', monolith)}${listErrors('\n  gateway  errors', gateway)}`;
  }
  const surprising = reported.find(({ path }) => path === undefined || !explained.some((place) => meet(path, place)));
  if (surprising !== undefined) {
    return `an error where the monolith has none: ${JSON.stringify(surprising)}\n  data ${actual}${listErrors('\n  monolith errors', monolith)}`;
  }
  return null;
}

/**
 * The nulls that the monolith explains, and that no error of the gateway explains: neither by its path nor by its
 * number of places.
 */
function notExplained({ data, errors = [] }: ExecutionResult, reported: readonly GraphQLFormattedError[]): Path[] {
  const nulls = new Map<string, { place: Path; messages: string[] }>();
  for (const { message, path = [] } of errors) {
    const place = firstNull(data, path);
    const key = JSON.stringify(place);
    nulls.set(key, { place, messages: [...(nulls.get(key)?.messages ?? []), message] });
  }
  const places = [...nulls.values()].filter(
    ({ place }) => !reported.some(({ path }) => path !== undefined && meet(path, place)),
  );
  const further = new Map<string, number>();
  for (const { message, extensions } of reported) {
    further.set(message, (further.get(message) ?? 0) + (placesOf(extensions) ?? 1) - 1);
  }
  const known = new Set(errors.map(({ message }) => message));
  const take = (message: string | undefined): boolean => {
    const left = message === undefined ? 0 : (further.get(message) ?? 0);
    if (message !== undefined) further.set(message, left - 1);
    return left > 0;
  };
  const others = places.filter(({ messages }) => !take(messages.find((message) => (further.get(message) ?? 0) > 0)));
  // One error about an object explains all of its fields.
  const objects = Map.groupBy(others, ({ place }) =>
    JSON.stringify(typeof place.at(-1) === 'string' ? place.slice(0, -1) : place),
  );
  return [...objects.values()].flatMap(([first]) =>
    first === undefined || take([...further].find(([message, left]) => left > 0 && !known.has(message))?.[0])
      ? []
      : [first.place],
  );
}

/** The number of places of an error. Null where `extensions.places` is invalid. */
function placesOf(extensions: GraphQLFormattedError['extensions']): number | null {
  const places = extensions?.['places'];
  if (places === undefined) {
    return 1;
  }
  return typeof places === 'number' && Number.isInteger(places) && places >= 2 ? places : null;
}

/** The path to the first null on the way along a path. */
function firstNull(data: unknown, path: Path): Path {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (value == null) {
      return path.slice(0, index);
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return path;
}

/** Whether one of two paths is the beginning of the other. */
export function meet(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((step, index) => step === other[index]);
}

function listErrors(
  title: string,
  { errors = [] }: { errors?: readonly { message: string; path?: Path | undefined }[] | undefined },
): string {
  return errors.length === 0
    ? ''
    : `${title} ${errors.map(({ message, path }) => `[${path === undefined ? 'no path' : show(path)}] ${message}`).join(' | ')}`;
}

function show(path: Path): string {
  return path.length === 0 ? 'the root' : path.join('.');
}
