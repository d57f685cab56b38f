// Generated from schema/users.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of schema/generate-types.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApiClientRow, OrganizationRow, UserRow } from '../tables.ts';
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
  /** A moment in time as an RFC 3339 string in UTC with milliseconds, such as `2026-03-01T12:30:00.000Z`. Any offset is accepted as input. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: string; output: string; }
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
  /** What the program may do: any of `users:read`, `accounts:read`, `accounts:write`, `transfers:read`, `transfers:write`, `events:read`. */
  scopes: Array<Scalars['String']['output']>;
};

/** A page of API clients. */
export type ApiClientConnection = {
  __typename?: 'ApiClientConnection';
  /** The clients of this page, each with its cursor. */
  edges: Array<ApiClientEdge>;
  /** The clients of this page. */
  nodes: Array<ApiClient>;
  /** Where this page lies in the list. */
  pageInfo: PageInfo;
};

/** An API client and its place in a list. */
export type ApiClientEdge = {
  __typename?: 'ApiClientEdge';
  /** Continue after this client with `after`. */
  cursor: Scalars['String']['output'];
  /** The client. */
  node: ApiClient;
};

/** There is no such API client in your organization. */
export type ApiClientNotFound = UserError & {
  __typename?: 'ApiClientNotFound';
  /** `API_CLIENT_NOT_FOUND`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type CacheControlScope =
  | 'PRIVATE'
  | 'PUBLIC';

/** The program to register, and what it may do. */
export type CreateApiClientInput = {
  /** Confine the program to these accounts, up to 1,000; leave out for all of the organization's. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The name by which operators will know the program, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** What the program may do: any of `users:read`, `accounts:read`, `accounts:write`, `transfers:read`, `transfers:write`, `events:read`. */
  scopes: Array<Scalars['String']['input']>;
};

/** The answer to `createApiClient`. */
export type CreateApiClientPayload = {
  __typename?: 'CreateApiClientPayload';
  /** The new client; null if refused. */
  apiClient?: Maybe<ApiClient>;
  /** The key to hand to the partner. It is kept nowhere and cannot be shown again. Null if refused. */
  apiKey?: Maybe<Scalars['String']['output']>;
  /** Why the client was not registered; empty if it was. */
  errors: Array<UserError>;
};

/** The answer to `createStreamTicket`. */
export type CreateStreamTicketPayload = {
  __typename?: 'CreateStreamTicketPayload';
  /** Why there is no ticket; empty if there is one. */
  errors: Array<UserError>;
  /** When the ticket expires unless it was used, within a minute from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Send it once, as the parameter `ticket` in the URL of a subscription by GET. A second use is answered with 401. Null if refused. */
  ticket?: Maybe<Scalars['String']['output']>;
};

/** The person to add. */
export type CreateUserInput = {
  /** The address to sign in with. One address belongs to one person, in all organizations. */
  email: Scalars['String']['input'];
  /** The person's full name, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** The first password, 8 to 256 characters. */
  password: Scalars['String']['input'];
  /** What the person may see and do. */
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

/** Somebody has this email address already. */
export type EmailTaken = UserError & {
  __typename?: 'EmailTaken';
  /** `EMAIL_TAKEN`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The credentials of a program. */
export type ExchangeApiKeyInput = {
  /** The key that `createApiClient` showed. */
  apiKey: Scalars['String']['input'];
};

/** The answer to `exchangeApiKey`. */
export type ExchangeApiKeyPayload = {
  __typename?: 'ExchangeApiKeyPayload';
  /** Send it as `Authorization: Bearer …`, or as `authorization` in the payload of `connection_init`. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the exchange was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the access token expires, 15 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The API key is unknown or revoked. */
export type InvalidApiKey = UserError & {
  __typename?: 'InvalidApiKey';
  /** `INVALID_API_KEY`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The email address and the password do not belong together. */
export type InvalidCredentials = UserError & {
  __typename?: 'InvalidCredentials';
  /** `INVALID_CREDENTIALS`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** Always null: which of the two was wrong is not told. */
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

/** The refresh token is unknown, used, or of a session that has ended. Sign in again. */
export type InvalidRefreshToken = UserError & {
  __typename?: 'InvalidRefreshToken';
  /** `INVALID_REFRESH_TOKEN`. */
  code: UserErrorCode;
  /** What to do about it. */
  message: Scalars['String']['output'];
  /** The field of the input. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Register a partner's program. Its API key is shown in this answer and never again. For operators. */
  createApiClient: CreateApiClientPayload;
  /**
   * Get a ticket that opens one stream of server-sent events, for a browser's `EventSource`, which cannot send `Authorization`: add it to the URL as the parameter `ticket`. The
   * stream sees what you may see, and ends with the access token that you send with this. Get another ticket for each stream, and to connect again.
   */
  createStreamTicket: CreateStreamTicketPayload;
  /** Add a person to your organization. For operators. */
  createUser: CreateUserPayload;
  /** Exchange an API key for an access token. Needs no credentials. Exchange it again before the token expires. */
  exchangeApiKey: ExchangeApiKeyPayload;
  /**
   * Exchange a refresh token for a new access token and a new refresh token. Each refresh token works once: a later use ends the session,
   * because one of the two users stole it. Within 10 seconds of the first, tabs that use it at the same time each get tokens of their own.
   */
  refreshSession: RefreshSessionPayload;
  /** Revoke an API client. Its key stops working at once, its access tokens when they expire. For operators. */
  revokeApiClient: RevokeApiClientPayload;
  /** Exchange an email address and a password for an access token. Needs no credentials. Attempts are limited by address and by email. */
  signIn: SignInPayload;
  /** End the session to which a refresh token belongs. Access tokens already given out last until they expire. */
  signOut: SignOutPayload;
};


export type MutationCreateApiClientArgs = {
  input: CreateApiClientInput;
};


export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


export type MutationExchangeApiKeyArgs = {
  input: ExchangeApiKeyInput;
};


export type MutationRefreshSessionArgs = {
  input: RefreshSessionInput;
};


export type MutationRevokeApiClientArgs = {
  input: RevokeApiClientInput;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationSignOutArgs = {
  input: SignOutInput;
};

/** The tenant: people, accounts and money belong to exactly one organization, and nothing crosses from one to another. */
export type Organization = {
  __typename?: 'Organization';
  /** When the organization was created. */
  createdAt: Scalars['DateTime']['output'];
  /** Starts with `org_`. */
  id: Scalars['ID']['output'];
  /** The name that the organization goes by. */
  name: Scalars['String']['output'];
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
  /** The API clients of your organization, revoked ones included, in the order of their making. For operators. */
  apiClients: ApiClientConnection;
  /** The person who is signed in; null for an API client. */
  me?: Maybe<User>;
  /** The organization that you belong to. Everything that you can see belongs to it. */
  organization: Organization;
  /** A person of your organization, by id. Customers find only themselves; null if there is no such person for you. */
  user?: Maybe<User>;
  /** The people of your organization, in the order in which they joined. Customers see only themselves. */
  users: UserConnection;
};


export type QueryApiClientsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** The session to go on with. */
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

/** The credentials of a person. */
export type SignInInput = {
  /** The address of the account; upper and lower case are the same. */
  email: Scalars['String']['input'];
  /** The password. */
  password: Scalars['String']['input'];
};

/** The answer to `signIn`. */
export type SignInPayload = {
  __typename?: 'SignInPayload';
  /** Send it as `Authorization: Bearer …`, or as `authorization` in the payload of `connection_init`. Null if refused. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** Why the sign-in was refused; empty if it was not. */
  errors: Array<UserError>;
  /** When the access token expires, 15 minutes from now. Null if refused. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Exchange it with `refreshSession` before it ends, 30 days from now. Works once. Null if refused. */
  refreshToken?: Maybe<Scalars['String']['output']>;
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

/** There were too many attempts from this address or for this email. */
export type TooManyAttempts = UserError & {
  __typename?: 'TooManyAttempts';
  /** `TOO_MANY_ATTEMPTS`. */
  code: UserErrorCode;
  /** How long to wait. */
  message: Scalars['String']['output'];
  /** Always null. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** How many seconds to wait before the next attempt. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** A person in an organization. Fields other than `id` are null where you may not see the person. */
export type User = {
  __typename?: 'User';
  /** When the person was added. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The address that the person signs in with. */
  email?: Maybe<Scalars['String']['output']>;
  /** Starts with `usr_`. */
  id: Scalars['ID']['output'];
  /** The person's full name. */
  name?: Maybe<Scalars['String']['output']>;
  /** The organization that the person belongs to. */
  organization?: Maybe<Organization>;
  /** What the person may see and do. */
  role?: Maybe<UserRole>;
};

/** A page of people. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page, each with its cursor. */
  edges: Array<UserEdge>;
  /** The people of this page. */
  nodes: Array<User>;
  /** Where this page lies in the list. */
  pageInfo: PageInfo;
};

/** A person and their place in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Continue after this person with `after`. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
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
  /** There is no such API client in your organization. */
  | 'API_CLIENT_NOT_FOUND'
  /** Somebody has this email address already. */
  | 'EMAIL_TAKEN'
  /** The API key is unknown or revoked. */
  | 'INVALID_API_KEY'
  /** The email address and the password do not belong together. */
  | 'INVALID_CREDENTIALS'
  /** A value is missing, too long, too short or not of the form that its description asks for. */
  | 'INVALID_INPUT'
  /** The refresh token is unknown, used, or of a session that has ended. */
  | 'INVALID_REFRESH_TOKEN'
  /** There were too many attempts; wait. */
  | 'TOO_MANY_ATTEMPTS';

/** What a person may see and do. */
export type UserRole =
  /** Sees and moves the money of their own accounts. */
  | 'CUSTOMER'
  /** Sees all accounts of the organization, and administers it. */
  | 'OPERATOR';



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
  Organization: Organization;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Organization:
    ( { __typename: 'Organization' }
    & GraphQLRecursivePick<FederationTypes['Organization'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  UserError:
    | ( ApiClientNotFound & { __typename: 'ApiClientNotFound' } )
    | ( EmailTaken & { __typename: 'EmailTaken' } )
    | ( InvalidApiKey & { __typename: 'InvalidApiKey' } )
    | ( InvalidCredentials & { __typename: 'InvalidCredentials' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( InvalidRefreshToken & { __typename: 'InvalidRefreshToken' } )
    | ( TooManyAttempts & { __typename: 'TooManyAttempts' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ApiClient: ResolverTypeWrapper<ApiClientRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ApiClientConnection: ResolverTypeWrapper<Omit<ApiClientConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ApiClientEdge']>, nodes: Array<ResolversTypes['ApiClient']> }>;
  ApiClientEdge: ResolverTypeWrapper<Omit<ApiClientEdge, 'node'> & { node: ResolversTypes['ApiClient'] }>;
  ApiClientNotFound: ResolverTypeWrapper<ApiClientNotFound>;
  CacheControlScope: CacheControlScope;
  CreateApiClientInput: CreateApiClientInput;
  CreateApiClientPayload: ResolverTypeWrapper<Omit<CreateApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Maybe<ResolversTypes['ApiClient']>, errors: Array<ResolversTypes['UserError']> }>;
  CreateStreamTicketPayload: ResolverTypeWrapper<Omit<CreateStreamTicketPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  CreateUserInput: CreateUserInput;
  CreateUserPayload: ResolverTypeWrapper<Omit<CreateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Maybe<ResolversTypes['User']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  ExchangeApiKeyInput: ExchangeApiKeyInput;
  ExchangeApiKeyPayload: ResolverTypeWrapper<Omit<ExchangeApiKeyPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  InvalidApiKey: ResolverTypeWrapper<InvalidApiKey>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  InvalidRefreshToken: ResolverTypeWrapper<InvalidRefreshToken>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Organization: ResolverTypeWrapper<OrganizationRow>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshSessionInput: RefreshSessionInput;
  RefreshSessionPayload: ResolverTypeWrapper<Omit<RefreshSessionPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  RevokeApiClientInput: RevokeApiClientInput;
  RevokeApiClientPayload: ResolverTypeWrapper<Omit<RevokeApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Maybe<ResolversTypes['ApiClient']>, errors: Array<ResolversTypes['UserError']> }>;
  SignInInput: SignInInput;
  SignInPayload: ResolverTypeWrapper<Omit<SignInPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  SignOutInput: SignOutInput;
  SignOutPayload: ResolverTypeWrapper<Omit<SignOutPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  TooManyAttempts: ResolverTypeWrapper<TooManyAttempts>;
  User: ResolverTypeWrapper<UserRow>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: UserErrorCode;
  UserRole: UserRole;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApiClient: ApiClientRow;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  ApiClientConnection: Omit<ApiClientConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ApiClientEdge']>, nodes: Array<ResolversParentTypes['ApiClient']> };
  ApiClientEdge: Omit<ApiClientEdge, 'node'> & { node: ResolversParentTypes['ApiClient'] };
  ApiClientNotFound: ApiClientNotFound;
  CreateApiClientInput: CreateApiClientInput;
  CreateApiClientPayload: Omit<CreateApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Maybe<ResolversParentTypes['ApiClient']>, errors: Array<ResolversParentTypes['UserError']> };
  CreateStreamTicketPayload: Omit<CreateStreamTicketPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  CreateUserInput: CreateUserInput;
  CreateUserPayload: Omit<CreateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Maybe<ResolversParentTypes['User']> };
  DateTime: Scalars['DateTime']['output'];
  EmailTaken: EmailTaken;
  ExchangeApiKeyInput: ExchangeApiKeyInput;
  ExchangeApiKeyPayload: Omit<ExchangeApiKeyPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  InvalidApiKey: InvalidApiKey;
  InvalidCredentials: InvalidCredentials;
  InvalidInput: InvalidInput;
  InvalidRefreshToken: InvalidRefreshToken;
  Mutation: Record<PropertyKey, never>;
  Organization: OrganizationRow;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RefreshSessionInput: RefreshSessionInput;
  RefreshSessionPayload: Omit<RefreshSessionPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  RevokeApiClientInput: RevokeApiClientInput;
  RevokeApiClientPayload: Omit<RevokeApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Maybe<ResolversParentTypes['ApiClient']>, errors: Array<ResolversParentTypes['UserError']> };
  SignInInput: SignInInput;
  SignInPayload: Omit<SignInPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  SignOutInput: SignOutInput;
  SignOutPayload: Omit<SignOutPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  TooManyAttempts: TooManyAttempts;
  User: UserRow;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ApiClientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClient'] = ResolversParentTypes['ApiClient']> = {
  accountIds?: Resolver<Maybe<Array<ResolversTypes['ID']>>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApiClientConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClientConnection'] = ResolversParentTypes['ApiClientConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ApiClientEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiClientEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClientEdge'] = ResolversParentTypes['ApiClientEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiClient'], ParentType, ContextType>;
};

export type ApiClientNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClientNotFound'] = ResolversParentTypes['ApiClientNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateApiClientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateApiClientPayload'] = ResolversParentTypes['CreateApiClientPayload']> = {
  apiClient?: Resolver<Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  apiKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateStreamTicketPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateStreamTicketPayload'] = ResolversParentTypes['CreateStreamTicketPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateUserPayload'] = ResolversParentTypes['CreateUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EmailTakenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExchangeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExchangeApiKeyPayload'] = ResolversParentTypes['ExchangeApiKeyPayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type InvalidApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidApiKey'] = ResolversParentTypes['InvalidApiKey']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
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

export type InvalidRefreshTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidRefreshToken'] = ResolversParentTypes['InvalidRefreshToken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createApiClient?: Resolver<ResolversTypes['CreateApiClientPayload'], ParentType, ContextType, RequireFields<MutationCreateApiClientArgs, 'input'>>;
  createStreamTicket?: Resolver<ResolversTypes['CreateStreamTicketPayload'], ParentType, ContextType>;
  createUser?: Resolver<ResolversTypes['CreateUserPayload'], ParentType, ContextType, RequireFields<MutationCreateUserArgs, 'input'>>;
  exchangeApiKey?: Resolver<ResolversTypes['ExchangeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationExchangeApiKeyArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['RefreshSessionPayload'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'input'>>;
  revokeApiClient?: Resolver<ResolversTypes['RevokeApiClientPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiClientArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'input'>>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization'], FederationReferenceType extends FederationReferenceTypes['Organization'] = FederationReferenceTypes['Organization']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Organization']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiClients?: Resolver<ResolversTypes['ApiClientConnection'], ParentType, ContextType, Partial<QueryApiClientsArgs>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<QueryUsersArgs>>;
};

export type RefreshSessionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionPayload'] = ResolversParentTypes['RefreshSessionPayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RevokeApiClientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiClientPayload'] = ResolversParentTypes['RevokeApiClientPayload']> = {
  apiClient?: Resolver<Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SignOutPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  signedOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TooManyAttemptsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttempts'] = ResolversParentTypes['TooManyAttempts']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['UserRole']>, ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'ApiClientNotFound' | 'EmailTaken' | 'InvalidApiKey' | 'InvalidCredentials' | 'InvalidInput' | 'InvalidRefreshToken' | 'TooManyAttempts', ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  ApiClient?: ApiClientResolvers<ContextType>;
  ApiClientConnection?: ApiClientConnectionResolvers<ContextType>;
  ApiClientEdge?: ApiClientEdgeResolvers<ContextType>;
  ApiClientNotFound?: ApiClientNotFoundResolvers<ContextType>;
  CreateApiClientPayload?: CreateApiClientPayloadResolvers<ContextType>;
  CreateStreamTicketPayload?: CreateStreamTicketPayloadResolvers<ContextType>;
  CreateUserPayload?: CreateUserPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  ExchangeApiKeyPayload?: ExchangeApiKeyPayloadResolvers<ContextType>;
  InvalidApiKey?: InvalidApiKeyResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  InvalidRefreshToken?: InvalidRefreshTokenResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshSessionPayload?: RefreshSessionPayloadResolvers<ContextType>;
  RevokeApiClientPayload?: RevokeApiClientPayloadResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  TooManyAttempts?: TooManyAttemptsResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
