import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

/** The databases that this file made and did not drop yet. */
export const openDatabases = new Map<string, { drop(): Promise<void> }>();

/** Names the lock under which templates are cloned: a template cannot be cloned by two at once. */
const cloneLock = 7_281_406_120;

/**
 * A database of its own for the caller, cloned from the migrated template. It is dropped at the end of the file, which fails if a
 * connection to it is still open then.
 */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(async (sql) => {
    await sql`select pg_advisory_lock(${cloneLock})`;
    await sql.unsafe(`create database ${name} template tributary_template`);
  });
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const drop = async () => {
    openDatabases.delete(name);
    await asAdministrator((sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
  };
  openDatabases.set(name, { drop });
  return { url: url.href, drop };
}

/** Who is connected to a database, by the names that they gave. */
export async function connectionsTo(name: string): Promise<string[]> {
  return asAdministrator(async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select application_name as name from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`;
    return rows.map((row) => row.name);
  });
}

async function asAdministrator<Result>(work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
