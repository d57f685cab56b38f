import { Misuse } from '@tributary/platform/errors.ts';

/** A position in an organization's log as an opaque cursor, which is invalid in any other organization. */
export function logCursor(organizationId: string, sequence: bigint): string {
  const bytes = Buffer.alloc(25);
  bytes.writeUInt8(1);
  Buffer.from(organizationId.replaceAll('-', ''), 'hex').copy(bytes, 1);
  bytes.writeBigInt64BE(sequence, 17);
  return bytes.toString('base64url');
}

/**
 * The position in a cursor; the empty string is the beginning, 0. Throws Misuse `INVALID_CURSOR` for any cursor that
 * this organization's log did not give, such as one beyond `head`.
 */
export function decodeLogCursor(
  cursor: string,
  { organizationId, head }: { organizationId: string; head: bigint },
): bigint {
  if (cursor === '') {
    return 0n;
  }
  const bytes = Buffer.from(cursor.slice(0, 64), 'base64url');
  if (bytes.length === 25 && bytes.toString('base64url') === cursor) {
    const sequence = bytes.readBigInt64BE(17);
    if (sequence >= 0n && sequence <= head && logCursor(organizationId, sequence) === cursor) {
      return sequence;
    }
  }
  throw new Misuse(
    'INVALID_CURSOR',
    'This cursor is not from your organization\'s log. Use one that an event or a query gave, or "" for the beginning.',
  );
}
