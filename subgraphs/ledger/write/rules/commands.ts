import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import type { HoldRow, LogContent, Refusal } from '../../log/tables.ts';

/** What all commands have. A command without a viewer is the ledger's own. */
type Common = {
  viewer: SignedInViewer | null;
  subject: string;
  /** The id of the row that it will become. */
  id: string;
  /** Null for the ledger's own, which are not remembered. */
  idempotencyKey: string | null;
  /** The input as it is remembered: every field that was sent, with one way of writing each value. */
  input: Readonly<Record<string, unknown>>;
  /** What was wrong with the input before it could be decided. Such a refusal is not remembered. */
  malformed?: Refusal;
  description: string | null;
  externalId: string | null;
  metadata: Record<string, string> | null;
};

type Between = {
  debitAccountId: string;
  creditAccountId: string;
  amount: bigint;
  currency: string;
  expectedDebitVersion: number | null;
  expectedCreditVersion: number | null;
  /** What must be available on a side before, without overdraft. */
  availableAtLeast?: { debit: Amount | null; credit: Amount | null };
};

type Amount = { minorUnits: bigint; currency: string };

export type TransferCommand = Common &
  Between & {
    kind: 'TRANSFER';
    effectiveAt: Date | null;
    /** Shared by the commands that share one fate. */
    journalId: string | null;
    /** Its place in its request, from 0: how the others of its journal name it when it is refused. */
    position: number;
    /** Only for what happened before the platform kept the books: else the ledger sets it. */
    recordedAt?: Date;
  };
export type HoldCommand = Common & Between & { kind: 'HOLD'; expiresInSeconds: number };
export type CaptureCommand = Common & {
  kind: 'CAPTURE';
  holdId: string;
  /** Null: all that is left. */
  amount: Amount | null;
  effectiveAt: Date | null;
};
export type VoidCommand = Common & { kind: 'VOID'; holdId: string };
export type ReversalCommand = Common & {
  kind: 'REVERSAL';
  transferId: string;
  /** Null: all that was not yet undone. */
  amount: Amount | null;
  effectiveAt: Date | null;
};
/** Asks for nothing but that what is due on these accounts expires. */
export type ExpiryCommand = Common & { kind: 'EXPIRY'; holdId: string };

export type Command = TransferCommand | HoldCommand | CaptureCommand | VoidCommand | ReversalCommand | ExpiryCommand;

/** What became of a command: what it made, or why not. */
export type Outcome = Made | { refusal: Refusal };

export type Made = {
  transferId: string | null;
  holdId: string | null;
  /** For the command that made them, as its batch left them. Whoever sends its key again has to read them. */
  rows?: { transfer: LogContent | null; hold: HoldRow | null };
};
