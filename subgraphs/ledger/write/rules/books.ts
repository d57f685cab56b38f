import { differingField } from '@tributary/kit/differing-field.ts';
import type { AccountRow, DailyShift, HoldRow, LogContent, LogRow } from '../../log/tables.ts';
import type { Command, Outcome } from './commands.ts';
import { dailyShifts } from './daily-shifts.ts';
import type { Sides } from './movements.ts';

/** An earlier use of an idempotency key. */
export type Use = { input: Readonly<Record<string, unknown>>; outcome: Outcome };

/** A transfer to reverse, and how much of it was undone before. */
export type Reversible = { row: LogContent; reversed: bigint };

/** The state that a batch is decided on: everything that its commands name, read under the ledger's lock. */
export type LedgerState = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  accounts: ReadonlyMap<string, AccountRow>;
  /** The holds that are named, and those that are due on the accounts. */
  holds: ReadonlyMap<string, HoldRow>;
  reversible: ReadonlyMap<string, Reversible>;
  /** By subject and key, as `useKey` joins them. */
  uses: ReadonlyMap<string, Use>;
};

/** The rows to write, and the outcomes in the order of the commands. */
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

/** What a row says of the command that made it. */
export type RowSource = Pick<LogContent, 'id' | 'subject' | 'description' | 'externalId' | 'metadata'> & {
  effectiveAt?: Date | null;
  recordedAt?: Date;
  journalId?: string | null;
};

/** What a row says of the money, with the accounts as they are after it. */
export type RowEffect = Sides & {
  kind: LogRow['kind'];
  amount: bigint;
  currency: string;
  holdId?: string;
  reversesId?: string;
};

/** The key of `uses`: an idempotency key belongs to its subject. */
export const useKey = (subject: string, key: string): string => `${subject}\n${key}`;

/** The accounts and holds of a batch while it is decided, as far as they differ from the state. Rows are replaced, never changed. */
export class Books {
  readonly #state: LedgerState;
  readonly now: Date;
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
    this.now = now;
    this.#lastRecordedAt = state.lastRecordedAt;
  }

  account(id: string): AccountRow | undefined {
    return this.#attempted?.get(id) ?? this.#accounts.get(id) ?? this.#state.accounts.get(id);
  }

  hold(id: string): HoldRow | undefined {
    return this.#holds.get(id) ?? this.#state.holds.get(id);
  }

  /** The open holds that are due now by the state, in no order. */
  dueHolds(): HoldRow[] {
    return [...this.#state.holds.values()].filter((hold) => hold.status === 'OPEN' && hold.expiresAt <= this.now);
  }

  reversible(transferId: string): Reversible | undefined {
    const original = this.#state.reversible.get(transferId);
    const reversed = this.#reversed.get(transferId);
    return original === undefined || reversed === undefined ? original : { ...original, reversed };
  }

  keepHold(hold: HoldRow): void {
    this.#holds.set(hold.id, hold);
  }

  /** Keeps how much of a transfer is undone now. */
  keepReversed(transferId: string, reversed: bigint): void {
    this.#reversed.set(transferId, reversed);
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

  /** Writes a row and the accounts as they are after it. */
  write(source: RowSource, { kind, amount, currency, debit, credit, holdId, reversesId }: RowEffect): LogContent {
    (this.#attempted ?? this.#accounts).set(debit.id, debit).set(credit.id, credit);
    const wanted = source.recordedAt ?? this.now;
    const recordedAt = wanted > this.#lastRecordedAt ? wanted : this.#lastRecordedAt;
    this.#lastRecordedAt = recordedAt;
    const row: LogContent = {
      organizationId: this.#state.organizationId,
      sequence: this.#state.lastSequence + BigInt(this.#rows.length + 1),
      id: source.id,
      kind,
      debitAccountId: debit.id,
      creditAccountId: credit.id,
      amount,
      currency,
      debitVersion: debit.version,
      debitPosted: debit.posted,
      debitPending: debit.pending,
      debitAvailable: debit.available,
      creditVersion: credit.version,
      creditPosted: credit.posted,
      creditPending: credit.pending,
      creditAvailable: credit.available,
      holdId: holdId ?? null,
      journalId: source.journalId ?? null,
      reversesId: reversesId ?? null,
      description: source.description,
      externalId: source.externalId,
      effectiveAt: source.effectiveAt ?? recordedAt,
      recordedAt,
      subject: source.subject,
      metadata: source.metadata,
    };
    this.#rows.push(row);
    return row;
  }

  /** What was done to the books, with the outcomes that it had. */
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
}
