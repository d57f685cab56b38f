import { sql as statement, type ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { StartError } from './config.ts';

type NoSchema = Record<string, never>;

/** The pool or an open transaction. A function with this parameter can take part in its caller's transaction. */
export type Database = PgDatabase<PostgresJsQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

export type PostgresSettings = {
  url: string;
  /** The role to act as. The user of the URL must be a member of it. */
  role?: string;
  /** Limit on the connections. */
  poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Called with each statement as it is sent, to count them. */
  onStatement?: ((sql: string) => void) | undefined;
  /** Settings of each session, such as `{ jit: 'off' }`. */
  session?: Readonly<Record<string, string>>;
};

/** A pool without Drizzle. */
export type Pool = postgres.Sql<{ bigint: bigint }>;

export type Postgres = { sql: Pool; db: Database; ping(): Promise<void>; close(): Promise<void> };

/**
 * Opens a pool with Drizzle over it. Raw `sql` queries return timestamps as text; queries through tables return the
 * types of the tables. The first statement opens the first connection.
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

/** Opens a pool without Drizzle, for code where every microsecond counts. PostgreSQL's `int8` becomes `bigint`. */
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
  /** Renames the columns of results. */
  columns?: (name: string) => string;
  /**
   * Whether a statement may be sent behind an unanswered one when all connections are in use. It then waits for that
   * answer, too.
   */
  pipelining?: boolean;
}): Pool {
  return postgres(url, {
    max: poolSize,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    // A restarted database is found again within a second.
    backoff: (attempt: number) => Math.min(3 ** attempt / 100, 1),
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
    ...(pipelining ? {} : { max_pipeline: 0 }),
    ...(columns === undefined ? {} : { transform: { column: columns } }),
    connection: {
      application_name: applicationName,
      // No statement may hold a connection for ever. A lock timeout is refused with the advice to retry.
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
 * Explains why DATABASE_URL does not lead to a usable database, as a StartError with what to do. Other errors are
 * returned unchanged.
 */
export function explainConnectionFailure(error: unknown, url: string): unknown {
  const { host, pathname } = new URL(url);
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
      return new StartError(
        `PostgreSQL at ${host} has no database ${decodeURIComponent(pathname.slice(1))}. Create it, or correct DATABASE_URL.`,
      );
    default:
      return error;
  }
}
