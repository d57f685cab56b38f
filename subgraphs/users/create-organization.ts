import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { organizations } from './tables.ts';

/** Makes an organization. Who runs the platform does this, so no mutation does. */
export async function createOrganization(db: Database, name: string): Promise<{ id: string }> {
  const id = newId();
  await db.insert(organizations).values({ id, name });
  return { id };
}
