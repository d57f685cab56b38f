// Generated from schema/ledger.graphql by `pnpm schema:types`. Do not edit: a change begins in the schema, or in
// the mappers of subgraphs/ledger/manifest.ts.
import type * as Types from './generated/schema.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { GroupTotals } from './read/totals.ts';
import type { BalanceAlertRow, AlertCrossing, HoldRow, LogContent } from './log/tables.ts';
import type { EntryRow } from './read/list-entries.ts';
import type { HeartbeatEvent, LogEvent } from './log/ledger-event.ts';
import type { Preview } from './write/rules/commands.ts';
import type { Money as MoneyAmount } from '@tributary/domain/money.ts';
import type { StatementRow } from './read/statements.ts';
import type { LimitsInForce } from './read/transfer-limits.ts';
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
  Hold: Types.Hold;
  Transfer: Types.Transfer;
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
    | ( LogEvent<'HoldRaised'> & { __typename: 'HoldRaised' } )
    | ( LogEvent<'HoldVoided'> & { __typename: 'HoldVoided' } )
    | ( LogEvent<'TransferPosted'> & { __typename: 'TransferPosted' } )
  ;
  UserError:
    | ( Types.AccountNotEmpty & { __typename: 'AccountNotEmpty' } )
    | ( Types.AccountNotFound & { __typename: 'AccountNotFound' } )
    | ( Types.AccountNotOpen & { __typename: 'AccountNotOpen' } )
    | ( Types.BalanceAlertNotFound & { __typename: 'BalanceAlertNotFound' } )
    | ( Types.BalanceOutOfRange & { __typename: 'BalanceOutOfRange' } )
    | ( Omit<Types.CaptureExceedsHold, 'remaining'> & { remaining: _RefType['Money'] } & { __typename: 'CaptureExceedsHold' } )
    | ( Omit<Types.ConditionNotMet, 'available' | 'required'> & { available?: Types.Maybe<_RefType['Money']>, required: _RefType['Money'] } & { __typename: 'ConditionNotMet' } )
    | ( Types.CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( Types.Declined & { __typename: 'Declined' } )
    | ( Types.HoldNotFound & { __typename: 'HoldNotFound' } )
    | ( Types.HoldNotOpen & { __typename: 'HoldNotOpen' } )
    | ( Types.IdempotencyMismatch & { __typename: 'IdempotencyMismatch' } )
    | ( Omit<Types.InsufficientFunds, 'available' | 'required'> & { available?: Types.Maybe<_RefType['Money']>, required: _RefType['Money'] } & { __typename: 'InsufficientFunds' } )
    | ( Types.InvalidAmount & { __typename: 'InvalidAmount' } )
    | ( Types.InvalidInput & { __typename: 'InvalidInput' } )
    | ( Types.JournalRefused & { __typename: 'JournalRefused' } )
    | ( Omit<Types.LimitExceeded, 'remaining'> & { remaining: _RefType['Money'] } & { __typename: 'LimitExceeded' } )
    | ( Types.NotPermitted & { __typename: 'NotPermitted' } )
    | ( Omit<Types.NothingToBalance, 'available'> & { available?: Types.Maybe<_RefType['Money']> } & { __typename: 'NothingToBalance' } )
    | ( Types.OverdraftLimitInUse & { __typename: 'OverdraftLimitInUse' } )
    | ( Types.PeriodClosed & { __typename: 'PeriodClosed' } )
    | ( Omit<Types.ReversalExceedsTransfer, 'remaining'> & { remaining: _RefType['Money'] } & { __typename: 'ReversalExceedsTransfer' } )
    | ( Types.SameAccount & { __typename: 'SameAccount' } )
    | ( Types.TooManyBalanceAlerts & { __typename: 'TooManyBalanceAlerts' } )
    | ( Types.TransferNotFound & { __typename: 'TransferNotFound' } )
    | ( Types.VersionMismatch & { __typename: 'VersionMismatch' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<{ __typename?: 'Account'; id: string }>;
  ID: ResolverTypeWrapper<Types.Scalars['ID']['output']>;
  AccountClass: Types.AccountClass;
  AccountIntentKind: Types.AccountIntentKind;
  AccountNotEmpty: ResolverTypeWrapper<Types.AccountNotEmpty>;
  AccountNotFound: ResolverTypeWrapper<Types.AccountNotFound>;
  AccountNotOpen: ResolverTypeWrapper<Types.AccountNotOpen>;
  AccountOwnerKind: Types.AccountOwnerKind;
  AccountStatus: Types.AccountStatus;
  AccountTotals: ResolverTypeWrapper<GroupTotals>;
  AmountRule: Types.AmountRule;
  ApplyAccountIntentInput: Types.ApplyAccountIntentInput;
  ApplyAccountIntentPayload: ResolverTypeWrapper<Omit<Types.ApplyAccountIntentPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  Balance: ResolverTypeWrapper<Omit<Types.Balance, 'available' | 'pending' | 'posted'> & { available: ResolversTypes['Money'], pending: ResolversTypes['Money'], posted: ResolversTypes['Money'] }>;
  BalanceAlert: ResolverTypeWrapper<BalanceAlertRow>;
  BalanceAlertCrossing: ResolverTypeWrapper<AlertCrossing>;
  BalanceAlertDirection: Types.BalanceAlertDirection;
  BalanceAlertField: Types.BalanceAlertField;
  BalanceAlertNotFound: ResolverTypeWrapper<Types.BalanceAlertNotFound>;
  BalanceDate: Types.BalanceDate;
  BalanceInput: Types.BalanceInput;
  BalanceOutOfRange: ResolverTypeWrapper<Types.BalanceOutOfRange>;
  BigInt: ResolverTypeWrapper<Types.Scalars['BigInt']['output']>;
  CacheControlScope: Types.CacheControlScope;
  CaptureExceedsHold: ResolverTypeWrapper<Omit<Types.CaptureExceedsHold, 'remaining'> & { remaining: ResolversTypes['Money'] }>;
  CaptureHoldInput: Types.CaptureHoldInput;
  CaptureHoldPayload: ResolverTypeWrapper<Omit<Types.CaptureHoldPayload, 'errors' | 'hold' | 'preview' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, hold?: Types.Maybe<ResolversTypes['Hold']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversTypes['Transfer']> }>;
  ClosePeriodInput: Types.ClosePeriodInput;
  ClosePeriodPayload: ResolverTypeWrapper<Omit<Types.ClosePeriodPayload, 'errors'> & { errors: Array<ResolversTypes['UserError']> }>;
  ConditionNotMet: ResolverTypeWrapper<Omit<Types.ConditionNotMet, 'available' | 'required'> & { available?: Types.Maybe<ResolversTypes['Money']>, required: ResolversTypes['Money'] }>;
  CreateBalanceAlertInput: Types.CreateBalanceAlertInput;
  CreateBalanceAlertPayload: ResolverTypeWrapper<Omit<Types.CreateBalanceAlertPayload, 'alert' | 'errors'> & { alert?: Types.Maybe<ResolversTypes['BalanceAlert']>, errors: Array<ResolversTypes['UserError']> }>;
  CreateHoldInput: Types.CreateHoldInput;
  CreateHoldPayload: ResolverTypeWrapper<Omit<Types.CreateHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversTypes['UserError']>, hold?: Types.Maybe<ResolversTypes['Hold']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']> }>;
  CreateTransferInput: Types.CreateTransferInput;
  CreateTransferPayload: ResolverTypeWrapper<Omit<Types.CreateTransferPayload, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversTypes['Transfer']> }>;
  CreateTransfersInput: Types.CreateTransfersInput;
  CreateTransfersPayload: ResolverTypeWrapper<Omit<Types.CreateTransfersPayload, 'errors' | 'results'> & { errors: Array<ResolversTypes['UserError']>, results: Array<ResolversTypes['CreateTransfersResult']> }>;
  CreateTransfersResult: ResolverTypeWrapper<Omit<Types.CreateTransfersResult, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversTypes['Transfer']> }>;
  CurrencyCode: ResolverTypeWrapper<Types.Scalars['CurrencyCode']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<Types.CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Types.Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Types.Scalars['Decimal']['output']>;
  Declined: ResolverTypeWrapper<Types.Declined>;
  DeleteBalanceAlertInput: Types.DeleteBalanceAlertInput;
  DeleteBalanceAlertPayload: ResolverTypeWrapper<Omit<Types.DeleteBalanceAlertPayload, 'alert' | 'errors'> & { alert?: Types.Maybe<ResolversTypes['BalanceAlert']>, errors: Array<ResolversTypes['UserError']> }>;
  Entry: ResolverTypeWrapper<EntryRow>;
  EntryConnection: ResolverTypeWrapper<Omit<Types.EntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['EntryEdge']>, nodes: Array<ResolversTypes['Entry']> }>;
  EntryEdge: ResolverTypeWrapper<Omit<Types.EntryEdge, 'node'> & { node: ResolversTypes['Entry'] }>;
  EntryFilter: Types.EntryFilter;
  ExtendHoldInput: Types.ExtendHoldInput;
  ExtendHoldPayload: ResolverTypeWrapper<Omit<Types.ExtendHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversTypes['UserError']>, hold?: Types.Maybe<ResolversTypes['Hold']> }>;
  Heartbeat: ResolverTypeWrapper<HeartbeatEvent>;
  Hold: ResolverTypeWrapper<HoldRow>;
  HoldCaptured: ResolverTypeWrapper<LogEvent<'HoldCaptured'>>;
  HoldCreated: ResolverTypeWrapper<LogEvent<'HoldCreated'>>;
  HoldExpired: ResolverTypeWrapper<LogEvent<'HoldExpired'>>;
  HoldNotFound: ResolverTypeWrapper<Types.HoldNotFound>;
  HoldNotOpen: ResolverTypeWrapper<Types.HoldNotOpen>;
  HoldRaised: ResolverTypeWrapper<LogEvent<'HoldRaised'>>;
  HoldStatus: Types.HoldStatus;
  HoldVoided: ResolverTypeWrapper<LogEvent<'HoldVoided'>>;
  IdempotencyMismatch: ResolverTypeWrapper<Types.IdempotencyMismatch>;
  InsufficientFunds: ResolverTypeWrapper<Omit<Types.InsufficientFunds, 'available' | 'required'> & { available?: Types.Maybe<ResolversTypes['Money']>, required: ResolversTypes['Money'] }>;
  InvalidAmount: ResolverTypeWrapper<Types.InvalidAmount>;
  InvalidInput: ResolverTypeWrapper<Types.InvalidInput>;
  JournalRefused: ResolverTypeWrapper<Types.JournalRefused>;
  LedgerEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['LedgerEvent']>;
  LedgerEventConnection: ResolverTypeWrapper<Omit<Types.LedgerEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['LedgerEventEdge']>, nodes: Array<ResolversTypes['LedgerEvent']> }>;
  LedgerEventEdge: ResolverTypeWrapper<Omit<Types.LedgerEventEdge, 'node'> & { node: ResolversTypes['LedgerEvent'] }>;
  LedgerEventFilter: Types.LedgerEventFilter;
  LedgerEventKind: Types.LedgerEventKind;
  LedgerHead: ResolverTypeWrapper<Types.LedgerHead>;
  LedgerPreview: ResolverTypeWrapper<Preview>;
  LimitExceeded: ResolverTypeWrapper<Omit<Types.LimitExceeded, 'remaining'> & { remaining: ResolversTypes['Money'] }>;
  Metadata: ResolverTypeWrapper<Types.Scalars['Metadata']['output']>;
  Money: ResolverTypeWrapper<MoneyAmount>;
  MoneyInput: Types.MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotPermitted: ResolverTypeWrapper<Types.NotPermitted>;
  NothingToBalance: ResolverTypeWrapper<Omit<Types.NothingToBalance, 'available'> & { available?: Types.Maybe<ResolversTypes['Money']> }>;
  OverdraftLimitInUse: ResolverTypeWrapper<Types.OverdraftLimitInUse>;
  PageInfo: ResolverTypeWrapper<Types.PageInfo>;
  PeriodClosed: ResolverTypeWrapper<Types.PeriodClosed>;
  PeriodLimit: ResolverTypeWrapper<Omit<Types.PeriodLimit, 'amount' | 'usedAmount'> & { amount?: Types.Maybe<ResolversTypes['Money']>, usedAmount: ResolversTypes['Money'] }>;
  PeriodLimitInput: Types.PeriodLimitInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RaiseHoldInput: Types.RaiseHoldInput;
  RaiseHoldPayload: ResolverTypeWrapper<Omit<Types.RaiseHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversTypes['UserError']>, hold?: Types.Maybe<ResolversTypes['Hold']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']> }>;
  ReversalExceedsTransfer: ResolverTypeWrapper<Omit<Types.ReversalExceedsTransfer, 'remaining'> & { remaining: ResolversTypes['Money'] }>;
  ReverseTransferInput: Types.ReverseTransferInput;
  ReverseTransferPayload: ResolverTypeWrapper<Omit<Types.ReverseTransferPayload, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversTypes['UserError']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversTypes['Transfer']> }>;
  SameAccount: ResolverTypeWrapper<Types.SameAccount>;
  SetTransferLimitsInput: Types.SetTransferLimitsInput;
  SetTransferLimitsPayload: ResolverTypeWrapper<Omit<Types.SetTransferLimitsPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversTypes['Account']>, errors: Array<ResolversTypes['UserError']> }>;
  Side: Types.Side;
  Statement: ResolverTypeWrapper<StatementRow>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TooManyBalanceAlerts: ResolverTypeWrapper<Types.TooManyBalanceAlerts>;
  Totals: ResolverTypeWrapper<Omit<Types.Totals, 'groups'> & { groups: Array<ResolversTypes['AccountTotals']> }>;
  TotalsGroup: Types.TotalsGroup;
  Transfer: ResolverTypeWrapper<LogContent>;
  TransferConnection: ResolverTypeWrapper<Omit<Types.TransferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TransferEdge']>, nodes: Array<ResolversTypes['Transfer']> }>;
  TransferEdge: ResolverTypeWrapper<Omit<Types.TransferEdge, 'node'> & { node: ResolversTypes['Transfer'] }>;
  TransferFilter: Types.TransferFilter;
  TransferLimit: Types.TransferLimit;
  TransferLimits: ResolverTypeWrapper<LimitsInForce>;
  TransferNotFound: ResolverTypeWrapper<Types.TransferNotFound>;
  TransferPosted: ResolverTypeWrapper<LogEvent<'TransferPosted'>>;
  TrialBalance: ResolverTypeWrapper<Omit<Types.TrialBalance, 'currencies' | 'lines'> & { currencies: Array<ResolversTypes['TrialBalanceSums']>, lines: Array<ResolversTypes['AccountTotals']> }>;
  TrialBalanceSums: ResolverTypeWrapper<GroupTotals>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: Types.UserErrorCode;
  VersionMismatch: ResolverTypeWrapper<Types.VersionMismatch>;
  VoidHoldInput: Types.VoidHoldInput;
  VoidHoldPayload: ResolverTypeWrapper<Omit<Types.VoidHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversTypes['UserError']>, hold?: Types.Maybe<ResolversTypes['Hold']>, preview?: Types.Maybe<ResolversTypes['LedgerPreview']> }>;
  Boolean: ResolverTypeWrapper<Types.Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Types.Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Types.Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: { __typename?: 'Account'; id: string };
  ID: Types.Scalars['ID']['output'];
  AccountNotEmpty: Types.AccountNotEmpty;
  AccountNotFound: Types.AccountNotFound;
  AccountNotOpen: Types.AccountNotOpen;
  AccountTotals: GroupTotals;
  ApplyAccountIntentInput: Types.ApplyAccountIntentInput;
  ApplyAccountIntentPayload: Omit<Types.ApplyAccountIntentPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  Balance: Omit<Types.Balance, 'available' | 'pending' | 'posted'> & { available: ResolversParentTypes['Money'], pending: ResolversParentTypes['Money'], posted: ResolversParentTypes['Money'] };
  BalanceAlert: BalanceAlertRow;
  BalanceAlertCrossing: AlertCrossing;
  BalanceAlertNotFound: Types.BalanceAlertNotFound;
  BalanceInput: Types.BalanceInput;
  BalanceOutOfRange: Types.BalanceOutOfRange;
  BigInt: Types.Scalars['BigInt']['output'];
  CaptureExceedsHold: Omit<Types.CaptureExceedsHold, 'remaining'> & { remaining: ResolversParentTypes['Money'] };
  CaptureHoldInput: Types.CaptureHoldInput;
  CaptureHoldPayload: Omit<Types.CaptureHoldPayload, 'errors' | 'hold' | 'preview' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Types.Maybe<ResolversParentTypes['Hold']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversParentTypes['Transfer']> };
  ClosePeriodInput: Types.ClosePeriodInput;
  ClosePeriodPayload: Omit<Types.ClosePeriodPayload, 'errors'> & { errors: Array<ResolversParentTypes['UserError']> };
  ConditionNotMet: Omit<Types.ConditionNotMet, 'available' | 'required'> & { available?: Types.Maybe<ResolversParentTypes['Money']>, required: ResolversParentTypes['Money'] };
  CreateBalanceAlertInput: Types.CreateBalanceAlertInput;
  CreateBalanceAlertPayload: Omit<Types.CreateBalanceAlertPayload, 'alert' | 'errors'> & { alert?: Types.Maybe<ResolversParentTypes['BalanceAlert']>, errors: Array<ResolversParentTypes['UserError']> };
  CreateHoldInput: Types.CreateHoldInput;
  CreateHoldPayload: Omit<Types.CreateHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Types.Maybe<ResolversParentTypes['Hold']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']> };
  CreateTransferInput: Types.CreateTransferInput;
  CreateTransferPayload: Omit<Types.CreateTransferPayload, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversParentTypes['Transfer']> };
  CreateTransfersInput: Types.CreateTransfersInput;
  CreateTransfersPayload: Omit<Types.CreateTransfersPayload, 'errors' | 'results'> & { errors: Array<ResolversParentTypes['UserError']>, results: Array<ResolversParentTypes['CreateTransfersResult']> };
  CreateTransfersResult: Omit<Types.CreateTransfersResult, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversParentTypes['Transfer']> };
  CurrencyCode: Types.Scalars['CurrencyCode']['output'];
  CurrencyMismatch: Types.CurrencyMismatch;
  DateTime: Types.Scalars['DateTime']['output'];
  Decimal: Types.Scalars['Decimal']['output'];
  Declined: Types.Declined;
  DeleteBalanceAlertInput: Types.DeleteBalanceAlertInput;
  DeleteBalanceAlertPayload: Omit<Types.DeleteBalanceAlertPayload, 'alert' | 'errors'> & { alert?: Types.Maybe<ResolversParentTypes['BalanceAlert']>, errors: Array<ResolversParentTypes['UserError']> };
  Entry: EntryRow;
  EntryConnection: Omit<Types.EntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['EntryEdge']>, nodes: Array<ResolversParentTypes['Entry']> };
  EntryEdge: Omit<Types.EntryEdge, 'node'> & { node: ResolversParentTypes['Entry'] };
  EntryFilter: Types.EntryFilter;
  ExtendHoldInput: Types.ExtendHoldInput;
  ExtendHoldPayload: Omit<Types.ExtendHoldPayload, 'errors' | 'hold'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Types.Maybe<ResolversParentTypes['Hold']> };
  Heartbeat: HeartbeatEvent;
  Hold: HoldRow;
  HoldCaptured: LogEvent<'HoldCaptured'>;
  HoldCreated: LogEvent<'HoldCreated'>;
  HoldExpired: LogEvent<'HoldExpired'>;
  HoldNotFound: Types.HoldNotFound;
  HoldNotOpen: Types.HoldNotOpen;
  HoldRaised: LogEvent<'HoldRaised'>;
  HoldVoided: LogEvent<'HoldVoided'>;
  IdempotencyMismatch: Types.IdempotencyMismatch;
  InsufficientFunds: Omit<Types.InsufficientFunds, 'available' | 'required'> & { available?: Types.Maybe<ResolversParentTypes['Money']>, required: ResolversParentTypes['Money'] };
  InvalidAmount: Types.InvalidAmount;
  InvalidInput: Types.InvalidInput;
  JournalRefused: Types.JournalRefused;
  LedgerEvent: ResolversInterfaceTypes<ResolversParentTypes>['LedgerEvent'];
  LedgerEventConnection: Omit<Types.LedgerEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['LedgerEventEdge']>, nodes: Array<ResolversParentTypes['LedgerEvent']> };
  LedgerEventEdge: Omit<Types.LedgerEventEdge, 'node'> & { node: ResolversParentTypes['LedgerEvent'] };
  LedgerEventFilter: Types.LedgerEventFilter;
  LedgerHead: Types.LedgerHead;
  LedgerPreview: Preview;
  LimitExceeded: Omit<Types.LimitExceeded, 'remaining'> & { remaining: ResolversParentTypes['Money'] };
  Metadata: Types.Scalars['Metadata']['output'];
  Money: MoneyAmount;
  MoneyInput: Types.MoneyInput;
  Mutation: Record<PropertyKey, never>;
  NotPermitted: Types.NotPermitted;
  NothingToBalance: Omit<Types.NothingToBalance, 'available'> & { available?: Types.Maybe<ResolversParentTypes['Money']> };
  OverdraftLimitInUse: Types.OverdraftLimitInUse;
  PageInfo: Types.PageInfo;
  PeriodClosed: Types.PeriodClosed;
  PeriodLimit: Omit<Types.PeriodLimit, 'amount' | 'usedAmount'> & { amount?: Types.Maybe<ResolversParentTypes['Money']>, usedAmount: ResolversParentTypes['Money'] };
  PeriodLimitInput: Types.PeriodLimitInput;
  Query: Record<PropertyKey, never>;
  RaiseHoldInput: Types.RaiseHoldInput;
  RaiseHoldPayload: Omit<Types.RaiseHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Types.Maybe<ResolversParentTypes['Hold']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']> };
  ReversalExceedsTransfer: Omit<Types.ReversalExceedsTransfer, 'remaining'> & { remaining: ResolversParentTypes['Money'] };
  ReverseTransferInput: Types.ReverseTransferInput;
  ReverseTransferPayload: Omit<Types.ReverseTransferPayload, 'errors' | 'preview' | 'transfer'> & { errors: Array<ResolversParentTypes['UserError']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']>, transfer?: Types.Maybe<ResolversParentTypes['Transfer']> };
  SameAccount: Types.SameAccount;
  SetTransferLimitsInput: Types.SetTransferLimitsInput;
  SetTransferLimitsPayload: Omit<Types.SetTransferLimitsPayload, 'account' | 'errors'> & { account?: Types.Maybe<ResolversParentTypes['Account']>, errors: Array<ResolversParentTypes['UserError']> };
  Statement: StatementRow;
  Subscription: Record<PropertyKey, never>;
  TooManyBalanceAlerts: Types.TooManyBalanceAlerts;
  Totals: Omit<Types.Totals, 'groups'> & { groups: Array<ResolversParentTypes['AccountTotals']> };
  Transfer: LogContent;
  TransferConnection: Omit<Types.TransferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TransferEdge']>, nodes: Array<ResolversParentTypes['Transfer']> };
  TransferEdge: Omit<Types.TransferEdge, 'node'> & { node: ResolversParentTypes['Transfer'] };
  TransferFilter: Types.TransferFilter;
  TransferLimits: LimitsInForce;
  TransferNotFound: Types.TransferNotFound;
  TransferPosted: LogEvent<'TransferPosted'>;
  TrialBalance: Omit<Types.TrialBalance, 'currencies' | 'lines'> & { currencies: Array<ResolversParentTypes['TrialBalanceSums']>, lines: Array<ResolversParentTypes['AccountTotals']> };
  TrialBalanceSums: GroupTotals;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  VersionMismatch: Types.VersionMismatch;
  VoidHoldInput: Types.VoidHoldInput;
  VoidHoldPayload: Omit<Types.VoidHoldPayload, 'errors' | 'hold' | 'preview'> & { errors: Array<ResolversParentTypes['UserError']>, hold?: Types.Maybe<ResolversParentTypes['Hold']>, preview?: Types.Maybe<ResolversParentTypes['LedgerPreview']> };
  Boolean: Types.Scalars['Boolean']['output'];
  Int: Types.Scalars['Int']['output'];
  String: Types.Scalars['String']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Types.Maybe<Types.Scalars['Boolean']['input']>;
  maxAge?: Types.Maybe<Types.Scalars['Int']['input']>;
  scope?: Types.Maybe<Types.CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ResumableDirectiveArgs = {
  argument: Types.Scalars['String']['input'];
  cursor: Types.Scalars['String']['input'];
};

export type ResumableDirectiveResolver<Result, Parent, ContextType = Context, Args = ResumableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  balance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  balanceAlerts?: Resolver<Types.Maybe<Array<ResolversTypes['BalanceAlert']>>, ParentType, ContextType>;
  balanceAt?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<Types.AccountBalanceAtArgs, 'by' | 'time'>>;
  entries?: Resolver<Types.Maybe<ResolversTypes['EntryConnection']>, ParentType, ContextType, Partial<Types.AccountEntriesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  statement?: Resolver<Types.Maybe<ResolversTypes['Statement']>, ParentType, ContextType, RequireFields<Types.AccountStatementArgs, 'before' | 'by' | 'from'>>;
  transferLimits?: Resolver<Types.Maybe<ResolversTypes['TransferLimits']>, ParentType, ContextType>;
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

export type AccountTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountTotals'] = ResolversParentTypes['AccountTotals']> = {
  accounts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  class?: Resolver<Types.Maybe<ResolversTypes['AccountClass']>, ParentType, ContextType>;
  credits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  debits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  ownerKind?: Resolver<Types.Maybe<ResolversTypes['AccountOwnerKind']>, ParentType, ContextType>;
};

export type ApplyAccountIntentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApplyAccountIntentPayload'] = ResolversParentTypes['ApplyAccountIntentPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
};

export type BalanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Balance'] = ResolversParentTypes['Balance']> = {
  available?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  posted?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BalanceAlertResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BalanceAlert'] = ResolversParentTypes['BalanceAlert']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  deletedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['BalanceAlertDirection'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['BalanceAlertField'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  threshold?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type BalanceAlertCrossingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BalanceAlertCrossing'] = ResolversParentTypes['BalanceAlertCrossing']> = {
  after?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  alert?: Resolver<ResolversTypes['BalanceAlert'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type BalanceAlertNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BalanceAlertNotFound'] = ResolversParentTypes['BalanceAlertNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BalanceOutOfRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BalanceOutOfRange'] = ResolversParentTypes['BalanceOutOfRange']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type CaptureExceedsHoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaptureExceedsHold'] = ResolversParentTypes['CaptureExceedsHold']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CaptureHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaptureHoldPayload'] = ResolversParentTypes['CaptureHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type ClosePeriodPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClosePeriodPayload'] = ResolversParentTypes['ClosePeriodPayload']> = {
  closedUntil?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ConditionNotMetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionNotMet'] = ResolversParentTypes['ConditionNotMet']> = {
  available?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateBalanceAlertPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateBalanceAlertPayload'] = ResolversParentTypes['CreateBalanceAlertPayload']> = {
  alert?: Resolver<Types.Maybe<ResolversTypes['BalanceAlert']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateHoldPayload'] = ResolversParentTypes['CreateHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
};

export type CreateTransferPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransferPayload'] = ResolversParentTypes['CreateTransferPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type CreateTransfersPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransfersPayload'] = ResolversParentTypes['CreateTransfersPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  results?: Resolver<Array<ResolversTypes['CreateTransfersResult']>, ParentType, ContextType>;
};

export type CreateTransfersResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTransfersResult'] = ResolversParentTypes['CreateTransfersResult']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
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

export type DeclinedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Declined'] = ResolversParentTypes['Declined']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeleteBalanceAlertPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteBalanceAlertPayload'] = ResolversParentTypes['DeleteBalanceAlertPayload']> = {
  alert?: Resolver<Types.Maybe<ResolversTypes['BalanceAlert']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Entry'] = ResolversParentTypes['Entry']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balanceAfter?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  counterparty?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  effectiveAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LedgerEventKind'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  side?: Resolver<ResolversTypes['Side'], ParentType, ContextType>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
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

export type ExtendHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExtendHoldPayload'] = ResolversParentTypes['ExtendHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
};

export type HeartbeatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Heartbeat'] = ResolversParentTypes['Heartbeat']> = {
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold'], FederationReferenceType extends FederationReferenceTypes['Hold'] = FederationReferenceTypes['Hold']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['Hold']> | FederationReferenceType, FederationReferenceType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  captures?: Resolver<Array<ResolversTypes['Transfer']>, ParentType, ContextType>;
  credit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  externalId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Types.Maybe<ResolversTypes['Metadata']>, ParentType, ContextType>;
  raised?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  revocable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
};

export type HoldCapturedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldCaptured'] = ResolversParentTypes['HoldCaptured']> = {
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  transfer?: Resolver<ResolversTypes['Transfer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldCreatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldCreated'] = ResolversParentTypes['HoldCreated']> = {
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldExpired'] = ResolversParentTypes['HoldExpired']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldNotFound'] = ResolversParentTypes['HoldNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldNotOpenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldNotOpen'] = ResolversParentTypes['HoldNotOpen']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  holdStatus?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldRaisedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldRaised'] = ResolversParentTypes['HoldRaised']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldVoidedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldVoided'] = ResolversParentTypes['HoldVoided']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyMismatch'] = ResolversParentTypes['IdempotencyMismatch']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InsufficientFundsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientFunds'] = ResolversParentTypes['InsufficientFunds']> = {
  available?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
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

export type JournalRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JournalRefused'] = ResolversParentTypes['JournalRefused']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  refusedIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LedgerEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEvent'] = ResolversParentTypes['LedgerEvent']> = {
  __resolveType: TypeResolveFn<'Heartbeat' | 'HoldCaptured' | 'HoldCreated' | 'HoldExpired' | 'HoldRaised' | 'HoldVoided' | 'TransferPosted', ParentType, ContextType>;
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
  hash?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type LedgerPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerPreview'] = ResolversParentTypes['LedgerPreview']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
};

export type LimitExceededResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LimitExceeded'] = ResolversParentTypes['LimitExceeded']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['TransferLimit'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  resetsAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  applyAccountIntent?: Resolver<ResolversTypes['ApplyAccountIntentPayload'], ParentType, ContextType, RequireFields<Types.MutationApplyAccountIntentArgs, 'input'>>;
  captureHold?: Resolver<ResolversTypes['CaptureHoldPayload'], ParentType, ContextType, RequireFields<Types.MutationCaptureHoldArgs, 'dryRun' | 'input'>>;
  closePeriod?: Resolver<ResolversTypes['ClosePeriodPayload'], ParentType, ContextType, RequireFields<Types.MutationClosePeriodArgs, 'input'>>;
  createBalanceAlert?: Resolver<ResolversTypes['CreateBalanceAlertPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateBalanceAlertArgs, 'input'>>;
  createHold?: Resolver<ResolversTypes['CreateHoldPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateHoldArgs, 'dryRun' | 'input'>>;
  createTransfer?: Resolver<ResolversTypes['CreateTransferPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateTransferArgs, 'dryRun' | 'input'>>;
  createTransfers?: Resolver<ResolversTypes['CreateTransfersPayload'], ParentType, ContextType, RequireFields<Types.MutationCreateTransfersArgs, 'dryRun' | 'input'>>;
  deleteBalanceAlert?: Resolver<ResolversTypes['DeleteBalanceAlertPayload'], ParentType, ContextType, RequireFields<Types.MutationDeleteBalanceAlertArgs, 'input'>>;
  extendHold?: Resolver<ResolversTypes['ExtendHoldPayload'], ParentType, ContextType, RequireFields<Types.MutationExtendHoldArgs, 'input'>>;
  raiseHold?: Resolver<ResolversTypes['RaiseHoldPayload'], ParentType, ContextType, RequireFields<Types.MutationRaiseHoldArgs, 'dryRun' | 'input'>>;
  reverseTransfer?: Resolver<ResolversTypes['ReverseTransferPayload'], ParentType, ContextType, RequireFields<Types.MutationReverseTransferArgs, 'dryRun' | 'input'>>;
  setTransferLimits?: Resolver<ResolversTypes['SetTransferLimitsPayload'], ParentType, ContextType, RequireFields<Types.MutationSetTransferLimitsArgs, 'input'>>;
  voidHold?: Resolver<ResolversTypes['VoidHoldPayload'], ParentType, ContextType, RequireFields<Types.MutationVoidHoldArgs, 'dryRun' | 'input'>>;
};

export type NotPermittedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotPermitted'] = ResolversParentTypes['NotPermitted']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NothingToBalanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NothingToBalance'] = ResolversParentTypes['NothingToBalance']> = {
  available?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
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

export type PeriodClosedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeriodClosed'] = ResolversParentTypes['PeriodClosed']> = {
  closedUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PeriodLimitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeriodLimit'] = ResolversParentTypes['PeriodLimit']> = {
  amount?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  count?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  usedAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  usedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  booksClosedUntil?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType, RequireFields<Types.QueryHoldArgs, 'id'>>;
  ledgerEvents?: Resolver<ResolversTypes['LedgerEventConnection'], ParentType, ContextType, Partial<Types.QueryLedgerEventsArgs>>;
  ledgerHead?: Resolver<ResolversTypes['LedgerHead'], ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['Totals'], ParentType, ContextType, RequireFields<Types.QueryTotalsArgs, 'by' | 'date'>>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType, RequireFields<Types.QueryTransferArgs, 'id'>>;
  transfers?: Resolver<ResolversTypes['TransferConnection'], ParentType, ContextType, Partial<Types.QueryTransfersArgs>>;
  trialBalance?: Resolver<ResolversTypes['TrialBalance'], ParentType, ContextType, RequireFields<Types.QueryTrialBalanceArgs, 'date'>>;
};

export type RaiseHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RaiseHoldPayload'] = ResolversParentTypes['RaiseHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
};

export type ReversalExceedsTransferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReversalExceedsTransfer'] = ResolversParentTypes['ReversalExceedsTransfer']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReverseTransferPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReverseTransferPayload'] = ResolversParentTypes['ReverseTransferPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
  transfer?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
};

export type SameAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SameAccount'] = ResolversParentTypes['SameAccount']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SetTransferLimitsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetTransferLimitsPayload'] = ResolversParentTypes['SetTransferLimitsPayload']> = {
  account?: Resolver<Types.Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StatementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Statement'] = ResolversParentTypes['Statement']> = {
  before?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['BalanceDate'], ParentType, ContextType>;
  closingBalance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  credits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['EntryConnection'], ParentType, ContextType, Partial<Types.StatementEntriesArgs>>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  openingBalance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  ledgerEvents?: SubscriptionResolver<Types.Maybe<ResolversTypes['LedgerEvent']>, "ledgerEvents", ParentType, ContextType, Partial<Types.SubscriptionLedgerEventsArgs>>;
};

export type TooManyBalanceAlertsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyBalanceAlerts'] = ResolversParentTypes['TooManyBalanceAlerts']> = {
  alertsMax?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Totals'] = ResolversParentTypes['Totals']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  groups?: Resolver<Array<ResolversTypes['AccountTotals']>, ParentType, ContextType>;
};

export type TransferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transfer'] = ResolversParentTypes['Transfer'], FederationReferenceType extends FederationReferenceTypes['Transfer'] = FederationReferenceTypes['Transfer']> = {
  __resolveReference?: ReferenceResolver<Types.Maybe<ResolversTypes['Transfer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  credit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debit?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  effectiveAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  externalId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  journalId?: Resolver<Types.Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  metadata?: Resolver<Types.Maybe<ResolversTypes['Metadata']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reversedBy?: Resolver<Array<ResolversTypes['Transfer']>, ParentType, ContextType>;
  reverses?: Resolver<Types.Maybe<ResolversTypes['Transfer']>, ParentType, ContextType>;
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

export type TransferLimitsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferLimits'] = ResolversParentTypes['TransferLimits']> = {
  per30Days?: Resolver<ResolversTypes['PeriodLimit'], ParentType, ContextType>;
  perDay?: Resolver<ResolversTypes['PeriodLimit'], ParentType, ContextType>;
  perTransfer?: Resolver<Types.Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type TransferNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferNotFound'] = ResolversParentTypes['TransferNotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TransferPostedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferPosted'] = ResolversParentTypes['TransferPosted']> = {
  creditBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  crossedAlerts?: Resolver<Array<ResolversTypes['BalanceAlertCrossing']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  debitBalance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousSequence?: Resolver<Types.Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  transfer?: Resolver<ResolversTypes['Transfer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TrialBalanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrialBalance'] = ResolversParentTypes['TrialBalance']> = {
  currencies?: Resolver<Array<ResolversTypes['TrialBalanceSums']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['AccountTotals']>, ParentType, ContextType>;
};

export type TrialBalanceSumsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrialBalanceSums'] = ResolversParentTypes['TrialBalanceSums']> = {
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  difference?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  totalCredits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  totalDebits?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'AccountNotEmpty' | 'AccountNotFound' | 'AccountNotOpen' | 'BalanceAlertNotFound' | 'BalanceOutOfRange' | 'CaptureExceedsHold' | 'ConditionNotMet' | 'CurrencyMismatch' | 'Declined' | 'HoldNotFound' | 'HoldNotOpen' | 'IdempotencyMismatch' | 'InsufficientFunds' | 'InvalidAmount' | 'InvalidInput' | 'JournalRefused' | 'LimitExceeded' | 'NotPermitted' | 'NothingToBalance' | 'OverdraftLimitInUse' | 'PeriodClosed' | 'ReversalExceedsTransfer' | 'SameAccount' | 'TooManyBalanceAlerts' | 'TransferNotFound' | 'VersionMismatch', ParentType, ContextType>;
};

export type VersionMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VersionMismatch'] = ResolversParentTypes['VersionMismatch']> = {
  actual?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  expected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VoidHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoidHoldPayload'] = ResolversParentTypes['VoidHoldPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  hold?: Resolver<Types.Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  preview?: Resolver<Types.Maybe<ResolversTypes['LedgerPreview']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  AccountNotEmpty?: AccountNotEmptyResolvers<ContextType>;
  AccountNotFound?: AccountNotFoundResolvers<ContextType>;
  AccountNotOpen?: AccountNotOpenResolvers<ContextType>;
  AccountTotals?: AccountTotalsResolvers<ContextType>;
  ApplyAccountIntentPayload?: ApplyAccountIntentPayloadResolvers<ContextType>;
  Balance?: BalanceResolvers<ContextType>;
  BalanceAlert?: BalanceAlertResolvers<ContextType>;
  BalanceAlertCrossing?: BalanceAlertCrossingResolvers<ContextType>;
  BalanceAlertNotFound?: BalanceAlertNotFoundResolvers<ContextType>;
  BalanceOutOfRange?: BalanceOutOfRangeResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  CaptureExceedsHold?: CaptureExceedsHoldResolvers<ContextType>;
  CaptureHoldPayload?: CaptureHoldPayloadResolvers<ContextType>;
  ClosePeriodPayload?: ClosePeriodPayloadResolvers<ContextType>;
  ConditionNotMet?: ConditionNotMetResolvers<ContextType>;
  CreateBalanceAlertPayload?: CreateBalanceAlertPayloadResolvers<ContextType>;
  CreateHoldPayload?: CreateHoldPayloadResolvers<ContextType>;
  CreateTransferPayload?: CreateTransferPayloadResolvers<ContextType>;
  CreateTransfersPayload?: CreateTransfersPayloadResolvers<ContextType>;
  CreateTransfersResult?: CreateTransfersResultResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  CurrencyMismatch?: CurrencyMismatchResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Declined?: DeclinedResolvers<ContextType>;
  DeleteBalanceAlertPayload?: DeleteBalanceAlertPayloadResolvers<ContextType>;
  Entry?: EntryResolvers<ContextType>;
  EntryConnection?: EntryConnectionResolvers<ContextType>;
  EntryEdge?: EntryEdgeResolvers<ContextType>;
  ExtendHoldPayload?: ExtendHoldPayloadResolvers<ContextType>;
  Heartbeat?: HeartbeatResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HoldCaptured?: HoldCapturedResolvers<ContextType>;
  HoldCreated?: HoldCreatedResolvers<ContextType>;
  HoldExpired?: HoldExpiredResolvers<ContextType>;
  HoldNotFound?: HoldNotFoundResolvers<ContextType>;
  HoldNotOpen?: HoldNotOpenResolvers<ContextType>;
  HoldRaised?: HoldRaisedResolvers<ContextType>;
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
  LedgerPreview?: LedgerPreviewResolvers<ContextType>;
  LimitExceeded?: LimitExceededResolvers<ContextType>;
  Metadata?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotPermitted?: NotPermittedResolvers<ContextType>;
  NothingToBalance?: NothingToBalanceResolvers<ContextType>;
  OverdraftLimitInUse?: OverdraftLimitInUseResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PeriodClosed?: PeriodClosedResolvers<ContextType>;
  PeriodLimit?: PeriodLimitResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RaiseHoldPayload?: RaiseHoldPayloadResolvers<ContextType>;
  ReversalExceedsTransfer?: ReversalExceedsTransferResolvers<ContextType>;
  ReverseTransferPayload?: ReverseTransferPayloadResolvers<ContextType>;
  SameAccount?: SameAccountResolvers<ContextType>;
  SetTransferLimitsPayload?: SetTransferLimitsPayloadResolvers<ContextType>;
  Statement?: StatementResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TooManyBalanceAlerts?: TooManyBalanceAlertsResolvers<ContextType>;
  Totals?: TotalsResolvers<ContextType>;
  Transfer?: TransferResolvers<ContextType>;
  TransferConnection?: TransferConnectionResolvers<ContextType>;
  TransferEdge?: TransferEdgeResolvers<ContextType>;
  TransferLimits?: TransferLimitsResolvers<ContextType>;
  TransferNotFound?: TransferNotFoundResolvers<ContextType>;
  TransferPosted?: TransferPostedResolvers<ContextType>;
  TrialBalance?: TrialBalanceResolvers<ContextType>;
  TrialBalanceSums?: TrialBalanceSumsResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  VersionMismatch?: VersionMismatchResolvers<ContextType>;
  VoidHoldPayload?: VoidHoldPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  resumable?: ResumableDirectiveResolver<any, any, ContextType>;
};
