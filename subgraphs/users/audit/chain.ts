import { createHash } from 'node:crypto';
import type { AuditEventRow } from '../identity/tables.ts';

/** The hash before the first event of a trail. */
export const hashBeforeFirst = Buffer.alloc(32);

/**
 * The hash of an event, computed as `audit.record` does, and apart from it: SHA-256 over the hash of the event before,
 * followed by the framed columns in this order, in UTF-8. So each hash covers all events up to its own.
 */
export function hashOfEvent(previousHash: Buffer, event: Omit<AuditEventRow, 'hash'>): Buffer {
  const columns = [
    event.organizationId,
    String(event.sequence),
    event.id,
    event.occurredAt.toISOString(),
    event.action,
    event.actorKind,
    event.actorId,
    event.subjectKind,
    event.subjectId,
    event.changes,
    ...event.commitments,
  ];
  return createHash('sha256').update(previousHash).update(columns.map(frame).join('')).digest();
}

/** The hash of a personal value, of which its event has the hexadecimal form. Without the salt it tells nothing. */
export function commitmentOf({ salt, userId, value }: { salt: Buffer; userId: string | null; value: string }): string {
  return createHash('sha256')
    .update(salt)
    .update(frame(userId) + value)
    .digest('hex');
}

/** A netstring: a text with its length in bytes, so that no texts next to each other can pass for others. */
function frame(text: string | null): string {
  return text === null ? '-' : `${Buffer.byteLength(text)}:${text},`;
}
