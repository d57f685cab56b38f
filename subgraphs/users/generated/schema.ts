// Generated from schema/users.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/users/manifest.ts.
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
  /**
   * A moment in time as an RFC 3339 string in UTC with milliseconds, such as `2026-03-01T12:30:00.000Z`. Input takes any offset and the years 0001 to 9999 in UTC,
   * and cuts off digits after the milliseconds. A date that does not exist, such as `2026-02-30`, is refused, and so is a leap second.
   */
  DateTime: { input: string; output: Date; }
  _FieldSet: { input: string; output: string; }
};

/** An account, by its id. */
export type Account = {
  __typename?: 'Account';
  /** Starts with `acct_`. */
  id: Scalars['ID']['output'];
};

/** A partner's program. It signs in with its API key, may do what its scopes allow, and sees only the accounts it is confined to, if any are named. */
export type ApiClient = {
  __typename?: 'ApiClient';
  /** The accounts that the program is confined to; null if it may use all of the organization's. */
  accountIds?: Maybe<Array<Scalars['ID']['output']>>;
  /** When the client was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** Starts with `cli_`. */
  id: Scalars['ID']['output'];
  /** The name by which operators know the program. */
  name: Scalars['String']['output'];
  /** When the client was revoked; null while its key works. */
  revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The scopes of the program: any of `users:read`, `accounts:read`, `accounts:write`, `transfers:read`, `transfers:write`, `transfers:backdate`, `events:read`. */
  scopes: Array<Scalars['String']['output']>;
};

/** A page of API clients. */
export type ApiClientConnection = {
  __typename?: 'ApiClientConnection';
  /** The clients of this page, each with its cursor. */
  edges: Array<ApiClientEdge>;
  /** The clients of this page. */
  nodes: Array<ApiClient>;
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** An API client and its cursor in a list. */
export type ApiClientEdge = {
  __typename?: 'ApiClientEdge';
  /** Continue after this client with `after`. */
  cursor: Scalars['String']['output'];
  /** The client. */
  node: ApiClient;
};

/** There is no such API client in your organization. List them with `apiClients`. */
export type ApiClientNotFound = UserError & {
  __typename?: 'ApiClientNotFound';
  /** `API_CLIENT_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The client is revoked for good. Create another one. */
export type ApiClientRevoked = UserError & {
  __typename?: 'ApiClientRevoked';
  /** `API_CLIENT_REVOKED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

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

/** The actor of an event. Select the names of both types with different aliases: they differ in whether they may be null. */
export type AuditActor = ApiClient | User;

/** A field that changed. Values are texts: amounts in minor units with their currency or `UNLIMITED`, ids in their public form, lists separated by spaces, metadata as JSON. */
export type AuditChange = {
  __typename?: 'AuditChange';
  /** The value after; null if there is none, or if it was erased. */
  after?: Maybe<Scalars['String']['output']>;
  /** The value before; null if there was none, or if it was erased. */
  before?: Maybe<Scalars['String']['output']>;
  /** Whether a value was erased, together with the person to whom it belonged. */
  erased: Scalars['Boolean']['output'];
  /** The name of the field, as in its mutation. */
  field: Scalars['String']['output'];
};

/**
 * An event of the audit trail. It never changes. Events of an organization are chained by hashes, which `ledger:verify` checks. Names, email
 * addresses and network addresses of a person are erased with the person; the chain stays valid.
 */
export type AuditEvent = {
  __typename?: 'AuditEvent';
  /** The kind of the event. */
  action: AuditAction;
  /** The person or API client that caused the event. Null for the platform itself: a command of whoever runs it, or a rule of the platform. */
  actor?: Maybe<AuditActor>;
  /** The network address that the request came from. Null if it is unknown or was erased. */
  address?: Maybe<Scalars['String']['output']>;
  /** The fields that changed, with their values before and after. Passwords, keys and tokens are never among them. */
  changes: Array<AuditChange>;
  /** SHA-256 over this event and the hash of the event before, in hexadecimal. */
  hash: Scalars['String']['output'];
  /** Starts with `aud_`. */
  id: Scalars['ID']['output'];
  /** When the event happened, by the clock of the database. Never earlier than the event before. */
  occurredAt: Scalars['DateTime']['output'];
  /** The position in the trail of the organization: 1, 2, 3 … */
  sequence: Scalars['BigInt']['output'];
  /** The person, API client, account or organization that the event is about. A period belongs to the organization. Null for a kind that a later version added. */
  subject?: Maybe<AuditSubject>;
};

/** A page of the audit trail. */
export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  /** The events of this page, each with its cursor. */
  edges: Array<AuditEventEdge>;
  /** The events of this page. */
  nodes: Array<AuditEvent>;
  /** The position of this page in the trail. */
  pageInfo: PageInfo;
};

/** An event of the audit trail and its cursor in a list. */
export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  /** Continue after this event with `after`. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: AuditEvent;
};

/** Conditions on events of the audit trail. A condition that is left out matches all events. */
export type AuditEventFilter = {
  /** Events with any of these actions. */
  actions?: InputMaybe<Array<AuditAction>>;
  /** Events caused by this person or API client. */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** Events before this time. */
  before?: InputMaybe<Scalars['DateTime']['input']>;
  /** Events at this time or later. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Events about this person, API client, account or organization. */
  subjectId?: InputMaybe<Scalars['ID']['input']>;
};

/** The subject of an event. Select the names of several types with different aliases: they differ in whether they may be null. */
export type AuditSubject = Account | ApiClient | Organization | User;

/** The identity provider to sign in at. */
export type BeginSignInInput = {
  /** The provider, as `signInProviders` lists it. */
  provider: Scalars['ID']['input'];
};

/** The answer to `beginSignIn`. */
export type BeginSignInPayload = {
  __typename?: 'BeginSignInPayload';
  /** Why no sign-in was begun; empty if one was. */
  errors: Array<UserError>;
  /** When the secret expires, 10 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The secret for `completeSignIn`. Whoever has it, and the answer of the provider, can sign in as the person. Null if refused. */
  secret?: Maybe<Scalars['String']['output']>;
  /** The page of the provider, for the person. Null if refused. */
  url?: Maybe<Scalars['String']['output']>;
};

export type CacheControlScope =
  | 'PRIVATE'
  | 'PUBLIC';

/** Your current password and the new one. */
export type ChangePasswordInput = {
  /** Your current password. */
  currentPassword: Scalars['String']['input'];
  /** The new password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  newPassword: Scalars['String']['input'];
};

/** The answer to `changePassword`. */
export type ChangePasswordPayload = {
  __typename?: 'ChangePasswordPayload';
  /** An access token of a new session, with which you continue. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the password was not changed; empty if it was. */
  errors: Array<UserError>;
  /** When the access token expires. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The refresh token of the new session. Null if refused. */
  refreshToken?: Maybe<Scalars['String']['output']>;
};

/** The secret of a sign-in, and the answer of its provider. */
export type CompleteSignInInput = {
  /** The parameter `code` with which the provider sent the person back. */
  code: Scalars['String']['input'];
  /** The parameter `iss` with which the provider sent the person back, if there is one. */
  iss?: InputMaybe<Scalars['String']['input']>;
  /** The secret from `beginSignIn`. */
  secret: Scalars['String']['input'];
  /** The parameter `state` with which the provider sent the person back. */
  state: Scalars['String']['input'];
};

/** The answer to `completeSignIn`. */
export type CompleteSignInPayload = {
  __typename?: 'CompleteSignInPayload';
  /** The access token. Send it as `Authorization: Bearer …`, or as `authorization` in the payload of `connection_init`. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the sign-in was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the access token expires, 15 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The refresh token. Exchange it with `refreshSession` before it expires, 30 days from now. It works once. Null if refused. */
  refreshToken?: Maybe<Scalars['String']['output']>;
};

/** The program to register, and its rights. */
export type CreateApiClientInput = {
  /** Confine the program to these accounts, up to 1,000; leave out for all of the organization's. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /**
   * A key of your own for this request, 1 to 255 characters. The same key with the same content gives the same client, not another one, and its
   * API key only once.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The name by which operators will know the program, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** The scopes of the program: any of `users:read`, `accounts:read`, `accounts:write`, `transfers:read`, `transfers:write`, `transfers:backdate`, `events:read`. */
  scopes: Array<Scalars['String']['input']>;
};

/** The answer to `createApiClient`. */
export type CreateApiClientPayload = {
  __typename?: 'CreateApiClientPayload';
  /** The new client; null if refused. */
  apiClient?: Maybe<ApiClient>;
  /** The key to hand to the partner. It is not stored and cannot be shown again. Null if refused, and if an earlier answer showed it. */
  apiKey?: Maybe<Scalars['String']['output']>;
  /** Why the client was not registered, or why its key is not shown; empty if it was registered now. */
  errors: Array<UserError>;
};

/** The answer to `createStreamTicket`. */
export type CreateStreamTicketPayload = {
  __typename?: 'CreateStreamTicketPayload';
  /** Why there is no ticket; empty if there is one. */
  errors: Array<UserError>;
  /** When the ticket expires unless it was used, within a minute from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The ticket. Send it once, as the parameter `ticket` in the URL of a subscription by GET. A second use is answered with 401. Null if refused. */
  ticket?: Maybe<Scalars['String']['output']>;
};

/** The person to add. */
export type CreateUserInput = {
  /** The address to sign in with. One address belongs to one person, in all organizations. */
  email: Scalars['String']['input'];
  /** A key of your own for this request, 1 to 255 characters. The same key with the same content gives the same person, not another one. */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The person's full name, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** The first password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  password: Scalars['String']['input'];
  /** The rights of the person. */
  role: UserRole;
};

/** The answer to `createUser`. */
export type CreateUserPayload = {
  __typename?: 'CreateUserPayload';
  /** Why the person was not added; empty if they were. */
  errors: Array<UserError>;
  /** The new person; null if refused. */
  user?: Maybe<User>;
};

/** The person to lock out. */
export type DisableUserInput = {
  /** The person. You cannot name yourself. */
  id: Scalars['ID']['input'];
};

/** The answer to `disableUser`. */
export type DisableUserPayload = {
  __typename?: 'DisableUserPayload';
  /** Why the person was not disabled; empty if they were. */
  errors: Array<UserError>;
  /** The person, disabled; null if refused. */
  user?: Maybe<User>;
};

/** Somebody has this email address already. Choose another one. */
export type EmailTaken = UserError & {
  __typename?: 'EmailTaken';
  /** `EMAIL_TAKEN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The person to enable. */
export type EnableUserInput = {
  /** The person. */
  id: Scalars['ID']['input'];
};

/** The answer to `enableUser`. */
export type EnableUserPayload = {
  __typename?: 'EnableUserPayload';
  /** Why the person was not enabled; empty if they were. */
  errors: Array<UserError>;
  /** The person, enabled; null if refused. */
  user?: Maybe<User>;
};

/** The person whose sessions end. */
export type EndSessionsInput = {
  /** The person; you, if left out. */
  id?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `endSessions`. */
export type EndSessionsPayload = {
  __typename?: 'EndSessionsPayload';
  /** The number of sessions that this call ended; null if refused. */
  endedSessions?: Maybe<Scalars['Int']['output']>;
  /** Why no session was ended; empty if the call was not refused. */
  errors: Array<UserError>;
  /** The person; null if refused. */
  user?: Maybe<User>;
};

/** The person to erase. */
export type EraseUserInput = {
  /** The person. You cannot name yourself. */
  id: Scalars['ID']['input'];
};

/** The answer to `eraseUser`. */
export type EraseUserPayload = {
  __typename?: 'EraseUserPayload';
  /** Why nothing was erased; empty if it was. */
  errors: Array<UserError>;
  /** The person without personal data; null if refused. */
  user?: Maybe<User>;
};

/** The credentials of a program. */
export type ExchangeApiKeyInput = {
  /** The key that `createApiClient` or `rotateApiKey` showed. */
  apiKey: Scalars['String']['input'];
};

/** The answer to `exchangeApiKey`. */
export type ExchangeApiKeyPayload = {
  __typename?: 'ExchangeApiKeyPayload';
  /** The access token. Send it as `Authorization: Bearer …`, or as `authorization` in the payload of `connection_init`. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the exchange was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the access token expires, 15 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The person whose data are exported. */
export type ExportPersonalDataInput = {
  /** The person; you, if left out. */
  id?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `exportPersonalData`. */
export type ExportPersonalDataPayload = {
  __typename?: 'ExportPersonalDataPayload';
  /** A JSON document with what this part of the platform keeps about the person: `person`, `sessions` and values in the `auditTrail`, the newest 1,000 of each. Null if refused. */
  document?: Maybe<Scalars['String']['output']>;
  /** Why nothing was exported; empty if it was. */
  errors: Array<UserError>;
  /** The person. Select their accounts, with balances and entries, for the rest. Null if refused. */
  user?: Maybe<User>;
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

/** The API key is unknown or revoked. Ask an operator of the organization for another one. */
export type InvalidApiKey = UserError & {
  __typename?: 'InvalidApiKey';
  /** `INVALID_API_KEY`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The email address and the password do not match. Check both. */
export type InvalidCredentials = UserError & {
  __typename?: 'InvalidCredentials';
  /** `INVALID_CREDENTIALS`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** Always null: the response does not tell which of the two is wrong. */
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

/** The refresh token is unknown, used, or of a session that has ended. Sign in again. */
export type InvalidRefreshToken = UserError & {
  __typename?: 'InvalidRefreshToken';
  /** `INVALID_REFRESH_TOKEN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The link is unknown, used, replaced or expired. Ask an operator of the organization for another one. */
export type InvalidResetToken = UserError & {
  __typename?: 'InvalidResetToken';
  /** `INVALID_RESET_TOKEN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The sign-in is unknown, expired or used, or the provider did not confirm it. Begin another one with `beginSignIn`. */
export type InvalidSignIn = UserError & {
  __typename?: 'InvalidSignIn';
  /** `INVALID_SIGN_IN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** Always null: the response does not tell which part is wrong. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** An earlier answer showed the API key. Get a new key with `rotateApiKey`. */
export type KeyAlreadyShown = UserError & {
  __typename?: 'KeyAlreadyShown';
  /** `KEY_ALREADY_SHOWN`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Begin a sign-in at an identity provider. Needs no credentials. Keep `secret` where only your page can read it, and send the person to `url`.
   * The provider sends them back to the page that is registered there, with `code`, `state` and perhaps `iss`.
   */
  beginSignIn: BeginSignInPayload;
  /** Change your own password. All your other sessions and access tokens end at once. For people. */
  changePassword: ChangePasswordPayload;
  /**
   * Complete a sign-in at an identity provider, and get an access token as from `signIn`. Needs no credentials, and works once for each
   * `beginSignIn`. People who are new here are added, or linked by their verified email address, as far as the rule of the provider says so.
   */
  completeSignIn: CompleteSignInPayload;
  /** Register a partner's program. Its API key is shown in this answer and never again. For operators. */
  createApiClient: CreateApiClientPayload;
  /**
   * Get a ticket that opens one stream of server-sent events. It is for a browser's `EventSource`, which cannot send `Authorization`: add it to the URL as the parameter
   * `ticket`. The stream has your rights, and ends with the access token of this request. Get another ticket for each stream, and for each reconnect.
   */
  createStreamTicket: CreateStreamTicketPayload;
  /** Add a person to your organization. For operators. */
  createUser: CreateUserPayload;
  /** Lock a person out. Their sessions and access tokens end at once, and they cannot sign in. Their accounts stay as they are. For operators. */
  disableUser: DisableUserPayload;
  /** Let a disabled person sign in again, with the password that they had. For operators. */
  enableUser: EnableUserPayload;
  /** End all sessions and access tokens of a person at once. The person can sign in again. For operators, and for people about themselves. */
  endSessions: EndSessionsPayload;
  /**
   * Erase the personal data of a person for good: email, name, password, networks of sign-ins, values in the audit trail. The person is locked out. Their id stays in the
   * ledger and as owner of accounts, where it names nobody any more. Names of accounts and notes of transfers stay. For operators.
   */
  eraseUser: EraseUserPayload;
  /** Exchange an API key for an access token. Needs no credentials. Exchange it again before the token expires. */
  exchangeApiKey: ExchangeApiKeyPayload;
  /** Export the data that the platform keeps about a person. For operators, and for people about themselves. */
  exportPersonalData: ExportPersonalDataPayload;
  /**
   * Exchange a refresh token for a new access token and the next refresh token. Each refresh token works once: a later use ends the session,
   * because one of its two holders stole it. Within 10 seconds of the first use, while the next refresh token is unused, a repeated use gets that
   * same next token: tabs that refresh at the same time continue one session together.
   */
  refreshSession: RefreshSessionPayload;
  /** Make a link with which a person sets a new password, once. It replaces an earlier link. The old password works until the new one is set. For operators. */
  resetPassword: ResetPasswordPayload;
  /** Revoke an API client. Its key stops working at once, its access tokens and streams within two seconds. For operators. */
  revokeApiClient: RevokeApiClientPayload;
  /**
   * Give an API client a new key. The old key stops working at once, its access tokens when they expire. The new key is shown in this answer and
   * never again. For operators.
   */
  rotateApiKey: RotateApiKeyPayload;
  /** Set a new password with the token of a link from `resetPassword`. Needs no credentials. All sessions and access tokens of the person end at once. */
  setNewPassword: SetNewPasswordPayload;
  /**
   * Exchange an email address and a password for an access token. Needs no credentials. Attempts are limited by network and by email. A person
   * with the right password on a known network or device is not locked out by the attempts of others.
   */
  signIn: SignInPayload;
  /** End the session to which a refresh token belongs. Access tokens already issued stay valid until they expire. */
  signOut: SignOutPayload;
  /** Change the name or the role of a person. A new role ends the person's access tokens at once; their sessions continue. For operators. */
  updateUser: UpdateUserPayload;
};


export type MutationBeginSignInArgs = {
  input: BeginSignInInput;
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationCompleteSignInArgs = {
  input: CompleteSignInInput;
};


export type MutationCreateApiClientArgs = {
  input: CreateApiClientInput;
};


export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


export type MutationDisableUserArgs = {
  input: DisableUserInput;
};


export type MutationEnableUserArgs = {
  input: EnableUserInput;
};


export type MutationEndSessionsArgs = {
  input: EndSessionsInput;
};


export type MutationEraseUserArgs = {
  input: EraseUserInput;
};


export type MutationExchangeApiKeyArgs = {
  input: ExchangeApiKeyInput;
};


export type MutationExportPersonalDataArgs = {
  input: ExportPersonalDataInput;
};


export type MutationRefreshSessionArgs = {
  input: RefreshSessionInput;
};


export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


export type MutationRevokeApiClientArgs = {
  input: RevokeApiClientInput;
};


export type MutationRotateApiKeyArgs = {
  input: RotateApiKeyInput;
};


export type MutationSetNewPasswordArgs = {
  input: SetNewPasswordInput;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationSignOutArgs = {
  input: SignOutInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};

/** You cannot do this to yourself. Ask another operator. */
export type NotYourself = UserError & {
  __typename?: 'NotYourself';
  /** `NOT_YOURSELF`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** A tenant. People, accounts and money belong to exactly one organization, and nothing crosses from one to another. */
export type Organization = {
  __typename?: 'Organization';
  /** When the organization was created. */
  createdAt: Scalars['DateTime']['output'];
  /** Starts with `org_`. */
  id: Scalars['ID']['output'];
  /** The name of the organization. */
  name: Scalars['String']['output'];
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

/** The account of the provider is not admitted. Use one with a verified email address of the organization, or ask an operator. */
export type PersonNotAdmitted = UserError & {
  __typename?: 'PersonNotAdmitted';
  /** `PERSON_NOT_ADMITTED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** Always null. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type Query = {
  __typename?: 'Query';
  /** The API clients of your organization, revoked ones included, in the order of their creation. For operators. */
  apiClients: ApiClientConnection;
  /**
   * The audit trail of your organization, in the order of the events: each change of people, API clients, accounts, limits and periods, each
   * sign-in, each export of personal data, and the calls of agents' tools. Other refused requests are not in it. For operators.
   */
  auditEvents: AuditEventConnection;
  /** The person who is signed in; null for an API client. */
  me?: Maybe<User>;
  /** The organization that you belong to. Everything that you can see belongs to it. */
  organization: Organization;
  /**
   * Refused attempts to sign in as people of your organization, counted by minute and network, in the order of the minutes. They arrive within
   * seconds, and are kept for 90 days. Attempts with an unknown email belong to no organization. For operators.
   */
  refusedSignIns: RefusedSignInsConnection;
  /** The identity providers at which people may sign in. Needs no credentials. */
  signInProviders: Array<SignInProvider>;
  /** A person of your organization, by id. Customers find only themselves; null if there is no such person for you. */
  user?: Maybe<User>;
  /** The people of your organization, in the order in which they joined. Customers see only themselves. */
  users: UserConnection;
};


export type QueryApiClientsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryRefusedSignInsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
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

/** The session to continue. */
export type RefreshSessionInput = {
  /** The refresh token from the last `signIn` or `refreshSession`. */
  refreshToken: Scalars['String']['input'];
};

/** The answer to `refreshSession`. */
export type RefreshSessionPayload = {
  __typename?: 'RefreshSessionPayload';
  /** The new access token; null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the refresh was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the new access token expires; null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The new refresh token, which replaces the one sent; null if refused. */
  refreshToken?: Maybe<Scalars['String']['output']>;
};

/** Refused attempts to sign in from one network in one minute: with a wrong password, of a disabled person, or too many. The emails are not stored. */
export type RefusedSignIns = {
  __typename?: 'RefusedSignIns';
  /** The number of refused attempts. */
  attempts: Scalars['Int']['output'];
  /** The beginning of the minute. */
  minute: Scalars['DateTime']['output'];
  /** The IPv4 address, or the /64 of the IPv6 address. Null for all networks without a count of their own: unknown ones, and those beyond the first 1,000 of the minute. */
  network?: Maybe<Scalars['String']['output']>;
};

/** A page of counts of refused sign-ins. */
export type RefusedSignInsConnection = {
  __typename?: 'RefusedSignInsConnection';
  /** The counts of this page, each with its cursor. */
  edges: Array<RefusedSignInsEdge>;
  /** The counts of this page. */
  nodes: Array<RefusedSignIns>;
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** A count of refused sign-ins and its cursor in a list. */
export type RefusedSignInsEdge = {
  __typename?: 'RefusedSignInsEdge';
  /** Continue after this count with `after`. */
  cursor: Scalars['String']['output'];
  /** The count. */
  node: RefusedSignIns;
};

/** The person who gets a link. */
export type ResetPasswordInput = {
  /** The person. */
  id: Scalars['ID']['input'];
};

/** The answer to `resetPassword`. */
export type ResetPasswordPayload = {
  __typename?: 'ResetPasswordPayload';
  /** Why there is no link; empty if there is one. */
  errors: Array<UserError>;
  /** When the link expires, 24 hours from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The link to hand to the person: the page of the setting PASSWORD_PAGE_URL, with the token in its fragment. Null without that setting, or if refused. */
  link?: Maybe<Scalars['String']['output']>;
  /** The token that `setNewPassword` accepts, once. It is not stored and cannot be shown again. Null if refused. */
  token?: Maybe<Scalars['String']['output']>;
};

/** The API client to revoke. */
export type RevokeApiClientInput = {
  /** The client to revoke. */
  id: Scalars['ID']['input'];
};

/** The answer to `revokeApiClient`. */
export type RevokeApiClientPayload = {
  __typename?: 'RevokeApiClientPayload';
  /** The client, revoked; null if refused. */
  apiClient?: Maybe<ApiClient>;
  /** Why the client was not revoked; empty if it was. */
  errors: Array<UserError>;
};

/** The API client that gets a new key. */
export type RotateApiKeyInput = {
  /** The client. */
  id: Scalars['ID']['input'];
};

/** The answer to `rotateApiKey`. */
export type RotateApiKeyPayload = {
  __typename?: 'RotateApiKeyPayload';
  /** The client; null if refused. */
  apiClient?: Maybe<ApiClient>;
  /** The new key to hand to the partner. It is not stored and cannot be shown again. Null if refused. */
  apiKey?: Maybe<Scalars['String']['output']>;
  /** Why there is no new key; empty if there is one. */
  errors: Array<UserError>;
};

/** The token of a link, and the new password. */
export type SetNewPasswordInput = {
  /** The new password: 8 to 256 characters, and none of the 10,000 most common passwords. */
  newPassword: Scalars['String']['input'];
  /** The token from `resetPassword`. */
  token: Scalars['String']['input'];
};

/** The answer to `setNewPassword`. */
export type SetNewPasswordPayload = {
  __typename?: 'SetNewPasswordPayload';
  /** The address to sign in with. Null if refused. */
  email?: Maybe<Scalars['String']['output']>;
  /** Why the password was not set; empty if it was. */
  errors: Array<UserError>;
};

/** The credentials of a person. */
export type SignInInput = {
  /** The address of the account; upper and lower case are the same. */
  email: Scalars['String']['input'];
  /** The last refresh token of the same person on this device, also one that was used or whose session has ended. It marks the device as known. */
  lastRefreshToken?: InputMaybe<Scalars['String']['input']>;
  /** The password. */
  password: Scalars['String']['input'];
};

/** The answer to `signIn`. */
export type SignInPayload = {
  __typename?: 'SignInPayload';
  /** The access token. Send it as `Authorization: Bearer …`, or as `authorization` in the payload of `connection_init`. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the sign-in was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the access token expires, 15 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The refresh token. Exchange it with `refreshSession` before it expires, 30 days from now. It works once. Null if refused. */
  refreshToken?: Maybe<Scalars['String']['output']>;
};

/** An identity provider at which people may sign in. */
export type SignInProvider = {
  __typename?: 'SignInProvider';
  /** The name for `beginSignIn`. */
  id: Scalars['ID']['output'];
  /** The name for people. */
  name: Scalars['String']['output'];
};

/** There is no such identity provider. List them with `signInProviders`. */
export type SignInProviderNotFound = UserError & {
  __typename?: 'SignInProviderNotFound';
  /** `SIGN_IN_PROVIDER_NOT_FOUND`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The session to end. */
export type SignOutInput = {
  /** A refresh token of the session to end. */
  refreshToken: Scalars['String']['input'];
};

/** The answer to `signOut`. */
export type SignOutPayload = {
  __typename?: 'SignOutPayload';
  /** Why the call was refused; empty if it was not. */
  errors: Array<UserError>;
  /** Whether a session was ended by this call; false if it had ended before. */
  signedOut: Scalars['Boolean']['output'];
};

/** There were too many attempts from this address or for this email. Wait for `retryAfterSeconds`. */
export type TooManyAttempts = UserError & {
  __typename?: 'TooManyAttempts';
  /** `TOO_MANY_ATTEMPTS`. */
  code: UserErrorCode;
  /** The time to wait. */
  message: Scalars['String']['output'];
  /** Always null. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** Seconds to wait before the next attempt. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** The person to change, and the new values. A field that is left out stays as it is. */
export type UpdateUserInput = {
  /** The person. */
  id: Scalars['ID']['input'];
  /** The full name, 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The rights. You cannot change your own. */
  role?: InputMaybe<UserRole>;
};

/** The answer to `updateUser`. */
export type UpdateUserPayload = {
  __typename?: 'UpdateUserPayload';
  /** Why nothing was changed; empty if it was. */
  errors: Array<UserError>;
  /** The person, changed; null if refused. */
  user?: Maybe<User>;
};

/** A person in an organization. Fields other than `id` are null where you may not see the person. */
export type User = {
  __typename?: 'User';
  /** When the person was added. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The address that the person signs in with; null for an erased person. */
  email?: Maybe<Scalars['String']['output']>;
  /** Starts with `usr_`. */
  id: Scalars['ID']['output'];
  /** The person's full name. */
  name?: Maybe<Scalars['String']['output']>;
  /** The organization that the person belongs to. */
  organization?: Maybe<Organization>;
  /** The rights of the person. */
  role?: Maybe<UserRole>;
  /** Whether the person can sign in. */
  status?: Maybe<UserStatus>;
};

/** A page of people. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page, each with its cursor. */
  edges: Array<UserEdge>;
  /** The people of this page. */
  nodes: Array<User>;
  /** The position of this page in the list. */
  pageInfo: PageInfo;
};

/** The person is disabled. An operator of the organization can enable them. */
export type UserDisabled = UserError & {
  __typename?: 'UserDisabled';
  /** `USER_DISABLED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input; null for a sign-in. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** A person and their cursor in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Continue after this person with `after`. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
};

/** The personal data of the person was erased, which is final. Create another person. */
export type UserErased = UserError & {
  __typename?: 'UserErased';
  /** `USER_ERASED`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
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
  /** There is no such API client in your organization. List them with `apiClients`. */
  | 'API_CLIENT_NOT_FOUND'
  /** The client is revoked for good. Create another one. */
  | 'API_CLIENT_REVOKED'
  /** Somebody has this email address already. Choose another one. */
  | 'EMAIL_TAKEN'
  /** The same idempotency key was used before with other content. Nothing was done. Use a new key for a new request. */
  | 'IDEMPOTENCY_MISMATCH'
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
  /** An earlier answer showed the API key. Get a new key with `rotateApiKey`. */
  | 'KEY_ALREADY_SHOWN'
  /** You cannot do this to yourself. Ask another operator. */
  | 'NOT_YOURSELF'
  /** The account of the provider is not admitted. Use one with a verified email address of the organization, or ask an operator. */
  | 'PERSON_NOT_ADMITTED'
  /** The organization has as many people, API clients or accounts as it may. Ask whoever runs the platform for a higher quota. */
  | 'QUOTA_REACHED'
  /** There is no such identity provider. List them with `signInProviders`. */
  | 'SIGN_IN_PROVIDER_NOT_FOUND'
  /** There were too many attempts. Wait for `retryAfterSeconds`. */
  | 'TOO_MANY_ATTEMPTS'
  /** The person is disabled. An operator of the organization can enable them. */
  | 'USER_DISABLED'
  /** The personal data of the person was erased, which is final. Create another person. */
  | 'USER_ERASED'
  /** There is no such person in your organization. List them with `users`. */
  | 'USER_NOT_FOUND'
  /** This is not your current password. Check it. */
  | 'WRONG_PASSWORD';

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

/** This is not your current password. Check it. */
export type WrongPassword = UserError & {
  __typename?: 'WrongPassword';
  /** `WRONG_PASSWORD`. */
  code: UserErrorCode;
  /** The reason and the remedy, in English. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};
