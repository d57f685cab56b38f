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
  const columns = [
    row.organizationId,
    String(row.sequence),
    row.id,
    row.kind,
    row.debitAccountId,
    row.creditAccountId,
    String(row.amount),
    row.currency,
    row.debitVersion,
    String(row.debitPosted),
    String(row.debitPending),
    String(row.debitAvailable),
    row.creditVersion,
    String(row.creditPosted),
    String(row.creditPending),
    String(row.creditAvailable),
    row.holdId,
    row.journalId,
    row.reversesId,
    row.description,
    row.externalId,
    row.effectiveAt,
    row.recordedAt,
    row.subject,
  ];
  return `${JSON.stringify(columns).slice(0, -1)},${encodeMetadata(row.metadata)}]`;
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
