import { raises, type Side } from '../../log/accounting.ts';
import type { Refusal } from '../../log/tables.ts';
import type { TransferCommand } from './commands.ts';
import type { Sides } from './movements.ts';
import { isVisible } from './refusals.ts';

/**
 * The amount that a transfer moves by its rule, or the refusal. Its floors are checked later, like those of any amount.
 *
 * Only accounts that the viewer may see have an influence on it. Otherwise the amount would tell a hidden balance.
 */
export function movedAmount(command: TransferCommand, sides: Sides): bigint | Refusal {
  if (command.amountRule === undefined) {
    return command.amount;
  }
  switch (command.amountRule) {
    case 'UP_TO':
      return amountUpTo(command, sides);
    case 'BALANCING_DEBIT':
      return balancingAmount(command, sides, 'debit');
    case 'BALANCING_CREDIT':
      return balancingAmount(command, sides, 'credit');
  }
}

/** As much as the lowered accounts have above their floors, and at least one minor unit, which a floor may refuse. */
function amountUpTo({ viewer, amount }: TransferCommand, sides: Sides): bigint {
  let most = amount;
  for (const side of ['debit', 'credit'] as const) {
    const account = sides[side];
    const { available, overdraftLimit } = account;
    if (!raises(side, account) && overdraftLimit !== null && isVisible(viewer, account)) {
      most = smaller(most, available + overdraftLimit);
    }
  }
  return most < 1n ? 1n : most;
}

/** The amount that takes what is available on a side to zero, from either direction. */
function balancingAmount({ amount }: TransferCommand, sides: Sides, side: Side): bigint | Refusal {
  const account = sides[side];
  const { available, currency } = account;
  const distance = raises(side, account) ? -available : available;
  return distance < 1n
    ? { code: 'NOTHING_TO_BALANCE', field: `${side}AccountId`, available: String(available), currency }
    : smaller(distance, amount);
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
