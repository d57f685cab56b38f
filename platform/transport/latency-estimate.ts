/** The resolution: a bucket is a twelfth of an octave wide, which is 6 %. */
const bucketsPerOctave = 12;
/** From 0.25 ms to 2 minutes, and everything beyond. */
const octaves = 19;
const leastMs = 0.25;
const bucketCount = bucketsPerOctave * octaves;
/** With this many samples all counts are halved, so that newer latencies count more. */
const samplesMax = 1_024;
/** A quantile is computed anew after this many samples. */
const refreshEvery = 16;

/** A streaming estimate of one quantile of latencies, in half a kilobyte. */
export class LatencyEstimate {
  readonly #quantile: number;
  readonly #samplesMin: number;
  #counts: Uint16Array | null = null;
  #samples = 0;
  #sinceRefresh = 0;
  #estimateMs: number | null = null;

  /** `samplesMin` is the number of latencies without which there is no estimate. */
  constructor({ quantile, samplesMin }: { quantile: number; samplesMin: number }) {
    this.#quantile = quantile;
    this.#samplesMin = samplesMin;
  }

  /** The quantile, rounded up by 6 % at most. Null while there are too few samples. */
  get milliseconds(): number | null {
    return this.#estimateMs;
  }

  add(milliseconds: number): void {
    const counts = (this.#counts ??= new Uint16Array(bucketCount));
    const at = Math.floor(Math.log2(Math.max(milliseconds, leastMs) / leastMs) * bucketsPerOctave);
    const bucket = Math.min(at, bucketCount - 1);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.#samples += 1;
    this.#sinceRefresh += 1;
    if (this.#samples >= samplesMax) {
      this.#samples = counts.reduce((sum, count, index) => sum + (counts[index] = count >> 1), 0);
    }
    const isStale = this.#estimateMs === null || this.#sinceRefresh >= refreshEvery;
    if (isStale && this.#samples >= this.#samplesMin) {
      this.#estimateMs = this.#estimate(counts);
      this.#sinceRefresh = 0;
    }
  }

  #estimate(counts: Uint16Array): number {
    const above = this.#samples * (1 - this.#quantile);
    let bucket = bucketCount - 1;
    for (let seen = counts[bucket] ?? 0; seen <= above && bucket > 0; seen += counts[bucket] ?? 0) {
      bucket -= 1;
    }
    return leastMs * 2 ** ((bucket + 1) / bucketsPerOctave);
  }
}
