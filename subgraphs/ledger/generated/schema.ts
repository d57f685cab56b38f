// Generated from schema/ledger.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/ledger/manifest.ts.
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
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

export type CacheControlScope =
  | 'PRIVATE'
  | 'PUBLIC';

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
