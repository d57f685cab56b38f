import { Misuse } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/domain/ids.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { inArray, or, sql, type SQL } from 'drizzle-orm';
import { log } from '../log/tables.ts';
import { idsIn, idsVisibleTo } from './visibility.ts';

/** SQL that holds for the rows that touch one of the accounts; none is no restriction. Throws Misuse for more than there may be. */
export function touches(accountIds: readonly string[] | null | undefined): SQL | undefined {
  const ids = readAccountIds(accountIds);
  return ids === null ? undefined : or(inArray(log.debitAccountId, ids), inArray(log.creditAccountId, ids));
}

/** The ids of a filter as they are in the database. Throws Misuse for more than there may be. */
export function readAccountIds(accountIds: readonly string[] | null | undefined): string[] | null {
  if (accountIds == null) {
    return null;
  }
  if (accountIds.length === 0 || accountIds.length > 100) {
    throw new Misuse('BAD_USER_INPUT', `\`accountIds\` takes 1 to 100 ids; there are ${accountIds.length}.`);
  }
  return accountIds.map((id) => parseId('acct', id));
}

/**
 * SQL for the accounts whose rows have all that the viewer may see and asks for, null if that is the whole log: the accounts asked for if the viewer may see all of
 * them, else those that the viewer may see, since a row may lie between one of each.
 */
export function accountsToFollow(viewer: SignedInViewer, asked: string[] | null): SQL | null {
  const visible = idsVisibleTo(viewer);
  if (asked === null || visible === null) {
    return asked === null ? visible : idsIn(asked);
  }
  return sql`
    with asked(id) as (${idsIn(asked)}), visible(id) as (${visible})
    select id from visible where id in (select id from asked) or exists (select id from asked except select id from visible)`;
}
