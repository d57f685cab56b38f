import { createCommand } from '@tributary/platform/command-line.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { migrationsDatabaseUrl } from '@tributary/platform/settings.ts';
import { runMigrations } from './run-migrations.ts';

const databaseSettings = { DATABASE_URL: migrationsDatabaseUrl };

runProcess(async () => {
  createCommand('migrate', {
    summary: 'Migrates the tables of every subgraph in the database to their newest version.',
    examples: [''],
    notes: `Settings of the environment:\n${settingsHelp(settingNotes(databaseSettings))}`,
  }).parse();
  const config = readConfig(process.env, databaseSettings);
  await runMigrations(config.DATABASE_URL, console.log);
  console.log('The database is up to date.');
  process.exit(0);
});
