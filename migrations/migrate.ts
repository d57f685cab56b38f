import { createCommand } from '@tributary/platform/command-line.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { makeLogins } from './logins.ts';
import { runMigrations } from './run-migrations.ts';
import { migrationSettings, passwordsIn } from './settings.ts';

runProcess(async () => {
  createCommand('migrate', {
    summary: 'Migrates the tables of every subgraph in the database to their newest version.',
    examples: [''],
    notes: `Settings of the environment:\n${settingsHelp(settingNotes(migrationSettings))}`,
  }).parse();
  const config = readConfig(process.env, migrationSettings);
  await runMigrations(config.DATABASE_URL, console.log);
  const logins = await makeLogins(config.DATABASE_URL, passwordsIn(config));
  if (logins.length > 0) {
    console.log(`Logins with the passwords of the settings: ${logins.join(', ')}.`);
  }
  console.log('The database is up to date.');
  process.exit(0);
});
