import { fileURLToPath } from 'node:url';
import { StartError } from '@tributary/platform/config.ts';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

/** In the order in which they are migrated; each has a folder here, a PostgreSQL schema and a role. */
export const migratedSubgraphs = ['users', 'accounts', 'ledger'] as const;

/** Names the lock that lets one process migrate at a time; any number that nothing else uses does. */
const lockId = 7_281_406_119;
const lockTimeoutSeconds = 60;

/**
 * Brings the database to the newest version of every subgraph. Any number of processes may call this at once: one does the work, and the others wait.
 * The URL is that of the owner of the database, who may create roles.
 */
export async function runMigrations(url: string): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: 'tributary-migrations', lock_timeout: lockTimeoutSeconds * 1000 },
  });
  try {
    await sql`select pg_advisory_lock(${lockId})`;
    for (const subgraph of migratedSubgraphs) {
      // oxlint-disable-next-line no-await-in-loop -- in order, over one connection
      await migrate(drizzle(sql), {
        migrationsFolder: fileURLToPath(new URL(subgraph, import.meta.url)),
        migrationsSchema: 'migrations',
        migrationsTable: subgraph,
      });
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
      throw new StartError(`Cannot reach PostgreSQL at ${new URL(url).host}. Check DATABASE_URL.`);
    }
    throw error;
  } finally {
    // Ends the session, and with it the lock.
    await sql.end({ timeout: 5 });
  }
}
