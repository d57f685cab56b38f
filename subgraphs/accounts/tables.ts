import { bigint, boolean, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const schema = pgSchema('accounts');
const moment = (name: string) => timestamp(name, { precision: 3, withTimezone: true });

export const accounts = schema.table('accounts', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  ownerId: uuid('owner_id'),
  name: text('name').notNull(),
  /** The name as it is searched and sorted, without case and accents. A trigger sets it. */
  nameKey: text('name_key').notNull().default(''),
  /** The account in the organization's own books, unique in it. */
  externalId: text('external_id'),
  class: text('class', { enum: ['ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE'] }).notNull(),
  currency: text('currency').notNull(),
  status: text('status', { enum: ['OPEN', 'FROZEN', 'CLOSED'] }).notNull(),
  /** In minor units; null: unlimited. */
  overdraftLimit: bigint('overdraft_limit', { mode: 'bigint' }),
  metadata: jsonb('metadata').$type<Record<string, string>>(),
  createdAt: moment('created_at').notNull().defaultNow(),
  /** False until the ledger knows the account. */
  visible: boolean('visible').notNull().default(false),
});
export type AccountRow = typeof accounts.$inferSelect;

/** The number of accounts of each organization, kept by a trigger. */
export const usage = schema.table('usage', {
  organizationId: uuid('organization_id').primaryKey(),
  used: bigint('used', { mode: 'number' }).notNull(),
});

/** Wanted changes of accounts. An intent is written before the request to the ledger, and applied after its answer. */
export const intents = schema.table('intents', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  accountId: uuid('account_id').notNull(),
  kind: text('kind', { enum: ['OPEN', 'FREEZE', 'UNFREEZE', 'CLOSE', 'LIMIT'] }).notNull(),
  overdraftLimit: bigint('overdraft_limit', { mode: 'bigint' }),
  /** For LIMIT: changes that are applied together with the limit, or not at all. */
  profile: jsonb('profile').$type<AccountProfile>(),
  /** For OPEN: the time before which nothing is dated back. Null: the time at which the ledger opens the account. */
  openedAt: moment('opened_at'),
  /** The subject that wants the change, as `subjectOf` writes it. Null in an intent of the version before. */
  subject: text('subject'),
  /** The address that the request came from. The database forgets it with `appliedAt`. */
  address: text('address'),
  createdAt: moment('created_at').notNull().defaultNow(),
  appliedAt: moment('applied_at'),
  refusal: jsonb('refusal').$type<{ code: IntentRefusal }>(),
});
export type IntentRow = typeof intents.$inferSelect;

/** The descriptive part of an account, which does not concern the ledger. A missing property stays unchanged. */
export type AccountProfile = { name?: string; metadata?: Record<string, string> | null };

/** The ledger's reason to refuse a change. */
export type IntentRefusal = 'ACCOUNT_NOT_EMPTY' | 'ACCOUNT_NOT_OPEN' | 'OVERDRAFT_LIMIT_IN_USE';

export const idempotency = schema.table('idempotency', {
  organizationId: uuid('organization_id').notNull(),
  subject: text('subject').notNull(),
  key: text('key').notNull(),
  input: jsonb('input').$type<Record<string, unknown>>().notNull(),
  accountId: uuid('account_id').notNull(),
});
