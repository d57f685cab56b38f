import { isObject } from '../../compile/data.ts';
import { placeOf } from './bind-request.ts';
import { nameOfCode, titleOf, typeOfName, type Problem } from './problems.ts';
import { keyField, type Route } from './rest-routes.ts';

/** Codes of refusals that are about the rights of the caller. */
const rightsCodes = new Set(['NOT_PERMITTED', 'NOT_YOURSELF', 'FORBIDDEN']);

/**
 * The problem of a mutation that was refused. `errors` of its payload are data: each has `code`, `message` and `path`,
 * and fields of its own, which become members of the problem.
 */
export function problemOfRefusals(refusals: readonly unknown[], route: Route): Problem {
  const all = refusals.filter(isObject).map((refusal) => refusalOf(refusal, route));
  const [first] = all;
  const { status = 422, name = 'refused', detail = 'The request was refused.', members = {} } = first ?? {};
  const { retryAfterSeconds } = members;
  return {
    name,
    status,
    title: titleOf(status),
    detail,
    members,
    errors: all.map((each) => ({ type: typeOfName(each.name), detail: each.detail, ...each.place })),
    headers: typeof retryAfterSeconds === 'number' ? { 'retry-after': String(Math.max(1, retryAfterSeconds)) } : {},
  };
}

function refusalOf(refusal: Readonly<Record<string, unknown>>, route: Route) {
  const { code, message, path, __typename: _, ...members } = refusal;
  const steps = Array.isArray(path)
    ? path.filter((step) => typeof step === 'string' || typeof step === 'number')
    : null;
  const place = steps === null || steps.length < 2 ? {} : placeIn(route, steps);
  const text = typeof code === 'string' ? code : 'REFUSED';
  return {
    name: nameOfCode(text),
    detail: typeof message === 'string' ? message : 'The request was refused.',
    status: statusOf(text, { place, isAtField: steps !== null, members }),
    place,
    members,
  };
}

function placeIn(route: Route, steps: readonly (string | number)[]) {
  return route.key !== null && steps[1] === keyField ? { header: 'Idempotency-Key' } : placeOf(route, steps);
}

/** The statuses that a refusal with that code may have, as `statusOf` gives them. */
export function statusesOf(code: string, members: readonly string[]): number[] {
  const some = [
    { place: {}, isAtField: false },
    { place: { parameter: 'id' }, isAtField: true },
  ].map((at) => statusOf(code, { ...at, members: Object.fromEntries(members.map((name) => [name, 1])) }));
  return [...new Set(some)];
}

/**
 * 404 if what the path names is not there, 400 for an invalid value, 403 for lacking rights, 429 if the caller has to
 * wait, and else 422.
 */
function statusOf(
  code: string,
  { place, isAtField, members }: { place: object; isAtField: boolean; members: Readonly<Record<string, unknown>> },
): number {
  if (rightsCodes.has(code)) {
    return 403;
  }
  if (typeof members['retryAfterSeconds'] === 'number') {
    return 429;
  }
  if (code.endsWith('_NOT_FOUND') && 'parameter' in place) {
    return 404;
  }
  return code.startsWith('INVALID_') && isAtField ? 400 : 422;
}
