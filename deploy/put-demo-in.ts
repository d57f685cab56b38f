import type { Logger } from '@tributary/platform/logging.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { openPlatform } from '@tributary/standalone/platform.ts';
import type { JWK } from 'jose';

/** Fills a migrated database with the demo, if it is not there: with the platform open in this process for as long as that takes. */
export async function putDemoIn(settings: {
  databaseUrl: string;
  callerSecret: string;
  signingKey: JWK;
  log: Logger;
}): Promise<void> {
  const platform = await openPlatform({
    ...settings,
    host: '127.0.0.1',
    port: 0,
    demo: true,
    prepare: (subgraphs) => makeDemoData(subgraphs, settings.callerSecret),
  });
  await platform.close();
}
