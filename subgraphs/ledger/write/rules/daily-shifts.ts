import { raises } from '../../log/accounting.ts';
import type { AccountRow, DailyShift, LogContent } from '../../log/tables.ts';
import { dayOf, nameOfDay } from '../../log/utc-days.ts';

/**
 * Per account and UTC day: movement by effective date minus movement by recorded date. A row that takes effect on
 * another day than it is recorded is added on the one day and subtracted on the other. Nearly all rows do both on one
 * day, and shift nothing.
 */
export function dailyShifts(rows: readonly LogContent[], accounts: ReadonlyMap<string, ClassedAccount>): DailyShift[] {
  const shifts = new Map<string, DailyShift>();
  const add = (accountId: string, time: Date, shift: bigint) => {
    const day = nameOfDay(dayOf(time));
    const key = accountId + day;
    const existing = shifts.get(key);
    if (existing === undefined) {
      shifts.set(key, { accountId, day, shift });
    } else {
      existing.shift += shift;
    }
  };
  for (const { kind, debitAccountId, creditAccountId, amount, effectiveAt, recordedAt } of rows) {
    if ((kind === 'TRANSFER' || kind === 'CAPTURE') && !isSameDay(effectiveAt, recordedAt)) {
      const debited = raises('debit', accountOf(debitAccountId, accounts)) ? amount : -amount;
      const credited = raises('credit', accountOf(creditAccountId, accounts)) ? amount : -amount;
      add(debitAccountId, effectiveAt, debited);
      add(debitAccountId, recordedAt, -debited);
      add(creditAccountId, effectiveAt, credited);
      add(creditAccountId, recordedAt, -credited);
    }
  }
  return [...shifts.values()];
}

function isSameDay(one: Date, other: Date): boolean {
  return dayOf(one) === dayOf(other);
}

type ClassedAccount = Pick<AccountRow, 'class'>;

function accountOf(id: string, accounts: ReadonlyMap<string, ClassedAccount>): ClassedAccount {
  const account = accounts.get(id);
  if (account === undefined) {
    throw new Error(`account ${id} of a row was not selected`);
  }
  return account;
}
