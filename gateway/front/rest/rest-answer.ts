import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { isObject } from '../../compile/data.ts';
import { isListResult, onlyResult, type AnswerShape, type PayloadShape } from './answer-shape.ts';
import { problemOfInput } from './input-mistakes.ts';
import { errorOfGraphQL, problem, problemOfErrors, ProblemError } from './problems.ts';
import { problemOfRefusals } from './refusals.ts';
import type { Route } from './rest-routes.ts';

/** The result of an operation as an answer: its status, and the body. Undefined for no body. */
export type RestAnswer = {
  status: 200 | 201 | 204;
  body: Readonly<Record<string, unknown>> | undefined;
  /** The path of what was created. */
  location: string | null;
  /** Whether fields are null because of errors, which are in the body. */
  isPartial: boolean;
  pageInfo: PageInfo | null;
};

/** The position of a page, as far as it was selected. */
export type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
};

/**
 * Converts the result of an operation. Throws ProblemError where there is nothing to answer with: for errors, for
 * refusals, and for what is not there.
 */
export function restAnswerOf(route: Route, { data, errors = [] }: FormattedExecutionResult): RestAnswer {
  const { answer: shape } = route;
  const value = valueAt(data, shape.target);
  if (value === null || (shape.target.length === 0 && errors.length > 0 && isNothing(value))) {
    throw errors.length > 0
      ? (problemOfInput(route, errors) ?? new ProblemError(problemOfErrors(errors)))
      : problem('not-found', 'There is no such thing for you. Check the path.');
  }
  if (route.operation.kind === 'query' && errors.length > 0 && errors.every(isMistake)) {
    throw problemOfInput(route, errors) ?? new ProblemError(problemOfErrors(errors));
  }
  const pageInfo = shape.page === null ? null : pageInfoIn(valueAt(value, shape.page));
  const answer =
    shape.payload === null
      ? { status: 200 as const, body: bodyOf(shape, value), location: null }
      : answerOfPayload(route, shape.payload, { value, errors });
  if (errors.length === 0) {
    return { ...answer, isPartial: false, pageInfo };
  }
  return {
    ...answer,
    body: answer.body && { ...answer.body, errors: errors.map((error) => errorOfGraphQL(withinAnswer(error, shape))) },
    isPartial: true,
    pageInfo,
  };
}

/** Codes of values that the request has to correct, wherever in the answer they are missed. */
const mistakeCodes: ReadonlySet<unknown> = new Set<ErrorCode>([
  'BAD_USER_INPUT',
  'INVALID_CURSOR',
  'INVALID_ID',
  'INVALID_PAGE',
]);

function isMistake({ extensions }: GraphQLFormattedError): boolean {
  return mistakeCodes.has(extensions?.['code']);
}

/** An error whose path begins at the answer, not at the data. */
function withinAnswer(error: GraphQLFormattedError, { target, kind }: AnswerShape): GraphQLFormattedError {
  const { path = [] } = error;
  if (!target.every((name, index) => path[index] === name)) {
    return error;
  }
  const [first, ...rest] = path.slice(target.length);
  if (first === undefined) {
    return { ...error, path: [] };
  }
  const begin = kind === 'list' ? ['data', first] : [kind === 'connection' && first === 'nodes' ? 'data' : first];
  return { ...error, path: [...begin, ...rest] };
}

function bodyOf({ kind }: AnswerShape, value: unknown): Readonly<Record<string, unknown>> {
  if (kind === 'connection' && isObject(value)) {
    const { nodes, ...others } = value;
    return { data: nodes, ...others };
  }
  return isObject(value) && kind !== 'list' ? value : { data: value };
}

function answerOfPayload(
  route: Route,
  shape: PayloadShape,
  { value, errors }: { value: unknown; errors: NonNullable<FormattedExecutionResult['errors']> },
): Pick<RestAnswer, 'status' | 'body' | 'location'> {
  const payload = isObject(value) ? value : {};
  const refusals = shape.errors === null ? null : payload[shape.errors.name];
  if (Array.isArray(refusals) && refusals.length > 0) {
    throw new ProblemError(problemOfRefusals(refusals, route));
  }
  const preview = shape.preview === null ? null : (payload[shape.preview.name] ?? null);
  if (isObject(preview)) {
    return { status: 200, body: preview, location: null };
  }
  const only = onlyResult(shape);
  if (only === null) {
    const body = Object.fromEntries(shape.results.map(({ name }) => [name, payload[name]]));
    return { status: 200, body, location: null };
  }
  const result = payload[only.name] ?? null;
  if (result === null) {
    if (errors.length > 0) {
      throw new ProblemError(problemOfErrors(errors));
    }
    return { status: 204, body: undefined, location: null };
  }
  if (isListResult(only) || !isObject(result)) {
    return { status: 200, body: { data: result }, location: null };
  }
  return { ...creationOf(route, result), body: result };
}

function creationOf(
  { creates }: Route,
  { id }: Readonly<Record<string, unknown>>,
): Pick<RestAnswer, 'status' | 'location'> {
  if (creates === null) {
    return { status: 200, location: null };
  }
  const location =
    creates.itemPath === null || typeof id !== 'string' ? null : `${creates.itemPath}/${encodeURIComponent(id)}`;
  return { status: 201, location };
}

/** The value at a path. Null if there is none. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value ?? null;
  for (const name of path) {
    at = isObject(at) ? (at[name] ?? null) : null;
  }
  return at;
}

function isNothing(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((each) => each === null);
}

function pageInfoIn(connection: unknown): PageInfo | null {
  const info = isObject(connection) ? connection['pageInfo'] : null;
  if (!isObject(info)) {
    return null;
  }
  const text = (given: unknown) => (typeof given === 'string' ? given : null);
  return {
    hasNextPage: info['hasNextPage'] === true,
    hasPreviousPage: info['hasPreviousPage'] === true,
    startCursor: text(info['startCursor']),
    endCursor: text(info['endCursor']),
  };
}
