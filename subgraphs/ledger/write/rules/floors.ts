import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { Side } from '../../log/accounting.ts';
import type { AccountRow, Refusal } from '../../log/tables.ts';
import type { Command } from './commands.ts';
import type { Sides } from './movements.ts';
import { declined, isVisible } from './refusals.ts';

/** An amount that moves between two accounts, and the fields of the command that name them. */
type Movement = { before: Sides; after: Sides; amount: bigint; fields: Readonly<Record<Side, string>> };

/**
 * Refuses a movement that takes an account below its floor or out of range. The floor binds only the account that is
 * lowered. A viewer who may not see an account may not lower it if it has a floor: each answer would tell something of
 * its balance.
 */
export function refuseMovement(viewer: Command['viewer'], { before, after, amount, fields }: Movement): Refusal | null {
  return (
    refuseChange(viewer, { before: before.debit, after: after.debit, amount, field: fields.debit }) ??
    refuseChange(viewer, { before: before.credit, after: after.credit, amount, field: fields.credit })
  );
}

function refuseChange(
  viewer: Command['viewer'],
  { before, after, amount, field }: { before: AccountRow; after: AccountRow; amount: bigint; field: string },
): Refusal | null {
  const { available, overdraftLimit, currency } = before;
  if (after.available < available && overdraftLimit !== null) {
    if (!isVisible(viewer, before)) {
      return declined(field);
    }
    if (available + overdraftLimit < amount) {
      return {
        code: 'INSUFFICIENT_FUNDS',
        field,
        available: String(available),
        required: String(amount),
        currency,
      };
    }
  }
  if (isInRange(after.posted) && isInRange(after.pending) && isInRange(after.available)) {
    return null;
  }
  return isVisible(viewer, before) ? { code: 'BALANCE_OUT_OF_RANGE', field } : declined(field);
}

function isInRange(balance: bigint): boolean {
  return balance <= minorUnitsMax && balance >= -minorUnitsMax;
}
