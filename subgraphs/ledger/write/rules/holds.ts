import type { HoldRow, Refusal } from '../../log/tables.ts';
import type { Books, NamedHold, RowSource } from './books.ts';
import type { CaptureCommand, HoldCommand, VoidCommand } from './commands.ts';
import { refuseBeforeOpening } from './dates.ts';
import { refuseMovement } from './floors.ts';
import { captured, reserved } from './movements.ts';
import { findOpenHold, holdFields, type FoundHold } from './open-holds.ts';
import { raised, writeRaise } from './raises.ts';
import { refuseUnlessOpen } from './refusals.ts';
import { countAgainstLimits, giveBack } from './transfer-limits.ts';
import { findSides, sideFields } from './transfers.ts';

/** Reserves an amount between two accounts; returns the refusal, or null. */
export function createHold(books: Books, command: HoldCommand): Refusal | null {
  const { viewer, amount, currency, debitAccountId, creditAccountId } = command;
  const before = findSides(books, command);
  if ('code' in before) {
    return before;
  }
  const movement = { before, after: reserved(before, amount), amount, fields: sideFields };
  const refusal = refuseMovement(viewer, movement);
  if (refusal !== null) {
    return refusal;
  }
  const after = countAgainstLimits(viewer, { ...movement, recordedAt: books.recordingTime(), count: 1n });
  if ('code' in after) {
    return after;
  }
  const row = books.write(command, { kind: 'HOLD', amount, currency, holdId: command.id, ...after });
  books.keepHold({
    id: command.id,
    organizationId: row.organizationId,
    debitAccountId,
    creditAccountId,
    amount,
    remaining: amount,
    currency,
    status: 'OPEN',
    sequence: row.sequence,
    expiresAt: new Date(books.now.getTime() + command.expiresInSeconds * 1000),
    recordedAt: row.recordedAt,
    description: command.description,
    externalId: command.externalId,
    metadata: command.metadata,
    revocable: command.revocable,
    raised: null,
    maker: command.subject,
  });
  return null;
}

/**
 * Posts the rest of a hold, a part of it, or more, if that is allowed; returns the refusal, or null. A capture of more
 * than the rest is a raise by the part above it, and then a capture.
 */
export function captureHold(books: Books, command: CaptureCommand): Refusal | null {
  const { viewer } = command;
  const found = findOpenHold(books, command);
  if ('code' in found) {
    return found;
  }
  const { currency, remaining: left } = found.hold;
  if (command.amount !== null && command.amount.currency !== currency) {
    return { code: 'CURRENCY_MISMATCH', expected: currency };
  }
  const amount = command.amount?.minorUnits ?? left;
  const above = amount - left;
  const covered = above > 0n ? coverAbove(books, command, { ...found, amount: above }) : found;
  if ('code' in covered) {
    return covered;
  }
  const { hold, sides } = covered;
  const after = captured(sides, amount);
  const refusal =
    refuseUnlessOpen(viewer, 'holdId', sides.debit) ??
    refuseUnlessOpen(viewer, 'holdId', sides.credit) ??
    refuseBeforeOpening(books, command, sides, holdFields) ??
    refuseMovement(viewer, { before: sides, after, amount, fields: holdFields });
  if (refusal !== null) {
    return refusal;
  }
  const source = { ...command, description: command.description ?? hold.description };
  if (above > 0n && command.raiseId !== undefined) {
    const raise = { ...source, id: command.raiseId, externalId: null, metadata: null, effectiveAt: null };
    writeRaise(books, raise, { hold, sides, amount: above });
  }
  const remaining = hold.remaining - amount;
  books.keepHold({ ...hold, remaining, status: remaining === 0n ? 'CAPTURED' : 'OPEN' });
  books.write(source, { kind: 'CAPTURE', amount, currency, holdId: hold.id, ...after });
  return null;
}

/** The hold and its accounts after the part above the rest is reserved too, or the refusal. */
function coverAbove(
  books: Books,
  { viewer, raiseId }: CaptureCommand,
  above: FoundHold & { amount: bigint },
): FoundHold | Refusal {
  const { remaining, currency } = above.hold;
  if (raiseId === undefined) {
    return { code: 'CAPTURE_EXCEEDS_HOLD', remaining: String(remaining), currency };
  }
  if (viewer?.kind !== 'user' || viewer.role !== 'OPERATOR') {
    const problem = 'Only operators may capture more than the rest of a hold. Capture less, or ask one of them.';
    return { code: 'NOT_PERMITTED', field: 'allowAbove', problem };
  }
  return raised(books, viewer, above);
}

/** Releases the rest of a hold; returns the refusal, or null. */
export function voidHold(books: Books, command: VoidCommand): Refusal | null {
  const found = findOpenHold(books, command);
  if ('code' in found) {
    return found;
  }
  release(books, found.hold, { kind: 'VOID', status: 'VOIDED', source: command });
  return null;
}

/** Expires the due holds, in the order of their expiry times. */
export function expireDueHolds(books: Books): void {
  const due = books.dueHolds().toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime());
  for (const hold of due) {
    const source = { id: expiryId(hold), subject: 'ledger', description: null, externalId: null, metadata: null };
    release(books, hold, { kind: 'EXPIRY', status: 'EXPIRED', source });
  }
}

type Release = { source: RowSource } & ({ kind: 'VOID'; status: 'VOIDED' } | { kind: 'EXPIRY'; status: 'EXPIRED' });

function release(books: Books, hold: NamedHold, { kind, status, source }: Release): void {
  const debit = books.account(hold.debitAccountId);
  const credit = books.account(hold.creditAccountId);
  if (debit === undefined || credit === undefined) {
    throw new Error(`accounts of hold ${hold.id} were not selected`);
  }
  const { remaining: amount, currency } = hold;
  const before = { debit, credit };
  const after = giveBack({ before, after: reserved(before, -amount) }, hold, books.recordingTime());
  books.keepHold({ ...hold, remaining: 0n, status });
  books.write(source, { kind, amount, currency, holdId: hold.id, ...after });
}

/**
 * A UUIDv7 with the expiry time of the hold. Its random bits are those of the hold's own id, since a hold expires once.
 * So a decision needs no randomness.
 */
function expiryId({ id, expiresAt }: HoldRow): string {
  const time = expiresAt.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13)}`;
}
