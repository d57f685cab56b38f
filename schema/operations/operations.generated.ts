// Generated from schema/operations by `pnpm schema:types`. Do not edit: a change begins in the operations.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { documentOf } from '@tributary/schema/document-of.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

/** Conditions on accounts. An account has to match all that are given. */
export type AccountFilter = {
  /** Return accounts of these classes only. */
  classes?: Array<AccountClass> | null | undefined;
  /** Return accounts in these currencies only. */
  currencies?: Array<string> | null | undefined;
  /** Return the account with this reference in your own books. */
  externalId?: string | null | undefined;
  /** Return accounts whose metadata has all of these keys with these values. */
  metadata?: Record<string, string> | null | undefined;
  /**
   * Return accounts with this text anywhere in their name. Case and accents do not count. It needs three letters or digits in a row; of scripts such as
   * Chinese one is enough.
   */
  nameContains?: string | null | undefined;
  /** Return accounts whose name begins with this text. Case and accents do not count: `mull` finds `Müller`. */
  nameStartsWith?: string | null | undefined;
  /** The id of the person whose accounts to return. */
  ownerId?: string | null | undefined;
  /** Return accounts in these states only. */
  statuses?: Array<AccountStatus> | null | undefined;
};

/** The order of a list of accounts. Accounts of the same name are in the order of their opening. */
export type AccountOrder =
  /** From the oldest account to the newest. */
  | 'CREATED_AT_ASC'
  /** From the newest account to the oldest. */
  | 'CREATED_AT_DESC'
  /** By name, without regard to case and accents. */
  | 'NAME_ASC'
  /** By name, from the end of the alphabet. Accounts of the same name are from the newest to the oldest. */
  | 'NAME_DESC';

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

/** The kind of an event. */
export type AuditAction =
  /** An account was closed. */
  | 'ACCOUNT_CLOSED'
  /** An account was frozen. */
  | 'ACCOUNT_FROZEN'
  /** An account was opened. */
  | 'ACCOUNT_OPENED'
  /** An account was unfrozen. */
  | 'ACCOUNT_UNFROZEN'
  /** The name, the reference or the metadata of an account changed. */
  | 'ACCOUNT_UPDATED'
  /** An API client was registered. */
  | 'API_CLIENT_CREATED'
  /** An API client was revoked. */
  | 'API_CLIENT_REVOKED'
  /** An API client got a new key. */
  | 'API_KEY_ROTATED'
  /** A person signed in at an identity provider for the first time, which linked the account there. `issuer` is that of the provider. */
  | 'IDENTITY_LINKED'
  /** The organization was created, by whoever runs the platform. */
  | 'ORGANIZATION_CREATED'
  /** The overdraft limit of an account changed, and with it perhaps its name and metadata. */
  | 'OVERDRAFT_LIMIT_CHANGED'
  /** A person changed their own password. */
  | 'PASSWORD_CHANGED'
  /** A person set a new password with a link. */
  | 'PASSWORD_RESET'
  /** A link with which a person sets a new password was created. */
  | 'PASSWORD_RESET_OFFERED'
  /** The books were closed up to a time. */
  | 'PERIOD_CLOSED'
  /** The personal data of a person was exported. */
  | 'PERSONAL_DATA_EXPORTED'
  /** A refresh token was used twice, which ended its session: one of its two holders stole it. `address` is that of the second use. */
  | 'REFRESH_TOKEN_REUSED'
  /** All sessions of a person were ended. `sessions` tells how many. */
  | 'SESSIONS_ENDED'
  /** A person signed in. Refused attempts are not events. */
  | 'SIGNED_IN'
  /**
   * An agent called a tool on behalf of its caller. Calls that ended alike within a few seconds are one event: `calls` is their number, `from` and
   * `to` are the times of the first and the last, and `requestIds` the ids of up to 20. `agent` is the name that the agent gave itself, which
   * proves nothing. Arguments are not recorded.
   */
  | 'TOOLS_CALLED'
  /** The transfer limits of an account were set. Amounts are in minor units. */
  | 'TRANSFER_LIMITS_SET'
  /** A person was added. */
  | 'USER_CREATED'
  /** A person was locked out. */
  | 'USER_DISABLED'
  /** A person was let in again. */
  | 'USER_ENABLED'
  /** The personal data of a person was erased, here too. */
  | 'USER_ERASED'
  /** The name or the role of a person changed. */
  | 'USER_UPDATED';

/** Conditions on events of the audit trail. A condition that is left out matches all events. */
export type AuditEventFilter = {
  /** Events with any of these actions. */
  actions?: Array<AuditAction> | null | undefined;
  /** Events caused by this person or API client. */
  actorId?: string | null | undefined;
  /** Events before this time. */
  before?: string | null | undefined;
  /** Events at this time or later. */
  from?: string | null | undefined;
  /** Events about this person, API client, account or organization. */
  subjectId?: string | null | undefined;
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

/** The date that counts for a balance of the past. */
export type BalanceDate =
  /** The date of effect, chosen by the sender: `effectiveAt`. */
  | 'EFFECTIVE'
  /** The time of recording, set by the ledger: `recordedAt`. */
  | 'RECORDED';

/** A balance to compare with, which may be negative. More decimals than the currency has are refused, never rounded. */
export type BalanceInput = {
  /** In major units: digits with at most one point, such as `"12.34"`, and a minus sign in front of a negative amount, such as `"-5.00"`. */
  amount: string;
  /** The currency. */
  currency: string;
};

/** The identity provider to sign in at. */
export type BeginSignInInput = {
  /** The provider, as `signInProviders` lists it. */
  provider: string;
};

/** The hold to capture, and how much of it. */
export type CaptureHoldInput = {
  /** Whether the amount may be more than the rest; false if left out. For operators. The part above must be covered as a raise is. */
  allowAbove?: boolean | null | undefined;
  /** The amount to capture; the whole rest if left out. */
  amount?: MoneyInput | null | undefined;
  /** A line for people to read, up to 500 characters; the hold's if left out. */
  description?: string | null | undefined;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: string | null | undefined;
  /** Reference in your own books, up to 255 characters. */
  externalId?: string | null | undefined;
  /** The hold to capture. */
  holdId: string;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and captures nothing. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
};

/** Your current password and the new one. */
export type ChangePasswordInput = {
  /** Your current password. */
  currentPassword: string;
  /** The new password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  newPassword: string;
};

/** The account to close. */
export type CloseAccountInput = {
  /** The account to close. */
  id: string;
};

/** The period to close. */
export type ClosePeriodInput = {
  /** The end of the period, up to now. Nothing takes effect before this time any more; transfers of exactly this time stay possible. */
  until: string;
};

/** The secret of a sign-in, and the answer of its provider. */
export type CompleteSignInInput = {
  /** The parameter `code` with which the provider sent the person back. */
  code: string;
  /** The parameter `iss` with which the provider sent the person back, if there is one. */
  iss?: string | null | undefined;
  /** The secret from `beginSignIn`. */
  secret: string;
  /** The parameter `state` with which the provider sent the person back. */
  state: string;
};

/** The program to register, and its rights. */
export type CreateApiClientInput = {
  /** Confine the program to these accounts, up to 1,000; leave out for all of the organization's. */
  accountIds?: Array<string> | null | undefined;
  /**
   * A key of your own for this request, 1 to 255 characters. The same key with the same content gives the same client, not another one, and its
   * API key only once.
   */
  idempotencyKey?: string | null | undefined;
  /** The name by which operators will know the program, 1 to 200 characters. */
  name: string;
  /** The scopes of the program: any of `users:read`, `accounts:read`, `accounts:write`, `transfers:read`, `transfers:write`, `transfers:backdate`, `events:read`. */
  scopes: Array<string>;
};

/** The alert to create. */
export type CreateBalanceAlertInput = {
  /** The account. It may be frozen, and not closed. */
  accountId: string;
  /** The side that counts as crossed. */
  direction: BalanceAlertDirection;
  /** The balance to watch. */
  field: BalanceAlertField;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first alert, even if it was deleted since. */
  idempotencyKey: string;
  /** The amount to compare it with, in the currency of the account. */
  threshold: BalanceInput;
};

/** The amount to reserve, and conditions on it. */
export type CreateHoldInput = {
  /** The amount, in the currency of both accounts. */
  amount: MoneyInput;
  /** The account to reserve it for. */
  creditAccountId: string;
  /** Refuse unless the credited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: MoneyInput | null | undefined;
  /** The account whose money to reserve. */
  debitAccountId: string;
  /** Refuse unless the debited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: MoneyInput | null | undefined;
  /** A line for people to read, up to 500 characters. */
  description?: string | null | undefined;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: number | null | undefined;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: number | null | undefined;
  /** Seconds until the rest is released, 1 to 31,536,000 (a year); 604,800 (a week) if left out. */
  expiresIn?: number | null | undefined;
  /** Reference in your own books, up to 255 characters. */
  externalId?: string | null | undefined;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and reserves nothing. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
  /** Whether you may void the hold as the payer; false if left out. The payee and operators may void every hold. */
  revocable?: boolean | null | undefined;
};

/** The transfer to make, and conditions on it. */
export type CreateTransferInput = {
  /**
   * The amount, in the currency of both accounts. It moves as a whole or is an upper bound, as `amountRule` says. Only `BALANCING_DEBIT` and `BALANCING_CREDIT` may
   * leave it out: then they balance the account without a bound.
   */
  amount?: MoneyInput | null | undefined;
  /** The rule for how much of `amount` moves; `EXACT` if left out. The transfer has the amount that moved, also when the request is repeated. */
  amountRule?: AmountRule | null | undefined;
  /** The account to credit: the payee's, between accounts that customers keep with the organization. */
  creditAccountId: string;
  /** Refuse unless the credited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  creditAvailableAtLeast?: MoneyInput | null | undefined;
  /** The account to debit: the payer's, between accounts that customers keep with the organization. */
  debitAccountId: string;
  /** Refuse unless the debited account has this amount available before, without its overdraft. Only for accounts that you may see. */
  debitAvailableAtLeast?: MoneyInput | null | undefined;
  /** A line for people to read, up to 500 characters. */
  description?: string | null | undefined;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: string | null | undefined;
  /** Refuse unless the credited account's version is this. Only for accounts that you may see. */
  expectedCreditVersion?: number | null | undefined;
  /** Refuse unless the debited account's version is this. Only for accounts that you may see. */
  expectedDebitVersion?: number | null | undefined;
  /** Reference in your own books, up to 255 characters. */
  externalId?: string | null | undefined;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and moves nothing. */
  idempotencyKey: string;
  /** Transfers of one request with the same value all post, or none does. They are decided in the given order. */
  journal?: string | null | undefined;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
};

/** The transfers to make, in order. */
export type CreateTransfersInput = {
  /** The transfers, 1 to 1,000. */
  transfers: Array<CreateTransferInput>;
};

/** The person to add. */
export type CreateUserInput = {
  /** The address to sign in with. One address belongs to one person, in all organizations. */
  email: string;
  /** A key of your own for this request, 1 to 255 characters. The same key with the same content gives the same person, not another one. */
  idempotencyKey?: string | null | undefined;
  /** The person's full name, 1 to 200 characters. */
  name: string;
  /** The first password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  password: string;
  /** The rights of the person. */
  role: UserRole;
};

/** The alert to end. */
export type DeleteBalanceAlertInput = {
  /** An id that starts with `alert_`. An alert that was deleted before stays as it is. */
  alertId: string;
};

/** The person to lock out. */
export type DisableUserInput = {
  /** The person. You cannot name yourself. */
  id: string;
};

/** The person to enable. */
export type EnableUserInput = {
  /** The person. */
  id: string;
};

/** The person whose sessions end. */
export type EndSessionsInput = {
  /** The person; you, if left out. */
  id?: string | null | undefined;
};

/** Conditions on the entries of an account. An entry has to match all that are given. */
export type EntryFilter = {
  /** Entries of this amount or more, in this currency. An account in another currency has none. */
  amountFrom?: MoneyInput | null | undefined;
  /** Entries of this amount or less, in this currency. An account in another currency has none. */
  amountTo?: MoneyInput | null | undefined;
  /** Entries that take effect before this moment. */
  effectiveBefore?: string | null | undefined;
  /** Entries that take effect at this moment or later. */
  effectiveFrom?: string | null | undefined;
  /** Entries of one of these kinds. `TRANSFER` and `CAPTURE` move money; the other kinds change only what is reserved. */
  kinds?: Array<LedgerEventKind> | null | undefined;
  /** Entries whose metadata has all of these keys with these values. */
  metadata?: Record<string, string> | null | undefined;
  /** Entries recorded before this moment. */
  recordedBefore?: string | null | undefined;
  /** Entries recorded at this moment or later. */
  recordedFrom?: string | null | undefined;
  /** Entries on this side of the account. */
  side?: Side | null | undefined;
};

/** The person to erase. */
export type EraseUserInput = {
  /** The person. You cannot name yourself. */
  id: string;
};

/** The credentials of a program. */
export type ExchangeApiKeyInput = {
  /** The key that `createApiClient` or `rotateApiKey` showed. */
  apiKey: string;
};

/** The person whose data are exported. */
export type ExportPersonalDataInput = {
  /** The person; you, if left out. */
  id?: string | null | undefined;
};

/** The hold to extend, and for how long. */
export type ExtendHoldInput = {
  /** The time from now to the new expiry, in seconds, up to 31,536,000 (a year). The hold has to expire later than before. */
  expiresIn: number;
  /** The hold to extend. */
  holdId: string;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and extends nothing. */
  idempotencyKey: string;
};

/** The account to freeze. */
export type FreezeAccountInput = {
  /** The account to freeze. */
  id: string;
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

/** Conditions on events. An event has to match all that are given. */
export type LedgerEventFilter = {
  /** Events that touch one of these accounts, up to 100. */
  accountIds?: Array<string> | null | undefined;
  /** Events that crossed one of these alerts, up to 100. Deleted alerts count too. For operators, and API clients with `accounts:read`. */
  alertIds?: Array<string> | null | undefined;
  /** Events that crossed an alert, if true. For operators, and API clients with `accounts:read`. */
  crossedAlertsOnly?: boolean | null | undefined;
  /** Events of these kinds. */
  kinds?: Array<LedgerEventKind> | null | undefined;
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

/** An amount of money in one currency. More decimals than the currency has are refused, never rounded. */
export type MoneyInput = {
  /** In major units: digits with at most one point, such as `"12.34"`; no sign, no exponent. */
  amount: string;
  /** The currency. */
  currency: string;
};

/** The account to open. */
export type OpenAccountInput = {
  /** The class of the account in the books. A customer's money is a `LIABILITY`. */
  class: AccountClass;
  /** The one currency of its money. */
  currency: string;
  /** The account in your own books, 1 to 255 characters. No other account of your organization may have it. */
  externalId?: string | null | undefined;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and opens nothing. */
  idempotencyKey: string;
  /** Your own notes on the account. */
  metadata?: Record<string, string> | null | undefined;
  /** A name for people to read, 1 to 200 characters. */
  name: string;
  /** The time before which no transfer may be dated back, from the year 1900 to now; now if left out. For operators to set back. */
  openedAt?: string | null | undefined;
  /**
   * The amount by which the available balance may fall below zero, in the account's currency; zero if left out. Null means no limit, which only an account of the
   * organization's own may have.
   */
  overdraftLimit?: MoneyInput | null | undefined;
  /** The person whose money it will be; leave out for an account of the organization's own. */
  ownerId?: string | null | undefined;
};

/** Limits for a period. */
export type PeriodLimitInput = {
  /** The largest sum of transfers and holds, more than zero, in the account's currency. */
  amount?: MoneyInput | null | undefined;
  /** The largest number of transfers and holds, 1 to 1,000,000. */
  count?: number | null | undefined;
};

/** The hold to raise, and by how much. */
export type RaiseHoldInput = {
  /** The amount to reserve in addition, in the currency of the hold. */
  amount: MoneyInput;
  /** A line for people to read, up to 500 characters. */
  description?: string | null | undefined;
  /** Reference in your own books, up to 255 characters. */
  externalId?: string | null | undefined;
  /** The hold to raise. */
  holdId: string;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and reserves nothing. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
};

/** The session to continue. */
export type RefreshSessionInput = {
  /** The refresh token from the last `signIn` or `refreshSession`. */
  refreshToken: string;
};

/** The person who gets a link. */
export type ResetPasswordInput = {
  /** The person. */
  id: string;
};

/** The transfer to undo, and how much of it. */
export type ReverseTransferInput = {
  /** The amount to undo; the whole rest if left out. */
  amount?: MoneyInput | null | undefined;
  /** A line for people to read, up to 500 characters. */
  description?: string | null | undefined;
  /**
   * The date of effect in balances of the past, from the year 1900 to now; now if left out. More than 5 minutes back is for operators and API clients with
   * `transfers:backdate`, not before either account was opened. Nothing takes effect in a closed period.
   */
  effectiveAt?: string | null | undefined;
  /** Reference in your own books, up to 255 characters. */
  externalId?: string | null | undefined;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and moves nothing. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
  /** The transfer to undo. */
  transferId: string;
};

/** The API client to revoke. */
export type RevokeApiClientInput = {
  /** The client to revoke. */
  id: string;
};

/** The API client that gets a new key. */
export type RotateApiKeyInput = {
  /** The client. */
  id: string;
};

/** The token of a link, and the new password. */
export type SetNewPasswordInput = {
  /** The new password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  newPassword: string;
  /** The token from `resetPassword`. */
  token: string;
};

/** The limits of an account. They replace all earlier ones: a limit that is left out is removed. A repeated request changes nothing. */
export type SetTransferLimitsInput = {
  /** The account to limit. */
  accountId: string;
  /** The limits for a day (UTC) and the 29 days before it together. */
  per30Days?: PeriodLimitInput | null | undefined;
  /** The limits per day (UTC). */
  perDay?: PeriodLimitInput | null | undefined;
  /** The largest amount of one transfer or hold. */
  perTransfer?: MoneyInput | null | undefined;
};

/** The side of an account that a row of the log touches. */
export type Side =
  /** Raises `LIABILITY`, `EQUITY` and `REVENUE` accounts, lowers the others. */
  | 'CREDIT'
  /** Raises `ASSET` and `EXPENSE` accounts, lowers the others. */
  | 'DEBIT';

/** The credentials of a person. */
export type SignInInput = {
  /** The address of the account; upper and lower case are the same. */
  email: string;
  /** The last refresh token of the same person on this device, also one that was used or whose session has ended. It marks the device as known. */
  lastRefreshToken?: string | null | undefined;
  /** The password. */
  password: string;
};

/** The session to end. */
export type SignOutInput = {
  /** A refresh token of the session to end. */
  refreshToken: string;
};

/** The properties of accounts by which balances are added up. */
export type TotalsGroup =
  /** The class of the account. */
  | 'CLASS'
  /** The currency of the account. */
  | 'CURRENCY'
  /** Whether the account belongs to a person or to the organization. */
  | 'OWNER_KIND';

/** Conditions on transfers. A transfer has to match all that are given. */
export type TransferFilter = {
  /** Transfers that debit or credit one of these accounts, up to 100. */
  accountIds?: Array<string> | null | undefined;
  /** Transfers of this amount or more, in this currency. */
  amountFrom?: MoneyInput | null | undefined;
  /** Transfers of this amount or less, in this currency. */
  amountTo?: MoneyInput | null | undefined;
  /** Transfers that take effect before this moment. */
  effectiveBefore?: string | null | undefined;
  /** Transfers that take effect at this moment or later. */
  effectiveFrom?: string | null | undefined;
  /** Transfers with this reference in the sender's own books. */
  externalId?: string | null | undefined;
  /** The transfers of this journal. */
  journalId?: string | null | undefined;
  /** Transfers whose metadata has all of these keys with these values. */
  metadata?: Record<string, string> | null | undefined;
  /** Transfers recorded before this moment. */
  recordedBefore?: string | null | undefined;
  /** Transfers recorded at this moment or later. */
  recordedFrom?: string | null | undefined;
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

/** The account to unfreeze. */
export type UnfreezeAccountInput = {
  /** The account to unfreeze. */
  id: string;
};

/** The account to change, and its new values. A field that is left out stays as it is. */
export type UpdateAccountInput = {
  /**
   * A new reference in your own books, 1 to 255 characters; null removes it, and leave it out to keep the old one. For operators, and API clients with
   * `accounts:write` that are not confined to a list of accounts. It cannot change in one request with the overdraft limit.
   */
  externalId?: string | null | undefined;
  /** The account to change. */
  id: string;
  /** New metadata in place of the old; leave out to keep the old. */
  metadata?: Record<string, string> | null | undefined;
  /** A new name, 1 to 200 characters; leave out to keep the old one. */
  name?: string | null | undefined;
  /** A new overdraft limit; leave out to keep the old one. Null means no limit, which only an account of the organization's own may have. */
  overdraftLimit?: MoneyInput | null | undefined;
};

/** The person to change, and the new values. A field that is left out stays as it is. */
export type UpdateUserInput = {
  /** The person. */
  id: string;
  /** The full name, 1 to 200 characters. */
  name?: string | null | undefined;
  /** The rights. You cannot change your own. */
  role?: UserRole | null | undefined;
};

/** The kinds of refusals. */
export type UserErrorCode =
  /** The account still holds money or has open holds. Empty it first. */
  | 'ACCOUNT_NOT_EMPTY'
  /** There is no such account for you. Check the id. */
  | 'ACCOUNT_NOT_FOUND'
  /** The account is frozen or closed. Choose another one, or ask an operator to unfreeze it. */
  | 'ACCOUNT_NOT_OPEN'
  /** There is no such API client in your organization. List them with `apiClients`. */
  | 'API_CLIENT_NOT_FOUND'
  /** The client is revoked for good. Create another one. */
  | 'API_CLIENT_REVOKED'
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
  /** Somebody has this email address already. Choose another one. */
  | 'EMAIL_TAKEN'
  /** Another account of your organization has this `externalId`. Choose another one, or find that account with `accounts`. */
  | 'EXTERNAL_ID_TAKEN'
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
  /** The API key is unknown or revoked. Ask an operator of the organization for another one. */
  | 'INVALID_API_KEY'
  /** The email address and the password do not match. Check both. */
  | 'INVALID_CREDENTIALS'
  /** A value is missing, too long, too short, or does not have the form that its description requires. Correct it. */
  | 'INVALID_INPUT'
  /** The refresh token is unknown, used, or of a session that has ended. Sign in again. */
  | 'INVALID_REFRESH_TOKEN'
  /** The link is unknown, used, replaced or expired. Ask an operator of the organization for another one. */
  | 'INVALID_RESET_TOKEN'
  /** The sign-in is unknown, expired or used, or the provider did not confirm it. Begin another one with `beginSignIn`. */
  | 'INVALID_SIGN_IN'
  /** Another transfer of the same journal was refused, and so was this one. Correct that transfer, and send the journal with new keys. */
  | 'JOURNAL_REFUSED'
  /** An earlier answer showed the API key. Get a new key with `rotateApiKey`. */
  | 'KEY_ALREADY_SHOWN'
  /** A limit on what may leave the account would be exceeded. Send a smaller amount, send it later, or ask an operator for higher limits. */
  | 'LIMIT_EXCEEDED'
  /** The balancing side takes what the account has available no nearer to zero. Leave the account as it is, or swap the sides. */
  | 'NOTHING_TO_BALANCE'
  /** You may see this, and may not do it. The message says who may. */
  | 'NOT_PERMITTED'
  /** You cannot do this to yourself. Ask another operator. */
  | 'NOT_YOURSELF'
  /** The account is overdrawn further than the new limit would allow. Choose a higher limit. */
  | 'OVERDRAFT_LIMIT_IN_USE'
  /** The time of effect lies in a closed period. Send a later one. */
  | 'PERIOD_CLOSED'
  /** The account of the provider is not admitted. Use one with a verified email address of the organization, or ask an operator. */
  | 'PERSON_NOT_ADMITTED'
  /** The organization has as many people, API clients or accounts as it may. Ask whoever runs the platform for a higher quota. */
  | 'QUOTA_REACHED'
  /** The reversal is larger than the part of the transfer that was not yet undone. Reverse less. */
  | 'REVERSAL_EXCEEDS_TRANSFER'
  /** Both sides are the same account. Choose two. */
  | 'SAME_ACCOUNT'
  /** There is no such identity provider. List them with `signInProviders`. */
  | 'SIGN_IN_PROVIDER_NOT_FOUND'
  /** There were too many attempts. Wait for `retryAfterSeconds`. */
  | 'TOO_MANY_ATTEMPTS'
  /** The account has as many alerts as it can have. Delete one of them first. */
  | 'TOO_MANY_BALANCE_ALERTS'
  /** There is no such transfer for you. Check the id. */
  | 'TRANSFER_NOT_FOUND'
  /** The person is disabled. An operator of the organization can enable them. */
  | 'USER_DISABLED'
  /** The personal data of the person was erased, which is final. Create another person. */
  | 'USER_ERASED'
  /** There is no such person in your organization. List them with `users`. */
  | 'USER_NOT_FOUND'
  /** The account's version is not the expected one: the account changed since it was read. Read it again, and decide anew. */
  | 'VERSION_MISMATCH'
  /** This is not your current password. Check it. */
  | 'WRONG_PASSWORD';

/** The rights of a person. */
export type UserRole =
  /** Sees and moves the money of their own accounts. */
  | 'CUSTOMER'
  /** Sees all accounts of the organization, and administers it. */
  | 'OPERATOR';

/** Whether a person can sign in. */
export type UserStatus =
  /** The person can sign in. */
  | 'ACTIVE'
  /** The person is locked out until an operator enables them. */
  | 'DISABLED'
  /** The personal data of the person was erased. This is final. */
  | 'ERASED';

/** The hold to void. */
export type VoidHoldInput = {
  /** The hold to void. */
  holdId: string;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome. */
  idempotencyKey: string;
};

export type ListAccountsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AccountFilter | null | undefined;
  orderBy?: AccountOrder | null | undefined;
}>;


export type ListAccountsQuery = { accounts: { totalCount: number, totalCountCapped: boolean, nodes: Array<{ id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SearchAccountsQueryVariables = Exact<{
  text: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchAccountsQuery = { accounts: { nodes: Array<{ id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type GetAccountQueryVariables = Exact<{
  id: string;
}>;


export type GetAccountQuery = { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, transferLimits: { perTransfer: { amount: string, minorUnits: string, currency: string } | null, perDay: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } }, per30Days: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } } } | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null };

export type GetBalanceAtQueryVariables = Exact<{
  id: string;
  time: string;
  by?: BalanceDate;
}>;


export type GetBalanceAtQuery = { account: { id: string, balanceAt: { amount: string, minorUnits: string, currency: string } | null } | null };

export type ListEntriesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: EntryFilter | null | undefined;
}>;


export type ListEntriesQuery = { account: { id: string, entries: { nodes: Array<{ sequence: string, cursor: string, kind: LedgerEventKind, side: Side, version: number, effectiveAt: string, recordedAt: string, amount: { amount: string, minorUnits: string, currency: string }, balanceAfter: { amount: string, minorUnits: string, currency: string }, counterparty: { id: string, name: string | null }, transfer: { id: string, description: string | null, externalId: string | null } | null, hold: { id: string, description: string | null, externalId: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type GetStatementQueryVariables = Exact<{
  id: string;
  from: string;
  before: string;
  by?: BalanceDate;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type GetStatementQuery = { account: { id: string, name: string | null, statement: { from: string, before: string, by: BalanceDate, cursor: string, openingBalance: { amount: string, minorUnits: string, currency: string }, debits: { amount: string, minorUnits: string, currency: string }, credits: { amount: string, minorUnits: string, currency: string }, closingBalance: { amount: string, minorUnits: string, currency: string }, entries: { nodes: Array<{ sequence: string, cursor: string, kind: LedgerEventKind, side: Side, version: number, effectiveAt: string, recordedAt: string, amount: { amount: string, minorUnits: string, currency: string }, balanceAfter: { amount: string, minorUnits: string, currency: string }, counterparty: { id: string, name: string | null }, transfer: { id: string, description: string | null, externalId: string | null } | null, hold: { id: string, description: string | null, externalId: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null } | null };

export type OpenAccountMutationVariables = Exact<{
  input: OpenAccountInput;
}>;


export type OpenAccountMutation = { openAccount: { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UpdateAccountMutationVariables = Exact<{
  input: UpdateAccountInput;
}>;


export type UpdateAccountMutation = { updateAccount: { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type FreezeAccountMutationVariables = Exact<{
  input: FreezeAccountInput;
}>;


export type FreezeAccountMutation = { freezeAccount: { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UnfreezeAccountMutationVariables = Exact<{
  input: UnfreezeAccountInput;
}>;


export type UnfreezeAccountMutation = { unfreezeAccount: { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CloseAccountMutationVariables = Exact<{
  input: CloseAccountInput;
}>;


export type CloseAccountMutation = { closeAccount: { account: { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SetTransferLimitsMutationVariables = Exact<{
  input: SetTransferLimitsInput;
}>;


export type SetTransferLimitsMutation = { setTransferLimits: { account: { id: string, name: string | null, transferLimits: { perTransfer: { amount: string, minorUnits: string, currency: string } | null, perDay: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } }, per30Days: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ListBalanceAlertsQueryVariables = Exact<{
  accountId: string;
}>;


export type ListBalanceAlertsQuery = { account: { id: string, balanceAlerts: Array<{ id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }> | null } | null };

export type CreateBalanceAlertMutationVariables = Exact<{
  input: CreateBalanceAlertInput;
}>;


export type CreateBalanceAlertMutation = { createBalanceAlert: { alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type DeleteBalanceAlertMutationVariables = Exact<{
  input: DeleteBalanceAlertInput;
}>;


export type DeleteBalanceAlertMutation = { deleteBalanceAlert: { alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type GetNodeQueryVariables = Exact<{
  id: string;
}>;


export type GetNodeQuery = { node:
    | { __typename: 'Account', currency: string | null, id: string, accountName: string | null }
    | { __typename: 'ApiClient', id: string, clientName: string }
    | { __typename: 'Hold', id: string, holdAmount: { amount: string, minorUnits: string, currency: string } }
    | { __typename: 'Organization', id: string, organizationName: string }
    | { __typename: 'Transfer', id: string, transferAmount: { amount: string, minorUnits: string, currency: string } }
    | { __typename: 'User', id: string, userName: string | null }
   | null };

export type ListApiClientsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListApiClientsQuery = { apiClients: { nodes: Array<{ id: string, name: string, scopes: Array<string>, accountIds: Array<string> | null, createdAt: string, revokedAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CreateApiClientMutationVariables = Exact<{
  input: CreateApiClientInput;
}>;


export type CreateApiClientMutation = { createApiClient: { apiKey: string | null, apiClient: { id: string, name: string, scopes: Array<string>, accountIds: Array<string> | null, createdAt: string, revokedAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RevokeApiClientMutationVariables = Exact<{
  input: RevokeApiClientInput;
}>;


export type RevokeApiClientMutation = { revokeApiClient: { apiClient: { id: string, name: string, scopes: Array<string>, accountIds: Array<string> | null, createdAt: string, revokedAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RotateApiKeyMutationVariables = Exact<{
  input: RotateApiKeyInput;
}>;


export type RotateApiKeyMutation = { rotateApiKey: { apiKey: string | null, apiClient: { id: string, name: string, scopes: Array<string>, accountIds: Array<string> | null, createdAt: string, revokedAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ListAuditEventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: AuditEventFilter | null | undefined;
}>;


export type ListAuditEventsQuery = { auditEvents: { nodes: Array<{ id: string, sequence: string, occurredAt: string, action: AuditAction, address: string | null, hash: string, actor:
        | { __typename: 'ApiClient', id: string, clientName: string }
        | { __typename: 'User', id: string, userName: string | null }
       | null, subject:
        | { __typename: 'Account', id: string, accountName: string | null }
        | { __typename: 'ApiClient', id: string, clientName: string }
        | { __typename: 'Organization', id: string, organizationName: string }
        | { __typename: 'User', id: string, userName: string | null }
       | null, changes: Array<{ field: string, before: string | null, after: string | null, erased: boolean }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ListRefusedSignInsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  from?: string | null | undefined;
}>;


export type ListRefusedSignInsQuery = { refusedSignIns: { nodes: Array<{ minute: string, network: string | null, attempts: number }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type GetTotalsQueryVariables = Exact<{
  by: Array<TotalsGroup> | TotalsGroup;
  at?: string | null | undefined;
  date?: BalanceDate;
}>;


export type GetTotalsQuery = { totals: { cursor: string, groups: Array<{ class: AccountClass | null, currency: string, ownerKind: AccountOwnerKind | null, accounts: number, debits: { amount: string, minorUnits: string, currency: string }, credits: { amount: string, minorUnits: string, currency: string }, balance: { amount: string, minorUnits: string, currency: string } }> } };

export type GetTrialBalanceQueryVariables = Exact<{
  at?: string | null | undefined;
  date?: BalanceDate;
}>;


export type GetTrialBalanceQuery = { trialBalance: { cursor: string, lines: Array<{ class: AccountClass | null, currency: string, ownerKind: AccountOwnerKind | null, accounts: number, debits: { amount: string, minorUnits: string, currency: string }, credits: { amount: string, minorUnits: string, currency: string }, balance: { amount: string, minorUnits: string, currency: string } }>, currencies: Array<{ currency: string, totalDebits: { amount: string, minorUnits: string, currency: string }, totalCredits: { amount: string, minorUnits: string, currency: string }, difference: { amount: string, minorUnits: string, currency: string } }> } };

export type GetLedgerHeadQueryVariables = Exact<{ [key: string]: never; }>;


export type GetLedgerHeadQuery = { ledgerHead: { sequence: string, hash: string | null, cursor: string } };

export type GetClosedPeriodQueryVariables = Exact<{ [key: string]: never; }>;


export type GetClosedPeriodQuery = { booksClosedUntil: string | null };

export type ClosePeriodMutationVariables = Exact<{
  input: ClosePeriodInput;
}>;


export type ClosePeriodMutation = { closePeriod: { closedUntil: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ListEventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: LedgerEventFilter | null | undefined;
}>;


export type ListEventsQuery = { ledgerEvents: { nodes: Array<
      | { __typename: 'Heartbeat', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'HoldCaptured', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'HoldCreated', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'HoldExpired', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'HoldRaised', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'HoldVoided', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
      | { __typename: 'TransferPosted', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    >, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type FollowEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: LedgerEventFilter | null | undefined;
  heartbeatSeconds?: number | null | undefined;
}>;


export type FollowEventsSubscription = { ledgerEvents:
    | { __typename: 'Heartbeat', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'HoldCaptured', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'HoldCreated', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'HoldExpired', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'HoldRaised', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'HoldVoided', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
    | { __typename: 'TransferPosted', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> }
   | null };

export type GetHoldQueryVariables = Exact<{
  id: string;
}>;


export type GetHoldQuery = { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, captures: Array<{ id: string, amount: { amount: string, minorUnits: string, currency: string } }>, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null };

export type CreateHoldMutationVariables = Exact<{
  input: CreateHoldInput;
  dryRun?: boolean | null | undefined;
}>;


export type CreateHoldMutation = { createHold: { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CaptureHoldMutationVariables = Exact<{
  input: CaptureHoldInput;
  dryRun?: boolean | null | undefined;
}>;


export type CaptureHoldMutation = { captureHold: { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RaiseHoldMutationVariables = Exact<{
  input: RaiseHoldInput;
  dryRun?: boolean | null | undefined;
}>;


export type RaiseHoldMutation = { raiseHold: { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ExtendHoldMutationVariables = Exact<{
  input: ExtendHoldInput;
}>;


export type ExtendHoldMutation = { extendHold: { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type VoidHoldMutationVariables = Exact<{
  input: VoidHoldInput;
  dryRun?: boolean | null | undefined;
}>;


export type VoidHoldMutation = { voidHold: { hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type GetMeQueryVariables = Exact<{ [key: string]: never; }>;


export type GetMeQuery = { me: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null, organization: { id: string, name: string, createdAt: string } | null } | null };

export type GetOrganizationQueryVariables = Exact<{ [key: string]: never; }>;


export type GetOrganizationQuery = { organization: { id: string, name: string, createdAt: string } };

export type ListUsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListUsersQuery = { users: { nodes: Array<{ id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type GetUserQueryVariables = Exact<{
  id: string;
}>;


export type GetUserQuery = { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null };

export type ListAccountsOfUserQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListAccountsOfUserQuery = { user: { id: string, accounts: { totalCount: number, totalCountCapped: boolean, nodes: Array<{ id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type CreateUserMutationVariables = Exact<{
  input: CreateUserInput;
}>;


export type CreateUserMutation = { createUser: { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UpdateUserMutationVariables = Exact<{
  input: UpdateUserInput;
}>;


export type UpdateUserMutation = { updateUser: { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type DisableUserMutationVariables = Exact<{
  input: DisableUserInput;
}>;


export type DisableUserMutation = { disableUser: { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type EnableUserMutationVariables = Exact<{
  input: EnableUserInput;
}>;


export type EnableUserMutation = { enableUser: { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type EraseUserMutationVariables = Exact<{
  input: EraseUserInput;
}>;


export type EraseUserMutation = { eraseUser: { user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type EndSessionsMutationVariables = Exact<{
  input: EndSessionsInput;
}>;


export type EndSessionsMutation = { endSessions: { endedSessions: number | null, user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ExportPersonalDataMutationVariables = Exact<{
  input: ExportPersonalDataInput;
}>;


export type ExportPersonalDataMutation = { exportPersonalData: { document: string | null, user: { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RecentActivityQueryVariables = Exact<{
  accounts?: number | null | undefined;
}>;


export type RecentActivityQuery = { organization: { name: string }, accounts: { nodes: Array<{ id: string, name: string | null, currency: string | null, owner: { name: string | null } | null, balance: { cursor: string, available: { amount: string, currency: string } } | null }> }, transfers: { nodes: Array<{ id: string, description: string | null, recordedAt: string, amount: { amount: string, currency: string } }> } };

export type ListSignInProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ListSignInProvidersQuery = { signInProviders: Array<{ id: string, name: string }> };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn: { accessToken: string | null, refreshToken: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type BeginSignInMutationVariables = Exact<{
  input: BeginSignInInput;
}>;


export type BeginSignInMutation = { beginSignIn: { url: string | null, secret: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CompleteSignInMutationVariables = Exact<{
  input: CompleteSignInInput;
}>;


export type CompleteSignInMutation = { completeSignIn: { accessToken: string | null, refreshToken: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { refreshSession: { accessToken: string | null, refreshToken: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SignOutMutationVariables = Exact<{
  input: SignOutInput;
}>;


export type SignOutMutation = { signOut: { signedOut: boolean, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ExchangeApiKeyMutationVariables = Exact<{
  input: ExchangeApiKeyInput;
}>;


export type ExchangeApiKeyMutation = { exchangeApiKey: { accessToken: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateStreamTicketMutationVariables = Exact<{ [key: string]: never; }>;


export type CreateStreamTicketMutation = { createStreamTicket: { ticket: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { accessToken: string | null, refreshToken: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: { token: string | null, link: string | null, expiresAt: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SetNewPasswordMutationVariables = Exact<{
  input: SetNewPasswordInput;
}>;


export type SetNewPasswordMutation = { setNewPassword: { email: string | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ListTransfersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: TransferFilter | null | undefined;
}>;


export type ListTransfersQuery = { transfers: { nodes: Array<{ id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type GetTransferQueryVariables = Exact<{
  id: string;
}>;


export type GetTransferQuery = { transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, hold: { id: string, status: HoldStatus } | null, reverses: { id: string } | null, reversedBy: Array<{ id: string, amount: { amount: string, minorUnits: string, currency: string } }>, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null };

export type CreateTransferMutationVariables = Exact<{
  input: CreateTransferInput;
  dryRun?: boolean | null | undefined;
}>;


export type CreateTransferMutation = { createTransfer: { transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateTransfersMutationVariables = Exact<{
  input: CreateTransfersInput;
  dryRun?: boolean | null | undefined;
}>;


export type CreateTransfersMutation = { createTransfers: { results: Array<{ transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
        | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
        | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
        | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
        | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
        | { code: UserErrorCode, message: string, path: Array<string> | null }
      > }>, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ReverseTransferMutationVariables = Exact<{
  input: ReverseTransferInput;
  dryRun?: boolean | null | undefined;
}>;


export type ReverseTransferMutation = { reverseTransfer: { transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, reverses: { id: string } | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } } | null, preview: { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null } | null, errors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null }
      | { field: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { quota: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type AmountFragment = { amount: string, minorUnits: string, currency: string };

export type PageFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type BalancePartsFragment = { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } };

export type AccountPartsFragment = { id: string, name: string | null, externalId: string | null, class: AccountClass | null, currency: string | null, status: AccountStatus | null, openedAt: string | null, createdAt: string | null, metadata: Record<string, string> | null, owner: { id: string, name: string | null } | null, overdraftLimit: { amount: string, minorUnits: string, currency: string } | null, balance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null };

export type LimitsFragment = { perTransfer: { amount: string, minorUnits: string, currency: string } | null, perDay: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } }, per30Days: { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } } };

export type LimitOfPeriodFragment = { count: number | null, usedCount: number, amount: { amount: string, minorUnits: string, currency: string } | null, usedAmount: { amount: string, minorUnits: string, currency: string } };

export type AccountNameFragment = { id: string, name: string | null };

export type EntryPartsFragment = { sequence: string, cursor: string, kind: LedgerEventKind, side: Side, version: number, effectiveAt: string, recordedAt: string, amount: { amount: string, minorUnits: string, currency: string }, balanceAfter: { amount: string, minorUnits: string, currency: string }, counterparty: { id: string, name: string | null }, transfer: { id: string, description: string | null, externalId: string | null } | null, hold: { id: string, description: string | null, externalId: string | null } | null };

type Refusal_AccountNotEmpty_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_AccountNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_AccountNotOpen_Fragment = { accountStatus: AccountStatus | null, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_ApiClientNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_ApiClientRevoked_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_BalanceAlertNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_BalanceOutOfRange_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_CaptureExceedsHold_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } };

type Refusal_ConditionNotMet_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } };

type Refusal_CurrencyMismatch_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_Declined_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_EmailTaken_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_ExternalIdTaken_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_HoldNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_HoldNotOpen_Fragment = { holdStatus: HoldStatus, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_IdempotencyMismatch_Fragment = { field: string, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InsufficientFunds_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null, required: { amount: string, minorUnits: string, currency: string } };

type Refusal_InvalidAmount_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidApiKey_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidCredentials_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidInput_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidRefreshToken_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidResetToken_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_InvalidSignIn_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_JournalRefused_Fragment = { refusedIndex: number, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_KeyAlreadyShown_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_LimitExceeded_Fragment = { limit: TransferLimit, resetsAt: string | null, code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } };

type Refusal_NotPermitted_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_NotYourself_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_NothingToBalance_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null, available: { amount: string, minorUnits: string, currency: string } | null };

type Refusal_OverdraftLimitInUse_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_PeriodClosed_Fragment = { closedUntil: string, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_PersonNotAdmitted_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_QuotaReached_Fragment = { quota: number, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_ReversalExceedsTransfer_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null, remaining: { amount: string, minorUnits: string, currency: string } };

type Refusal_SameAccount_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_SignInProviderNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_TooManyAttempts_Fragment = { retryAfterSeconds: number, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_TooManyBalanceAlerts_Fragment = { alertsMax: number, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_TransferNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_UserDisabled_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_UserErased_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_UserNotFound_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_VersionMismatch_Fragment = { expected: number, actual: number, code: UserErrorCode, message: string, path: Array<string> | null };

type Refusal_WrongPassword_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

export type RefusalFragment =
  | Refusal_AccountNotEmpty_Fragment
  | Refusal_AccountNotFound_Fragment
  | Refusal_AccountNotOpen_Fragment
  | Refusal_ApiClientNotFound_Fragment
  | Refusal_ApiClientRevoked_Fragment
  | Refusal_BalanceAlertNotFound_Fragment
  | Refusal_BalanceOutOfRange_Fragment
  | Refusal_CaptureExceedsHold_Fragment
  | Refusal_ConditionNotMet_Fragment
  | Refusal_CurrencyMismatch_Fragment
  | Refusal_Declined_Fragment
  | Refusal_EmailTaken_Fragment
  | Refusal_ExternalIdTaken_Fragment
  | Refusal_HoldNotFound_Fragment
  | Refusal_HoldNotOpen_Fragment
  | Refusal_IdempotencyMismatch_Fragment
  | Refusal_InsufficientFunds_Fragment
  | Refusal_InvalidAmount_Fragment
  | Refusal_InvalidApiKey_Fragment
  | Refusal_InvalidCredentials_Fragment
  | Refusal_InvalidInput_Fragment
  | Refusal_InvalidRefreshToken_Fragment
  | Refusal_InvalidResetToken_Fragment
  | Refusal_InvalidSignIn_Fragment
  | Refusal_JournalRefused_Fragment
  | Refusal_KeyAlreadyShown_Fragment
  | Refusal_LimitExceeded_Fragment
  | Refusal_NotPermitted_Fragment
  | Refusal_NotYourself_Fragment
  | Refusal_NothingToBalance_Fragment
  | Refusal_OverdraftLimitInUse_Fragment
  | Refusal_PeriodClosed_Fragment
  | Refusal_PersonNotAdmitted_Fragment
  | Refusal_QuotaReached_Fragment
  | Refusal_ReversalExceedsTransfer_Fragment
  | Refusal_SameAccount_Fragment
  | Refusal_SignInProviderNotFound_Fragment
  | Refusal_TooManyAttempts_Fragment
  | Refusal_TooManyBalanceAlerts_Fragment
  | Refusal_TransferNotFound_Fragment
  | Refusal_UserDisabled_Fragment
  | Refusal_UserErased_Fragment
  | Refusal_UserNotFound_Fragment
  | Refusal_VersionMismatch_Fragment
  | Refusal_WrongPassword_Fragment
;

export type AlertFragment = { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } };

export type ClientFragment = { id: string, name: string, scopes: Array<string>, accountIds: Array<string> | null, createdAt: string, revokedAt: string | null };

export type SumsOfAccountsFragment = { class: AccountClass | null, currency: string, ownerKind: AccountOwnerKind | null, accounts: number, debits: { amount: string, minorUnits: string, currency: string }, credits: { amount: string, minorUnits: string, currency: string }, balance: { amount: string, minorUnits: string, currency: string } };

export type TransferPartsFragment = { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } };

export type HoldPartsFragment = { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } };

type Event_Heartbeat_Fragment = { __typename: 'Heartbeat', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_HoldCaptured_Fragment = { __typename: 'HoldCaptured', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_HoldCreated_Fragment = { __typename: 'HoldCreated', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_HoldExpired_Fragment = { __typename: 'HoldExpired', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_HoldRaised_Fragment = { __typename: 'HoldRaised', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_HoldVoided_Fragment = { __typename: 'HoldVoided', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, amount: { amount: string, minorUnits: string, currency: string }, hold: { id: string, sequence: string, cursor: string, status: HoldStatus, description: string | null, externalId: string | null, expiresAt: string, recordedAt: string, revocable: boolean, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, raised: { amount: string, minorUnits: string, currency: string }, remaining: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

type Event_TransferPosted_Fragment = { __typename: 'TransferPosted', cursor: string, sequence: string, previousSequence: string | null, occurredAt: string, transfer: { id: string, sequence: string, cursor: string, description: string | null, externalId: string | null, effectiveAt: string, recordedAt: string, journalId: string | null, metadata: Record<string, string> | null, amount: { amount: string, minorUnits: string, currency: string }, debit: { id: string, name: string | null }, credit: { id: string, name: string | null } }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, crossedAlerts: Array<{ alert: { id: string, field: BalanceAlertField, direction: BalanceAlertDirection, cursor: string, createdAt: string, deletedAt: string | null, account: { id: string, name: string | null }, threshold: { amount: string, minorUnits: string, currency: string } }, before: { amount: string, minorUnits: string, currency: string }, after: { amount: string, minorUnits: string, currency: string } }> };

export type EventFragment =
  | Event_Heartbeat_Fragment
  | Event_HoldCaptured_Fragment
  | Event_HoldCreated_Fragment
  | Event_HoldExpired_Fragment
  | Event_HoldRaised_Fragment
  | Event_HoldVoided_Fragment
  | Event_TransferPosted_Fragment
;

export type PreviewFragment = { amount: { amount: string, minorUnits: string, currency: string }, debitBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null, creditBalance: { version: number, cursor: string, posted: { amount: string, minorUnits: string, currency: string }, pending: { amount: string, minorUnits: string, currency: string }, available: { amount: string, minorUnits: string, currency: string } } | null };

export type PersonFragment = { id: string, email: string | null, name: string | null, role: UserRole | null, status: UserStatus | null, createdAt: string | null };

const fragments = {
  Amount: "fragment Amount on Money {\n  amount\n  minorUnits\n  currency\n}",
  Page: "fragment Page on PageInfo {\n  hasNextPage\n  hasPreviousPage\n  startCursor\n  endCursor\n}",
  BalanceParts: "fragment BalanceParts on Balance {\n  posted {\n    ...Amount\n  }\n  pending {\n    ...Amount\n  }\n  available {\n    ...Amount\n  }\n  version\n  cursor\n}",
  AccountParts: "fragment AccountParts on Account {\n  id\n  name\n  externalId\n  class\n  currency\n  status\n  owner {\n    id\n    name\n  }\n  overdraftLimit {\n    ...Amount\n  }\n  balance {\n    ...BalanceParts\n  }\n  openedAt\n  createdAt\n  metadata\n}",
  Limits: "fragment Limits on TransferLimits {\n  perTransfer {\n    ...Amount\n  }\n  perDay {\n    ...LimitOfPeriod\n  }\n  per30Days {\n    ...LimitOfPeriod\n  }\n}",
  LimitOfPeriod: "fragment LimitOfPeriod on PeriodLimit {\n  amount {\n    ...Amount\n  }\n  count\n  usedAmount {\n    ...Amount\n  }\n  usedCount\n}",
  AccountName: "fragment AccountName on Account {\n  id\n  name\n}",
  EntryParts: "fragment EntryParts on Entry {\n  sequence\n  cursor\n  kind\n  side\n  amount {\n    ...Amount\n  }\n  balanceAfter {\n    ...Amount\n  }\n  version\n  counterparty {\n    ...AccountName\n  }\n  transfer {\n    id\n    description\n    externalId\n  }\n  hold {\n    id\n    description\n    externalId\n  }\n  effectiveAt\n  recordedAt\n}",
  Refusal: "fragment Refusal on UserError {\n  code\n  message\n  path\n  ... on AccountNotOpen {\n    accountStatus\n  }\n  ... on CaptureExceedsHold {\n    remaining {\n      ...Amount\n    }\n  }\n  ... on ConditionNotMet {\n    available {\n      ...Amount\n    }\n    required {\n      ...Amount\n    }\n  }\n  ... on HoldNotOpen {\n    holdStatus\n  }\n  ... on IdempotencyMismatch {\n    field\n  }\n  ... on InsufficientFunds {\n    available {\n      ...Amount\n    }\n    required {\n      ...Amount\n    }\n  }\n  ... on JournalRefused {\n    refusedIndex\n  }\n  ... on LimitExceeded {\n    limit\n    remaining {\n      ...Amount\n    }\n    resetsAt\n  }\n  ... on NothingToBalance {\n    available {\n      ...Amount\n    }\n  }\n  ... on PeriodClosed {\n    closedUntil\n  }\n  ... on QuotaReached {\n    quota\n  }\n  ... on ReversalExceedsTransfer {\n    remaining {\n      ...Amount\n    }\n  }\n  ... on TooManyAttempts {\n    retryAfterSeconds\n  }\n  ... on TooManyBalanceAlerts {\n    alertsMax\n  }\n  ... on VersionMismatch {\n    expected\n    actual\n  }\n}",
  Alert: "fragment Alert on BalanceAlert {\n  id\n  account {\n    ...AccountName\n  }\n  field\n  direction\n  threshold {\n    ...Amount\n  }\n  cursor\n  createdAt\n  deletedAt\n}",
  Client: "fragment Client on ApiClient {\n  id\n  name\n  scopes\n  accountIds\n  createdAt\n  revokedAt\n}",
  SumsOfAccounts: "fragment SumsOfAccounts on AccountTotals {\n  class\n  currency\n  ownerKind\n  accounts\n  debits {\n    ...Amount\n  }\n  credits {\n    ...Amount\n  }\n  balance {\n    ...Amount\n  }\n}",
  TransferParts: "fragment TransferParts on Transfer {\n  id\n  sequence\n  cursor\n  amount {\n    ...Amount\n  }\n  debit {\n    ...AccountName\n  }\n  credit {\n    ...AccountName\n  }\n  description\n  externalId\n  effectiveAt\n  recordedAt\n  journalId\n  metadata\n}",
  HoldParts: "fragment HoldParts on Hold {\n  id\n  sequence\n  cursor\n  status\n  amount {\n    ...Amount\n  }\n  raised {\n    ...Amount\n  }\n  remaining {\n    ...Amount\n  }\n  debit {\n    ...AccountName\n  }\n  credit {\n    ...AccountName\n  }\n  description\n  externalId\n  expiresAt\n  recordedAt\n  revocable\n  metadata\n}",
  Event: "fragment Event on LedgerEvent {\n  __typename\n  cursor\n  sequence\n  previousSequence\n  occurredAt\n  debitBalance {\n    ...BalanceParts\n  }\n  creditBalance {\n    ...BalanceParts\n  }\n  crossedAlerts {\n    alert {\n      ...Alert\n    }\n    before {\n      ...Amount\n    }\n    after {\n      ...Amount\n    }\n  }\n  ... on TransferPosted {\n    transfer {\n      ...TransferParts\n    }\n  }\n  ... on HoldCreated {\n    hold {\n      ...HoldParts\n    }\n  }\n  ... on HoldRaised {\n    amount {\n      ...Amount\n    }\n    hold {\n      ...HoldParts\n    }\n  }\n  ... on HoldCaptured {\n    hold {\n      ...HoldParts\n    }\n    transfer {\n      ...TransferParts\n    }\n  }\n  ... on HoldVoided {\n    amount {\n      ...Amount\n    }\n    hold {\n      ...HoldParts\n    }\n  }\n  ... on HoldExpired {\n    amount {\n      ...Amount\n    }\n    hold {\n      ...HoldParts\n    }\n  }\n}",
  Preview: "fragment Preview on LedgerPreview {\n  amount {\n    ...Amount\n  }\n  debitBalance {\n    ...BalanceParts\n  }\n  creditBalance {\n    ...BalanceParts\n  }\n}",
  Person: "fragment Person on User {\n  id\n  email\n  name\n  role\n  status\n  createdAt\n}",
} as const;
/** Lists the accounts that you can see, with their owners and balances. Filter them by owner, class, currency, status, name, external id or metadata. */
export const ListAccounts: TypedDocumentNode<ListAccountsQuery, ListAccountsQueryVariables> = documentOf("query ListAccounts($first: Int, $after: String, $filter: AccountFilter, $orderBy: AccountOrder = CREATED_AT_ASC) {\n  accounts(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n    nodes {\n      ...AccountParts\n    }\n    pageInfo {\n      ...Page\n    }\n    totalCount\n    totalCountCapped\n  }\n}", fragments.Amount, fragments.Page, fragments.BalanceParts, fragments.AccountParts);
/** Finds accounts by a part of their name, in the order of the names. For a list with more conditions use the list of accounts. */
export const SearchAccounts: TypedDocumentNode<SearchAccountsQuery, SearchAccountsQueryVariables> = documentOf("query SearchAccounts($text: String!, $first: Int, $after: String) {\n  accounts(\n    first: $first\n    after: $after\n    filter: {nameContains: $text}\n    orderBy: NAME_ASC\n  ) {\n    nodes {\n      ...AccountParts\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.BalanceParts, fragments.AccountParts);
/** Reads an account with its owner, balance and limits. Null if there is no such account for you. */
export const GetAccount: TypedDocumentNode<GetAccountQuery, GetAccountQueryVariables> = documentOf("query GetAccount($id: ID!) {\n  account(id: $id) {\n    ...AccountParts\n    transferLimits {\n      ...Limits\n    }\n  }\n}", fragments.Amount, fragments.BalanceParts, fragments.AccountParts, fragments.Limits, fragments.LimitOfPeriod);
/** Reads the balance that an account had at a time. */
export const GetBalanceAt: TypedDocumentNode<GetBalanceAtQuery, GetBalanceAtQueryVariables> = documentOf("query GetBalanceAt($id: ID!, $time: DateTime!, $by: BalanceDate! = EFFECTIVE) {\n  account(id: $id) {\n    id\n    balanceAt(time: $time, by: $by) {\n      ...Amount\n    }\n  }\n}", fragments.Amount);
/** Lists the entries of an account, in the order in which they were recorded: transfers and changes of holds, each with the balance after it. */
export const ListEntries: TypedDocumentNode<ListEntriesQuery, ListEntriesQueryVariables> = documentOf("query ListEntries($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: EntryFilter) {\n  account(id: $id) {\n    id\n    entries(\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n      filter: $filter\n    ) {\n      nodes {\n        ...EntryParts\n      }\n      pageInfo {\n        ...Page\n      }\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.AccountName, fragments.EntryParts);
/** Reads the statement of an account for a period. The opening balance and all entries give the closing balance, whatever is posted meanwhile. With more pages of entries, send `endCursor` as `after`, and take the balances of the last page. */
export const GetStatement: TypedDocumentNode<GetStatementQuery, GetStatementQueryVariables> = documentOf("query GetStatement($id: ID!, $from: DateTime!, $before: DateTime!, $by: BalanceDate! = EFFECTIVE, $first: Int, $after: String) {\n  account(id: $id) {\n    ...AccountName\n    statement(from: $from, before: $before, by: $by) {\n      from\n      before\n      by\n      openingBalance {\n        ...Amount\n      }\n      debits {\n        ...Amount\n      }\n      credits {\n        ...Amount\n      }\n      closingBalance {\n        ...Amount\n      }\n      entries(first: $first, after: $after) {\n        nodes {\n          ...EntryParts\n        }\n        pageInfo {\n          ...Page\n        }\n      }\n      cursor\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.AccountName, fragments.EntryParts);
/** Opens an account. Sent again with the same `idempotencyKey` it opens no other, and gives the same answer. */
export const OpenAccount: TypedDocumentNode<OpenAccountMutation, OpenAccountMutationVariables> = documentOf("mutation OpenAccount($input: OpenAccountInput!) {\n  openAccount(input: $input) {\n    account {\n      ...AccountParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountParts);
/** Changes the name, the external id, the metadata or the overdraft limit of an account. Fields that are left out stay as they are. */
export const UpdateAccount: TypedDocumentNode<UpdateAccountMutation, UpdateAccountMutationVariables> = documentOf("mutation UpdateAccount($input: UpdateAccountInput!) {\n  updateAccount(input: $input) {\n    account {\n      ...AccountParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountParts);
/** Freezes an account: it takes no part in transfers until it is unfrozen. For operators. */
export const FreezeAccount: TypedDocumentNode<FreezeAccountMutation, FreezeAccountMutationVariables> = documentOf("mutation FreezeAccount($input: FreezeAccountInput!) {\n  freezeAccount(input: $input) {\n    account {\n      ...AccountParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountParts);
/** Lets a frozen account take part in transfers again. For operators. */
export const UnfreezeAccount: TypedDocumentNode<UnfreezeAccountMutation, UnfreezeAccountMutationVariables> = documentOf("mutation UnfreezeAccount($input: UnfreezeAccountInput!) {\n  unfreezeAccount(input: $input) {\n    account {\n      ...AccountParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountParts);
/** Closes an account for good. It must hold no money and have no open holds. For operators. */
export const CloseAccount: TypedDocumentNode<CloseAccountMutation, CloseAccountMutationVariables> = documentOf("mutation CloseAccount($input: CloseAccountInput!) {\n  closeAccount(input: $input) {\n    account {\n      ...AccountParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountParts);
/** Sets the limits on what may leave an account: per transfer, per day and per 30 days. Limits that are left out are removed. For operators. */
export const SetTransferLimits: TypedDocumentNode<SetTransferLimitsMutation, SetTransferLimitsMutationVariables> = documentOf("mutation SetTransferLimits($input: SetTransferLimitsInput!) {\n  setTransferLimits(input: $input) {\n    account {\n      ...AccountName\n      transferLimits {\n        ...Limits\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.AccountName, fragments.Limits, fragments.LimitOfPeriod);
/** Lists the balance alerts of an account. */
export const ListBalanceAlerts: TypedDocumentNode<ListBalanceAlertsQuery, ListBalanceAlertsQueryVariables> = documentOf("query ListBalanceAlerts($accountId: ID!) {\n  account(id: $accountId) {\n    id\n    balanceAlerts {\n      ...Alert\n    }\n  }\n}", fragments.Amount, fragments.AccountName, fragments.Alert);
/** Creates an alert for when a balance of an account crosses a threshold. Events then name it in `crossedAlerts`. */
export const CreateBalanceAlert: TypedDocumentNode<CreateBalanceAlertMutation, CreateBalanceAlertMutationVariables> = documentOf("mutation CreateBalanceAlert($input: CreateBalanceAlertInput!) {\n  createBalanceAlert(input: $input) {\n    alert {\n      ...Alert\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.AccountName, fragments.Alert);
/** Deletes an alert. Events before keep it. */
export const DeleteBalanceAlert: TypedDocumentNode<DeleteBalanceAlertMutation, DeleteBalanceAlertMutationVariables> = documentOf("mutation DeleteBalanceAlert($input: DeleteBalanceAlertInput!) {\n  deleteBalanceAlert(input: $input) {\n    alert {\n      ...Alert\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.AccountName, fragments.Alert);
/** Reads anything that has an id: a person, a program, an account, a transfer, a hold or the organization. Null if there is none for you. */
export const GetNode: TypedDocumentNode<GetNodeQuery, GetNodeQueryVariables> = documentOf("query GetNode($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on User {\n      userName: name\n    }\n    ... on ApiClient {\n      clientName: name\n    }\n    ... on Organization {\n      organizationName: name\n    }\n    ... on Account {\n      accountName: name\n      currency\n    }\n    ... on Transfer {\n      transferAmount: amount {\n        ...Amount\n      }\n    }\n    ... on Hold {\n      holdAmount: amount {\n        ...Amount\n      }\n    }\n  }\n}", fragments.Amount);
/** Lists the programs of your organization, revoked ones included, in the order of their creation. For operators. */
export const ListApiClients: TypedDocumentNode<ListApiClientsQuery, ListApiClientsQueryVariables> = documentOf("query ListApiClients($first: Int, $after: String) {\n  apiClients(first: $first, after: $after) {\n    nodes {\n      ...Client\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Page, fragments.Client);
/** Registers a program with its scopes. Its API key is in this answer and never shown again. For operators. */
export const CreateApiClient: TypedDocumentNode<CreateApiClientMutation, CreateApiClientMutationVariables> = documentOf("mutation CreateApiClient($input: CreateApiClientInput!) {\n  createApiClient(input: $input) {\n    apiClient {\n      ...Client\n    }\n    apiKey\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Client);
/** Revokes a program. Its key stops working at once, its access tokens and streams within two seconds. For operators. */
export const RevokeApiClient: TypedDocumentNode<RevokeApiClientMutation, RevokeApiClientMutationVariables> = documentOf("mutation RevokeApiClient($input: RevokeApiClientInput!) {\n  revokeApiClient(input: $input) {\n    apiClient {\n      ...Client\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Client);
/** Gives a program a new API key, which is in this answer and never shown again. The old key stops working at once. For operators. */
export const RotateApiKey: TypedDocumentNode<RotateApiKeyMutation, RotateApiKeyMutationVariables> = documentOf("mutation RotateApiKey($input: RotateApiKeyInput!) {\n  rotateApiKey(input: $input) {\n    apiClient {\n      ...Client\n    }\n    apiKey\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Client);
/** Lists the audit trail of your organization, in the order of the events: changes of people, programs, accounts, limits and periods, sign-ins, exports of personal data, and calls of agents' tools. For operators. */
export const ListAuditEvents: TypedDocumentNode<ListAuditEventsQuery, ListAuditEventsQueryVariables> = documentOf("query ListAuditEvents($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEventFilter) {\n  auditEvents(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    nodes {\n      id\n      sequence\n      occurredAt\n      action\n      actor {\n        __typename\n        ... on User {\n          id\n          userName: name\n        }\n        ... on ApiClient {\n          id\n          clientName: name\n        }\n      }\n      subject {\n        __typename\n        ... on User {\n          id\n          userName: name\n        }\n        ... on ApiClient {\n          id\n          clientName: name\n        }\n        ... on Account {\n          id\n          accountName: name\n        }\n        ... on Organization {\n          id\n          organizationName: name\n        }\n      }\n      address\n      changes {\n        field\n        before\n        after\n        erased\n      }\n      hash\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Page);
/** Lists refused attempts to sign in as people of your organization, counted by minute and network, for 90 days. For operators. */
export const ListRefusedSignIns: TypedDocumentNode<ListRefusedSignInsQuery, ListRefusedSignInsQueryVariables> = documentOf("query ListRefusedSignIns($first: Int, $after: String, $from: DateTime) {\n  refusedSignIns(first: $first, after: $after, from: $from) {\n    nodes {\n      minute\n      network\n      attempts\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Page);
/** Sums the accounts that you can see, by class, currency or kind of owner, now or at a time. */
export const GetTotals: TypedDocumentNode<GetTotalsQuery, GetTotalsQueryVariables> = documentOf("query GetTotals($by: [TotalsGroup!]!, $at: DateTime, $date: BalanceDate! = EFFECTIVE) {\n  totals(by: $by, at: $at, date: $date) {\n    groups {\n      ...SumsOfAccounts\n    }\n    cursor\n  }\n}", fragments.Amount, fragments.SumsOfAccounts);
/** Reads the trial balance, now or at a time: `difference` is zero in each currency. For operators. */
export const GetTrialBalance: TypedDocumentNode<GetTrialBalanceQuery, GetTrialBalanceQueryVariables> = documentOf("query GetTrialBalance($at: DateTime, $date: BalanceDate! = EFFECTIVE) {\n  trialBalance(at: $at, date: $date) {\n    lines {\n      ...SumsOfAccounts\n    }\n    currencies {\n      currency\n      totalDebits {\n        ...Amount\n      }\n      totalCredits {\n        ...Amount\n      }\n      difference {\n        ...Amount\n      }\n    }\n    cursor\n  }\n}", fragments.Amount, fragments.SumsOfAccounts);
/** Reads the newest position of the ledger of your organization, and the hash over everything up to it. */
export const GetLedgerHead: TypedDocumentNode<GetLedgerHeadQuery, GetLedgerHeadQueryVariables> = documentOf("query GetLedgerHead {\n  ledgerHead {\n    sequence\n    hash\n    cursor\n  }\n}");
/** Reads the time until which the books are closed: transfers can take effect only from it on. Null if no period was closed. */
export const GetClosedPeriod: TypedDocumentNode<GetClosedPeriodQuery, GetClosedPeriodQueryVariables> = documentOf("query GetClosedPeriod {\n  booksClosedUntil\n}");
/** Closes the books until a time. Nothing can take effect before it any more. For operators. */
export const ClosePeriod: TypedDocumentNode<ClosePeriodMutation, ClosePeriodMutationVariables> = documentOf("mutation ClosePeriod($input: ClosePeriodInput!) {\n  closePeriod(input: $input) {\n    closedUntil\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Lists what happened to money, in its order: transfers, and changes of holds. Each event has a cursor, with which the stream of events can be continued. */
export const ListEvents: TypedDocumentNode<ListEventsQuery, ListEventsQueryVariables> = documentOf("query ListEvents($first: Int, $after: String, $last: Int, $before: String, $filter: LedgerEventFilter) {\n  ledgerEvents(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    nodes {\n      ...Event\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.HoldParts, fragments.Alert, fragments.Event);
/** Streams what happens to money, as it happens. Send the cursor of the last event that you handled as `after`, and the stream continues after it, so that none is lost. An event that comes twice has the same `sequence`. */
export const FollowEvents: TypedDocumentNode<FollowEventsSubscription, FollowEventsSubscriptionVariables> = documentOf("subscription FollowEvents($after: String, $filter: LedgerEventFilter, $heartbeatSeconds: Int) {\n  ledgerEvents(\n    after: $after\n    filter: $filter\n    heartbeatSeconds: $heartbeatSeconds\n  ) {\n    ...Event\n  }\n}", fragments.Amount, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.HoldParts, fragments.Alert, fragments.Event);
/** Reads a hold, with the transfers that captured it. Null if there is no such hold for you. */
export const GetHold: TypedDocumentNode<GetHoldQuery, GetHoldQueryVariables> = documentOf("query GetHold($id: ID!) {\n  hold(id: $id) {\n    ...HoldParts\n    captures {\n      id\n      amount {\n        ...Amount\n      }\n    }\n  }\n}", fragments.Amount, fragments.AccountName, fragments.HoldParts);
/** Reserves money on an account for a later transfer. It expires by itself. Sent again with the same `idempotencyKey` it reserves nothing more. */
export const CreateHold: TypedDocumentNode<CreateHoldMutation, CreateHoldMutationVariables> = documentOf("mutation CreateHold($input: CreateHoldInput!, $dryRun: Boolean = false) {\n  createHold(input: $input, dryRun: $dryRun) {\n    hold {\n      ...HoldParts\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.HoldParts, fragments.Preview);
/** Makes a transfer from what a hold reserves, in whole or in part. */
export const CaptureHold: TypedDocumentNode<CaptureHoldMutation, CaptureHoldMutationVariables> = documentOf("mutation CaptureHold($input: CaptureHoldInput!, $dryRun: Boolean = false) {\n  captureHold(input: $input, dryRun: $dryRun) {\n    hold {\n      ...HoldParts\n    }\n    transfer {\n      ...TransferParts\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.HoldParts, fragments.Preview);
/** Reserves more money by an open hold. */
export const RaiseHold: TypedDocumentNode<RaiseHoldMutation, RaiseHoldMutationVariables> = documentOf("mutation RaiseHold($input: RaiseHoldInput!, $dryRun: Boolean = false) {\n  raiseHold(input: $input, dryRun: $dryRun) {\n    hold {\n      ...HoldParts\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.HoldParts, fragments.Preview);
/** Lets an open hold expire later. */
export const ExtendHold: TypedDocumentNode<ExtendHoldMutation, ExtendHoldMutationVariables> = documentOf("mutation ExtendHold($input: ExtendHoldInput!) {\n  extendHold(input: $input) {\n    hold {\n      ...HoldParts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.AccountName, fragments.HoldParts);
/** Releases what is left of a hold. */
export const VoidHold: TypedDocumentNode<VoidHoldMutation, VoidHoldMutationVariables> = documentOf("mutation VoidHold($input: VoidHoldInput!, $dryRun: Boolean = false) {\n  voidHold(input: $input, dryRun: $dryRun) {\n    hold {\n      ...HoldParts\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.HoldParts, fragments.Preview);
/** Reads the person who is signed in, and the organization. `me` is null for a program. */
export const GetMe: TypedDocumentNode<GetMeQuery, GetMeQueryVariables> = documentOf("query GetMe {\n  me {\n    ...Person\n    organization {\n      id\n      name\n      createdAt\n    }\n  }\n}", fragments.Person);
/** Reads the organization that you belong to. Everything that you can see belongs to it. */
export const GetOrganization: TypedDocumentNode<GetOrganizationQuery, GetOrganizationQueryVariables> = documentOf("query GetOrganization {\n  organization {\n    id\n    name\n    createdAt\n  }\n}");
/** Lists the people of your organization, in the order in which they joined. Customers see only themselves. */
export const ListUsers: TypedDocumentNode<ListUsersQuery, ListUsersQueryVariables> = documentOf("query ListUsers($first: Int, $after: String) {\n  users(first: $first, after: $after) {\n    nodes {\n      ...Person\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Page, fragments.Person);
/** Reads a person of your organization. Null if there is no such person for you. */
export const GetUser: TypedDocumentNode<GetUserQuery, GetUserQueryVariables> = documentOf("query GetUser($id: ID!) {\n  user(id: $id) {\n    ...Person\n  }\n}", fragments.Person);
/** Lists the accounts of a person, with their balances. */
export const ListAccountsOfUser: TypedDocumentNode<ListAccountsOfUserQuery, ListAccountsOfUserQueryVariables> = documentOf("query ListAccountsOfUser($id: ID!, $first: Int, $after: String) {\n  user(id: $id) {\n    id\n    accounts(first: $first, after: $after) {\n      nodes {\n        ...AccountParts\n      }\n      pageInfo {\n        ...Page\n      }\n      totalCount\n      totalCountCapped\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.BalanceParts, fragments.AccountParts);
/** Adds a person to your organization. Send an `idempotencyKey` to make retries safe. For operators. */
export const CreateUser: TypedDocumentNode<CreateUserMutation, CreateUserMutationVariables> = documentOf("mutation CreateUser($input: CreateUserInput!) {\n  createUser(input: $input) {\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Changes the name or the role of a person. A new role ends the access tokens of the person at once. For operators. */
export const UpdateUser: TypedDocumentNode<UpdateUserMutation, UpdateUserMutationVariables> = documentOf("mutation UpdateUser($input: UpdateUserInput!) {\n  updateUser(input: $input) {\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Locks a person out. Sessions and access tokens end at once, and accounts stay as they are. For operators. */
export const DisableUser: TypedDocumentNode<DisableUserMutation, DisableUserMutationVariables> = documentOf("mutation DisableUser($input: DisableUserInput!) {\n  disableUser(input: $input) {\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Lets a disabled person sign in again. For operators. */
export const EnableUser: TypedDocumentNode<EnableUserMutation, EnableUserMutationVariables> = documentOf("mutation EnableUser($input: EnableUserInput!) {\n  enableUser(input: $input) {\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Erases the personal data of a person for good. Transfers and accounts stay, under an id that names nobody. This cannot be undone. For operators. */
export const EraseUser: TypedDocumentNode<EraseUserMutation, EraseUserMutationVariables> = documentOf("mutation EraseUser($input: EraseUserInput!) {\n  eraseUser(input: $input) {\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Ends all sessions and access tokens of a person at once. The person can sign in again. For operators, and for people about themselves. */
export const EndSessions: TypedDocumentNode<EndSessionsMutation, EndSessionsMutationVariables> = documentOf("mutation EndSessions($input: EndSessionsInput!) {\n  endSessions(input: $input) {\n    user {\n      ...Person\n    }\n    endedSessions\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Exports the data that the platform keeps about a person, as a JSON document in `document`. For operators, and for people about themselves. */
export const ExportPersonalData: TypedDocumentNode<ExportPersonalDataMutation, ExportPersonalDataMutationVariables> = documentOf("mutation ExportPersonalData($input: ExportPersonalDataInput!) {\n  exportPersonalData(input: $input) {\n    document\n    user {\n      ...Person\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.Person);
/** Your accounts with their owners and balances, and the newest transfers: one request over all parts of the graph. */
export const RecentActivity: TypedDocumentNode<RecentActivityQuery, RecentActivityQueryVariables> = documentOf("query RecentActivity($accounts: Int = 5) {\n  organization {\n    name\n  }\n  accounts(first: $accounts) {\n    nodes {\n      id\n      name\n      currency\n      owner {\n        name\n      }\n      balance {\n        available {\n          amount\n          currency\n        }\n        cursor\n      }\n    }\n  }\n  transfers(last: 3) {\n    nodes {\n      id\n      description\n      amount {\n        amount\n        currency\n      }\n      recordedAt\n    }\n  }\n}");
/** Lists the identity providers at which people may sign in, besides with a password. Needs no credentials. */
export const ListSignInProviders: TypedDocumentNode<ListSignInProvidersQuery, ListSignInProvidersQueryVariables> = documentOf("query ListSignInProviders {\n  signInProviders {\n    id\n    name\n  }\n}");
/** Signs a person in with an email address and a password. Needs no credentials. Send the access token in the header `Authorization: Bearer …` of other requests, and keep the refresh token to continue after `expiresAt`. */
export const SignIn: TypedDocumentNode<SignInMutation, SignInMutationVariables> = documentOf("mutation SignIn($input: SignInInput!) {\n  signIn(input: $input) {\n    accessToken\n    refreshToken\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Begins a sign-in at an identity provider. Needs no credentials. Keep `secret` private, send the person to `url`, and complete the sign-in with what the provider sends back. */
export const BeginSignIn: TypedDocumentNode<BeginSignInMutation, BeginSignInMutationVariables> = documentOf("mutation BeginSignIn($input: BeginSignInInput!) {\n  beginSignIn(input: $input) {\n    url\n    secret\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Completes a sign-in at an identity provider, and gives an access token. Needs no credentials, and works once for each sign-in that was begun. */
export const CompleteSignIn: TypedDocumentNode<CompleteSignInMutation, CompleteSignInMutationVariables> = documentOf("mutation CompleteSignIn($input: CompleteSignInInput!) {\n  completeSignIn(input: $input) {\n    accessToken\n    refreshToken\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Exchanges a refresh token for a new access token and the next refresh token. Needs no access token. Each refresh token works once: a later use ends the session. */
export const RefreshSession: TypedDocumentNode<RefreshSessionMutation, RefreshSessionMutationVariables> = documentOf("mutation RefreshSession($input: RefreshSessionInput!) {\n  refreshSession(input: $input) {\n    accessToken\n    refreshToken\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Ends the session of a refresh token. Access tokens that were issued stay valid until they expire. */
export const SignOut: TypedDocumentNode<SignOutMutation, SignOutMutationVariables> = documentOf("mutation SignOut($input: SignOutInput!) {\n  signOut(input: $input) {\n    signedOut\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Exchanges the API key of a program for an access token. Needs no other credentials. Exchange the key again before `expiresAt`. */
export const ExchangeApiKey: TypedDocumentNode<ExchangeApiKeyMutation, ExchangeApiKeyMutationVariables> = documentOf("mutation ExchangeApiKey($input: ExchangeApiKeyInput!) {\n  exchangeApiKey(input: $input) {\n    accessToken\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Gives a ticket that opens one stream of events in a browser, which cannot send credentials with `EventSource`. Add it to the URL of the stream as the parameter `ticket`. Take another for each reconnect. */
export const CreateStreamTicket: TypedDocumentNode<CreateStreamTicketMutation, CreateStreamTicketMutationVariables> = documentOf("mutation CreateStreamTicket {\n  createStreamTicket {\n    ticket\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Changes your own password. All your other sessions end at once. For people, not for programs. */
export const ChangePassword: TypedDocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables> = documentOf("mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    accessToken\n    refreshToken\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Makes a link with which a person sets a new password, once. The old password works until then. For operators. */
export const ResetPassword: TypedDocumentNode<ResetPasswordMutation, ResetPasswordMutationVariables> = documentOf("mutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    token\n    link\n    expiresAt\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Sets a new password with the token of a link. Needs no credentials. All sessions of the person end at once. */
export const SetNewPassword: TypedDocumentNode<SetNewPasswordMutation, SetNewPasswordMutationVariables> = documentOf("mutation SetNewPassword($input: SetNewPasswordInput!) {\n  setNewPassword(input: $input) {\n    email\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal);
/** Lists the transfers that you can see, in the order in which they were recorded. Filter them by account, time, amount, journal, external id or metadata. */
export const ListTransfers: TypedDocumentNode<ListTransfersQuery, ListTransfersQueryVariables> = documentOf("query ListTransfers($first: Int, $after: String, $last: Int, $before: String, $filter: TransferFilter) {\n  transfers(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    nodes {\n      ...TransferParts\n    }\n    pageInfo {\n      ...Page\n    }\n  }\n}", fragments.Amount, fragments.Page, fragments.AccountName, fragments.TransferParts);
/** Reads a transfer, with what it reverses, its reversals and the hold that it captured. Null if there is no such transfer for you. */
export const GetTransfer: TypedDocumentNode<GetTransferQuery, GetTransferQueryVariables> = documentOf("query GetTransfer($id: ID!) {\n  transfer(id: $id) {\n    ...TransferParts\n    hold {\n      id\n      status\n    }\n    reverses {\n      id\n    }\n    reversedBy {\n      id\n      amount {\n        ...Amount\n      }\n    }\n  }\n}", fragments.Amount, fragments.AccountName, fragments.TransferParts);
/** Moves money from one account to another. Sent again with the same `idempotencyKey` it moves nothing more, and gives the same answer. With `dryRun` it moves nothing. */
export const CreateTransfer: TypedDocumentNode<CreateTransferMutation, CreateTransferMutationVariables> = documentOf("mutation CreateTransfer($input: CreateTransferInput!, $dryRun: Boolean = false) {\n  createTransfer(input: $input, dryRun: $dryRun) {\n    transfer {\n      ...TransferParts\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.Preview);
/** Makes up to 1,000 transfers in one request. Each has its own result, in the same order. Transfers of one `journal` succeed or fail together. */
export const CreateTransfers: TypedDocumentNode<CreateTransfersMutation, CreateTransfersMutationVariables> = documentOf("mutation CreateTransfers($input: CreateTransfersInput!, $dryRun: Boolean = false) {\n  createTransfers(input: $input, dryRun: $dryRun) {\n    results {\n      transfer {\n        ...TransferParts\n      }\n      preview {\n        ...Preview\n      }\n      errors {\n        ...Refusal\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.Preview);
/** Undoes a transfer, in whole or in part, by a transfer in the other direction. Sent again with the same `idempotencyKey` it moves nothing more. */
export const ReverseTransfer: TypedDocumentNode<ReverseTransferMutation, ReverseTransferMutationVariables> = documentOf("mutation ReverseTransfer($input: ReverseTransferInput!, $dryRun: Boolean = false) {\n  reverseTransfer(input: $input, dryRun: $dryRun) {\n    transfer {\n      ...TransferParts\n      reverses {\n        id\n      }\n    }\n    preview {\n      ...Preview\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}", fragments.Amount, fragments.Refusal, fragments.BalanceParts, fragments.AccountName, fragments.TransferParts, fragments.Preview);
