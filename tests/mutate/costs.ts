/** The budgets for the cost of operations, and for the bytes of answers. */
export const costs = [
  {
    file: 'gateway/request/weigh.ts',
    tests: ['tests/gateway/demand-control.test.ts', 'tests/gateway/costs-of-parts.test.ts'],
    pairs: [
      ['isEnforced && unsliced !== undefined', 'false'],
      ['isEnforced && total > settings.max', 'total > settings.max'],
      ['isEnforced && total > settings.max', 'isEnforced && total >= settings.max'],
      ["settings.mode === 'enforce' ||", ''],
      ["settings.mode === 'auto' && costs.isStated", "settings.mode === 'auto'"],
      ['estimated > budgetOf(name)', 'estimated >= budgetOf(name)'],
      ["subgraph.mode === 'enforce' && dear", 'dear'],
      ['return stream === undefined', 'return true'],
      ['meter, skipped }', 'meter }'],
      ['bound.primary?.fetch ?? null', 'null'],
      ['charge(cost.actual);', ''],
      ['variables[name] === known.values[index]', 'true'],
    ],
  },
  {
    file: 'gateway/request/rate-limits.ts',
    tests: ['tests/gateway/demand-control.test.ts'],
    pairs: [['tokens > 0 ? wanted', 'true ? wanted']],
  },
  {
    file: 'gateway/compile/count-cost.ts',
    tests: ['tests/gateway/counted-costs.test.ts', 'tests/gateway/demand-control.test.ts'],
    pairs: [
      ['return Math.max(0, c);', 'return c;'],
      [' + x[${code.inputs.push(part.inputs) - 1}]', ''],
      ['cost += ofEach + count(object, inputCosts);', 'cost += count(object, inputCosts);'],
      ['v.length * ${weight}', 'v.length'],
      ["if (typeof t !== 'string') c +=", 'if (true) c +='],
      ['?? ${weight})', '?? 0)'],
    ],
  },
  {
    file: 'gateway/compile/plan-cost.ts',
    tests: ['tests/gateway/demand-control.test.ts'],
    pairs: [
      ['objectsOf(fetch, inputs) * each', 'each'],
      ['(isOfEntities ? entityCost : 0) + costOfSelection', 'costOfSelection'],
      ['* otherwise ** (lists - 1)', ''],
      ['lengthOf(part, inputs) * (weight + below)', 'weight + lengthOf(part, inputs) * below'],
      ['(inputCost?.(inputs.variables) ?? 0)', '0'],
      ['(isMutation ? mutationCost : 0), greatestCost', '0, greatestCost'],
    ],
  },
  {
    file: 'gateway/compile/cost-names.ts',
    tests: ['tests/security/hidden-costs.test.ts'],
    pairs: [
      ['shownField(apiSchema, sizer.coordinate) !== undefined && ', ''],
      [
        'return definition !== undefined && hasInput(getNamedType(definition.type), path)',
        'return definition !== undefined',
      ],
      ['return definition !== undefined && hasInput(getNamedType(definition.type), path)', 'return true'],
    ],
  },
  {
    file: 'gateway/compile/plan-cost.ts',
    tests: ['tests/security/hidden-costs.test.ts'],
    pairs: [['child.isShown && totalOf', 'totalOf']],
  },
  {
    file: 'gateway/request/weigh.ts',
    tests: ['tests/security/hidden-costs.test.ts'],
    pairs: [[' && missingSlices(part, inputs, apiSchema).length > 0', '']],
  },
  {
    file: 'gateway/compile/cost-inputs.ts',
    tests: ['tests/gateway/demand-control.test.ts'],
    pairs: [
      ['for (const item of value) {', 'for (const item of value.slice(0, 1)) {'],
      ['Math.max(0, ...all)', 'Math.max(...all)'],
      ['explicit.length > 0 ? explicit : all', 'all'],
      ['rule.requiresOne && lengths(variables).length !== 1', 'rule.requiresOne && lengths(variables).length === 0'],
      ['Array.isArray(value) ? value.length : value', 'value'],
    ],
  },
  {
    file: 'gateway/compile/cost-parts.ts',
    tests: ['tests/gateway/demand-control.test.ts'],
    pairs: [
      ['return isInterfaceType(type) ?', 'return false ?'],
      ['weight: Math.max(...weightByType.values())', 'weight: Math.min(...weightByType.values())'],
      ['[inherited, own].map', '[own, []].map'],
    ],
  },
  {
    file: 'gateway/composed/cost-directives.ts',
    tests: ['tests/gateway/demand-control.test.ts'],
    pairs: [
      ["imported.get('@cost') ?? prefix", 'prefix'],
      ["imported.get('@listSize') ??", ''],
      ['(isOne(each) ? null : undefined)', 'undefined'],
    ],
  },
  {
    file: 'gateway/execution/send-fetch.ts',
    tests: ['tests/security/long-answers.test.ts'],
    pairs: [
      ['(budget !== undefined && budget.left < 0 ? tooLarge() : undefined)', 'undefined'],
      ['error instanceof OverBudget', 'false'],
      ['      budget,\n', ''],
    ],
  },
  {
    file: 'platform/transport/http-answer.ts',
    tests: ['tests/security/long-answers.test.ts'],
    pairs: [['if (budget.left < 0) {', 'if (budget.left < -1e9) {']],
  },
  {
    file: 'platform/transport/undici-pool.ts',
    tests: ['tests/security/long-answers.test.ts'],
    pairs: [['takeFrom(this.#budget, chunk.length);', '']],
  },
  {
    file: 'platform/transport/http-connection.ts',
    tests: ['tests/security/long-answers.test.ts'],
    pairs: [['takeFrom(this.exchange.budget, bytes.length);', '']],
  },
  {
    file: 'gateway/request/demand-control.ts',
    tests: ['tests/security/nested-lists.test.ts'],
    pairs: [
      ["mode: 'auto',", "mode: 'measure',"],
      ['max: 100_000', 'max: 1_000_000'],
    ],
  },
] as const;
