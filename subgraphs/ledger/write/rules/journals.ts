import type { Refusal } from '../../log/tables.ts';
import { applyCommand, outcomeOf } from './apply-command.ts';
import type { Books } from './books.ts';
import type { Outcome, TransferCommand } from './commands.ts';
import { refuseMalformed } from './refusals.ts';
import { useKey } from './used-keys.ts';

/** Posts all members of a journal, or refuses all: the one at fault for its own reason, the others because of it. */
export function decideJournal(books: Books, members: readonly TransferCommand[]): Outcome[] {
  const repeat = findRepeat(members);
  if (repeat !== null) {
    return members.map((member) => ({ refusal: member === repeat ? repeatedKey : journalRefused(repeat) }));
  }
  const earlier = members.map((member) => books.keys.earlierOutcome(member));
  const refused = (faulty: TransferCommand, refusal: Refusal): Outcome[] =>
    members.map((member, index) => earlier[index] ?? { refusal: member === faulty ? refusal : journalRefused(faulty) });
  // Malformed members come before all other faults: they cannot be remembered, nor members that would be compared with
  // them.
  const malformed = members.find((member, index) => member.malformed !== undefined && earlier[index] === null);
  if (malformed !== undefined) {
    return members.map(
      (member, index) => earlier[index] ?? refuseMalformed(member) ?? { refusal: journalRefused(malformed) },
    );
  }
  const isNew = earlier.map((outcome) => outcome === null);
  const remember = (outcomes: Outcome[]) => {
    for (const [index, member] of members.entries()) {
      const outcome = outcomes[index];
      if (isNew[index] === true && outcome !== undefined) {
        books.keys.remember(member, outcome);
      }
    }
    return outcomes;
  };
  const fault = isNew.includes(true) ? books.attempt(() => firstFault(books, members, earlier)) : null;
  if (fault === null) {
    return remember(members.map((member, index) => earlier[index] ?? outcomeOf(member)));
  }
  const outcomes = refused(fault.member, fault.refusal);
  return fault.refusal.code === 'IDEMPOTENCY_MISMATCH' ? outcomes : remember(outcomes);
}

/** Applies the members in order up to the first refused one; null if none is refused. */
function firstFault(
  books: Books,
  members: readonly TransferCommand[],
  earlier: readonly (Outcome | null)[],
): { member: TransferCommand; refusal: Refusal } | null {
  for (const [index, member] of members.entries()) {
    const used = earlier[index] ?? null;
    // New members cannot join a journal that was decided before: its members are sent together.
    const refusal =
      used === null
        ? applyCommand(books, member)
        : 'refusal' in used
          ? used.refusal
          : ({ code: 'IDEMPOTENCY_MISMATCH', field: 'journal' } as const);
    if (refusal !== null) {
      return { member, refusal };
    }
  }
  return null;
}

const repeatedKey: Refusal = {
  code: 'INVALID_INPUT',
  field: 'idempotencyKey',
  problem: 'Give each transfer of a journal an idempotency key of its own.',
};

function journalRefused({ position }: TransferCommand): Refusal {
  return { code: 'JOURNAL_REFUSED', refusedIndex: position };
}

/** The first member whose key an earlier member has: the two cannot both be remembered. */
function findRepeat(members: readonly TransferCommand[]): TransferCommand | null {
  const seen = new Set<string>();
  return (
    members.find(({ subject, idempotencyKey }) => {
      if (idempotencyKey === null) {
        return false;
      }
      const key = useKey(subject, idempotencyKey);
      return seen.size === seen.add(key).size;
    }) ?? null
  );
}
