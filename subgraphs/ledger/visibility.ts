import { hasScope, type Scope, type Viewer } from '@tributary/platform/viewer.ts';
import { and, eq, inArray, or, sql, type Column, type SQL } from 'drizzle-orm';
import { accounts } from './tables.ts';

/** SQL that holds for the accounts that the viewer may see; API clients need the scope. */
export function accountsVisibleTo(viewer: Viewer, scope: Scope): SQL | undefined {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service' || !hasScope(viewer, scope)) {
    return sql`false`;
  }
  return and(
    eq(accounts.organizationId, viewer.organizationId),
    viewer.kind === 'user'
      ? viewer.role === 'OPERATOR'
        ? undefined
        : eq(accounts.ownerId, viewer.id)
      : viewer.accountIds === null
        ? undefined
        : inArray(accounts.id, [...viewer.accountIds, nothing]),
  );
}

/** The scopes of an API client that let it read rows of the log. */
const readingScopes: readonly Scope[] = ['transfers:read', 'events:read'];

/** SQL that holds for the rows of the log, or the holds, that touch an account that the viewer may see; API clients need one of the scopes. */
export function rowsVisibleTo(
  viewer: Viewer,
  columns: { organizationId: Column; debitAccountId: Column; creditAccountId: Column },
  scopes = readingScopes,
): SQL | undefined {
  const mayRead = scopes.some((scope) => hasScope(viewer, scope));
  if (viewer.kind === 'anonymous' || viewer.kind === 'service' || !mayRead) {
    return sql`false`;
  }
  const { organizationId, debitAccountId, creditAccountId } = columns;
  const seesAll = viewer.kind === 'user' ? viewer.role === 'OPERATOR' : viewer.accountIds === null;
  if (seesAll) {
    return eq(organizationId, viewer.organizationId);
  }
  const own =
    viewer.kind === 'user'
      ? sql`(select ${accounts.id} from ${accounts} where ${accounts.organizationId} = ${viewer.organizationId} and ${accounts.ownerId} = ${viewer.id})`
      : [...(viewer.accountIds ?? []), nothing];
  return and(
    eq(organizationId, viewer.organizationId),
    Array.isArray(own)
      ? or(inArray(debitAccountId, own), inArray(creditAccountId, own))
      : sql`(${debitAccountId} in ${own} or ${creditAccountId} in ${own})`,
  );
}

/** The id of no account: a list in SQL may not be empty. */
const nothing = '00000000-0000-0000-0000-000000000000';
