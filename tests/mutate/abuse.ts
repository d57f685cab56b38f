/** The bounds on what one client can make the gateway compute. */
export const abuse = [
  {
    file: 'platform/worker-pool.ts',
    tests: ['tests/platform/worker-pool.test.ts'],
    pairs: [
      ['queue.length >= settings.waitingMax', 'false'],
      ['fairTimeout(giveUp, settings.waitMaxMs)', '() => {}'],
      ['queue.unshift(job)', 'queue.push(job)'],
      ['threads.size < settings.threadsMax ?', 'false ?'],
      ['known.isClosed = true;', ''],
    ],
  },
  {
    file: 'platform/pooled-thread.ts',
    tests: ['tests/platform/worker-pool.test.ts'],
    pairs: [
      ['usedMs > taskMaxMs', 'false'],
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
    tests: ['tests/security/blocked-event-loop.test.ts'],
    pairs: [
      ['size.fields > planMax.fields', 'false'],
      ['size.characters > planMax.characters', 'false'],
    ],
  },
  {
    file: 'gateway/front/http/json-size.ts',
    tests: ['tests/security/blocked-event-loop.test.ts', 'tests/security/large-variables.test.ts'],
    pairs: [
      ['values > jsonMax.values', 'false'],
      ['depth > jsonMax.depth', 'false'],
      ['index = endOfString(json, index)', ''],
      ['depth -= 1', ''],
      ['backslashes % 2 === 1', 'backslashes === 1'],
    ],
  },
  {
    file: 'gateway/request/rules/limits.ts',
    tests: ['tests/security/long-documents.test.ts'],
    pairs: [['count > linesMax', 'false']],
  },
] as const;
