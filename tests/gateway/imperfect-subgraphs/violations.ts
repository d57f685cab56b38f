import { isInterfaceType, isObjectType, parse, type GraphQLSchema } from 'graphql';
import { errorsIn, markIn, parsedAnswer } from './alter-errors.ts';
import {
  inOrder,
  isAt,
  isObject,
  isPath,
  isSame,
  sentValues,
  spotsIn,
  valueAt,
  type Path,
} from './requested-values.ts';
import type { FuzzedCase } from './fuzzed-case.ts';
import type { ClientError, Exchange, Run } from './fuzzed-graph.ts';
import { valuesOfNewRequests, misplacedIn, surprisingIn, unexplainedIn } from './nulls-and-places.ts';
import { ResponseChecker, show } from './valid-response.ts';

/**
 * The violations in a response to a client after an imperfect answer of a subgraph, in words. The rules: every error of
 * a subgraph is reported once. No value is invented, and other data are untouched. The response is valid by the
 * specification, and every forced null has an error.
 */
export function violationsOf(fuzzed: FuzzedCase): string[] {
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
      anew: new Set(valuesOfNewRequests(run, right).map(({ value }) => JSON.stringify(value))),
      isInParts,
    }),
    ...(invalid === null ? inventedIn(checker, run) : []),
    ...(invalid === null ? unexplainedIn(checker, fuzzed) : []),
    ...(invalid === null ? surprisingIn(told.own, checker, fuzzed) : []),
    ...misplacedIn(fuzzed),
  ];
}

/** Answers whose parts were requested again, one by one. Their errors do not count. */
function isSuperseded({ query, subgraph, sent }: Exchange, index: number, exchanges: readonly Exchange[]): boolean {
  const answer = parsedAnswer(sent.body);
  return (
    /\b_1: ?_entities/.test(query) &&
    answer !== null &&
    (answer.data === null || answer.data === undefined) &&
    exchanges.slice(index + 1).some((other) => other.subgraph === subgraph)
  );
}

function toldOnce({ run, right, places, altered, schema, isInParts }: FuzzedCase): {
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
  // If all data are null at once, no later part comes, and neither do its errors.
  const isOver = isInParts && run.data === null && run.errors.length > 0;
  const isNowhere = JSON.stringify(right.data) === JSON.stringify(places.data);
  for (const [mark, { count, error, exchange }] of expected) {
    const times = counts.get(mark) ?? 0;
    // An error of a field that was requested only for other types is not reported with right answers either.
    const isKnown = rightMarks.sent.has(mark) || String(error['message']).startsWith('a representation lacks');
    const isOfOthers =
      times === 0 &&
      ((isKnown && !rightMarks.told.has(mark)) ||
        (isNowhere && isOfInterfaceObject(altered.errorAt ?? error['path'], exchange, schema)) ||
        isOver);
    // An error that explains nulls in several parts is reported in each.
    const paths = run.errors.flatMap((each) => (markIn(each) === mark ? [JSON.stringify(each.path)] : []));
    const isOfParts = isInParts && times > count && count > 0 && new Set(paths).size === times;
    if (times !== count && !isOfOthers && !isOfParts)
      violations.push(`the error ${JSON.stringify(error)} is reported ${times} times and not ${count}`);
  }
  if (own.length < others && !isOver)
    violations.push(`${others} errors without a message are reported ${own.length} times`);
  return { violations, own: others > 0 ? [] : own };
}

/**
 * Whether a path leads to a field of an object that the subgraph knows only by its interface. Such a field is requested
 * for objects of any type.
 */
function isOfInterfaceObject(path: unknown, { schema, spots }: Exchange, clientSchema: GraphQLSchema): boolean {
  const fields = spots.flatMap((spot) => (isPath(path) && isAt(spot.path, path) ? [spot.field] : []));
  return Object.values(schema.getTypeMap()).some(
    (type) =>
      isObjectType(type) &&
      isInterfaceType(clientSchema.getType(type.name)) &&
      fields.some((field) => type.getFields()[field] !== undefined),
  );
}

/** The extensions must be those of the subgraph, except for internal ones. */
function changedError({ message, extensions = {} }: ClientError, sent: Record<string, unknown>): string[] {
  const given = isObject(sent['extensions']) ? sent['extensions'] : {};
  const isMasked = given['code'] === 'INTERNAL_SERVER_ERROR';
  const { http: _http, stacktrace: _stacktrace, exception: _exception, code = 'SUBGRAPH_ERROR', ...kept } = given;
  const { places = 2, exception, ...others } = extensions;
  // A masked error has the request id, by which its log lines are found.
  const ofRequest = isMasked ? { requestId: extensions['requestId'] ?? 'none' } : {};
  const wanted = { code: code ?? 'SUBGRAPH_ERROR', ...kept, ...ofRequest };
  return [
    ...(JSON.stringify(entries(others)) === JSON.stringify(entries(wanted))
      ? []
      : [`extensions are ${JSON.stringify(extensions)} and not ${JSON.stringify(wanted)}`]),
    ...(isObject(exception) && 'stacktrace' in exception ? ['a stack trace is shown'] : []),
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

function invalidError(
  error: ClientError,
  checker: ResponseChecker,
  { request, run, hiddenNames }: FuzzedCase,
): string[] {
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
 * The places where the data differ from the right ones although nothing was harmed there. Fields that depend on a
 * harmed value may be null with an error. So may other fields of the same object in the same request, since its
 * subgraph may refuse it as a whole.
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
    /** Values of requests that do not occur with right answers. */
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
  // In a list of two subgraphs, an item that is no object nulls the item of the other, with an error.
  const isSpoilt = errors.some(
    (error) =>
      isPath(error.path) &&
      markIn(error) === null &&
      error.path.length === path.length &&
      typeof path.at(-1) === 'number' &&
      isAt(path.slice(0, -1), error.path),
  );
  if (actual === null && isSpoilt) return [];
  // A value in two parts stays null if the failed part comes last.
  if (actual == null && isTold && (isInParts || !isSame(right, nulled))) return [];
  if (isSame(right, nulled)) {
    if (isSame(right, actual)) return [];
    // A field that fails with right answers need not fail if its item is missing.
    const hasFailed = failed.some((error) => isPath(error.path) && isAt(path, error.path));
    // An altered key may identify another entity.
    if (right === null && (hasFailed || leavesIn(actual).every((leaf) => anew.has(JSON.stringify(leaf))))) return [];
    if (typeof right !== 'object' || typeof actual !== 'object' || right === null || actual === null)
      return [`untouched ${show(path)} is ${JSON.stringify(actual)} and not ${JSON.stringify(right)}`];
  }
  if (Array.isArray(right) && Array.isArray(nulled) && right.length === nulled.length) {
    // A list of two subgraphs is as long as the longer one, and items of only one have an error.
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
