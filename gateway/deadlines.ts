type Running = { endsAt: number; expire: () => void };

/**
 * Tells operations when their time is over. One timer serves all, since all have the same time: a timer of Node's for each, cancelled a moment later, keeps what it refers to alive until the next full collection, and that was
 * an eighth of what an operation costs.
 */
export class Deadlines {
  readonly #allowedMs: number;
  /** In the order in which they end. */
  readonly #running = new Set<Running>();
  #isWatched = false;

  constructor(allowedMs: number) {
    this.#allowedMs = allowedMs;
  }

  /** Calls `expire` when the time is over, unless what it gives back is called before. */
  begin(expire: () => void): () => void {
    const running = { endsAt: performance.now() + this.#allowedMs, expire };
    this.#running.add(running);
    if (!this.#isWatched) {
      this.#lookIn(this.#allowedMs);
    }
    return () => {
      this.#running.delete(running);
    };
  }

  #lookIn(ms: number): void {
    this.#isWatched = true;
    setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#isWatched = false;
    const now = performance.now();
    for (const running of this.#running) {
      if (running.endsAt > now) {
        this.#lookIn(running.endsAt - now);
        return;
      }
      this.#running.delete(running);
      running.expire();
    }
  }
}
