import { once } from 'node:events';
import { BodyRefused, refuseEncodings } from '@tributary/platform/http-server.ts';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { getNullableType, isInputObjectType, isListType, type GraphQLFormattedError } from 'graphql';
import { isObject } from '../../compile/data.ts';
import type { Answer, OperationServer } from '../../request/apollo-server.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { refusal } from '../http/client-request.ts';
import { contentTypeOf } from '../http/negotiation.ts';
import { bindRequest, withoutSuggestion } from './bind-request.ts';
import { inputMistakesIn } from './input-mistakes.ts';
import { pointerTo, type Mistake } from './mistakes.ts';
import { badRequest, bodyOfProblem, invalidRequest, problemOfErrors, ProblemError, type Problem } from './problems.ts';
import { readLines, type Line } from './read-lines.ts';
import { problemOfRefusals } from './refusals.ts';
import { refuseMistakes, type RoutedRequest } from './rest-request.ts';
import type { Route } from './rest-routes.ts';

export const linesType = 'application/x-ndjson';
/** Time for which a client may leave the answers unread. */
const unreadMaxMs = 30_000;
/** Limit on the executions of a thousand lines. Each but the last leaves out lines that its errors name, about 20. */
const attemptsMax = 25;

const notExecuted = badRequest(
  'This line was not executed, since too many lines before and after it have mistakes. Send it again without them.',
);

/** The field of `$input` with the list of an endpoint that takes nothing but many things. Null for other endpoints. */
export function bulkOf({ body }: Pick<Route, 'body'>): string | null {
  const [field, second] = body?.kind === 'input' ? Object.values(body.type.getFields()) : [];
  const list = field === undefined ? undefined : getNullableType(field.type);
  const isBulk = second === undefined && isListType(list) && isInputObjectType(getNullableType(list.ofType));
  return isBulk ? (field?.name ?? null) : null;
}

/** Whether a request brings its items as lines of JSON. */
export function bringsLines({ headers }: HttpRequest): boolean {
  return contentTypeOf(headers['content-type'])?.essence === linesType;
}

/** The outcome of a line: its result, or the problem with it. */
type LineOutcome = { result: unknown } | { problem: Problem };

/** The outcomes of items in their order, or the errors for which none was executed. */
type Execution = { outcomes: readonly LineOutcome[] } | { errors: readonly GraphQLFormattedError[]; problem: Problem };
type Execute = (items: readonly unknown[]) => Promise<Execution>;

/**
 * Answers a request whose items come as lines of JSON, by a line for each, in their order: its result, or `problem`.
 * Up to 1,000 lines are executed together, and the next are read when the client has taken these answers. So a request
 * of any length needs the memory of a thousand. Each line stands for itself, as does each of its idempotency keys.
 */
export async function answerLines(
  routed: RoutedRequest,
  field: string,
  { operations, context }: { operations: OperationServer; context: GatewayContext },
): Promise<void> {
  const { route, request, response, segments, search, scope } = routed;
  refuseEncoded(request);
  const bound = bindRequest(route, { segments, search, body: { [field]: [] }, keyHeader: undefined });
  refuseMistakes(bound);
  const execute: Execute = async (items) => {
    const variables = { ...bound.variables, input: { [field]: items } };
    return executionOf(route, await operations.answerPublic({ text: route.operation.text, variables }, context));
  };

  try {
    for await (const lines of readLines(request)) {
      const outcomes = await outcomesOfLines(lines, field, execute);
      if (isProblem(outcomes) && !response.headersSent) {
        // Nothing was executed, for a reason that has a status: a missing token, or a failure.
        throw refusedUnread(request, outcomes);
      }
      if (!response.headersSent) {
        response.writeHead(200, { 'content-type': linesType, 'cache-control': 'no-store' });
      }
      const answers = lines.map(({ number, problem: own }, index) =>
        textOfLine(number, isProblem(outcomes) ? { problem: own ?? outcomes } : outcomes[index], scope.id),
      );
      await write(response, answers.join(''));
      if (response.destroyed) {
        return;
      }
    }
  } catch (error) {
    if (request.errored !== null || response.destroyed) {
      scope.log.info({ err: error }, 'a client left before its lines were complete');
      response.destroy();
      return;
    }
    throw error;
  }
  if (!response.headersSent) {
    throw invalidRequest([{ pointer: '#', detail: 'There are no lines. Send one JSON object on each.' }]);
  }
  response.end();
}

/** The refusal of a request whose lines are not all read. They are discarded, so that the client reads the reason. */
function refusedUnread(request: HttpRequest, about: Problem): ProblemError {
  request.resume();
  const close = request.httpVersionMajor === 1 && !request.readableEnded ? { connection: 'close' } : {};
  return new ProblemError({ ...about, headers: { ...about.headers, ...close } });
}

/** Throws RequestRefused for compressed lines, and for those in another charset than UTF-8. */
function refuseEncoded(request: HttpRequest): void {
  try {
    refuseEncodings(request);
  } catch (error) {
    throw error instanceof BodyRefused ? refusal(error.status, error.message, error) : error;
  }
}

/**
 * The outcomes of lines, in their order, or the problem of all of them. Items are not checked one by one, which would
 * cost as much as executing them: where some are the reason why none is executed, these are left out, and the others
 * are sent again.
 */
async function outcomesOfLines(
  lines: readonly Line[],
  field: string,
  execute: Execute,
): Promise<readonly LineOutcome[] | Problem> {
  let known = lines;
  for (let attempt = 1; ; attempt += 1) {
    const executable = known.filter((line) => line.problem === null);
    const execution = executable.length === 0 ? { outcomes: [] } : await execute(executable.map(({ item }) => item));
    if ('outcomes' in execution) {
      const each = execution.outcomes.values();
      return known.map(({ problem: own }) =>
        own === null ? (each.next().value ?? { problem: problemOfErrors([]) }) : { problem: own },
      );
    }
    const mistakes = mistakesByItem(execution.errors, field);
    if (mistakes.size === 0 || attempt === attemptsMax) {
      return attempt === 1 ? execution.problem : known.map(({ problem: own }) => ({ problem: own ?? notExecuted }));
    }
    known = known.map((line) => {
      const found = mistakes.get(executable.indexOf(line));
      return found === undefined ? line : { ...line, problem: invalidRequest(found).problem };
    });
  }
}

/** The mistakes in items, by the index of the item, each with its place there. */
function mistakesByItem(errors: readonly GraphQLFormattedError[], field: string): ReadonlyMap<number, Mistake[]> {
  const mistakes = new Map<number, Mistake[]>();
  for (const { path, detail } of inputMistakesIn(errors)) {
    const [, list, index, ...place] = path;
    if (list === field && typeof index === 'number') {
      const found = mistakes.get(index) ?? [];
      mistakes.set(index, [...found, { pointer: pointerTo(place), detail: withoutSuggestion(detail) }]);
    }
  }
  return mistakes;
}

function executionOf(route: Route, answered: Answer): Execution {
  if (answered.kind !== 'response') {
    const errors = answered.kind === 'refused' ? answered.errors : [];
    return { errors, problem: problemOfErrors(errors, answered.kind === 'refused' ? answered : {}) };
  }
  const { data, errors = [] } = answered.result;
  const [root = ''] = route.answer.target;
  const value = data?.[root];
  const payload = isObject(value) ? value : {};
  const shape = route.answer.payload;
  const refusals = shape?.errors == null ? null : payload[shape.errors.name];
  if (Array.isArray(refusals) && refusals.length > 0) {
    return { errors: [], problem: problemOfRefusals(refusals, route) };
  }
  const [only] = shape?.results ?? [];
  const results = only === undefined ? null : payload[only.name];
  return Array.isArray(results)
    ? { outcomes: results.map((result: unknown) => ({ result })) }
    : { errors, problem: problemOfErrors(errors) };
}

function isProblem(outcomes: readonly LineOutcome[] | Problem): outcomes is Problem {
  return 'status' in outcomes;
}

function textOfLine(line: number, outcome: LineOutcome | undefined, requestId: string): string {
  const answer =
    outcome === undefined || 'problem' in outcome
      ? { problem: bodyOfProblem(outcome?.problem ?? problemOfErrors([]), requestId) }
      : outcome.result;
  // A text is added, and no object is copied, since there are a thousand of them.
  const members = isObject(answer) ? JSON.stringify(answer).slice(1) : '}';
  return `{"line":${line}${members === '}' ? '' : ','}${members}\n`;
}

/** Writes answers, and waits until the client takes them. A client that reads nothing for too long is cut off. */
async function write(response: HttpResponse, text: string): Promise<void> {
  if (response.write(text) || response.destroyed) {
    return;
  }
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(unreadMaxMs)]);
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } catch {
    response.destroy();
  } finally {
    done.abort();
  }
}
