import { once } from 'node:events';
import { parseValueJson } from '@tributary/platform/json/request-json.ts';
import type { HttpRequest } from '@tributary/platform/http-message.ts';
import { coerceInputValue, getNullableType, isInputObjectType, isListType, type GraphQLInputObjectType } from 'graphql';
import { isObject } from '../../compile/data.ts';
import type { OperationServer } from '../../request/apollo-server.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { contentTypeOf } from '../http/negotiation.ts';
import { bindRequest } from './bind-request.ts';
import { pointerTo } from './mistakes.ts';
import { bodyOfProblem, invalidRequest, problem, problemOfErrors, type Problem } from './problems.ts';
import { refuseMistakes, type RoutedRequest } from './rest-request.ts';
import type { Route } from './rest-routes.ts';

export const linesType = 'application/x-ndjson';
/** Limits on the lines that are executed together, and on one line. */
const linesMax = 1_000;
const lineLengthMax = 64 * 1024;

/** An endpoint that takes many things at once: the field of `$input` with the list, and the type of an item. */
type Bulk = { field: string; item: GraphQLInputObjectType };

/** One line of a request: an item, or the problem with it. */
type Line = { number: number; item: unknown; problem: Problem | null };

/** The list in the input of an endpoint, if it is the only field. Null for other endpoints. */
export function bulkOf({ body }: Pick<Route, 'body'>): Bulk | null {
  const [field, second] = body?.kind === 'input' ? Object.values(body.type.getFields()) : [];
  const list = field === undefined ? undefined : getNullableType(field.type);
  if (field === undefined || second !== undefined || !isListType(list)) {
    return null;
  }
  const item = getNullableType(list.ofType);
  return isInputObjectType(item) ? { field: field.name, item } : null;
}

/** Whether a request brings its items as lines of JSON. */
export function bringsLines({ headers }: HttpRequest): boolean {
  return contentTypeOf(headers['content-type'])?.essence === linesType;
}

/**
 * Answers a request whose items come as lines of JSON, by a line for each, in their order: its result, or `problem`.
 * Up to 1,000 lines are executed together, and the next are read when the client has taken these answers. So a request
 * of any length needs the memory of a thousand. Each line stands for itself, as does each of its idempotency keys.
 */
export async function answerLines(
  routed: RoutedRequest,
  bulk: Bulk,
  { operations, context }: { operations: OperationServer; context: GatewayContext },
): Promise<void> {
  const { route, request, response } = routed;
  const { segments, search } = routed;
  const bound = bindRequest(route, { segments, search, body: { [bulk.field]: [] }, keyHeader: undefined });
  refuseMistakes(bound);

  const execute = async (lines: readonly Line[]): Promise<void> => {
    const valid = lines.filter((line) => line.problem === null);
    const input = { [bulk.field]: valid.map(({ item }) => item) };
    const results =
      valid.length === 0
        ? []
        : await resultsOf(
            route,
            operations.answerPublic({ text: route.operation.text, variables: { ...bound.variables, input } }, context),
          );
    const answers = lines.map((line) => {
      const result = line.problem ?? (Array.isArray(results) ? results[valid.indexOf(line)] : results);
      return isProblem(result)
        ? { line: line.number, problem: bodyOfProblem(result, context.scope.id) }
        : { line: line.number, ...(isObject(result) ? result : {}) };
    });
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': linesType, 'cache-control': 'no-store' });
    }
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
    if (!response.write(text) && !response.destroyed) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  };

  for await (const lines of batchesOf(request, bulk.item)) {
    await execute(lines);
    if (response.destroyed) {
      return;
    }
  }
  if (!response.headersSent) {
    throw invalidRequest([{ pointer: '#', detail: 'There are no lines. Send one JSON object on each.' }]);
  }
  response.end();
}

/** The results of a batch, or the problem of all of them. */
async function resultsOf(
  route: Route,
  answering: ReturnType<OperationServer['answerPublic']>,
): Promise<readonly unknown[] | Problem> {
  const answered = await answering;
  if (answered.kind !== 'response') {
    return answered.kind === 'refused' ? problemOfErrors(answered.errors, answered) : problemOfErrors([]);
  }
  const { data, errors = [] } = answered.result;
  const [root = ''] = route.answer.target;
  const payload = data?.[root];
  const [only] = route.answer.payload?.results ?? [];
  const results = isObject(payload) && only !== undefined ? payload[only.name] : null;
  return Array.isArray(results) ? results : problemOfErrors(errors);
}

function isProblem(value: unknown): value is Problem {
  return (
    isObject(value) && typeof value['name'] === 'string' && typeof value['status'] === 'number' && 'title' in value
  );
}

/** The lines of a body, in batches. Throws ProblemError for a line that is too long. */
async function* batchesOf(request: HttpRequest, type: GraphQLInputObjectType): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder();
  let lines: Line[] = [];
  let rest = '';
  let number = 0;
  const add = (text: string): void => {
    number += 1;
    if (text.trim() !== '') {
      lines.push(lineOf(text, number, type));
    }
  };
  for await (const chunk of request) {
    rest += decoder.decode(Buffer.from(chunk), { stream: true });
    const complete = rest.split('\n');
    rest = complete.pop() ?? '';
    if (rest.length > lineLengthMax) {
      throw problem('line-too-long', `Line ${number + complete.length + 1} has more than ${lineLengthMax} characters.`);
    }
    for (const text of complete) {
      add(text);
      if (lines.length >= linesMax) {
        yield lines;
        lines = [];
      }
    }
  }
  add(rest + decoder.decode());
  if (lines.length > 0) {
    yield lines;
  }
}

function lineOf(text: string, number: number, type: GraphQLInputObjectType): Line {
  try {
    const item = parseValueJson(text);
    const mistakes: { pointer: string; detail: string }[] = [];
    coerceInputValue(item, type, (path, _invalid, { message }) =>
      mistakes.push({ pointer: pointerTo(path), detail: message.replace(/ Did you mean .*$/s, '') }),
    );
    return { number, item, problem: mistakes.length === 0 ? null : invalidRequest(mistakes).problem };
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    const invalid = { message: `Invalid JSON: ${error.message}`, extensions: { code: 'BAD_REQUEST' } };
    return { number, item: null, problem: problemOfErrors([invalid]) };
  }
}
