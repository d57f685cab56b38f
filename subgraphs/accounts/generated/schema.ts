// Generated from schema/accounts.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/accounts/manifest.ts.
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

/**
 * An account, which keeps money in one currency. Fields other than `id` are null where you may not see the account, as on the other
 * side of your transfers.
 */
export type Account = Node & {
  __typename?: 'Account';
  /** The class of the account in the books. */
  class?: Maybe<AccountClass>;
  /** When the account was opened. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The one currency of its money. */
  currency?: Maybe<Scalars['CurrencyCode']['output']>;
  /** The account in your own books. No two accounts of an organization have the same. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** Starts with `acct_`. */
  id: Scalars['ID']['output'];
  /** Your own notes on the account. */
  metadata?: Maybe<Scalars['Metadata']['output']>;
  /** The name that its owner gave it. */
  name?: Maybe<Scalars['String']['output']>;
  /** The amount by which the available balance may fall below zero. Null for an account of the organization's own means no limit. */
  overdraftLimit?: Maybe<Money>;
  /** The person whose money it is; null for the organization's own accounts. */
  owner?: Maybe<User>;
  /** Whether the account takes part in transfers. */
  status?: Maybe<AccountStatus>;
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

/** A page of accounts. */
export type AccountConnection = {
  __typename?: 'AccountConnection';
  /** The accounts of this page, each with its cursor. */
  edges: Array<AccountEdge>;
  /** The accounts of this page. */
  nodes: Array<Account>;
  /** The position of this page in the list. */
  pageInfo: PageInfo;
  /** The number of accounts in the whole list, counted up to 10,000. It is counted only if you ask for it. */
  totalCount: Scalars['Int']['output'];
  /** Whether the list has more than `totalCount` accounts. If so, show the number as `10,000+`. */
  totalCountCapped: Scalars['Boolean']['output'];
};

/** An account and its cursor in a list. */
export type AccountEdge = {
  __typename?: 'AccountEdge';
  /** Continue after this account with `after`. */
  cursor: Scalars['String']['output'];
  /** The account. */
  node: Account;
};

/** Conditions on accounts. An account has to match all that are given. */
export type AccountFilter = {
  /** Return accounts of these classes only. */
  classes?: InputMaybe<Array<AccountClass>>;
  /** Return accounts in these currencies only. */
  currencies?: InputMaybe<Array<Scalars['CurrencyCode']['input']>>;
  /** Return the account with this reference in your own books. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Return accounts whose metadata has all of these keys with these values. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /**
   * Return accounts with this text anywhere in their name. Case and accents do not count. It needs three letters or digits in a row; of scripts such as
   * Chinese one is enough.
   */
  nameContains?: InputMaybe<Scalars['String']['input']>;
  /** Return accounts whose name begins with this text. Case and accents do not count: `mull` finds `Müller`. */
  nameStartsWith?: InputMaybe<Scalars['String']['input']>;
  /** The id of the person whose accounts to return. */
  ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Return accounts in these states only. */
  statuses?: InputMaybe<Array<AccountStatus>>;
};

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

/** Whether an account takes part in transfers. */
export type AccountStatus =
  /** The account takes no part in transfers any more. This is final. */
  | 'CLOSED'
  /** The account takes no part in transfers until an operator unfreezes it. */
  | 'FROZEN'
  /** The account takes part in transfers. */
  | 'OPEN';

/** A partner's program. It signs in with its API key, may do what its scopes allow, and sees only the accounts it is confined to, if any are named. */
export type ApiClient = Node & {
  __typename?: 'ApiClient';
  /** Starts with `cli_`. */
  id: Scalars['ID']['output'];
};

export type CacheControlScope =
  | 'PRIVATE'
  | 'PUBLIC';

/** The account to close. */
export type CloseAccountInput = {
  /** The account to close. */
  id: Scalars['ID']['input'];
};

/** The answer to `closeAccount`. */
export type CloseAccountPayload = {
  __typename?: 'CloseAccountPayload';
  /** The account as it is now; null if refused. */
  account?: Maybe<Account>;
  /** Why the account was not closed; empty if it was. */
  errors: Array<UserError>;
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

/** Another account of your organization has this `externalId`. Choose another one, or find that account with `accounts`. */
export type ExternalIdTaken = UserError & {
  __typename?: 'ExternalIdTaken';
  /** `EXTERNAL_ID_TAKEN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The account to freeze. */
export type FreezeAccountInput = {
  /** The account to freeze. */
  id: Scalars['ID']['input'];
};

/** The answer to `freezeAccount`. */
export type FreezeAccountPayload = {
  __typename?: 'FreezeAccountPayload';
  /** The account as it is now; null if refused. */
  account?: Maybe<Account>;
  /** Why the account was not frozen; empty if it was. */
  errors: Array<UserError>;
};

/** An amount reserved from the debited account for the credited one. */
export type Hold = Node & {
  __typename?: 'Hold';
  /** Starts with `hold_`. */
  id: Scalars['ID']['output'];
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
  /** Close an account for good. It must be empty and without open holds. For operators. */
  closeAccount: CloseAccountPayload;
  /** Freeze an account: once this answers, nothing debits or credits it until it is unfrozen. For operators. */
  freezeAccount: FreezeAccountPayload;
  /**
   * Open an account. It can take part in transfers as soon as this answers. For operators, and API clients with `accounts:write` that
   * are not confined to a list of accounts.
   */
  openAccount: OpenAccountPayload;
  /** Let a frozen account take part in transfers again. For operators. */
  unfreezeAccount: UnfreezeAccountPayload;
  /** Change an account's name or metadata, which its owner may do, or its overdraft limit, which only an operator may. */
  updateAccount: UpdateAccountPayload;
};


export type MutationCloseAccountArgs = {
  input: CloseAccountInput;
};


export type MutationFreezeAccountArgs = {
  input: FreezeAccountInput;
};


export type MutationOpenAccountArgs = {
  input: OpenAccountInput;
};


export type MutationUnfreezeAccountArgs = {
  input: UnfreezeAccountInput;
};


export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};

/** An object that `node` returns by its id. */
export type Node = {
  /** The id of the object. Its prefix tells the type, such as `acct_`. */
  id: Scalars['ID']['output'];
};

/** The account to open. */
export type OpenAccountInput = {
  /** The class of the account in the books. A customer's money is a `LIABILITY`. */
  class: AccountClass;
  /** The one currency of its money. */
  currency: Scalars['CurrencyCode']['input'];
  /** The account in your own books, 1 to 255 characters. No other account of your organization may have it. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Your own name for this request, 1 to 255 characters. Repeated with the same content, it returns the first outcome and opens nothing. */
  idempotencyKey: Scalars['ID']['input'];
  /** Your own notes on the account. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** A name for people to read, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** The time before which no transfer may be dated back, from the year 1900 to now; now if left out. For operators to set back. */
  openedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * The amount by which the available balance may fall below zero, in the account's currency; zero if left out. Null means no limit, which only an account of the
   * organization's own may have.
   */
  overdraftLimit?: InputMaybe<MoneyInput>;
  /** The person whose money it will be; leave out for an account of the organization's own. */
  ownerId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `openAccount`. */
export type OpenAccountPayload = {
  __typename?: 'OpenAccountPayload';
  /** The new account; null if refused. */
  account?: Maybe<Account>;
  /** Why the account was not opened; empty if it was. */
  errors: Array<UserError>;
};

/** A tenant. People, accounts and money belong to exactly one organization, and nothing crosses from one to another. */
export type Organization = Node & {
  __typename?: 'Organization';
  /** Starts with `org_`. */
  id: Scalars['ID']['output'];
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

export type Query = {
  __typename?: 'Query';
  /** An account, by id; null if there is no such account for you. */
  account?: Maybe<Account>;
  /** The accounts that you may see: all, or those that match a filter. */
  accounts: AccountConnection;
  /** An object of any type that has an id of its own; null if there is no such object for you. */
  node?: Maybe<Node>;
};


export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AccountOrder>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};

/** The organization has as many people, API clients or accounts as it may. Ask whoever runs the platform for a higher quota. */
export type QuotaReached = UserError & {
  __typename?: 'QuotaReached';
  /** `QUOTA_REACHED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** Null: no field of the input is at fault. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** How many the organization may have. */
  quota: Scalars['Int']['output'];
};

/** A movement of money: one amount, from the debited account to the credited one. It never changes. A reversal undoes it. */
export type Transfer = Node & {
  __typename?: 'Transfer';
  /** Starts with `tr_`. */
  id: Scalars['ID']['output'];
};

/** The account to unfreeze. */
export type UnfreezeAccountInput = {
  /** The account to unfreeze. */
  id: Scalars['ID']['input'];
};

/** The answer to `unfreezeAccount`. */
export type UnfreezeAccountPayload = {
  __typename?: 'UnfreezeAccountPayload';
  /** The account as it is now; null if refused. */
  account?: Maybe<Account>;
  /** Why the account was not unfrozen; empty if it was. */
  errors: Array<UserError>;
};

/** The account to change, and its new values. A field that is left out stays as it is. */
export type UpdateAccountInput = {
  /**
   * A new reference in your own books, 1 to 255 characters; null removes it, and leave it out to keep the old one. For operators, and API clients with
   * `accounts:write` that are not confined to a list of accounts. It cannot change in one request with the overdraft limit.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The account to change. */
  id: Scalars['ID']['input'];
  /** New metadata in place of the old; leave out to keep the old. */
  metadata?: InputMaybe<Scalars['Metadata']['input']>;
  /** A new name, 1 to 200 characters; leave out to keep the old one. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A new overdraft limit; leave out to keep the old one. Null means no limit, which only an account of the organization's own may have. */
  overdraftLimit?: InputMaybe<MoneyInput>;
};

/** The answer to `updateAccount`. */
export type UpdateAccountPayload = {
  __typename?: 'UpdateAccountPayload';
  /** The account as it is now; null if refused. */
  account?: Maybe<Account>;
  /** Why the account was not changed; empty if it was. */
  errors: Array<UserError>;
};

/** A person, whose accounts are kept here. */
export type User = Node & {
  __typename?: 'User';
  /** The person's accounts that you may see, in the order of their opening. */
  accounts: AccountConnection;
  /** Starts with `usr_`. */
  id: Scalars['ID']['output'];
};


/** A person, whose accounts are kept here. */
export type UserAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
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
  /** The amount is in another currency than the account. Send it in the account's currency. */
  | 'CURRENCY_MISMATCH'
  /** Another account of your organization has this `externalId`. Choose another one, or find that account with `accounts`. */
  | 'EXTERNAL_ID_TAKEN'
  /** The same idempotency key was used before with other content. Nothing was done. Use a new key for a new request. */
  | 'IDEMPOTENCY_MISMATCH'
  /** An amount is out of bounds, or no decimal number of the form that `MoneyInput` requires. Correct it. */
  | 'INVALID_AMOUNT'
  /** A value is missing, too long, too short, or does not have the form that its description requires. Correct it. */
  | 'INVALID_INPUT'
  /** The account is overdrawn further than the new limit would allow. Choose a higher limit. */
  | 'OVERDRAFT_LIMIT_IN_USE'
  /** The organization has as many people, API clients or accounts as it may. Ask whoever runs the platform for a higher quota. */
  | 'QUOTA_REACHED'
  /** There is no such person in your organization. List them with `users`. */
  | 'USER_NOT_FOUND';

/** There is no such person in your organization. List them with `users`. */
export type UserNotFound = UserError & {
  __typename?: 'UserNotFound';
  /** `USER_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};
