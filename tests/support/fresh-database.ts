import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { inject } from 'vitest';

export type FreshDatabase = {
  /** URL of the superuser. */
  url: string;
  /** Drops the database, and fails if a connection to it stays open. */
  drop(): Promise<void>;
};

/** Databases of this file that are not dropped yet. */
export const openDatabases = new Set<FreshDatabase>();

/** Key of the lock for cloning templates: two sessions cannot clone a template at once. */
const cloneLock = 7_281_406_120;
const cloneTimeoutMs = 20_000;
const closeWithinMs = 3_000;

/**
 * A database of its own for the caller, cloned from the migrated template, or empty. It is dropped at the end of the
 * file at the latest; an open connection then fails the file.
 */
export async function freshDatabase({ isMigrated = true } = {}): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(async (sql) => {
    await sql`select pg_advisory_lock(${cloneLock})`;
    await sql.unsafe(`create database ${name} template ${isMigrated ? 'tributary_template' : 'template0'}`);
  });
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const database: FreshDatabase = {
    url: url.href,
    drop: async () => {
      openDatabases.delete(database);
      await dropDatabase(name);
    },
  };
  openDatabases.add(database);
  return database;
}

/** An open connection is a leak in the code that opened it, not only in the test. */
async function dropDatabase(name: string): Promise<void> {
  await asAdministrator(async (sql) => {
    const deadline = Date.now() + closeWithinMs;
    let left = await connectionsTo(sql, name);
    while (left.length > 0 && Date.now() < deadline) {
      await sleep(20);
      left = await connectionsTo(sql, name);
    }
    await sql.unsafe(`drop database if exists ${name} with (force)`);
    if (left.length > 0) {
      throw new Error(`connections were left open by ${left.join(', ')}`);
    }
  });
}

/** Open connections to a database: their application names, with the number of each. */
async function connectionsTo(sql: postgres.Sql, name: string): Promise<string[]> {
  const rows = await sql<{ who: string }[]>`
    select format('%s (%s)', coalesce(nullif(application_name, ''), 'unnamed'), count(*)) as who from pg_stat_activity
    where datname = ${name} and backend_type = 'client backend' group by application_name order by application_name`;
  return rows.map((row) => row.who);
}

async function asAdministrator<Result>(work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(inject('postgresUrl'), {
    max: 1,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: 'tests', lock_timeout: cloneTimeoutMs },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
