import { statusOfRefusedCaller } from '@tributary/platform/caller.ts';
import { OverBudget } from '@tributary/platform/transport/http-answer.ts';
import { TimedOut } from '@tributary/platform/transport/http-connection.ts';
import { TransportError, type SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import { type Fetch } from '../compile/fetch-plan.ts';
import type { Path, SubgraphError } from './problems.ts';
import type { EntityRequest, Run } from './run.ts';
import { isObject, type Data } from '../compile/data.ts';
import { omittedArguments, variableOf, type RequestText } from '../compile/subgraph-request.ts';

/** A subgraph that gave no answer. */
export type TransportFailure = { failure: SubgraphError; data?: undefined };

export function isFailure(response: SubgraphResponse | TransportFailure): response is TransportFailure {
  return 'failure' in response;
}

export async function send(
  { subgraph, kind }: Fetch,
  { query, operationName, beforeVariables }: RequestText,
  { variables, hasAlteredNumbers }: { variables: string; hasAlteredNumbers: (data: unknown) => boolean },
  { execution, received }: Run,
): Promise<SubgraphResponse | TransportFailure> {
  const { budget, skipped } = execution;
  const reason = skipped?.get(subgraph) ?? (budget !== undefined && budget.left < 0 ? tooLarge() : undefined);
  if (reason !== undefined) {
    return { failure: reason };
  }
  try {
    const response = await execution.transportOf(subgraph).execute({
      query,
      operationName,
      body: `${beforeVariables}${variables}}`,
      variablesText: variables,
      hasAlteredNumbers,
      caller: execution.callerFor(subgraph),
      requestId: execution.requestId,
      isQuery: kind === 'query',
      headers: execution.headersFor(subgraph),
      signal: execution.signal,
      deadlineAt: execution.deadlineAt,
      budget,
    });
    execution.onResponse?.(response);
    received.answers += 1;
    received.length += response.length ?? 0;
    return response;
  } catch (error) {
    if (error instanceof OverBudget) {
      return { failure: tooLarge(kind) };
    }
    if (error instanceof TransportError) {
      const isUnknown = kind === 'mutation' && error instanceof TimedOut;
      return { failure: isUnknown ? outcomeUnknown(subgraph, error.message) : failureOf(subgraph, error.message) };
    }
    // A fault of the gateway in one fetch must not fail the data of the others.
    const cause = error instanceof Error ? error : new Error(String(error));
    return { failure: { ...failureOf(subgraph, 'could not be asked'), cause } };
  }
}

export function variablesText(names: readonly string[], { execution: { variables } }: Run): string {
  let text = '';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    }
  }
  return `{${text}}`;
}

/** The only entity request, if its fetch can be sent as the planner wrote it. */
export function requestAsPlanned([request, ...others]: readonly EntityRequest[]): EntityRequest | null {
  return request === undefined || others.length > 0 || omittedArguments(request.selection, request.context).length > 0
    ? null
    : request;
}

export function entitiesVariables(requests: readonly EntityRequest[], run: Run): string {
  const asPlanned = requestAsPlanned(requests);
  const names = asPlanned?.selection.variables ?? [
    ...new Set(requests.flatMap(({ selection }) => selection.variables)),
  ];
  const others = variablesText(names, run);
  let own = '';
  for (const [index, { selection, context, texts }] of requests.entries()) {
    const add = (name: string, value: string) => {
      own += `${own === '' ? '' : ','}"${asPlanned === null ? variableOf(name, index) : name}":${value}`;
    };
    add('representations', `[${texts.join()}]`);
    for (const [at, name] of selection.contextual.entries()) {
      const value = context[at];
      if (value != null) {
        add(name, value);
      }
    }
  }
  return `{${own}${others === '{}' ? '}' : `,${others.slice(1)}`}`;
}

/**
 * The errors of an answer for clients: without positions in the query, which the client did not write, and without
 * internals of the subgraph.
 */
export function errorsIn({ errors }: { errors?: unknown }, subgraph: string): readonly SubgraphError[] {
  return Array.isArray(errors) ? errors.map((error: unknown) => errorOf(error, subgraph)) : noErrors;
}

const noErrors: readonly SubgraphError[] = [];

/** Converts an error of a subgraph, in any form. */
function errorOf(given: unknown, subgraph: string): SubgraphError {
  const { message, path, extensions }: Data = isObject(given) ? given : { message: given };
  return {
    message:
      typeof message === 'string' && message !== ''
        ? message
        : `The subgraph \`${subgraph}\` reported an error without a message.`,
    ...(isPath(path) ? { path } : {}),
    extensions: isObject(extensions) ? extensionsOf(extensions) : { code: 'SUBGRAPH_ERROR' },
  };
}

/**
 * `http` would set the status of the whole response, and a stack trace shows how a subgraph is made. The status is 401
 * where the subgraph refuses the caller: their token is of no use, as if it had not been verified. It is 503 where the
 * subgraph does not know.
 */
function extensionsOf({ http: _http, stacktrace: _stacktrace, ...extensions }: Data): Record<string, unknown> {
  const { exception, code } = extensions;
  const status = statusOfRefusedCaller(extensions);
  if (isObject(exception)) {
    const { stacktrace: _, ...rest } = exception;
    extensions['exception'] = rest;
  }
  return {
    ...extensions,
    code: code ?? 'SUBGRAPH_ERROR',
    ...(status === null ? {} : { http: { status } }),
  };
}

function isPath(path: unknown): path is Path {
  return (
    Array.isArray(path) &&
    path.every((step) => typeof step === 'string' || (typeof step === 'number' && Number.isInteger(step) && step >= 0))
  );
}

/** The failure of a mutation that the subgraph took and did not answer: it may have been executed, or may be yet. */
function outcomeUnknown(subgraph: string, fault: string): SubgraphError {
  return {
    message: `The subgraph \`${subgraph}\` ${fault}, and may have done this or not. Send it again with the same idempotency key.`,
    extensions: { code: 'OUTCOME_UNKNOWN', subgraph },
  };
}

/** The failure of a fetch whose answer does not fit into what an operation may hold, or that was not sent for it. */
function tooLarge(kind = 'query'): SubgraphError {
  const message = 'The answers of the subgraphs have more bytes than one operation may hold.';
  const hint =
    kind === 'mutation' ? 'The mutation may have been executed' : 'Ask for shorter lists, or for less in them';
  return { message: `${message} ${hint}.`, extensions: { code: 'ANSWER_TOO_LARGE' } };
}

export function failureOf(subgraph: string, fault: string): SubgraphError {
  return {
    message: `The subgraph \`${subgraph}\` ${fault}.`,
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
  };
}
