import { formatAmount, type Money } from '@tributary/domain/money.ts';
import type { LimitName, Refusal } from '../log/tables.ts';

/**
 * A refusal as a member of `errors`. `path` names the command's input in the request, such as `['input', 'transfers',
 * '3']`.
 */
// oxlint-disable-next-line max-lines-per-function -- a named exception: one switch over all refusals, a case for each
export function explainRefusal(refusal: Refusal, path: readonly string[] = ['input']) {
  const at = (field: string) => [...path, field];
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return {
        __typename: 'InvalidInput' as const,
        code: refusal.code,
        message: refusal.problem,
        path: [...at(refusal.field), ...(refusal.key === undefined ? [] : [refusal.key])],
      };
    case 'INVALID_AMOUNT':
      return { __typename: 'InvalidAmount' as const, code: refusal.code, message: refusal.problem, path: at('amount') };
    case 'SAME_ACCOUNT':
      return {
        __typename: 'SameAccount' as const,
        code: refusal.code,
        message: 'Both sides are the same account. Choose two.',
        path: at('creditAccountId'),
      };
    case 'ACCOUNT_NOT_FOUND':
      return {
        __typename: 'AccountNotFound' as const,
        code: refusal.code,
        message:
          refusal.field === 'debitAccountId'
            ? 'There is no such account that you may debit. Find yours with `accounts`.'
            : refusal.field === 'creditAccountId'
              ? 'There is no such account. Ask the payee for the id.'
              : 'There is no such account. Check the id.',
        path: at(refusal.field),
      };
    case 'DECLINED':
      return {
        __typename: 'Declined' as const,
        code: refusal.code,
        message:
          'An account that you may not see cannot take part in this. Check its id, ask its owner for another account, or ask an operator.',
        path: at(refusal.field),
      };
    case 'NOT_PERMITTED':
      return {
        __typename: 'NotPermitted' as const,
        code: refusal.code,
        message: refusal.problem,
        path: at(refusal.field),
      };
    case 'PERIOD_CLOSED':
      return {
        __typename: 'PeriodClosed' as const,
        code: refusal.code,
        message: `The books are closed up to ${refusal.closedUntil}. Send that time or a later one.`,
        path: at(refusal.field),
        closedUntil: new Date(refusal.closedUntil),
      };
    case 'ACCOUNT_NOT_OPEN':
      return {
        __typename: 'AccountNotOpen' as const,
        code: refusal.code,
        message: 'The account is frozen or closed, and takes part in no transfers. Choose another one.',
        path: at(refusal.field),
        accountStatus: refusal.status,
        status: refusal.status,
      };
    case 'CURRENCY_MISMATCH':
      return {
        __typename: 'CurrencyMismatch' as const,
        code: refusal.code,
        message:
          refusal.expected === null
            ? 'The two accounts are in different currencies. Exchange through accounts of the organization, as a journal.'
            : `The account is in ${refusal.expected}. Send the amount in that currency.`,
        path: at('amount'),
      };
    case 'VERSION_MISMATCH':
      return {
        __typename: 'VersionMismatch' as const,
        code: refusal.code,
        message: `The account has version ${refusal.actual}, not ${refusal.expected}: read it again and decide anew.`,
        path: at(refusal.field),
        expected: refusal.expected,
        actual: refusal.actual,
      };
    case 'CONDITION_NOT_MET': {
      const available = money(refusal.available, refusal.currency);
      const required = money(refusal.required, refusal.currency);
      return {
        __typename: 'ConditionNotMet' as const,
        code: refusal.code,
        message: `The account has ${formatAmount(available)} ${refusal.currency} available, and the condition is ${formatAmount(required)}: read it again and decide anew.`,
        path: at(refusal.field),
        available,
        required,
      };
    }
    case 'INSUFFICIENT_FUNDS': {
      const required = money(refusal.required, refusal.currency);
      const available = refusal.available === null ? null : money(refusal.available, refusal.currency);
      return {
        __typename: 'InsufficientFunds' as const,
        code: refusal.code,
        message:
          available === null
            ? 'The account cannot take this amount. Send a smaller one.'
            : `The account has ${formatAmount(available)} ${refusal.currency} available, and this takes ${formatAmount(required)}. Send a smaller amount, or add money first.`,
        path: at(refusal.field),
        available,
        required,
      };
    }
    case 'NOTHING_TO_BALANCE': {
      const available = money(refusal.available, refusal.currency);
      const side = refusal.field === 'debitAccountId' ? 'debit' : 'credit';
      return {
        __typename: 'NothingToBalance' as const,
        code: refusal.code,
        message: `The account has ${formatAmount(available)} ${refusal.currency} available, and a ${side} takes that no nearer to zero. Leave the account as it is, or swap the sides.`,
        path: at(refusal.field),
        available,
      };
    }
    case 'LIMIT_EXCEEDED': {
      const remaining = money(refusal.remaining, refusal.currency);
      const later = refusal.resetsAt === null ? '' : ` This fits from ${refusal.resetsAt} on.`;
      return {
        __typename: 'LimitExceeded' as const,
        code: refusal.code,
        message: `The limit ${limitNames[refusal.limit]} allows ${formatAmount(remaining)} ${refusal.currency} now.${later}`,
        path: at(refusal.field),
        limit: refusal.limit,
        remaining,
        resetsAt: refusal.resetsAt === null ? null : new Date(refusal.resetsAt),
      };
    }
    case 'BALANCE_OUT_OF_RANGE':
      return {
        __typename: 'BalanceOutOfRange' as const,
        code: refusal.code,
        message: 'The balance would become larger than the ledger can count. Send less.',
        path: at(refusal.field),
      };
    case 'HOLD_NOT_FOUND':
      return {
        __typename: 'HoldNotFound' as const,
        code: refusal.code,
        message: 'There is no such hold for you. Check the id.',
        path: at('holdId'),
      };
    case 'HOLD_NOT_OPEN':
      return {
        __typename: 'HoldNotOpen' as const,
        code: refusal.code,
        message: 'Nothing of the hold is reserved any more. Make a new one, or a transfer.',
        path: at('holdId'),
        holdStatus: refusal.status,
        status: refusal.status,
      };
    case 'CAPTURE_EXCEEDS_HOLD':
      return {
        __typename: 'CaptureExceedsHold' as const,
        code: refusal.code,
        message: 'The capture is larger than the rest of the hold. Capture less.',
        path: at('amount'),
        remaining: money(refusal.remaining, refusal.currency),
      };
    case 'TRANSFER_NOT_FOUND':
      return {
        __typename: 'TransferNotFound' as const,
        code: refusal.code,
        message: 'There is no such transfer whose credited account you may debit. Check the id.',
        path: at('transferId'),
      };
    case 'REVERSAL_EXCEEDS_TRANSFER':
      return {
        __typename: 'ReversalExceedsTransfer' as const,
        code: refusal.code,
        message: 'The reversal is larger than the part of the transfer that was not yet undone. Reverse less.',
        path: at('amount'),
        remaining: money(refusal.remaining, refusal.currency),
      };
    case 'JOURNAL_REFUSED':
      return {
        __typename: 'JournalRefused' as const,
        code: refusal.code,
        message: `The transfer at position ${refusal.refusedIndex} of this request was refused, and so was its journal. Correct that transfer, and send the journal with new keys.`,
        path: at('journal'),
        refusedIndex: refusal.refusedIndex,
      };
    case 'IDEMPOTENCY_MISMATCH':
      return {
        __typename: 'IdempotencyMismatch' as const,
        code: refusal.code,
        message: `This idempotency key was used before with another \`${refusal.field}\`. Use a new key for a new request.`,
        path: at('idempotencyKey'),
        field: refusal.field,
      };
  }
}

const limitNames: Readonly<Record<LimitName, string>> = {
  PER_TRANSFER: 'per transfer',
  PER_DAY_AMOUNT: 'per day',
  PER_DAY_COUNT: 'on the number per day',
  PER_30_DAYS_AMOUNT: 'per 30 days',
  PER_30_DAYS_COUNT: 'on the number per 30 days',
};

function money(minorUnits: string, currency: string): Money {
  return { minorUnits: BigInt(minorUnits), currency };
}
