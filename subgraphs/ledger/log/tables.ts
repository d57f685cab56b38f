import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  json,
  jsonb,
  numeric,
  pgSchema,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

const schema = pgSchema('ledger');
const moment = (name: string) => timestamp(name, { precision: 3, withTimezone: true });
const minorUnits = (name: string) => bigint(name, { mode: 'bigint' });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** One row per organization: the counter of its log, and the lock under which the log is written. */
export const ledgers = schema.table('ledgers', {
  organizationId: uuid('organization_id').primaryKey(),
  lastSequence: minorUnits('last_sequence').notNull(),
  /** The hash of the newest row; null while the log is empty. */
  headHash: bytea('head_hash'),
  lastRecordedAt: moment('last_recorded_at').notNull(),
  /** Counts the changes to accounts that write no row: see `ledger-memory.ts`. */
  revision: minorUnits('revision').notNull(),
  /** The end of the closed periods; null while none is closed. Nothing takes effect before it. Never set back. */
  closedUntil: moment('closed_until'),
});

/** The closings of periods, each for the rows after a position. Only added to, for audits. */
export const closedPeriods = schema.table('closed_periods', {
  organizationId: uuid('organization_id').notNull(),
  /** Rows after the position take effect at this time or later. */
  until: moment('until').notNull(),
  afterSequence: minorUnits('after_sequence').notNull(),
  closedAt: moment('closed_at').notNull().defaultNow(),
  subject: text('subject').notNull(),
});

export const accounts = schema.table('accounts', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  ownerId: uuid('owner_id'),
  class: text('class', { enum: ['ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE'] }).notNull(),
  currency: text('currency').notNull(),
  status: text('status', { enum: ['OPEN', 'FROZEN', 'CLOSED'] }).notNull(),
  /** Null: without limit. */
  overdraftLimit: minorUnits('overdraft_limit'),
  posted: minorUnits('posted').notNull(),
  pending: minorUnits('pending').notNull(),
  available: minorUnits('available').notNull(),
  version: integer('version').notNull(),
  /** The bound on dating back. Null for accounts from before this column, which have no such bound. */
  openedAt: moment('opened_at').defaultNow(),
  /**
   * The present version, once the account has had transfer limits; null before. A constraint compares the two versions,
   * so a process that does not know of limits cannot change the account.
   */
  countedVersion: integer('counted_version'),
  /** Whether the account has a balance alert that counts. A trigger looks for crossings only then. */
  hasAlerts: boolean('has_alerts').notNull().default(false),
});
/** An account as the rules of money know it: without its alerts. */
export type AccountRow = Omit<typeof accounts.$inferSelect, 'hasAlerts'>;

/**
 * Alerts on balances, each for the rows after a position, up to the one of its deletion. None is ever removed, so that
 * every crossing can be computed again.
 */
export const balanceAlerts = schema.table('balance_alerts', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  accountId: uuid('account_id').notNull(),
  field: text('field', { enum: ['POSTED', 'PENDING', 'AVAILABLE'] }).notNull(),
  direction: text('direction', { enum: ['BELOW', 'ABOVE'] }).notNull(),
  threshold: minorUnits('threshold').notNull(),
  /** The currency of the account. */
  currency: text('currency').notNull(),
  afterSequence: minorUnits('after_sequence').notNull(),
  /** Null while the alert counts. */
  untilSequence: minorUnits('until_sequence'),
  createdAt: moment('created_at').notNull().defaultNow(),
  deletedAt: moment('deleted_at'),
  subject: text('subject').notNull(),
  idempotencyKey: text('idempotency_key').notNull(),
});
export type BalanceAlertRow = typeof balanceAlerts.$inferSelect;

/** The alerts that rows of the log crossed. Written by a trigger, in the statement that writes the rows. */
export const alertCrossings = schema.table('alert_crossings', {
  organizationId: uuid('organization_id').notNull(),
  sequence: minorUnits('sequence').notNull(),
  alertId: uuid('alert_id').notNull(),
  accountId: uuid('account_id').notNull(),
  balanceBefore: minorUnits('balance_before').notNull(),
  balanceAfter: minorUnits('balance_after').notNull(),
});

/**
 * The movements of money, one row per event, never changed. Each has both accounts with version and balances after it.
 */
export const log = schema.table('log', {
  organizationId: uuid('organization_id').notNull(),
  sequence: minorUnits('sequence').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind', { enum: ['TRANSFER', 'HOLD', 'CAPTURE', 'VOID', 'EXPIRY'] }).notNull(),
  debitAccountId: uuid('debit_account_id').notNull(),
  creditAccountId: uuid('credit_account_id').notNull(),
  amount: minorUnits('amount').notNull(),
  currency: text('currency').notNull(),
  debitVersion: integer('debit_version').notNull(),
  debitPosted: minorUnits('debit_posted').notNull(),
  debitPending: minorUnits('debit_pending').notNull(),
  debitAvailable: minorUnits('debit_available').notNull(),
  creditVersion: integer('credit_version').notNull(),
  creditPosted: minorUnits('credit_posted').notNull(),
  creditPending: minorUnits('credit_pending').notNull(),
  creditAvailable: minorUnits('credit_available').notNull(),
  /** The hold that the row is about. A `HOLD` row whose id is another raises this hold. */
  holdId: uuid('hold_id'),
  journalId: uuid('journal_id'),
  reversesId: uuid('reverses_id'),
  description: text('description'),
  externalId: text('external_id'),
  effectiveAt: moment('effective_at').notNull(),
  recordedAt: moment('recorded_at').notNull(),
  subject: text('subject').notNull(),
  metadata: jsonb('metadata').$type<Record<string, string>>(),
  /** The hash of this row and all rows before it: see `chain.ts`. */
  hash: bytea('hash').notNull(),
});
export type LogRow = typeof log.$inferSelect;
/**
 * A row of the log with the owners of its accounts, which decide who may see it, and the alerts that it crossed. An
 * account never changes its owner.
 */
export type SeenRow = LogRow & {
  debitOwnerId: string | null;
  creditOwnerId: string | null;
  /** Null if the row crossed no alert. */
  crossings: readonly AlertCrossing[] | null;
};
/** An alert that a row crossed, with the watched balance before and after the row. */
export type AlertCrossing = { alertId: string; accountId: string; before: bigint; after: bigint; currency: string };
/** A row without its hash. */
export type LogContent = Omit<LogRow, 'hash'>;

/**
 * Per account and UTC day: movement by effective date minus movement by recorded date, positive on the account's normal
 * side. Rows exist only where the two differ. A sum is bounded by no balance, and so may be larger than one.
 */
export const dailyShifts = schema.table('daily_shifts', {
  accountId: uuid('account_id').notNull(),
  day: date('day').notNull(),
  shift: numeric('shift', { mode: 'bigint' }).notNull(),
});
export type DailyShift = typeof dailyShifts.$inferSelect;

/**
 * The overdraft limits of accounts, each for the rows after a position until the next. Written by a trigger, for
 * audits.
 */
export const overdraftLimits = schema.table('overdraft_limits', {
  accountId: uuid('account_id').notNull(),
  afterSequence: minorUnits('after_sequence').notNull(),
  /** Null: without limit. */
  overdraftLimit: minorUnits('overdraft_limit'),
});

/**
 * The transfer limits of accounts, each for the rows after a position until the next. Only added to, for audits. Null:
 * without limit.
 */
export const transferLimits = schema.table('transfer_limits', {
  accountId: uuid('account_id').notNull(),
  /** The revision of the ledger that set them: later ones are larger. */
  revision: minorUnits('revision').notNull(),
  afterSequence: minorUnits('after_sequence').notNull(),
  perTransfer: minorUnits('per_transfer'),
  perDayAmount: minorUnits('per_day_amount'),
  perDayCount: minorUnits('per_day_count'),
  per30DaysAmount: minorUnits('per_30_days_amount'),
  per30DaysCount: minorUnits('per_30_days_count'),
  setAt: moment('set_at').notNull().defaultNow(),
  subject: text('subject').notNull(),
});
export type TransferLimitsRow = typeof transferLimits.$inferSelect;

/** The use of transfer limits: the counted amount and number per limited account and UTC day of recording. */
export const limitUsage = schema.table('limit_usage', {
  accountId: uuid('account_id').notNull(),
  day: date('day').notNull(),
  /** Bounded by no balance, since money may go in circles. */
  amount: numeric('amount', { mode: 'bigint' }).notNull(),
  count: minorUnits('count').notNull(),
});
export type LimitUsageRow = typeof limitUsage.$inferSelect;

/** The names of the limits, in the order in which they are checked. */
export type LimitName =
  | 'PER_TRANSFER'
  | 'PER_DAY_AMOUNT'
  | 'PER_DAY_COUNT'
  | 'PER_30_DAYS_AMOUNT'
  | 'PER_30_DAYS_COUNT';

export const holds = schema.table('holds', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  debitAccountId: uuid('debit_account_id').notNull(),
  creditAccountId: uuid('credit_account_id').notNull(),
  /** The sum of all amounts that were reserved, raises included. */
  amount: minorUnits('amount').notNull(),
  remaining: minorUnits('remaining').notNull(),
  currency: text('currency').notNull(),
  status: text('status', { enum: ['OPEN', 'CAPTURED', 'VOIDED', 'EXPIRED'] }).notNull(),
  sequence: minorUnits('sequence').notNull(),
  expiresAt: moment('expires_at').notNull(),
  recordedAt: moment('recorded_at').notNull(),
  description: text('description'),
  externalId: text('external_id'),
  metadata: jsonb('metadata').$type<Record<string, string>>(),
  /** Whether the payer may void a hold of their own. Null, as true, for holds from before this column. */
  revocable: boolean('revocable'),
  /** The part of the amount that came by raises; null if there was none. */
  raised: minorUnits('raised'),
});
export type HoldRow = typeof holds.$inferSelect;

/** The extensions of holds, in the order of their revisions. Only added to, for audits. */
export const holdExtensions = schema.table('hold_extensions', {
  organizationId: uuid('organization_id').notNull(),
  idempotencyKey: text('idempotency_key').notNull(),
  subject: text('subject').notNull(),
  holdId: uuid('hold_id').notNull(),
  /** The revision of the ledger that extended the hold. */
  revision: minorUnits('revision').notNull(),
  /** In seconds, as it was sent. */
  expiresIn: integer('expires_in').notNull(),
  expiresAt: moment('expires_at').notNull(),
  /** The rows up to this position were written before. */
  afterSequence: minorUnits('after_sequence').notNull(),
  extendedAt: moment('extended_at').notNull().defaultNow(),
});

export const idempotency = schema.table('idempotency', {
  organizationId: uuid('organization_id').notNull(),
  subject: text('subject').notNull(),
  key: text('key').notNull(),
  input: json('input').$type<Record<string, unknown>>().notNull(),
  transferId: uuid('transfer_id'),
  holdId: uuid('hold_id'),
  refusal: json('refusal').$type<Refusal>(),
});

export const intents = schema.table('intents', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  accountId: uuid('account_id').notNull(),
  refusal: text('refusal', { enum: ['ACCOUNT_NOT_EMPTY', 'ACCOUNT_NOT_OPEN', 'OVERDRAFT_LIMIT_IN_USE'] }),
});

/**
 * The refusal of a command as it is remembered: amounts are minor units as text, and a field is one of the command's
 * input. `key` is the key of an object in the field.
 */
export type Refusal =
  | { code: 'INVALID_INPUT'; field: string; key?: string; problem: string }
  | { code: 'INVALID_AMOUNT'; problem: string }
  | { code: 'SAME_ACCOUNT' }
  | { code: 'ACCOUNT_NOT_FOUND'; field: string }
  | { code: 'DECLINED'; field: string }
  | { code: 'NOT_PERMITTED'; field: string; problem: string }
  | { code: 'PERIOD_CLOSED'; field: string; closedUntil: string }
  | { code: 'ACCOUNT_NOT_OPEN'; field: string; status: 'FROZEN' | 'CLOSED' | null }
  | { code: 'CURRENCY_MISMATCH'; expected: string | null }
  | { code: 'VERSION_MISMATCH'; field: string; expected: number; actual: number }
  | { code: 'CONDITION_NOT_MET'; field: string; available: string; required: string; currency: string }
  | { code: 'INSUFFICIENT_FUNDS'; field: string; available: string | null; required: string; currency: string }
  | { code: 'NOTHING_TO_BALANCE'; field: string; available: string; currency: string }
  | {
      code: 'LIMIT_EXCEEDED';
      field: string;
      limit: LimitName;
      remaining: string;
      currency: string;
      resetsAt: string | null;
    }
  | { code: 'BALANCE_OUT_OF_RANGE'; field: string }
  | { code: 'HOLD_NOT_FOUND' }
  | { code: 'HOLD_NOT_OPEN'; status: 'CAPTURED' | 'VOIDED' | 'EXPIRED' }
  | { code: 'CAPTURE_EXCEEDS_HOLD'; remaining: string; currency: string }
  | { code: 'TRANSFER_NOT_FOUND' }
  | { code: 'REVERSAL_EXCEEDS_TRANSFER'; remaining: string; currency: string }
  | { code: 'JOURNAL_REFUSED'; refusedIndex: number }
  | { code: 'IDEMPOTENCY_MISMATCH'; field: string };
