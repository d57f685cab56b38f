/** Retries, hedges, limits and replicas of subgraphs. */
export const resilience = [
  {
    file: 'platform/transport/circuit-breaker.ts',
    tests: ['tests/platform/circuit-breaker.test.ts'],
    pairs: [
      ['all < requestsMin', 'all <= requestsMin'],
      ['failures < all * errorShare', 'failures <= all * errorShare'],
      ['this.#trying < this.#settings.halfOpenRequests', 'true'],
      ['this.#successes >= this.#settings.halfOpenSuccesses', 'this.#successes > 0'],
      ['this.#entry += 1;', ''],
      ['now + this.#settings.openMs', 'now'],
      ['this.#trying = 0;', ''],
      ['this.#successes = 0;', ''],
      ['this.#counts.clear();', ''],
    ],
  },
  {
    file: 'platform/transport/window-counts.ts',
    tests: ['tests/platform/retry-budget.test.ts', 'tests/platform/circuit-breaker.test.ts'],
    pairs: [
      ['this.#all -= buckets[at] ?? 0;', ''],
      ['this.#special -= buckets[at + 1] ?? 0;', ''],
      ['buckets[at + 1] = 0;', ''],
    ],
  },
  {
    file: 'platform/transport/retry-budget.ts',
    tests: ['tests/platform/retry-budget.test.ts'],
    pairs: [
      ['this.#counts.special + 1 >', 'this.#counts.special >'],
      ['this.#counts.advance(now);', ''],
      ['this.#counts.count(0, 1, now);', ''],
    ],
  },
  {
    file: 'platform/transport/retries.ts',
    tests: ['tests/platform/retries.test.ts'],
    pairs: [
      ['!(isQuery || isUnsent)', 'false'],
      ['now + pauseMs >= deadlineAt', 'false'],
      ['askedMs > retryAfterMsMax', 'false'],
      ["outcome !== 'timeout' &&", ''],
      ['now - begunAt > retriesWithinMs', 'false'],
      ['|| !matches(outcome, on)', ''],
      ['retries >= retriesMax', 'false'],
    ],
  },
  {
    file: 'platform/transport/subgraph-requests.ts',
    tests: ['tests/platform/hedging.test.ts', 'tests/security/retry-storms.test.ts'],
    pairs: [
      ['&& request.isQuery === true', ''],
      ['this.#limit.hasRoom(kind.share) && ', ''],
      ['|| !this.#budget.take(now)', ''],
      ['&& this.#budget.take(performance.now())', ''],
      ['void this.#limit.enter(kind.share, signal);', ''],
    ],
  },
  {
    file: 'platform/transport/hedged.ts',
    tests: ['tests/platform/hedging.test.ts'],
    pairs: [
      ["signal?.addEventListener('abort', abort, { once: true });", ''],
      ["signal?.removeEventListener('abort', abort);\n    abort();", "signal?.removeEventListener('abort', abort);"],
      ['if (inFlight.size === 0) {', 'if (inFlight.size >= 0) {'],
    ],
  },
  {
    file: 'platform/transport/concurrency-limit.ts',
    tests: ['tests/platform/concurrency-limit.test.ts'],
    pairs: [
      ['this.#waitingCount >= waitingMax ||', ''],
      ['Math.ceil(waitingMax / 4)', 'waitingMax'],
      ['&& share.inFlight < requestsPerKindMax', ''],
      ['this.#inFlight < requestsMax && ', ''],
      ['this.#waiting.set(share, others);\n        }', '}'],
      ['this.#remove(share, waiting);', ''],
    ],
  },
  {
    file: 'platform/transport/replicas.ts',
    tests: ['tests/platform/replicas.test.ts', 'tests/platform/subgraph-names.test.ts'],
    pairs: [
      ['replica.asideUntil === null && (error', '(error'],
      ['replica === latest ? ranks.latest : 0', '0'],
      ['asideUntil === null ? 0 : ranks.aside', '0'],
      ['gone.client.retire();', ''],
      ['failures >= failuresMax', 'false'],
      ['!(error instanceof Unconnected) ||', ''],
      ['place.resolveAt = place.resolvedAt + everyMs;', 'place.resolveAt = Infinity;'],
      ['place.resolving = null;', ''],
      ['AbortSignal.any([signal, timeout])', 'timeout'],
    ],
  },
  {
    file: 'platform/transport/http-connection.ts',
    tests: ['tests/platform/replicas.test.ts', 'tests/platform/retries.test.ts', 'tests/platform/http-pool.test.ts'],
    pairs: [
      ['|| this.#isRetired', ''],
      ['isUnsent: !this.#isWritten', 'isUnsent: true'],
      ['if (this.exchange === null) {\n      this.destroy();', '{ this.destroy();'],
    ],
  },
] as const;
