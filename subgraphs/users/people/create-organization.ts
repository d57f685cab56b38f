import { changesOfNew, platformOrigin, recordEvent } from '@tributary/domain/audit.ts';
import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { organizations } from '../identity/tables.ts';

/**
 * Creates an organization, in the caller's transaction. Only the operator of the platform does this, so there is no
 * mutation for it.
 */
export async function createOrganization(tx: Database, name: string): Promise<{ id: string }> {
  const id = newId();
  await tx.insert(organizations).values({ id, name });
  await recordEvent(tx, {
    organizationId: id,
    action: 'ORGANIZATION_CREATED',
    origin: platformOrigin,
    subject: { kind: 'ORGANIZATION', id },
    changes: changesOfNew({ name }),
  });
  return { id };
}
