import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { settingNotes, settingsHelp, type SettingsShape } from '@tributary/platform/setting-notes.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { explainConnectionFailure, openPool, type Pool } from '@tributary/platform/postgres.ts';
import { DirectoryInUse } from '@tributary/standalone/directory-lock.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { runningPostgres } from '@tributary/standalone/running-postgres.ts';
import { foundDatabaseSettings } from './settings.ts';

/** Help on settings for commands that use `findDatabase`. */
export const databaseHelp = (shape: SettingsShape = {}): string =>
  `Settings of the environment:\n${settingsHelp(settingNotes({ ...foundDatabaseSettings, ...shape }))}`;

/**
 * Database on which a command works: that of DATABASE_URL, else the embedded one of TRIBUTARY_DATA_DIR. An embedded
 * database is started for the duration of the command, or shared with the `start` that runs on it. Throws StartError if
 * there is none.
 */
export async function findDatabase(env: Readonly<Record<string, string | undefined>>, onStop: OnStop): Promise<string> {
  const { DATABASE_URL, TRIBUTARY_DATA_DIR } = readConfig(env, foundDatabaseSettings);
  if (DATABASE_URL !== undefined) {
    return DATABASE_URL;
  }
  const directory = join(resolve(TRIBUTARY_DATA_DIR), 'postgres');
  if (!existsSync(join(directory, 'data'))) {
    throw new StartError(
      `There is no data in ${resolve(TRIBUTARY_DATA_DIR)}. Set DATABASE_URL, or TRIBUTARY_DATA_DIR to the folder that \`start\` keeps its data in.`,
    );
  }
  try {
    const postgres = await startEmbeddedPostgres({ directory });
    onStop(postgres.stop);
    return postgres.url;
  } catch (error) {
    const url = error instanceof DirectoryInUse ? await runningPostgres(directory) : null;
    if (url === null) {
      throw error;
    }
    return url;
  }
}

/**
 * One connection to the ledger of the command's database, closed when the command ends. Throws StartError if there is
 * no up-to-date ledger.
 */
export async function openLedgerDatabase(applicationName: string, onStop: OnStop): Promise<Pool> {
  const url = await findDatabase(process.env, onStop);
  const sql = openPool({ url, role: 'tributary_ledger', applicationName, poolSize: 1 });
  onStop(() => sql.end({ timeout: 2 }));
  await refuseUnmigrated(sql, url);
  return sql;
}

/**
 * Throws StartError if the database cannot be reached, lacks the newest tables of the ledger, or does not let the
 * ledger's role read them.
 */
export async function refuseUnmigrated(sql: Pool, url: string): Promise<void> {
  try {
    await sql`select from ledger.overdraft_limits limit 0`;
  } catch (error) {
    switch (error instanceof Error && 'code' in error ? error.code : '') {
      // Undefined role, schema or table.
      case '22023':
      case '3F000':
      case '42P01':
        throw new StartError(
          'The database is not up to date. Run `npx -y pnpm@12.21.0 migrate` with its DATABASE_URL, or `start` once if it is that of TRIBUTARY_DATA_DIR.',
        );
      case '42501':
        throw new StartError(
          'The user of DATABASE_URL may not act for the ledger. Use the user that migrated the database.',
        );
      default:
        throw explainConnectionFailure(error, url);
    }
  }
}
