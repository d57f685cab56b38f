import { changesBetween, changesOfNew, recordEvent, type AuditAction, type Origin } from '@tributary/domain/audit.ts';
import { formatId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { AccountRow } from './tables.ts';

/**
 * Adds a change of an account to the audit trail, as the last step of its transaction. A change that changes nothing is
 * no event. An account that was not visible yet is new.
 */
export async function recordAccountChange(
  tx: Database,
  { action, origin, before, after }: { action: AuditAction; origin: Origin; before: AccountRow; after: AccountRow },
): Promise<void> {
  const changes = before.visible ? changesBetween(textsOf(before), textsOf(after)) : changesOfNew(textsOf(after));
  if (Object.keys(changes).length > 0) {
    const { organizationId, id } = after;
    await recordEvent(tx, { organizationId, action, origin, subject: { kind: 'ACCOUNT', id }, changes });
  }
}

/** The fields of an account as texts. A limit has its currency: without, it would be a bare number. */
function textsOf(row: AccountRow) {
  const { name, externalId, currency, status, overdraftLimit, ownerId, metadata } = row;
  return {
    name,
    externalId,
    class: row.class,
    currency,
    ownerId: ownerId === null ? null : formatId('usr', ownerId),
    status,
    overdraftLimit: overdraftLimit === null ? 'UNLIMITED' : `${overdraftLimit} ${currency}`,
    metadata: metadata === null ? null : JSON.stringify(metadata),
  };
}
