import type { Refusal } from '../../log/tables.ts';
import type { Books } from './books.ts';
import type { HoldCommand, TransferCommand } from './commands.ts';
import { refuseMovement } from './floors.ts';
import { posted, type Sides } from './movements.ts';
import { isAllowed, refuseCondition, refuseUnlessOpen, refuseVersion } from './refusals.ts';

/** The fields of a transfer or a hold that name its accounts. */
export const sideFields = { debit: 'debitAccountId', credit: 'creditAccountId' } as const;

/** Posts a transfer; returns the refusal, or null. */
export function transfer(books: Books, command: TransferCommand): Refusal | null {
  const { viewer, amount, currency } = command;
  const before = findSides(books, command);
  if ('code' in before) {
    return before;
  }
  const after = posted(before, amount);
  const refusal = refuseMovement(viewer, { before, after, amount, fields: sideFields });
  if (refusal === null) {
    books.write(command, { kind: 'TRANSFER', amount, currency, ...after });
  }
  return refusal;
}

/** The two accounts of a transfer or a hold, or the refusal. */
export function findSides(books: Books, command: TransferCommand | HoldCommand): Sides | Refusal {
  const { viewer, debitAccountId, creditAccountId, currency } = command;
  if (debitAccountId === creditAccountId) {
    return { code: 'SAME_ACCOUNT' };
  }
  const debit = books.account(debitAccountId);
  const credit = books.account(creditAccountId);
  if (debit === undefined || !isAllowed(viewer, debit)) {
    return { code: 'ACCOUNT_NOT_FOUND', field: 'debitAccountId' };
  }
  if (credit === undefined) {
    return { code: 'ACCOUNT_NOT_FOUND', field: 'creditAccountId' };
  }
  const refusal =
    refuseUnlessOpen(viewer, 'debitAccountId', debit) ??
    refuseUnlessOpen(viewer, 'creditAccountId', credit) ??
    (currency === debit.currency && currency === credit.currency
      ? null
      : {
          code: 'CURRENCY_MISMATCH' as const,
          expected: debit.currency === credit.currency ? debit.currency : null,
        }) ??
    refuseVersion(viewer, 'expectedDebitVersion', debit, command.expectedDebitVersion) ??
    refuseVersion(viewer, 'expectedCreditVersion', credit, command.expectedCreditVersion) ??
    refuseCondition(viewer, 'debitAvailableAtLeast', debit, command.availableAtLeast?.debit) ??
    refuseCondition(viewer, 'creditAvailableAtLeast', credit, command.availableAtLeast?.credit);
  return refusal ?? { debit, credit };
}
