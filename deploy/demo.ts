import { readConfig } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { putDemoIn } from './put-demo-in.ts';
import { databaseSettings } from './settings.ts';

runProcess(async () => {
  const config = readConfig(process.env, databaseSettings);
  await putDemoIn({ databaseUrl: config.DATABASE_URL, log: createLogger({ name: 'demo', level: 'warn' }) });
  console.log('The demo data is ready.');
  process.exit(0);
});
