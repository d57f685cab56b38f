import { mayMoveMoney } from '../../log/permissions.ts';
import type { HoldRow, Refusal } from '../../log/tables.ts';
import type { Books, NamedHold, RowSource } from './books.ts';
import type { CaptureCommand, HoldCommand, VoidCommand } from './commands.ts';
import { refuseBeforeOpening } from './dates.ts';
import { refuseMovement } from './floors.ts';
import { captured, reserved, type Sides } from './movements.ts';
import { isAllowed, isVisible, refuseUnlessOpen } from './refusals.ts';
import { countAgainstLimits, giveBack } from './transfer-limits.ts';
import { findSides, sideFields } from './transfers.ts';

/** The field that names both accounts of a hold. */
const holdFields = { debit: 'holdId', credit: 'holdId' } as const;

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
    maker: command.subject,
  });
  return null;
}

/** Posts the amount that a hold reserved, or a part of it; returns the refusal, or null. */
export function captureHold(books: Books, command: CaptureCommand): Refusal | null {
  const { viewer } = command;
  const found = findOpenHold(books, command);
  if ('code' in found) {
    return found;
  }
  const { hold, sides } = found;
  const { currency } = hold;
  if (command.amount !== null && command.amount.currency !== currency) {
    return { code: 'CURRENCY_MISMATCH', expected: currency };
  }
  const amount = command.amount?.minorUnits ?? hold.remaining;
  if (amount > hold.remaining) {
    return { code: 'CAPTURE_EXCEEDS_HOLD', remaining: String(hold.remaining), currency };
  }
  const after = captured(sides, amount);
  const refusal =
    refuseUnlessOpen(viewer, 'holdId', sides.debit) ??
    refuseUnlessOpen(viewer, 'holdId', sides.credit) ??
    refuseBeforeOpening(books, command, sides, holdFields) ??
    refuseMovement(viewer, { before: sides, after, amount, fields: holdFields });
  if (refusal !== null) {
    return refusal;
  }
  const remaining = hold.remaining - amount;
  books.keepHold({ ...hold, remaining, status: remaining === 0n ? 'CAPTURED' : 'OPEN' });
  const source = { ...command, description: command.description ?? hold.description };
  books.write(source, { kind: 'CAPTURE', amount, currency, holdId: hold.id, ...after });
  return null;
}

/** Frees the remainder of a hold; returns the refusal, or null. */
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

/** The open hold that a command names, if the viewer may do this to it, or the refusal. */
function findOpenHold(
  books: Books,
  command: CaptureCommand | VoidCommand,
): { hold: NamedHold; sides: Sides } | Refusal {
  const hold = books.hold(command.holdId);
  const debit = hold === undefined ? undefined : books.account(hold.debitAccountId);
  const credit = hold === undefined ? undefined : books.account(hold.creditAccountId);
  if (hold === undefined || debit === undefined || credit === undefined) {
    return { code: 'HOLD_NOT_FOUND' };
  }
  const sides = { debit, credit };
  const refusal = refuseParty(command, hold, sides);
  if (refusal !== null) {
    return refusal;
  }
  return hold.status === 'OPEN' ? { hold, sides } : { code: 'HOLD_NOT_OPEN', status: hold.status };
}

/**
 * Refuses a viewer who may not do this to a hold. A hold binds the payer: once it is made, the payee may rely on it.
 * Operators, and clients that are not confined, act for the payee too.
 */
function refuseParty(
  { kind, viewer, subject }: CaptureCommand | VoidCommand,
  { maker, revocable }: NamedHold,
  { debit, credit }: Sides,
): Refusal | null {
  if (isAllowed(viewer, credit)) {
    return null;
  }
  const isMaker = maker === subject && (viewer === null || mayMoveMoney(viewer));
  if (isMaker && (kind === 'CAPTURE' || revocable !== false || !isAllowed(viewer, debit))) {
    return null;
  }
  if (!isMaker && !isVisible(viewer, debit) && !isVisible(viewer, credit)) {
    return { code: 'HOLD_NOT_FOUND' };
  }
  const problem =
    kind === 'CAPTURE'
      ? 'A hold is captured by its maker, the payee or an operator. Ask one of them.'
      : 'A hold binds the payer. Ask the payee or an operator to void it, and make holds with `revocable: true` to void them yourself.';
  return { code: 'NOT_PERMITTED', field: 'holdId', problem };
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
