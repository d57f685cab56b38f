import { formatId } from '@tributary/domain/ids.ts';
import { logCursor } from './log/log-cursor.ts';
import type { AccountRow, LogContent } from './log/tables.ts';

/** The shapes in which several types of the schema answer: references, amounts and balances. */

export function accountReference(id: string) {
  return { __typename: 'Account' as const, id: formatId('acct', id) };
}

export function amountOf({ amount, currency }: { amount: bigint; currency: string }) {
  return { minorUnits: amount, currency };
}

/** The balance of the debited account after a row. */
export function debitedBalance({ debitPosted, debitPending, debitAvailable, debitVersion }: LogContent) {
  return { posted: debitPosted, pending: debitPending, available: debitAvailable, version: debitVersion };
}

export function creditedBalance({ creditPosted, creditPending, creditAvailable, creditVersion }: LogContent) {
  return { posted: creditPosted, pending: creditPending, available: creditAvailable, version: creditVersion };
}

/** The balance of an account at a position of its log. */
export function balanceOf(
  { organizationId, sequence, currency }: { organizationId: string; sequence: bigint; currency: string },
  { posted, pending, available, version }: Pick<AccountRow, 'posted' | 'pending' | 'available' | 'version'>,
) {
  return {
    posted: { minorUnits: posted, currency },
    pending: { minorUnits: pending, currency },
    available: { minorUnits: available, currency },
    version,
    cursor: logCursor(organizationId, sequence),
  };
}
