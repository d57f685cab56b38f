import { groupedInKeyOrder, inKeyOrder } from '@tributary/kit/batching.ts';
import { idCursor, readIdCursor, toConnection, type Connection, type Page } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hasScope, type Scope, type Viewer } from '@tributary/domain/viewer.ts';
import DataLoader from 'dataloader';
import { and, asc, eq, gt, inArray, sql, type SQL } from 'drizzle-orm';
import { countMax } from './account-count.ts';
import { findNodes, type FoundNode, type NodeOwners } from './find-nodes.ts';
import { accounts, type AccountRow } from './tables.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** The key of a page of a person's accounts. */
type AccountsPageKey = { ownerId: string; page: Page };

/**
 * The loaders of one request. They are new for every request: a loader caches rows, and one viewer's rows must never
 * reach another. A row that the viewer may not see loads as null.
 */
export function createLoaders(db: Database, viewer: Viewer, owners: NodeOwners) {
  const accountWith = (scope: Scope) =>
    new DataLoader<string, AccountRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(accounts)
        .where(and(inArray(accounts.id, [...ids]), accountsVisibleTo(viewer, scope)));
      return inKeyOrder(ids, rows, (row) => row.id);
    });

  const account = accountWith('accounts:read');

  return {
    account,

    /** Objects of any subgraph, by their public ids. */
    node: new DataLoader<string, FoundNode | null>(async (ids) =>
      findNodes(ids, { ...owners, findAccount: (id) => account.load(id) }),
    ),

    /** A client with `accounts:write` alone sees the account in the answer to its mutation. */
    writableAccount: accountWith('accounts:write'),

    accountsOfUser: new DataLoader<AccountsPageKey, Connection<AccountRow>, string>(
      async (questions) => {
        const answers = new Map<AccountsPageKey, Connection<AccountRow>>();
        const groups = Map.groupBy(questions, ({ page }) => JSON.stringify(page));
        await Promise.all(
          [...groups.values()].map(async (group) => {
            const ownerIds = group.map(({ ownerId }) => ownerId);
            const page = group[0]?.page;
            const rows = page === undefined ? [] : await accountsOfEach(db, viewer, { ownerIds, page });
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

    /** Up to one more than `countMax`. */
    accountCountOfUser: new DataLoader<string, number>(async (ownerIds) => {
      const rows = await countsOfEach(db, viewer, ownerIds);
      const counts = new Map(rows.map(({ owner, count }) => [owner, count]));
      return ownerIds.map((ownerId) => counts.get(ownerId) ?? 0);
    }),
  };
}

/**
 * Customers see their own accounts, operators all. API clients with the scope see the accounts that they are confined
 * to.
 */
export function accountsVisibleTo(viewer: Viewer, scope: Scope = 'accounts:read'): SQL | undefined {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service' || !hasScope(viewer, scope)) {
    return sql`false`;
  }
  // A constant, so that the planner knows it.
  return and(sql`${accounts.visible}`, eq(accounts.organizationId, viewer.organizationId), withinReachOf(viewer));
}

/** Whether the viewer sees the few accounts of one owner or one list, rather than those of an organization. */
export function seesFewAccounts(viewer: Viewer): boolean {
  return viewer.kind === 'user' ? viewer.role === 'CUSTOMER' : viewer.kind === 'client' && viewer.accountIds !== null;
}

function withinReachOf(viewer: Extract<Viewer, { kind: 'user' | 'client' }>): SQL | undefined {
  if (viewer.kind === 'user') {
    return viewer.role === 'CUSTOMER' ? eq(accounts.ownerId, viewer.id) : undefined;
  }
  return viewer.accountIds === null ? undefined : inArray(accounts.id, [...viewer.accountIds]);
}

/** The same page for each of many people, in one statement that selects only the rows of the pages. */
async function accountsOfEach(
  db: Database,
  viewer: Viewer,
  { ownerIds, page }: { ownerIds: readonly string[]; page: Page },
): Promise<AccountRow[]> {
  const owners = asTable(db, ownerIds);
  const pages = db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.ownerId, owners.owner),
        accountsVisibleTo(viewer),
        page.after === null ? undefined : gt(accounts.id, readIdCursor(page.after)),
      ),
    )
    .orderBy(asc(accounts.id))
    .limit(page.size + 1)
    .as('pages');
  const rows = await db.select().from(owners).crossJoinLateral(pages).orderBy(asc(pages.id));
  return rows.map((row) => row.pages);
}

/** The number of accounts of each of many people, in one statement. */
async function countsOfEach(
  db: Database,
  viewer: Viewer,
  ownerIds: readonly string[],
): Promise<{ owner: string; count: number }[]> {
  const owners = asTable(db, ownerIds);
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(accounts)
    .where(and(eq(accounts.ownerId, owners.owner), accountsVisibleTo(viewer)))
    .limit(countMax + 1)
    .as('some');
  return db
    .select({ owner: owners.owner, count: sql<number>`count(*)::int` })
    .from(owners)
    .crossJoinLateral(some)
    .groupBy(owners.owner);
}

function asTable(db: Database, ownerIds: readonly string[]) {
  return db
    .select({ owner: sql<string>`owner`.as('owner') })
    .from(sql`unnest(${sql.param(ownerIds)}::uuid[]) as owner`)
    .as('owners');
}
