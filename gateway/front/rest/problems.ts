import { callerRefusedKey } from '@tributary/platform/caller.ts';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import type { HttpResponse } from '@tributary/platform/http-message.ts';
import { sendJson } from '@tributary/platform/http-server.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { RequestRefused } from '../http/client-request.ts';
import type { Mistake } from './mistakes.ts';
import { ownProblems, type OwnProblem } from './own-problems.ts';

export const problemType = 'application/problem+json; charset=utf-8';

/** A problem, as RFC 9457 describes it. */
export type Problem = {
  /** A kebab-case name: `/problems/<name>` is the type. */
  name: string;
  status: number;
  title: string;
  detail: string;
  /** Mistakes or refusals, if there are several or their places are known. */
  errors?: readonly object[];
  /** Further members. */
  members?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
};

/** An answer that is a problem. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: Problem;

  constructor(about: Problem) {
    super(about.detail);
    this.problem = about;
  }
}

/** The HTTP status of each code of a top-level error, where the endpoint has no other answer. */
export const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  GRAPHQL_PARSE_FAILED: 500,
  // The endpoint is not part of the API that the caller gets.
  GRAPHQL_VALIDATION_FAILED: 404,
  OPERATION_RESOLUTION_FAILURE: 500,
  PERSISTED_QUERY_NOT_FOUND: 500,
  INTROSPECTION_DISABLED: 403,
  PERSISTED_QUERY_NOT_IN_LIST: 403,
  QUERY_NOT_IN_SAFELIST: 403,
  PERSISTED_QUERY_ID_REQUIRED: 403,
  LIMIT_EXCEEDED: 400,
  REQUEST_RATE_LIMITED: 429,
  PLAN_TOO_EXPENSIVE: 400,
  COST_ESTIMATED_TOO_EXPENSIVE: 400,
  SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE: 400,
  COST_INVALID_SLICING_ARGUMENTS: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAUTHORIZED_FIELD_OR_TYPE: 403,
  INVALID_ID: 400,
  INVALID_CURSOR: 400,
  INVALID_PAGE: 400,
  BAD_USER_INPUT: 400,
  QUERY_TOO_LARGE: 422,
  SERVICE_BUSY: 503,
  OUTCOME_UNKNOWN: 504,
  VISIBILITY_CHANGED: 503,
  MISSING_REQUIREMENT: 500,
  CONFLICTING_REQUIREMENTS: 500,
  FIELD_NOT_AVAILABLE: 500,
  ANSWER_TOO_LARGE: 502,
  SUBGRAPH_ERROR: 502,
  SUBGRAPH_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
  CLIENT_LEFT: 503,
  SLOW_READER: 503,
  GOING_AWAY: 503,
  OPERATION_INVALID: 503,
  INTERNAL_SERVER_ERROR: 500,
};

/** Statuses of a refusal that say more than the code of its error. */
const tellingStatuses = new Set([401, 403, 405, 406, 413, 415, 429, 503]);
const titles: Readonly<Record<number, string>> = {
  400: 'The request is invalid',
  401: 'Credentials are missing or invalid',
  403: 'The caller may not do this',
  404: 'Nothing was found',
  405: 'The method is not supported',
  406: 'No such format',
  409: 'Another request is in progress',
  413: 'The request is too large',
  415: 'The media type is not supported',
  422: 'The request was refused',
  429: 'Too many requests',
  500: 'Something went wrong on our side',
  502: 'A service behind the API failed',
  503: 'The service is not available at the moment',
  504: 'A service behind the API did not answer in time',
};

/** A problem of the HTTP request itself. */
export function problem(
  name: OwnProblem,
  detail: string,
  { headers = {}, errors }: Pick<Problem, 'headers' | 'errors'> = {},
): ProblemError {
  const { status } = ownProblems[name];
  return new ProblemError({
    name,
    status,
    title: titleOf(status),
    detail,
    headers,
    ...(errors === undefined ? {} : { errors }),
  });
}

/** The problem of a request with mistakes. */
export function invalidRequest(mistakes: readonly Mistake[]): ProblemError {
  const [first] = mistakes;
  const detail = mistakes.length === 1 ? (first?.detail ?? '') : `The request has ${mistakes.length} mistakes.`;
  return problem('invalid-request', detail, { errors: mistakes });
}

/** The problem of a part of the body that cannot be read. */
export function badRequest(detail: string): Problem {
  return problemOfErrors([{ message: detail, extensions: { code: 'BAD_REQUEST' } }]);
}

/** The problem of top-level errors. A failure of ours goes before a mistake of the caller. */
export function problemOfErrors(
  errors: readonly GraphQLFormattedError[],
  { status: refusedWith, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Problem {
  const all = errors.map((error) => ({ error, status: statusOfError(error, refusedWith) }));
  const [worst] = all.toSorted((one, other) => other.status - one.status);
  const status = worst?.status ?? 500;
  const { message = 'The request was refused.', extensions = {} } = worst?.error ?? {};
  const { code, [callerRefusedKey]: _, ...members } = extensions;
  const { 'retry-after': retryAfter, 'www-authenticate': challenge, ratelimit, 'ratelimit-policy': policy } = headers;
  return {
    name: nameOfCode(typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR'),
    status,
    title: titleOf(status),
    detail: message,
    ...(errors.length > 1 ? { errors: errors.map(errorOfGraphQL) } : {}),
    members,
    headers: {
      ...(retryAfter === undefined ? (status === 503 ? { 'retry-after': '1' } : {}) : { 'retry-after': retryAfter }),
      ...(status === 401 ? { 'www-authenticate': challenge ?? 'Bearer' } : {}),
      ...(ratelimit === undefined ? {} : { ratelimit }),
      ...(policy === undefined ? {} : { 'ratelimit-policy': policy }),
    },
  };
}

/** A refusal of the request by a transport, as a problem. */
export function problemOfRefusal({ errors, status, headers }: RequestRefused): Problem {
  const given = problemOfErrors(errors, { status, headers });
  return { ...given, headers: { ...headers, ...given.headers } };
}

function statusOfError({ extensions }: GraphQLFormattedError, refusedWith: number | undefined): number {
  if (refusedWith !== undefined && isTelling(refusedWith)) {
    return refusedWith;
  }
  const code = String(extensions?.['code']);
  return isCode(code) ? statusOfCode[code] : 502;
}

/** The statuses of a code: its own, and those of a refusal of the whole request, as `described` names them. */
export function statusesOfCode(code: string, described: string): number[] {
  const telling = [...described.matchAll(/\b\d{3}\b/g)].map(([text]) => Number(text)).filter(isTelling);
  return [...new Set([...(isCode(code) ? [statusOfCode[code]] : []), ...telling])];
}

function isTelling(status: number): boolean {
  return tellingStatuses.has(status);
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(statusOfCode, code);
}

/** A top-level error as an item of `errors`. */
export function errorOfGraphQL({ message, path, extensions }: GraphQLFormattedError): object {
  const code = extensions?.['code'];
  return {
    detail: message,
    ...(typeof code === 'string' ? { type: typeOfName(nameOfCode(code)) } : {}),
    ...(path === undefined ? {} : { path }),
  };
}

/** The kebab-case name of a code: `insufficient-funds` for `INSUFFICIENT_FUNDS`. */
export function nameOfCode(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

export function typeOfName(name: string): string {
  return `/problems/${name}`;
}

export function titleOf(status: number): string {
  return titles[status] ?? 'The request was refused';
}

/** Sends a problem. */
export function sendProblem(response: HttpResponse, about: Problem, requestId: string): void {
  const { status, headers = {} } = about;
  for (const each in headers) {
    response.setHeader(each, headers[each] ?? '');
  }
  response.setHeader('cache-control', 'no-store');
  sendJson(response, status, bodyOfProblem(about, requestId), problemType);
}

/** The JSON of a problem. */
export function bodyOfProblem(
  { name, status, title, detail, errors, members }: Problem,
  requestId: string,
): Record<string, unknown> {
  const own = { type: typeOfName(name), title, status, detail, requestId };
  return { ...members, ...own, ...(errors === undefined ? {} : { errors }) };
}
