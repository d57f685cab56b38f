import { originOf, recordEvent, type AuditAction, type AuditEvent } from '@tributary/domain/audit.ts';
import { tryParseId } from '@tributary/domain/ids.ts';
import type { UserViewer } from '@tributary/domain/viewer.ts';
import { forbidden, unauthenticated } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, inArray } from 'drizzle-orm';
import { secondsOf } from './access-token.ts';
import { invalidInput, refuse, userErased, userNotFound, type Refused } from './refusals.ts';
import { users, type UserRow } from './tables.ts';

/**
 * Checks that the viewer may still act, and locks their row until the end of the transaction. Throws `UNAUTHENTICATED`
 * for a person who was disabled or got another role, and for a token that was ended.
 */
export async function requireActing(tx: Database, viewer: UserViewer): Promise<UserRow> {
  const [row] = await tx.select().from(users).where(eq(users.id, viewer.id)).for('share');
  return current(row, viewer);
}

/** The person who makes a change, and their network address. */
export type Acting = { viewer: UserViewer; address: string | null };

/** Adds an event about the changed person to the audit trail. It is the last step of a change. */
export type RecordChange = (
  action: AuditAction,
  changes?: Pick<AuditEvent, 'changes' | 'personalChanges'>,
) => Promise<void>;

/**
 * Changes a person, in one transaction that locks the rows of the viewer and of the person. Two operators who lock each
 * other out do so one after the other, so that one of them stays. `id` is in the form for callers.
 */
export async function changePerson<Outcome>(
  db: Database,
  { viewer, address, id, withErased = false }: Acting & { id: string; withErased?: boolean },
  change: (tx: Database, person: UserRow, record: RecordChange) => Promise<Outcome | Refused>,
): Promise<Outcome | Refused> {
  const personId = tryParseId('usr', id);
  if (personId === null) {
    return refuse(invalidInput('id', 'Send the id of a person: `usr_` and 32 hexadecimal digits.'));
  }
  if (viewer.role !== 'OPERATOR' && personId !== viewer.id) {
    throw forbidden('This is for operators of the organization.');
  }
  return db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(users)
      .where(and(inArray(users.id, [viewer.id, personId]), eq(users.organizationId, viewer.organizationId)))
      .orderBy(asc(users.id))
      .for('no key update');
    current(
      rows.find((row) => row.id === viewer.id),
      viewer,
    );
    const person = rows.find((row) => row.id === personId);
    if (person === undefined) {
      return refuse(userNotFound());
    }
    if (person.erasedAt !== null && !withErased) {
      return refuse(userErased());
    }
    return change(tx, person, (action, changes) =>
      recordEvent(tx, {
        organizationId: person.organizationId,
        action,
        origin: originOf(viewer, address),
        subject: { kind: 'USER', id: person.id },
        ...changes,
      }),
    );
  });
}

/** The row of a viewer whose token is still valid. Throws `UNAUTHENTICATED` for any other. */
export function current(row: UserRow | undefined, viewer: UserViewer): UserRow {
  const isCurrent =
    row !== undefined &&
    row.organizationId === viewer.organizationId &&
    row.disabledAt === null &&
    row.role === viewer.role &&
    (row.tokensEndedUntil === null || secondsOf(row.tokensEndedUntil) < viewer.expiresAt);
  if (!isCurrent) {
    throw unauthenticated('Your access was ended. Sign in again.');
  }
  return row;
}
