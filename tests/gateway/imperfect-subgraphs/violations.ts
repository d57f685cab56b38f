import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  type GraphQLSchema,
} from 'graphql';
import type { OperationRequest } from '../federation/monolith.ts';
import { errorsIn, markIn, parsedAnswer } from './alter-errors.ts';
import type { Altered } from './alteration.ts';
import { inOrder, isAt, isObject, sentValues, spotsIn, valueAt, type Path, type Spot } from './asked-values.ts';
import type { ClientError, Exchange, Run } from './fuzzed-graph.ts';
import { ResponseChecker, show } from './valid-response.ts';

export type Case = {
  request: OperationRequest;
  schema: GraphQLSchema;
  hiddenNames: readonly string[];
  isInParts: boolean;
  /** The answer that was altered. */
  altered: Altered;
  /** With right answers alone. */
  right: Run;
  /** With errors at the places that were harmed, and nothing else altered. */
  nulled: Run;
  /** The same, with an error at the place of the one that was added. */
  places: Run;
  /** What is looked at. */
  run: Run;
};

/**
 * What is wrong about a response to a client while a subgraph did not answer well, in words; empty where nothing is. Every error of a subgraph is told once, no value is invented, the data of
 * others are untouched, the response is valid by the specification, and every null that was forced is explained.
 */
export function violationsOf(fuzzed: Case): string[] {
  const { request, schema, run, right, nulled, isInParts } = fuzzed;
  const document = parse(request.query);
  const variables = request.variables ?? {};
  const rightChecker = new ResponseChecker(schema, document, { variables, isInParts });
  rightChecker.problemIn(right.data);
  const checker = new ResponseChecker(schema, document, { variables, isInParts, expected: rightChecker.found });
  const invalid = checker.problemIn(run.data);
  const told = toldOnce(fuzzed);
  return [
    ...(run.status === 200 ? [] : [`the HTTP status is ${run.status}`]),
    ...(invalid === null ? [] : [`not valid: ${invalid}`]),
    ...run.errors.flatMap((error) => invalidError(error, checker, fuzzed)),
    ...told.violations,
    ...touched(right.data, nulled.data, run.data, {
      path: [],
      errors: run.errors,
      failed: right.errors,
      anew: new Set(askedAnew(run, right).map(({ value }) => JSON.stringify(value))),
      isInParts,
    }),
    ...(invalid === null ? inventedIn(checker, run) : []),
    ...(invalid === null ? unexplainedIn(checker, fuzzed) : []),
    ...(invalid === null ? surprisingIn(told.own, checker, fuzzed) : []),
    ...misplacedIn(fuzzed),
  ];
}

/** Answers whose parts were asked for again, one by one: their errors do not count. */
function isSuperseded({ query, subgraph, sent }: Exchange, index: number, exchanges: readonly Exchange[]): boolean {
  const answer = parsedAnswer(sent.body);
  return (
    /\b_1: ?_entities/.test(query) &&
    answer !== null &&
    (answer.data === null || answer.data === undefined) &&
    exchanges.slice(index + 1).some((other) => other.subgraph === subgraph)
  );
}

function toldOnce({ run, right, places, altered, schema, isInParts }: Case): {
  violations: string[];
  own: ClientError[];
} {
  const expected = new Map<string, { count: number; error: Record<string, unknown>; exchange: Exchange }>();
  let others = 0;
  for (const [index, exchange] of run.exchanges.entries()) {
    const sent = errorsIn(exchange.sent.body);
    const superseded = isSuperseded(exchange, index, run.exchanges);
    others += superseded ? 0 : sent.others;
    for (const { mark, error } of sent.tracked) {
      const count = (expected.get(mark)?.count ?? 0) + (superseded ? 0 : 1);
      expected.set(mark, { count, error, exchange });
    }
  }
  const rightMarks = {
    sent: new Set(right.exchanges.flatMap(({ sent }) => errorsIn(sent.body).tracked.map(({ mark }) => mark))),
    told: new Set(right.errors.map(markIn)),
  };
  const violations: string[] = [];
  const own: ClientError[] = [];
  const counts = new Map<string, number>();
  for (const error of run.errors) {
    const mark = markIn(error);
    const sent = mark === null ? undefined : expected.get(mark)?.error;
    if (mark === null || sent === undefined) {
      own.push(error);
    } else {
      counts.set(mark, (counts.get(mark) ?? 0) + 1);
      violations.push(...changedError(error, sent));
    }
  }
  // Where all is null at once, nothing comes later, nor what went wrong with it.
  const isOver = isInParts && run.data === null && run.errors.length > 0;
  const isNowhere = JSON.stringify(right.data) === JSON.stringify(places.data);
  for (const [mark, { count, error, exchange }] of expected) {
    const times = counts.get(mark) ?? 0;
    // An error of a field that was asked for because of other types only is told neither with right answers.
    const isKnown = rightMarks.sent.has(mark) || String(error['message']).startsWith('a representation lacks');
    const isOfOthers =
      times === 0 &&
      ((isKnown && !rightMarks.told.has(mark)) ||
        (isNowhere && isOfInterfaceObject(altered.errorAt ?? error['path'], exchange, schema)) ||
        isOver);
    // What explains nulls in several parts is told in each.
    const paths = run.errors.flatMap((each) => (markIn(each) === mark ? [JSON.stringify(each.path)] : []));
    const isOfParts = isInParts && times > count && count > 0 && new Set(paths).size === times;
    if (times !== count && !isOfOthers && !isOfParts)
      violations.push(`the error ${JSON.stringify(error)} is told ${times} times and not ${count}`);
  }
  if (own.length < others && !isOver) violations.push(`${others} errors without words are told ${own.length} times`);
  return { violations, own: others > 0 ? [] : own };
}

/** Whether a path leads to a field of an object that the subgraph knows by its interface only: there it is asked for whatever the type of the object. */
function isOfInterfaceObject(path: unknown, { schema, spots }: Exchange, clientSchema: GraphQLSchema): boolean {
  const fields = spots.flatMap((spot) => (isPath(path) && isAt(spot.path, path) ? [spot.field] : []));
  return Object.values(schema.getTypeMap()).some(
    (type) =>
      isObjectType(type) &&
      isInterfaceType(clientSchema.getType(type.name)) &&
      fields.some((field) => type.getFields()[field] !== undefined),
  );
}

/** The extensions are those of the subgraph, but for what is not for clients. */
function changedError({ message, extensions = {} }: ClientError, sent: Record<string, unknown>): string[] {
  const given = isObject(sent['extensions']) ? sent['extensions'] : {};
  const isMasked = given['code'] === 'INTERNAL_SERVER_ERROR';
  const { http: _http, stacktrace: _stacktrace, exception: _exception, code = 'SUBGRAPH_ERROR', ...kept } = given;
  const { places = 2, exception, ...others } = extensions;
  // What is masked names the request, so that its log lines are found.
  const ofRequest = isMasked ? { requestId: extensions['requestId'] ?? 'none' } : {};
  const wanted = { code: code ?? 'SUBGRAPH_ERROR', ...kept, ...ofRequest };
  return [
    ...(JSON.stringify(entries(others)) === JSON.stringify(entries(wanted))
      ? []
      : [`extensions are ${JSON.stringify(extensions)} and not ${JSON.stringify(wanted)}`]),
    ...(isObject(exception) && 'stacktrace' in exception ? ['a stack trace is told'] : []),
    ...(isMasked || message === sent['message'] || typeof sent['message'] !== 'string' || sent['message'] === ''
      ? []
      : [`the message is ${message} and not ${sent['message']}`]),
    ...(Number.isInteger(places) && Number(places) >= 2 ? [] : [`places: ${JSON.stringify(places)}`]),
  ];
}

function entries(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const internal = /_entities|\br\d*_\w+|\w*__alias_\w*|\$\d|"_\d+"|`_\d+`/g;

function invalidError(error: ClientError, checker: ResponseChecker, { request, run, hiddenNames }: Case): string[] {
  const text = JSON.stringify(error);
  const problem = checker.problemOfPath(error.path, run.data);
  const own =
    markIn(error) === null ? `${error.message} ${JSON.stringify(error.path)}` : JSON.stringify(error.path ?? null);
  const hidden = hiddenNames.find((name) => new RegExp(`\\b${name}\\b`).test(own));
  return [
    ...(problem === null ? [] : [`${problem}: ${text}`]),
    ...(typeof error.message === 'string' && error.message !== '' ? [] : [`an error without a message: ${text}`]),
    ...((own.match(internal) ?? []).some((name) => !request.query.includes(name)) ? [`an internal name: ${text}`] : []),
    ...(hidden === undefined ? [] : [`the hidden name ${hidden}: ${text}`]),
  ];
}

/**
 * Where the data differ from the right ones though nothing was harmed there. What depends on a value that was harmed may be null altogether, with an error, and so may what the same request gives of the same object: its subgraph may refuse
 * the whole request.
 */
function touched(
  right: unknown,
  nulled: unknown,
  actual: unknown,
  at: {
    path: Path;
    errors: readonly ClientError[];
    /** The errors with right answers. */
    failed: readonly ClientError[];
    /** Values that were sent for questions that are not asked with right answers. */
    anew: ReadonlySet<string>;
    isInParts: boolean;
  },
): string[] {
  const { path, errors, failed, anew, isInParts } = at;
  if (nulled === null && right !== null) return [];
  const isTold = errors.some(
    ({ path: place, extensions }) =>
      extensions?.['places'] !== undefined || (isPath(place) && (isAt(place, path) || isAt(path, place))),
  );
  // Where two subgraphs give one list, an item that is no object spoils that of the other, and is told.
  const isSpoilt = errors.some(
    (error) =>
      isPath(error.path) &&
      markIn(error) === null &&
      error.path.length === path.length &&
      typeof path.at(-1) === 'number' &&
      isAt(path.slice(0, -1), error.path),
  );
  if (actual === null && isSpoilt) return [];
  // What comes in two parts stays null if the one that failed comes last.
  if (actual == null && isTold && (isInParts || !isSame(right, nulled))) return [];
  if (isSame(right, nulled)) {
    if (isSame(right, actual)) return [];
    // What fails with right answers need not fail where an item is not there for which it does.
    const hasFailed = failed.some((error) => isPath(error.path) && isAt(path, error.path));
    // A key that was altered may be that of something else.
    if (right === null && (hasFailed || leavesIn(actual).every((leaf) => anew.has(JSON.stringify(leaf))))) return [];
    if (typeof right !== 'object' || typeof actual !== 'object' || right === null || actual === null)
      return [`untouched ${show(path)} is ${JSON.stringify(actual)} and not ${JSON.stringify(right)}`];
  }
  if (Array.isArray(right) && Array.isArray(nulled) && right.length === nulled.length) {
    // A list that two subgraphs give is as long as the longer one, and what only one of them gives is told.
    const isLonger = errors.some(
      (error) =>
        isPath(error.path) &&
        markIn(error) === null &&
        isAt(path, error.path) &&
        Number(error.path[path.length]) >= right.length,
    );
    if (!Array.isArray(actual) || actual.length < right.length || (actual.length > right.length && !isLonger))
      return [`untouched list ${show(path)} is ${JSON.stringify(actual)}`];
    return right.flatMap((each, index) =>
      touched(each, nulled[index], actual[index], { ...at, path: [...path, index] }),
    );
  }
  if (isObject(right) && isObject(nulled)) {
    if (!isObject(actual)) return [`untouched object ${show(path)} is ${JSON.stringify(actual)}`];
    const keys = Object.keys(right).filter(
      (key) => valueAt(actual, [key]) != null || !isTold || valueAt(nulled, [key]) == null,
    );
    return keys.flatMap((key) =>
      touched(right[key], valueAt(nulled, [key]), valueAt(actual, [key]), { ...at, path: [...path, key] }),
    );
  }
  return [];
}

/** All scalars in some data. */
function leavesIn(data: unknown): unknown[] {
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(leavesIn) : [data];
}

/** Whether two values are the same, in whichever order their keys are: that of fields is looked at elsewhere. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inventedIn({ found }: ResponseChecker, { exchanges }: Run): string[] {
  const sent = new Map<string, Set<string>>();
  for (const {
    schema,
    document,
    sent: { body },
  } of exchanges) {
    sentValues(spotsIn(schema, document, parsedAnswer(body)?.data), sent);
  }
  return found.leaves.flatMap(({ path, field, value, parent }) => {
    if (field === '__typename') return isObjectType(parent) || sent.has(field) ? [] : [`invented ${show(path)}`];
    const known = sent.get(field);
    const isKnown = known?.has(JSON.stringify(inOrder(value))) === true || known?.has(`text ${String(value)}`) === true;
    return isKnown ? [] : [`invented ${show(path)}: ${JSON.stringify(value)}`];
  });
}

/** Nulls where there is a value with right answers, and that no error is about. */
function unexplainedIn({ found }: ResponseChecker, { run, right, altered }: Case): string[] {
  if (altered.mayBeSilent && altered.harmed.length > 0) return [];
  const nulls = [...found.nulls, ...(run.data === null ? [{ path: [], field: '' }] : [])];
  // What was altered may make entities of which nobody knows, and then nothing that hangs on them.
  const anew = askedAnew(run, right);
  if (anew.some(({ value, type }) => value === null && isCompositeType(getNamedType(type)))) return [];
  const plain = new Map<string, Set<string>>();
  sentValues(anew, plain);
  const forced = nulls.filter(
    ({ path, field }) => valueAt(right.data, path) != null && plain.get(field)?.has('null') !== true,
  );
  // A part that was null as a whole brings nothing, and what made it null is told.
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
  // The places of an error are the entities that lack an answer, and not all that is null in them.
  const entities = found.objects.filter(({ type }) =>
    run.exchanges.some(({ schema }) => {
      const union = schema.getType('_Entity');
      return isUnionType(union) && union.getTypes().some(({ name }) => name === type.name);
    }),
  );
  const objects = unmet.map(({ path }) => {
    // Another part may have filled the null: it was one place, whatever is below it now.
    const [lost] = lostAbove(path);
    const object = lost ?? (typeof path.at(-1) === 'string' ? path.slice(0, -1) : path);
    return entities.findLast((entity) => isAt(entity.path, object))?.path ?? object;
  });
  const outermost = objects.filter((each) => !objects.some((other) => other.length < each.length && isAt(other, each)));
  const places = new Set(outermost.map((each) => JSON.stringify(each)));
  const further = run.errors.reduce((sum, { extensions }) => sum + Number(extensions?.['places'] ?? 1) - 1, 0);
  return places.size <= further ? [] : [`nobody explains the null at ${show(unmet[0]?.path ?? [])}`];
}

/** What was sent for questions that are not asked with right answers. A key that was altered may be nobody's, which is no fault. */
function askedAnew(run: Run, right: Run): Spot[] {
  const known = new Set(right.exchanges.map(({ id }) => id));
  return run.exchanges.flatMap(({ id, spots }) => (known.has(id) ? [] : spots));
}

/** Entries of the gateway's own that are about no null: at it, above it or below it. */
function surprisingIn(
  own: readonly ClientError[],
  { found }: ResponseChecker,
  { run, right, nulled, altered, isInParts }: Case,
): string[] {
  // What was harmed is told although it shows nowhere.
  const isHidden = altered.harmed.length > 0 && JSON.stringify(right.data) === JSON.stringify(nulled.data);
  // The name of a type needs no subgraph, though a planner may ask one.
  const names = found.leaves.filter(({ field }) => field === '__typename');
  const nulls = [
    ...[...found.nulls, ...names].map(({ path }) => path),
    ...run.nulls,
    ...(run.data === null ? [[]] : []),
  ];
  // A type that is lost shows in nothing where a part for another type would not come anyway.
  const isHarmedBelow = (path: Path) => !isSame(valueAt(right.data, path), valueAt(nulled.data, path));
  const atData = own.filter(
    ({ path }) =>
      isPath(path) &&
      !isHidden &&
      !(isInParts && isHarmedBelow(path)) &&
      valueAt(nulled.data, path) != null &&
      !nulls.some((each) => isAt(path, each) || isAt(each, path)),
  );
  const ownOf = ({ errors }: Run) => errors.filter((error) => markIn(error) === null).length;
  // An error that is told elsewhere explains no more what it explained.
  const hasLostErrors = right.errors.some(
    (error) =>
      markIn(error) !== null &&
      !run.errors.some(
        (other) => markIn(other) === markIn(error) && JSON.stringify(other.path) === JSON.stringify(error.path),
      ),
  );
  const more = altered.harmed.length > 0 || hasLostErrors ? 0 : own.length - ownOf(right);
  return [
    ...atData.map((error) => `an entry where there is a value: ${JSON.stringify(error)}`),
    ...(more > 0 ? [`${more} entries more than with right answers: ${JSON.stringify(own)}`] : []),
  ];
}

/** An error that was added at a place of the answer is told where that stands in the response. */
function misplacedIn({ altered, right, places: nulled, run }: Case): string[] {
  if (altered.errorAt === null) return [];
  const places = differences(right.data, nulled.data, []);
  const error = run.errors.find((each) => markIn(each)?.endsWith('added#') === true);
  const path = error?.path;
  // What the client did not ask for shows only in what depends on it. Then it is told at what the client asked for above it.
  const place = altered.errorAt.map((step) => (typeof step === 'string' ? step.replace(/^r\d*_/, '') : step));
  const visible = place.slice(0, visibleLength(right.data, place));
  const isHidden = visible.length < place.length && !/^_entities$|^_\d+$/.test(String(place[0]));
  return places.length === 0 ||
    !isPath(path) ||
    [...places, ...(isHidden ? [visible] : [])].some((each) => isAt(each, path) || isAt(path, each))
    ? []
    : [`the error at ${show(altered.errorAt)} is told at ${show(path)} and not at ${show(places[0] ?? [])}`];
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

/** How many steps of a path the data have. */
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

/** Whether a path leads to a place, above it or below it. */
function isAbout(path: unknown, place: Path): boolean {
  return isPath(path) && (isAt(path, place) || isAt(place, path));
}

function isPresent(data: unknown, path: Path): boolean {
  return visibleLength(data, path) === path.length;
}

function isPath(path: unknown): path is Path {
  return Array.isArray(path);
}
