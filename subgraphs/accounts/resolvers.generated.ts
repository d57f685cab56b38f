// Generated from schema/accounts.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/accounts/manifest.ts.
import type * as Types from './generated/schema.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AccountRow } from './tables.ts';
import type { CountedConnection } from './account-count.ts';
import type { Money as MoneyAmount } from '@tributary/domain/money.ts';
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
  Account: Types.Account;
  User: Types.User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AccountRow & { __typename: 'Account' } )
    | ( { __typename?: 'ApiClient'; id: string } & { __typename: 'ApiClient' } )
    | ( { __typename?: 'Hold'; id: string } & { __typename: 'Hold' } )
    | ( { __typename?: 'Organization'; id: string } & { __typename: 'Organization' } )
    | ( { __typename?: 'Transfer'; id: string } & { __typename: 'Transfer' } )
    | ( { __typename?: 'User'; id: string } & { __typename: 'User' } )
  ;
  UserError:
    | ( Types.AccountNotEmpty & { __typename: 'AccountNotEmpty' } )
    | ( Types.AccountNotFound & { __typename: 'AccountNotFound' } )
    | ( Types.AccountNotOpen & { __typename: 'AccountNotOpen' } )
    | ( Types.CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( Types.ExternalIdTaken & { __typename: 'ExternalIdTaken' } )
    | ( Types.IdempotencyMismatch & { __typename: 'IdempotencyMismatch' } )
    | ( Types.InvalidAmount & { __typename: 'InvalidAmount' } )
    | ( Types.InvalidInput & { __typename: 'InvalidInput' } )
    | ( Types.OverdraftLimitInUse & { __typename: 'OverdraftLimitInUse' } )
    | ( Types.QuotaReached & { __typename: 'QuotaReached' } )
    | ( Types.UserNotFound & { __typename: 'UserNotFound' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountRow>;
  String: ResolverTypeWrapper<Types.Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Types.Scalars['ID']['output']>;
  AccountClass: Types.AccountClass;
  AccountConnection: ResolverTypeWrapper<CountedConnection>;
  AccountEdge: ResolverTypeWrapper<Omit<Types.AccountEdge, 'node'> & { node: ResolversTypes['Account'] }>;
  AccountFilter: Types.AccountFilter;
  AccountNotEmpty: ResolverTypeWrapper<Types.AccountNotEmpty>;
  AccountNotFound: ResolverTypeWrapper<Types.AccountNotFound>;
  AccountNotOpen: ResolverTypeWrapper<Types.AccountNotOpen>;
  AccountOrder: Types.AccountOrder;
  AccountStatus: Types.AccountStatus;
  ApiClient: ResolverTypeWrapper<{ __typename?: 'ApiClient'; id: string }>;
  BigInt: ResolverTypeWrapper<Types.Scalars['BigInt']['output']>;
  CacheControlScope: Types.CacheControlScope;
  CloseAccountInput: Types.CloseAccountInput;
  CloseAccountPayload: ResolverTypeWrapper<Omit<Types.CloseAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  CurrencyCode: ResolverTypeWrapper<Types.Scalars['CurrencyCode']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<Types.CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Types.Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Types.Scalars['Decimal']['output']>;
  ExternalIdTaken: ResolverTypeWrapper<Types.ExternalIdTaken>;
  FreezeAccountInput: Types.FreezeAccountInput;
  FreezeAccountPayload: ResolverTypeWrapper<Omit<Types.FreezeAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  Hold: ResolverTypeWrapper<{ __typename?: 'Hold'; id: string }>;
  IdempotencyMismatch: ResolverTypeWrapper<Types.IdempotencyMismatch>;
  InvalidAmount: ResolverTypeWrapper<Types.InvalidAmount>;
  InvalidInput: ResolverTypeWrapper<Types.InvalidInput>;
  Metadata: ResolverTypeWrapper<Types.Scalars['Metadata']['output']>;
  Money: ResolverTypeWrapper<MoneyAmount>;
  MoneyInput: Types.MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OpenAccountInput: Types.OpenAccountInput;
  OpenAccountPayload: ResolverTypeWrapper<Omit<Types.OpenAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  Organization: ResolverTypeWrapper<{ __typename?: 'Organization'; id: string }>;
  OverdraftLimitInUse: ResolverTypeWrapper<Types.OverdraftLimitInUse>;
  PageInfo: ResolverTypeWrapper<Types.PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaReached: ResolverTypeWrapper<Types.QuotaReached>;
  Transfer: ResolverTypeWrapper<{ __typename?: 'Transfer'; id: string }>;
  UnfreezeAccountInput: Types.UnfreezeAccountInput;
  UnfreezeAccountPayload: ResolverTypeWrapper<Omit<Types.UnfreezeAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  UpdateAccountInput: Types.UpdateAccountInput;
  UpdateAccountPayload: ResolverTypeWrapper<Omit<Types.UpdateAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  User: ResolverTypeWrapper<{ __typename?: 'User'; id: string }>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: Types.UserErrorCode;
  UserNotFound: ResolverTypeWrapper<Types.UserNotFound>;
  Boolean: ResolverTypeWrapper<Types.Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Types.Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountRow;
  String: Types.Scalars['String']['output'];
  ID: Types.Scalars['ID']['output'];
  AccountConnection: CountedConnection;
  AccountEdge: Omit<Types.AccountEdge, 'node'> & { node: ResolversParentTypes['Account'] };
  AccountFilter: Types.AccountFilter;
  AccountNotEmpty: Types.AccountNotEmpty;
  AccountNotFound: Types.AccountNotFound;
  AccountNotOpen: Types.AccountNotOpen;
  ApiClient: { __typename?: 'ApiClient'; id: string };
  BigInt: Types.Scalars['BigInt']['output'];
  CloseAccountInput: Types.CloseAccountInput;
  CloseAccountPayload: Omit<Types.CloseAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  CurrencyCode: Types.Scalars['CurrencyCode']['output'];
  CurrencyMismatch: Types.CurrencyMismatch;
  DateTime: Types.Scalars['DateTime']['output'];
  Decimal: Types.Scalars['Decimal']['output'];
  ExternalIdTaken: Types.ExternalIdTaken;
  FreezeAccountInput: Types.FreezeAccountInput;
  FreezeAccountPayload: Omit<Types.FreezeAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  Hold: { __typename?: 'Hold'; id: string };
  IdempotencyMismatch: Types.IdempotencyMismatch;
  InvalidAmount: Types.InvalidAmount;
  InvalidInput: Types.InvalidInput;
  Metadata: Types.Scalars['Metadata']['output'];
  Money: MoneyAmount;
  MoneyInput: Types.MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  OpenAccountInput: Types.OpenAccountInput;
  OpenAccountPayload: Omit<Types.OpenAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  Organization: { __typename?: 'Organization'; id: string };
  OverdraftLimitInUse: Types.OverdraftLimitInUse;
  PageInfo: Types.PageInfo;
  Query: Record<PropertyKey, never>;
  QuotaReached: Types.QuotaReached;
  Transfer: { __typename?: 'Transfer'; id: string };
  UnfreezeAccountInput: Types.UnfreezeAccountInput;
  UnfreezeAccountPayload: Omit<Types.UnfreezeAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  UpdateAccountInput: Types.UpdateAccountInput;
  UpdateAccountPayload: Omit<Types.UpdateAccountPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  User: { __typename?: 'User'; id: string };
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  UserNotFound: Types.UserNotFound;
  Boolean: Types.Scalars['Boolean']['output'];
  Int: Types.Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Types.Maybe<Types.Scalars['Boolean']['input']>;
  maxAge?: Types.Maybe<Types.Scalars['Int']['input']>;
  scope?: Types.Maybe<Types.CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  class?: Resolver<Types.Maybe<ResolversTypes['AccountClass']>, ParentType, ContextType>;
  createdAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  currency?: Resolver<Types.Maybe<ResolversTypes['CurrencyCode']>, ParentType, ContextType>;
  externalId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Types.Maybe<ResolversTypes['Metadata']>, ParentType, ContextType>;
  name?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  overdraftLimit?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  owner?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountConnection'] = ResolversParentTypes['AccountConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountCapped?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AccountEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountEdge'] = ResolversParentTypes['AccountEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type AccountNotEmptyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotEmpty'] = ResolversParentTypes['AccountNotEmpty']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotFound'] = ResolversParentTypes['AccountNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountNotOpenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountNotOpen'] = ResolversParentTypes['AccountNotOpen']> = {
  accountStatus?: Resolver<Types.Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiClientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiClient'] = ResolversParentTypes['ApiClient']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type CloseAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CloseAccountPayload'] = ResolversParentTypes['CloseAccountPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type CurrencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CurrencyMismatch'] = ResolversParentTypes['CurrencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type ExternalIdTakenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExternalIdTaken'] = ResolversParentTypes['ExternalIdTaken']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FreezeAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FreezeAccountPayload'] = ResolversParentTypes['FreezeAccountPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type HoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyMismatch'] = ResolversParentTypes['IdempotencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidAmountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidAmount'] = ResolversParentTypes['InvalidAmount']> = {
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

export interface MetadataScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Metadata'], any> {
  name: 'Metadata';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  minorUnits?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  closeAccount?: Resolver<ResolversTypes['CloseAccountPayload'], ParentType, ContextType, RequireFields<Types.MutationCloseAccountArgs, 'input'>>;
  freezeAccount?: Resolver<ResolversTypes['FreezeAccountPayload'], ParentType, ContextType, RequireFields<Types.MutationFreezeAccountArgs, 'input'>>;
  openAccount?: Resolver<ResolversTypes['OpenAccountPayload'], ParentType, ContextType, RequireFields<Types.MutationOpenAccountArgs, 'input'>>;
  unfreezeAccount?: Resolver<ResolversTypes['UnfreezeAccountPayload'], ParentType, ContextType, RequireFields<Types.MutationUnfreezeAccountArgs, 'input'>>;
  updateAccount?: Resolver<ResolversTypes['UpdateAccountPayload'], ParentType, ContextType, RequireFields<Types.MutationUpdateAccountArgs, 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Account' | 'ApiClient' | 'Hold' | 'Organization' | 'Transfer' | 'User', ParentType, ContextType>;
};

export type OpenAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenAccountPayload'] = ResolversParentTypes['OpenAccountPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OverdraftLimitInUseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OverdraftLimitInUse'] = ResolversParentTypes['OverdraftLimitInUse']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<Types.QueryAccountArgs, 'id'>>;
  accounts?: Resolver<ResolversTypes['AccountConnection'], ParentType, ContextType, RequireFields<Types.QueryAccountsArgs, 'orderBy'>>;
  node?: Resolver<Types.Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<Types.QueryNodeArgs, 'id'>>;
};

export type QuotaReachedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaReached'] = ResolversParentTypes['QuotaReached']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TransferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transfer'] = ResolversParentTypes['Transfer']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnfreezeAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnfreezeAccountPayload'] = ResolversParentTypes['UnfreezeAccountPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAccountPayload'] = ResolversParentTypes['UpdateAccountPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accounts?: Resolver<ResolversTypes['AccountConnection'], ParentType, ContextType, Partial<Types.UserAccountsArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'AccountNotEmpty' | 'AccountNotFound' | 'AccountNotOpen' | 'CurrencyMismatch' | 'ExternalIdTaken' | 'IdempotencyMismatch' | 'InvalidAmount' | 'InvalidInput' | 'OverdraftLimitInUse' | 'QuotaReached' | 'UserNotFound', ParentType, ContextType>;
};

export type UserNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserNotFound'] = ResolversParentTypes['UserNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  AccountConnection?: AccountConnectionResolvers<ContextType>;
  AccountEdge?: AccountEdgeResolvers<ContextType>;
  AccountNotEmpty?: AccountNotEmptyResolvers<ContextType>;
  AccountNotFound?: AccountNotFoundResolvers<ContextType>;
  AccountNotOpen?: AccountNotOpenResolvers<ContextType>;
  ApiClient?: ApiClientResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  CloseAccountPayload?: CloseAccountPayloadResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  CurrencyMismatch?: CurrencyMismatchResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  ExternalIdTaken?: ExternalIdTakenResolvers<ContextType>;
  FreezeAccountPayload?: FreezeAccountPayloadResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  IdempotencyMismatch?: IdempotencyMismatchResolvers<ContextType>;
  InvalidAmount?: InvalidAmountResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  Metadata?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  OpenAccountPayload?: OpenAccountPayloadResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  OverdraftLimitInUse?: OverdraftLimitInUseResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaReached?: QuotaReachedResolvers<ContextType>;
  Transfer?: TransferResolvers<ContextType>;
  UnfreezeAccountPayload?: UnfreezeAccountPayloadResolvers<ContextType>;
  UpdateAccountPayload?: UpdateAccountPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  UserNotFound?: UserNotFoundResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
