import type { Refusal } from '../../log/tables.ts';
import type { Books } from './books.ts';
import type { ReversalCommand } from './commands.ts';
import { refuseBeforeOpening } from './dates.ts';
import { refuseMovement } from './floors.ts';
import { posted } from './movements.ts';
import { isAllowed, refuseUnlessOpen } from './refusals.ts';

/** The field that names both accounts of a reversal. */
const fields = { debit: 'transferId', credit: 'transferId' } as const;

/** Reverses a transfer, or a part of it, by another transfer; returns the refusal, or null. */
export function reverseTransfer(books: Books, command: ReversalCommand): Refusal | null {
  const { viewer, transferId } = command;
  const original = books.reversible(transferId);
  // A reversal debits the account that the transfer credited.
  const debit = original === undefined ? undefined : books.account(original.row.creditAccountId);
  const credit = original === undefined ? undefined : books.account(original.row.debitAccountId);
  if (original === undefined || debit === undefined || credit === undefined || !isAllowed(viewer, debit)) {
    return { code: 'TRANSFER_NOT_FOUND' };
  }
  const { row, reversed } = original;
  const { currency } = row;
  if (command.amount !== null && command.amount.currency !== currency) {
    return { code: 'CURRENCY_MISMATCH', expected: currency };
  }
  const left = row.amount - reversed;
  const amount = command.amount?.minorUnits ?? left;
  if (amount > left || left === 0n) {
    return { code: 'REVERSAL_EXCEEDS_TRANSFER', remaining: String(left), currency };
  }
  const before = { debit, credit };
  const after = posted(before, amount);
  const refusal =
    refuseUnlessOpen(viewer, 'transferId', debit) ??
    refuseUnlessOpen(viewer, 'transferId', credit) ??
    refuseBeforeOpening(books, command, before, fields) ??
    refuseMovement(viewer, { before, after, amount, fields });
  if (refusal !== null) {
    return refusal;
  }
  books.keepReversed(transferId, reversed + amount);
  books.write(command, { kind: 'TRANSFER', amount, currency, reversesId: transferId, ...after });
  return null;
}
