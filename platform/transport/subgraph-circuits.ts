import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CircuitBreaker, type CircuitBreakerSettings } from './circuit-breaker.ts';
import { BadAnswer } from './http-answer.ts';
import { Cancelled, TimedOut, Unconnected, Unreached } from './http-pool.ts';
import { Share } from './shares.ts';
import { DeadlineExceeded, TransportError, type CircuitCounts } from './transport.ts';

/**
 * Requests that differ in nothing but literals, variables and the name of the operation. One kind that fails is refused
 * alone.
 */
export type FetchKind = { circuit: CircuitBreaker; share: Share };

/** A request that was let through, by both circuits. */
export type Passage = { kind: FetchKind; inSubgraph: number; inKind: number; begunAt: number };

/** How many kinds of fetches are remembered, and how many characters of their texts. */
const kindsMax = 1_000;
const textsMax = 2_000;
/** Fewer kinds that fail together may well have a reason of their own. */
const silentKindsMin = 5;
const textCharactersMax = 4 * 1024 * 1024;

/**
 * The circuit breakers on the way to one subgraph: one for the subgraph as a whole, and one for each kind of fetch.
 * That no connection comes about concerns the whole; that a request is not answered, though it was sent, concerns its
 * kind, since others may well be answered. Where none of several kinds is, the first failure of each is enough. An
 * answer is an answer, whatever it says.
 */
export class SubgraphCircuits {
  readonly #settings: CircuitBreakerSettings;
  readonly #subgraph: CircuitBreaker;
  /** By the text of a request, and by what its kind has in common. */
  readonly #byText = new LRUCache<string, FetchKind>({
    max: textsMax,
    maxSize: textCharactersMax,
    sizeCalculation: (_, text) => text.length + 1,
  });
  readonly #kinds = new LRUCache<string, FetchKind>({ max: kindsMax });
  readonly #onOpen: (share: Share, reason: TransportError) => void;
  #shortCircuits = 0;
  /** When any request was last answered, and the kinds that failed since, with requests from since then. */
  #answeredAt = 0;
  readonly #silent = new Set<FetchKind>();

  /**
   * `onOpen` is told when a kind of fetch is refused from now on: its requests that still wait for a connection need
   * not.
   */
  constructor(settings: CircuitBreakerSettings, onOpen: (share: Share, reason: TransportError) => void) {
    this.#settings = settings;
    this.#onOpen = onOpen;
    this.#subgraph = new CircuitBreaker(settings);
  }

  /**
   * Lets a request through. Throws a TransportError where a circuit is open. Its outcome is told with `answered` or
   * `failed`, once, however often it was sent.
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
   * A connection came about. While the circuit of the subgraph is closed only these are counted against those that did
   * not: answers over connections that were there already would hide for long that no new one can be made.
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
   * A subgraph that is frozen takes connections and answers nothing. Each kind would have to wait for its own several
   * timeouts.
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
    const kind = this.#kinds.get(key) ?? { circuit: new CircuitBreaker(this.#settings), share: new Share() };
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

/** Whether a request that its caller gave up had most of the caller's time, and not only what others had left of it. */
function hasHung(error: unknown, signal: AbortSignal | undefined): boolean {
  const reason: unknown = signal?.reason;
  return error instanceof Cancelled && reason instanceof DeadlineExceeded && error.waitedMs >= reason.timeoutMs / 2;
}

/**
 * The text of a request without what clients write into it: literals that are strings or numbers, lists of them, and
 * the name of the operation.
 */
function withoutLiterals(query: string): string {
  return query
    .replace(/^(\s*(?:query|mutation)\s+)\w+/, '$1')
    .replaceAll(/"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|(?<![\w$])-?\d[\d.eE+-]*/g, '?')
    .replaceAll(/\?(?:[\s,]*\?)+/g, '?');
}
