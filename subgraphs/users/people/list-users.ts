import {
  readIdCursor,
  idCursor,
  readPage,
  toConnection,
  type Connection,
  type PageArguments,
} from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, asc, gt } from 'drizzle-orm';
import { usersVisibleTo } from '../identity/loaders.ts';
import { users, type UserRow } from '../identity/tables.ts';

/** The people whom the viewer may see. Ids sort by creation time, so they are the order and the cursor. */
export async function listUsers(
  db: Database,
  viewer: SignedInViewer,
  args: PageArguments,
): Promise<Connection<UserRow>> {
  const page = readPage(args);
  const nodes = await db
    .select()
    .from(users)
    .where(and(usersVisibleTo(viewer), page.after === null ? undefined : gt(users.id, readIdCursor(page.after))))
    .orderBy(asc(users.id))
    .limit(page.size + 1);
  return toConnection({ nodes, page, cursorOf: idCursor });
}
