import { parseDateTime } from '@tributary/platform/date-time.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import {
  decodeCursor,
  encodeCursor,
  invalidCursor,
  readPage,
  toConnection,
  type Connection,
  type PageArguments,
} from '@tributary/kit/pagination.ts';
import { and, asc, eq, gte, sql, type SQL } from 'drizzle-orm';
import { refusedSignIns } from '../identity/tables.ts';

export type RefusedSignInsRow = typeof refusedSignIns.$inferSelect;

/**
 * The counts of refused sign-ins of an organization, in the order of their minutes. Throws Misuse `INVALID_PAGE`,
 * `INVALID_CURSOR` and `BAD_USER_INPUT`.
 */
export async function listRefusedSignIns(
  db: Database,
  organizationId: string,
  { from, ...args }: PageArguments & { from?: string | null | undefined },
): Promise<Connection<RefusedSignInsRow>> {
  const page = readPage(args);
  const nodes = await db
    .select()
    .from(refusedSignIns)
    .where(
      and(
        eq(refusedSignIns.organizationId, organizationId),
        from == null ? undefined : gte(refusedSignIns.minute, parseFrom(from)),
        page.after === null ? undefined : isAfter(page.after),
      ),
    )
    .orderBy(asc(refusedSignIns.minute), asc(refusedSignIns.network))
    .limit(page.size + 1);
  return toConnection({
    nodes,
    page,
    cursorOf: ({ minute, network }) => encodeCursor([minute.toISOString(), network]),
  });
}

function isAfter(cursor: string): SQL {
  const [minute = '', network = ''] = decodeCursor(cursor, 2);
  const parsed = parseDateTime(minute);
  if ('problem' in parsed || !network.isWellFormed() || network.includes('\0')) {
    throw invalidCursor();
  }
  const { minute: minutes, network: networks } = refusedSignIns;
  return sql`(${minutes}, ${networks}) > (${parsed.time.toISOString()}::timestamptz, ${network}::text)`;
}

function parseFrom(text: string): Date {
  const parsed = parseDateTime(text);
  if ('problem' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`from\`: ${parsed.problem}`);
  }
  return parsed.time;
}
