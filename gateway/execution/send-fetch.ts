import { TransportError, type SubgraphResponse } from '@tributary/platform/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import { omitted, variableOf, type Fetch, type RequestText } from './fetch-plan.ts';
import type { Part, Run } from './run.ts';

/** A subgraph that gave no answer. */
export type TransportFailure = {
  failure: GraphQLFormattedError;
  errors: readonly GraphQLFormattedError[];
  data?: undefined;
};

export function isFailure(response: SubgraphResponse | TransportFailure): response is TransportFailure {
  return 'failure' in response;
}

export async function send(
  { subgraph, kind }: Fetch,
  { query, operationName, beforeVariables }: RequestText,
  variables: string,
  { execution, received }: Run,
): Promise<SubgraphResponse | TransportFailure> {
  try {
    const response = await execution.transportOf(subgraph).execute({
      query,
      operationName,
      body: `${beforeVariables}${variables}}`,
      variablesText: variables,
      caller: execution.caller,
      requestId: execution.requestId,
      isQuery: kind === 'query',
      headers: execution.headersFor(subgraph),
      signal: execution.signal,
    });
    execution.onResponse?.(response);
    received.answers += 1;
    received.length += response.length ?? 0;
    return response;
  } catch (error) {
    if (!(error instanceof TransportError)) {
      throw error;
    }
    const failure = failureOf(subgraph, error.message);
    return { failure, errors: [failure] };
  }
}

export function variablesText(names: readonly string[], { execution: { variables } }: Run): string {
  let text = '';
  for (const name of names) {
    const value = variables[name];
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    }
  }
  return `{${text}}`;
}

/** The only part, if its fetch can go out as the planner wrote it. */
export function partAsPlanned([part, ...others]: readonly Part[]): Part | null {
  return part === undefined || others.length > 0 || omitted(part.selection, part.context).length > 0 ? null : part;
}

export function entitiesVariables(parts: readonly Part[], run: Run): string {
  const asPlanned = partAsPlanned(parts);
  const names = asPlanned?.selection.variables ?? [...new Set(parts.flatMap(({ selection }) => selection.variables))];
  const others = variablesText(names, run);
  const own = parts.flatMap(({ selection: { contextual }, context, texts }, index) => {
    const values = contextual.flatMap((name, at) => {
      const value = context[at];
      return value == null ? [] : [[name, value] as const];
    });
    return [['representations', `[${texts.join()}]`] as const, ...values].map(
      ([name, value]) => `"${asPlanned === null ? variableOf(name, index) : name}":${value}`,
    );
  });
  return `{${own.join()}${others === '{}' ? '}' : `,${others.slice(1)}`}`;
}

/** The errors of an answer as a client may see them: without positions in a query that the client did not write. */
export function errorsIn({ errors }: SubgraphResponse | TransportFailure): readonly GraphQLFormattedError[] {
  return (errors ?? []).map(({ message, path, extensions }) => ({
    message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, code: extensions?.['code'] ?? 'SUBGRAPH_ERROR' },
  }));
}

export function failureOf(subgraph: string, what: string): GraphQLFormattedError {
  return {
    message: `The subgraph \`${subgraph}\` ${what}.`,
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
  };
}
