import type { GraphQLFormattedError } from 'graphql';
import { parseExactly } from './exact-json.ts';

/** One GraphQL request to a subgraph. */
export type SubgraphRequest = {
  query: string;
  /** The whole request as JSON, where the caller has it: what goes over the network is not written again then. */
  body?: string;
  variables?: Readonly<Record<string, unknown>> | undefined;
  /** The variables as JSON, where the caller has them so. */
  variablesText?: string;
  /** Whether `JSON.parse` may have changed numbers of the answer's data that are to be kept as they were written. Where it is not given, all are kept. */
  hasAlteredNumbers?: (data: unknown) => boolean;
  operationName?: string | undefined;
  /** The caller, signed by `signCaller`. */
  caller: string;
  requestId: string;
  /** Whether it changes nothing, and so may be sent again. */
  isQuery?: boolean;
  /** More headers, where it goes over HTTP. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
  /**
   * For a subscription: whether to say first, in a response that has nothing but the `position` in its `extensions`, after which cursor it begins, where the subgraph knows. So who is cut off before
   * the first event can resume as well.
   */
  wantsPosition?: boolean;
};

export type SubgraphResponse = {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: Record<string, unknown> | undefined;
  /** The `cache-control` that the subgraph gave its answer. */
  cacheControl?: string | undefined;
  /** How long the answer was as it came over the network, in UTF-16 units; undefined in-process. */
  length?: number | undefined;
};

/** The variables of a request, in whichever form they are there. */
export function variablesOf({ variables, variablesText }: SubgraphRequest): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever gives them as text wrote an object
  return variables ?? (variablesText === undefined ? {} : (parseExactly(variablesText) as Record<string, unknown>));
}

/** For how many seconds a `cache-control` allows an answer to be kept; 0 without one. */
export function maxAgeOf(cacheControl: string | null | undefined): number {
  const mayBeKept = !/no-store|no-cache/.test(cacheControl ?? '');
  return mayBeKept ? Number(/(?:^|[\s,])max-age=(\d{1,9})/.exec(cacheControl ?? '')?.[1] ?? 0) : 0;
}

/**
 * The way to a subgraph: in the same process or over the network. `execute` throws a TransportError when there is no answer; an answer with errors is an answer. The
 * iterator of `subscribe` ends its source at once on `return()`, even while it waits.
 */
export type SubgraphTransport = {
  execute(request: SubgraphRequest): Promise<SubgraphResponse>;
  subscribe(request: SubgraphRequest): AsyncIterableIterator<SubgraphResponse>;
  close(): Promise<void>;
};

/** A subgraph that gave no answer. Its message is safe to show. */
export class TransportError extends Error {
  override name = 'TransportError';
}

/** Waits for an answer until nobody waits for it any more. What was begun goes on. */
export async function unlessAborted<Answer>(signal: AbortSignal | undefined, answer: Promise<Answer>): Promise<Answer> {
  if (signal === undefined) {
    return answer;
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new TransportError('was not waited for'));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) {
    abort();
  }
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The key in `extensions` of `subscribe` that asks for the position, and of the response that tells it. */
export const positionKey = 'position';

/** The header that carries the signed caller; over a socket it is the key in `extensions` of `subscribe`. */
export const callerHeader = 'tributary-caller';
export const requestIdHeader = 'x-request-id';
