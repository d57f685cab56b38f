import { readConfig, urlOf } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { runMigrations } from './run-migrations.ts';

runProcess(async () => {
  const config = readConfig(process.env, { DATABASE_URL: urlOf(['postgres', 'postgresql']) });
  await runMigrations(config.DATABASE_URL, console.log);
  console.log('The database is up to date.');
  process.exit(0);
});
