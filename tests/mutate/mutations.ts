/** One change to one file that takes a guard away, and the test files of which one must fail then. */
export type Mutation = { file: string; find: string; replace: string; tests: readonly string[] };

/**
 * The source with its mutation. Throws where its text is not there, or more than once: the code was rewritten, and its
 * mutation has to be too.
 */
export function applyMutation(source: string, { file, find, replace }: Mutation): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has this text ${parts.length - 1} times, and must have it once: ${find}`);
  }
  return parts.join(replace);
}

/** The name of a mutation in the report: its file, and what it changes into what. */
export function nameOf({ file, find, replace }: Mutation): string {
  return `${file}: ${find.trim()} → ${replace.trim() || 'nothing'}`.replaceAll(/\s+/g, ' ');
}

/**
 * Texts are short, so that they outlive a rewriting of what is around them. Each pair: what is found, and what takes
 * its place.
 */
const changes: readonly { file: string; tests: readonly string[]; pairs: readonly (readonly [string, string])[] }[] = [
  // The trust boundary
  {
    file: 'gateway/request/authentication.ts',
    tests: ['tests/gateway/authentication.test.ts', 'tests/gateway/tributary-tokens.test.ts'],
    pairs: [
      ['{ issuer, algorithms: [...rules.algorithms],', '{ algorithms: [...rules.algorithms],'],
      ['algorithms: [...rules.algorithms], clock', 'clock'],
      ['clockToleranceSeconds = 5', 'clockToleranceSeconds = 60'],
      ['payloadOf(token, { audience })', 'payloadOf(token, {})'],
      ['{ audience: `${audience}/streams`, maxTokenAge }', '{ maxTokenAge }'],
      ['`${audience}/streams`, maxTokenAge', '`${audience}/streams`'],
      ['/^Bearer ', '/Bearer '],
      ['[\\w-]+)$/i', '[\\w-]+)/i'],
      ['exp: content.until', ''],
      ['jti: z.string().min(1)', 'jti: z.string()'],
      ['if (!isFirst)', 'if (isFirst === undefined)'],
      ['subject === undefined || expiresAt === undefined', 'subject === undefined'],
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
    file: 'platform/caller.ts',
    tests: ['tests/platform/caller.test.ts'],
    pairs: [
      ['{ issuer: signer, algorithms', '{ algorithms'],
      [", algorithms: ['HS256']", ''],
      ['clockTolerance: 5', 'clockTolerance: 60'],
      ['signatureLifeSeconds = 60', 'signatureLifeSeconds = 3_600'],
    ],
  },
  {
    file: 'subgraphs/domain/viewer.ts',
    tests: ['tests/domain/viewer.test.ts', 'tests/gateway/tributary-tokens.test.ts'],
    pairs: [
      ['names.filter(isScope)', 'names as Scope[]'],
      ["['CUSTOMER', 'OPERATOR']).optional()", "['CUSTOMER', 'OPERATOR']).default('OPERATOR')"],
      ["?? null;\n  return { kind: 'client'", "?? [];\n  return { kind: 'client'"],
      ['!parsed.success || expiresAt === null', '!parsed.success'],
      ["viewer.kind === 'service') {\n    throw", 'viewer.kind === undefined) {\n    throw'],
      ['viewer.scopes.includes(scope)', 'true'],
      ["=== 'user' ? 'usr' : 'cli'", "=== 'user' ? 'usr' : 'usr'"],
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
  // Who sees what
  {
    file: 'subgraphs/users/loaders.ts',
    tests: ['tests/users/visibility.test.ts'],
    pairs: [
      ['and(sameOrganization, eq(users.id, viewer.id))', 'sameOrganization'],
      ["!hasScope(viewer, 'users:read') ? sql`false`", 'false ? sql`false`'],
      ['and(inArray(users.id, [...ids]), usersVisibleTo(viewer))', 'inArray(users.id, [...ids])'],
      ['eq(users.organizationId, viewer.organizationId)', 'sql`true`'],
    ],
  },
  {
    file: 'subgraphs/users/resolvers.ts',
    tests: ['tests/users/visibility.test.ts', 'tests/users/api-clients.test.ts'],
    pairs: [["signedIn.role !== 'OPERATOR'", 'false']],
  },
  {
    file: 'subgraphs/users/exchange-api-key.ts',
    tests: ['tests/users/api-clients.test.ts'],
    pairs: [
      ['and(eq(apiClients.id, id), isNull(apiClients.revokedAt))', 'eq(apiClients.id, id)'],
      ['!timingSafeEqual(', '!((one: Buffer, _: Buffer) => one.length > 0)('],
    ],
  },
  {
    file: 'subgraphs/users/create-stream-ticket.ts',
    tests: ['tests/users/stream-tickets.test.ts'],
    pairs: [
      ['isNull(apiClients.revokedAt)', 'undefined'],
      ['and(eq(users.id, viewer.id), eq(users.organizationId, viewer.organizationId))', 'eq(users.id, viewer.id)'],
      ['eq(apiClients.organizationId, viewer.organizationId),', ''],
    ],
  },
  {
    file: 'subgraphs/users/refresh-session.ts',
    tests: ['tests/users/sessions.test.ts'],
    pairs: [
      ['session.expiresAt <= new Date()', 'false'],
      ['session.endedAt !== null ||', ''],
      ['last?.tokenHash === tokenHash &&', ''],
      ['< graceMs', '< Infinity'],
      ['and(token, isNull(refreshTokens.usedAt))', 'token'],
    ],
  },
  {
    file: 'subgraphs/accounts/loaders.ts',
    tests: ['tests/accounts/visibility.test.ts', 'tests/accounts/changes.test.ts'],
    pairs: [
      ['eq(accounts.organizationId, viewer.organizationId),', ''],
      ['eq(accounts.visible, true),', ''],
      ["viewer.role === 'CUSTOMER' ?", 'false ?'],
      ['viewer.accountIds === null ? undefined', 'true ? undefined'],
      ['|| !hasScope(viewer, scope)', ''],
      ["accountWith('accounts:write')", "accountWith('accounts:read')"],
      ['accountsVisibleTo(viewer),', ''],
    ],
  },
  {
    file: 'subgraphs/accounts/open-account.ts',
    tests: ['tests/accounts/changes.test.ts'],
    pairs: [
      ['&& viewer.accountIds === null', ''],
      ["viewer.role === 'OPERATOR'", 'true'],
      ['eq(idempotency.subject, subject),', ''],
      ['input.ownerId != null && !(await', 'false && !(await'],
    ],
  },
  {
    file: 'subgraphs/ledger/log/permissions.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [
      ['account.ownerId === viewer.id', 'true'],
      ['viewer.accountIds.includes(account.id)', 'true'],
      ["viewer.scopes.includes('transfers:write')", 'true'],
      ['maySee(viewer, account) &&', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/read/visibility.ts',
    tests: ['tests/ledger/visibility.test.ts'],
    pairs: [
      ['|| !hasScope(viewer, scope)', ''],
      ['|| !mayRead', ''],
      ['eq(accounts.organizationId, viewer.organizationId),', ''],
      ['eq(columns.organizationId, viewer.organizationId), ', ''],
      [': eq(accounts.ownerId, viewer.id)', ': undefined'],
      ['and own.owner_id = ${viewer.id}', ''],
      ['viewer.accountIds === null ? null : idsIn(viewer.accountIds)', 'null'],
    ],
  },
  // The cache keys
  {
    file: 'gateway/request/execute.ts',
    tests: ['tests/gateway/shared-in-flight.test.ts', 'tests/gateway/override.test.ts'],
    pairs: [
      ['[variables, bound.labels,', '[bound.labels,'],
      ['[variables, bound.labels,', '[variables,'],
      ['callerKey(context.caller), context', 'context'],
      ['context.caller.address, headers', 'headers'],
      ['headers, tagValues]', 'tagValues]'],
      ['headers, tagValues]', 'headers]'],
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
    file: 'gateway/request/look-in-cache.ts',
    tests: ['tests/gateway/private-answers.test.ts', 'tests/gateway/front-door.test.ts'],
    pairs: [["operation.kind !== 'query' ||", 'operation.kind === undefined ||']],
  },
  {
    file: 'gateway/request/plan-operation.ts',
    tests: ['tests/gateway/http-streams.test.ts', 'tests/gateway/imperfect-clients/tickets.test.ts'],
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
  // The streams
  {
    file: 'gateway/streams/reader.ts',
    tests: ['tests/gateway/stream-reader.test.ts'],
    pairs: [
      ["this.#state === 'PAUSED' || this.#state === 'CATCHING_UP',", 'true,'],
      ["assert(this.#state === 'PAUSED', ", 'assert(true, '],
      ["assert(this.#state === 'LIVE' || this.#state === 'CATCHING_UP', ", 'assert(true, '],
      ["assert(this.#state !== 'ENDED', 'a reader ends once')", "assert(true, 'a reader ends once')"],
    ],
  },
  {
    file: 'gateway/streams/event-buffer.ts',
    tests: ['tests/gateway/event-buffer.test.ts', 'tests/gateway/shared-streams.test.ts'],
    pairs: [
      ['this.#after.set(event.cursor, this.end);', 'this.#after.set(event.cursor, this.end - 1);'],
      ['index !== null && index >= this.#first ? index : null', 'index'],
      ['this.#first += count;', ''],
      ['this.#after.delete(this.#before);', ''],
    ],
  },
  // The decision
  {
    file: 'subgraphs/ledger/write/rules/floors.ts',
    tests: ['tests/ledger/decide.test.ts', 'tests/ledger/refused-commands.test.ts'],
    pairs: [
      ['available + overdraftLimit < amount', 'available + overdraftLimit <= amount'],
      ['available + overdraftLimit < amount', 'available < amount'],
      ['after.available < available &&', ''],
      ['overdraftLimit !== null &&', 'overdraftLimit !== null && false &&'],
      ['isVisible(viewer, before) ?', 'true ?'],
      ['balance <= minorUnitsMax', 'balance <= minorUnitsMax + 1n'],
      ['balance >= -minorUnitsMax', 'balance >= -minorUnitsMax - 1n'],
      ['before: before.credit, after: after.credit', 'before: before.debit, after: after.debit'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/refusals.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [
      ["account.status === 'OPEN'", "account.status !== 'CLOSED'"],
      ['isVisible(viewer, account) ? account.status : null', 'account.status'],
      ['&& isVisible(viewer, account))', ')'],
      ['if (!isVisible(viewer, account))', 'if (false)'],
      ['available >= required.minorUnits', 'available > required.minorUnits'],
      ['required.currency !== currency', 'false'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/transfers.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [
      ['debitAccountId === creditAccountId', 'false'],
      ['|| !isAllowed(viewer, debit)', ''],
      ['&& currency === credit.currency', ''],
      ['currency === debit.currency &&', ''],
      ["refuseUnlessOpen(viewer, 'debitAccountId', debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'creditAccountId', credit) ??", ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/holds.ts',
    tests: ['tests/ledger/decide.test.ts', 'tests/ledger/refused-commands.test.ts'],
    pairs: [
      ['amount > hold.remaining', 'amount > hold.remaining + 1n'],
      ['|| !isAllowed(viewer, debit)', ''],
      ["remaining === 0n ? 'CAPTURED' : 'OPEN'", "'CAPTURED'"],
      ["hold.status === 'OPEN' ?", 'true ?'],
      ['command.amount.currency !== currency', 'false'],
      ["refuseUnlessOpen(viewer, 'holdId', sides.debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'holdId', sides.credit) ??", ''],
      ['hold.remaining - amount', 'hold.remaining'],
      ['{ ...hold, remaining: 0n, status }', '{ ...hold, status }'],
      ['-amount) }', 'amount) }'],
      ['one.expiresAt.getTime() - other.expiresAt.getTime()', 'other.expiresAt.getTime() - one.expiresAt.getTime()'],
      ['command.expiresInSeconds * 1000', 'command.expiresInSeconds * 1001'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/reversals.ts',
    tests: ['tests/ledger/decide.test.ts', 'tests/ledger/refused-commands.test.ts'],
    pairs: [
      ['amount > left || left === 0n', 'amount > left'],
      ['amount > left || left === 0n', 'left === 0n'],
      ['row.amount - reversed', 'row.amount'],
      ['reversed + amount', 'amount'],
      ['|| !isAllowed(viewer, debit)', ''],
      ['command.amount.currency !== currency', 'false'],
      ["refuseUnlessOpen(viewer, 'transferId', debit) ??", ''],
      ["refuseUnlessOpen(viewer, 'transferId', credit) ??", ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/books.ts',
    tests: ['tests/ledger/decide.test.ts', 'tests/ledger/refused-commands.test.ts'],
    pairs: [
      ['`${subject}\\n${key}`', 'key'],
      ["hold.status === 'OPEN' &&", ''],
      ['hold.expiresAt <= this.now', 'hold.expiresAt < this.now'],
      ['this.#rows.length = before.rowCount;', ''],
      ['this.#lastRecordedAt = before.lastRecordedAt;', ''],
      ['wanted > this.#lastRecordedAt', 'true'],
      ['this.#uses.get(key) ?? this.#state', 'this.#state'],
      ['malformedField ?? differingField', 'differingField'],
      ['BigInt(this.#rows.length + 1)', '1n'],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/journals.ts',
    tests: ['tests/ledger/decide.test.ts', 'tests/ledger/refused-commands.test.ts'],
    pairs: [
      ['seen.size === seen.add(key).size', 'false'],
      [
        "'IDEMPOTENCY_MISMATCH' ? outcomes : remember(outcomes)",
        "'IDEMPOTENCY_MISMATCH' ? remember(outcomes) : outcomes",
      ],
      ["({ code: 'IDEMPOTENCY_MISMATCH', field: 'journal' } as const)", 'null'],
      ['isNew[index] === true &&', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/decide.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [
      ['expireDueHolds(books);', ''],
      ['if (earlier !== null)', 'if (false)'],
      ['if (command.malformed === undefined)', 'if (true)'],
      ['command.malformed ?? ', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/write/rules/apply-command.ts',
    tests: ['tests/ledger/decide.test.ts'],
    pairs: [['clockSkewMs = 60_000', 'clockSkewMs = 61_000']],
  },
  {
    file: 'subgraphs/ledger/log/accounting.ts',
    tests: ['tests/ledger/refused-commands.test.ts'],
    pairs: [
      ["|| accountClass === 'EXPENSE'", ''],
      ["accountClass === 'ASSET' ||", ''],
    ],
  },
  // The log
  {
    file: 'subgraphs/ledger/log/chain.ts',
    tests: ['tests/ledger/chain.test.ts'],
    pairs: [
      ['previousHash + encode(content)', 'encode(content)'],
      ['head = hashOf(head, content)', 'head = hashOf(previousHash, content)'],
      ['.toSorted()', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/log/log-cursor.ts',
    tests: ['tests/ledger/log-cursor.test.ts'],
    pairs: [
      ['&& sequence <= head', ''],
      ['&& logCursor(organizationId, sequence) === cursor', ''],
      ['sequence >= 0n &&', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/audit/replay-log.ts',
    tests: ['tests/ledger/replay-log.test.ts'],
    pairs: [
      ["row.hash.toString('hex') === hash", 'true'],
      ['row.recordedAt < head.recordedAt', 'false'],
      ['after.available + overdraftLimit >= 0n', 'true'],
      ['amount > hold.remaining', 'false'],
      ['account.currency !== row.currency', 'false'],
      ['hold.creditAccountId !== creditAccountId', 'false'],
    ],
  },
  // Streams
  {
    file: 'subgraphs/ledger/follow/event-feed.ts',
    tests: ['tests/ledger/event-feed.test.ts'],
    pairs: [
      ['if (matches(row))', 'if (true)'],
      ['row.debitOwnerId === id && !own.has(row.debitAccountId)', 'false'],
      ['rows.length === page.eventsMax ? position : end', 'end'],
      ['previous = row.sequence;', ''],
    ],
  },
  {
    file: 'platform/transport/circuit-breaker.ts',
    tests: ['tests/platform/circuit-breaker.test.ts'],
    pairs: [
      ['this.#outcomes < requestsMin', 'this.#outcomes <= requestsMin'],
      ['this.#failures < this.#outcomes * errorShare', 'this.#failures <= this.#outcomes * errorShare'],
      ['this.#trying < this.#settings.halfOpenRequests', 'true'],
      ['this.#successes >= this.#settings.halfOpenSuccesses', 'this.#successes > 0'],
      ['this.#entry += 1;', ''],
      ['now + this.#settings.openMs', 'now'],
      ['this.#failures -= buckets[at + 1] ?? 0;', ''],
      ['this.#trying = 0;', ''],
      ['this.#successes = 0;', ''],
    ],
  },
];

/** The changes that some test must notice: `pnpm mutate` tries one after the other. */
export const mutations: readonly Mutation[] = changes.flatMap(({ file, tests, pairs }) =>
  pairs.map(([find, replace]) => ({ file, find, replace, tests })),
);
