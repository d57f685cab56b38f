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
  /**
   * A moment in time as an RFC 3339 string in UTC with milliseconds, such as `2026-03-01T12:30:00.000Z`. Input takes any offset and the years 0001 to 9999 in UTC,
   * and cuts off digits after the milliseconds. A date that does not exist, such as `2026-02-30`, is refused, and so is a leap second.
   */
  DateTime: { input: string; output: Date; }
  /** An exact decimal number as a string, such as `"1234.50"`. Never a float. The field that takes it as input validates it. */
  Decimal: { input: string; output: string; }
  /** Notes of your own: a flat JSON object of strings, up to 32 keys of 64 characters, with values of up to 512, and 20 KiB of UTF-8 in all. */
  Metadata: { input: Record<string, unknown>; output: Record<string, string>; }
  _FieldSet: { input: string; output: string; }
};

/** An account and its money. Fields other than `id` are null where you may not see the account. */
export type Account = {
  __typename?: 'Account';
  /** The present balance. */
  balance?: Maybe<Balance>;
  /**
   * The alerts on balances of this account, in the order of their creation, up to 20; deleted ones are left out. Null for customers, and for API clients without both
   * `accounts:read` and `events:read`.
   */
  balanceAlerts?: Maybe<Array<BalanceAlert>>;
  /** The posted balance at a moment in time. */
  balanceAt?: Maybe<Money>;
  /** The log rows that touched the account, in log order. */
  entries?: Maybe<EntryConnection>;
  /** Starts with `acct_`. */
  id: Scalars['ID']['output'];
  /**
   * The time at which the account was opened. No transfer may be dated back before it. Null also for accounts that were opened before this field existed, which have
   * no such bound.
   */
  openedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The statement of a period: the posted balances at its start and its end, and what moved between them. API clients need `accounts:read` and
   * `transfers:read`.
   */
  statement?: Maybe<Statement>;
  /** The limits on what may leave the account, and their use. Null also for an account that has never had limits. */
  transferLimits?: Maybe<TransferLimits>;
};


/** An account and its money. Fields other than `id` are null where you may not see the account. */
export type AccountBalanceAtArgs = {
  by?: BalanceDate;
  time: Scalars['DateTime']['input'];
};


/** An account and its money. Fields other than `id` are null where you may not see the account. */
export type AccountEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EntryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** An account and its money. Fields other than `id` are null where you may not see the account. */
export type AccountStatementArgs = {
  before: Scalars['DateTime']['input'];
  by?: BalanceDate;
  from: Scalars['DateTime']['input'];
};

/** The class of an account in the books, which decides the side that raises it. */
export type AccountClass =
  /** Property of the organization. Debits raise it. */
  | 'ASSET'
  /** Share of the owners of the organization. Credits raise it. */
  | 'EQUITY'
  /** Expense of the organization. Debits raise it. */
  | 'EXPENSE'
  /** Debt of the organization, such as the money that a customer keeps with it. Credits raise it. */
  | 'LIABILITY'
  /** Income of the organization. Credits raise it. */
  | 'REVENUE';

/** A change of an account. Between subgraphs only. */
export type AccountIntentKind =
  /** The account was closed. */
  | 'CLOSE'
  /** The account was frozen. */
  | 'FREEZE'
  /** The overdraft limit of the account was changed. */
  | 'LIMIT'
  /** The account was opened. */
  | 'OPEN'
  /** The account was unfrozen. */
  | 'UNFREEZE';

/** The account still holds money or has open holds. Empty it first. */
export type AccountNotEmpty = UserError & {
  __typename?: 'AccountNotEmpty';
  /** `ACCOUNT_NOT_EMPTY`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** There is no such account for you. Check the id. */
export type AccountNotFound = UserError & {
  __typename?: 'AccountNotFound';
  /** `ACCOUNT_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The account is frozen or closed. Choose another one, or ask an operator to unfreeze it. */
export type AccountNotOpen = UserError & {
  __typename?: 'AccountNotOpen';
  /** The present status; null if you may not see the account. */
  accountStatus?: Maybe<AccountStatus>;
  /** `ACCOUNT_NOT_OPEN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The name of the present status; null if you may not see the account.
   * @deprecated Use `accountStatus`, which has the type of the status.
   */
  status?: Maybe<Scalars['String']['output']>;
};

/** The two kinds of owners. */
export type AccountOwnerKind =
  /** The organization itself. */
  | 'ORGANIZATION'
  /** A person. */
  | 'PERSON';

/** Whether an account takes part in transfers. */
export type AccountStatus =
  /** The account takes no part in transfers any more. This is final. */
  | 'CLOSED'
  /** The account takes no part in transfers until an operator unfreezes it. */
  | 'FROZEN'
  /** The account takes part in transfers. */
  | 'OPEN';

/** The sums of the posted balances of a group of accounts in one currency. */
export type AccountTotals = {
  __typename?: 'AccountTotals';
  /** The number of accounts as of `cursor`, whatever their balance and status. */
  accounts: Scalars['Int']['output'];
  /** `debits` less `credits`. */
  balance: Money;
  /** The class of the accounts; null unless they are grouped by `CLASS`. */
  class?: Maybe<AccountClass>;
  /** The sum of the balances of `LIABILITY`, `EQUITY` and `REVENUE` accounts, which credits raise. Negative if they are overdrawn in all. */
  credits: Money;
  /** The currency of the accounts. */
  currency: Scalars['CurrencyCode']['output'];
  /** The sum of the balances of `ASSET` and `EXPENSE` accounts, which debits raise. Negative if they are overdrawn in all. */
  debits: Money;
  /** The kind of owner of the accounts; null unless they are grouped by `OWNER_KIND`. */
  ownerKind?: Maybe<AccountOwnerKind>;
};

/** The part of its amount that a transfer moves. All other rules apply to this part. It is at least one minor unit, or the transfer is refused. */
export type AmountRule =
  /** The amount that takes `available` of the credited account to zero: for an account that a credit raises, its overdraft. Only for an account that you may see. */
  | 'BALANCING_CREDIT'
  /**
   * The amount that takes `available` of the debited account to zero: for an account that a debit lowers, all that is available, without its overdraft. Amounts that
   * holds reserve stay. If a debit takes the account no nearer to zero, the refusal is `NothingToBalance`.
   */
  | 'BALANCING_DEBIT'
  /** The whole amount. */
  | 'EXACT'
  /** As much as the accounts have that the transfer lowers: their available balances and overdraft limits. An account whose overdraft has no limit does not bound it. */
  | 'UP_TO';

/** An account that was opened or changed. Between subgraphs only. */
export type ApplyAccountIntentInput = {
  /** The account. */
  accountId: Scalars['ID']['input'];
  /** The name of an account class. For `OPEN`. */
  class?: InputMaybe<Scalars['String']['input']>;
  /** The currency of the account. For `OPEN`. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** The id of the intent. An intent is applied once, however often it is sent. */
  intentId: Scalars['ID']['input'];
  /** The change of the account. */
  kind: AccountIntentKind;
  /** The time before which nothing is dated back; now if left out. For `OPEN`. */
  openedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The overdraft limit in minor units; null means without limit. For `OPEN` and `LIMIT`. */
  overdraftLimit?: InputMaybe<Scalars['BigInt']['input']>;
  /** The person whose money it is; null for the organization's own. For `OPEN`. */
  ownerId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `applyAccountIntent`. Between subgraphs only. */
export type ApplyAccountIntentPayload = {
  __typename?: 'ApplyAccountIntentPayload';
  /** Why the intent was refused; empty if it was applied. */
  errors: Array<UserError>;
  /** The account's state in the ledger after the intent, or as it was if the intent was refused; null if the ledger does not know the account. */
  status?: Maybe<AccountStatus>;
};

/**
 * The money in an account at one position of the log. Amounts are positive on the account's normal side: credits for `LIABILITY`, `EQUITY`
 * and `REVENUE`, debits for `ASSET` and `EXPENSE`. The balance at `cursor` and the events after it are the balance of any later time. So a hold
 * counts until its `HoldExpired` event, which comes within a second of `expiresAt`.
 */
export type Balance = {
  __typename?: 'Balance';
  /** `posted` less the amounts that open holds reserve. An overdraft limit comes on top. */
  available: Money;
  /** Cursor of the log position that this balance includes: `ledgerEvents(after: cursor)` delivers every later change. */
  cursor: Scalars['String']['output'];
  /** `posted` with all open holds on either side applied, as if they were captured. */
  pending: Money;
  /** Sum of all transfers. */
  posted: Money;
  /** Number of log rows that have touched the account. */
  version: Scalars['Int']['output'];
};

/**
 * A threshold on a balance of an account. One event crosses it: the balance has to come back before another can. A balance that is already beyond the threshold when the alert is
 * created has not crossed it.
 */
export type BalanceAlert = {
  __typename?: 'BalanceAlert';
  /** The account. */
  account: Account;
  /** The time at which the alert was created. */
  createdAt: Scalars['DateTime']['output'];
  /** Cursor of the log position after which the alert counts. `ledgerEvents(after: cursor, filter: { alertIds: [id] })` delivers all its crossings. */
  cursor: Scalars['String']['output'];
  /** The time at which the alert was deleted; null while it counts. */
  deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The side that counts as crossed. */
  direction: BalanceAlertDirection;
  /** The balance that is watched. */
  field: BalanceAlertField;
  /** Starts with `alert_`. */
  id: Scalars['ID']['output'];
  /** The amount that the balance is compared with. A balance of exactly this amount is on neither side. */
  threshold: Money;
};

/** A balance that an event took across the threshold of an alert. */
export type BalanceAlertCrossing = {
  __typename?: 'BalanceAlertCrossing';
  /** The watched balance after the event. */
  after: Money;
  /** The alert. */
  alert: BalanceAlert;
  /** The watched balance before the event. */
  before: Money;
};

/** The side of its threshold to which an event takes a balance when it crosses an alert. */
export type BalanceAlertDirection =
  /** More than the threshold after the event, and not before it. */
  | 'ABOVE'
  /** Less than the threshold after the event, and not before it. */
  | 'BELOW';

/** The balances of an account that an alert can watch. `Balance` describes them. */
export type BalanceAlertField =
  /** `posted` less the amounts that open holds reserve. */
  | 'AVAILABLE'
  /** `posted` with all open holds on either side applied. */
  | 'PENDING'
  /** Sum of all transfers. */
  | 'POSTED';

/** There is no such alert for you. Check the id. */
export type BalanceAlertNotFound = UserError & {
  __typename?: 'BalanceAlertNotFound';
  /** `BALANCE_ALERT_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The date that counts for a balance of the past. */
export type BalanceDate =
  /** The date of effect, chosen by the sender: `effectiveAt`. */
  | 'EFFECTIVE'
  /** The time of recording, set by the ledger: `recordedAt`. */
  | 'RECORDED';

/** A balance to compare with, which may be negative. More decimals than the currency has are refused, never rounded. */
export type BalanceInput = {
  /** In major units: digits with at most one point, such as `"12.34"`, and a minus sign in front of a negative amount, such as `"-5.00"`. */
  amount: Scalars['Decimal']['input'];
  /** The currency. */
  currency: Scalars['CurrencyCode']['input'];
};

/** A balance would become larger than the ledger can count. Send a smaller amount. */
export type BalanceOutOfRange = UserError & {
  __typename?: 'BalanceOutOfRange';
  /** `BALANCE_OUT_OF_RANGE`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type CacheControlScope =
  | 'PRIVATE'
  | 'PUBLIC';

/** The capture is larger than the rest of the hold. Capture less, or as an operator with `allowAbove`. */
export type CaptureExceedsHold = UserError & {
  __typename?: 'CaptureExceedsHold';
  /** `CAPTURE_EXCEEDS_HOLD`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The rest of the hold. */
  remaining: Money;
};

/** The hold to capture, and how much of it. */
export type CaptureHoldInput = {
  /** Whether the amount may be more than the rest; false if left out. For operators. The part above must be covered as a raise is. */
  allowAbove?: InputMaybe<Scalars['Boolean']['input']>;
  /** The amount to capture; the whole rest if left out. */
  amount?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters; the hold's if left out. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Reference in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The hold to capture. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and captures nothing. */
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
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
  /** The transfer that captured it; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** The period to close. */
export type ClosePeriodInput = {
  /** The end of the period, up to now. Nothing takes effect before this time any more; transfers of exactly this time stay possible. */
  until: Scalars['DateTime']['input'];
};

/** The answer to `closePeriod`. */
export type ClosePeriodPayload = {
  __typename?: 'ClosePeriodPayload';
  /** The end of the closed periods as it is now: `until`, or a later time up to which the books were closed before. Null while no period is closed. */
  closedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Why the period was not closed; empty if it is. */
  errors: Array<UserError>;
};

/** The account has less available than the request requires. Read the account again, and decide anew. */
export type ConditionNotMet = UserError & {
  __typename?: 'ConditionNotMet';
  /** The available amount, without overdraft. Never null: the type is that of `InsufficientFunds`, so that one selection reads both. */
  available?: Maybe<Money>;
  /** `CONDITION_NOT_MET`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The amount that the condition requires. */
  required: Money;
};

/** The alert to create. */
export type CreateBalanceAlertInput = {
  /** The account. It may be frozen, and not closed. */
  accountId: Scalars['ID']['input'];
  /** The side that counts as crossed. */
  direction: BalanceAlertDirection;
  /** The balance to watch. */
  field: BalanceAlertField;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first alert, even if it was deleted since. */
  idempotencyKey: Scalars['ID']['input'];
  /** The amount to compare it with, in the currency of the account. */
  threshold: BalanceInput;
};

/** The answer to `createBalanceAlert`. */
export type CreateBalanceAlertPayload = {
  __typename?: 'CreateBalanceAlertPayload';
  /** The alert; null if refused. */
  alert?: Maybe<BalanceAlert>;
  /** Why there is no new alert; empty if there is. */
  errors: Array<UserError>;
};

/** The amount to reserve, and conditions on it. */
export type CreateHoldInput = {
  /** The amount, in the currency of both accounts. */
  amount: MoneyInput;
  /** The account to reserve it for. */
  creditAccountId: Scalars['ID']['input'];
  /** Refuse unless the credited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** The account whose money to reserve. */
  debitAccountId: Scalars['ID']['input'];
  /** Refuse unless the debited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Seconds until the rest is released, 1 to 31,536,000 (a year); 604,800 (a week) if left out. */
  expiresIn?: InputMaybe<Scalars['Int']['input']>;
  /** Reference in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and reserves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** Whether you may void the hold as the payer; false if left out. The payee and operators may void every hold. */
  revocable?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The answer to `createHold`. */
export type CreateHoldPayload = {
  __typename?: 'CreateHoldPayload';
  /** Why nothing was reserved; empty if it was. */
  errors: Array<UserError>;
  /** The hold; null if refused. */
  hold?: Maybe<Hold>;
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
};

/** The transfer to make, and conditions on it. */
export type CreateTransferInput = {
  /**
   * The amount, in the currency of both accounts. It moves as a whole or is an upper bound, as `amountRule` says. Only `BALANCING_DEBIT` and `BALANCING_CREDIT` may
   * leave it out: then they balance the account without a bound.
   */
  amount?: InputMaybe<MoneyInput>;
  /** The rule for how much of `amount` moves; `EXACT` if left out. The transfer has the amount that moved, also when the request is repeated. */
  amountRule?: InputMaybe<AmountRule>;
  /** The account to credit: the payee's, between accounts that customers keep with the organization. */
  creditAccountId: Scalars['ID']['input'];
  /** Refuse unless the credited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** The account to debit: the payer's, between accounts that customers keep with the organization. */
  debitAccountId: Scalars['ID']['input'];
  /** Refuse unless the debited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Reference in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and moves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Transfers of one request with the same value all post, or none does. They are decided in the given order. */
  journal?: InputMaybe<Scalars['String']['input']>;
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
};

/** The answer to `createTransfer`. */
export type CreateTransferPayload = {
  __typename?: 'CreateTransferPayload';
  /** Why no money moved; empty if it did. */
  errors: Array<UserError>;
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
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
  /** Why no transfer of the request was decided; empty if they were. Each result has these errors too. */
  errors: Array<UserError>;
  /** The outcome of each transfer, in the order of the input. */
  results: Array<CreateTransfersResult>;
};

/** The outcome of one of many transfers. */
export type CreateTransfersResult = {
  __typename?: 'CreateTransfersResult';
  /** Why no money moved; empty if it did. */
  errors: Array<UserError>;
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
  /** The transfer; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** The amount is in another currency than the account. Send it in the account's currency. */
export type CurrencyMismatch = UserError & {
  __typename?: 'CurrencyMismatch';
  /** `CURRENCY_MISMATCH`. */
  code: UserErrorCode;
  /** The expected currency, and its place. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/**
 * An account that you may not see cannot take part in this: it does not exist, is frozen or closed, is in another currency, or would be lowered by somebody who may not
 * see it. Which of these is not told. Check its id, ask its owner for another account, or ask an operator.
 */
export type Declined = UserError & {
  __typename?: 'Declined';
  /** `DECLINED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The alert to end. */
export type DeleteBalanceAlertInput = {
  /** An id that starts with `alert_`. An alert that was deleted before stays as it is. */
  alertId: Scalars['ID']['input'];
};

/** The answer to `deleteBalanceAlert`. */
export type DeleteBalanceAlertPayload = {
  __typename?: 'DeleteBalanceAlertPayload';
  /** The alert as it is now; null if refused. */
  alert?: Maybe<BalanceAlert>;
  /** Why the alert was not deleted; empty if it is. */
  errors: Array<UserError>;
};

/** A row of the log as one of its two accounts sees it. */
export type Entry = {
  __typename?: 'Entry';
  /** The amount. */
  amount: Money;
  /** The posted balance of this account after the row. Only transfers and captures change it. */
  balanceAfter: Money;
  /** The account on the other side. */
  counterparty: Account;
  /** Cursor of this position: `ledgerEvents(after: cursor)` continues after this entry. */
  cursor: Scalars['String']['output'];
  /** The date of effect in balances of the past. */
  effectiveAt: Scalars['DateTime']['output'];
  /** The hold, for holds, captures, voids and expiries. */
  hold?: Maybe<Hold>;
  /** The kind of the row. */
  kind: LedgerEventKind;
  /** The time of recording. */
  recordedAt: Scalars['DateTime']['output'];
  /** The position in your organization's log. */
  sequence: Scalars['BigInt']['output'];
  /** The side of this account that the row touches. */
  side: Side;
  /** The transfer, for transfers and captures. */
  transfer?: Maybe<Transfer>;
  /** The number of this account's rows up to here: 1, 2, 3 … */
  version: Scalars['Int']['output'];
};

/** A page of entries. */
export type EntryConnection = {
  __typename?: 'EntryConnection';
  /** The entries of this page, each with its cursor. */
  edges: Array<EntryEdge>;
  /** The entries of this page. */
  nodes: Array<Entry>;
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** An entry and its cursor in a list. */
export type EntryEdge = {
  __typename?: 'EntryEdge';
  /** Continue after this entry with `after`. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: Entry;
};

/** Conditions on the entries of an account. An entry has to match all that are given. */
export type EntryFilter = {
  /** Entries of this amount or more, in this currency. An account in another currency has none. */
  amountFrom?: InputMaybe<MoneyInput>;
  /** Entries of this amount or less, in this currency. An account in another currency has none. */
  amountTo?: InputMaybe<MoneyInput>;
  /** Entries that take effect before this moment. */
  effectiveBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Entries that take effect at this moment or later. */
  effectiveFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Entries of one of these kinds. `TRANSFER` and `CAPTURE` move money; the other kinds change only what is reserved. */
  kinds?: InputMaybe<Array<LedgerEventKind>>;
  /** Entries whose metadata has all of these keys with these values. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** Entries recorded before this moment. */
  recordedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Entries recorded at this moment or later. */
  recordedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Entries on this side of the account. */
  side?: InputMaybe<Side>;
};

/** The hold to extend, and for how long. */
export type ExtendHoldInput = {
  /** The time from now to the new expiry, in seconds, up to 31,536,000 (a year). The hold has to expire later than before. */
  expiresIn: Scalars['Int']['input'];
  /** The hold to extend. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and extends nothing. */
  idempotencyKey: Scalars['ID']['input'];
};

/** The answer to `extendHold`. */
export type ExtendHoldPayload = {
  __typename?: 'ExtendHoldPayload';
  /** Why the hold was not extended; empty if it was. */
  errors: Array<UserError>;
  /** The hold as it is now; null if refused. */
  hold?: Maybe<Hold>;
};

/** A keep-alive: no event matched for `heartbeatSeconds`. Only subscriptions send it. */
export type Heartbeat = LedgerEvent & {
  __typename?: 'Heartbeat';
  /** Always null: nothing happened. */
  creditBalance?: Maybe<Balance>;
  /** Always empty: nothing happened. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of the newest log position that was checked: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** Always null: nothing happened. */
  debitBalance?: Maybe<Balance>;
  /** The time of sending. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest event up to here that matches the filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The newest log position that was checked, whether or not it matches the filter. */
  sequence: Scalars['BigInt']['output'];
};

/** An amount reserved from the debited account for the credited one. */
export type Hold = {
  __typename?: 'Hold';
  /** The amount that was reserved at first. */
  amount: Money;
  /** The transfers that captured it, up to 100. */
  captures: Array<Transfer>;
  /** The account for which the money is reserved. */
  credit: Account;
  /** Cursor of this position: `ledgerEvents(after: cursor)` continues after the creation of this hold. */
  cursor: Scalars['String']['output'];
  /** The account whose money is reserved. */
  debit: Account;
  /** Text of the maker, for people. */
  description?: Maybe<Scalars['String']['output']>;
  /** The time from which the hold cannot be captured; `extendHold` sets a later one. Its rest is released by a `HoldExpired` event within a second; `status` and `remaining` stay until then. */
  expiresAt: Scalars['DateTime']['output'];
  /** Reference in the maker's own books. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** Starts with `hold_`. */
  id: Scalars['ID']['output'];
  /** The maker's own notes. */
  metadata?: Maybe<Scalars['Metadata']['output']>;
  /** The sum of the raises since then. */
  raised: Money;
  /** The time of recording. */
  recordedAt: Scalars['DateTime']['output'];
  /** The amount that is still reserved. */
  remaining: Money;
  /** Whether a payer who made the hold may void it. True for holds that were made before this field existed. */
  revocable: Scalars['Boolean']['output'];
  /** The position of its creation in your organization's log. */
  sequence: Scalars['BigInt']['output'];
  /** The state of the hold. */
  status: HoldStatus;
};

/** A hold was captured, in part or wholly, and money moved. */
export type HoldCaptured = LedgerEvent & {
  __typename?: 'HoldCaptured';
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The hold, as it is now. */
  hold: Hold;
  /** The time of recording. */
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
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The hold, as it is now. */
  hold: Hold;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** A hold expired, and its rest was released. */
export type HoldExpired = LedgerEvent & {
  __typename?: 'HoldExpired';
  /** The amount that was released: what was left of the hold. */
  amount: Money;
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The hold, as it is now. */
  hold: Hold;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** There is no such hold for you. Check the id. */
export type HoldNotFound = UserError & {
  __typename?: 'HoldNotFound';
  /** `HOLD_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Nothing of the hold is reserved any more. Make another hold, or a transfer. */
export type HoldNotOpen = UserError & {
  __typename?: 'HoldNotOpen';
  /** `HOLD_NOT_OPEN`. */
  code: UserErrorCode;
  /** The present state of the hold. */
  holdStatus: HoldStatus;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The name of the present state of the hold.
   * @deprecated Use `holdStatus`, which has the type of the state.
   */
  status?: Maybe<Scalars['String']['output']>;
};

/** A hold was raised: more was reserved. Its kind is `HOLD`. A capture of more than the rest of a hold comes as a raise and a capture. */
export type HoldRaised = LedgerEvent & {
  __typename?: 'HoldRaised';
  /** The amount by which it was raised. */
  amount: Money;
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The hold, as it is now. */
  hold: Hold;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** The state of a hold. */
export type HoldStatus =
  /** The hold was captured wholly. */
  | 'CAPTURED'
  /** The rest was released when the time of the hold was over. */
  | 'EXPIRED'
  /** The amount, or a part of it, is still reserved. */
  | 'OPEN'
  /** The rest was released before its time. */
  | 'VOIDED';

/** The rest of a hold was released before its time. */
export type HoldVoided = LedgerEvent & {
  __typename?: 'HoldVoided';
  /** The amount that was released: what was left of the hold. */
  amount: Money;
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The hold, as it is now. */
  hold: Hold;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
};

/** The same idempotency key was used before with other content. Nothing was done. Use a new key for a new request. */
export type IdempotencyMismatch = UserError & {
  __typename?: 'IdempotencyMismatch';
  /** `IDEMPOTENCY_MISMATCH`. */
  code: UserErrorCode;
  /** The first field of the input that differs from the first use of the key. */
  field: Scalars['String']['output'];
  /** The name of the field that differs. */
  message: Scalars['String']['output'];
  /** The idempotency key in the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** An account would fall below its floor: its available balance and its overdraft limit together are less than the amount. Send a smaller amount, or add money first. */
export type InsufficientFunds = UserError & {
  __typename?: 'InsufficientFunds';
  /** The available amount, without overdraft; null if you may not see the account. */
  available?: Maybe<Money>;
  /** `INSUFFICIENT_FUNDS`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The amount that the request takes. */
  required: Money;
};

/** An amount is out of bounds, or no decimal number of the form that `MoneyInput` requires. Correct it. */
export type InvalidAmount = UserError & {
  __typename?: 'InvalidAmount';
  /** `INVALID_AMOUNT`. */
  code: UserErrorCode;
  /** The fault of the amount, and a valid form. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** A value is missing, too long, too short, or does not have the form that its description requires. Correct it. */
export type InvalidInput = UserError & {
  __typename?: 'InvalidInput';
  /** `INVALID_INPUT`. */
  code: UserErrorCode;
  /** The fault of the value, and a valid form. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Another transfer of the same journal was refused, and so was this one. Correct that transfer, and send the journal with new keys. */
export type JournalRefused = UserError & {
  __typename?: 'JournalRefused';
  /** `JOURNAL_REFUSED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The position in the request, from 0, of the transfer that was refused for a reason of its own. */
  refusedIndex: Scalars['Int']['output'];
};

/** An event: one row of the log. */
export type LedgerEvent = {
  /** The balance of the credited account after this event. Null where you may not see the account, and for a `Heartbeat`. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /**
   * The alerts that this event crossed, in the order of their creation. Empty where you may not see the account of the alert, for customers, and for API clients without both
   * `accounts:read` and `events:read`.
   */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event. Null where you may not see the account, and for a `Heartbeat`. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /**
   * The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. If it is not the
   * last that you handled, an event is missing.
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
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** An event and its cursor in a list. */
export type LedgerEventEdge = {
  __typename?: 'LedgerEventEdge';
  /** Continue after this event with `after`. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: LedgerEvent;
};

/** Conditions on events. An event has to match all that are given. */
export type LedgerEventFilter = {
  /** Events that touch one of these accounts, up to 100. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Events that crossed one of these alerts, up to 100. Deleted alerts count too. For operators, and API clients with `accounts:read`. */
  alertIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Events that crossed an alert, if true. For operators, and API clients with `accounts:read`. */
  crossedAlertsOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** Events of these kinds. */
  kinds?: InputMaybe<Array<LedgerEventKind>>;
};

/** The kinds of rows in the log. */
export type LedgerEventKind =
  /** A hold was captured, in part or wholly, and money moved. */
  | 'CAPTURE'
  /** A hold expired: its rest was released. */
  | 'EXPIRY'
  /** An amount was reserved: a hold was made, or raised. */
  | 'HOLD'
  /** Money moved. */
  | 'TRANSFER'
  /** A hold was voided: its rest was released before its time. */
  | 'VOID';

/** The newest position of an organization's log. */
export type LedgerHead = {
  __typename?: 'LedgerHead';
  /** Cursor of this position: `ledgerEvents(after: cursor)` delivers the events after it. */
  cursor: Scalars['String']['output'];
  /** The hash of the newest row, in hexadecimal. It covers all rows before it. Null while the log is empty. */
  hash?: Maybe<Scalars['String']['output']>;
  /** The newest position; 0 if the log is empty. */
  sequence: Scalars['BigInt']['output'];
};

/**
 * The effect that a request would have. A dry run (`dryRun: true`) decides it on the newest committed balances, under all rules of the request. Nothing is written, reserved
 * or remembered: the idempotency key stays free. A key that was used before answers as a repetition would, with the first outcome or a mismatch. A moment later the effect may be
 * another: balances change, and holds expire.
 */
export type LedgerPreview = {
  __typename?: 'LedgerPreview';
  /** The amount that would move, be reserved or be released. */
  amount: Money;
  /**
   * The balance of the credited account after the request; null where you may not see the account. `cursor` is the position as of which it was decided: a dry run
   * writes nothing to the log. API clients need `accounts:read`.
   */
  creditBalance?: Maybe<Balance>;
  /**
   * The balance of the debited account after the request; null where you may not see the account. `cursor` is the position as of which it was decided: a dry run
   * writes nothing to the log. API clients need `accounts:read`.
   */
  debitBalance?: Maybe<Balance>;
};

/** A limit on what may leave the account would be exceeded. Send a smaller amount, send it later, or ask an operator for higher limits. */
export type LimitExceeded = UserError & {
  __typename?: 'LimitExceeded';
  /** `LIMIT_EXCEEDED`. */
  code: UserErrorCode;
  /** The limit that would be exceeded; of several, the first in the order of the enum. */
  limit: TransferLimit;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The largest amount that this limit lets through now; zero if it is used up. */
  remaining: Money;
  /** The time from which this limit lets this amount through, if nothing else counts until then; null if it never does. */
  resetsAt?: Maybe<Scalars['DateTime']['output']>;
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
  /**
   * Turn a hold, wholly or in part, into a transfer. The rest stays reserved until the hold is captured wholly, voided or expired. For the
   * maker of the hold, the payee and operators. API clients that are not confined to a list of accounts count as the payee. Operators may capture more than the rest.
   */
  captureHold: CaptureHoldPayload;
  /** Close the books up to a time: from then on, nothing takes effect before it. A closed period stays closed. For operators. */
  closePeriod: ClosePeriodPayload;
  /**
   * Set a threshold on a balance of an account. Each event that takes the balance across it, in the direction of the alert, has the alert in `crossedAlerts`, in the
   * same transaction. For operators, and API clients with `accounts:read` and `events:read`.
   */
  createBalanceAlert: CreateBalanceAlertPayload;
  /** Reserve an amount of the debited account for the credited one, until it is captured, voided or expired. */
  createHold: CreateHoldPayload;
  /** Move money from one account to another. One amount in one currency debits one account and credits the other, or nothing happens. */
  createTransfer: CreateTransferPayload;
  /** Make up to 1,000 transfers in one call. Each is decided by itself, in the given order. Transfers with the same `journal` all post, or none does. */
  createTransfers: CreateTransfersPayload;
  /** End an alert: later events do not cross it. Crossings so far stay. For operators, and for the API client that created it. */
  deleteBalanceAlert: DeleteBalanceAlertPayload;
  /** Let a hold that is open expire later. It binds the payer for longer, so it is for those who may debit the payer's account. No money moves, so there is no event. */
  extendHold: ExtendHoldPayload;
  /** Reserve more by a hold that is open. This binds the payer to more: it is for callers who may debit the payer's account, and must be covered as a hold is. */
  raiseHold: RaiseHoldPayload;
  /** Undo a transfer, wholly or in part, by a transfer in the other direction. Both stay in the log, linked to each other. */
  reverseTransfer: ReverseTransferPayload;
  /** Limit what may leave an account: per transfer, per day and per 30 days. The new limits replace all earlier ones. For operators. */
  setTransferLimits: SetTransferLimitsPayload;
  /**
   * Release the rest of a hold. A hold binds the payer: it is released by the payee and operators, and by a payer who made it with
   * `revocable: true`. API clients that are not confined to a list of accounts count as the payee.
   */
  voidHold: VoidHoldPayload;
};


export type MutationApplyAccountIntentArgs = {
  input: ApplyAccountIntentInput;
};


export type MutationCaptureHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: CaptureHoldInput;
};


export type MutationClosePeriodArgs = {
  input: ClosePeriodInput;
};


export type MutationCreateBalanceAlertArgs = {
  input: CreateBalanceAlertInput;
};


export type MutationCreateHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: CreateHoldInput;
};


export type MutationCreateTransferArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: CreateTransferInput;
};


export type MutationCreateTransfersArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: CreateTransfersInput;
};


export type MutationDeleteBalanceAlertArgs = {
  input: DeleteBalanceAlertInput;
};


export type MutationExtendHoldArgs = {
  input: ExtendHoldInput;
};


export type MutationRaiseHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: RaiseHoldInput;
};


export type MutationReverseTransferArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: ReverseTransferInput;
};


export type MutationSetTransferLimitsArgs = {
  input: SetTransferLimitsInput;
};


export type MutationVoidHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  input: VoidHoldInput;
};

/** You may see this, and may not do it. The message says who may. */
export type NotPermitted = UserError & {
  __typename?: 'NotPermitted';
  /** `NOT_PERMITTED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The balancing side takes what the account has available no nearer to zero. Leave the account as it is, or swap the sides. */
export type NothingToBalance = UserError & {
  __typename?: 'NothingToBalance';
  /** The available amount, without overdraft. Never null: the type is that of `InsufficientFunds`, so that one selection reads both. */
  available?: Maybe<Money>;
  /** `NOTHING_TO_BALANCE`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The account is overdrawn further than the new limit would allow. Choose a higher limit. */
export type OverdraftLimitInUse = UserError & {
  __typename?: 'OverdraftLimitInUse';
  /** `OVERDRAFT_LIMIT_IN_USE`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item of this page; null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are items after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before `startCursor`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item of this page; null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** The time of effect lies in a closed period. Send a later one. */
export type PeriodClosed = UserError & {
  __typename?: 'PeriodClosed';
  /** The end of the closed periods: the earliest time that can be sent. */
  closedUntil: Scalars['DateTime']['output'];
  /** `PERIOD_CLOSED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Limits for a period, and their use. */
export type PeriodLimit = {
  __typename?: 'PeriodLimit';
  /** The largest sum; null if there is no such limit. */
  amount?: Maybe<Money>;
  /** The largest number of transfers and holds; null if there is no such limit. */
  count?: Maybe<Scalars['Int']['output']>;
  /** The sum that has counted in the present period. */
  usedAmount: Money;
  /** The number of transfers and holds that has counted in the present period. */
  usedCount: Scalars['Int']['output'];
};

/** Limits for a period. */
export type PeriodLimitInput = {
  /** The largest sum of transfers and holds, more than zero, in the account's currency. */
  amount?: InputMaybe<MoneyInput>;
  /** The largest number of transfers and holds, 1 to 1,000,000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

export type Query = {
  __typename?: 'Query';
  /** The end of your organization's closed periods: no transfer takes effect before it any more. Null while no period is closed. API clients need `transfers:read`. */
  booksClosedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** A hold, by id; null if there is no such hold for you. */
  hold?: Maybe<Hold>;
  /** Past events, in log order: the same events as the subscription of this name, with the same cursors. */
  ledgerEvents: LedgerEventConnection;
  /** The newest position of your organization's log. Keep a copy to prove later that nothing before it was changed. API clients need `events:read`. */
  ledgerHead: LedgerHead;
  /**
   * The posted balances of all accounts, added up by group. For operators, and for API clients with `accounts:read` that are not confined to a list of accounts.
   * Such queries run one at a time, and their time is limited: `QUERY_TOO_LARGE` and `SERVICE_BUSY` say what to do.
   */
  totals: Totals;
  /** A transfer, by id; null if there is no such transfer for you. */
  transfer?: Maybe<Transfer>;
  /** The transfers that touch an account that you may see, in log order. */
  transfers: TransferConnection;
  /**
   * The trial balance: the sums of debit and credit balances, which are equal in each currency if the books are right. Both are added up from the balances of their
   * own accounts. For those who may read `totals`, within the same limits.
   */
  trialBalance: TrialBalance;
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


export type QueryTotalsArgs = {
  at?: InputMaybe<Scalars['DateTime']['input']>;
  by: Array<TotalsGroup>;
  date?: BalanceDate;
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


export type QueryTrialBalanceArgs = {
  at?: InputMaybe<Scalars['DateTime']['input']>;
  date?: BalanceDate;
};

/** The hold to raise, and by how much. */
export type RaiseHoldInput = {
  /** The amount to reserve in addition, in the currency of the hold. */
  amount: MoneyInput;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Reference in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The hold to raise. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and reserves nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
};

/** The answer to `raiseHold`. */
export type RaiseHoldPayload = {
  __typename?: 'RaiseHoldPayload';
  /** Why nothing more was reserved; empty if it was. */
  errors: Array<UserError>;
  /** The hold as it is now; null if refused. */
  hold?: Maybe<Hold>;
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
};

/** The reversal is larger than the part of the transfer that was not yet undone. Reverse less. */
export type ReversalExceedsTransfer = UserError & {
  __typename?: 'ReversalExceedsTransfer';
  /** `REVERSAL_EXCEEDS_TRANSFER`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The part of the transfer that was not yet undone. */
  remaining: Money;
};

/** The transfer to undo, and how much of it. */
export type ReverseTransferInput = {
  /** The amount to undo; the whole rest if left out. */
  amount?: InputMaybe<MoneyInput>;
  /** A line for people to read, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Reference in your own books, up to 255 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and moves nothing. */
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
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
  /** The transfer that undoes the other; null if refused. */
  transfer?: Maybe<Transfer>;
};

/** Both sides are the same account. Choose two. */
export type SameAccount = UserError & {
  __typename?: 'SameAccount';
  /** `SAME_ACCOUNT`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The limits of an account. They replace all earlier ones: a limit that is left out is removed. A repeated request changes nothing. */
export type SetTransferLimitsInput = {
  /** The account to limit. */
  accountId: Scalars['ID']['input'];
  /** The limits for a day (UTC) and the 29 days before it together. */
  per30Days?: InputMaybe<PeriodLimitInput>;
  /** The limits per day (UTC). */
  perDay?: InputMaybe<PeriodLimitInput>;
  /** The largest amount of one transfer or hold. */
  perTransfer?: InputMaybe<MoneyInput>;
};

/** The answer to `setTransferLimits`. */
export type SetTransferLimitsPayload = {
  __typename?: 'SetTransferLimitsPayload';
  /** The account with its new limits; null if refused. */
  account?: Maybe<Account>;
  /** Why the limits were not set; empty if they were. */
  errors: Array<UserError>;
};

/** The side of an account that a row of the log touches. */
export type Side =
  /** Raises `LIABILITY`, `EQUITY` and `REVENUE` accounts, lowers the others. */
  | 'CREDIT'
  /** Raises `ASSET` and `EXPENSE` accounts, lowers the others. */
  | 'DEBIT';

/**
 * An account's statement of a period: posted money only. All fields of one statement in one request are as of `cursor`, whatever is posted meanwhile: the
 * opening balance and the entries are the closing balance, exactly. Credits raise `LIABILITY`, `EQUITY` and `REVENUE` accounts, debits `ASSET` and `EXPENSE`.
 *
 * Entries of later requests come after the ones that you have, also if they are dated back. So if `entries` takes several requests, take the balances
 * of the last one: they fit all pages.
 */
export type Statement = {
  __typename?: 'Statement';
  /** The end of the period, excluded. */
  before: Scalars['DateTime']['output'];
  /** The date that counts. */
  by: BalanceDate;
  /** The posted balance at the end of the period. It opens the statement of the next period. */
  closingBalance: Money;
  /** The sum of the amounts that credited the account in the period. */
  credits: Money;
  /** Cursor of the log position that this statement includes: `ledgerEvents(after: cursor)` delivers every later change. */
  cursor: Scalars['String']['output'];
  /** The sum of the amounts that debited the account in the period. */
  debits: Money;
  /** The entries of the period: transfers and captures, or the `kinds` of the filter. In log order, so by the time of recording; `balanceAfter` is in this order, too. */
  entries: EntryConnection;
  /** The start of the period, included. */
  from: Scalars['DateTime']['output'];
  /** The posted balance before the period. */
  openingBalance: Money;
};


/**
 * An account's statement of a period: posted money only. All fields of one statement in one request are as of `cursor`, whatever is posted meanwhile: the
 * opening balance and the entries are the closing balance, exactly. Credits raise `LIABILITY`, `EQUITY` and `REVENUE` accounts, debits `ASSET` and `EXPENSE`.
 *
 * Entries of later requests come after the ones that you have, also if they are dated back. So if `entries` takes several requests, take the balances
 * of the last one: they fit all pages.
 */
export type StatementEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EntryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * The events of your organization's log as they happen, in order and without a gap, as far as you may see them.
   *
   * Without `after` the stream starts now. With a cursor it continues exactly after the event or query that gave the cursor, however long ago. So a client
   * that reconnects with the last cursor that it handled misses nothing. `after: ""` is the beginning. Delivery is at least once: a repeated event has the same `sequence`.
   * Each event's `previousSequence` is the `sequence` of the event before it. If it is not the last that you handled, an event is missing.
   *
   * The stream ends when your rights change, and when your token ends. The error has the cursor to continue after in its `extensions`.
   */
  ledgerEvents?: Maybe<LedgerEvent>;
};


export type SubscriptionLedgerEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LedgerEventFilter>;
  heartbeatSeconds?: InputMaybe<Scalars['Int']['input']>;
};

/** The account has as many alerts as it can have. Delete one of them first. */
export type TooManyBalanceAlerts = UserError & {
  __typename?: 'TooManyBalanceAlerts';
  /** The most alerts of one account. */
  alertsMax: Scalars['Int']['output'];
  /** `TOO_MANY_BALANCE_ALERTS`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The sums of posted balances, all as of `cursor`. */
export type Totals = {
  __typename?: 'Totals';
  /** Cursor of the log position that the sums include. */
  cursor: Scalars['String']['output'];
  /** The groups that have accounts, sorted by currency, class and kind of owner. */
  groups: Array<AccountTotals>;
};

/** The properties of accounts by which balances are added up. */
export type TotalsGroup =
  /** The class of the account. */
  | 'CLASS'
  /** The currency of the account. */
  | 'CURRENCY'
  /** Whether the account belongs to a person or to the organization. */
  | 'OWNER_KIND';

/** A movement of money: one amount, from the debited account to the credited one. It never changes. A reversal undoes it. */
export type Transfer = {
  __typename?: 'Transfer';
  /** The amount. */
  amount: Money;
  /** The account that was credited. */
  credit: Account;
  /** Cursor of this position: `ledgerEvents(after: cursor)` continues after this transfer. */
  cursor: Scalars['String']['output'];
  /** The account that was debited. */
  debit: Account;
  /** Text of the sender, for people. */
  description?: Maybe<Scalars['String']['output']>;
  /** The date of effect in balances of the past. The sender may set it back. */
  effectiveAt: Scalars['DateTime']['output'];
  /** Reference in the sender's own books. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** The hold that it captured; null if it captured none. */
  hold?: Maybe<Hold>;
  /** Starts with `tr_`. */
  id: Scalars['ID']['output'];
  /** The id that all transfers of one journal share; null for a single transfer. */
  journalId?: Maybe<Scalars['ID']['output']>;
  /** The sender's own notes. */
  metadata?: Maybe<Scalars['Metadata']['output']>;
  /** The time of recording. */
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
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** A transfer and its cursor in a list. */
export type TransferEdge = {
  __typename?: 'TransferEdge';
  /** Continue after this transfer with `after`. */
  cursor: Scalars['String']['output'];
  /** The transfer. */
  node: Transfer;
};

/** Conditions on transfers. A transfer has to match all that are given. */
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
  /** Transfers with this reference in the sender's own books. */
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

/** A limit on what may leave an account. */
export type TransferLimit =
  /** The sum of a day (UTC) and the 29 days before it. */
  | 'PER_30_DAYS_AMOUNT'
  /** The number of transfers and holds of a day (UTC) and the 29 days before it. */
  | 'PER_30_DAYS_COUNT'
  /** The sum of a day (UTC). */
  | 'PER_DAY_AMOUNT'
  /** The number of transfers and holds of a day (UTC). */
  | 'PER_DAY_COUNT'
  /** The amount of one transfer or hold. */
  | 'PER_TRANSFER';

/**
 * Limits on what may leave an account, set by operators, and their use. Transfers and holds that lower the account count, on the day (UTC) of their recording. A hold
 * counts when it is made, not again when it is captured. A hold that is voided or expires gives back its rest, on the day on which it counted. It gives back its count only if
 * nothing of it was captured, and the amounts of its raises stay counted. Reversals do not count, nor do rows from before the first limits of the account.
 */
export type TransferLimits = {
  __typename?: 'TransferLimits';
  /** The limits per 30 days, and what has counted today and on the 29 days before. */
  per30Days: PeriodLimit;
  /** The limits per day (UTC), and what has counted today. */
  perDay: PeriodLimit;
  /** The largest amount of one transfer, or of what one hold reserves; null if there is no such limit. */
  perTransfer?: Maybe<Money>;
};

/** There is no such transfer for you. Check the id. */
export type TransferNotFound = UserError & {
  __typename?: 'TransferNotFound';
  /** `TRANSFER_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Money moved. */
export type TransferPosted = LedgerEvent & {
  __typename?: 'TransferPosted';
  /** The balance of the credited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  creditBalance?: Maybe<Balance>;
  /** The alerts that this event crossed, as far as you may see them; in the order of their creation. */
  crossedAlerts: Array<BalanceAlertCrossing>;
  /** Cursor of this position: continue after it with `after`. */
  cursor: Scalars['String']['output'];
  /** The balance of the debited account after this event; null where you may not see the account. API clients need `accounts:read`. */
  debitBalance?: Maybe<Balance>;
  /** The time of recording. */
  occurredAt: Scalars['DateTime']['output'];
  /** The `sequence` of the newest earlier event that matches the same filter and that you may see; null if there is none. */
  previousSequence?: Maybe<Scalars['BigInt']['output']>;
  /** The position in your organization's log. An event that comes again has the same. */
  sequence: Scalars['BigInt']['output'];
  /** The transfer. */
  transfer: Transfer;
};

/** A trial balance, all as of `cursor`. */
export type TrialBalance = {
  __typename?: 'TrialBalance';
  /** The sums of each currency, sorted by currency. */
  currencies: Array<TrialBalanceSums>;
  /** Cursor of the log position that the sums include. */
  cursor: Scalars['String']['output'];
  /** The sums of each class and currency that has accounts, sorted by currency and class. */
  lines: Array<AccountTotals>;
};

/** The two sides of a trial balance in one currency. */
export type TrialBalanceSums = {
  __typename?: 'TrialBalanceSums';
  /** The currency. */
  currency: Scalars['CurrencyCode']['output'];
  /** `totalDebits` less `totalCredits`: zero. If it is not, the books are damaged: run `ledger:verify`. */
  difference: Money;
  /** The sum of the balances of `LIABILITY`, `EQUITY` and `REVENUE` accounts. */
  totalCredits: Money;
  /** The sum of the balances of `ASSET` and `EXPENSE` accounts. */
  totalDebits: Money;
};

/** A refusal: the request was understood, and nothing was done. Show `message` to a person; decide in a program by `code` or by type. */
export type UserError = {
  /** The kind of refusal. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input that is at fault, such as `["input", "amount"]`; null if no single field is. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The kinds of refusals. */
export type UserErrorCode =
  /** The account still holds money or has open holds. Empty it first. */
  | 'ACCOUNT_NOT_EMPTY'
  /** There is no such account for you. Check the id. */
  | 'ACCOUNT_NOT_FOUND'
  /** The account is frozen or closed. Choose another one, or ask an operator to unfreeze it. */
  | 'ACCOUNT_NOT_OPEN'
  /** There is no such alert for you. Check the id. */
  | 'BALANCE_ALERT_NOT_FOUND'
  /** A balance would become larger than the ledger can count. Send a smaller amount. */
  | 'BALANCE_OUT_OF_RANGE'
  /** The capture is larger than the rest of the hold. Capture less, or as an operator with `allowAbove`. */
  | 'CAPTURE_EXCEEDS_HOLD'
  /** An account has less available than the request requires. Read the account again, and decide anew. */
  | 'CONDITION_NOT_MET'
  /** The amount is in another currency than the account. Send it in the account's currency. */
  | 'CURRENCY_MISMATCH'
  /** An account that you may not see cannot take part in this, for a reason that is not told. Check its id, ask its owner for another account, or ask an operator. */
  | 'DECLINED'
  /** There is no such hold for you. Check the id. */
  | 'HOLD_NOT_FOUND'
  /** Nothing of the hold is reserved any more. Make another hold, or a transfer. */
  | 'HOLD_NOT_OPEN'
  /** The same idempotency key was used before with other content. Nothing was done. Use a new key for a new request. */
  | 'IDEMPOTENCY_MISMATCH'
  /** An account would fall below its floor: its available balance and its overdraft limit together are less than the amount. Send a smaller amount, or add money first. */
  | 'INSUFFICIENT_FUNDS'
  /** An amount is out of bounds, or no decimal number of the form that `MoneyInput` requires. Correct it. */
  | 'INVALID_AMOUNT'
  /** A value is missing, too long, too short, or does not have the form that its description requires. Correct it. */
  | 'INVALID_INPUT'
  /** Another transfer of the same journal was refused, and so was this one. Correct that transfer, and send the journal with new keys. */
  | 'JOURNAL_REFUSED'
  /** A limit on what may leave the account would be exceeded. Send a smaller amount, send it later, or ask an operator for higher limits. */
  | 'LIMIT_EXCEEDED'
  /** The balancing side takes what the account has available no nearer to zero. Leave the account as it is, or swap the sides. */
  | 'NOTHING_TO_BALANCE'
  /** You may see this, and may not do it. The message says who may. */
  | 'NOT_PERMITTED'
  /** The account is overdrawn further than the new limit would allow. Choose a higher limit. */
  | 'OVERDRAFT_LIMIT_IN_USE'
  /** The time of effect lies in a closed period. Send a later one. */
  | 'PERIOD_CLOSED'
  /** The reversal is larger than the part of the transfer that was not yet undone. Reverse less. */
  | 'REVERSAL_EXCEEDS_TRANSFER'
  /** Both sides are the same account. Choose two. */
  | 'SAME_ACCOUNT'
  /** The account has as many alerts as it can have. Delete one of them first. */
  | 'TOO_MANY_BALANCE_ALERTS'
  /** There is no such transfer for you. Check the id. */
  | 'TRANSFER_NOT_FOUND'
  /** The account's version is not the expected one: the account changed since it was read. Read it again, and decide anew. */
  | 'VERSION_MISMATCH';

/** The account's version is not the expected one: the account changed since it was read. Read it again, and decide anew. */
export type VersionMismatch = UserError & {
  __typename?: 'VersionMismatch';
  /** The version that the account had. */
  actual: Scalars['Int']['output'];
  /** `VERSION_MISMATCH`. */
  code: UserErrorCode;
  /** The version that was expected. */
  expected: Scalars['Int']['output'];
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The hold to void. */
export type VoidHoldInput = {
  /** The hold to void. */
  holdId: Scalars['ID']['input'];
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome. */
  idempotencyKey: Scalars['ID']['input'];
};

/** The answer to `voidHold`. */
export type VoidHoldPayload = {
  __typename?: 'VoidHoldPayload';
  /** Why the hold was not voided; empty if it was. */
  errors: Array<UserError>;
  /** The hold as it is now; null if refused. */
  hold?: Maybe<Hold>;
  /** Preview of the request, from a dry run; null if it would be refused, if its key was used before, and without `dryRun`. */
  preview?: Maybe<LedgerPreview>;
};
