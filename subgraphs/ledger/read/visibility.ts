import { hasScope, type Scope, type SignedInViewer, type Viewer } from '@tributary/domain/viewer.ts';
import { and, eq, inArray, sql, type Column, type SQL } from 'drizzle-orm';
import { accounts } from '../log/tables.ts';

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
        : inArray(accounts.id, [...viewer.accountIds, noAccount]),
  );
}

/** The scopes of an API client that let it read rows of the log. */
const readingScopes: readonly Scope[] = ['transfers:read', 'events:read'];

/**
 * SQL that holds for the rows of the log, or the holds, that touch an account that the viewer may see; API clients need
 * one of the scopes.
 */
export function rowsVisibleTo(
  viewer: Viewer,
  columns: { organizationId: Column; debitAccountId: Column; creditAccountId: Column },
  scopes = readingScopes,
): SQL | undefined {
  const mayRead = scopes.some((scope) => hasScope(viewer, scope));
  if (viewer.kind === 'anonymous' || viewer.kind === 'service' || !mayRead) {
    return sql`false`;
  }
  const ids = idsVisibleTo(viewer);
  return and(eq(columns.organizationId, viewer.organizationId), ids === null ? undefined : touchesOneOf(ids, columns));
}

/**
 * SQL that holds for rows that touch one of the accounts, given as SQL. It filters rows, and cannot find them by an
 * index.
 */
export function touchesOneOf(
  ids: SQL,
  { debitAccountId, creditAccountId }: { debitAccountId: Column; creditAccountId: Column },
): SQL {
  return sql`(${debitAccountId} in (${ids}) or ${creditAccountId} in (${ids}))`;
}

/** SQL for the ids of the accounts whose rows the viewer may see; null for all of the organization. */
export function idsVisibleTo(viewer: SignedInViewer): SQL | null {
  if (viewer.kind === 'client') {
    return viewer.accountIds === null ? null : idsIn(viewer.accountIds);
  }
  return viewer.role === 'OPERATOR'
    ? null
    : sql`select own.id from ${accounts} own where own.organization_id = ${viewer.organizationId} and own.owner_id = ${viewer.id}`;
}

/** SQL for given ids, as one parameter however many there are. */
export function idsIn(ids: readonly string[]): SQL {
  return sql`select distinct value::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)`;
}

/** The id of no account, because a list in SQL may not be empty. */
const noAccount = '00000000-0000-0000-0000-000000000000';
