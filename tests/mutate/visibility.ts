/** Who sees what, and who may change it. */
export const visibility = [
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
      ['session.expiresAt > new Date()', 'true'],
      ['session.endedAt === null &&', ''],
      ["child.usedAt === null ? 'THIS'", "true ? 'THIS'"],
      ["'ANOTHER' : child", "'THIS' : child"],
      ['token?.isRecent !== true', 'false'],
      ['and(isToken, isNull(refreshTokens.usedAt))', 'isToken'],
    ],
  },
  {
    file: 'subgraphs/users/sign-in.ts',
    tests: ['tests/users/sign-in-throttle.test.ts'],
    pairs: [
      [' and ${sessions.userId} = ${users.id})`', ')`'],
      ['email: found.email, network', 'email: email.toLowerCase(), network'],
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
