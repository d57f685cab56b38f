import { newId } from '@tributary/domain/ids.ts';
import type { TransferCommand } from './rules/commands.ts';

export type PastTransfer = {
  debitAccountId: string;
  creditAccountId: string;
  /** In minor units, more than zero. */
  amount: bigint;
  currency: string;
  /** Increasing from one to the next. A time before the newest row of the log becomes that of the row. */
  recordedAt: Date;
  effectiveAt?: Date;
  description?: string;
  externalId?: string;
  metadata?: Record<string, string>;
  /** Sent again with the same key and content, it is written once. Without one, each command is another transfer. */
  idempotencyKey?: string;
};

/**
 * A transfer from before the platform kept the books, as a command: all rules hold for it, but its time of recording is given. Only code can make one; ids are UUIDs.
 */
export function pastTransferCommand({
  recordedAt,
  effectiveAt,
  description,
  externalId,
  metadata,
  idempotencyKey,
  ...between
}: PastTransfer): TransferCommand {
  const texts = { description: description ?? null, externalId: externalId ?? null, metadata: metadata ?? null };
  const id = newId();
  return {
    kind: 'TRANSFER',
    viewer: null,
    subject: 'ledger',
    id,
    // A batch may be posted twice, if the answer to its commit was lost.
    idempotencyKey: idempotencyKey ?? id,
    input: {
      mutation: 'importHistory',
      ...between,
      amount: String(between.amount),
      recordedAt: recordedAt.toISOString(),
      ...(effectiveAt === undefined ? {} : { effectiveAt: effectiveAt.toISOString() }),
      ...texts,
    },
    ...between,
    ...texts,
    recordedAt,
    effectiveAt: effectiveAt ?? null,
    expectedDebitVersion: null,
    expectedCreditVersion: null,
    journalId: null,
    position: 0,
  };
}
