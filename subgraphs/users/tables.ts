import { pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const schema = pgSchema('users');
const moment = (name: string) => timestamp(name, { precision: 3, withTimezone: true });

export const organizations = schema.table('organizations', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
export type OrganizationRow = typeof organizations.$inferSelect;

export const users = schema.table('users', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  role: text('role', { enum: ['CUSTOMER', 'OPERATOR'] }).notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
export type UserRow = typeof users.$inferSelect;

export const apiClients = schema.table('api_clients', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  name: text('name').notNull(),
  scopes: text('scopes').array().notNull(),
  /** Null: all accounts. */
  accountIds: uuid('account_ids').array(),
  secretHash: text('secret_hash').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  revokedAt: moment('revoked_at'),
});
export type ApiClientRow = typeof apiClients.$inferSelect;

export const sessions = schema.table('sessions', {
  id: uuid('id').primaryKey(),
  userId: uuid('user_id').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  endedAt: moment('ended_at'),
});

export const refreshTokens = schema.table('refresh_tokens', {
  /** SHA-256, in hexadecimal. The token itself is not stored. */
  tokenHash: text('token_hash').primaryKey(),
  sessionId: uuid('session_id').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  usedAt: moment('used_at'),
});
