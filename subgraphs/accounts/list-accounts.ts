import { readPage, toConnection, type PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, inArray, not, sql, type SQL } from 'drizzle-orm';
import { countAccounts, counted, estimateAccounts, type CountedConnection } from './account-count.ts';
import { parseAccountFilter, type AccountConditions } from './account-filter.ts';
import { sortingOf, type AccountSorting } from './account-order.ts';
import type { AccountFilter, AccountOrder } from './generated/schema.ts';
import { accountsVisibleTo, seesFewAccounts } from './loaders.ts';
import { accounts, type AccountRow } from './tables.ts';

/** Settings of the sessions that search. Starting parallel workers takes 10 ms, even if they then read nothing. */
export const searchSession = { max_parallel_workers_per_gather: '0' };

type ListArguments = PageArguments & {
  filter?: AccountFilter | null | undefined;
  orderBy?: AccountOrder | null | undefined;
};

/** The accounts that are looked at in the order of the list, before the matching ones are looked up by an index. */
const walkedMax = 10_000;
/**
 * The matches that an index finds faster than a walk does: 4 µs for each that contains a text, whose trigrams are made
 * again to compare them, and 2 µs for others. A walk takes longer by name, where the accounts on its way lie apart.
 */
const lookedUpMax = { ofText: 2_000, byName: 6_000, byTime: 3_000 };

/**
 * A page of the accounts that the viewer may see and that match a filter. Throws Misuse `INVALID_PAGE`,
 * `INVALID_CURSOR`, `INVALID_ID` and `BAD_USER_INPUT`.
 */
export async function listAccounts(
  db: Database,
  viewer: SignedInViewer,
  { filter, orderBy, ...args }: ListArguments,
): Promise<CountedConnection> {
  const page = readPage(args);
  const conditions = parseAccountFilter(filter ?? {});
  const sorting = sortingOf(orderBy ?? 'CREATED_AT_ASC', page.after);
  const nodes = await selectAccounts(db, viewer, { conditions, sorting, size: page.size + 1 });
  return counted(toConnection({ nodes, page, cursorOf: sorting.cursorOf }), () =>
    countAccounts(db, allOf(viewer, conditions)),
  );
}

type Search = { conditions: AccountConditions; sorting: AccountSorting; size: number };

/**
 * The first accounts of a list. PostgreSQL assumes that matches are spread evenly over the list. If all of them were at
 * its end, it would walk the whole list for one page. So the walk is bounded, and the index finds the remaining
 * matches. Few matches are looked up at once.
 */
async function selectAccounts(db: Database, viewer: SignedInViewer, search: Search): Promise<AccountRow[]> {
  const { conditions, sorting, size } = search;
  const others = and(conditions.others(accounts), conditions.part(accounts));
  const beginning = conditions.beginning(accounts);
  const isOneRange = others === undefined && (beginning === undefined || sorting.isByName);
  if (isOneRange || conditions.isNarrow || seesFewAccounts(viewer)) {
    return db
      .select()
      .from(accounts)
      .where(and(accountsVisibleTo(viewer), sorting.afterCursor(accounts), beginning, others))
      .orderBy(...sorting.by(accounts))
      .limit(size);
  }
  const matches = await estimateAccounts(db, indexed(viewer, conditions));
  const ofOthers = sorting.isByName ? lookedUpMax.byName : lookedUpMax.byTime;
  const areFew = matches <= (conditions.trigrams(accounts) === undefined ? ofOthers : lookedUpMax.ofText);
  return db
    .select()
    .from(accounts)
    .where(inArray(accounts.id, firstOf(db, viewer, search, areFew ? 0 : walkedMax)))
    .orderBy(...sorting.by(accounts));
}

/**
 * SQL for the ids of the first matches. They are those of the walk if it fills the page. If not, all matches are looked
 * up by the indexes of the filter, and then sorted. One statement does both, and PostgreSQL skips the part that is not
 * needed.
 */
function firstOf(
  db: Database,
  viewer: SignedInViewer,
  { conditions, sorting, size }: Search,
  walkedAccounts: number,
): SQL {
  const walked = db
    .select()
    .from(accounts)
    .where(
      and(
        accountsVisibleTo(viewer),
        sorting.afterCursor(accounts),
        sorting.isByName ? conditions.beginning(accounts) : undefined,
      ),
    )
    .orderBy(...sorting.by(accounts))
    .limit(walkedAccounts)
    .as('walked');
  const walk = db
    .select({ id: walked.id })
    .from(walked)
    .where(and(conditions.beginning(walked), conditions.others(walked), conditions.part(walked)))
    .orderBy(...sorting.by(walked))
    .limit(size);
  const isFull = sql`(select count(*) from walk) = ${size}`;
  const matching = db
    .select({ id: accounts.id, nameKey: accounts.nameKey })
    .from(accounts)
    .where(and(not(isFull), allOf(viewer, conditions), sorting.afterCursor(accounts)));
  // Materialized: the planner must not choose to walk the whole list.
  return sql`(
    with walk as materialized ${walk}, matching as materialized ${matching}
    (select id from walk where ${isFull})
    union all
    (select id from matching order by ${sorting.byNames} limit ${size})
  )`;
}

/** SQL that holds for the accounts of the whole list, in the form in which the indexes find them. */
function allOf(viewer: SignedInViewer, conditions: AccountConditions) {
  return and(indexed(viewer, conditions), conditions.part(accounts));
}

/** The part of `allOf` whose matches PostgreSQL can estimate. */
function indexed(viewer: SignedInViewer, conditions: AccountConditions) {
  return and(
    accountsVisibleTo(viewer),
    conditions.trigrams(accounts),
    conditions.beginning(accounts),
    conditions.others(accounts),
  );
}
