import {
  readIdCursor,
  idCursor,
  readPage,
  toConnection,
  type Connection,
  type PageArguments,
} from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, gt } from 'drizzle-orm';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

/** The API clients of the viewer's organization. */
export async function listApiClients(
  db: Database,
  organizationId: string,
  args: PageArguments,
): Promise<Connection<ApiClientRow>> {
  const page = readPage(args);
  const nodes = await db
    .select()
    .from(apiClients)
    .where(
      and(
        eq(apiClients.organizationId, organizationId),
        page.after === null ? undefined : gt(apiClients.id, readIdCursor(page.after)),
      ),
    )
    .orderBy(asc(apiClients.id))
    .limit(page.size + 1);
  return toConnection({ nodes, page, cursorOf: idCursor });
}
