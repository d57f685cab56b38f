import type { AccountRow, Refusal } from '../../log/tables.ts';
import { movedAmount } from './amounts.ts';
import type { Books } from './books.ts';
import type { HoldCommand, TransferCommand } from './commands.ts';
import { refuseBeforeOpening } from './dates.ts';
import { refuseMovement } from './floors.ts';
import { posted, type Sides } from './movements.ts';
import { countAgainstLimits } from './transfer-limits.ts';
import { declined, isAllowed, isVisible, refuseCondition, refuseUnlessOpen, refuseVersion } from './refusals.ts';

/** The fields of a transfer or a hold that name its accounts. */
export const sideFields = { debit: 'debitAccountId', credit: 'creditAccountId' } as const;

/** Posts a transfer; returns the refusal, or null. */
export function transfer(books: Books, command: TransferCommand): Refusal | null {
  const { viewer } = command;
  const before = findSides(books, command);
  if ('code' in before) {
    return before;
  }
  const amount = movedAmount(command, before);
  if (typeof amount !== 'bigint') {
    return amount;
  }
  const { currency } = before.debit;
  const movement = { before, after: posted(before, amount), amount, fields: sideFields };
  const refusal = refuseBeforeOpening(books, command, before, sideFields) ?? refuseMovement(viewer, movement);
  if (refusal !== null) {
    return refusal;
  }
  const after = countAgainstLimits(viewer, { ...movement, recordedAt: books.recordingTime(), count: 1n });
  if ('code' in after) {
    return after;
  }
  books.write(command, { kind: 'TRANSFER', amount, currency, ...after });
  return null;
}

/** The two accounts of a transfer or a hold, or the refusal. */
export function findSides(books: Books, command: TransferCommand | HoldCommand): Sides | Refusal {
  const { viewer, debitAccountId, creditAccountId } = command;
  if (debitAccountId === creditAccountId) {
    return { code: 'SAME_ACCOUNT' };
  }
  const debit = books.account(debitAccountId);
  const credit = books.account(creditAccountId);
  if (debit === undefined || !isAllowed(viewer, debit)) {
    return { code: 'ACCOUNT_NOT_FOUND', field: 'debitAccountId' };
  }
  const unseen = refuseUnseenExpectation(command, credit) ?? refuseUnseenBalance(command, credit);
  if (unseen !== null) {
    return unseen;
  }
  if (credit === undefined) {
    return isVisible(viewer, credit)
      ? { code: 'ACCOUNT_NOT_FOUND', field: 'creditAccountId' }
      : declined('creditAccountId');
  }
  const refusal =
    refuseUnlessOpen(viewer, 'debitAccountId', debit) ??
    refuseUnlessOpen(viewer, 'creditAccountId', credit) ??
    refuseCurrency(command, { debit, credit }) ??
    refuseVersion('expectedDebitVersion', debit, command.expectedDebitVersion) ??
    refuseVersion('expectedCreditVersion', credit, command.expectedCreditVersion) ??
    refuseCondition('debitAvailableAtLeast', debit, command.availableAtLeast?.debit) ??
    refuseCondition('creditAvailableAtLeast', credit, command.availableAtLeast?.credit);
  return refusal ?? { debit, credit };
}

/** Refuses every expectation about a credited account that the viewer may not see, whether or not it is met. */
function refuseUnseenExpectation(
  { viewer, expectedCreditVersion, availableAtLeast }: TransferCommand | HoldCommand,
  credit: AccountRow | undefined,
): Refusal | null {
  const isCondition = availableAtLeast?.credit != null;
  if ((expectedCreditVersion === null && !isCondition) || isVisible(viewer, credit)) {
    return null;
  }
  return expectedCreditVersion === null
    ? {
        code: 'INVALID_INPUT',
        field: 'creditAvailableAtLeast',
        problem: 'Make a condition only of an account that you may see.',
      }
    : {
        code: 'INVALID_INPUT',
        field: 'expectedCreditVersion',
        problem: 'Expect a version only of an account that you may see.',
      };
}

/** Declines to balance a credited account that the viewer may not see: the amount would tell its balance. */
function refuseUnseenBalance(command: TransferCommand | HoldCommand, credit: AccountRow | undefined): Refusal | null {
  const isBalanced = command.kind === 'TRANSFER' && command.amountRule === 'BALANCING_CREDIT';
  return isBalanced && !isVisible(command.viewer, credit) ? declined('creditAccountId') : null;
}

/** Refuses a currency that is not that of both accounts. A viewer who may debit an account may see it. */
function refuseCurrency(command: TransferCommand | HoldCommand, { debit, credit }: Sides): Refusal | null {
  const { viewer } = command;
  const currency = command.currency ?? debit.currency;
  if (currency === debit.currency && currency === credit.currency) {
    return null;
  }
  if (isVisible(viewer, credit)) {
    return { code: 'CURRENCY_MISMATCH', expected: debit.currency === credit.currency ? debit.currency : null };
  }
  return currency === debit.currency
    ? declined('creditAccountId')
    : { code: 'CURRENCY_MISMATCH', expected: debit.currency };
}
