/** The order of fetches, and the parts of an answer that is deferred. */
export const plans = [
  {
    file: 'gateway/compile/schedule-fetches.ts',
    tests: ['tests/gateway/federation/defer.test.ts'],
    pairs: [['isMutation ? first', 'isMutation || named.some((each) => each.length === 0) ? first']],
  },
  {
    file: 'gateway/execution/deferred-parts.ts',
    tests: ['tests/gateway/federation/defer.test.ts'],
    pairs: [['part: deferral.id,', '']],
  },
] as const;
