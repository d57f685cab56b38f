import { createHash } from 'node:crypto';
import type { AuditEventRow } from '../identity/tables.ts';

/** The hash before the first event of a trail. */
export const hashBeforeFirst = Buffer.alloc(32);

/**
 * The hash of an event, by the rule of `audit.record` but without its code. It is SHA-256 over the hash of the event
 * before and the framed columns, in this order, in UTF-8. So each hash covers all events up to its own.
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

/** The hash of a personal value, in hexadecimal, as its event holds it. Without the salt it reveals nothing. */
export function commitmentOf({ salt, userId, value }: { salt: Buffer; userId: string | null; value: string }): string {
  return createHash('sha256')
    .update(salt)
    .update(frame(userId) + value)
    .digest('hex');
}

/** The netstring of a text: its length in bytes and the text. Different lists of texts never join to the same text. */
function frame(text: string | null): string {
  return text === null ? '-' : `${Buffer.byteLength(text)}:${text},`;
}
