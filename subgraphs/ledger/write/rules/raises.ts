import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { Refusal } from '../../log/tables.ts';
import type { Books, RowSource } from './books.ts';
import type { Command, RaiseCommand } from './commands.ts';
import { refuseMovement } from './floors.ts';
import { reserved } from './movements.ts';
import { findOpenHold, holdFields, type FoundHold } from './open-holds.ts';
import { refuseUnlessOpen } from './refusals.ts';
import { countAgainstLimits } from './transfer-limits.ts';

/*
 * A raise is a row of kind `HOLD` that names an earlier hold. It reserves as a hold does, so a reader of the log that
 * does not know of raises still computes the right balances.
 */

/** Reserves more by an open hold; returns the refusal, or null. */
export function raiseHold(books: Books, command: RaiseCommand): Refusal | null {
  const found = findOpenHold(books, command);
  if ('code' in found) {
    return found;
  }
  const { currency, minorUnits: amount } = command.amount;
  if (currency !== found.hold.currency) {
    return { code: 'CURRENCY_MISMATCH', expected: found.hold.currency };
  }
  const after = raised(books, command.viewer, { ...found, amount });
  if ('code' in after) {
    return after;
  }
  books.keepHold(after.hold);
  writeRaise(books, command, { ...after, amount });
  return null;
}

/** A hold and its accounts after an amount more is reserved, or the refusal. Nothing is written. */
export function raised(
  books: Books,
  viewer: Command['viewer'],
  { hold, sides: before, amount }: FoundHold & { amount: bigint },
): FoundHold | Refusal {
  const remaining = hold.remaining + amount;
  const movement = { before, after: reserved(before, amount), amount, fields: holdFields };
  const refusal =
    refuseUnlessOpen(viewer, 'holdId', before.debit) ??
    refuseUnlessOpen(viewer, 'holdId', before.credit) ??
    refuseMovement(viewer, movement);
  if (refusal !== null) {
    return refusal;
  }
  // Each capture makes room for another raise, and the sum of all raises must stay in range.
  if (hold.amount + amount > minorUnitsMax) {
    return { code: 'BALANCE_OUT_OF_RANGE', field: 'holdId' };
  }
  const sides = countAgainstLimits(viewer, {
    ...movement,
    recordedAt: books.recordingTime(),
    count: 0n,
    whole: remaining,
  });
  return 'code' in sides
    ? sides
    : { sides, hold: { ...hold, remaining, amount: hold.amount + amount, raised: (hold.raised ?? 0n) + amount } };
}

/** Writes the row of a raise, with the accounts after it. */
export function writeRaise(
  books: Books,
  source: RowSource,
  { hold: { id: holdId, currency }, sides, amount }: FoundHold & { amount: bigint },
): void {
  books.write(source, { kind: 'HOLD', amount, currency, holdId, ...sides });
}
