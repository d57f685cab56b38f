import { hash } from 'node:crypto';
import type { LogContent, LogRow } from './tables.ts';

/** The hash that stands before the first row of a log. */
export const hashBeforeFirst = '0'.repeat(64);

/** Adds hashes to consecutive rows, starting from the hash of the row before them. */
export function chain(previousHash: string, contents: readonly LogContent[]): LogRow[] {
  let head = previousHash;
  return contents.map((content) => {
    head = hashOf(head, content);
    return { ...content, hash: Buffer.from(head, 'hex') };
  });
}

/**
 * The hash of a row of the log, in hexadecimal: SHA-256 over the hash of the row before, in lower-case hexadecimal,
 * followed by the content of the row in UTF-8. So each hash covers all rows up to its own.
 */
export function hashOf(previousHash: string, content: LogContent): string {
  return hash('sha256', previousHash + encode(content), 'hex');
}

/**
 * The content of a row without its hash, in the one form that is hashed, which anybody can reproduce: a JSON array of
 * every column in this order, without spaces, as RFC 8785 writes it. Texts have no more escapes than needed, and the
 * keys of metadata are sorted by UTF-16 code units. Sequences and minor units are strings of digits, versions are
 * numbers, times are UTC with milliseconds, and absent values are null.
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

/** Encodes key by key, because an object puts numeric keys first, whatever the order in which they were added. */
function encodeMetadata(metadata: Record<string, string> | null): string {
  if (metadata === null) {
    return 'null';
  }
  const members = Object.keys(metadata)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
  return `{${members.join(',')}}`;
}
