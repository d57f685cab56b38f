import { newId } from '@tributary/domain/ids.ts';
import type { TransferCommand } from './rules/commands.ts';

export type PastTransfer = {
  debitAccountId: string;
  creditAccountId: string;
  /** In minor units, more than zero. */
  amount: bigint;
  currency: string;
  /** Increasing from one transfer to the next. A time before the newest row of the log becomes the time of that row. */
  recordedAt: Date;
  effectiveAt?: Date;
  description?: string;
  externalId?: string;
  metadata?: Record<string, string>;
  /**
   * A transfer that is sent again with the same key and content is written once. Without a key, each command is
   * another.
   */
  idempotencyKey?: string;
};

/**
 * A transfer from before the platform kept the books, as a command. All rules hold for it, but its recording time is
 * given. Only code can make one; ids are UUIDs.
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
    // A batch may be posted twice if the answer to its commit was lost.
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
