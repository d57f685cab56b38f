import { hash } from 'node:crypto';
import type { LogContent, LogRow } from './tables.ts';

/** What the first row of a log follows. */
export const hashBeforeFirst = '0'.repeat(64);

/** Gives rows that follow one another their hashes, from the hash of the row before them on. */
export function chain(previousHash: string, contents: readonly LogContent[]): LogRow[] {
  let head = previousHash;
  return contents.map((content) => {
    head = hashOf(head, content);
    return { ...content, hash: Buffer.from(head, 'hex') };
  });
}

/**
 * The hash of a row of the log, in hexadecimal: SHA-256 over the hash of the row before it, in lower-case hexadecimal, followed by its content in UTF-8. So
 * it covers all rows before it too.
 */
export function hashOf(previousHash: string, content: LogContent): string {
  return hash('sha256', previousHash + encode(content), 'hex');
}

/**
 * All of a row but its hash, in the one form that is hashed, which anybody can write again: a JSON array of every column in this order, without spaces, as RFC 8785 writes it (texts with no
 * more escapes than they need, the keys of metadata sorted by UTF-16 code units). Sequences and minor units are strings of digits, versions are numbers, times are UTC with
 * milliseconds, and what is not there is null.
 */
export function encode(row: LogContent): string {
  // Only texts can need escapes.
  return (
    `["${row.organizationId}","${row.sequence}","${row.id}","${row.kind}","${row.debitAccountId}","${row.creditAccountId}",` +
    `"${row.amount}",${JSON.stringify(row.currency)},` +
    `${row.debitVersion},"${row.debitPosted}","${row.debitPending}","${row.debitAvailable}",` +
    `${row.creditVersion},"${row.creditPosted}","${row.creditPending}","${row.creditAvailable}",` +
    `${orNull(row.holdId)},${orNull(row.journalId)},${orNull(row.reversesId)},` +
    `${JSON.stringify(row.description)},${JSON.stringify(row.externalId)},` +
    `"${row.effectiveAt.toISOString()}","${row.recordedAt.toISOString()}",${JSON.stringify(row.subject)},${encodeMetadata(row.metadata)}]`
  );
}

function orNull(id: string | null): string {
  return id === null ? 'null' : `"${id}"`;
}

/** Written key by key, since an object would put keys that are numbers first, whatever the order in which they were added. */
function encodeMetadata(metadata: Record<string, string> | null): string {
  if (metadata === null) {
    return 'null';
  }
  const members = Object.keys(metadata)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
  return `{${members.join(',')}}`;
}
