import { idCursor, readIdCursor, readTextCursor, textCursor } from '@tributary/kit/pagination.ts';
import { asc, desc, sql, type Column, type SQL } from 'drizzle-orm';
import type { AccountOrder } from './generated/schema.ts';
import type { AccountRow } from './tables.ts';

/** Columns by which accounts are sorted, of the table or of a subquery. */
type SortedColumns = Readonly<Record<'id' | 'nameKey', Column>>;

/** An order of accounts, beginning after a cursor. */
export type AccountSorting = {
  isByName: boolean;
  /** SQL for the accounts after the cursor; undefined for all. */
  afterCursor(columns: SortedColumns): SQL | undefined;
  by(columns: SortedColumns): SQL[];
  /** The same order over a subquery whose columns are `id` and `name_key`. */
  byNames: SQL;
  cursorOf(row: AccountRow): string;
};

/** The order of a list after a cursor, or from its beginning. Throws Misuse `INVALID_CURSOR`. */
export function sortingOf(order: AccountOrder, after: string | null): AccountSorting {
  const isAscending = order === 'CREATED_AT_ASC' || order === 'NAME_ASC';
  const [sorted, direction, beyond] = isAscending
    ? [asc, sql.raw('asc'), sql.raw('>')]
    : [desc, sql.raw('desc'), sql.raw('<')];
  if (order === 'CREATED_AT_ASC' || order === 'CREATED_AT_DESC') {
    const id = after === null ? null : readIdCursor(after);
    return {
      isByName: false,
      // Ids sort by creation time.
      afterCursor: (columns) => (id === null ? undefined : sql`${columns.id} ${beyond} ${id}::uuid`),
      by: (columns) => [sorted(columns.id)],
      byNames: sql`id ${direction}`,
      cursorOf: idCursor,
    };
  }
  const position = after === null ? null : readTextCursor(after);
  return {
    isByName: true,
    afterCursor: ({ nameKey, id }) =>
      position === null ? undefined : sql`(${nameKey}, ${id}) ${beyond} (${position.text}::text, ${position.id}::uuid)`,
    by: ({ nameKey, id }) => [sorted(nameKey), sorted(id)],
    byNames: sql`name_key ${direction}, id ${direction}`,
    cursorOf: ({ nameKey, id }) => textCursor({ text: nameKey, id }),
  };
}
