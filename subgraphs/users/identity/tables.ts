import type { AuditAction, AuditEvent } from '@tributary/domain/audit.ts';
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

const schema = pgSchema('users');
/** The audit trail, which all subgraphs write through one function of the database. */
const audit = pgSchema('audit');
/** The id of a transaction, which is never used again. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
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
  /** The generation that new access tokens carry. A trigger revokes the tokens of lower generations when it rises. */
  tokenGeneration: integer('token_generation').notNull().default(0),
  createdAt: moment('created_at').notNull().defaultNow(),
  disabledAt: moment('disabled_at'),
  /** Set for good, together with `disabledAt`. The row then holds no personal data. */
  erasedAt: moment('erased_at'),
  /** Access tokens that expire by this time have ended. Null if none has. */
  tokensEndedUntil: moment('tokens_ended_until'),
});
export type UserRow = typeof users.$inferSelect;

/** Whether a person can sign in. */
export function statusOf({ disabledAt, erasedAt }: UserRow): 'ACTIVE' | 'DISABLED' | 'ERASED' {
  return erasedAt !== null ? 'ERASED' : disabledAt !== null ? 'DISABLED' : 'ACTIVE';
}

/** The number of people and API clients of each organization, kept by triggers. */
export const usage = schema.table('usage', {
  organizationId: uuid('organization_id').notNull(),
  kind: text('kind', { enum: ['people', 'apiClients'] }).notNull(),
  used: bigint('used', { mode: 'number' }).notNull(),
});

export const apiClients = schema.table('api_clients', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  name: text('name').notNull(),
  scopes: text('scopes').array().notNull(),
  /** The accounts that the client is confined to. Null for all. */
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
  /** The network that the session began from, as `networkOf` gives it. Null if unknown. */
  network: text('network'),
});

export const refreshTokens = schema.table('refresh_tokens', {
  /** SHA-256, in hexadecimal. The token itself is not stored. */
  tokenHash: text('token_hash').primaryKey(),
  sessionId: uuid('session_id').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  usedAt: moment('used_at'),
});

/** Accounts of people at identity providers. */
export const externalIdentities = schema.table(
  'external_identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    index('external_identities_by_user').on(table.userId),
  ],
);

/** The link that sets a new password of a person. A new link replaces the one before. */
export const passwordResets = schema.table('password_resets', {
  userId: uuid('user_id').primaryKey(),
  /** SHA-256, in hexadecimal. The token itself is not stored. */
  tokenHash: text('token_hash').notNull(),
  expiresAt: moment('expires_at').notNull(),
});

/** Uses of idempotency keys, each written together with what it created. */
export const idempotency = schema.table('idempotency', {
  organizationId: uuid('organization_id').notNull(),
  subject: text('subject').notNull(),
  key: text('key').notNull(),
  /** A keyed hash for each field of the input, so that a leaked table tells neither passwords nor people. */
  fields: jsonb('fields').$type<Record<string, string>>().notNull(),
  /** The id of the created person or API client. */
  createdId: uuid('created_id').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Revocations of access tokens. Triggers alone write them, and the view `users.recent_revocations` reads them. */
export const revocations = schema.table(
  'revocations',
  {
    /** The subject of access tokens. */
    subject: text('subject').primaryKey(),
    /** The lowest valid generation of tokens. */
    generation: integer('generation').notNull(),
    revokedAt: moment('revoked_at').notNull().defaultNow(),
    transaction: transactionId('transaction').notNull(),
  },
  (table) => [index('revocations_by_transaction').on(table.transaction)],
);

/** Used tickets for streams, each kept until it has expired. */
export const usedTickets = schema.table(
  'used_tickets',
  {
    /** The `jti` of the ticket. */
    id: text('id').primaryKey(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('used_tickets_by_end').on(table.expiresAt)],
);

/** Refused attempts to sign in as people of an organization. */
export const refusedSignIns = schema.table(
  'refused_sign_ins',
  {
    organizationId: uuid('organization_id').notNull(),
    minute: moment('minute').notNull(),
    /** The network, as `networkOf` gives it. Empty for all networks without a row of their own. */
    network: text('network').notNull(),
    attempts: bigint('attempts', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.minute, table.network] }),
    index('refused_sign_ins_by_minute').on(table.minute),
  ],
);

/** The last event of each organization. */
export const auditHeads = audit.table('heads', {
  organizationId: uuid('organization_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
  hash: bytes('hash').notNull(),
  occurredAt: moment('occurred_at').notNull(),
});

/** The events of the audit trail. `audit.record` alone writes them. */
export const auditEvents = audit.table(
  'events',
  {
    organizationId: uuid('organization_id').notNull(),
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    id: uuid('id').notNull(),
    occurredAt: moment('occurred_at').notNull(),
    action: text('action').$type<AuditAction>().notNull(),
    /** The kind of the actor. Null, as its id, for the platform itself. */
    actorKind: text('actor_kind', { enum: ['USER', 'API_CLIENT'] }),
    actorId: uuid('actor_id'),
    subjectKind: text('subject_kind').$type<AuditEvent['subject']['kind']>().notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** A JSON object of `[before, after]` by field, in the bytes that were hashed. */
    changes: text('changes').notNull(),
    /** A field and a salted hash for each personal value: `name.before 5e8a…`. */
    commitments: text('commitments').array().notNull(),
    hash: bytes('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.sequence] }),
    index('events_by_time').on(table.organizationId, table.occurredAt, table.sequence),
    index('events_by_action').on(table.organizationId, table.action, table.sequence),
    index('events_by_actor').on(table.organizationId, table.actorId, table.sequence),
    index('events_by_subject').on(table.organizationId, table.subjectId, table.sequence),
  ],
);
export type AuditEventRow = typeof auditEvents.$inferSelect;

/** The personal values of events that are not erased. */
export const personalValues = audit.table(
  'personal_values',
  {
    organizationId: uuid('organization_id').notNull(),
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    field: text('field').notNull(),
    /** The person to whom the value belongs. Null for nobody. */
    userId: uuid('user_id'),
    salt: bytes('salt').notNull(),
    value: text('value').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.sequence, table.field] }),
    index('personal_values_by_user').on(table.userId, table.sequence),
  ],
);
