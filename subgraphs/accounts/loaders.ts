import { groupedInKeyOrder, inKeyOrder } from '@tributary/platform/batching.ts';
import { idCursor, readIdCursor, toConnection, type Connection, type Page } from '@tributary/platform/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hasScope, type Viewer } from '@tributary/platform/viewer.ts';
import DataLoader from 'dataloader';
import { and, asc, eq, getTableColumns, inArray, sql, type SQL } from 'drizzle-orm';
import { accounts, type AccountRow } from './tables.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Asks for a page of the accounts of a person. */
type AccountsQuestion = { ownerId: string; page: Page };

/**
 * Built anew for every request: a loader remembers what it loaded, and what one viewer may see must never be remembered for
 * another. A row that the viewer may not see loads as null.
 */
export function createLoaders(db: Database, viewer: Viewer) {
  return {
    account: new DataLoader<string, AccountRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(accounts)
        .where(and(inArray(accounts.id, [...ids]), accountsVisibleTo(viewer)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),

    accountsOfUser: new DataLoader<AccountsQuestion, Connection<AccountRow>, string>(
      async (questions) => {
        const answers = new Map<AccountsQuestion, Connection<AccountRow>>();
        const groups = Map.groupBy(questions, ({ page }) => JSON.stringify(page));
        await Promise.all(
          [...groups.values()].map(async (group) => {
            const ownerIds = group.map(({ ownerId }) => ownerId);
            const page = group[0]?.page;
            const rows = page === undefined ? [] : await firstAccountsOf(db, viewer, { ownerIds, page });
            for (const [index, nodes] of groupedInKeyOrder(ownerIds, rows, (row) => row.ownerId).entries()) {
              const question = group[index];
              if (question !== undefined) {
                answers.set(question, toConnection({ nodes, page: question.page, cursorOf: idCursor }));
              }
            }
          }),
        );
        return questions.map((question) => answers.get(question) ?? new Error('a page of accounts was not read'));
      },
      { cacheKeyFn: ({ ownerId, page }) => `${ownerId} ${JSON.stringify(page)}` },
    ),
  };
}

/** Customers see their own accounts, operators all, API clients with `accounts:read` those that they are confined to. */
export function accountsVisibleTo(viewer: Viewer): SQL | undefined {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service' || !hasScope(viewer, 'accounts:read')) {
    return sql`false`;
  }
  const own =
    viewer.kind === 'user'
      ? viewer.role === 'CUSTOMER'
        ? eq(accounts.ownerId, viewer.id)
        : undefined
      : viewer.accountIds === null
        ? undefined
        : viewer.accountIds.length === 0
          ? sql`false`
          : inArray(accounts.id, [...viewer.accountIds]);
  return and(eq(accounts.visible, true), eq(accounts.organizationId, viewer.organizationId), own);
}

/** The same page for each of many people, in one statement. */
function firstAccountsOf(
  db: Database,
  viewer: Viewer,
  { ownerIds, page }: { ownerIds: readonly string[]; page: Page },
): Promise<AccountRow[]> {
  const ranked = db
    .select({
      ...getTableColumns(accounts),
      rank: sql<number>`row_number() over (partition by ${accounts.ownerId} order by ${accounts.id})`.as('rank'),
    })
    .from(accounts)
    .where(
      and(
        inArray(accounts.ownerId, [...ownerIds]),
        accountsVisibleTo(viewer),
        page.after === null ? undefined : sql`${accounts.id} > ${readIdCursor(page.after)}`,
      ),
    )
    .as('ranked');
  return db
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} <= ${page.size + 1}`)
    .orderBy(asc(ranked.id))
    .then((rows) => rows.map(({ rank: _, ...row }) => row));
}
