/** The identity of callers, and the checks of their input. */
export const trustBoundary = [
  {
    file: 'platform/hosts.ts',
    tests: ['tests/security/hosts-and-origins.test.ts'],
    pairs: [
      ['!isLoopback(host) && allowed', 'allowed'],
      ['&& allowed.length === 0', ''],
      ['name.slice(1)', 'name.slice(2)'],
      ["replace(/:\\d*$/, '')", "replace(/$/, '')"],
      ["address.endsWith('.localhost')", "address.includes('localhost')"],
      ["isIP(address) === 4 && address.startsWith('127.')", "address.startsWith('127.')"],
    ],
  },
  {
    file: 'platform/doors.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [
      ["NODE_ENV === 'production'", 'false'],
      ['isLoopback(HOST) ? null', 'true ? null'],
      ['config.INTROSPECTION ?? isOpen', 'isOpen'],
      ['config.SUGGESTIONS ?? isOpen', 'true'],
    ],
  },
  {
    file: 'gateway/request/rules/introspection-rule.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [["['__schema', '__type']", "['__schema']"]],
  },
  {
    file: 'gateway/request/rules/document-validation.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [
      ['introspection ? [] : [noIntrospectionRule]', 'true ? [] : [noIntrospectionRule]'],
      ['[...Map.groupBy(errors, ({ message }) => message)]', '[...Map.groupBy(errors, (error) => error)]'],
    ],
  },
  {
    file: 'gateway/request/format-errors.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [['suggestions ? whole : withoutSuggestion(whole)', 'whole']],
  },
  {
    file: 'gateway/request/rules/limits.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [
      ['count += known.has(key) ? 1 : 0;', ''],
      ['visit(selection.selectionSet, selection.typeCondition?.name.value ?? type);', ''],
    ],
  },
  {
    file: 'gateway/front/strict-transport.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [['seconds === 0 || (!isSecure && trustedProxies === 0)', 'seconds === 0']],
  },
  {
    file: 'gateway/front/http/forwarded-scheme.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [['-Math.min(trustedProxies, schemes.length)', '0']],
  },
  {
    file: 'gateway/front/strict-transport.ts',
    tests: ['tests/gateway/http2.test.ts'],
    pairs: [
      ["return !isLoopback(String(headers.host).replace(/:\\d*$/, ''));", 'return true;'],
      ['(!isSecure && trustedProxies === 0)', 'trustedProxies === 0'],
    ],
  },
  {
    file: 'gateway/front/front-door.ts',
    tests: ['tests/security/production-doors.test.ts'],
    pairs: [
      ["pathname === '/metrics' && servesMetrics", "pathname === '/metrics'"],
      ['    setSecurityHeaders(response);', ''],
    ],
  },
  {
    file: 'platform/admin-server.ts',
    tests: ['tests/platform/admin-server.test.ts'],
    pairs: [['if (misdirected !== null)', 'if (false)']],
  },
  {
    file: 'migrations/logins.ts',
    tests: ['tests/security/database-logins.test.ts'],
    pairs: [
      ['login noinherit password', 'login inherit password'],
      ['existing?.mayDoMore === true', 'false'],
      ['await tx`select pg_advisory_xact_lock(${lockId})`;', ''],
    ],
  },
  {
    file: 'deploy/supply-chain/pins.ts',
    tests: ['tests/deploy/supply-chain.test.ts'],
    pairs: [
      ['[\\da-f]{40}\\s+#', '[\\da-f]{39,40}\\s+#'],
      ["resolution?.includes('integrity: sha512-') === true", 'true'],
    ],
  },
  {
    file: 'deploy/supply-chain/licences.ts',
    tests: ['tests/deploy/supply-chain.test.ts'],
    pairs: [['exceptions.filter((exception) => exception.package.test(name))', 'exceptions']],
  },
  {
    file: 'deploy/supply-chain/sign-release.ts',
    tests: ['tests/deploy/supply-chain.test.ts'],
    pairs: [["git('status', '--porcelain').length > 0", 'false']],
  },
  {
    file: 'platform/readiness.ts',
    tests: ['tests/platform/admin-server.test.ts'],
    pairs: [
      ["status === 'ready' || !needed", 'true'],
      ["status === 'ready' || !needed", "status === 'ready'"],
      ['Promise.race([checked, late.promise])', 'checked'],
    ],
  },
  {
    file: 'gateway/front/cors.ts',
    tests: ['tests/security/hosts-and-origins.test.ts'],
    pairs: [
      ['trustedProxies > 0 ?', 'true ?'],
      ['new URL(own).host === new URL(origin).host', 'origin.includes(host)'],
      ['|| isAllowed(origin)', ''],
    ],
  },
  {
    file: 'gateway/front/sockets/connection.ts',
    tests: ['tests/security/unread-sockets.test.ts', 'tests/gateway/long-messages.test.ts'],
    pairs: [
      ['this.#isFree && this.#waiting.length === 0 && message.length <= bytesAtOnceMax', 'true'],
      ['this.#wire.takesMore && !this.#waitsForTurn', 'this.#wire.takesMore'],
      ['if (this.#wire.isOpen) {\n        this.#handle', 'if (true) {\n        this.#handle'],
      ['this.#isAlive ||= mark.equals(this.#pingMark)', 'this.#isAlive = true'],
      ['this.#wire.pauseReading();', ''],
      ['this.#wire.resumeReading();', ''],
    ],
  },
  {
    file: 'gateway/request/choose-document.ts',
    tests: ['tests/security/untrusted-documents.test.ts', 'tests/gateway/trusted-documents.test.ts'],
    pairs: [
      ["identifier === null || mode === 'off' ?", 'identifier === null ?'],
      ['query != null && !(', 'false && !('],
      ['&& query === trusted.text', ''],
      ["!identifier.isOfApollo || (mode === 'only'", "(mode === 'only'"],
      ["(mode === 'only' && query == null)", 'false'],
      ["if (mode === 'only') {", 'if (false) {'],
      ['known === undefined || requireId', 'known === undefined'],
      ['given.length > 1', 'false'],
      ['!documentIdSyntax.test(id)', 'false'],
      ['const { persistedQuery: _, ...others }', 'const { ...others }'],
      ['operationName: operationName ?? trusted.operationName', 'operationName: trusted.operationName'],
      ['!isObject(request)', 'false'],
    ],
  },
  {
    file: 'gateway/documents/document-set.ts',
    tests: ['tests/gateway/trusted-documents.test.ts', 'tests/security/untrusted-documents.test.ts'],
    pairs: [
      ['other !== undefined && other !== document', 'false'],
      ["id.startsWith('sha256:') && byId.get(id)?.text !== text", 'false'],
    ],
  },
  {
    file: 'gateway/documents/read-manifests.ts',
    tests: ['tests/gateway/trusted-documents.test.ts'],
    pairs: [
      ['if (bytesLeft < 0) {', 'if (false) {'],
      ['if (documents.length > limits.documents) {', 'if (false) {'],
      ['if (documents.length === 0) {', 'if (false) {'],
      ['Buffer.byteLength(text) > documentBytes', 'false'],
      ['{ maxTokens: tokens }', '{}'],
    ],
  },
  {
    file: 'gateway/documents/follow-manifests.ts',
    tests: ['tests/gateway/trusted-documents.test.ts'],
    pairs: [
      ['await prepare(content, isStopped);', ''],
      ['if (newState !== state) {', 'if (false) {'],
    ],
  },
  {
    file: 'gateway/usage/usage-counter.ts',
    tests: ['tests/gateway/usage.test.ts'],
    pairs: [
      ['this.#pairs >= pairsMax', 'false'],
      ['this.#characters + source.length > charactersMax', 'false'],
      ['names.size < clientsMax', 'true'],
      ['this.#backlog = this.#bounded(batch);', ''],
      ['this.#backlog = { uses: [], operations: [] };', ''],
    ],
  },
  {
    file: 'gateway/usage/describe-operation.ts',
    tests: ['tests/gateway/usage.test.ts'],
    pairs: [
      ['print(withoutLiterals(single))', 'print(single)'],
      ['isOneOfSeveral ?', 'false ?'],
    ],
  },
  {
    file: 'platform/usage-in-redis.ts',
    tests: ['tests/gateway/usage.test.ts'],
    pairs: [['fields >= tonumber(ARGV[2])', 'false']],
  },
  {
    file: 'schema/judge-changes.ts',
    tests: ['tests/schema/judge-changes.test.ts'],
    pairs: [
      ['usage.uses.length > 0 &&', ''],
      ['usage.uses.every(({ operation }) => usage.operations.has(operation))', 'true'],
    ],
  },
  {
    file: 'schema/usage-of-changes.ts',
    tests: ['tests/schema/usage-of-changes.test.ts'],
    pairs: [
      ["type.includes('DIRECTIVE')", 'false'],
      ['addInput(getNamedType(field.type), parts);', ''],
    ],
  },
  {
    file: 'gateway/request/long-documents.ts',
    tests: ['tests/security/long-documents.test.ts'],
    pairs: [['isLonger(document, documentBytes)', 'false']],
  },
  {
    file: 'gateway/generation/weights.ts',
    tests: ['tests/security/long-documents.test.ts', 'tests/gateway/remembered-operations.test.ts'],
    pairs: [
      ['token: 500', 'token: 5'],
      ['variantFactor * variantCount', 'variantFactor'],
    ],
  },
  {
    file: 'gateway/request/rate-limits.ts',
    tests: ['tests/security/rates.test.ts'],
    pairs: [
      ['limit.callers === callers', 'true'],
      ['empty.length > 0', 'empty.length > 1'],
      ["typeof value === 'string' && value !== '' ? `value ${value}` : networkOf(asking.caller)", "'one'"],
    ],
  },
  {
    file: 'platform/token-buckets.ts',
    tests: ['tests/platform/token-buckets.test.ts'],
    pairs: [
      ['mayOwe || asked.every(({ isEnough }) => isEnough)', 'true'],
      ['Math.min(fullIn + takeMs, 2 * fillMs)', 'fullIn + takeMs'],
      ['Math.max(state.fullAt - now, 0)', 'state.fullAt - now'],
      ["if isEnough or ARGV[1] == '1' then", 'if true then'],
      ['local fullIn, answer, isEnough = {}, {}, true', 'local fullIn, answer, isEnough = {}, {}, false'],
      ['Math.max(whole * localShare, 1)', 'whole'],
    ],
  },
  {
    file: 'gateway/request/in-flight.ts',
    tests: ['tests/security/requests-in-flight.test.ts'],
    pairs: [
      ['waiting.size >= waitingMax', 'false'],
      ['waiting.size === 0 && running < requestsMax', 'true'],
      ['running -= 1;', ''],
      ['waiting.delete(take);\n', ''],
    ],
  },
  {
    file: 'platform/caller.ts',
    tests: ['tests/security/rates.test.ts'],
    pairs: [
      ['networkOf(address)', 'address'],
      ['return subject === null\n    ?', 'return true ?'],
    ],
  },
  {
    file: 'gateway/request/occupancy.ts',
    tests: ['tests/security/open-connections.test.ts'],
    pairs: [
      ['places.forEach(({ key }) => this.#count(key, -1));', ''],
      ['>= max)', '> max)'],
      ['networkOf(address)', 'address'],
      ['perOrganization !== undefined && tenant !== null', 'false'],
      ['socket.destroy();', ''],
    ],
  },
  {
    file: 'platform/revocations.ts',
    tests: ['tests/platform/revocations.test.ts'],
    pairs: [
      ['performance.now() - answeredAt <= ageMaxMs', 'true'],
      ['caller.subject === null || answeredAt !== null', 'true'],
      ['await readShared();', ''],
      ['if (known.isRevoked(caller)) {', 'if (caller.subject === undefined) {'],
      ['?? 0) > generationOf(caller)', '?? 0) >= generationOf(caller)'],
      ['position = null;\n      if', 'if'],
      ['hasNews = reading !== null;', ''],
    ],
  },
  {
    file: 'subgraphs/domain/revocations.ts',
    tests: ['tests/domain/revocations.test.ts'],
    pairs: [
      ['pg_snapshot_xmin(', 'pg_snapshot_xmax('],
      ['sql = connect();\n      });', '});'],
    ],
  },
  {
    file: 'gateway/request/client-address.ts',
    tests: ['tests/gateway/front-door.test.ts'],
    pairs: [['at(-Math.min(trustedProxies, forwarded.length))', 'at(0)']],
  },
  {
    file: 'gateway/request/header-rules.ts',
    tests: ['tests/gateway/headers.test.ts'],
    pairs: [
      ['!ownHeaders.has(rule.propagate)', 'true'],
      ['propagated().includes(name) && !isOfConnection(name)', 'propagated().includes(name)'],
      ['(propagated().includes(name) &&', '('],
      ['delete headers[rule.insert];', ''],
      ['isPlain && headerValue.test(String(text))', 'isPlain'],
      ['callerParts.includes(part)', 'part.length > 0'],
    ],
  },
  {
    file: 'gateway/request/rules/limits.ts',
    tests: ['tests/gateway/limits.test.ts'],
    pairs: [
      ['found > depth', 'found > depth + 1'],
      ['count === most + 1', 'count === most + 2'],
      ['isIntrospection ? 0 : below', 'isIntrospection ? below : below'],
    ],
  },
  {
    file: 'platform/verified-tokens.ts',
    tests: ['tests/platform/verified-tokens.test.ts'],
    pairs: [
      ['performance.now() < cached.until', 'true'],
      ['Math.min(lifeMs, cachedMaxMs)', 'cachedMaxMs'],
      ['Math.min(lifeMs, cachedMaxMs)', 'lifeMs'],
    ],
  },
] as const;
