/** The rights to see data, and to change it. */
export const visibility = [
  {
    file: 'subgraphs/users/identity/loaders.ts',
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
    file: 'subgraphs/users/clients/exchange-api-key.ts',
    tests: ['tests/users/api-clients.test.ts'],
    pairs: [
      ['and(eq(apiClients.id, id), isNull(apiClients.revokedAt))', 'eq(apiClients.id, id)'],
      ['!timingSafeEqual(', '!((one: Buffer, _: Buffer) => one.length > 0)('],
    ],
  },
  {
    file: 'subgraphs/users/sessions/create-stream-ticket.ts',
    tests: ['tests/users/stream-tickets.test.ts', 'tests/graph/revocations.test.ts'],
    pairs: [
      ['isNull(apiClients.revokedAt)', 'undefined'],
      ['and(eq(users.id, viewer.id), eq(users.tokenGeneration, generation))', 'eq(users.id, viewer.id)'],
      ['eq(apiClients.organizationId, viewer.organizationId),', ''],
    ],
  },
  {
    file: 'subgraphs/users/sessions/refresh-session.ts',
    tests: ['tests/users/sessions.test.ts'],
    pairs: [
      ['session.expiresAt > new Date()', 'true'],
      ['session.endedAt === null &&', ''],
      ["child.usedAt === null ? 'THIS'", "true ? 'THIS'"],
      ["'ANOTHER' : child", "'THIS' : child"],
      ['token?.isRecent !== true', 'false'],
      ['and(isToken, isNull(refreshTokens.usedAt))', 'isToken'],
    ],
  },
  {
    file: 'subgraphs/users/identity/acting.ts',
    tests: ['tests/users/acting.test.ts', 'tests/users/people.test.ts', 'tests/users/stream-tickets.test.ts'],
    pairs: [
      ['row.organizationId === viewer.organizationId &&', ''],
      ['row.disabledAt === null &&', ''],
      ['secondsOf(row.tokensEndedUntil) < viewer.expiresAt', 'true'],
      ["viewer.role !== 'OPERATOR' && personId !== viewer.id", 'false'],
      [', eq(users.organizationId, viewer.organizationId)', ''],
      ['person.erasedAt !== null && !withErased', 'false'],
    ],
  },
  {
    file: 'subgraphs/users/sessions/sign-in.ts',
    tests: ['tests/users/people.test.ts', 'tests/users/sign-in-throttle.test.ts'],
    pairs: [
      ['row.disabledAt !== null', 'false'],
      [' and ${sessions.userId} = ${users.id})`', ')`'],
      ['email: found.email, network', 'email: email.toLowerCase(), network'],
    ],
  },
  {
    file: 'subgraphs/users/identity/create-once.ts',
    tests: ['tests/users/idempotency.test.ts'],
    pairs: [
      ['eq(idempotency.subject, use.subject),', ''],
      ['field === null ?', 'true ?'],
    ],
  },
  {
    file: 'subgraphs/users/identity/roll-back-if-refused.ts',
    tests: ['tests/users/idempotency.test.ts'],
    pairs: [['return tx.rollback();', 'return outcome;']],
  },
  {
    file: 'subgraphs/users/people/set-new-password.ts',
    tests: ['tests/users/passwords.test.ts'],
    pairs: [
      [', gt(passwordResets.expiresAt, sql`now()`)', ''],
      ['|| used.length === 0', ''],
      ['await endAllSessions(tx, user.id);', ''],
    ],
  },
  {
    file: 'subgraphs/accounts/loaders.ts',
    tests: ['tests/accounts/visibility.test.ts', 'tests/accounts/changes.test.ts'],
    pairs: [
      ['eq(accounts.organizationId, viewer.organizationId),', ''],
      ['sql`${accounts.visible}`, ', ''],
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
    file: 'subgraphs/ledger/log/permissions.ts',
    tests: ['tests/ledger/balances-and-events.test.ts'],
    pairs: [
      ["&& hasScope(viewer, 'accounts:read')", ''],
      ['&& maySee(viewer, account)', ''],
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
] as const;
