// Generated from schema/users.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/users/manifest.ts.
import type * as Types from './generated/schema.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApiClientRow, OrganizationRow, UserRow } from './identity/tables.ts';
import type { SeenAuditEvent } from './audit/list-audit-events.ts';
import type { RefusedSignInsRow } from './audit/list-refused-sign-ins.ts';
import type { Context } from './context.ts';
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };


export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Types.Maybe<T> extends T ? Types.Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
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
) => Types.Maybe<TTypes> | Promise<Types.Maybe<TTypes>>;

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
  ApiClient: Types.ApiClient;
  Organization: Types.Organization;
  User: Types.User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ApiClient:
    ( { __typename: 'ApiClient' }
    & GraphQLRecursivePick<FederationTypes['ApiClient'], {"id":true}> );
  Organization:
    ( { __typename: 'Organization' }
    & GraphQLRecursivePick<FederationTypes['Organization'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AuditActor:
    | ( ApiClientRow & { __typename: 'ApiClient' } )
    | ( UserRow & { __typename: 'User' } )
  ;
  AuditSubject:
    | ( { __typename?: 'Account'; id: string } & { __typename: 'Account' } )
    | ( ApiClientRow & { __typename: 'ApiClient' } )
    | ( OrganizationRow & { __typename: 'Organization' } )
    | ( UserRow & { __typename: 'User' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  UserError:
    | ( Types.ApiClientNotFound & { __typename: 'ApiClientNotFound' } )
    | ( Types.ApiClientRevoked & { __typename: 'ApiClientRevoked' } )
    | ( Types.EmailTaken & { __typename: 'EmailTaken' } )
    | ( Types.IdempotencyMismatch & { __typename: 'IdempotencyMismatch' } )
    | ( Types.InvalidApiKey & { __typename: 'InvalidApiKey' } )
    | ( Types.InvalidCredentials & { __typename: 'InvalidCredentials' } )
    | ( Types.InvalidInput & { __typename: 'InvalidInput' } )
    | ( Types.InvalidRefreshToken & { __typename: 'InvalidRefreshToken' } )
    | ( Types.InvalidResetToken & { __typename: 'InvalidResetToken' } )
    | ( Types.InvalidSignIn & { __typename: 'InvalidSignIn' } )
    | ( Types.KeyAlreadyShown & { __typename: 'KeyAlreadyShown' } )
    | ( Types.NotYourself & { __typename: 'NotYourself' } )
    | ( Types.PersonNotAdmitted & { __typename: 'PersonNotAdmitted' } )
    | ( Types.QuotaReached & { __typename: 'QuotaReached' } )
    | ( Types.SignInProviderNotFound & { __typename: 'SignInProviderNotFound' } )
    | ( Types.TooManyAttempts & { __typename: 'TooManyAttempts' } )
    | ( Types.UserDisabled & { __typename: 'UserDisabled' } )
    | ( Types.UserErased & { __typename: 'UserErased' } )
    | ( Types.UserNotFound & { __typename: 'UserNotFound' } )
    | ( Types.WrongPassword & { __typename: 'WrongPassword' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<{ __typename?: 'Account'; id: string }>;
  ID: ResolverTypeWrapper<Types.Scalars['ID']['output']>;
  ApiClient: ResolverTypeWrapper<ApiClientRow>;
  String: ResolverTypeWrapper<Types.Scalars['String']['output']>;
  ApiClientConnection: ResolverTypeWrapper<Omit<Types.ApiClientConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ApiClientEdge']>, nodes: Array<ResolversTypes['ApiClient']> }>;
  ApiClientEdge: ResolverTypeWrapper<Omit<Types.ApiClientEdge, 'node'> & { node: ResolversTypes['ApiClient'] }>;
  ApiClientNotFound: ResolverTypeWrapper<Types.ApiClientNotFound>;
  ApiClientRevoked: ResolverTypeWrapper<Types.ApiClientRevoked>;
  AuditAction: Types.AuditAction;
  AuditActor: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AuditActor']>;
  AuditChange: ResolverTypeWrapper<Types.AuditChange>;
  AuditEvent: ResolverTypeWrapper<SeenAuditEvent>;
  AuditEventConnection: ResolverTypeWrapper<Omit<Types.AuditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AuditEventEdge']>, nodes: Array<ResolversTypes['AuditEvent']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<Types.AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  AuditEventFilter: Types.AuditEventFilter;
  AuditSubject: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AuditSubject']>;
  BeginSignInInput: Types.BeginSignInInput;
  BeginSignInPayload: ResolverTypeWrapper<Omit<Types.BeginSignInPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  BigInt: ResolverTypeWrapper<Types.Scalars['BigInt']['output']>;
  CacheControlScope: Types.CacheControlScope;
  ChangePasswordInput: Types.ChangePasswordInput;
  ChangePasswordPayload: ResolverTypeWrapper<Omit<Types.ChangePasswordPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  CompleteSignInInput: Types.CompleteSignInInput;
  CompleteSignInPayload: ResolverTypeWrapper<Omit<Types.CompleteSignInPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  CreateApiClientInput: Types.CreateApiClientInput;
  CreateApiClientPayload: ResolverTypeWrapper<Omit<Types.CreateApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversTypes['ApiClient']>, errors: Array<ResolversTypes['UserError']> }>;
  CreateStreamTicketPayload: ResolverTypeWrapper<Omit<Types.CreateStreamTicketPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  CreateUserInput: Types.CreateUserInput;
  CreateUserPayload: ResolverTypeWrapper<Omit<Types.CreateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  DateTime: ResolverTypeWrapper<Types.Scalars['DateTime']['output']>;
  DisableUserInput: Types.DisableUserInput;
  DisableUserPayload: ResolverTypeWrapper<Omit<Types.DisableUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  EmailTaken: ResolverTypeWrapper<Types.EmailTaken>;
  EnableUserInput: Types.EnableUserInput;
  EnableUserPayload: ResolverTypeWrapper<Omit<Types.EnableUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  EndSessionsInput: Types.EndSessionsInput;
  EndSessionsPayload: ResolverTypeWrapper<Omit<Types.EndSessionsPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  EraseUserInput: Types.EraseUserInput;
  EraseUserPayload: ResolverTypeWrapper<Omit<Types.EraseUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  ExchangeApiKeyInput: Types.ExchangeApiKeyInput;
  ExchangeApiKeyPayload: ResolverTypeWrapper<Omit<Types.ExchangeApiKeyPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  ExportPersonalDataInput: Types.ExportPersonalDataInput;
  ExportPersonalDataPayload: ResolverTypeWrapper<Omit<Types.ExportPersonalDataPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  IdempotencyMismatch: ResolverTypeWrapper<Types.IdempotencyMismatch>;
  InvalidApiKey: ResolverTypeWrapper<Types.InvalidApiKey>;
  InvalidCredentials: ResolverTypeWrapper<Types.InvalidCredentials>;
  InvalidInput: ResolverTypeWrapper<Types.InvalidInput>;
  InvalidRefreshToken: ResolverTypeWrapper<Types.InvalidRefreshToken>;
  InvalidResetToken: ResolverTypeWrapper<Types.InvalidResetToken>;
  InvalidSignIn: ResolverTypeWrapper<Types.InvalidSignIn>;
  KeyAlreadyShown: ResolverTypeWrapper<Types.KeyAlreadyShown>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotYourself: ResolverTypeWrapper<Types.NotYourself>;
  Organization: ResolverTypeWrapper<OrganizationRow>;
  PageInfo: ResolverTypeWrapper<Types.PageInfo>;
  PersonNotAdmitted: ResolverTypeWrapper<Types.PersonNotAdmitted>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaReached: ResolverTypeWrapper<Types.QuotaReached>;
  RefreshSessionInput: Types.RefreshSessionInput;
  RefreshSessionPayload: ResolverTypeWrapper<Omit<Types.RefreshSessionPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  RefusedSignIns: ResolverTypeWrapper<RefusedSignInsRow>;
  RefusedSignInsConnection: ResolverTypeWrapper<Omit<Types.RefusedSignInsConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['RefusedSignInsEdge']>, nodes: Array<ResolversTypes['RefusedSignIns']> }>;
  RefusedSignInsEdge: ResolverTypeWrapper<Omit<Types.RefusedSignInsEdge, 'node'> & { node: ResolversTypes['RefusedSignIns'] }>;
  ResetPasswordInput: Types.ResetPasswordInput;
  ResetPasswordPayload: ResolverTypeWrapper<Omit<Types.ResetPasswordPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  RevokeApiClientInput: Types.RevokeApiClientInput;
  RevokeApiClientPayload: ResolverTypeWrapper<Omit<Types.RevokeApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversTypes['ApiClient']>, errors: Array<ResolversTypes['UserError']> }>;
  RotateApiKeyInput: Types.RotateApiKeyInput;
  RotateApiKeyPayload: ResolverTypeWrapper<Omit<Types.RotateApiKeyPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversTypes['ApiClient']>, errors: Array<ResolversTypes['UserError']> }>;
  SetNewPasswordInput: Types.SetNewPasswordInput;
  SetNewPasswordPayload: ResolverTypeWrapper<Omit<Types.SetNewPasswordPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  SignInInput: Types.SignInInput;
  SignInPayload: ResolverTypeWrapper<Omit<Types.SignInPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  SignInProvider: ResolverTypeWrapper<Types.SignInProvider>;
  SignInProviderNotFound: ResolverTypeWrapper<Types.SignInProviderNotFound>;
  SignOutInput: Types.SignOutInput;
  SignOutPayload: ResolverTypeWrapper<Omit<Types.SignOutPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  TooManyAttempts: ResolverTypeWrapper<Types.TooManyAttempts>;
  UpdateUserInput: Types.UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<Types.UpdateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversTypes['UserError']>, user?: Types.Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserRow>;
  UserConnection: ResolverTypeWrapper<Omit<Types.UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  UserDisabled: ResolverTypeWrapper<Types.UserDisabled>;
  UserEdge: ResolverTypeWrapper<Omit<Types.UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserErased: ResolverTypeWrapper<Types.UserErased>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: Types.UserErrorCode;
  UserNotFound: ResolverTypeWrapper<Types.UserNotFound>;
  UserRole: Types.UserRole;
  UserStatus: Types.UserStatus;
  WrongPassword: ResolverTypeWrapper<Types.WrongPassword>;
  Boolean: ResolverTypeWrapper<Types.Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Types.Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: { __typename?: 'Account'; id: string };
  ID: Types.Scalars['ID']['output'];
  ApiClient: ApiClientRow;
  String: Types.Scalars['String']['output'];
  ApiClientConnection: Omit<Types.ApiClientConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ApiClientEdge']>, nodes: Array<ResolversParentTypes['ApiClient']> };
  ApiClientEdge: Omit<Types.ApiClientEdge, 'node'> & { node: ResolversParentTypes['ApiClient'] };
  ApiClientNotFound: Types.ApiClientNotFound;
  ApiClientRevoked: Types.ApiClientRevoked;
  AuditActor: ResolversUnionTypes<ResolversParentTypes>['AuditActor'];
  AuditChange: Types.AuditChange;
  AuditEvent: SeenAuditEvent;
  AuditEventConnection: Omit<Types.AuditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AuditEventEdge']>, nodes: Array<ResolversParentTypes['AuditEvent']> };
  AuditEventEdge: Omit<Types.AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuditEventFilter: Types.AuditEventFilter;
  AuditSubject: ResolversUnionTypes<ResolversParentTypes>['AuditSubject'];
  BeginSignInInput: Types.BeginSignInInput;
  BeginSignInPayload: Omit<Types.BeginSignInPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  BigInt: Types.Scalars['BigInt']['output'];
  ChangePasswordInput: Types.ChangePasswordInput;
  ChangePasswordPayload: Omit<Types.ChangePasswordPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  CompleteSignInInput: Types.CompleteSignInInput;
  CompleteSignInPayload: Omit<Types.CompleteSignInPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  CreateApiClientInput: Types.CreateApiClientInput;
  CreateApiClientPayload: Omit<Types.CreateApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversParentTypes['ApiClient']>, errors: Array<ResolversParentTypes['UserError']> };
  CreateStreamTicketPayload: Omit<Types.CreateStreamTicketPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  CreateUserInput: Types.CreateUserInput;
  CreateUserPayload: Omit<Types.CreateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  DateTime: Types.Scalars['DateTime']['output'];
  DisableUserInput: Types.DisableUserInput;
  DisableUserPayload: Omit<Types.DisableUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  EmailTaken: Types.EmailTaken;
  EnableUserInput: Types.EnableUserInput;
  EnableUserPayload: Omit<Types.EnableUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  EndSessionsInput: Types.EndSessionsInput;
  EndSessionsPayload: Omit<Types.EndSessionsPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  EraseUserInput: Types.EraseUserInput;
  EraseUserPayload: Omit<Types.EraseUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  ExchangeApiKeyInput: Types.ExchangeApiKeyInput;
  ExchangeApiKeyPayload: Omit<Types.ExchangeApiKeyPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  ExportPersonalDataInput: Types.ExportPersonalDataInput;
  ExportPersonalDataPayload: Omit<Types.ExportPersonalDataPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  IdempotencyMismatch: Types.IdempotencyMismatch;
  InvalidApiKey: Types.InvalidApiKey;
  InvalidCredentials: Types.InvalidCredentials;
  InvalidInput: Types.InvalidInput;
  InvalidRefreshToken: Types.InvalidRefreshToken;
  InvalidResetToken: Types.InvalidResetToken;
  InvalidSignIn: Types.InvalidSignIn;
  KeyAlreadyShown: Types.KeyAlreadyShown;
  Mutation: Record<PropertyKey, never>;
  NotYourself: Types.NotYourself;
  Organization: OrganizationRow;
  PageInfo: Types.PageInfo;
  PersonNotAdmitted: Types.PersonNotAdmitted;
  Query: Record<PropertyKey, never>;
  QuotaReached: Types.QuotaReached;
  RefreshSessionInput: Types.RefreshSessionInput;
  RefreshSessionPayload: Omit<Types.RefreshSessionPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  RefusedSignIns: RefusedSignInsRow;
  RefusedSignInsConnection: Omit<Types.RefusedSignInsConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['RefusedSignInsEdge']>, nodes: Array<ResolversParentTypes['RefusedSignIns']> };
  RefusedSignInsEdge: Omit<Types.RefusedSignInsEdge, 'node'> & { node: ResolversParentTypes['RefusedSignIns'] };
  ResetPasswordInput: Types.ResetPasswordInput;
  ResetPasswordPayload: Omit<Types.ResetPasswordPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  RevokeApiClientInput: Types.RevokeApiClientInput;
  RevokeApiClientPayload: Omit<Types.RevokeApiClientPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversParentTypes['ApiClient']>, errors: Array<ResolversParentTypes['UserError']> };
  RotateApiKeyInput: Types.RotateApiKeyInput;
  RotateApiKeyPayload: Omit<Types.RotateApiKeyPayload, 'apiClient' | 'errors'> & { apiClient?: Types.Maybe<ResolversParentTypes['ApiClient']>, errors: Array<ResolversParentTypes['UserError']> };
  SetNewPasswordInput: Types.SetNewPasswordInput;
  SetNewPasswordPayload: Omit<Types.SetNewPasswordPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  SignInInput: Types.SignInInput;
  SignInPayload: Omit<Types.SignInPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  SignInProvider: Types.SignInProvider;
  SignInProviderNotFound: Types.SignInProviderNotFound;
  SignOutInput: Types.SignOutInput;
  SignOutPayload: Omit<Types.SignOutPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  TooManyAttempts: Types.TooManyAttempts;
  UpdateUserInput: Types.UpdateUserInput;
  UpdateUserPayload: Omit<Types.UpdateUserPayload, 'errors' | 'user'> & { errors: Array<ResolversParentTypes['UserError']>, user?: Types.Maybe<ResolversParentTypes['User']> };
  User: UserRow;
  UserConnection: Omit<Types.UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  UserDisabled: Types.UserDisabled;
  UserEdge: Omit<Types.UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserErased: Types.UserErased;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  UserNotFound: Types.UserNotFound;
  WrongPassword: Types.WrongPassword;
  Boolean: Types.Scalars['Boolean']['output'];
  Int: Types.Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Types.Maybe<Types.Scalars['Boolean']['input']>;
  maxAge?: Types.Maybe<Types.Scalars['Int']['input']>;
  scope?: Types.Maybe<Types.CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiClientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClient'] = ResolversParentTypes['ApiClient'], FederationReferenceType extends FederationReferenceTypes['ApiClient'] = FederationReferenceTypes['ApiClient']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['ApiClient']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accountIds?: Resolver<Types.Maybe<Array<ResolversTypes['ID']>>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiClientRevokedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClientRevoked'] = ResolversParentTypes['ApiClientRevoked']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditActor'] = ResolversParentTypes['AuditActor']> = {
  __resolveType: TypeResolveFn<'ApiClient' | 'User', ParentType, ContextType>;
};

export type AuditChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditChange'] = ResolversParentTypes['AuditChange']> = {
  after?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  before?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  erased?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  action?: Resolver<ResolversTypes['AuditAction'], ParentType, ContextType>;
  actor?: Resolver<Types.Maybe<ResolversTypes['AuditActor']>, ParentType, ContextType>;
  address?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['AuditChange']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  subject?: Resolver<Types.Maybe<ResolversTypes['AuditSubject']>, ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type AuditSubjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditSubject'] = ResolversParentTypes['AuditSubject']> = {
  __resolveType: TypeResolveFn<'Account' | 'ApiClient' | 'Organization' | 'User', ParentType, ContextType>;
};

export type BeginSignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BeginSignInPayload'] = ResolversParentTypes['BeginSignInPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  secret?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type ChangePasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePasswordPayload'] = ResolversParentTypes['ChangePasswordPayload']> = {
  accessToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CompleteSignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteSignInPayload'] = ResolversParentTypes['CompleteSignInPayload']> = {
  accessToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateApiClientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateApiClientPayload'] = ResolversParentTypes['CreateApiClientPayload']> = {
  apiClient?: Resolver<Types.Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  apiKey?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateStreamTicketPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateStreamTicketPayload'] = ResolversParentTypes['CreateStreamTicketPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ticket?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateUserPayload'] = ResolversParentTypes['CreateUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DisableUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DisableUserPayload'] = ResolversParentTypes['DisableUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type EmailTakenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EnableUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EnableUserPayload'] = ResolversParentTypes['EnableUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type EndSessionsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndSessionsPayload'] = ResolversParentTypes['EndSessionsPayload']> = {
  endedSessions?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type EraseUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EraseUserPayload'] = ResolversParentTypes['EraseUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ExchangeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExchangeApiKeyPayload'] = ResolversParentTypes['ExchangeApiKeyPayload']> = {
  accessToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ExportPersonalDataPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportPersonalDataPayload'] = ResolversParentTypes['ExportPersonalDataPayload']> = {
  document?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type IdempotencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyMismatch'] = ResolversParentTypes['IdempotencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidApiKey'] = ResolversParentTypes['InvalidApiKey']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidRefreshTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidRefreshToken'] = ResolversParentTypes['InvalidRefreshToken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidResetTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidResetToken'] = ResolversParentTypes['InvalidResetToken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidSignInResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidSignIn'] = ResolversParentTypes['InvalidSignIn']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KeyAlreadyShownResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeyAlreadyShown'] = ResolversParentTypes['KeyAlreadyShown']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  beginSignIn?: Resolver<ResolversTypes['BeginSignInPayload'], ParentType, ContextType, RequireFields<Types.MutationBeginSignInArgs, 'input'>>;
  changePassword?: Resolver<ResolversTypes['ChangePasswordPayload'], ParentType, ContextType, RequireFields<Types.MutationChangePasswordArgs, 'input'>>;
  completeSignIn?: Resolver<ResolversTypes['CompleteSignInPayload'], ParentType, ContextType, RequireFields<Types.MutationCompleteSignInArgs, 'input'>>;
  createApiClient?: Resolver<ResolversTypes['CreateApiClientPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateApiClientArgs, 'input'>>;
  createStreamTicket?: Resolver<ResolversTypes['CreateStreamTicketPayload'], ParentType, ContextType>;
  createUser?: Resolver<ResolversTypes['CreateUserPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateUserArgs, 'input'>>;
  disableUser?: Resolver<ResolversTypes['DisableUserPayload'], ParentType, ContextType, RequireFields<Types.MutationDisableUserArgs, 'input'>>;
  enableUser?: Resolver<ResolversTypes['EnableUserPayload'], ParentType, ContextType, RequireFields<Types.MutationEnableUserArgs, 'input'>>;
  endSessions?: Resolver<ResolversTypes['EndSessionsPayload'], ParentType, ContextType, RequireFields<Types.MutationEndSessionsArgs, 'input'>>;
  eraseUser?: Resolver<ResolversTypes['EraseUserPayload'], ParentType, ContextType, RequireFields<Types.MutationEraseUserArgs, 'input'>>;
  exchangeApiKey?: Resolver<ResolversTypes['ExchangeApiKeyPayload'], ParentType, ContextType, RequireFields<Types.MutationExchangeApiKeyArgs, 'input'>>;
  exportPersonalData?: Resolver<ResolversTypes['ExportPersonalDataPayload'], ParentType, ContextType, RequireFields<Types.MutationExportPersonalDataArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['RefreshSessionPayload'], ParentType, ContextType, RequireFields<Types.MutationRefreshSessionArgs, 'input'>>;
  resetPassword?: Resolver<ResolversTypes['ResetPasswordPayload'], ParentType, ContextType, RequireFields<Types.MutationResetPasswordArgs, 'input'>>;
  revokeApiClient?: Resolver<ResolversTypes['RevokeApiClientPayload'], ParentType, ContextType, RequireFields<Types.MutationRevokeApiClientArgs, 'input'>>;
  rotateApiKey?: Resolver<ResolversTypes['RotateApiKeyPayload'], ParentType, ContextType, RequireFields<Types.MutationRotateApiKeyArgs, 'input'>>;
  setNewPassword?: Resolver<ResolversTypes['SetNewPasswordPayload'], ParentType, ContextType, RequireFields<Types.MutationSetNewPasswordArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<Types.MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType, RequireFields<Types.MutationSignOutArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UpdateUserPayload'], ParentType, ContextType, RequireFields<Types.MutationUpdateUserArgs, 'input'>>;
};

export type NotYourselfResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotYourself'] = ResolversParentTypes['NotYourself']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization'], FederationReferenceType extends FederationReferenceTypes['Organization'] = FederationReferenceTypes['Organization']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['Organization']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonNotAdmittedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PersonNotAdmitted'] = ResolversParentTypes['PersonNotAdmitted']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiClients?: Resolver<ResolversTypes['ApiClientConnection'], ParentType, ContextType, Partial<Types.QueryApiClientsArgs>>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, Partial<Types.QueryAuditEventsArgs>>;
  me?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  refusedSignIns?: Resolver<ResolversTypes['RefusedSignInsConnection'], ParentType, ContextType, Partial<Types.QueryRefusedSignInsArgs>>;
  signInProviders?: Resolver<Array<ResolversTypes['SignInProvider']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<Types.QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<Types.QueryUsersArgs>>;
};

export type QuotaReachedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaReached'] = ResolversParentTypes['QuotaReached']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefreshSessionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionPayload'] = ResolversParentTypes['RefreshSessionPayload']> = {
  accessToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RefusedSignInsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefusedSignIns'] = ResolversParentTypes['RefusedSignIns']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minute?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  network?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RefusedSignInsConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefusedSignInsConnection'] = ResolversParentTypes['RefusedSignInsConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RefusedSignInsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['RefusedSignIns']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefusedSignInsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefusedSignInsEdge'] = ResolversParentTypes['RefusedSignInsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefusedSignIns'], ParentType, ContextType>;
};

export type ResetPasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResetPasswordPayload'] = ResolversParentTypes['ResetPasswordPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  link?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  token?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RevokeApiClientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiClientPayload'] = ResolversParentTypes['RevokeApiClientPayload']> = {
  apiClient?: Resolver<Types.Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RotateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RotateApiKeyPayload'] = ResolversParentTypes['RotateApiKeyPayload']> = {
  apiClient?: Resolver<Types.Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  apiKey?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetNewPasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetNewPasswordPayload'] = ResolversParentTypes['SetNewPasswordPayload']> = {
  email?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  accessToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  expiresAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SignInProviderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInProvider'] = ResolversParentTypes['SignInProvider']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SignInProviderNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInProviderNotFound'] = ResolversParentTypes['SignInProviderNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignOutPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  signedOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TooManyAttemptsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttempts'] = ResolversParentTypes['TooManyAttempts']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organization?: Resolver<Types.Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  role?: Resolver<Types.Maybe<ResolversTypes['UserRole']>, ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['UserStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserDisabledResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserDisabled'] = ResolversParentTypes['UserDisabled']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserErasedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserErased'] = ResolversParentTypes['UserErased']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'ApiClientNotFound' | 'ApiClientRevoked' | 'EmailTaken' | 'IdempotencyMismatch' | 'InvalidApiKey' | 'InvalidCredentials' | 'InvalidInput' | 'InvalidRefreshToken' | 'InvalidResetToken' | 'InvalidSignIn' | 'KeyAlreadyShown' | 'NotYourself' | 'PersonNotAdmitted' | 'QuotaReached' | 'SignInProviderNotFound' | 'TooManyAttempts' | 'UserDisabled' | 'UserErased' | 'UserNotFound' | 'WrongPassword', ParentType, ContextType>;
};

export type UserNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserNotFound'] = ResolversParentTypes['UserNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongPasswordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WrongPassword'] = ResolversParentTypes['WrongPassword']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  ApiClient?: ApiClientResolvers<ContextType>;
  ApiClientConnection?: ApiClientConnectionResolvers<ContextType>;
  ApiClientEdge?: ApiClientEdgeResolvers<ContextType>;
  ApiClientNotFound?: ApiClientNotFoundResolvers<ContextType>;
  ApiClientRevoked?: ApiClientRevokedResolvers<ContextType>;
  AuditActor?: AuditActorResolvers<ContextType>;
  AuditChange?: AuditChangeResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuditSubject?: AuditSubjectResolvers<ContextType>;
  BeginSignInPayload?: BeginSignInPayloadResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  ChangePasswordPayload?: ChangePasswordPayloadResolvers<ContextType>;
  CompleteSignInPayload?: CompleteSignInPayloadResolvers<ContextType>;
  CreateApiClientPayload?: CreateApiClientPayloadResolvers<ContextType>;
  CreateStreamTicketPayload?: CreateStreamTicketPayloadResolvers<ContextType>;
  CreateUserPayload?: CreateUserPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DisableUserPayload?: DisableUserPayloadResolvers<ContextType>;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  EnableUserPayload?: EnableUserPayloadResolvers<ContextType>;
  EndSessionsPayload?: EndSessionsPayloadResolvers<ContextType>;
  EraseUserPayload?: EraseUserPayloadResolvers<ContextType>;
  ExchangeApiKeyPayload?: ExchangeApiKeyPayloadResolvers<ContextType>;
  ExportPersonalDataPayload?: ExportPersonalDataPayloadResolvers<ContextType>;
  IdempotencyMismatch?: IdempotencyMismatchResolvers<ContextType>;
  InvalidApiKey?: InvalidApiKeyResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  InvalidRefreshToken?: InvalidRefreshTokenResolvers<ContextType>;
  InvalidResetToken?: InvalidResetTokenResolvers<ContextType>;
  InvalidSignIn?: InvalidSignInResolvers<ContextType>;
  KeyAlreadyShown?: KeyAlreadyShownResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotYourself?: NotYourselfResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PersonNotAdmitted?: PersonNotAdmittedResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaReached?: QuotaReachedResolvers<ContextType>;
  RefreshSessionPayload?: RefreshSessionPayloadResolvers<ContextType>;
  RefusedSignIns?: RefusedSignInsResolvers<ContextType>;
  RefusedSignInsConnection?: RefusedSignInsConnectionResolvers<ContextType>;
  RefusedSignInsEdge?: RefusedSignInsEdgeResolvers<ContextType>;
  ResetPasswordPayload?: ResetPasswordPayloadResolvers<ContextType>;
  RevokeApiClientPayload?: RevokeApiClientPayloadResolvers<ContextType>;
  RotateApiKeyPayload?: RotateApiKeyPayloadResolvers<ContextType>;
  SetNewPasswordPayload?: SetNewPasswordPayloadResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  SignInProvider?: SignInProviderResolvers<ContextType>;
  SignInProviderNotFound?: SignInProviderNotFoundResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  TooManyAttempts?: TooManyAttemptsResolvers<ContextType>;
  UpdateUserPayload?: UpdateUserPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserDisabled?: UserDisabledResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserErased?: UserErasedResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  UserNotFound?: UserNotFoundResolvers<ContextType>;
  WrongPassword?: WrongPasswordResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
