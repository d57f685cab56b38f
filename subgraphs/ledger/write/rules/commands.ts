import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import type { AccountRow, HoldRow, LogContent, Refusal } from '../../log/tables.ts';

/** The fields of all commands. A command without a viewer is the ledger's own. */
type Common = {
  viewer: SignedInViewer | null;
  subject: string;
  /** The id of the row that the command will become. */
  id: string;
  /** Null for the ledger's own commands, which are not remembered, and for a malformed key. */
  idempotencyKey: string | null;
  /** The input as it is remembered: every field that was sent, each value in its one normal form. */
  input: Readonly<Record<string, unknown>>;
  /** All mistakes of an input that cannot be decided. Such a refusal is not remembered. */
  malformed?: readonly [Refusal, ...Refusal[]];
  description: string | null;
  externalId: string | null;
  metadata: Record<string, string> | null;
};

type Between = {
  debitAccountId: string;
  creditAccountId: string;
  amount: bigint;
  expectedDebitVersion: number | null;
  expectedCreditVersion: number | null;
  /** The least that must be available on a side before the command, without overdraft. */
  availableAtLeast?: { debit: Amount | null; credit: Amount | null };
};

export type Amount = { minorUnits: bigint; currency: string };

/** A rule by which balances determine how much of the amount of a transfer moves. */
export type AmountRule = 'UP_TO' | 'BALANCING_DEBIT' | 'BALANCING_CREDIT';

export type TransferCommand = Common &
  Between & {
    kind: 'TRANSFER';
    /** Null: that of the accounts, for a balancing transfer without a bound. */
    currency: string | null;
    /** The amount is a bound if there is a rule, and exact if there is none. */
    amountRule?: AmountRule;
    effectiveAt: Date | null;
    /** The journal of the command. All commands of a journal are accepted, or none. */
    journalId: string | null;
    /** Position in the request, from 0. If the command is refused, the others of its journal name it by this. */
    position: number;
    /** Given only for transfers from before the platform kept the books. The ledger sets all others. */
    recordedAt?: Date;
    /** History that an operator imports. It may take effect before its accounts were opened. */
    isHistory?: boolean;
  };
export type HoldCommand = Common &
  Between & {
    kind: 'HOLD';
    currency: string;
    expiresInSeconds: number;
    /** Whether the payer may void a hold of their own. */
    revocable: boolean;
  };
export type CaptureCommand = Common & {
  kind: 'CAPTURE';
  holdId: string;
  /** Null: the whole rest. */
  amount: Amount | null;
  effectiveAt: Date | null;
  /** The id of the row that raises the hold, if more than the rest may be captured. */
  raiseId?: string;
};
/** Reserves more by a hold that is open. */
export type RaiseCommand = Common & { kind: 'RAISE'; holdId: string; amount: Amount };
export type VoidCommand = Common & { kind: 'VOID'; holdId: string };
export type ReversalCommand = Common & {
  kind: 'REVERSAL';
  transferId: string;
  /** Null: everything that is not yet reversed. */
  amount: Amount | null;
  effectiveAt: Date | null;
};
/** Expires the hold, and all due holds of its accounts. Changes nothing else. */
export type ExpiryCommand = Common & { kind: 'EXPIRY'; holdId: string };

export type Command =
  | TransferCommand
  | HoldCommand
  | CaptureCommand
  | RaiseCommand
  | VoidCommand
  | ReversalCommand
  | ExpiryCommand;

/** The result of a command: accepted, or refused. A malformed input may have `others`, its further mistakes. */
export type Outcome = Accepted | { refusal: Refusal; others?: readonly Refusal[] };

/** The ids of the rows that an accepted command created. */
export type Accepted = {
  transferId: string | null;
  holdId: string | null;
  /** The rows as the batch of the command left them. When its key is sent again, they have to be loaded. */
  rows?: { transfer: LogContent | null; hold: HoldRow | null };
  /** The effect that the command would have. Only a dry run gives it, and then there are no ids. */
  preview?: Preview;
};

/** The row that a command would write after the newest row, with the accounts as they are before. */
export type Preview = { row: LogContent; debit: AccountRow; credit: AccountRow; lastSequence: bigint };
