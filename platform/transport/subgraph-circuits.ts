import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CircuitBreaker, type CircuitBreakerSettings } from './circuit-breaker.ts';
import { Share } from './concurrency-limit.ts';
import { BadAnswer } from './http-answer.ts';
import { Cancelled, TimedOut, Unconnected, Unreached } from './http-connection.ts';
import type { LatencyEstimate } from './latency-estimate.ts';
import { DeadlineExceeded, TransportError, type CircuitCounts } from './transport.ts';

/**
 * Requests that differ only in literals, variables and the name of the operation. A kind that fails is refused without
 * the others. Only hedging keeps latencies.
 */
export type FetchKind = { circuit: CircuitBreaker; share: Share; latency: LatencyEstimate | null };

/** A request that both circuits allowed. */
export type Passage = { kind: FetchKind; inSubgraph: number; inKind: number; begunAt: number };

/** Limits on the kinds of fetches in memory, and on the characters of their texts. */
const kindsMax = 1_000;
const textsMax = 2_000;
/** Fewer kinds that fail together may each have a reason of its own. */
const silentKindsMin = 5;
const textCharactersMax = 4 * 1024 * 1024;

/**
 * The circuit breakers of one subgraph: one for the whole subgraph, and one for each kind of fetch.
 *
 * A failure to connect counts against the whole subgraph. A request that is sent and not answered counts against its
 * kind, since others may be answered. If none of several kinds is answered, the first failure of each is enough. An
 * answer counts as a success, whatever it says.
 */
export class SubgraphCircuits {
  readonly #settings: CircuitBreakerSettings;
  readonly #subgraph: CircuitBreaker;
  /** Kinds by the text of a request, and by that text without literals. */
  readonly #byText = new LRUCache<string, FetchKind>({
    max: textsMax,
    maxSize: textCharactersMax,
    sizeCalculation: (_, text) => text.length + 1,
  });
  readonly #kinds = new LRUCache<string, FetchKind>({ max: kindsMax });
  readonly #onOpen: (share: Share, reason: TransportError) => void;
  #shortCircuits = 0;
  /**
   * The time of the last answer to any request. The kinds that failed since then, with requests that began after it.
   */
  #answeredAt = 0;
  readonly #silent = new Set<FetchKind>();

  /** `onOpen` is called when the circuit of a kind opens, so that its waiting requests can be rejected. */
  constructor(settings: CircuitBreakerSettings, onOpen: (share: Share, reason: TransportError) => void) {
    this.#settings = settings;
    this.#onOpen = onOpen;
    this.#subgraph = new CircuitBreaker(settings);
  }

  /**
   * Begins a request. Throws a TransportError while a circuit is open. Call `answered` or `failed` once, whatever the
   * number of attempts.
   */
  pass(query: string, now: number): Passage {
    const kind = this.#byText.get(query) ?? this.#kindOf(query);
    if (!this.#subgraph.allowsRequest(now)) {
      this.#shortCircuits += 1;
      throw new TransportError('cannot be reached, and its circuit breaker is open; try again in a moment');
    }
    if (!kind.circuit.allowsRequest(now)) {
      this.#shortCircuits += 1;
      throw kindRefused();
    }
    return { kind, inSubgraph: this.#subgraph.begin(now), inKind: kind.circuit.begin(now), begunAt: now };
  }

  answered({ kind, inSubgraph, inKind }: Passage, now: number): void {
    kind.circuit.succeeded(inKind, now);
    this.#reached(inSubgraph, now);
    this.#answeredAt = now;
    if (this.#silent.size > 0) {
      this.#silent.clear();
    }
  }

  failed(passage: Passage, error: unknown, signal: AbortSignal | undefined, now: number): void {
    const { kind, inSubgraph, inKind } = passage;
    if (error instanceof BadAnswer) {
      this.answered(passage, now);
    } else if (error instanceof Unconnected) {
      this.#subgraph.failed(inSubgraph, now);
      kind.circuit.cancelled(inKind);
    } else if (error instanceof Unreached || error instanceof TimedOut || hasHung(error, signal)) {
      kind.circuit.failed(inKind, now);
      this.#reached(inSubgraph, now);
      this.#tripIfSilent(passage, now);
      if (kind.circuit.state(now) === 'open') {
        this.#onOpen(kind.share, kindRefused());
      }
    } else {
      kind.circuit.cancelled(inKind);
      this.#subgraph.cancelled(inSubgraph);
    }
  }

  /**
   * Records an established connection. While the subgraph's circuit is closed, only new connections count as its
   * successes. Answers over existing ones would long hide that no new connection can be made.
   */
  connected(now: number): void {
    if (this.#subgraph.state(now) === 'closed') {
      this.#subgraph.succeeded(this.#subgraph.begin(now), now);
    }
  }

  counts(now: number): CircuitCounts {
    const states = [...this.#kinds.values()].map(({ circuit }) => circuit.state(now));
    return {
      subgraph: this.#subgraph.state(now),
      fetchesOpen: states.filter((state) => state === 'open').length,
      fetchesHalfOpen: states.filter((state) => state === 'half-open').length,
      shortCircuits: this.#shortCircuits,
    };
  }

  /**
   * A frozen subgraph accepts connections and answers nothing. Without this, each kind would have to wait for several
   * timeouts of its own.
   */
  #tripIfSilent({ kind, begunAt }: Passage, now: number): void {
    if (begunAt < this.#answeredAt || this.#silent.size >= kindsMax) {
      return;
    }
    this.#silent.add(kind);
    if (this.#silent.size >= Math.max(this.#settings.requestsMin, silentKindsMin)) {
      for (const { circuit } of this.#silent) {
        circuit.trip(now);
      }
    }
  }

  #reached(inSubgraph: number, now: number): void {
    if (this.#subgraph.state(now) !== 'closed') {
      this.#subgraph.succeeded(inSubgraph, now);
    }
  }

  #kindOf(query: string): FetchKind {
    const key = createHash('sha256').update(withoutLiterals(query)).digest('base64url');
    const kind = this.#kinds.get(key) ?? {
      circuit: new CircuitBreaker(this.#settings),
      share: new Share(),
      latency: null,
    };
    this.#kinds.set(key, kind);
    this.#byText.set(query, kind);
    return kind;
  }
}

function kindRefused(): TransportError {
  return new TransportError(
    'has not answered this several times, and the circuit breaker for it is open; try again in a moment',
  );
}

/** Whether a cancelled request had most of its caller's time, and not only what earlier requests left of it. */
function hasHung(error: unknown, signal: AbortSignal | undefined): boolean {
  const reason: unknown = signal?.reason;
  return error instanceof Cancelled && reason instanceof DeadlineExceeded && error.waitedMs >= reason.timeoutMs / 2;
}

/**
 * The text of a request without the parts that clients choose: string and number literals, lists of them, and the name
 * of the operation.
 */
function withoutLiterals(query: string): string {
  return query
    .replace(/^(\s*(?:query|mutation)\s+)\w+/, '$1')
    .replaceAll(/"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|(?<![\w$])-?\d[\d.eE+-]*/g, '?')
    .replaceAll(/\?(?:[\s,]*\?)+/g, '?');
}
