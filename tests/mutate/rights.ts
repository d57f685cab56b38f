/** The decision which fields a caller may select, and everything that could show the others. */
export const rights = [
  {
    file: 'gateway/planning/withhold.ts',
    tests: ['tests/gateway/authorization.test.ts', 'tests/security/withheld-fields.test.ts'],
    pairs: [
      ['const isMarked = isOut || !permits', 'const isMarked = !permits'],
      ['Field: (field) => (isWithheld(field) ? null : undefined)', 'Field: () => undefined'],
      ['isOut || !isPermittedType(condition));', 'isOut);'],
      ['[...here, ...listSteps(below)]', 'here'],
    ],
  },
  {
    file: 'gateway/compile/response-shape.ts',
    tests: ['tests/gateway/authorization.test.ts'],
    pairs: [['nodes.find((node) => !isWithheld(node)) ?? nodes[0]', 'nodes[0]']],
  },
  {
    file: 'gateway/execution/explain-response.ts',
    tests: ['tests/gateway/authorization.test.ts', 'tests/gateway/visible-introspection.test.ts'],
    pairs: [
      ['info.fieldNodes.find((each) => !isWithheld(each))', 'info.fieldNodes.find(() => true)'],
      [
        'if (isNonNullType(info.returnType)) {\n        throw alreadyReported;',
        'if (false) {\n        throw alreadyReported;',
      ],
    ],
  },
  {
    file: 'gateway/composed/authorization.ts',
    tests: ['tests/gateway/composed-requirements.test.ts'],
    pairs: [
      ['[...at(type.name), ...at', '[...at'],
      [', ...ofObjects(getNamedType(field.type).name)]', ']'],
      ['isEquivalent(own, inherited, requirements) ? none : own', 'own'],
      ['own.length === 0 || !isInterfaceType(type)', 'own.length === 0'],
    ],
  },
  {
    file: 'gateway/request/authorize.ts',
    tests: [
      'tests/gateway/authorization.test.ts',
      'tests/gateway/authorization-modes.test.ts',
      'tests/gateway/authorized-plans.test.ts',
    ],
    pairs: [
      ['{ granted: [], mode }', "{ granted: [], mode: 'filter' }"],
      ['anyOf.some((list) => list.every(', 'anyOf.some((list) => list.some('],
      ['anyOf.some((list) => list.every(', 'anyOf.every((list) => list.every('],
      ["caller.subject === null && kind !== 'policies'", 'false'],
    ],
  },
  {
    file: 'gateway/request/policies.ts',
    tests: ['tests/gateway/authorization-modes.test.ts'],
    pairs: [
      ['decisions[policy] === true', 'decisions[policy] !== false'],
      ['`${callerKey(caller)} ${JSON.stringify(headers)}`', '`${JSON.stringify(headers)}`'],
      ['`${callerKey(caller)} ${JSON.stringify(headers)}`', 'callerKey(caller)'],
      ['bytes > answerBytesMax', 'false'],
      ['within(timeoutMs, decide(policies, input))', 'decide(policies, input)'],
      ['if (maxAgeSeconds > 0) {', 'if (false) {'],
    ],
  },
  {
    file: 'gateway/request/cache-answers.ts',
    tests: ['tests/security/withheld-fields.test.ts'],
    pairs: [['granted: bound.granted', '']],
  },
  {
    file: 'gateway/request/plan-operation.ts',
    tests: ['tests/gateway/authorized-streams.test.ts', 'tests/gateway/authorization.test.ts'],
    pairs: [['bound.primary === null || unauthorized.length === 0', 'true']],
  },
  {
    file: 'gateway/planning/permission.ts',
    tests: ['tests/gateway/visible-introspection.test.ts', 'tests/gateway/authorized-streams.test.ts'],
    pairs: [
      ['granted.length === authorization.requirements.size', 'true'],
      ['? [...requirements.values()]', '? []'],
      ["mode === 'reject' || (isSubscription", "mode === 'reject' || (!isSubscription"],
    ],
  },
  {
    file: 'gateway/planning/plan-variant.ts',
    tests: ['tests/gateway/authorization.test.ts'],
    pairs: [['permitted === only ? document : withoutWithheld(document)', 'document']],
  },
  {
    file: 'gateway/generation/variant.ts',
    tests: ['tests/gateway/visible-introspection.test.ts', 'tests/gateway/authorization.test.ts'],
    pairs: [
      ['visibleSchemas(circumstances.permission.granted)', 'apiSchema'],
      [' ${permission.granted.join()}`', '`'],
    ],
  },
  {
    file: 'gateway/worker.ts',
    tests: ['tests/gateway/visible-introspection.test.ts'],
    pairs: [['visibleSchemas?.(task.granted) ?? apiSchema', 'apiSchema']],
  },
  {
    file: 'gateway/composed/visible-schema.ts',
    tests: ['tests/gateway/visible-introspection.test.ts'],
    pairs: [
      ['if (isRefused(authorization.ofField(type.name, field)))', 'if (false)'],
      ['types.filter(isEmpty).forEach', 'types.filter(() => false).forEach'],
      ["granted.toSorted().join('\\n')", "''"],
    ],
  },
  {
    file: 'gateway/request/validate.ts',
    tests: ['tests/gateway/visible-introspection.test.ts'],
    pairs: [['own?.message ?? plain', 'message']],
  },
  {
    file: 'gateway/streams/stream-group.ts',
    tests: ['tests/gateway/authorized-streams.test.ts'],
    pairs: [
      ['if (!keepsRights && this', 'if (false && this'],
      ['keepsRights(subscription).catch(() => true)', 'keepsRights(subscription).catch(() => false)'],
    ],
  },
] as const;
