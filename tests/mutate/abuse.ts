/** The bounds on what one client can make the gateway compute. */
export const abuse = [
  {
    file: 'platform/worker-pool.ts',
    tests: ['tests/platform/worker-pool.test.ts'],
    pairs: [
      ['queue.length < waitingMax', 'true'],
      ['queue.lengthOf(client) + 1', 'Infinity'],
      ['fairTimeout(giveUp, settings.waitMaxMs)', '() => {}'],
      ['threads.size < settings.threadsMax ?', 'false ?'],
      ['known.isClosed = true;', ''],
    ],
  },
  {
    file: 'platform/fair-queue.ts',
    tests: ['tests/platform/worker-pool.test.ts'],
    pairs: [
      ['this.#ofNobody.length > 0', 'false'],
      ['if (items.length > 0) {', 'if (false) {'],
      ['items.splice(index, 1);', ''],
    ],
  },
  {
    file: 'platform/pooled-thread.ts',
    tests: ['tests/platform/worker-pool.test.ts'],
    pairs: [
      ['usedMs > cpuMaxMs', 'false'],
      ['usage.heapMb > heapMaxMb', 'false'],
      ['this.#isEnding = true;', ''],
    ],
  },
  {
    file: 'gateway/generation/variant.ts',
    tests: ['tests/security/exploding-plans.test.ts'],
    pairs: [
      ['pending.set(key, preparing);', ''],
      ['variants.set(key, variant);', ''],
    ],
  },
  {
    file: 'gateway/planning/plan-size.ts',
    tests: ['tests/gateway/plan-size.test.ts'],
    pairs: [
      ['size.fields > planMax.fields', 'false'],
      ['size.characters > planMax.characters', 'false'],
    ],
  },
  {
    file: 'gateway/front/http/json-size.ts',
    tests: ['tests/gateway/json-size.test.ts', 'tests/security/large-variables.test.ts'],
    pairs: [
      ['this.#values > jsonMax.values', 'false'],
      ['this.#depth > jsonMax.depth', 'false'],
      ['index = this.#endOfString(bytes, index + 1)', ''],
      ['this.#depth -= 1', ''],
      ['(index - first) % 2', '(index - first)'],
      ['first === from && this.#isEscaped', 'false'],
    ],
  },
  {
    file: 'gateway/front/http/client-request.ts',
    tests: ['tests/security/large-variables.test.ts'],
    pairs: [
      ['size?.add(part) ?? null', 'null'],
      ['isMeasured(value.length)', 'false'],
    ],
  },
  {
    file: 'platform/json/request-json.ts',
    tests: ['tests/platform/request-json.test.ts'],
    pairs: [
      ['isEscaped(json, match.index)', 'false'],
      ['surrogates.lastIndex = match.index + 2;', ''],
    ],
  },
  {
    file: 'gateway/request/read-document.ts',
    tests: ['tests/security/long-documents.test.ts'],
    pairs: [
      ['errors.length > 0', 'false'],
      ['`${generation.fingerprint} ${hash}`', 'hash'],
      ['documents.set(hash, parsed)', ''],
    ],
  },
  {
    file: 'platform/turns.ts',
    tests: ['tests/platform/turns.test.ts'],
    pairs: [['performance.now() < end', 'true']],
  },
  {
    file: 'gateway/request/rules/limits.ts',
    tests: ['tests/security/long-documents.test.ts'],
    pairs: [['count > linesMax', 'false']],
  },
] as const;
