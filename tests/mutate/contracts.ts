/** The rules of contracts, and everything that could show one caller what another one sees. */
export const contracts = [
  {
    file: 'gateway/composed/contracts.ts',
    tests: ['tests/gateway/contract-schemas.test.ts'],
    pairs: [
      ['filter((coordinate) => has(coordinate, exclude))', 'filter(() => false)'],
      ['has(type.name, include) || ', ''],
      [' || has(`${type.name}.${field}`, include)', ''],
      ['others.length === fields.length && type', 'type === null && type'],
      ['!fields.some(isLeft)', 'false'],
      ["feature?.directiveNameInSchema('tag')", "'tag'"],
    ],
  },
  {
    file: 'gateway/composed/part-of-schema.ts',
    tests: ['tests/gateway/contract-schemas.test.ts'],
    pairs: [
      ['this.#implementing.get(name)?.forEach((each) => this.use(each));', ''],
      ['part.interfaces?.forEach((each) => this.#show(', 'part.interfaces?.forEach((each) => this.use('],
      [' && !this.#hidden.has(nameIn(type))', ''],
    ],
  },
  {
    file: 'gateway/composed/contract-problems.ts',
    tests: ['tests/gateway/contract-schemas.test.ts'],
    pairs: [
      ['isRequired(input) && !left', 'false && !left'],
      [' && defaultValue === undefined', ''],
      ['nullable.getValue(literal.value) !== undefined', 'true'],
      ['return field !== undefined && isPossible', 'return field === undefined || isPossible'],
      ['...validateSchema(part).map(({ message }) => message),', ''],
    ],
  },
  {
    file: 'gateway/request/choose-contract.ts',
    tests: ['tests/gateway/contract-settings.test.ts', 'tests/gateway/contracts.test.ts'],
    pairs: [
      ['if (ofCaller !== undefined)', 'if (ofCaller === null)'],
      ['nameInHost(headers.host)', 'headers.host'],
      ['ofHost?.name ?? otherwise', 'ofHost?.name ?? null'],
    ],
  },
  {
    file: 'gateway/request/caller-expression.ts',
    tests: ['tests/gateway/contract-settings.test.ts'],
    pairs: [['=== true;', '!== false;']],
  },
  {
    file: 'gateway/request/contracts-settings.ts',
    tests: ['tests/gateway/contract-settings.test.ts'],
    pairs: [
      ['&& !isLast', '&& false'],
      ['isTaken(host.toLowerCase())', 'isTaken(host)'],
    ],
  },
  {
    file: 'gateway/open-operations.ts',
    tests: ['tests/security/contracts.test.ts'],
    pairs: [['gateway.generationOf(schema).showing(chooseContract(context))', 'gateway.generationOf(schema)']],
  },
  {
    file: 'gateway/request/subscriber.ts',
    tests: ['tests/gateway/contracts.test.ts'],
    pairs: [['generation: generation.showing(chooseContract(context))', 'generation']],
  },
  {
    file: 'gateway/request/cache-answers.ts',
    tests: ['tests/security/contracts.test.ts'],
    pairs: [['supergraph: generation.fingerprint, ', '']],
  },
  {
    file: 'gateway/generation/generation.ts',
    tests: ['tests/security/contracts.test.ts'],
    pairs: [
      ['if (contract !== null) {', 'if (contract === undefined) {'],
      ['JSON.stringify([contract, operationName])', 'JSON.stringify([operationName])'],
      ['workers.validate(document, granted, asker, name)', 'workers.validate(document, granted, asker)'],
    ],
  },
  {
    file: 'gateway/generation/operation.ts',
    tests: ['tests/security/contracts.test.ts'],
    pairs: [
      [
        'coerceVariables(parsed, definition, shown.apiSchema)',
        'coerceVariables(parsed, definition, composed.apiSchema)',
      ],
    ],
  },
  {
    file: 'gateway/generation/variant.ts',
    tests: ['tests/gateway/contracts.test.ts'],
    pairs: [['visibleSchemas } = shown;', 'visibleSchemas } = composed;']],
  },
  {
    file: 'gateway/generation/variant.ts',
    tests: ['tests/security/contracts.test.ts'],
    pairs: [['settings.shown === settings.composed ? planned', 'true ? planned']],
  },
  {
    file: 'gateway/execution/deferred-parts.ts',
    tests: ['tests/gateway/contracts.test.ts'],
    pairs: [['schema.getType(type.name) ?? type', 'type']],
  },
  {
    file: 'gateway/request/show-schema.ts',
    tests: ['tests/gateway/schema-document.test.ts'],
    pairs: [
      ['=== false) {', '=== null) {'],
      ['(await permit(requirements, context)).granted', 'requirements.map(({ id }) => id)'],
    ],
  },
  {
    file: 'gateway/front/http/schema-document.ts',
    tests: ['tests/gateway/schema-document.test.ts'],
    pairs: [["'private, no-cache'", "'public, max-age=60'"]],
  },
] as const;
