import { createCommand } from '@tributary/platform/command-line.ts';
import { readConfig, urlOf } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { runMigrations } from './run-migrations.ts';

runProcess(async () => {
  createCommand('migrate', {
    summary: 'Brings the tables of every subgraph in the database to their newest version.',
    examples: [''],
    notes: `Environment:
  DATABASE_URL   postgres://…, needed: of the owner of the database, who may create roles`,
  }).parse();
  const config = readConfig(process.env, { DATABASE_URL: urlOf(['postgres', 'postgresql']) });
  await runMigrations(config.DATABASE_URL, console.log);
  console.log('The database is up to date.');
  process.exit(0);
});
