import type { Refusal } from '../../log/tables.ts';
import type { Books } from './books.ts';
import type { Command, Outcome } from './commands.ts';
import { refuseDate } from './dates.ts';
import { captureHold, createHold, voidHold } from './holds.ts';
import { raiseHold } from './raises.ts';
import { reverseTransfer } from './reversals.ts';
import { transfer } from './transfers.ts';

/** Applies a command; returns its refusal, or null. A refused command changes nothing. */
export function applyCommand(books: Books, command: Command): Refusal | null {
  const refusal = refuseDate(books, command);
  if (refusal !== null) {
    return refusal;
  }
  switch (command.kind) {
    case 'TRANSFER':
      return transfer(books, command);
    case 'HOLD':
      return createHold(books, command);
    case 'CAPTURE':
      return captureHold(books, command);
    case 'RAISE':
      return raiseHold(books, command);
    case 'VOID':
      return voidHold(books, command);
    case 'REVERSAL':
      return reverseTransfer(books, command);
    case 'EXPIRY':
      // Due holds expire before all commands.
      return null;
  }
}

/** The outcome of a command that was accepted. */
export function outcomeOf(command: Command): Outcome {
  switch (command.kind) {
    case 'TRANSFER':
    case 'REVERSAL':
      return { transferId: command.id, holdId: null };
    case 'CAPTURE':
      return { transferId: command.id, holdId: command.holdId };
    case 'HOLD':
      return { transferId: null, holdId: command.id };
    case 'RAISE':
    case 'VOID':
    case 'EXPIRY':
      return { transferId: null, holdId: command.holdId };
  }
}
