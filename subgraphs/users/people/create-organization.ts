import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { organizations } from '../identity/tables.ts';

/** Creates an organization. Only the operator of the platform does this, so there is no mutation for it. */
export async function createOrganization(db: Database, name: string): Promise<{ id: string }> {
  const id = newId();
  await db.insert(organizations).values({ id, name });
  return { id };
}
