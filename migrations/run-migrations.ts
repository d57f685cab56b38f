import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartError } from '@tributary/platform/config.ts';
import { explainConnectionFailure } from '@tributary/platform/postgres.ts';
import { subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { runOnlineSteps } from './online-steps.ts';

/** Key of the advisory lock that lets one process migrate at a time. Any number that nothing else uses will do. */
const lockId = 7_281_406_119;
/** Online steps may take minutes, while others wait for the lock. */
const lockWaitSeconds = 600;
const lockRetryMs = 100;
/** Time for which a migration tries to lock the tables of its subgraph, and waits for a table of another schema. */
const tablesWaitSeconds = 60;
/** Shorter than `deadlock_timeout`, 1 s: the migration gives way before PostgreSQL tells a writer of a deadlock. */
const tablesAttemptMs = 500;
/** Between two attempts, so that writers who waited for the first are done before the second. */
const tablesRetryMs = 500;
const queryCanceled = '57014';
const lockNotAvailable = '55P03';
const connectTimeoutSeconds = 5;
/** SQLSTATE with which a migration reports that it cannot be applied to the existing data; its message says why. */
const notMigratable = 'TR001';
/**
 * Hashes of migrations that were replaced before a release. A later migration brings their databases to the same state.
 */
const replacedMigrations: ReadonlySet<string> = new Set([
  // accounts/0003_search, which wrote the table anew and made its indexes while writers waited.
  'c278ee5cf69a152d6513d379106557905597e5a7bf5a497b3f9f9f7e66be41c7',
]);
const freshAdvice = 'Use another database, or start with --fresh if this one may be discarded.';

/**
 * Migrates the database to the newest version of every subgraph. Any number of processes may call this at once: one
 * migrates, and the others wait. The URL is that of the database's owner, who may create roles. Throws StartError if
 * the database cannot be reached, or has a history other than the known migrations.
 */
export async function runMigrations(url: string, log: (message: string) => void = () => {}): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: connectTimeoutSeconds,
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: 'tributary-migrations', lock_timeout: tablesWaitSeconds * 1000 },
  });
  try {
    for (const subgraph of subgraphNames) {
      // Drizzle takes no lock of its own. The lock is taken anew for each subgraph, since a lost connection loses the
      // lock too.
      await takeLock(sql);
      await migrateSubgraph(sql, subgraph, log);
      await runOnlineSteps(sql, subgraph, log);
    }
  } catch (error) {
    throw explain(error, url);
  } finally {
    // Ends the session, and with it the lock.
    await sql.end({ timeout: 5 });
  }
}

/** Tries repeatedly. A statement that waits would be an open transaction, and online steps wait for all of these. */
async function takeLock(sql: postgres.Sql): Promise<void> {
  const deadline = performance.now() + lockWaitSeconds * 1000;
  while (performance.now() < deadline) {
    const [row] = await sql<{ isTaken: boolean }[]>`select pg_try_advisory_lock(${lockId}) as "isTaken"`;
    if (row?.isTaken === true) {
      return;
    }
    await sleep(lockRetryMs);
  }
  throw new StartError(
    `Another process has migrated for ${lockWaitSeconds / 60} minutes. See what it does in pg_stat_activity, and try again.`,
  );
}

async function migrateSubgraph(
  sql: postgres.Sql,
  subgraph: SubgraphName,
  log: (message: string) => void,
): Promise<void> {
  const config = {
    migrationsFolder: fileURLToPath(new URL(subgraph, import.meta.url)),
    migrationsSchema: 'migrations',
    migrationsTable: subgraph,
  };
  const migrations = readMigrationFiles(config);
  const applied = await appliedMigrations(sql, subgraph);
  checkHistory(subgraph, migrations, applied);
  if (applied.length < migrations.length) {
    // All migrations of a subgraph in one transaction: it has its new version, or keeps the one before. Inside of it,
    // Drizzle's own `begin` is only a warning, and Drizzle's commit or rollback ends it.
    await beginWithTables(sql, subgraph);
    await migrate(drizzle(sql), config);
    log(`Applied ${migrations.length - applied.length} of ${migrations.length} migrations of ${subgraph}.`);
  }
}

/**
 * Begins a transaction that has locked all tables of a subgraph. A migration locks them in its own order and writers in
 * theirs, so that locks which were taken one by one would end in deadlocks. Throws after `tablesWaitSeconds`.
 */
async function beginWithTables(sql: postgres.Sql, subgraph: SubgraphName): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${subgraph} and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`;
  const deadline = performance.now() + tablesWaitSeconds * 1000;
  for (;;) {
    await sql`begin`;
    if (tables.length === 0) {
      return;
    }
    try {
      await sql`select set_config('statement_timeout', ${String(tablesAttemptMs)}, true)`;
      await sql.unsafe(`lock table ${tables.map(({ name }) => name).join(', ')}`);
      await sql`set local statement_timeout to default`;
      return;
    } catch (error) {
      await sql`rollback`;
      const isLocked = error instanceof postgres.PostgresError && error.code === queryCanceled;
      if (!isLocked || performance.now() > deadline) {
        throw error;
      }
      await sleep(tablesRetryMs);
    }
  }
}

async function appliedMigrations(sql: postgres.Sql, subgraph: SubgraphName): Promise<string[]> {
  const table = `migrations.${subgraph}`;
  const [found] = await sql<{ exists: boolean }[]>`select to_regclass(${table}) is not null as exists`;
  if (found?.exists !== true) {
    return [];
  }
  const rows = await sql<{ hash: string }[]>`select hash from ${sql(table)} order by created_at, id`;
  return rows.map((row) => row.hash);
}

/**
 * Refuses a history that Drizzle would pass over silently, since Drizzle compares only the time of the newest
 * migration. Drizzle misses one that was changed after it was applied, or merged with an earlier time than another.
 */
function checkHistory(
  subgraph: SubgraphName,
  migrations: readonly { hash: string; folderMillis: number }[],
  applied: readonly string[],
): void {
  if (applied.length > migrations.length) {
    throw new StartError(
      `The database has ${applied.length} migrations of ${subgraph}, and this version of Tributary knows ${migrations.length}: a newer version made it. Upgrade Tributary. ${freshAdvice}`,
    );
  }
  const changed = applied.findIndex((hash, index) => hash !== migrations[index]?.hash && !replacedMigrations.has(hash));
  if (changed !== -1) {
    throw new StartError(
      `Migration ${changed} of ${subgraph} differs from the one applied to the database. An applied migration must not change, and a new one comes last. ${freshAdvice}`,
    );
  }
  const early = migrations.findIndex(
    ({ folderMillis }, index) => folderMillis <= (migrations[index - 1]?.folderMillis ?? 0),
  );
  if (early !== -1) {
    throw new StartError(
      `Migration ${early} of ${subgraph} is not later than the one before it. Put a later time into "when" in migrations/${subgraph}/meta/_journal.json.`,
    );
  }
}

function explain(error: unknown, url: string): unknown {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && cause.code === notMigratable) {
    return new StartError(`${cause.message} ${freshAdvice}`);
  }
  return cause instanceof Error && 'code' in cause && (cause.code === queryCanceled || cause.code === lockNotAvailable)
    ? new StartError(
        `Another session has held a lock on a table for ${tablesWaitSeconds} s. See what it does in pg_stat_activity, and try again.`,
      )
    : explainConnectionFailure(error, url);
}
