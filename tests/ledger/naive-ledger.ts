import type { Command, TransferCommand } from '@tributary/ledger/write/rules/commands.ts';
import type { AccountRow } from '../../subgraphs/ledger/log/tables.ts';

/**
 * The rules of money in their simplest form: a list of postings and a list of holds, from which everything else is
 * added up anew each time. Slow, and hard to get wrong. Operators are the only viewers.
 */
export class NaiveLedger {
  readonly #accounts: ReadonlyMap<string, AccountRow>;
  #facts: Facts = { postings: [], holds: [], touches: [] };
  readonly #uses = new Map<string, { content: string; answer: Answer }>();

  constructor(accounts: ReadonlyMap<string, AccountRow>) {
    this.#accounts = accounts;
  }

  /** Answers a batch: the code of each refusal, or null. */
  submit(commands: readonly Command[], now: Date): Answer[] {
    for (const hold of this.#facts.holds.filter(({ left, expiresAt }) => left > 0n && expiresAt <= now.getTime())) {
      this.#facts = {
        ...this.#facts,
        holds: this.#facts.holds.map((other) => (other.id === hold.id ? { ...hold, left: 0n } : other)),
        touches: [...this.#facts.touches, hold.debit, hold.credit],
      };
    }
    const answers = new Map<Command, Answer>();
    for (const command of commands) {
      if (!answers.has(command)) {
        const journalId = command.kind === 'TRANSFER' ? command.journalId : null;
        if (journalId === null) {
          answers.set(command, this.#alone(command, now));
        } else {
          const isMember = (other: Command): other is TransferCommand =>
            other.kind === 'TRANSFER' && other.journalId === journalId;
          this.#journal(commands.filter(isMember), now).forEach((answer, member) => answers.set(member, answer));
        }
      }
    }
    return commands.map((command) => answers.get(command) ?? null);
  }

  balances(): Map<string, { posted: bigint; pending: bigint; available: bigint; version: number }> {
    return new Map(
      [...this.#accounts.keys()].map((id) => [
        id,
        {
          posted: posted(this.#facts, this.#account(id)),
          pending: pending(this.#facts, this.#account(id)),
          available: available(this.#facts, this.#account(id)),
          version: this.#facts.touches.filter((touched) => touched === id).length,
        },
      ]),
    );
  }

  #alone(command: Command, now: Date): Answer {
    const earlier = this.#uses.get(command.idempotencyKey ?? '');
    if (earlier !== undefined) {
      return earlier.content === contentOf(command) ? earlier.answer : 'IDEMPOTENCY_MISMATCH';
    }
    const after = this.#try(this.#facts, command, now);
    const answer = typeof after === 'string' ? after : null;
    this.#facts = typeof after === 'string' ? this.#facts : after;
    this.#remember(command, answer);
    return answer;
  }

  #journal(members: readonly TransferCommand[], now: Date): Map<Command, Answer> {
    const keys = members.map(({ idempotencyKey }) => idempotencyKey);
    if (new Set(keys).size < keys.length) {
      const repeat = members.find(({ idempotencyKey }, index) => keys.indexOf(idempotencyKey) < index);
      return new Map(members.map((member) => [member, member === repeat ? 'INVALID_INPUT' : 'JOURNAL_REFUSED']));
    }
    const earlier = members.map((member) => {
      const use = this.#uses.get(member.idempotencyKey ?? '');
      return use === undefined
        ? 'new'
        : use.content === contentOf(member)
          ? { answer: use.answer }
          : { answer: 'IDEMPOTENCY_MISMATCH' as const };
    });
    const answers = members.map((_, index) => earlier[index]);
    if (answers.every((answer) => answer !== 'new')) {
      return new Map(members.map((member, index) => [member, answerOf(answers[index])]));
    }
    let after: Facts = this.#facts;
    for (const [index, member] of members.entries()) {
      const used = earlier[index];
      const next =
        used === 'new' ? this.#try(after, member, now) : (answerOf(used) ?? ('IDEMPOTENCY_MISMATCH' as const));
      if (typeof next === 'string') {
        return new Map(
          members.map((other, position) => {
            const answer: Answer =
              answers[position] === 'new' ? (other === member ? next : 'JOURNAL_REFUSED') : answerOf(answers[position]);
            if (answers[position] === 'new' && next !== 'IDEMPOTENCY_MISMATCH') {
              this.#remember(other, answer);
            }
            return [other, answer];
          }),
        );
      }
      after = next;
    }
    this.#facts = after;
    return new Map(
      members.map((member) => {
        this.#remember(member, null);
        return [member, null];
      }),
    );
  }

  #remember(command: Command, answer: Answer): void {
    this.#uses.set(command.idempotencyKey ?? '', { content: contentOf(command), answer });
  }

  /** The facts after the command, or the refusal. */
  #try(facts: Facts, command: Command, now: Date): Facts | string {
    if (command.kind === 'TRANSFER' || command.kind === 'HOLD') {
      if (command.debitAccountId === command.creditAccountId) {
        return 'SAME_ACCOUNT';
      }
      const [debit, credit] = [this.#account(command.debitAccountId), this.#account(command.creditAccountId)];
      if (debit.status !== 'OPEN' || credit.status !== 'OPEN') {
        return 'ACCOUNT_NOT_OPEN';
      }
      if (debit.currency !== command.currency || credit.currency !== command.currency) {
        return 'CURRENCY_MISMATCH';
      }
      const version = ({ id }: AccountRow) => facts.touches.filter((touched) => touched === id).length;
      if (
        version(debit) !== (command.expectedDebitVersion ?? version(debit)) ||
        version(credit) !== (command.expectedCreditVersion ?? version(credit))
      ) {
        return 'VERSION_MISMATCH';
      }
      const { availableAtLeast } = command;
      if (
        available(facts, debit) < (availableAtLeast?.debit?.minorUnits ?? available(facts, debit)) ||
        available(facts, credit) < (availableAtLeast?.credit?.minorUnits ?? available(facts, credit))
      ) {
        return 'CONDITION_NOT_MET';
      }
      const { amount } = command;
      if (!canLose(facts, lowered({ debit, credit }), amount)) {
        return 'INSUFFICIENT_FUNDS';
      }
      return command.kind === 'TRANSFER'
        ? post(facts, { id: command.id, debit: debit.id, credit: credit.id, amount, reverses: null })
        : {
            ...facts,
            holds: [
              ...facts.holds,
              {
                id: command.id,
                debit: debit.id,
                credit: credit.id,
                left: amount,
                expiresAt: now.getTime() + command.expiresInSeconds * 1_000,
              },
            ],
            touches: [...facts.touches, debit.id, credit.id],
          };
    }
    if (command.kind === 'CAPTURE' || command.kind === 'VOID') {
      const hold = facts.holds.find(({ id }) => id === command.holdId);
      if (hold === undefined) {
        return 'HOLD_NOT_FOUND';
      }
      if (hold.left === 0n) {
        return 'HOLD_NOT_OPEN';
      }
      const amount = command.kind === 'VOID' ? hold.left : (command.amount?.minorUnits ?? hold.left);
      if (amount > hold.left) {
        return 'CAPTURE_EXCEEDS_HOLD';
      }
      const holds = facts.holds.map((other) => (other === hold ? { ...hold, left: hold.left - amount } : other));
      return command.kind === 'VOID'
        ? { ...facts, holds, touches: [...facts.touches, hold.debit, hold.credit] }
        : post({ ...facts, holds }, { id: command.id, debit: hold.debit, credit: hold.credit, amount, reverses: null });
    }
    if (command.kind === 'REVERSAL') {
      const original = facts.postings.find(({ id }) => id === command.transferId);
      if (original === undefined) {
        return 'TRANSFER_NOT_FOUND';
      }
      const left =
        original.amount - sum(facts.postings.filter(({ reverses }) => reverses === original.id).map((p) => p.amount));
      const amount = command.amount?.minorUnits ?? left;
      if (left === 0n || amount > left) {
        return 'REVERSAL_EXCEEDS_TRANSFER';
      }
      const [debit, credit] = [this.#account(original.credit), this.#account(original.debit)];
      return canLose(facts, lowered({ debit, credit }), amount)
        ? post(facts, { id: command.id, debit: debit.id, credit: credit.id, amount, reverses: original.id })
        : 'INSUFFICIENT_FUNDS';
    }
    return facts;
  }

  #account(id: string): AccountRow {
    const account = this.#accounts.get(id);
    if (account === undefined) {
      throw new Error(`no account ${id}`);
    }
    return account;
  }
}

type Answer = string | null;
type Posting = { id: string; debit: string; credit: string; amount: bigint; reverses: string | null };
type Hold = { id: string; debit: string; credit: string; left: bigint; expiresAt: number };
type Facts = { postings: readonly Posting[]; holds: readonly Hold[]; touches: readonly string[] };

function answerOf(earlier: { answer: Answer } | 'new' | undefined): Answer {
  return typeof earlier === 'object' ? earlier.answer : null;
}

function contentOf(command: Command): string {
  return JSON.stringify(command.input);
}

function post(facts: Facts, posting: Posting): Facts {
  return {
    ...facts,
    postings: [...facts.postings, posting],
    touches: [...facts.touches, posting.debit, posting.credit],
  };
}

/** Debits raise assets and expenses, credits the rest. */
function debitsRaise(account: AccountRow): boolean {
  return account.class === 'ASSET' || account.class === 'EXPENSE';
}

/** The account of the two that an amount from debit to credit lowers. */
function lowered({ debit, credit }: { debit: AccountRow; credit: AccountRow }): AccountRow[] {
  return [...(debitsRaise(debit) ? [] : [debit]), ...(debitsRaise(credit) ? [credit] : [])];
}

function canLose(facts: Facts, accounts: readonly AccountRow[], amount: bigint): boolean {
  return accounts.every(
    (account) => account.overdraftLimit === null || available(facts, account) + account.overdraftLimit - amount >= 0n,
  );
}

function posted(facts: Facts, account: AccountRow): bigint {
  return account.posted + raising(facts.postings, account) - lowering(facts.postings, account);
}

function pending(facts: Facts, account: AccountRow): bigint {
  const open = facts.holds.map((hold) => ({ ...hold, amount: hold.left }));
  return posted(facts, account) + raising(open, account) - lowering(open, account);
}

function available(facts: Facts, account: AccountRow): bigint {
  return (
    posted(facts, account) -
    lowering(
      facts.holds.map((hold) => ({ ...hold, amount: hold.left })),
      account,
    )
  );
}

type Moving = readonly { debit: string; credit: string; amount: bigint }[];

function raising(all: Moving, account: AccountRow): bigint {
  return sum(
    all.filter((one) => (debitsRaise(account) ? one.debit : one.credit) === account.id).map((one) => one.amount),
  );
}

function lowering(all: Moving, account: AccountRow): bigint {
  return sum(
    all.filter((one) => (debitsRaise(account) ? one.credit : one.debit) === account.id).map((one) => one.amount),
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
