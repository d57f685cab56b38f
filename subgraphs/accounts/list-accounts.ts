import { parseId } from '@tributary/domain/ids.ts';
import { isCurrency } from '@tributary/domain/money.ts';
import {
  idCursor,
  readIdCursor,
  readPage,
  toConnection,
  type Connection,
  type PageArguments,
} from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { AccountFilter } from './generated/schema.ts';
import { accountsVisibleTo } from './loaders.ts';
import { accounts, type AccountRow } from './tables.ts';

/** The accounts that the viewer may see. Ids sort by creation time, so they are the order and the cursor. */
export async function listAccounts(
  db: Database,
  viewer: SignedInViewer,
  { filter, ...args }: PageArguments & { filter?: AccountFilter | null | undefined },
): Promise<Connection<AccountRow>> {
  const page = readPage(args);
  const { ownerId, classes, currencies, statuses } = filter ?? {};
  const nodes = await db
    .select()
    .from(accounts)
    .where(
      and(
        accountsVisibleTo(viewer),
        page.after === null ? undefined : gt(accounts.id, readIdCursor(page.after)),
        ownerId == null ? undefined : eq(accounts.ownerId, parseId('usr', ownerId)),
        classes == null ? undefined : inArray(accounts.class, [...classes]),
        currencies == null ? undefined : inArray(accounts.currency, currencies.filter(isCurrency)),
        statuses == null ? undefined : inArray(accounts.status, [...statuses]),
      ),
    )
    .orderBy(asc(accounts.id))
    .limit(page.size + 1);
  return toConnection({ nodes, page, cursorOf: idCursor });
}
