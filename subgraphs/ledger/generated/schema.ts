// Generated from schema/ledger.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of schema/generate-types.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { EntryRow } from '../read/list-entries.ts';
import type { HeartbeatEvent, LogEvent } from '../log/ledger-event.ts';
import type { HoldRow, LogContent } from '../log/tables.ts';
import type { Money as MoneyAmount } from '@tributary/platform/money.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A whole number of any size as a string, such as `"9007199254740993"`. */
  BigInt: { input: bigint; output: bigint; }
  /** A currency by its ISO 4217 code, such as `EUR`. */
  CurrencyCode: { input: string; output: string; }
  /** A moment in time as an RFC 3339 string in UTC with milliseconds, such as `2026-03-01T12:30:00.000Z`. Any offset is accepted as input. */
  DateTime: { input: Date; output: Date; }
  /** An exact decimal number as a string, such as `"1234.50"`. Never a float. Input is judged where it is used, not here. */
  Decimal: { input: string; output: string; }
  /** Your own notes on a thing: a flat JSON object of strings, up to 32 keys of 64 characters with values of 512. */
  Metadata: { input: Record<string, string>; output: Record<string, string>; }
  _FieldSet: { input: string; output: string; }
};

/** An account, whose money is counted here. Fields other than `id` are null where you may not see the account. */
export type Account = {
  __typename?: 'Account';
  /** The money in the account, now. */
  balance?: Maybe<Balance>;
  /** The posted money in the account after everything up to a moment in time. */
  balanceAt?: Maybe<Money>;
  /** Everything that touched the account, in the order of the log. */
  entries?: Maybe<EntryConnection>;
  /** Starts with `acct_`. */
  id: Scalars['ID']['output'];
};


/** An account, whose money is counted here. Fields other than `id` are null where you may not see the account. */
export type AccountBalanceAtArgs = {
  by?: BalanceDate;
  time: Scalars['DateTime']['input'];
};


/** An account, whose money is counted here. Fields other than `id` are null where you may not see the account. */
export type AccountEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** What became of an account. Between subgraphs only. */
export type AccountIntentKind =
  /** It was closed. */
  | 'CLOSE'
  /** It was frozen. */
  | 'FREEZE'
  /** Its overdraft limit was changed. */
  | 'LIMIT'
  /** It was opened. */
  | 'OPEN'
  /** It was unfrozen. */
  | 'UNFREEZE';

/** The account still holds money or has open holds. */
export type AccountNotEmpty = UserError & {
  __typename?: 'AccountNotEmpty';
  /** `ACCOUNT_NOT_EMPTY`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** There is no such account for you. */
export type AccountNotFound = UserError & {
  __typename?: 'AccountNotFound';
  /** `ACCOUNT_NOT_FOUND`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The account is frozen or closed. */
export type AccountNotOpen = UserError & {
  __typename?: 'AccountNotOpen';
  /** `ACCOUNT_NOT_OPEN`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** What the account is instead; null if you may not see it. */
  status?: Maybe<AccountStatus>;
};

/** Whether an account takes part in transfers. */
export type AccountStatus =
  /** It does not, for good. */
  | 'CLOSED'
  /** It does not, until an operator unfreezes it. */
  | 'FROZEN'
  /** It does. */
  | 'OPEN';

/** Between subgraphs only. */
export type ApplyAccountIntentInput = {
  /** The account. */
  accountId: Scalars['ID']['input'];
  /** The name of an account class. For `OPEN`. */
  class?: InputMaybe<Scalars['String']['input']>;
  /** For `OPEN`. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** Names the intent, so that it is applied once however often it is sent. */
  intentId: Scalars['ID']['input'];
  /** What became of the account. */
  kind: AccountIntentKind;
  /** In minor units; null means without limit. For `OPEN` and `LIMIT`. */
  overdraftLimit?: InputMaybe<Scalars['BigInt']['input']>;
  /** The person whose money it is; null for the organization's own. For `OPEN`. */
  ownerId?: InputMaybe<Scalars['ID']['input']>;
};

/** Between subgraphs only. */
export type ApplyAccountIntentPayload = {
  __typename?: 'ApplyAccountIntentPayload';
  /** Why the intent was refused; empty if it was applied. */
  errors: Array<UserError>;
  /** The account's state in the ledger after the intent, or as it was if the intent was refused; null if the ledger does not know the account. */
  status?: Maybe<AccountStatus>;
};

/**
 * The money in an account at one position of the log. Amounts are positive on the account's normal side: credits for `LIABILITY`, `EQUITY`
 * and `REVENUE`, debits for `ASSET` and `EXPENSE`.
 */
export type Balance = {
  __typename?: 'Balance';
  /** What was transferred, less what open holds reserve. An overdraft comes on top of it. */
  available: Money;
  /** The position in the log that this balance includes: `ledgerEvents(after: cursor)` brings every change since. */
  cursor: Scalars['String']['output'];
  /** What was transferred, as if all open holds on either side were captured. */
  pending: Money;
  /** What was transferred. */
  posted: Money;
  /** How many rows of the log have touched the account. */
  version: Scalars['Int']['output'];
};

/** The date by which a balance of the past is reckoned. */
export type BalanceDate =
  /** The date that each transfer takes effect, which its sender chose: `effectiveAt`. */
  | 'EFFECTIVE'
  /** The time at which each transfer was recorded, which the ledger set: `recordedAt`. */
  | 'RECORDED';

/** A balance would become larger than the ledger can count. */
export type BalanceOutOfRange = UserError & {
  __typename?: 'BalanceOutOfRange';
  /** `BALANCE_OUT_OF_RANGE`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The capture is larger than what is left of the hold. */
export type CaptureExceedsHold = UserError & {
  __typename?: 'CaptureExceedsHold';
  /** `CAPTURE_EXCEEDS_HOLD`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** What is left of the hold. */
  remaining: Money;
};

/** The hold to capture, and how much of it. */
export type CaptureHoldInput = {
  /** How much of it; all that is left if left out. */
  amount?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters; the hold's if left out. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** When it takes effect in the balances of the past: from the year 1900 to now; now if left out. */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What you call it in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The hold to capture. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Sent again with the same content, it gives the first answer and captures nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
};

/** The answer to `captureHold`. */
export type CaptureHoldPayload = {
  __typename?: 'CaptureHoldPayload';
  /** Why nothing was captured; empty if it was. */
  errors: Array<UserError>;
  /** The hold as it is now; null if refused. */
  hold?: Maybe<Hold>;
  /** The transfer that captured it; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** Less is available in the account than the request made a condition. */
export type ConditionNotMet = UserError & {
  __typename?: 'ConditionNotMet';
  /** What was available, without overdraft. */
  available: Money;
  /** `CONDITION_NOT_MET`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** What should have been available. */
  required: Money;
};

/** The amount to reserve, and under which conditions. */
export type CreateHoldInput = {
  /** How much, in the currency of both accounts. */
  amount: MoneyInput;
  /** The account to reserve it for. */
  creditAccountId: Scalars['ID']['input'];
  /** Refuse unless so much is available in the credited account before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** The account whose money to reserve. */
  debitAccountId: Scalars['ID']['input'];
  /** Refuse unless so much is available in the debited account before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: InputMaybe<Scalars['Int']['input']>;
  /** After how many seconds what is left becomes free again: 1 to 31,536,000, a year; 604,800, a week, if left out. */
  expiresIn?: InputMaybe<Scalars['Int']['input']>;
  /** What you call it in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Sent again with the same content, it gives the first answer and reserves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
};

/** The answer to `createHold`. */
export type CreateHoldPayload = {
  __typename?: 'CreateHoldPayload';
  /** Why nothing was reserved; empty if it was. */
  errors: Array<UserError>;
  /** The hold; null if refused. */
  hold?: Maybe<Hold>;
};

/** The transfer to make, and under which conditions. */
export type CreateTransferInput = {
  /** How much, in the currency of both accounts. */
  amount: MoneyInput;
  /** The account to credit: the payee's, between accounts that customers keep with the organization. */
  creditAccountId: Scalars['ID']['input'];
  /** Refuse unless so much is available in the credited account before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** The account to debit: the payer's, between accounts that customers keep with the organization. */
  debitAccountId: Scalars['ID']['input'];
  /** Refuse unless so much is available in the debited account before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** When it takes effect in the balances of the past: from the year 1900 to now; now if left out. */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: InputMaybe<Scalars['Int']['input']>;
  /** What you call it in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Sent again with the same content, it gives the first answer and moves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Transfers of one request with the same value share one fate; they are decided in the order given. */
  journal?: InputMaybe<Scalars['String']['input']>;
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
};

/** The answer to `createTransfer`. */
export type CreateTransferPayload = {
  __typename?: 'CreateTransferPayload';
  /** Why no money moved; empty if it did. */
  errors: Array<UserError>;
  /** The transfer; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** The transfers to make, in order. */
export type CreateTransfersInput = {
  /** The transfers, 1 to 1,000. */
  transfers: Array<CreateTransferInput>;
};

/** The answer to `createTransfers`. */
export type CreateTransfersPayload = {
  __typename?: 'CreateTransfersPayload';
  /** What became of each transfer, in the order of the input. */
  results: Array<CreateTransfersResult>;
};

/** What became of one of many transfers. */
export type CreateTransfersResult = {
  __typename?: 'CreateTransfersResult';
  /** Why no money moved; empty if it did. */
  errors: Array<UserError>;
  /** The transfer; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** The amount is in another currency than the account. */
export type CurrencyMismatch = UserError & {
  __typename?: 'CurrencyMismatch';
  /** `CURRENCY_MISMATCH`. */
  code: UserErrorCode;
  /** Which currency was expected where. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** A row of the log as one of its two accounts sees it. */
export type Entry = {
  __typename?: 'Entry';
  /** How much it is about. */
  amount: Money;
  /** The posted balance of this account after it. Only transfers and captures change it. */
  balanceAfter: Money;
  /** The account on the other side. */
  counterparty: Account;
  /** Stands for this position: `ledgerEvents(after: cursor)` continues after this entry. */
  cursor: Scalars['String']['output'];
  /** When it takes effect in the balances of the past. */
  effectiveAt: Scalars['DateTime']['output'];
  /** The hold, for holds, captures, voids and expiries. */
  hold?: Maybe<Hold>;
  /** What kind of row it is. */
  kind: LedgerEventKind;
  /** When the ledger recorded it. */
  recordedAt: Scalars['DateTime']['output'];
  /** The position in your organization's log. */
  sequence: Scalars['BigInt']['output'];
  /** The side of this account that it touches. */
  side: Side;
  /** The transfer, for transfers and captures. */
  transfer?: Maybe<Transfer>;
  /** This account's count of rows up to here: 1, 2, 3 … */
  version: Scalars['Int']['output'];
};

/** A page of entries. */
export type EntryConnection = {
  __typename?: 'EntryConnection';
  /** The entries of this page, each with its cursor. */
  edges: Array<EntryEdge>;
  /** The entries of this page. */
  nodes: Array<Entry>;
  /** Where this page lies in the list. */
  pageInfo: PageInfo;
};

/** An entry and its place in a list. */
export type EntryEdge = {
  __typename?: 'EntryEdge';
  /** Continue after this entry with `after`. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: Entry;
};

/** Nothing happened that you asked for, and the stream is alive. Only subscriptions carry it. */
export type Heartbeat = LedgerEvent & {
  __typename?: 'Heartbeat';
  /** Stands for the newest position of the log that was looked at: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** When it was sent. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest event up to here that matches the filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The newest position of the log that was looked at, whether or not it matches the filter. */
  sequence: Scalars['BigInt']['output'];
};

/** An amount reserved from the debited account for the credited one. */
export type Hold = {
  __typename?: 'Hold';
  /** How much was reserved at first. */
  amount: Money;
  /** The transfers that captured it, up to 100. */
  captures: Array<Transfer>;
  /** The account that it is reserved for. */
  credit: Account;
  /** Stands for this position: `ledgerEvents(after: cursor)` continues after the creation of this hold. */
  cursor: Scalars['String']['output'];
  /** The account whose money is reserved. */
  debit: Account;
  /** What its maker wrote, for people to read. */
  description?: Maybe<Scalars['String']['output']>;
  /** When what is left of it becomes free again. */
  expiresAt: Scalars['DateTime']['output'];
  /** What its maker calls it in their own books. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** Starts with `hold_`. */
  id: Scalars['ID']['output'];
  /** Its maker's own notes. */
  metadata?: Maybe<Scalars['Metadata']['output']>;
  /** When the ledger recorded it. */
  recordedAt: Scalars['DateTime']['output'];
  /** How much of it is still reserved. */
  remaining: Money;
  /** The position of its creation in your organization's log. */
  sequence: Scalars['BigInt']['output'];
  /** Where it stands. */
  status: HoldStatus;
};

/** A hold was captured, in part or wholly, and money moved. */
export type HoldCaptured = LedgerEvent & {
  __typename?: 'HoldCaptured';
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The hold, as it is now. */
  hold: Hold;
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
  /** The transfer that captured it. */
  transfer: Transfer;
};

/** An amount was reserved. */
export type HoldCreated = LedgerEvent & {
  __typename?: 'HoldCreated';
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The hold, as it is now. */
  hold: Hold;
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** The time of a hold was over, and what was left of it is free again. */
export type HoldExpired = LedgerEvent & {
  __typename?: 'HoldExpired';
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The hold, as it is now. */
  hold: Hold;
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** There is no such hold for you. */
export type HoldNotFound = UserError & {
  __typename?: 'HoldNotFound';
  /** `HOLD_NOT_FOUND`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Nothing of the hold is reserved any more. */
export type HoldNotOpen = UserError & {
  __typename?: 'HoldNotOpen';
  /** `HOLD_NOT_OPEN`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** Where the hold stands instead. */
  status: HoldStatus;
};

/** Where a hold stands. */
export type HoldStatus =
  /** It was captured wholly. */
  | 'CAPTURED'
  /** What was left of it when its time was over is free again. */
  | 'EXPIRED'
  /** Something of it is still reserved. */
  | 'OPEN'
  /** What was left of it was given up. */
  | 'VOIDED';

/** What was left of a hold was given up. */
export type HoldVoided = LedgerEvent & {
  __typename?: 'HoldVoided';
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The hold, as it is now. */
  hold: Hold;
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** The same idempotency key was used before with other content. Nothing was done; use a new key for a new request. */
export type IdempotencyMismatch = UserError & {
  __typename?: 'IdempotencyMismatch';
  /** `IDEMPOTENCY_MISMATCH`. */
  code: UserErrorCode;
  /** The first field of the input that differs from the first use of the key. */
  field: Scalars['String']['output'];
  /** Which field differs. */
  message: Scalars['String']['output'];
  /** The idempotency key in the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** An account would fall below its floor: its available balance and its overdraft limit together are less than the amount. */
export type InsufficientFunds = UserError & {
  __typename?: 'InsufficientFunds';
  /** What was available, without overdraft; null if you may not see the account. */
  available?: Maybe<Money>;
  /** `INSUFFICIENT_FUNDS`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The amount that it would have taken. */
  required: Money;
};

/** An amount is not a decimal number of the form that `MoneyInput` asks for, or out of bounds. */
export type InvalidAmount = UserError & {
  __typename?: 'InvalidAmount';
  /** `INVALID_AMOUNT`. */
  code: UserErrorCode;
  /** What is wrong with the amount, and what would be right. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** A value is missing, too long, too short or not of the form that its description asks for. */
export type InvalidInput = UserError & {
  __typename?: 'InvalidInput';
  /** `INVALID_INPUT`. */
  code: UserErrorCode;
  /** What is wrong with the value, and what would be right. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Another transfer of the same journal was refused, and so was this one. */
export type JournalRefused = UserError & {
  __typename?: 'JournalRefused';
  /** `JOURNAL_REFUSED`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The position in the request, from 0, of the transfer that was refused for a reason of its own. */
  refusedIndex: Scalars['Int']['output'];
};

/** Something that happened to money, at one position of the log. */
export type LedgerEvent = {
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /**
   * The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. Compare it with
   * the last that you handled to know that nothing is missing.
   */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** A page of events. */
export type LedgerEventConnection = {
  __typename?: 'LedgerEventConnection';
  /** The events of this page, each with its cursor. */
  edges: Array<LedgerEventEdge>;
  /** The events of this page. */
  nodes: Array<LedgerEvent>;
  /** Where this page lies in the list. */
  pageInfo: PageInfo;
};

/** An event and its place in a list. */
export type LedgerEventEdge = {
  __typename?: 'LedgerEventEdge';
  /** Continue after this event with `after`. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: LedgerEvent;
};

/** Which events to return or send: those that match all that is given. */
export type LedgerEventFilter = {
  /** Events that touch one of these accounts, up to 100. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Events of these kinds. */
  kinds?: InputMaybe<Array<LedgerEventKind>>;
};

/** The kinds of rows in the log. */
export type LedgerEventKind =
  /** A hold was captured, in part or wholly, and money moved. */
  | 'CAPTURE'
  /** The time of a hold was over. */
  | 'EXPIRY'
  /** An amount was reserved. */
  | 'HOLD'
  /** Money moved. */
  | 'TRANSFER'
  /** A hold was given up. */
  | 'VOID';

/** The newest position of an organization's log. */
export type LedgerHead = {
  __typename?: 'LedgerHead';
  /** Stands for this position: `ledgerEvents(after: cursor)` brings what follows. */
  cursor: Scalars['String']['output'];
  /** The hash of the newest row, in hexadecimal, which covers all rows before it; null while the log is empty. */
  hash?: Maybe<Scalars['String']['output']>;
  /** The newest position; 0 if the log is empty. */
  sequence: Scalars['BigInt']['output'];
};

/** An amount of money in one currency, exact. */
export type Money = {
  __typename?: 'Money';
  /** In major units with all decimals of the currency, such as `"12.34"`. */
  amount: Scalars['Decimal']['output'];
  /** The currency. */
  currency: Scalars['CurrencyCode']['output'];
  /** In minor units, such as `"1234"` for 12.34 EUR, 1234 JPY or 1.234 KWD. */
  minorUnits: Scalars['BigInt']['output'];
};

/** An amount of money in one currency. More decimals than the currency has are refused, never rounded. */
export type MoneyInput = {
  /** In major units: digits with at most one point, such as `"12.34"`; no sign, no exponent. */
  amount: Scalars['Decimal']['input'];
  /** The currency. */
  currency: Scalars['CurrencyCode']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Tell the ledger that an account was opened or changed. Between subgraphs only. */
  applyAccountIntent: ApplyAccountIntentPayload;
  /** Turn a hold, wholly or in part, into a transfer. What is left stays held, until the hold is captured wholly, voided or expired. */
  captureHold: CaptureHoldPayload;
  /** Reserve an amount of the debited account for the credited one, until it is captured, voided or expired. */
  createHold: CreateHoldPayload;
  /** Move money from one account to another: one amount in one currency debits one account and credits the other, or nothing happens. */
  createTransfer: CreateTransferPayload;
  /** Up to 1,000 transfers in one call, each decided on its own and in the order given, except that those with the same `journal` share one fate. */
  createTransfers: CreateTransfersPayload;
  /** Undo a transfer, wholly or in part, by a transfer in the other direction. Both stay in the log, linked to each other. */
  reverseTransfer: ReverseTransferPayload;
  /** Give up what is left of a hold. */
  voidHold: VoidHoldPayload;
};


export type MutationApplyAccountIntentArgs = {
  input: ApplyAccountIntentInput;
};


export type MutationCaptureHoldArgs = {
  input: CaptureHoldInput;
};


export type MutationCreateHoldArgs = {
  input: CreateHoldInput;
};


export type MutationCreateTransferArgs = {
  input: CreateTransferInput;
};


export type MutationCreateTransfersArgs = {
  input: CreateTransfersInput;
};


export type MutationReverseTransferArgs = {
  input: ReverseTransferInput;
};


export type MutationVoidHoldArgs = {
  input: VoidHoldInput;
};

/** The account is overdrawn further than the new limit would allow. */
export type OverdraftLimitInUse = UserError & {
  __typename?: 'OverdraftLimitInUse';
  /** `OVERDRAFT_LIMIT_IN_USE`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Where a page lies in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item of this page; null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before `startCursor`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item of this page; null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** A hold, by id; null if there is no such hold for you. */
  hold?: Maybe<Hold>;
  /** What happened to money, in the order in which it did: the same events as the subscription of this name, with the same cursors. */
  ledgerEvents: LedgerEventConnection;
  /** The newest position of your organization's log. Keep a copy to prove later that nothing before it was changed. API clients need `events:read`. */
  ledgerHead: LedgerHead;
  /** A transfer, by id; null if there is no such transfer for you. */
  transfer?: Maybe<Transfer>;
  /** The transfers that touch an account that you may see, in the order of the log. */
  transfers: TransferConnection;
};


export type QueryHoldArgs = {
  id: Scalars['ID']['input'];
};


export type QueryLedgerEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LedgerEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryTransferArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTransfersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TransferFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** The reversal is larger than what was not yet undone of the transfer. */
export type ReversalExceedsTransfer = UserError & {
  __typename?: 'ReversalExceedsTransfer';
  /** `REVERSAL_EXCEEDS_TRANSFER`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** What of the transfer was not yet undone. */
  remaining: Money;
};

/** The transfer to undo, and how much of it. */
export type ReverseTransferInput = {
  /** How much of it; all that was not yet undone if left out. */
  amount?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** When it takes effect in the balances of the past: from the year 1900 to now; now if left out. */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What you call it in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Sent again with the same content, it gives the first answer and moves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** The transfer to undo. */
  transferId: Scalars['ID']['input'];
};

/** The answer to `reverseTransfer`. */
export type ReverseTransferPayload = {
  __typename?: 'ReverseTransferPayload';
  /** Why no money moved; empty if it did. */
  errors: Array<UserError>;
  /** The transfer that undoes the other; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** Both sides are the same account. */
export type SameAccount = UserError & {
  __typename?: 'SameAccount';
  /** `SAME_ACCOUNT`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The side of an account that a row of the log touches. */
export type Side =
  /** Raises `LIABILITY`, `EQUITY` and `REVENUE` accounts, lowers the others. */
  | 'CREDIT'
  /** Raises `ASSET` and `EXPENSE` accounts, lowers the others. */
  | 'DEBIT';

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * What happens to money in your organization, as it happens, in order and without a gap, as far as you may see it.
   *
   * Without `after` it starts now. With a cursor it continues exactly after the event or query that the cursor came from, however long ago, so that a client
   * that reconnects with the last cursor that it handled misses nothing. `after: ""` is the beginning. Delivery is at least once: an event that comes again has the same `sequence`.
   * Each event's `previousSequence` is the `sequence` of the event before it: where they differ, something is missing.
   *
   * When what you may see changes, and when your token ends, the stream ends with an error that has the cursor to continue after in its `extensions`.
   */
  ledgerEvents?: Maybe<LedgerEvent>;
};


export type SubscriptionLedgerEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LedgerEventFilter>;
  heartbeatSeconds?: InputMaybe<Scalars['Int']['input']>;
};

/** Money that moved: one amount, from the debited account to the credited one. It never changes; to undo it, reverse it. */
export type Transfer = {
  __typename?: 'Transfer';
  /** How much. */
  amount: Money;
  /** The account that was credited. */
  credit: Account;
  /** Stands for this position: `ledgerEvents(after: cursor)` continues after this transfer. */
  cursor: Scalars['String']['output'];
  /** The account that was debited. */
  debit: Account;
  /** What the sender wrote, for people to read. */
  description?: Maybe<Scalars['String']['output']>;
  /** When it takes effect in the balances of the past. The sender may set it back. */
  effectiveAt: Scalars['DateTime']['output'];
  /** What the sender calls it in their own books. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** The hold that it captured; null if it captured none. */
  hold?: Maybe<Hold>;
  /** Starts with `tr_`. */
  id: Scalars['ID']['output'];
  /** Shared by the transfers that shared one fate; null for one that stood alone. */
  journalId?: Maybe<Scalars['ID']['output']>;
  /** The sender's own notes. */
  metadata?: Maybe<Scalars['Metadata']['output']>;
  /** When the ledger recorded it. */
  recordedAt: Scalars['DateTime']['output'];
  /** The transfers that undo it, in part or wholly, up to 100. */
  reversedBy: Array<Transfer>;
  /** The transfer that it undoes; null if it undoes none. */
  reverses?: Maybe<Transfer>;
  /** The position in your organization's log: 1, 2, 3 …, shared with all other rows. */
  sequence: Scalars['BigInt']['output'];
};

/** A page of transfers. */
export type TransferConnection = {
  __typename?: 'TransferConnection';
  /** The transfers of this page, each with its cursor. */
  edges: Array<TransferEdge>;
  /** The transfers of this page. */
  nodes: Array<Transfer>;
  /** Where this page lies in the list. */
  pageInfo: PageInfo;
};

/** A transfer and its place in a list. */
export type TransferEdge = {
  __typename?: 'TransferEdge';
  /** Continue after this transfer with `after`. */
  cursor: Scalars['String']['output'];
  /** The transfer. */
  node: Transfer;
};

/** Which transfers to return: those that match all that is given. */
export type TransferFilter = {
  /** Transfers that debit or credit one of these accounts, up to 100. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Transfers of this amount or more, in this currency. */
  amountFrom?: InputMaybe<MoneyInput>;
  /** Transfers of this amount or less, in this currency. */
  amountTo?: InputMaybe<MoneyInput>;
  /** Transfers that take effect before this moment. */
  effectiveBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Transfers that take effect at this moment or later. */
  effectiveFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Transfers that their sender calls this in their own books. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The transfers of this journal. */
  journalId?: InputMaybe<Scalars['ID']['input']>;
  /** Transfers whose metadata has all of these keys with these values. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** Transfers recorded before this moment. */
  recordedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Transfers recorded at this moment or later. */
  recordedFrom?: InputMaybe<Scalars['DateTime']['input']>;
};

/** There is no such transfer for you. */
export type TransferNotFound = UserError & {
  __typename?: 'TransferNotFound';
  /** `TRANSFER_NOT_FOUND`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Money moved. */
export type TransferPosted = LedgerEvent & {
  __typename?: 'TransferPosted';
  /** Stands for this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** When it was recorded. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
  /** The transfer. */
  transfer: Transfer;
};

/** A refusal: the request was understood, and nothing was done. Show `message` to a person; decide in a program by `code` or by type. */
export type UserError = {
  /** What kind of refusal this is. */
  code: UserErrorCode;
  /** What was refused, and what to do about it, in English. */
  message: Scalars['String']['output'];
  /** The field of the input that was at fault, such as `["input", "amount"]`; null if none was alone. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The kinds of refusals. */
export type UserErrorCode =
  /** The account still holds money or has open holds. */
  | 'ACCOUNT_NOT_EMPTY'
  /** There is no such account for you. */
  | 'ACCOUNT_NOT_FOUND'
  /** The account is frozen or closed. */
  | 'ACCOUNT_NOT_OPEN'
  /** A balance would become larger than the ledger can count. */
  | 'BALANCE_OUT_OF_RANGE'
  /** The capture is larger than what is left of the hold. */
  | 'CAPTURE_EXCEEDS_HOLD'
  /** Less is available in an account than the request asks for as a condition. */
  | 'CONDITION_NOT_MET'
  /** The amount is in another currency than the account. */
  | 'CURRENCY_MISMATCH'
  /** There is no such hold for you. */
  | 'HOLD_NOT_FOUND'
  /** Nothing of the hold is reserved any more. */
  | 'HOLD_NOT_OPEN'
  /** The same idempotency key was used before with other content. */
  | 'IDEMPOTENCY_MISMATCH'
  /** An account would fall below its floor: its available balance and its overdraft limit together are less than the amount. */
  | 'INSUFFICIENT_FUNDS'
  /** An amount is not a decimal number of the form that `MoneyInput` asks for, or out of bounds. */
  | 'INVALID_AMOUNT'
  /** A value is missing, too long, too short or not of the form that its description asks for. */
  | 'INVALID_INPUT'
  /** Another transfer of the same journal was refused. */
  | 'JOURNAL_REFUSED'
  /** The account is overdrawn further than the new limit would allow. */
  | 'OVERDRAFT_LIMIT_IN_USE'
  /** The reversal is larger than what was not yet undone of the transfer. */
  | 'REVERSAL_EXCEEDS_TRANSFER'
  /** Both sides are the same account. */
  | 'SAME_ACCOUNT'
  /** There is no such transfer for you. */
  | 'TRANSFER_NOT_FOUND'
  /** The account's version is not the expected one. */
  | 'VERSION_MISMATCH';

/** The account's version is not the expected one: it changed since it was read. */
export type VersionMismatch = UserError & {
  __typename?: 'VersionMismatch';
  /** The version that the account had. */
  actual: Scalars['Int']['output'];
  /** `VERSION_MISMATCH`. */
  code: UserErrorCode;
  /** The version that was expected. */
  expected: Scalars['Int']['output'];
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The hold to give up. */
export type VoidHoldInput = {
  /** The hold to give up. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Sent again with the same content, it gives the first answer. */
  idempotencyKey: Scalars['ID']['input'];
};

/** The answer to `voidHold`. */
export type VoidHoldPayload = {
  __typename?: 'VoidHoldPayload';
  /** Why the hold was not given up; empty if it was. */
  errors: Array<UserError>;
  /** The hold as it is now; null if refused. */
  hold?: Maybe<Hold>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
  Hold: Hold;
  Transfer: Transfer;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Hold:
    ( { __typename: 'Hold' }
    & GraphQLRecursivePick<FederationTypes['Hold'], {"id":true}> );
  Transfer:
    ( { __typename: 'Transfer' }
    & GraphQLRecursivePick<FederationTypes['Transfer'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  LedgerEvent:
    | ( HeartbeatEvent & { __typename: 'Heartbeat' } )
    | ( LogEvent<'HoldCaptured'> & { __typename: 'HoldCaptured' } )
    | ( LogEvent<'HoldCreated'> & { __typename: 'HoldCreated' } )
    | ( LogEvent<'HoldExpired'> & { __typename: 'HoldExpired' } )
    | ( LogEvent<'HoldVoided'> & { __typename: 'HoldVoided' } )
    | ( LogEvent<'TransferPosted'> & { __typename: 'TransferPosted' } )
  ;
  UserError:
    | ( AccountNotEmpty & { __typename: 'AccountNotEmpty' } )
    | ( AccountNotFound & { __typename: 'AccountNotFound' } )
    | ( AccountNotOpen & { __typename: 'AccountNotOpen' } )
    | ( BalanceOutOfRange & { __typename: 'BalanceOutOfRange' } )
    | ( Omit<CaptureExceedsHold, 'remaining'> & { remaining: _RefType['Money'] } & { __typename: 'CaptureExceedsHold' } )
    | ( Omit<ConditionNotMet, 'available' | 'required'> & { available: _RefType['Money'], required: _RefType['Money'] } & { __typename: 'ConditionNotMet' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( HoldNotFound & { __typename: 'HoldNotFound' } )
    | ( HoldNotOpen & { __typename: 'HoldNotOpen' } )
    | ( IdempotencyMismatch & { __typename: 'IdempotencyMismatch' } )
    | ( Omit<InsufficientFunds, 'available' | 'required'> & { available?: Maybe<_RefType['Money']>, required: _RefType['Money'] } & { __typename: 'InsufficientFunds' } )
    | ( InvalidAmount & { __typename: 'InvalidAmount' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( JournalRefused & { __typename: 'JournalRefused' } )
    | ( OverdraftLimitInUse & { __typename: 'OverdraftLimitInUse' } )
    | ( Omit<ReversalExceedsTransfer, 'remaining'> & { remaining: _RefType['Money'] } & { __typename: 'ReversalExceedsTransfer' } )
    | ( SameAccount & { __typename: 'SameAccount' } )
    | ( TransferNotFound & { __typename: 'TransferNotFound' } )
    | ( VersionMismatch & { __typename: 'VersionMismatch' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<{ __typename?: 'Account'; id: string }>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AccountIntentKind: AccountIntentKind;
  AccountNotEmpty: ResolverTypeWrapper<AccountNotEmpty>;
  AccountNotFound: ResolverTypeWrapper<AccountNotFound>;
  AccountNotOpen: ResolverTypeWrapper<AccountNotOpen>;
  AccountStatus: AccountStatus;
  ApplyAccountIntentInput: ApplyAccountIntentInput;
  ApplyAccountIntentPayload: ResolverTypeWrapper<Omit<ApplyAccountIntentPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  Balance: ResolverTypeWrapper<Omit<Balance, 'available' | 'pending' | 'posted'> & { available: ResolversTypes['Money'], pending: ResolversTypes['Money'], posted: ResolversTypes['Money'] }>;
  BalanceDate: BalanceDate;
  BalanceOutOfRange: ResolverTypeWrapper<BalanceOutOfRange>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  CaptureExceedsHold: ResolverTypeWrapper<Omit<CaptureExceedsHold, 'remaining'> & { remaining: ResolversTypes['Money'] }>;
  CaptureHoldInput: CaptureHoldInput;
  CaptureHoldPayload: ResolverTypeWrapper<Omit<CaptureHoldPayload, 'errors' | 'hold' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, hold?: Maybe<ResolversTypes['Hold']>, transfer?: Maybe<ResolversTypes['Transfer']> }>;
  ConditionNotMet: ResolverTypeWrapper<Omit<ConditionNotMet, 'available' | 'required'> & { available: ResolversTypes['Money'], required: ResolversTypes['Money'] }>;
  CreateHoldInput: CreateHoldInput;
  CreateHoldPayload: ResolverTypeWrapper<Omit<CreateHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversTypes['UserError']>, hold?: Maybe<ResolversTypes['Hold']> }>;
  CreateTransferInput: CreateTransferInput;
  CreateTransferPayload: ResolverTypeWrapper<Omit<CreateTransferPayload, 'errors' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, transfer?: Maybe<ResolversTypes['Transfer']> }>;
  CreateTransfersInput: CreateTransfersInput;
  CreateTransfersPayload: ResolverTypeWrapper<Omit<CreateTransfersPayload, 'results'> & { results: Array<ResolversTypes['CreateTransfersResult']> }>;
  CreateTransfersResult: ResolverTypeWrapper<Omit<CreateTransfersResult, 'errors' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, transfer?: Maybe<ResolversTypes['Transfer']> }>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Entry: ResolverTypeWrapper<EntryRow>;
  EntryConnection: ResolverTypeWrapper<Omit<EntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['EntryEdge']>, nodes: Array<ResolversTypes['Entry']> }>;
  EntryEdge: ResolverTypeWrapper<Omit<EntryEdge, 'node'> & { node: ResolversTypes['Entry'] }>;
  Heartbeat: ResolverTypeWrapper<HeartbeatEvent>;
  Hold: ResolverTypeWrapper<HoldRow>;
  HoldCaptured: ResolverTypeWrapper<LogEvent<'HoldCaptured'>>;
  HoldCreated: ResolverTypeWrapper<LogEvent<'HoldCreated'>>;
  HoldExpired: ResolverTypeWrapper<LogEvent<'HoldExpired'>>;
  HoldNotFound: ResolverTypeWrapper<HoldNotFound>;
  HoldNotOpen: ResolverTypeWrapper<HoldNotOpen>;
  HoldStatus: HoldStatus;
  HoldVoided: ResolverTypeWrapper<LogEvent<'HoldVoided'>>;
  IdempotencyMismatch: ResolverTypeWrapper<IdempotencyMismatch>;
  InsufficientFunds: ResolverTypeWrapper<Omit<InsufficientFunds, 'available' | 'required'> & { available?: Maybe<ResolversTypes['Money']>, required: ResolversTypes['Money'] }>;
  InvalidAmount: ResolverTypeWrapper<InvalidAmount>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  JournalRefused: ResolverTypeWrapper<JournalRefused>;
  LedgerEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['LedgerEvent']>;
  LedgerEventConnection: ResolverTypeWrapper<Omit<LedgerEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['LedgerEventEdge']>, nodes: Array<ResolversTypes['LedgerEvent']> }>;
  LedgerEventEdge: ResolverTypeWrapper<Omit<LedgerEventEdge, 'node'> & { node: ResolversTypes['LedgerEvent'] }>;
  LedgerEventFilter: LedgerEventFilter;
  LedgerEventKind: LedgerEventKind;
  LedgerHead: ResolverTypeWrapper<LedgerHead>;
  Metadata: ResolverTypeWrapper<Scalars['Metadata']['output']>;
  Money: ResolverTypeWrapper<MoneyAmount>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OverdraftLimitInUse: ResolverTypeWrapper<OverdraftLimitInUse>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReversalExceedsTransfer: ResolverTypeWrapper<Omit<ReversalExceedsTransfer, 'remaining'> & { remaining: ResolversTypes['Money'] }>;
  ReverseTransferInput: ReverseTransferInput;
  ReverseTransferPayload: ResolverTypeWrapper<Omit<ReverseTransferPayload, 'errors' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, transfer?: Maybe<ResolversTypes['Transfer']> }>;
  SameAccount: ResolverTypeWrapper<SameAccount>;
  Side: Side;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Transfer: ResolverTypeWrapper<LogContent>;
  TransferConnection: ResolverTypeWrapper<Omit<TransferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TransferEdge']>, nodes: Array<ResolversTypes['Transfer']> }>;
  TransferEdge: ResolverTypeWrapper<Omit<TransferEdge, 'node'> & { node: ResolversTypes['Transfer'] }>;
  TransferFilter: TransferFilter;
  TransferNotFound: ResolverTypeWrapper<TransferNotFound>;
  TransferPosted: ResolverTypeWrapper<LogEvent<'TransferPosted'>>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: UserErrorCode;
  VersionMismatch: ResolverTypeWrapper<VersionMismatch>;
  VoidHoldInput: VoidHoldInput;
  VoidHoldPayload: ResolverTypeWrapper<Omit<VoidHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversTypes['UserError']>, hold?: Maybe<ResolversTypes['Hold']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: { __typename?: 'Account'; id: string };
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  AccountNotEmpty: AccountNotEmpty;
  AccountNotFound: AccountNotFound;
  AccountNotOpen: AccountNotOpen;
  ApplyAccountIntentInput: ApplyAccountIntentInput;
  ApplyAccountIntentPayload: Omit<ApplyAccountIntentPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  Balance: Omit<Balance, 'available' | 'pending' | 'posted'> & { available: ResolversParentTypes['Money'], pending: ResolversParentTypes['Money'], posted: ResolversParentTypes['Money'] };
  BalanceOutOfRange: BalanceOutOfRange;
  BigInt: Scalars['BigInt']['output'];
  CaptureExceedsHold: Omit<CaptureExceedsHold, 'remaining'> & { remaining: ResolversParentTypes['Money'] };
  CaptureHoldInput: CaptureHoldInput;
  CaptureHoldPayload: Omit<CaptureHoldPayload, 'errors' | 'hold' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Maybe<ResolversParentTypes['Hold']>, transfer?: Maybe<ResolversParentTypes['Transfer']> };
  ConditionNotMet: Omit<ConditionNotMet, 'available' | 'required'> & { available: ResolversParentTypes['Money'], required: ResolversParentTypes['Money'] };
  CreateHoldInput: CreateHoldInput;
  CreateHoldPayload: Omit<CreateHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Maybe<ResolversParentTypes['Hold']> };
  CreateTransferInput: CreateTransferInput;
  CreateTransferPayload: Omit<CreateTransferPayload, 'errors' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, transfer?: Maybe<ResolversParentTypes['Transfer']> };
  CreateTransfersInput: CreateTransfersInput;
  CreateTransfersPayload: Omit<CreateTransfersPayload, 'results'> & { results: Array<ResolversParentTypes['CreateTransfersResult']> };
  CreateTransfersResult: Omit<CreateTransfersResult, 'errors' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, transfer?: Maybe<ResolversParentTypes['Transfer']> };
  CurrencyCode: Scalars['CurrencyCode']['output'];
  CurrencyMismatch: CurrencyMismatch;
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Entry: EntryRow;
  EntryConnection: Omit<EntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['EntryEdge']>, nodes: Array<ResolversParentTypes['Entry']> };
  EntryEdge: Omit<EntryEdge, 'node'> & { node: ResolversParentTypes['Entry'] };
  Heartbeat: HeartbeatEvent;
  Hold: HoldRow;
  HoldCaptured: LogEvent<'HoldCaptured'>;
  HoldCreated: LogEvent<'HoldCreated'>;
  HoldExpired: LogEvent<'HoldExpired'>;
  HoldNotFound: HoldNotFound;
  HoldNotOpen: HoldNotOpen;
  HoldVoided: LogEvent<'HoldVoided'>;
  IdempotencyMismatch: IdempotencyMismatch;
  InsufficientFunds: Omit<InsufficientFunds, 'available' | 'required'> & { available?: Maybe<ResolversParentTypes['Money']>, required: ResolversParentTypes['Money'] };
  InvalidAmount: InvalidAmount;
  InvalidInput: InvalidInput;
  JournalRefused: JournalRefused;
  LedgerEvent: ResolversInterfaceTypes<ResolversParentTypes>['LedgerEvent'];
  LedgerEventConnection: Omit<LedgerEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['LedgerEventEdge']>, nodes: Array<ResolversParentTypes['LedgerEvent']> };
  LedgerEventEdge: Omit<LedgerEventEdge, 'node'> & { node: ResolversParentTypes['LedgerEvent'] };
  LedgerEventFilter: LedgerEventFilter;
  LedgerHead: LedgerHead;
  Metadata: Scalars['Metadata']['output'];
  Money: MoneyAmount;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  OverdraftLimitInUse: OverdraftLimitInUse;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  ReversalExceedsTransfer: Omit<ReversalExceedsTransfer, 'remaining'> & { remaining: ResolversParentTypes['Money'] };
  ReverseTransferInput: ReverseTransferInput;
  ReverseTransferPayload: Omit<ReverseTransferPayload, 'errors' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, transfer?: Maybe<ResolversParentTypes['Transfer']> };
  SameAccount: SameAccount;
  Subscription: Record<PropertyKey, never>;
  Transfer: LogContent;
  TransferConnection: Omit<TransferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TransferEdge']>, nodes: Array<ResolversParentTypes['Transfer']> };
  TransferEdge: Omit<TransferEdge, 'node'> & { node: ResolversParentTypes['Transfer'] };
  TransferFilter: TransferFilter;
  TransferNotFound: TransferNotFound;
  TransferPosted: LogEvent<'TransferPosted'>;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  VersionMismatch: VersionMismatch;
  VoidHoldInput: VoidHoldInput;
  VoidHoldPayload: Omit<VoidHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Maybe<ResolversParentTypes['Hold']> };
  String: Scalars['String']['output'];
};

export type ResumableDirectiveArgs = {
  argument: Scalars['String']['input'];
  cursor: Scalars['String']['input'];
};

export type ResumableDirectiveResolver<Result, Parent, ContextType = Context, Args = ResumableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  balance?: Resolver<Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  balanceAt?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<AccountBalanceAtArgs, 'by' | 'time'>>;
  entries?: Resolver<Maybe<ResolversTypes['EntryConnection']>, ParentType, ContextType, Partial<AccountEntriesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AccountNotEmptyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotEmpty'] = ResolversParentTypes['AccountNotEmpty']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotFound'] = ResolversParentTypes['AccountNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountNotOpenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotOpen'] = ResolversParentTypes['AccountNotOpen']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApplyAccountIntentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApplyAccountIntentPayload'] = ResolversParentTypes['ApplyAccountIntentPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
};

export type BalanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Balance'] = ResolversParentTypes['Balance']> = {
  available?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  posted?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BalanceOutOfRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BalanceOutOfRange'] = ResolversParentTypes['BalanceOutOfRange']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type CaptureExceedsHoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaptureExceedsHold'] = ResolversParentTypes['CaptureExceedsHold']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CaptureHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaptureHoldPayload'] = ResolversParentTypes['CaptureHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type ConditionNotMetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionNotMet'] = ResolversParentTypes['ConditionNotMet']> = {
  available?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateHoldPayload'] = ResolversParentTypes['CreateHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
};

export type CreateTransferPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransferPayload'] = ResolversParentTypes['CreateTransferPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type CreateTransfersPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransfersPayload'] = ResolversParentTypes['CreateTransfersPayload']> = {
  results?: Resolver<Array<ResolversTypes['CreateTransfersResult']>, ParentType, ContextType>;
};

export type CreateTransfersResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransfersResult'] = ResolversParentTypes['CreateTransfersResult']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type CurrencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CurrencyMismatch'] = ResolversParentTypes['CurrencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type EntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Entry'] = ResolversParentTypes['Entry']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balanceAfter?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  counterparty?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  effectiveAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LedgerEventKind'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  side?: Resolver<ResolversTypes['Side'], ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EntryConnection'] = ResolversParentTypes['EntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Entry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EntryEdge'] = ResolversParentTypes['EntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Entry'], ParentType, ContextType>;
};

export type HeartbeatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Heartbeat'] = ResolversParentTypes['Heartbeat']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold'], FederationReferenceType extends FederationReferenceTypes['Hold'] = FederationReferenceTypes['Hold']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Hold']> | FederationReferenceType, FederationReferenceType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  captures?: Resolver<Array<ResolversTypes['Transfer']>, ParentType, ContextType>;
  credit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['Metadata']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
};

export type HoldCapturedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldCaptured'] = ResolversParentTypes['HoldCaptured']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  transfer?: Resolver<ResolversTypes['Transfer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldCreatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldCreated'] = ResolversParentTypes['HoldCreated']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldExpired'] = ResolversParentTypes['HoldExpired']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldNotFound'] = ResolversParentTypes['HoldNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldNotOpenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldNotOpen'] = ResolversParentTypes['HoldNotOpen']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldVoidedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldVoided'] = ResolversParentTypes['HoldVoided']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyMismatch'] = ResolversParentTypes['IdempotencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InsufficientFundsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientFunds'] = ResolversParentTypes['InsufficientFunds']> = {
  available?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidAmountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidAmount'] = ResolversParentTypes['InvalidAmount']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JournalRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JournalRefused'] = ResolversParentTypes['JournalRefused']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  refusedIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LedgerEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEvent'] = ResolversParentTypes['LedgerEvent']> = {
  __resolveType: TypeResolveFn<'Heartbeat' | 'HoldCaptured' | 'HoldCreated' | 'HoldExpired' | 'HoldVoided' | 'TransferPosted', ParentType, ContextType>;
};

export type LedgerEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEventConnection'] = ResolversParentTypes['LedgerEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LedgerEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['LedgerEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LedgerEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEventEdge'] = ResolversParentTypes['LedgerEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LedgerEvent'], ParentType, ContextType>;
};

export type LedgerHeadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerHead'] = ResolversParentTypes['LedgerHead']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export interface MetadataScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Metadata'], any> {
  name: 'Metadata';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  minorUnits?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  applyAccountIntent?: Resolver<ResolversTypes['ApplyAccountIntentPayload'], ParentType, ContextType, RequireFields<MutationApplyAccountIntentArgs, 'input'>>;
  captureHold?: Resolver<ResolversTypes['CaptureHoldPayload'], ParentType, ContextType, RequireFields<MutationCaptureHoldArgs, 'input'>>;
  createHold?: Resolver<ResolversTypes['CreateHoldPayload'], ParentType, ContextType, RequireFields<MutationCreateHoldArgs, 'input'>>;
  createTransfer?: Resolver<ResolversTypes['CreateTransferPayload'], ParentType, ContextType, RequireFields<MutationCreateTransferArgs, 'input'>>;
  createTransfers?: Resolver<ResolversTypes['CreateTransfersPayload'], ParentType, ContextType, RequireFields<MutationCreateTransfersArgs, 'input'>>;
  reverseTransfer?: Resolver<ResolversTypes['ReverseTransferPayload'], ParentType, ContextType, RequireFields<MutationReverseTransferArgs, 'input'>>;
  voidHold?: Resolver<ResolversTypes['VoidHoldPayload'], ParentType, ContextType, RequireFields<MutationVoidHoldArgs, 'input'>>;
};

export type OverdraftLimitInUseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OverdraftLimitInUse'] = ResolversParentTypes['OverdraftLimitInUse']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType, RequireFields<QueryHoldArgs, 'id'>>;
  ledgerEvents?: Resolver<ResolversTypes['LedgerEventConnection'], ParentType, ContextType, Partial<QueryLedgerEventsArgs>>;
  ledgerHead?: Resolver<ResolversTypes['LedgerHead'], ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType, RequireFields<QueryTransferArgs, 'id'>>;
  transfers?: Resolver<ResolversTypes['TransferConnection'], ParentType, ContextType, Partial<QueryTransfersArgs>>;
};

export type ReversalExceedsTransferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReversalExceedsTransfer'] = ResolversParentTypes['ReversalExceedsTransfer']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReverseTransferPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReverseTransferPayload'] = ResolversParentTypes['ReverseTransferPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  transfer?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type SameAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SameAccount'] = ResolversParentTypes['SameAccount']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  ledgerEvents?: SubscriptionResolver<Maybe<ResolversTypes['LedgerEvent']>, "ledgerEvents", ParentType, ContextType, Partial<SubscriptionLedgerEventsArgs>>;
};

export type TransferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transfer'] = ResolversParentTypes['Transfer'], FederationReferenceType extends FederationReferenceTypes['Transfer'] = FederationReferenceTypes['Transfer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Transfer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  credit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  effectiveAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  journalId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['Metadata']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reversedBy?: Resolver<Array<ResolversTypes['Transfer']>, ParentType, ContextType>;
  reverses?: Resolver<Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type TransferConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferConnection'] = ResolversParentTypes['TransferConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TransferEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Transfer']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TransferEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferEdge'] = ResolversParentTypes['TransferEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Transfer'], ParentType, ContextType>;
};

export type TransferNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferNotFound'] = ResolversParentTypes['TransferNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TransferPostedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferPosted'] = ResolversParentTypes['TransferPosted']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  transfer?: Resolver<ResolversTypes['Transfer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'AccountNotEmpty' | 'AccountNotFound' | 'AccountNotOpen' | 'BalanceOutOfRange' | 'CaptureExceedsHold' | 'ConditionNotMet' | 'CurrencyMismatch' | 'HoldNotFound' | 'HoldNotOpen' | 'IdempotencyMismatch' | 'InsufficientFunds' | 'InvalidAmount' | 'InvalidInput' | 'JournalRefused' | 'OverdraftLimitInUse' | 'ReversalExceedsTransfer' | 'SameAccount' | 'TransferNotFound' | 'VersionMismatch', ParentType, ContextType>;
};

export type VersionMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VersionMismatch'] = ResolversParentTypes['VersionMismatch']> = {
  actual?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  expected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VoidHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoidHoldPayload'] = ResolversParentTypes['VoidHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  AccountNotEmpty?: AccountNotEmptyResolvers<ContextType>;
  AccountNotFound?: AccountNotFoundResolvers<ContextType>;
  AccountNotOpen?: AccountNotOpenResolvers<ContextType>;
  ApplyAccountIntentPayload?: ApplyAccountIntentPayloadResolvers<ContextType>;
  Balance?: BalanceResolvers<ContextType>;
  BalanceOutOfRange?: BalanceOutOfRangeResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  CaptureExceedsHold?: CaptureExceedsHoldResolvers<ContextType>;
  CaptureHoldPayload?: CaptureHoldPayloadResolvers<ContextType>;
  ConditionNotMet?: ConditionNotMetResolvers<ContextType>;
  CreateHoldPayload?: CreateHoldPayloadResolvers<ContextType>;
  CreateTransferPayload?: CreateTransferPayloadResolvers<ContextType>;
  CreateTransfersPayload?: CreateTransfersPayloadResolvers<ContextType>;
  CreateTransfersResult?: CreateTransfersResultResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  CurrencyMismatch?: CurrencyMismatchResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Entry?: EntryResolvers<ContextType>;
  EntryConnection?: EntryConnectionResolvers<ContextType>;
  EntryEdge?: EntryEdgeResolvers<ContextType>;
  Heartbeat?: HeartbeatResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HoldCaptured?: HoldCapturedResolvers<ContextType>;
  HoldCreated?: HoldCreatedResolvers<ContextType>;
  HoldExpired?: HoldExpiredResolvers<ContextType>;
  HoldNotFound?: HoldNotFoundResolvers<ContextType>;
  HoldNotOpen?: HoldNotOpenResolvers<ContextType>;
  HoldVoided?: HoldVoidedResolvers<ContextType>;
  IdempotencyMismatch?: IdempotencyMismatchResolvers<ContextType>;
  InsufficientFunds?: InsufficientFundsResolvers<ContextType>;
  InvalidAmount?: InvalidAmountResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  JournalRefused?: JournalRefusedResolvers<ContextType>;
  LedgerEvent?: LedgerEventResolvers<ContextType>;
  LedgerEventConnection?: LedgerEventConnectionResolvers<ContextType>;
  LedgerEventEdge?: LedgerEventEdgeResolvers<ContextType>;
  LedgerHead?: LedgerHeadResolvers<ContextType>;
  Metadata?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OverdraftLimitInUse?: OverdraftLimitInUseResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReversalExceedsTransfer?: ReversalExceedsTransferResolvers<ContextType>;
  ReverseTransferPayload?: ReverseTransferPayloadResolvers<ContextType>;
  SameAccount?: SameAccountResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Transfer?: TransferResolvers<ContextType>;
  TransferConnection?: TransferConnectionResolvers<ContextType>;
  TransferEdge?: TransferEdgeResolvers<ContextType>;
  TransferNotFound?: TransferNotFoundResolvers<ContextType>;
  TransferPosted?: TransferPostedResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  VersionMismatch?: VersionMismatchResolvers<ContextType>;
  VoidHoldPayload?: VoidHoldPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  resumable?: ResumableDirectiveResolver<any, any, ContextType>;
};
