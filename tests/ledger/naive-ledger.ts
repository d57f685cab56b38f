import type { Command, TransferCommand } from '@tributary/ledger/write/rules/commands.ts';
import type { Account } from '../../subgraphs/ledger/write/rules/account.ts';
import { naiveAmount } from './naive-amounts.ts';
import { available, debitsRaise, pending, posted } from './naive-balances.ts';
import { beyondLimits, sees, sum, utcDay, withoutRest, type Counted } from './naive-limits.ts';

/**
 * The rules of money in their simplest form: a list of postings and a list of holds, from which everything else is
 * added up anew each time. Slow, and hard to get wrong. It repeats the permissions too, and shares no rule with the
 * ledger.
 */
export class NaiveLedger {
  readonly #accounts: ReadonlyMap<string, Account>;
  #facts: Facts = { postings: [], holds: [], touches: [], counted: [] };
  readonly #uses = new Map<string, { content: string; answer: Answer }>();
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(accounts: ReadonlyMap<string, Account>) {
    this.#accounts = accounts;
  }

  closePeriod(until: Date): void {
    this.#closedUntil = Math.max(this.#closedUntil, until.getTime());
  }

  /** Answers a batch: the code of each refusal, or null. */
  submit(commands: readonly Command[], now: Date): Answer[] {
    for (const hold of this.#facts.holds.filter(({ left, expiresAt }) => left > 0n && expiresAt <= now.getTime())) {
      this.#facts = {
        ...this.#facts,
        holds: this.#facts.holds.map((other) => (other.id === hold.id ? { ...hold, left: 0n } : other)),
        touches: [...this.#facts.touches, hold.debit, hold.credit],
        counted: withoutRest(this.#facts, hold),
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
    const earlier = this.#uses.get(keyOf(command));
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
    const keys = members.map(keyOf);
    if (new Set(keys).size < keys.length) {
      const repeat = members.find((member, index) => keys.indexOf(keyOf(member)) < index);
      return new Map(members.map((member) => [member, member === repeat ? 'INVALID_INPUT' : 'JOURNAL_REFUSED']));
    }
    const earlier = members.map((member) => {
      const use = this.#uses.get(keyOf(member));
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
    this.#uses.set(keyOf(command), { content: contentOf(command), answer });
  }

  /** The facts after a command, or its refusal. */
  #try(facts: Facts, command: Command, now: Date): Facts | string {
    const { viewer, subject } = command;
    const effectiveAt = 'effectiveAt' in command ? (command.effectiveAt?.getTime() ?? null) : null;
    const isBackdated = effectiveAt !== null && effectiveAt < now.getTime() - 300_000;
    if (effectiveAt !== null && effectiveAt > now.getTime() + 60_000) {
      return 'INVALID_INPUT';
    }
    if (isBackdated && !mayBackdate(viewer)) {
      return 'NOT_PERMITTED';
    }
    if ((effectiveAt ?? now.getTime()) < this.#closedUntil) {
      return 'PERIOD_CLOSED';
    }
    /** The refusal of a date before the opening of an account; null if there is none. */
    const openingOf = (accounts: readonly Account[]) => {
      const late = accounts.find(
        ({ openedAt }) => isBackdated && openedAt !== null && effectiveAt < openedAt.getTime(),
      );
      return late === undefined ? null : sees(viewer, late) ? 'INVALID_INPUT' : 'DECLINED';
    };
    if (command.kind === 'TRANSFER' || command.kind === 'HOLD') {
      if (command.debitAccountId === command.creditAccountId) {
        return 'SAME_ACCOUNT';
      }
      const debit = this.#accounts.get(command.debitAccountId);
      const credit = this.#accounts.get(command.creditAccountId);
      if (debit === undefined || !sees(viewer, debit)) {
        return 'ACCOUNT_NOT_FOUND';
      }
      const isUnseen = !sees(viewer, credit);
      if (isUnseen && (command.expectedCreditVersion !== null || command.availableAtLeast?.credit != null)) {
        return 'INVALID_INPUT';
      }
      const rule = command.kind === 'TRANSFER' ? command.amountRule : undefined;
      if (rule === 'BALANCING_CREDIT' && isUnseen) {
        return 'DECLINED';
      }
      if (credit === undefined) {
        return isUnseen ? 'DECLINED' : 'ACCOUNT_NOT_FOUND';
      }
      if (debit.status !== 'OPEN') {
        return 'ACCOUNT_NOT_OPEN';
      }
      if (credit.status !== 'OPEN') {
        return isUnseen ? 'DECLINED' : 'ACCOUNT_NOT_OPEN';
      }
      const currency = command.currency ?? debit.currency;
      if (debit.currency !== currency) {
        return 'CURRENCY_MISMATCH';
      }
      if (credit.currency !== currency) {
        return isUnseen ? 'DECLINED' : 'CURRENCY_MISMATCH';
      }
      const version = ({ id }: Account) => facts.touches.filter((touched) => touched === id).length;
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
      const amount = naiveAmount(command, {
        isShort: (moved) => loss(facts, viewer, lowered({ debit, credit }), moved) === 'INSUFFICIENT_FUNDS',
        leftAfter: (moved, balanced) =>
          available(
            post(facts, { id: command.id, debit: debit.id, credit: credit.id, amount: moved, reverses: null }),
            balanced === 'debit' ? debit : credit,
          ),
      });
      if (amount === null) {
        return 'NOTHING_TO_BALANCE';
      }
      const losing = lowered({ debit, credit });
      const refusal =
        openingOf([debit, credit]) ??
        loss(facts, viewer, losing, amount) ??
        beyondLimits(facts, viewer, losing, { amount, now });
      if (refusal !== null) {
        return refusal;
      }
      const counted = [
        ...facts.counted,
        ...losing.map(({ id }) => ({ account: id, day: utcDay(now), amount, count: 1n, by: command.id })),
      ];
      return command.kind === 'TRANSFER'
        ? post({ ...facts, counted }, { id: command.id, debit: debit.id, credit: credit.id, amount, reverses: null })
        : {
            ...facts,
            counted,
            holds: [
              ...facts.holds,
              {
                id: command.id,
                debit: debit.id,
                credit: credit.id,
                made: amount,
                raised: 0n,
                left: amount,
                maker: subject,
                revocable: command.revocable,
                expiresAt: now.getTime() + command.expiresInSeconds * 1_000,
              },
            ],
            touches: [...facts.touches, debit.id, credit.id],
          };
    }
    if (command.kind === 'CAPTURE' || command.kind === 'RAISE' || command.kind === 'VOID') {
      const hold = facts.holds.find(({ id }) => id === command.holdId);
      if (hold === undefined) {
        return 'HOLD_NOT_FOUND';
      }
      const [debit, credit] = [this.#account(hold.debit), this.#account(hold.credit)];
      const isMaker = hold.maker === subject;
      const may = {
        CAPTURE: isMaker || sees(viewer, credit),
        RAISE: sees(viewer, debit),
        VOID: sees(viewer, credit) || (isMaker && (hold.revocable || !sees(viewer, debit))),
      };
      if (!may[command.kind]) {
        return isMaker || sees(viewer, debit) || sees(viewer, credit) ? 'NOT_PERMITTED' : 'HOLD_NOT_FOUND';
      }
      if (hold.left === 0n) {
        return 'HOLD_NOT_OPEN';
      }
      const raise = (amount: bigint) => {
        const losing = lowered({ debit, credit });
        const isClosed = [debit, credit].some(({ status }) => status !== 'OPEN');
        return (
          (isClosed ? 'ACCOUNT_NOT_OPEN' : null) ??
          loss(facts, viewer, losing, amount) ??
          beyondLimits(facts, viewer, losing, { amount, now, whole: hold.left + amount }) ?? {
            ...facts,
            holds: facts.holds.map((other) =>
              other === hold ? { ...hold, left: hold.left + amount, raised: hold.raised + amount } : other,
            ),
            touches: [...facts.touches, hold.debit, hold.credit],
            counted: [
              ...facts.counted,
              ...losing.map(({ id }) => ({ account: id, day: utcDay(now), amount, count: 0n, by: 'a raise' })),
            ],
          }
        );
      };
      if (command.kind === 'RAISE') {
        return raise(command.amount.minorUnits);
      }
      const amount = command.kind === 'VOID' ? hold.left : (command.amount?.minorUnits ?? hold.left);
      if (command.kind === 'CAPTURE' && amount > hold.left) {
        if (command.raiseId === undefined) {
          return 'CAPTURE_EXCEEDS_HOLD';
        }
        if (viewer?.kind !== 'user' || viewer.role !== 'OPERATOR') {
          return 'NOT_PERMITTED';
        }
        const more = raise(amount - hold.left);
        return typeof more === 'string' ? more : this.#try(more, command, now);
      }
      const refusal = openingOf([debit, credit]);
      if (refusal !== null) {
        return refusal;
      }
      const holds = facts.holds.map((other) => (other === hold ? { ...hold, left: hold.left - amount } : other));
      return command.kind === 'VOID'
        ? {
            ...facts,
            holds,
            touches: [...facts.touches, hold.debit, hold.credit],
            counted: withoutRest(facts, hold),
          }
        : post({ ...facts, holds }, { id: command.id, debit: hold.debit, credit: hold.credit, amount, reverses: null });
    }
    if (command.kind === 'REVERSAL') {
      const original = facts.postings.find(({ id }) => id === command.transferId);
      if (original === undefined || !sees(viewer, this.#account(original.credit))) {
        return 'TRANSFER_NOT_FOUND';
      }
      const left =
        original.amount - sum(facts.postings.filter(({ reverses }) => reverses === original.id).map((p) => p.amount));
      const amount = command.amount?.minorUnits ?? left;
      if (left === 0n || amount > left) {
        return 'REVERSAL_EXCEEDS_TRANSFER';
      }
      const [debit, credit] = [this.#account(original.credit), this.#account(original.debit)];
      return (
        openingOf([debit, credit]) ??
        loss(facts, viewer, lowered({ debit, credit }), amount) ??
        post(facts, { id: command.id, debit: debit.id, credit: credit.id, amount, reverses: original.id })
      );
    }
    return facts;
  }

  #account(id: string): Account {
    const account = this.#accounts.get(id);
    if (account === undefined) {
      throw new Error(`no account ${id}`);
    }
    return account;
  }
}

type Answer = string | null;
type Posting = { id: string; debit: string; credit: string; amount: bigint; reverses: string | null };
type Hold = {
  id: string;
  debit: string;
  credit: string;
  made: bigint;
  raised: bigint;
  left: bigint;
  expiresAt: number;
  maker: string;
  revocable: boolean;
};
type Facts = {
  postings: readonly Posting[];
  holds: readonly Hold[];
  touches: readonly string[];
  counted: readonly Counted[];
};

function answerOf(earlier: { answer: Answer } | 'new' | undefined): Answer {
  return typeof earlier === 'object' ? earlier.answer : null;
}

function keyOf({ subject, idempotencyKey }: Command): string {
  return JSON.stringify([subject, idempotencyKey]);
}

function mayBackdate(viewer: Command['viewer']): boolean {
  return (
    viewer === null ||
    (viewer.kind === 'client' ? viewer.scopes.includes('transfers:backdate') : viewer.role === 'OPERATOR')
  );
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

/** The accounts that a transfer from debit to credit lowers: none, one or both. */
function lowered({ debit, credit }: { debit: Account; credit: Account }): Account[] {
  return [...(debitsRaise(debit) ? [] : [debit]), ...(debitsRaise(credit) ? [credit] : [])];
}

/** The refusal of the first account that may not lose an amount; null if all may. */
function loss(facts: Facts, viewer: Command['viewer'], accounts: readonly Account[], amount: bigint): string | null {
  for (const account of accounts) {
    const { overdraftLimit } = account;
    if (overdraftLimit !== null && !sees(viewer, account)) {
      return 'DECLINED';
    }
    if (overdraftLimit !== null && available(facts, account) + overdraftLimit - amount < 0n) {
      return 'INSUFFICIENT_FUNDS';
    }
  }
  return null;
}
