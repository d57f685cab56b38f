import type { GraphQLFormattedError } from 'graphql';
import { parseExactly } from '../json/exact-json.ts';

/** One GraphQL request to a subgraph. */
export type SubgraphRequest = {
  query: string;
  /** The whole request as JSON, if the caller has it. A transport over the network then need not serialise it again. */
  body?: string;
  variables?: Readonly<Record<string, unknown>> | undefined;
  /** The variables as JSON, if the caller has them so. */
  variablesText?: string;
  /**
   * Whether `JSON.parse` may have changed numbers of the answer's data that must keep their text. Without this test,
   * all numbers keep it.
   */
  hasAlteredNumbers?: (data: unknown) => boolean;
  operationName?: string | undefined;
  /** The caller, signed for this subgraph by a `CallerSigner`. */
  caller: string;
  requestId: string;
  /** Whether the request changes nothing, and so may be retried. */
  isQuery?: boolean;
  /** More headers, for a transport over HTTP. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** For a subscription: the headers of its connection. Only subscriptions with equal headers share a connection. */
  connectionHeaders?: Readonly<Record<string, string>> | undefined;
  /** Aborted when the request is cancelled. */
  signal?: AbortSignal | undefined;
  /** The time until which the sender waits for the answer, by `performance.now()` of this process. */
  deadlineAt?: number | undefined;
  /** The bytes that its answer may have, shared with other requests of the same operation. */
  budget?: AnswerBudget | undefined;
  /**
   * For a subscription: asks the subgraph to send its start cursor first. The response then has only `position` in its
   * `extensions`. So a client that is disconnected before the first event can resume, too.
   */
  wantsPosition?: boolean;
};

/** The bytes that are left for answers. Below zero, an answer had to be given up. */
export type AnswerBudget = { left: number };

export type SubgraphResponse = {
  data?: Record<string, unknown> | null | undefined;
  /** Over the network, errors are unchecked, and their users have to check each. */
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: Record<string, unknown> | undefined;
  /**
   * For a subscription: the subgraph ended the stream with these errors. A response without this is an event, which may
   * have failed.
   */
  endsStream?: true;
  /** The subgraph's `cache-control`, adjusted by the headers that change its meaning. */
  cacheControl?: string | undefined;
  /** The length of the answer over the network, in UTF-16 units; undefined in-process. */
  length?: number | undefined;
};

/** The variables of a request, parsed if they are text. */
export function variablesOf({ variables, variablesText }: SubgraphRequest): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- variables that a caller gives as text are an object
  return variables ?? (variablesText === undefined ? {} : (parseExactly(variablesText) as Record<string, unknown>));
}

/**
 * The transport to a subgraph: in the same process or over the network. `execute` throws a TransportError if there is
 * no answer; an answer with errors is an answer. `return()` of `subscribe`'s iterator closes its source at once, even
 * while it waits.
 */
export type SubgraphTransport = {
  execute(request: SubgraphRequest): Promise<SubgraphResponse>;
  subscribe(request: SubgraphRequest): AsyncIterableIterator<SubgraphResponse>;
  close(): Promise<void>;
  /** The state of its circuit breakers; undefined for a transport without any. */
  circuits?(): CircuitCounts | undefined;
  /** Its requests and replicas; undefined for a transport in the same process. */
  traffic?(): TrafficCounts | undefined;
};

/** The requests to a subgraph, and its replicas. */
export type TrafficCounts = {
  /** Requests in flight, and requests that wait for room. */
  inFlight: number;
  waiting: number;
  /** Number of requests rejected so far, since too many waited. */
  rejected: number;
  retries: number;
  /** Number of hedges that answered first, and of the others. */
  hedgesWon: number;
  hedgesLost: number;
  /** Number of retries and hedges that the budget refused. */
  overBudget: number;
  /** Number of connections made. */
  connections: number;
  replicasInService: number;
  /** Replicas that could not be reached, and get no requests. */
  replicasAside: number;
  failedLookups: number;
};

/** The circuit breakers of a subgraph. */
export type CircuitCounts = {
  /** State of the subgraph's own circuit: whether it can be connected to. */
  subgraph: CircuitState;
  /** Number of kinds of fetches whose circuit is open or half-open. */
  fetchesOpen: number;
  fetchesHalfOpen: number;
  /** Number of requests refused so far. */
  shortCircuits: number;
};

/** Closed: requests pass. Open: they are refused. Half-open: a few are tried. */
export type CircuitState = 'closed' | 'half-open' | 'open';

/** A request to a subgraph without an answer. Its message is safe to show to clients. */
export class TransportError extends Error {
  override name = 'TransportError';
  /** The answer that was no GraphQL response; null if there was none. */
  readonly answeredWith: AnsweredWith | null;

  constructor(message: string, { answeredWith = null, ...options }: TransportErrorOptions = {}) {
    super(message, options);
    this.answeredWith = answeredWith;
  }
}

/** An HTTP answer, with its `retry-after`. */
export type AnsweredWith = { statusCode: number; retryAfter: string | undefined };

export type TransportErrorOptions = ErrorOptions & { answeredWith?: AnsweredWith | null };

/** The reason to abort a request at its caller's deadline, when the answer is still wanted. */
export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded';
  /** The deadline of all of the caller's work. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`within the ${timeoutMs} ms that an operation may take`);
    this.timeoutMs = timeoutMs;
  }
}

/** Waits for an answer until the signal is aborted. The work itself goes on. */
export async function unlessAborted<Answer>(signal: AbortSignal | undefined, answer: Promise<Answer>): Promise<Answer> {
  if (signal === undefined) {
    return answer;
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new TransportError('had its request cancelled'));
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

/** The key in `extensions` that asks `subscribe` for the position, and that holds it in the response. */
export const positionKey = 'position';

/** The header that carries the signed caller; over a socket it is the key in `extensions` of `subscribe`. */
export const callerHeader = 'tributary-caller';
export const requestIdHeader = 'x-request-id';
/**
 * The header that says for how many milliseconds the sender waits. A mutation carries it, so that the subgraph can
 * answer in time that it does not know the outcome yet.
 */
export const timeoutHeader = 'tributary-timeout-ms';
