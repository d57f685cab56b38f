/** The window advances by this fraction of itself. */
const bucketCount = 10;

/** Counts of two kinds of things in the latest period, such as all outcomes and the failures among them. */
export class WindowCounts {
  readonly #bucketMs: number;
  /** Both counts by bucket, allocated at the first one, and their sums. */
  #buckets: Uint32Array | null = null;
  #newest = 0;
  #all = 0;
  #special = 0;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / bucketCount;
  }

  /** The count of all things, as of the last call of `advance` or `count`. */
  get all(): number {
    return this.#all;
  }

  /** The count of those that were counted as special. */
  get special(): number {
    return this.#special;
  }

  /** Adds to both counts at a time of `performance.now()`. */
  count(all: number, special: number, now: number): void {
    this.advance(now);
    this.#buckets ??= new Uint32Array(2 * bucketCount);
    const at = 2 * (this.#newest % bucketCount);
    this.#buckets[at] = (this.#buckets[at] ?? 0) + all;
    this.#buckets[at + 1] = (this.#buckets[at + 1] ?? 0) + special;
    this.#all += all;
    this.#special += special;
  }

  /** Forgets what has left the window. */
  advance(now: number): void {
    const bucket = Math.floor(now / this.#bucketMs);
    const buckets = this.#buckets;
    if (buckets === null || bucket - this.#newest >= bucketCount) {
      this.clear();
      this.#newest = bucket;
      return;
    }
    while (this.#newest < bucket) {
      this.#newest += 1;
      const at = 2 * (this.#newest % bucketCount);
      this.#all -= buckets[at] ?? 0;
      this.#special -= buckets[at + 1] ?? 0;
      buckets[at] = 0;
      buckets[at + 1] = 0;
    }
  }

  clear(): void {
    this.#buckets = null;
    this.#all = 0;
    this.#special = 0;
  }
}
