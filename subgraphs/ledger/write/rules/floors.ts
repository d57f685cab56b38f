import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { Side } from '../../log/accounting.ts';
import type { AccountRow, Refusal } from '../../log/tables.ts';
import type { Command } from './commands.ts';
import type { Sides } from './movements.ts';
import { isVisible } from './refusals.ts';

/** An amount that moves between two accounts, and the fields of the command that name them. */
type Movement = { before: Sides; after: Sides; amount: bigint; fields: Readonly<Record<Side, string>> };

/**
 * Refuses a movement that takes an account below its floor or out of range. The floor binds only the account that is
 * lowered.
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
  if (after.available < available && overdraftLimit !== null && available + overdraftLimit < amount) {
    return {
      code: 'INSUFFICIENT_FUNDS',
      field,
      available: isVisible(viewer, before) ? String(available) : null,
      required: String(amount),
      currency,
    };
  }
  return isInRange(after.posted) && isInRange(after.pending) && isInRange(after.available)
    ? null
    : { code: 'BALANCE_OUT_OF_RANGE', field };
}

function isInRange(balance: bigint): boolean {
  return balance <= minorUnitsMax && balance >= -minorUnitsMax;
}
