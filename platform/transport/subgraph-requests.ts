import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrencyLimit, type ConcurrencySettings } from './concurrency-limit.ts';
import type { CircuitBreakerSettings } from './circuit-breaker.ts';
import { parseResponse } from './graphql-answer.ts';
import { hedged, type HedgingSettings } from './hedged.ts';
import { LatencyEstimate } from './latency-estimate.ts';
import { Replicas, type ReplicaPost, type ReplicasSettings } from './replicas.ts';
import { pauseBeforeRetry, type RetrySettings } from './retries.ts';
import { RetryBudget } from './retry-budget.ts';
import { SubgraphCircuits, type FetchKind } from './subgraph-circuits.ts';
import {
  callerHeader,
  requestIdHeader,
  timeoutHeader,
  TransportError,
  variablesOf,
  type CircuitCounts,
  type SubgraphRequest,
  type SubgraphResponse,
  type TrafficCounts,
} from './transport.ts';

export type SubgraphRequestsSettings = {
  timeoutMs: number;
  circuitBreaker: CircuitBreakerSettings;
  concurrency: ConcurrencySettings;
  retries: RetrySettings;
  hedging: HedgingSettings;
  replicas: Omit<ReplicasSettings, 'open'>;
  /** Opens a client for a replica. Calls `onConnected` for each of its connections. */
  open: (url: URL, address: string, onConnected: () => void) => ReturnType<ReplicasSettings['open']>;
};

/**
 * The queries and mutations to one subgraph, from outside to inside: a circuit breaker refuses them, a limit lets them
 * wait, failed ones are retried, slow queries are hedged, and replicas share them.
 */
export class SubgraphRequests {
  readonly #settings: SubgraphRequestsSettings;
  readonly #circuits: SubgraphCircuits;
  readonly #limit: ConcurrencyLimit;
  readonly #budget: RetryBudget;
  readonly #replicas: Replicas;
  #retries = 0;
  #hedgesWon = 0;
  #hedgesLost = 0;
  #connections = 0;

  constructor(settings: SubgraphRequestsSettings) {
    this.#settings = settings;
    this.#limit = new ConcurrencyLimit(settings.concurrency);
    this.#circuits = new SubgraphCircuits(settings.circuitBreaker, (share, reason) =>
      this.#limit.refuse(share, reason),
    );
    this.#budget = new RetryBudget(settings.retries);
    const onConnected = () => {
      this.#connections += 1;
      this.#circuits.connected(performance.now());
    };
    this.#replicas = new Replicas({
      ...settings.replicas,
      open: (url, address) => settings.open(url, address, onConnected),
    });
  }

  async execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    const begunAt = performance.now();
    const { timeoutMs, retries: rules } = this.#settings;
    const { signal, isQuery = false, deadlineAt = Infinity } = request;
    const passage = this.#circuits.pass(request.query, begunAt);
    this.#budget.requested(begunAt);
    const post: ReplicaPost = {
      headers: headersOf(request, Math.min(timeoutMs, deadlineAt - begunAt)),
      body: request.body ?? bodyOf(request),
      signal,
      budget: request.budget,
      route: { latest: null },
    };
    for (let retries = 0; ; retries += 1) {
      try {
        const response = await this.#send(post, request, passage.kind);
        this.#circuits.answered(passage, performance.now());
        return response;
      } catch (error) {
        const now = performance.now();
        const pauseMs =
          signal?.aborted === true
            ? null
            : pauseBeforeRetry({ error, isQuery, retries, begunAt, now, deadlineAt }, rules);
        if (pauseMs === null || !this.#budget.take(now)) {
          this.#circuits.failed(passage, error, signal, now);
          throw error;
        }
        this.#retries += 1;
        // A request that is cancelled meanwhile is not sent.
        await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
      }
    }
  }

  circuits(): CircuitCounts {
    return this.#circuits.counts(performance.now());
  }

  traffic(): TrafficCounts {
    const { inService, aside, failedLookups } = this.#replicas.counts();
    return {
      inFlight: this.#limit.inFlight,
      waiting: this.#limit.waiting,
      rejected: this.#limit.rejected,
      retries: this.#retries,
      hedgesWon: this.#hedgesWon,
      hedgesLost: this.#hedgesLost,
      overBudget: this.#budget.refused,
      connections: this.#connections,
      replicasInService: inService,
      replicasAside: aside,
      failedLookups,
    };
  }

  close(): void {
    this.#limit.close(new TransportError('cannot be reached any more'));
    this.#replicas.close();
  }

  /** Sends a request once there is room, and a hedge if it takes long. */
  #send(post: ReplicaPost, request: SubgraphRequest, kind: FetchKind): Promise<SubgraphResponse> {
    const mayBeHedged = this.#settings.hedging.enabled && request.isQuery === true;
    const send = () => (mayBeHedged ? this.#sendTimed(post, request, kind) : this.#sendOnce(post, request, kind));
    const entering = this.#limit.enter(kind.share, post.signal);
    return entering === null ? send() : entering.then(send);
  }

  /** Sends a query, with a hedge once the latency of its kind is known. */
  async #sendTimed(post: ReplicaPost, request: SubgraphRequest, kind: FetchKind): Promise<SubgraphResponse> {
    const { hedging } = this.#settings;
    const latency = (kind.latency ??= new LatencyEstimate(hedging));
    const sentAt = performance.now();
    const delayMs = latency.milliseconds;
    const response =
      delayMs === null
        ? await this.#sendOnce(post, request, kind)
        : await this.#sendHedged(post, request, { kind, delayMs: Math.max(delayMs, hedging.delayMsMin) });
    // Where a hedge was faster, the request itself would have taken longer still: above the quantile in any case.
    latency.add(performance.now() - sentAt);
    return response;
  }

  async #sendHedged(
    post: ReplicaPost,
    request: SubgraphRequest,
    { kind, delayMs }: { kind: FetchKind; delayMs: number },
  ): Promise<SubgraphResponse> {
    let wasHedged = false;
    const mayHedge = () => {
      wasHedged = this.#limit.hasRoom(kind.share) && this.#budget.take(performance.now());
      return wasHedged;
    };
    const send = ({ signal, isHedge }: { signal: AbortSignal; isHedge: boolean }) => {
      if (isHedge) {
        void this.#limit.enter(kind.share, signal);
      }
      return this.#sendOnce({ ...post, signal, isHedge }, request, kind);
    };
    let isWon = false;
    try {
      const { answer, isHedge } = await hedged(send, { delayMs, signal: post.signal, mayHedge });
      isWon = isHedge;
      return answer;
    } finally {
      this.#hedgesWon += isWon ? 1 : 0;
      this.#hedgesLost += wasHedged && !isWon ? 1 : 0;
    }
  }

  /** Sends a request that has entered the limit. */
  async #sendOnce(post: ReplicaPost, request: SubgraphRequest, { share }: FetchKind): Promise<SubgraphResponse> {
    const sentAt = performance.now();
    try {
      return parseResponse(await this.#replicas.post(post), request, sentAt);
    } finally {
      this.#limit.leave(share);
    }
  }
}

/** The headers of a request whose answer is awaited for `timeoutMs`. */
function headersOf(
  { caller, requestId, headers, isQuery }: SubgraphRequest,
  timeoutMs: number,
): Record<string, string> {
  const all: Record<string, string> = {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json',
    [requestIdHeader]: requestId,
  };
  if (caller !== '') {
    all[callerHeader] = caller;
  }
  if (isQuery !== true) {
    all[timeoutHeader] = String(Math.max(1, Math.floor(timeoutMs)));
  }
  return all;
}

function bodyOf(request: SubgraphRequest): string {
  const { query, operationName } = request;
  return JSON.stringify({ query, variables: variablesOf(request), operationName });
}
