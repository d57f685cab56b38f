import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { isObject } from '../../compile/data.ts';
import type { JsonSchema } from '../../public-operations/json-schema.ts';
import type { OperationExample } from '../../public-operations/public-operation.ts';
import { nameOfCode, titleOf, typeOfName } from './problems.ts';
import { keyField, type Route } from './rest-routes.ts';

/** The parts of an example of a request, as they are sent. */
export type RequestExample = {
  /** The values of parameters, by name. */
  path: Readonly<Record<string, unknown>>;
  query: Readonly<Record<string, unknown>>;
  /** The idempotency key. Null without one. */
  key: string | null;
  /** Null without a body. */
  body: Readonly<Record<string, unknown>> | null;
};

const requestId = '5f0c7e1c-4f5f-4a52-9d1c-0a6f6f6f2a11';

/** The example of a request: the first that was done, or else the first. Null without examples. */
export function requestExample(route: Route): RequestExample | null {
  const { examples } = route.operation;
  const example = examples.find(isDone) ?? examples[0];
  return example === undefined ? null : partsOf(route, example);
}

/** The examples of the answers of an endpoint, by status. */
export function answerExamples({ operation }: Route): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  const answers = operation.examples.flatMap(({ answer }) => (answer === null ? [] : [answer])).toReversed();
  return new Map(answers.flatMap(({ status, body }) => (body === null ? [] : [[status, body] as const])));
}

function isDone({ answer }: OperationExample): boolean {
  return answer !== null && answer.status < 400;
}

/** The reverse of `bindRequest`. */
function partsOf({ endpoint, body, inQuery }: Route, { variables }: OperationExample): RequestExample {
  const { input } = variables;
  const fields = isObject(input) ? input : {};
  const path = endpoint.params.map(({ name, variable, field }) => [
    name,
    field === null ? variables[variable] : fields[field],
  ]);
  const named = new Set(endpoint.params.map(({ name }) => name));
  const key = fields[keyField];
  const query = inQuery.flatMap(({ name }) => (variables[name] === undefined ? [] : [[name, variables[name]]]));
  const rest = Object.entries(body?.kind === 'input' ? fields : variables).filter(
    ([name]) => !named.has(name) && name !== keyField,
  );
  return {
    path: Object.fromEntries(path),
    query: Object.fromEntries(query),
    key: typeof key === 'string' ? key : null,
    body: body === null || rest.length === 0 ? null : Object.fromEntries(rest),
  };
}

/** An example as one property. None if there is none. */
export function exampled(example: unknown): JsonSchema {
  return example === null || example === undefined ? {} : { example };
}

const invalid = '`first` is no whole number. Send digits.';

/** The commonest problem of each status: its name, and a `detail`. */
const commonest: Readonly<Record<number, { name: string; detail: string }>> = {
  400: { name: 'invalid-request', detail: invalid },
  401: problemOfCode('UNAUTHENTICATED', 'The access token is invalid or expired. Get a new one.'),
  403: problemOfCode('FORBIDDEN', 'This is for operators. Ask an operator of the organization.'),
  404: { name: 'not-found', detail: 'There is no such thing for you. Check the path.' },
  406: {
    name: 'not-acceptable',
    detail: 'The answer is application/json. Name it in `accept`, or leave `accept` out.',
  },
  409: {
    name: 'request-in-progress',
    detail: 'A request with this idempotency key is in progress. Send it again after that one is answered.',
  },
  413: problemOfCode('LIMIT_EXCEEDED', 'The body is larger than the limit. Split the request.'),
  415: { name: 'unsupported-media-type', detail: 'Send the body as `content-type: application/json`.' },
  422: problemOfCode('QUERY_TOO_LARGE', 'The period has too many entries. Request a shorter one.'),
  429: problemOfCode('REQUEST_RATE_LIMITED', 'A rate limit is used up. Send the request again in 2 seconds.'),
  500: problemOfCode('INTERNAL_SERVER_ERROR', 'Something went wrong on our side. Try again.'),
  502: problemOfCode('SUBGRAPH_ERROR', 'A service behind the API gave an invalid answer.'),
  503: problemOfCode('SERVICE_BUSY', 'The service is busy. Send the request again after a pause.'),
  504: problemOfCode(
    'OUTCOME_UNKNOWN',
    'The outcome is unknown. Send the request again with the same idempotency key.',
  ),
};

function problemOfCode(code: ErrorCode, detail: string) {
  return { name: nameOfCode(code), detail };
}

/** An example of a problem with a status. Null for a status without one. */
export function problemExample(status: number): JsonSchema | null {
  const found = commonest[status];
  return found === undefined
    ? null
    : {
        type: typeOfName(found.name),
        title: titleOf(status),
        status,
        detail: found.detail,
        requestId,
        ...(found.detail === invalid ? { errors: [{ parameter: 'first', detail: invalid }] } : {}),
      };
}

/** The refusal of some endpoints with the most members. Null without one. */
export function refusalExample(routes: readonly Route[]): JsonSchema | null {
  const refusals = routes.flatMap((route): JsonSchema[] => {
    const refusal = answerExamples(route).get(422);
    return refusal === undefined ? [] : [refusal];
  });
  const membersOf = (refusal: JsonSchema) => Object.keys(refusal).length;
  return refusals.toSorted((one, other) => membersOf(other) - membersOf(one))[0] ?? null;
}
