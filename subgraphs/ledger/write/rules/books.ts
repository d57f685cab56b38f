import type { DailyShift, HoldRow, LimitUsageRow, LogContent, LogRow } from '../../log/tables.ts';
import type { Account } from './account.ts';
import type { Outcome } from './commands.ts';
import { dailyShifts } from './daily-shifts.ts';
import type { Sides } from './movements.ts';
import { changedUsage } from './transfer-limits.ts';
import { UsedKeys, type NewUse, type Use } from './used-keys.ts';

/** A hold with its maker, the subject of its row in the log. Holds that no command names come without one. */
export type NamedHold = HoldRow & { maker?: string };

/** A transfer to reverse, with the amount of earlier reversals. */
export type Reversible = { row: LogContent; reversed: bigint };

/** The state on which a batch is decided: everything that its commands name. */
export type LedgerState = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  /** The end of the closed periods, before which nothing may take effect; null while none is closed. */
  closedUntil: Date | null;
  accounts: ReadonlyMap<string, Account>;
  /** The named holds, and the due holds of the accounts. */
  holds: ReadonlyMap<string, NamedHold>;
  reversible: ReadonlyMap<string, Reversible>;
  /** By subject and key, as `useKey` joins them. */
  uses: ReadonlyMap<string, Use>;
};

/** The rows to write, and the outcomes in the order of the commands. */
export type Decision = {
  outcomes: Outcome[];
  rows: LogContent[];
  accounts: Account[];
  shifts: DailyShift[];
  usage: LimitUsageRow[];
  holds: NamedHold[];
  uses: NewUse[];
  /** Reversed amounts by transfer, for the transfers of which this batch reversed some. */
  reversed: ReadonlyMap<string, bigint>;
};

/** The columns of a row that come from its command. */
export type RowSource = Pick<LogContent, 'id' | 'subject' | 'description' | 'externalId' | 'metadata'> & {
  effectiveAt?: Date | null;
  recordedAt?: Date;
  journalId?: string | null;
};

/** The columns of a row that say how money moved, with both accounts after the row. */
export type RowEffect = Sides & {
  kind: LogRow['kind'];
  amount: bigint;
  currency: string;
  holdId?: string;
  reversesId?: string;
};

/**
 * The books while a batch is decided: accounts, holds and log rows that differ from the state. Rows are replaced, never
 * changed.
 */
export class Books {
  readonly #state: LedgerState;
  readonly now: Date;
  readonly keys: UsedKeys;
  #accounts = new Map<string, Account>();
  /** Accounts as the journal under way has changed them; null outside of journals. */
  #attempted: Map<string, Account> | null = null;
  readonly #holds = new Map<string, NamedHold>();
  readonly #reversed = new Map<string, bigint>();
  readonly #rows: LogContent[] = [];
  #lastRecordedAt: Date;

  constructor(state: LedgerState, now: Date) {
    this.#state = state;
    this.now = now;
    this.keys = new UsedKeys(state.uses);
    this.#lastRecordedAt = state.lastRecordedAt;
  }

  account(id: string): Account | undefined {
    return this.#attempted?.get(id) ?? this.#accounts.get(id) ?? this.#state.accounts.get(id);
  }

  hold(id: string): NamedHold | undefined {
    return this.#holds.get(id) ?? this.#state.holds.get(id);
  }

  /** The open holds of the state that are due now, in no order. */
  dueHolds(): NamedHold[] {
    return [...this.#state.holds.values()].filter((hold) => hold.status === 'OPEN' && hold.expiresAt <= this.now);
  }

  reversible(transferId: string): Reversible | undefined {
    const original = this.#state.reversible.get(transferId);
    const reversed = this.#reversed.get(transferId);
    return original === undefined || reversed === undefined ? original : { ...original, reversed };
  }

  keepHold(hold: NamedHold): void {
    this.#holds.set(hold.id, hold);
  }

  /** Keeps the reversed amount of a transfer. */
  keepReversed(transferId: string, reversed: bigint): void {
    this.#reversed.set(transferId, reversed);
  }

  /** Runs the transfers of a journal. If that returns a fault, all of them are undone. */
  attempt<Fault>(work: () => Fault | null): Fault | null {
    const before = { rowCount: this.#rows.length, lastRecordedAt: this.#lastRecordedAt };
    const attempted = new Map<string, Account>();
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

  /** The end of the closed periods, before which nothing may take effect; null while none is closed. */
  closedUntil(): Date | null {
    return this.#state.closedUntil;
  }

  /** The time at which the next row is recorded: now, or the given time, and never before the newest row. */
  recordingTime(given: Date = this.now): Date {
    return given > this.#lastRecordedAt ? given : this.#lastRecordedAt;
  }

  /** Writes a row and the accounts as they are after it. */
  write(source: RowSource, { kind, amount, currency, debit, credit, holdId, reversesId }: RowEffect): LogContent {
    (this.#attempted ?? this.#accounts).set(debit.id, debit).set(credit.id, credit);
    const recordedAt = this.recordingTime(source.recordedAt);
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

  /** The changes to the books, together with the outcomes. */
  decision(outcomes: Outcome[]): Decision {
    return {
      outcomes,
      rows: this.#rows,
      accounts: [...this.#accounts.values()],
      shifts: dailyShifts(this.#rows, this.#accounts),
      usage: changedUsage(this.#state.accounts, this.#accounts),
      holds: [...this.#holds.values()],
      uses: this.keys.newUses,
      reversed: this.#reversed,
    };
  }
}
