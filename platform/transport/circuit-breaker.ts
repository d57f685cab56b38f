import type { CircuitState } from './transport.ts';
import { WindowCounts } from './window-counts.ts';

export type CircuitBreakerSettings = {
  /** The period over which outcomes count. */
  windowMs: number;
  /** The number of outcomes in the window before the circuit may open. */
  requestsMin: number;
  /** The share of failures in the window at which the circuit opens. */
  errorShare: number;
  /** How long an open circuit refuses requests. */
  openMs: number;
  /** Limit on simultaneous trial requests while the circuit is half-open. */
  halfOpenRequests: number;
  /** The number of successful trial requests that closes the circuit. */
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

/**
 * A circuit breaker: it refuses requests to a target that mostly fails. It is always in one of three states. *Closed*:
 * all requests pass, and their outcomes are counted; it opens when enough of them in the window failed. *Open*: all are
 * refused; after `openMs` it is half-open. *Half-open*: a few pass; it closes when enough of them succeed, and opens
 * again when one fails.
 */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  /** All outcomes in the window, and the failures among them. */
  readonly #counts: WindowCounts;
  #state: CircuitState = 'closed';
  /**
   * Counts the entries into a state. The outcome of a request from an earlier entry says nothing of the current state.
   */
  #entry = 1;
  #openUntil = 0;
  /** Trial requests in flight while half-open, and those that have succeeded. */
  #trying = 0;
  #successes = 0;

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
    this.#counts = new WindowCounts(settings.windowMs);
  }

  /** The state at a time of `performance.now()`. */
  state(now: number): CircuitState {
    return this.#state === 'open' && now >= this.#openUntil ? 'half-open' : this.#state;
  }

  /** Whether a request may pass. Changes no state. */
  allowsRequest(now: number): boolean {
    if (this.#state === 'closed') {
      return true;
    }
    return this.#state === 'open' ? now >= this.#openUntil : this.#trying < this.#settings.halfOpenRequests;
  }

  /**
   * Begins a request that `allowsRequest` permits. Pass the returned number to `succeeded`, `failed` or `cancelled`,
   * once.
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
      this.#counts.count(1, 0, now);
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
      this.#counts.count(1, 1, now);
      const { requestsMin, errorShare } = this.#settings;
      const { all, special: failures } = this.#counts;
      if (all < requestsMin || failures < all * errorShare) {
        return;
      }
    }
    this.#open(now);
  }

  /** Opens a closed circuit regardless of its counts, for a reason of its owner. */
  trip(now: number): void {
    if (this.#state === 'closed') {
      this.#open(now);
    }
  }

  /** Records a request that was cancelled, which says nothing of the other side. */
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
    this.#counts.clear();
  }
}
