import type { GraphQLFormattedError } from 'graphql';
import { parseExactly } from '../json/exact-json.ts';

/** One GraphQL request to a subgraph. */
export type SubgraphRequest = {
  query: string;
  /** The whole request as JSON, where the caller has it: what goes over the network is not written again then. */
  body?: string;
  variables?: Readonly<Record<string, unknown>> | undefined;
  /** The variables as JSON, where the caller has them so. */
  variablesText?: string;
  /**
   * Whether `JSON.parse` may have changed numbers of the answer's data that are to be kept as they were written. Where
   * it is not given, all are kept.
   */
  hasAlteredNumbers?: (data: unknown) => boolean;
  operationName?: string | undefined;
  /** The caller, signed by `signCaller`. */
  caller: string;
  requestId: string;
  /** Whether it changes nothing, and so may be sent again. */
  isQuery?: boolean;
  /** More headers, where it goes over HTTP. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * For a subscription: the headers that belong to its connection. Only subscriptions with the same ones share a
   * connection.
   */
  connectionHeaders?: Readonly<Record<string, string>> | undefined;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
  /**
   * For a subscription: whether to say first, in a response that has nothing but the `position` in its `extensions`,
   * after which cursor it begins, where the subgraph knows. So who is cut off before the first event can resume as
   * well.
   */
  wantsPosition?: boolean;
};

export type SubgraphResponse = {
  data?: Record<string, unknown> | null | undefined;
  /** Over the network they are as they came: whoever reads them looks at each. */
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: Record<string, unknown> | undefined;
  /**
   * For a subscription: the subgraph ended the stream with these errors. A response without it is an event, and may be
   * one that failed.
   */
  endsStream?: true;
  /**
   * The `cache-control` that the subgraph gave its answer, with the headers that change its meaning taken into account.
   */
  cacheControl?: string | undefined;
  /** How long the answer was as it came over the network, in UTF-16 units; undefined in-process. */
  length?: number | undefined;
};

/** The variables of a request, in whichever form they are there. */
export function variablesOf({ variables, variablesText }: SubgraphRequest): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever gives them as text wrote an object
  return variables ?? (variablesText === undefined ? {} : (parseExactly(variablesText) as Record<string, unknown>));
}

/**
 * The way to a subgraph: in the same process or over the network. `execute` throws a TransportError when there is no
 * answer; an answer with errors is an answer. The iterator of `subscribe` ends its source at once on `return()`, even
 * while it waits.
 */
export type SubgraphTransport = {
  execute(request: SubgraphRequest): Promise<SubgraphResponse>;
  subscribe(request: SubgraphRequest): AsyncIterableIterator<SubgraphResponse>;
  close(): Promise<void>;
  /** What its circuit breakers do at the moment; undefined for a way that has none. */
  circuits?(): CircuitCounts | undefined;
};

/** The circuit breakers on the way to a subgraph. */
export type CircuitCounts = {
  /** Of the subgraph as a whole: whether it can be connected to. */
  subgraph: CircuitState;
  /** How many kinds of fetches are refused, or tried, while the others pass. */
  fetchesOpen: number;
  fetchesHalfOpen: number;
  /** How many requests were refused so far. */
  shortCircuits: number;
};

/** Closed: requests pass. Open: they are refused. Half-open: a few are tried. */
export type CircuitState = 'closed' | 'half-open' | 'open';

/** A subgraph that gave no answer. Its message is safe to show. */
export class TransportError extends Error {
  override name = 'TransportError';
}

/** Why a request is aborted whose caller had time for it no longer, though it would have liked the answer. */
export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded';
  /** How long all of the caller's work may take. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`within the ${timeoutMs} ms that an operation may take`);
    this.timeoutMs = timeoutMs;
  }
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
