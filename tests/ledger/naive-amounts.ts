import type { HoldCommand, TransferCommand } from '@tributary/ledger/write/rules/commands.ts';

/**
 * The amount that a command moves, found by trying; null if there is nothing to balance. `isShort` returns whether an
 * account has too little for an amount. `leftAfter` returns the available balance of a side after a transfer.
 */
export function naiveAmount(
  command: TransferCommand | HoldCommand,
  {
    isShort,
    leftAfter,
  }: { isShort: (amount: bigint) => boolean; leftAfter: (amount: bigint, side: 'debit' | 'credit') => bigint },
): bigint | null {
  const rule = command.kind === 'TRANSFER' ? command.amountRule : undefined;
  let { amount } = command;
  if (rule === undefined) {
    return amount;
  }
  if (rule === 'UP_TO') {
    while (amount > 1n && isShort(amount)) {
      amount -= 1n;
    }
    return amount;
  }
  const distanceAfter = (moved: bigint) => {
    const left = leftAfter(moved, rule === 'BALANCING_DEBIT' ? 'debit' : 'credit');
    return left < 0n ? -left : left;
  };
  const distance = distanceAfter(0n);
  if (distanceAfter(1n) > distance) {
    return null;
  }
  return distance < amount ? distance : amount;
}
