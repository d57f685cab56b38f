import { sql as statement, type ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { StartError } from './config.ts';

type NoSchema = Record<string, never>;

/** The pool or an open transaction: what takes one takes either, and so can take part in its caller's transaction. */
export type Database = PgDatabase<PostgresJsQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

export type PostgresSettings = {
  url: string;
  /** The role to act as; the user of the URL must be a member. */
  role?: string;
  /** How many connections at the most. */
  poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Called with each statement as it is sent: for counting them. */
  onStatement?: ((sql: string) => void) | undefined;
};

/** A pool without Drizzle. */
export type Pool = postgres.Sql<{ bigint: bigint }>;

export type Postgres = { sql: Pool; db: Database; ping(): Promise<void>; close(): Promise<void> };

/**
 * Opens a pool with Drizzle over it. Drizzle makes timestamps of raw `sql` queries come as text; through tables they
 * come as the tables say. Nothing connects before the first statement.
 */
export function openPostgres(settings: PostgresSettings): Postgres {
  const sql = openPool(settings);
  const db: Database = drizzle(sql);
  return {
    sql,
    db,
    ping: async () => {
      await db.execute(statement`select 1`);
    },
    close: () => sql.end({ timeout: 2 }),
  };
}

/** Opens a pool without Drizzle, for where every microsecond counts. PostgreSQL's `int8` comes as `bigint`. */
export function openPool({
  url,
  role,
  poolSize = 10,
  applicationName,
  onStatement,
  columns,
  session = {},
  pipelining = true,
}: PostgresSettings & {
  /** Gives columns the names under which they come. */
  columns?: (name: string) => string;
  /** Settings of each session, such as `{ jit: 'off' }`. */
  session?: Readonly<Record<string, string>>;
  /**
   * Whether a statement may be sent after another that has no answer yet, when all connections are in use: it then
   * waits for that one too.
   */
  pipelining?: boolean;
}): Pool {
  return postgres(url, {
    max: poolSize,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    // A database that was restarted is found again within a second.
    backoff: (attempt: number) => Math.min(3 ** attempt / 100, 1),
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
    ...(pipelining ? {} : { max_pipeline: 0 }),
    ...(columns === undefined ? {} : { transform: { column: columns } }),
    connection: {
      application_name: applicationName,
      // No statement of ours may hold a connection for ever; a lock that does not come is a refusal to retry.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      TimeZone: 'UTC',
      ...(role === undefined ? {} : { role }),
      ...session,
    },
    ...(onStatement === undefined ? {} : { debug: (_connection, query) => onStatement(query) }),
  });
}

/**
 * The error as it is, or what a person can do about it, as a StartError, if DATABASE_URL does not lead to a database
 * that lets us in.
 */
export function explainConnectionFailure(error: unknown, url: string): unknown {
  const { host } = new URL(url);
  switch (error instanceof Error && 'code' in error ? error.code : '') {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'CONNECT_TIMEOUT':
    case 'CONNECTION_CLOSED':
      return new StartError(`Cannot reach PostgreSQL at ${host}. Check DATABASE_URL, and whether it runs.`);
    case '28P01':
    case '28000':
      return new StartError(`PostgreSQL at ${host} does not accept the user and password of DATABASE_URL.`);
    case '3D000':
      return new StartError(`There is no such database at ${host} as DATABASE_URL names. Create it first.`);
    default:
      return error;
  }
}
