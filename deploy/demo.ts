import { readConfig, urlOf } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { putDemoIn } from './put-demo-in.ts';

runProcess(async () => {
  const config = readConfig(process.env, { DATABASE_URL: urlOf(['postgres', 'postgresql']) });
  await putDemoIn({ databaseUrl: config.DATABASE_URL, log: createLogger({ name: 'demo', level: 'warn' }) });
  console.log('The demo data is there.');
  process.exit(0);
});
