import type { Connection } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { sql, type SQL } from 'drizzle-orm';
import { accounts, type AccountRow } from './tables.ts';

/** A page of accounts with the count of its whole list, which is counted when it is asked for. */
export type CountedConnection = Connection<AccountRow> & {
  /** The number of accounts, up to one more than `countMax`. */
  count(): Promise<number>;
};

/** Counting stops beyond this number, so that it takes milliseconds however long the list is. */
export const countMax = 10_000;

/** A page with its count, which is counted once even if two fields need it. */
export function counted(page: Connection<AccountRow>, count: () => Promise<number>): CountedConnection {
  let counting: Promise<number> | undefined;
  return { ...page, count: () => (counting ??= count()) };
}

/** The number of accounts for which the SQL holds, up to one more than `countMax`. */
export async function countAccounts(db: Database, where: SQL | undefined): Promise<number> {
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(accounts)
    .where(where)
    .limit(countMax + 1)
    .as('some');
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some);
  return row?.count ?? 0;
}

/** PostgreSQL's estimate of the number of accounts for which the SQL holds. It reads no account. */
export async function estimateAccounts(db: Database, where: SQL | undefined): Promise<number> {
  const some = db.select({ id: accounts.id }).from(accounts).where(where);
  const [row] = await db.execute<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql`explain (format json) ${some}`,
  );
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}
