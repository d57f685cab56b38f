import { minorUnitsMax } from '@tributary/platform/money.ts';
import { differingField } from '@tributary/platform/differing-field.ts';
import { raises, type Side } from '../../log/accounting.ts';
import { mayDebit, maySee } from '../../log/permissions.ts';
import type { AccountRow, DailyShift, HoldRow, LogContent, LogRow, Refusal } from '../../log/tables.ts';
import type {
  CaptureCommand,
  Command,
  HoldCommand,
  Outcome,
  ReversalCommand,
  TransferCommand,
  VoidCommand,
} from './commands.ts';
import { dailyShifts } from './daily-shifts.ts';

/** An earlier use of an idempotency key. */
export type Use = { input: Readonly<Record<string, unknown>>; outcome: Outcome };

/** What a batch may look at: everything that its commands name, as it is under the ledger's lock. */
export type LedgerState = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  accounts: ReadonlyMap<string, AccountRow>;
  /** The holds that are named, and those that are due on the accounts. */
  holds: ReadonlyMap<string, HoldRow>;
  /** The transfers to reverse, and how much of each was undone before. */
  reversible: ReadonlyMap<string, { row: LogContent; reversed: bigint }>;
  /** By subject and key, as `useKey` joins them. */
  uses: ReadonlyMap<string, Use>;
};

/** What to write, and what to answer, in the order of the commands. */
export type Decision = {
  outcomes: Outcome[];
  rows: LogContent[];
  accounts: AccountRow[];
  shifts: DailyShift[];
  holds: HoldRow[];
  uses: { subject: string; key: string; use: Use }[];
  /** How much is undone now of each transfer of which something was. */
  reversed: ReadonlyMap<string, bigint>;
};

export const useKey = (subject: string, key: string): string => `${subject}\n${key}`;

/**
 * Decides what a batch of commands does, one after the other, to the accounts and holds it names; holds that are due by `now` expire first.
 * The commands of a journal are decided where its first stands, all or none. Pure: the same arguments give the same outcomes, which
 * is why the database work around it can be retried as a whole.
 */
export function decide(state: LedgerState, commands: readonly Command[], now: Date): Decision {
  const books = new Books(state, now);
  books.expireDueHolds();
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
  const earlier = books.earlierOutcome(command);
  if (earlier !== null) {
    return earlier;
  }
  const refusal = command.malformed ?? books.apply(command);
  const outcome = refusal === null ? outcomeOf(command) : { refusal };
  if (command.malformed === undefined) {
    books.remember(command, outcome);
  }
  return outcome;
}

/** All members post, or none: then each is refused, the one at fault for its own reason. */
function decideJournal(books: Books, members: readonly TransferCommand[]): Outcome[] {
  const repeat = findRepeat(members);
  if (repeat !== null) {
    return members.map((member) => ({ refusal: member === repeat ? repeatedKey : journalRefused(repeat) }));
  }
  const earlier = members.map((member) => books.earlierOutcome(member));
  const refused = (culprit: TransferCommand, refusal: Refusal): Outcome[] =>
    members.map(
      (member, index) => earlier[index] ?? { refusal: member === culprit ? refusal : journalRefused(culprit) },
    );
  // Whatever else is wrong with the journal: what is malformed cannot be remembered, nor can what would have to be compared with it.
  const malformed = members.find((member, index) => member.malformed !== undefined && earlier[index] === null);
  if (malformed?.malformed !== undefined) {
    return refused(malformed, malformed.malformed);
  }
  const isNew = earlier.map((outcome) => outcome === null);
  const remember = (outcomes: Outcome[]) => {
    for (const [index, member] of members.entries()) {
      const outcome = outcomes[index];
      if (isNew[index] === true && outcome !== undefined) {
        books.remember(member, outcome);
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

/** Carries out one member after the other up to the first that is refused; null if none is. */
function firstFault(
  books: Books,
  members: readonly TransferCommand[],
  earlier: readonly (Outcome | null)[],
): { member: TransferCommand; refusal: Refusal } | null {
  for (const [index, member] of members.entries()) {
    const used = earlier[index] ?? null;
    // A journal that was decided before cannot be joined later: its members were all sent together.
    const refusal =
      used === null
        ? books.apply(member)
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

/** The first member whose key another had before it: the two cannot both be remembered. */
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

/** A client's clock may be a little ahead of the database's. */
const clockSkewMs = 60_000;

type Sides = Record<Side, AccountRow>;
type Changes = { posted?: bigint; pending?: bigint; available?: bigint };

/** The accounts and holds of a batch while it is decided, as far as they differ from the state. Rows are replaced, never changed. */
class Books {
  readonly #state: LedgerState;
  readonly #now: Date;
  #accounts = new Map<string, AccountRow>();
  /** What a journal has done to accounts so far; null outside of journals. */
  #attempted: Map<string, AccountRow> | null = null;
  readonly #holds = new Map<string, HoldRow>();
  readonly #reversed = new Map<string, bigint>();
  readonly #rows: LogContent[] = [];
  #lastRecordedAt: Date;
  readonly #uses = new Map<string, Use>();
  readonly #newUses: Decision['uses'] = [];

  constructor(state: LedgerState, now: Date) {
    this.#state = state;
    this.#now = now;
    this.#lastRecordedAt = state.lastRecordedAt;
  }

  #account(id: string): AccountRow | undefined {
    return this.#attempted?.get(id) ?? this.#accounts.get(id) ?? this.#state.accounts.get(id);
  }

  #holdOf(id: string): HoldRow | undefined {
    return this.#holds.get(id) ?? this.#state.holds.get(id);
  }

  /** Does work that only transfers: if it finds a fault, nothing of it was done. */
  attempt<Fault>(work: () => Fault | null): Fault | null {
    const before = { rowCount: this.#rows.length, lastRecordedAt: this.#lastRecordedAt };
    const attempted = new Map<string, AccountRow>();
    this.#attempted = attempted;
    const fault = work();
    this.#attempted = null;
    if (fault === null) {
      attempted.forEach((account, id) => this.#accounts.set(id, account));
    } else {
      this.#rows.length = before.rowCount;
      this.#lastRecordedAt = before.lastRecordedAt;
    }
    return fault;
  }

  /** The first outcome of the command's key; a mismatch if the content was another; null for a key that is new. */
  earlierOutcome(command: Command): Outcome | null {
    if (command.idempotencyKey === null) {
      return null;
    }
    const key = useKey(command.subject, command.idempotencyKey);
    const use = this.#uses.get(key) ?? this.#state.uses.get(key);
    if (use === undefined) {
      return null;
    }
    // What is malformed was not remembered, and so differs from what was; its placeholder may not.
    const { malformed } = command;
    const malformedField = malformed === undefined ? null : 'field' in malformed ? malformed.field : 'amount';
    const field = malformedField ?? differingField(use.input, command.input);
    return field === null ? use.outcome : { refusal: { code: 'IDEMPOTENCY_MISMATCH', field } };
  }

  remember(command: Command, outcome: Outcome): void {
    if (command.idempotencyKey !== null) {
      const use = { input: command.input, outcome };
      this.#uses.set(useKey(command.subject, command.idempotencyKey), use);
      this.#newUses.push({ subject: command.subject, key: command.idempotencyKey, use });
    }
  }

  decision(outcomes: Outcome[]): Decision {
    return {
      outcomes,
      rows: this.#rows,
      accounts: [...this.#accounts.values()],
      shifts: dailyShifts(this.#rows, this.#accounts),
      holds: [...this.#holds.values()],
      uses: this.#newUses,
      reversed: this.#reversed,
    };
  }

  expireDueHolds(): void {
    const due = [...this.#state.holds.values()].filter((hold) => hold.status === 'OPEN' && hold.expiresAt <= this.#now);
    for (const hold of due.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime())) {
      this.#release(hold, { kind: 'EXPIRY', status: 'EXPIRED', id: expiryId(hold), command: null });
    }
  }

  /** Carries the command out; returns why not, and has then changed nothing. */
  apply(command: Command): Refusal | null {
    if (
      'effectiveAt' in command &&
      command.effectiveAt !== null &&
      command.effectiveAt.getTime() > this.#now.getTime() + clockSkewMs
    ) {
      return {
        code: 'INVALID_INPUT',
        field: 'effectiveAt',
        problem: 'Send a time that is not in the future, or leave it out.',
      };
    }
    switch (command.kind) {
      case 'TRANSFER':
        return this.#transfer(command);
      case 'HOLD':
        return this.#hold(command);
      case 'CAPTURE':
        return this.#capture(command);
      case 'VOID':
        return this.#void(command);
      case 'REVERSAL':
        return this.#reverse(command);
      case 'EXPIRY':
        // Done before all commands.
        return null;
    }
  }

  #transfer(command: TransferCommand): Refusal | null {
    const { viewer, amount } = command;
    const sides = this.#sides(command);
    if ('code' in sides) {
      return sides;
    }
    const debit = changed(sides.debit, moved('debit', sides.debit, amount));
    const credit = changed(sides.credit, moved('credit', sides.credit, amount));
    return (
      refuseChange(viewer, 'debitAccountId', sides.debit, debit, amount) ??
      refuseChange(viewer, 'creditAccountId', sides.credit, credit, amount) ??
      this.#write(command, { kind: 'TRANSFER', amount, currency: command.currency, debit, credit })
    );
  }

  #hold(command: HoldCommand): Refusal | null {
    const { viewer, amount } = command;
    const sides = this.#sides(command);
    if ('code' in sides) {
      return sides;
    }
    const debit = changed(sides.debit, reserved('debit', sides.debit, amount));
    const credit = changed(sides.credit, reserved('credit', sides.credit, amount));
    const refusal =
      refuseChange(viewer, 'debitAccountId', sides.debit, debit, amount) ??
      refuseChange(viewer, 'creditAccountId', sides.credit, credit, amount);
    if (refusal !== null) {
      return refusal;
    }
    this.#write(command, { kind: 'HOLD', amount, currency: command.currency, debit, credit, holdId: command.id });
    const row = this.#rows.at(-1) ?? missing(command);
    this.#holds.set(command.id, {
      id: command.id,
      organizationId: this.#state.organizationId,
      debitAccountId: command.debitAccountId,
      creditAccountId: command.creditAccountId,
      amount,
      remaining: amount,
      currency: command.currency,
      status: 'OPEN',
      sequence: row.sequence,
      expiresAt: new Date(this.#now.getTime() + command.expiresInSeconds * 1000),
      recordedAt: row.recordedAt,
      description: command.description,
      externalId: command.externalId,
      metadata: command.metadata,
    });
    return null;
  }

  #capture(command: CaptureCommand): Refusal | null {
    const found = this.#openHold(command);
    if ('code' in found) {
      return found;
    }
    const { hold, debit, credit } = found;
    if (command.amount !== null && command.amount.currency !== hold.currency) {
      return { code: 'CURRENCY_MISMATCH', expected: hold.currency };
    }
    const amount = command.amount?.minorUnits ?? hold.remaining;
    if (amount > hold.remaining) {
      return { code: 'CAPTURE_EXCEEDS_HOLD', remaining: String(hold.remaining), currency: hold.currency };
    }
    const closed =
      refuseUnlessOpen(command.viewer, 'holdId', debit) ?? refuseUnlessOpen(command.viewer, 'holdId', credit);
    if (closed !== null) {
      return closed;
    }
    const after = {
      debit: changed(debit, added(reserved('debit', debit, -amount), moved('debit', debit, amount))),
      credit: changed(credit, added(reserved('credit', credit, -amount), moved('credit', credit, amount))),
    };
    const refusal =
      refuseChange(command.viewer, 'holdId', debit, after.debit, amount) ??
      refuseChange(command.viewer, 'holdId', credit, after.credit, amount);
    if (refusal !== null) {
      return refusal;
    }
    const remaining = hold.remaining - amount;
    this.#holds.set(hold.id, { ...hold, remaining, status: remaining === 0n ? 'CAPTURED' : 'OPEN' });
    return this.#write(
      { ...command, description: command.description ?? hold.description },
      { kind: 'CAPTURE', amount, currency: hold.currency, ...after, holdId: hold.id },
    );
  }

  #void(command: VoidCommand): Refusal | null {
    const found = this.#openHold(command);
    if ('code' in found) {
      return found;
    }
    this.#release(found.hold, { kind: 'VOID', status: 'VOIDED', id: command.id, command });
    return null;
  }

  #reverse(command: ReversalCommand): Refusal | null {
    const original = this.#state.reversible.get(command.transferId);
    // The other way round: what was credited is debited.
    const debit = original === undefined ? undefined : this.#account(original.row.creditAccountId);
    const credit = original === undefined ? undefined : this.#account(original.row.debitAccountId);
    if (original === undefined || debit === undefined || credit === undefined || !isAllowed(command.viewer, debit)) {
      return { code: 'TRANSFER_NOT_FOUND' };
    }
    const { currency } = original.row;
    if (command.amount !== null && command.amount.currency !== currency) {
      return { code: 'CURRENCY_MISMATCH', expected: currency };
    }
    const reversed = this.#reversed.get(command.transferId) ?? original.reversed;
    const left = original.row.amount - reversed;
    const amount = command.amount?.minorUnits ?? left;
    if (amount > left || left === 0n) {
      return { code: 'REVERSAL_EXCEEDS_TRANSFER', remaining: String(left), currency };
    }
    const closed =
      refuseUnlessOpen(command.viewer, 'transferId', debit) ?? refuseUnlessOpen(command.viewer, 'transferId', credit);
    if (closed !== null) {
      return closed;
    }
    const after = {
      debit: changed(debit, moved('debit', debit, amount)),
      credit: changed(credit, moved('credit', credit, amount)),
    };
    const refusal =
      refuseChange(command.viewer, 'transferId', debit, after.debit, amount) ??
      refuseChange(command.viewer, 'transferId', credit, after.credit, amount);
    if (refusal !== null) {
      return refusal;
    }
    this.#reversed.set(command.transferId, reversed + amount);
    return this.#write(command, {
      kind: 'TRANSFER',
      amount,
      currency,
      ...after,
      reversesId: command.transferId,
    });
  }

  /** The two accounts of a transfer or a hold, or why they may not meet. */
  #sides(command: TransferCommand | HoldCommand): { debit: AccountRow; credit: AccountRow } | Refusal {
    const { viewer, debitAccountId, creditAccountId, currency } = command;
    if (debitAccountId === creditAccountId) {
      return { code: 'SAME_ACCOUNT' };
    }
    const debit = this.#account(debitAccountId);
    const credit = this.#account(creditAccountId);
    if (debit === undefined || !isAllowed(viewer, debit)) {
      return { code: 'ACCOUNT_NOT_FOUND', field: 'debitAccountId' };
    }
    if (credit === undefined) {
      return { code: 'ACCOUNT_NOT_FOUND', field: 'creditAccountId' };
    }
    const refusal =
      refuseUnlessOpen(viewer, 'debitAccountId', debit) ??
      refuseUnlessOpen(viewer, 'creditAccountId', credit) ??
      (currency === debit.currency && currency === credit.currency
        ? null
        : {
            code: 'CURRENCY_MISMATCH' as const,
            expected: debit.currency === credit.currency ? debit.currency : null,
          }) ??
      refuseVersion(viewer, 'expectedDebitVersion', debit, command.expectedDebitVersion) ??
      refuseVersion(viewer, 'expectedCreditVersion', credit, command.expectedCreditVersion) ??
      refuseCondition(viewer, 'debitAvailableAtLeast', debit, command.availableAtLeast?.debit) ??
      refuseCondition(viewer, 'creditAvailableAtLeast', credit, command.availableAtLeast?.credit);
    return refusal ?? { debit, credit };
  }

  #openHold(command: CaptureCommand | VoidCommand): { hold: HoldRow; debit: AccountRow; credit: AccountRow } | Refusal {
    const hold = this.#holdOf(command.holdId);
    const debit = hold === undefined ? undefined : this.#account(hold.debitAccountId);
    const credit = hold === undefined ? undefined : this.#account(hold.creditAccountId);
    if (hold === undefined || debit === undefined || credit === undefined || !isAllowed(command.viewer, debit)) {
      return { code: 'HOLD_NOT_FOUND' };
    }
    return hold.status === 'OPEN' ? { hold, debit, credit } : { code: 'HOLD_NOT_OPEN', status: hold.status };
  }

  #release(
    hold: HoldRow,
    {
      kind,
      status,
      id,
      command,
    }: { kind: 'VOID' | 'EXPIRY'; status: 'VOIDED' | 'EXPIRED'; id: string; command: VoidCommand | null },
  ): void {
    const debit = this.#account(hold.debitAccountId);
    const credit = this.#account(hold.creditAccountId);
    if (debit === undefined || credit === undefined) {
      throw new Error(`the accounts of hold ${hold.id} were not read`);
    }
    this.#holds.set(hold.id, { ...hold, remaining: 0n, status });
    const after = {
      debit: changed(debit, reserved('debit', debit, -hold.remaining)),
      credit: changed(credit, reserved('credit', credit, -hold.remaining)),
    };
    const by = command ?? {
      id,
      subject: 'ledger',
      description: null,
      externalId: null,
      metadata: null,
    };
    this.#write(by, { kind, amount: hold.remaining, currency: hold.currency, ...after, holdId: hold.id });
  }

  /** Writes a row and the accounts as they are after it. Always returns null, so that it can end a chain of refusals. */
  #write(
    by: {
      id: string;
      subject: string;
      description: string | null;
      externalId: string | null;
      metadata: Record<string, string> | null;
      effectiveAt?: Date | null;
      recordedAt?: Date;
      journalId?: string | null;
    },
    what: {
      kind: LogRow['kind'];
      amount: bigint;
      currency: string;
      holdId?: string;
      reversesId?: string;
    } & Sides,
  ): null {
    const { debit, credit } = what;
    (this.#attempted ?? this.#accounts).set(debit.id, debit).set(credit.id, credit);
    const wanted = by.recordedAt ?? this.#now;
    const recordedAt = wanted > this.#lastRecordedAt ? wanted : this.#lastRecordedAt;
    this.#lastRecordedAt = recordedAt;
    this.#rows.push({
      organizationId: this.#state.organizationId,
      sequence: this.#state.lastSequence + BigInt(this.#rows.length + 1),
      id: by.id,
      kind: what.kind,
      debitAccountId: debit.id,
      creditAccountId: credit.id,
      amount: what.amount,
      currency: what.currency,
      debitVersion: debit.version,
      debitPosted: debit.posted,
      debitPending: debit.pending,
      debitAvailable: debit.available,
      creditVersion: credit.version,
      creditPosted: credit.posted,
      creditPending: credit.pending,
      creditAvailable: credit.available,
      holdId: what.holdId ?? null,
      journalId: by.journalId ?? null,
      reversesId: what.reversesId ?? null,
      description: by.description,
      externalId: by.externalId,
      effectiveAt: by.effectiveAt ?? recordedAt,
      recordedAt,
      subject: by.subject,
      metadata: by.metadata,
    });
    return null;
  }
}

/** A UUIDv7 as if made when the hold was due. A hold expires once, so it takes over what is random in the hold's: deciding needs no dice. */
function expiryId({ id, expiresAt }: HoldRow): string {
  const time = expiresAt.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13)}`;
}

/** What posting an amount on a side does to an account. */
function moved(side: Side, account: AccountRow, amount: bigint): Changes {
  const change = raises(side, account) ? amount : -amount;
  return { posted: change, pending: change, available: change };
}

/** What reserving an amount on a side does to an account; a negative amount frees it. */
function reserved(side: Side, account: AccountRow, amount: bigint): Changes {
  return raises(side, account) ? { pending: amount } : { pending: -amount, available: -amount };
}

function added(one: Changes, other: Changes): Changes {
  return {
    posted: (one.posted ?? 0n) + (other.posted ?? 0n),
    pending: (one.pending ?? 0n) + (other.pending ?? 0n),
    available: (one.available ?? 0n) + (other.available ?? 0n),
  };
}

function changed(account: AccountRow, { posted = 0n, pending = 0n, available = 0n }: Changes): AccountRow {
  return {
    ...account,
    posted: account.posted + posted,
    pending: account.pending + pending,
    available: account.available + available,
    version: account.version + 1,
  };
}

/** The floor binds only what lowers an account; the range binds all. */
function refuseChange(
  viewer: Command['viewer'],
  field: string,
  before: AccountRow,
  after: AccountRow,
  amount: bigint,
): Refusal | null {
  const { available, overdraftLimit, currency } = before;
  if (after.available < available && overdraftLimit !== null && available + overdraftLimit < amount) {
    return {
      code: 'INSUFFICIENT_FUNDS',
      field,
      available: isVisible(viewer, before) ? String(available) : null,
      required: String(amount),
      currency,
    };
  }
  return isInRange(after.posted) && isInRange(after.pending) && isInRange(after.available)
    ? null
    : { code: 'BALANCE_OUT_OF_RANGE', field };
}

function isInRange(balance: bigint): boolean {
  return balance <= minorUnitsMax && balance >= -minorUnitsMax;
}

function refuseUnlessOpen(viewer: Command['viewer'], field: string, account: AccountRow): Refusal | null {
  return account.status === 'OPEN'
    ? null
    : { code: 'ACCOUNT_NOT_OPEN', field, status: isVisible(viewer, account) ? account.status : null };
}

function refuseVersion(
  viewer: Command['viewer'],
  field: string,
  account: AccountRow,
  expected: number | null,
): Refusal | null {
  if (expected === null || (expected === account.version && isVisible(viewer, account))) {
    return null;
  }
  return isVisible(viewer, account)
    ? { code: 'VERSION_MISMATCH', field, expected, actual: account.version }
    : { code: 'INVALID_INPUT', field, problem: 'Expect a version only of an account that you may see.' };
}

function refuseCondition(
  viewer: Command['viewer'],
  field: string,
  account: AccountRow,
  required: { minorUnits: bigint; currency: string } | null | undefined,
): Refusal | null {
  if (required == null) {
    return null;
  }
  const { available, currency } = account;
  if (!isVisible(viewer, account)) {
    return { code: 'INVALID_INPUT', field, problem: 'Make a condition only of an account that you may see.' };
  }
  if (required.currency !== currency) {
    return {
      code: 'INVALID_INPUT',
      field,
      problem: `The account is in ${currency}. Send the condition in that currency.`,
    };
  }
  return available >= required.minorUnits
    ? null
    : {
        code: 'CONDITION_NOT_MET',
        field,
        available: String(available),
        required: String(required.minorUnits),
        currency,
      };
}

const isAllowed = (viewer: Command['viewer'], account: AccountRow): boolean =>
  viewer === null || mayDebit(viewer, account);
const isVisible = (viewer: Command['viewer'], account: AccountRow): boolean =>
  viewer === null || maySee(viewer, account);

function outcomeOf(command: Command): Outcome {
  switch (command.kind) {
    case 'TRANSFER':
    case 'REVERSAL':
      return { transferId: command.id, holdId: null };
    case 'CAPTURE':
      return { transferId: command.id, holdId: command.holdId };
    case 'HOLD':
      return { transferId: null, holdId: command.id };
    case 'VOID':
    case 'EXPIRY':
      return { transferId: null, holdId: command.holdId };
  }
}

function missing(command: Command): never {
  throw new Error(`command ${command.id} was not decided`);
}
