import { readConfig } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { migrationsDatabaseUrl } from '@tributary/platform/settings.ts';
import { runMigrations } from './run-migrations.ts';

runProcess(async () => {
  const config = readConfig(process.env, { DATABASE_URL: migrationsDatabaseUrl });
  await runMigrations(config.DATABASE_URL, console.log);
  console.log('The database is up to date.');
  process.exit(0);
});
