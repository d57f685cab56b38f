import type { CircuitState } from './transport.ts';

export type CircuitBreakerSettings = {
  /** For how long an outcome counts. */
  windowMs: number;
  /** How many outcomes have to be in the window before a circuit opens. */
  requestsMin: number;
  /** The share of failures among them at which it opens. */
  errorShare: number;
  /** For how long it then refuses. */
  openMs: number;
  /** How many requests it tries at a time when it is half-open. */
  halfOpenRequests: number;
  /** How many of them have to succeed before it closes. */
  halfOpenSuccesses: number;
};

export const circuitBreakerDefaults: CircuitBreakerSettings = {
  windowMs: 30_000,
  requestsMin: 5,
  errorShare: 0.5,
  openMs: 1_000,
  halfOpenRequests: 3,
  halfOpenSuccesses: 2,
};

/** The window moves on by this part of itself. */
const bucketCount = 10;

/**
 * Keeps requests from what mostly fails. It is always in one of three states. *Closed*: all requests pass, and their
 * outcomes are counted; it opens when enough of them in the window failed. *Open*: all are refused; after `openMs` it
 * is half-open. *Half-open*: a few pass; it closes when enough of them succeed, and opens again when one fails.
 */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  readonly #bucketMs: number;
  #state: CircuitState = 'closed';
  /**
   * Which entry into a state this is. What comes of a request that was let through in an earlier one says nothing of
   * now.
   */
  #entry = 1;
  #openUntil = 0;
  /** Requests that are tried while half-open, and how many have succeeded. */
  #trying = 0;
  #successes = 0;
  /** Outcomes and failures by bucket, made when the first one is counted, and the sums of all buckets. */
  #buckets: Uint32Array | null = null;
  #newest = 0;
  #outcomes = 0;
  #failures = 0;

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
    this.#bucketMs = settings.windowMs / bucketCount;
  }

  /** Its state at a time of the clock of `performance.now()`. */
  state(now: number): CircuitState {
    return this.#state === 'open' && now >= this.#openUntil ? 'half-open' : this.#state;
  }

  /** Whether a request may pass. Nothing changes by asking. */
  allowsRequest(now: number): boolean {
    if (this.#state === 'closed') {
      return true;
    }
    return this.#state === 'open' ? now >= this.#openUntil : this.#trying < this.#settings.halfOpenRequests;
  }

  /**
   * Lets a request through that is allowed. What comes of it is told with the number that this gives: `succeeded`,
   * `failed` or `cancelled`, once.
   */
  begin(now: number): number {
    if (this.#state === 'open' && now >= this.#openUntil) {
      this.#enter('half-open');
    }
    this.#trying += this.#state === 'half-open' ? 1 : 0;
    return this.#entry;
  }

  succeeded(entry: number, now: number): void {
    if (entry !== this.#entry || this.#state === 'open') {
      return;
    }
    if (this.#state === 'closed') {
      this.#count(false, now);
      return;
    }
    this.#trying -= 1;
    this.#successes += 1;
    if (this.#successes >= this.#settings.halfOpenSuccesses) {
      this.#enter('closed');
    }
  }

  failed(entry: number, now: number): void {
    if (entry !== this.#entry || this.#state === 'open') {
      return;
    }
    if (this.#state === 'closed') {
      this.#count(true, now);
      const { requestsMin, errorShare } = this.#settings;
      if (this.#outcomes < requestsMin || this.#failures < this.#outcomes * errorShare) {
        return;
      }
    }
    this.#open(now);
  }

  /** Opens a closed circuit before its own count says so, for a reason that its owner has. */
  trip(now: number): void {
    if (this.#state === 'closed') {
      this.#open(now);
    }
  }

  /** It ended for a reason that says nothing of the other side. */
  cancelled(entry: number): void {
    if (entry === this.#entry && this.#state === 'half-open') {
      this.#trying -= 1;
    }
  }

  #open(now: number): void {
    this.#enter('open');
    this.#openUntil = now + this.#settings.openMs;
  }

  #enter(state: CircuitState): void {
    this.#state = state;
    this.#entry += 1;
    this.#trying = 0;
    this.#successes = 0;
    this.#buckets = null;
    this.#outcomes = 0;
    this.#failures = 0;
  }

  #count(isFailure: boolean, now: number): void {
    const bucket = Math.floor(now / this.#bucketMs);
    if (this.#buckets === null) {
      this.#buckets = new Uint32Array(2 * bucketCount);
      this.#newest = bucket;
    }
    const buckets = this.#buckets;
    if (bucket - this.#newest >= bucketCount) {
      buckets.fill(0);
      this.#outcomes = 0;
      this.#failures = 0;
      this.#newest = bucket;
    }
    while (this.#newest < bucket) {
      this.#newest += 1;
      const at = 2 * (this.#newest % bucketCount);
      this.#outcomes -= buckets[at] ?? 0;
      this.#failures -= buckets[at + 1] ?? 0;
      buckets[at] = 0;
      buckets[at + 1] = 0;
    }
    const at = 2 * (bucket % bucketCount);
    buckets[at] = (buckets[at] ?? 0) + 1;
    this.#outcomes += 1;
    if (isFailure) {
      buckets[at + 1] = (buckets[at + 1] ?? 0) + 1;
      this.#failures += 1;
    }
  }
}
