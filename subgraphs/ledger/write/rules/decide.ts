import { applyCommand, outcomeOf } from './apply-command.ts';
import { Books, type Decision, type LedgerState } from './books.ts';
import type { Command, Outcome, TransferCommand } from './commands.ts';
import { expireDueHolds } from './holds.ts';
import { decideJournal } from './journals.ts';
import { refuseMalformed } from './refusals.ts';

/**
 * Decides a batch of commands in order, on the accounts and holds that they name. Holds that are due by `now` expire
 * first. The commands of a journal are decided together, at the position of its first command: all are accepted, or
 * none.
 *
 * Pure: the same arguments give the same outcomes. That is why the database work around it can be retried as a whole.
 */
export function decide(state: LedgerState, commands: readonly Command[], now: Date): Decision {
  const books = new Books(state, now);
  expireDueHolds(books);
  const journals = Map.groupBy(commands.filter(isOfJournal), ({ journalId }) => journalId);
  const decided = new Map<Command, Outcome>();
  const outcomes = commands.map((command) => {
    if (!isOfJournal(command)) {
      return decideAlone(books, command);
    }
    const members = journals.get(command.journalId) ?? [];
    if (members[0] === command) {
      for (const [index, outcome] of decideJournal(books, members).entries()) {
        decided.set(members[index] ?? command, outcome);
      }
    }
    return decided.get(command) ?? missing(command);
  });
  return books.decision(outcomes);
}

type JournalMember = TransferCommand & { journalId: string };

function isOfJournal(command: Command): command is JournalMember {
  return command.kind === 'TRANSFER' && command.journalId !== null;
}

function decideAlone(books: Books, command: Command): Outcome {
  const earlier = books.keys.earlierOutcome(command);
  if (earlier !== null) {
    return earlier;
  }
  const malformed = refuseMalformed(command);
  if (malformed !== null) {
    return malformed;
  }
  const refusal = applyCommand(books, command);
  const outcome = refusal === null ? outcomeOf(command) : { refusal };
  books.keys.remember(command, outcome);
  return outcome;
}

function missing(command: Command): never {
  throw new Error(`command ${command.id} was not decided`);
}
