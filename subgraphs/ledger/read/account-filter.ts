import { Misuse } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/domain/ids.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { inArray, or, sql, type SQL } from 'drizzle-orm';
import { log } from '../log/tables.ts';
import { idsIn, idsVisibleTo } from './visibility.ts';

/** SQL that holds for rows that touch one of the accounts; null is no restriction. Throws Misuse for too many ids. */
export function touches(accountIds: readonly string[] | null | undefined): SQL | undefined {
  const ids = parseAccountIds(accountIds);
  return ids === null ? undefined : or(inArray(log.debitAccountId, ids), inArray(log.creditAccountId, ids));
}

/** The ids of a filter as UUIDs. Throws Misuse for too many ids. */
export function parseAccountIds(accountIds: readonly string[] | null | undefined): string[] | null {
  if (accountIds == null) {
    return null;
  }
  if (accountIds.length === 0 || accountIds.length > 100) {
    throw new Misuse('BAD_USER_INPUT', `\`accountIds\` takes 1 to 100 ids; there are ${accountIds.length}.`);
  }
  return accountIds.map((id) => parseId('acct', id));
}

/**
 * SQL for accounts whose rows include all rows that match a filter and that the viewer may see; null for the whole log.
 * These are the accounts of the filter if the viewer may see all of them. Otherwise they are the accounts that the
 * viewer may see, since a row may be between one of these and one of the filter.
 */
export function accountsToFollow(viewer: SignedInViewer, filtered: string[] | null): SQL | null {
  const visible = idsVisibleTo(viewer);
  if (filtered === null || visible === null) {
    return filtered === null ? visible : idsIn(filtered);
  }
  return sql`
    with filtered(id) as (${idsIn(filtered)}), visible(id) as (${visible})
    select id from visible
    where id in (select id from filtered) or exists (select id from filtered except select id from visible)`;
}
