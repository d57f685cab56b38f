import { inKeyOrder } from '@tributary/kit/batching.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { hasScope, type Viewer } from '@tributary/domain/viewer.ts';
import DataLoader from 'dataloader';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { apiClients, organizations, users, type ApiClientRow, type OrganizationRow, type UserRow } from './tables.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * The loaders of one request. They are new for every request: a loader caches rows, and one viewer's rows must never
 * reach another. A row that the viewer may not see loads as null.
 */
export function createLoaders(db: Database, viewer: Viewer) {
  return {
    user: new DataLoader<string, UserRow | null>(async (ids) => {
      const rows = await db
        .select()
        .from(users)
        .where(and(inArray(users.id, [...ids]), usersVisibleTo(viewer)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),
    /** The clients of an operator's organization. */
    apiClient: new DataLoader<string, ApiClientRow | null>(async (ids) => {
      const rows =
        viewer.kind === 'user' && viewer.role === 'OPERATOR'
          ? await db
              .select()
              .from(apiClients)
              .where(and(inArray(apiClients.id, [...ids]), eq(apiClients.organizationId, viewer.organizationId)))
          : [];
      return inKeyOrder(ids, rows, (row) => row.id);
    }),
    organization: new DataLoader<string, OrganizationRow | null>(async (ids) => {
      const own = viewer.kind === 'anonymous' ? null : viewer.organizationId;
      const rows =
        own !== null && ids.includes(own) ? await db.select().from(organizations).where(eq(organizations.id, own)) : [];
      return inKeyOrder(ids, rows, (row) => row.id);
    }),
  };
}

/**
 * The condition for the people whom a viewer may see. Customers see themselves. Operators, our own services, and API
 * clients with `users:read` see all of their organization.
 */
export function usersVisibleTo(viewer: Viewer): SQL | undefined {
  if (viewer.kind === 'anonymous') {
    return sql`false`;
  }
  const sameOrganization = eq(users.organizationId, viewer.organizationId);
  if (viewer.kind === 'user' && viewer.role === 'CUSTOMER') {
    return and(sameOrganization, eq(users.id, viewer.id));
  }
  return viewer.kind === 'client' && !hasScope(viewer, 'users:read') ? sql`false` : sameOrganization;
}
