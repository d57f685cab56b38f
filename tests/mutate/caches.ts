/** The keys of cached and shared data, and the rules of what may be cached. */
export const caches = [
  {
    file: 'gateway/request/execute.ts',
    tests: ['tests/gateway/shared-in-flight.test.ts', 'tests/gateway/override.test.ts'],
    pairs: [
      ['      variables,\n      bound.labels,', '      bound.labels,'],
      ['      bound.labels,\n', ''],
      ['      callerKey(context.caller),\n', ''],
      ['      context.caller.address,\n', ''],
      ['      headers,\n', ''],
      ['      tagValues,\n    ]', '    ]'],
      ["operation.kind === 'mutation'", 'operation.kind === undefined'],
    ],
  },
  {
    file: 'gateway/request/subgraph-access.ts',
    tests: ['tests/gateway/private-answers.test.ts', 'tests/gateway/entity-cache.test.ts'],
    pairs: [
      ['JSON.stringify([callerKey(caller), propagatedHeaders', 'JSON.stringify([propagatedHeaders'],
      ['&& context.caller.subject !== null', ''],
    ],
  },
  {
    file: 'gateway/caching/entity-cache.ts',
    tests: ['tests/gateway/private-answers.test.ts', 'tests/gateway/entity-cache.test.ts'],
    pairs: [
      ['.update(scope)', ''],
      ['.update(key)', ''],
      ['|| !text.startsWith(tags)', ''],
      ['allowed.delete(selection)', 'allowed.set(selection, true)'],
      ['if (isAllowed)', 'if (true)'],
    ],
  },
  {
    file: 'gateway/caching/response-cache.ts',
    tests: [
      'tests/gateway/private-answers.test.ts',
      'tests/gateway/front-door.test.ts',
      'tests/gateway/override.test.ts',
    ],
    pairs: [
      ['variables, tagValues, dependsOn, sharedBy]', 'variables, dependsOn, sharedBy]'],
      ['variables, tagValues, dependsOn, sharedBy]', 'variables, tagValues, sharedBy]'],
      ['variables, tagValues, dependsOn, sharedBy]', 'variables, tagValues, dependsOn]'],
      ['operationName, variables, tagValues, dependsOn, sharedBy]', 'operationName, tagValues, dependsOn, sharedBy]'],
      ["freshness.isPublic ? 'signed in' : callerKey(caller)", "'signed in'"],
      ['[...(tenant === null ? [] : [tenantTag(tenant)]), subjectTag(subject)]', '[subjectTag(subject)]'],
    ],
  },
  {
    file: 'gateway/request/cache-answers.ts',
    tests: [
      'tests/gateway/private-answers.test.ts',
      'tests/gateway/front-door.test.ts',
      'tests/gateway/revoked-callers.test.ts',
    ],
    pairs: [
      ["operation.kind !== 'query' ||", 'operation.kind === undefined ||'],
      [' || isRevoked(context.caller)', ''],
    ],
  },
  {
    file: 'gateway/request/plan-operation.ts',
    tests: [
      'tests/gateway/front-door.test.ts',
      'tests/gateway/imperfect-clients/request-shapes.test.ts',
      'tests/gateway/imperfect-clients/tickets.test.ts',
    ],
    pairs: [
      ["kind === 'mutation' && isReadOnly", 'false'],
      ["kind === 'subscription' && !takesSubscriptions", 'false'],
      ["kind !== 'subscription' && takesOnlySubscriptions", 'false'],
    ],
  },
  {
    file: 'gateway/request/persisted-queries.ts',
    tests: ['tests/gateway/persisted-queries.test.ts'],
    pairs: [['document.length <= documentCharactersMax', 'true']],
  },
  {
    file: 'gateway/request/apollo-server.ts',
    tests: ['tests/gateway/persisted-queries.test.ts'],
    pairs: [["&& holder.outcome.kind !== 'refused'", '']],
  },
] as const;
