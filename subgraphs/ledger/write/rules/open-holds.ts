import { mayMoveMoney } from '../../log/permissions.ts';
import type { Refusal } from '../../log/tables.ts';
import type { Books, NamedHold } from './books.ts';
import type { CaptureCommand, RaiseCommand, VoidCommand } from './commands.ts';
import type { Sides } from './movements.ts';
import { isAllowed, isVisible } from './refusals.ts';

/** The field that names both accounts of a hold. */
export const holdFields = { debit: 'holdId', credit: 'holdId' } as const;

/** A command that changes a hold. */
type HoldChange = CaptureCommand | RaiseCommand | VoidCommand;

/** An action of a viewer on a hold. */
type HoldAction = Pick<HoldChange, 'viewer' | 'subject'> & { kind: HoldChange['kind'] | 'EXTENSION' };

/** A hold and its accounts. */
export type FoundHold = { hold: NamedHold; sides: Sides };

/** The open hold that a command names, if the viewer may do this to it, or the refusal. */
export function findOpenHold(books: Books, command: HoldChange): FoundHold | Refusal {
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
 * Operators, and clients that are not confined, act for the payee too. A raise binds the payer to more, and an
 * extension for longer. Both need the right to debit the payer, as making the hold does.
 */
export function refuseParty(
  { kind, viewer, subject }: HoldAction,
  { maker, revocable }: NamedHold,
  { debit, credit }: Sides,
): Refusal | null {
  const bindsPayer = kind === 'RAISE' || kind === 'EXTENSION';
  if (isAllowed(viewer, bindsPayer ? debit : credit)) {
    return null;
  }
  const isMaker = maker === subject && (viewer === null || mayMoveMoney(viewer));
  if (!bindsPayer && isMaker && (kind === 'CAPTURE' || revocable !== false || !isAllowed(viewer, debit))) {
    return null;
  }
  if (!isMaker && !isVisible(viewer, debit) && !isVisible(viewer, credit)) {
    return { code: 'HOLD_NOT_FOUND' };
  }
  return { code: 'NOT_PERMITTED', field: 'holdId', problem: notPermitted[kind] };
}

const notPermitted = {
  CAPTURE: 'A hold is captured by its maker, the payee or an operator. Ask one of them.',
  EXTENSION: 'A hold is extended by those who may debit the payer. Ask the payer or an operator.',
  RAISE: 'A hold is raised by those who may debit the payer. Ask the payer or an operator.',
  VOID: 'A hold binds the payer. Ask the payee or an operator to void it, and make holds with `revocable: true` to void them yourself.',
} as const;
