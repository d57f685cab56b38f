/**
 * Keeps callers from waiting for what is known to be down. After several failures in a row it lets nobody through for a while; then one may try, and its
 * outcome decides for the others.
 */
export class CircuitBreaker {
  readonly #failuresMax: number;
  readonly #coolDownMs: number;
  #failures = 0;
  #closedUntil = 0;
  #isTrying = false;

  constructor({ failuresMax, coolDownMs }: { failuresMax: number; coolDownMs: number }) {
    this.#failuresMax = failuresMax;
    this.#coolDownMs = coolDownMs;
  }

  /** Whether to go through. Who does tells with `succeeded` or `failed` how it went. */
  lets(now = performance.now()): boolean {
    if (this.#failures < this.#failuresMax) {
      return true;
    }
    if (this.#isTrying || now < this.#closedUntil) {
      return false;
    }
    this.#isTrying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isTrying = false;
  }

  failed(now = performance.now()): void {
    this.#failures += 1;
    this.#isTrying = false;
    this.#closedUntil = now + this.#coolDownMs;
  }

  /** It was given up for a reason that says nothing of the other side. */
  abandoned(): void {
    this.#isTrying = false;
  }
}
