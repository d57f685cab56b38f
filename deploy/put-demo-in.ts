import type { Logger } from '@tributary/platform/logging.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { openPlatform } from '@tributary/standalone/platform.ts';
import { parseSigningKey } from '@tributary/users/signing-key.ts';
import { newSecret, newSigningKey } from './secrets.ts';

/**
 * Fills a migrated database with the demo, if it is not there, with the platform open in this process for as long as
 * that takes.
 */
export async function putDemoIn({ databaseUrl, log }: { databaseUrl: string; log: Logger }): Promise<void> {
  // Nothing that is signed with these outlives it.
  const callerSecret = newSecret();
  const signingKey = await parseSigningKey(newSigningKey());
  const platform = await openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    callerSecret,
    signingKey,
    demo: true,
    log,
    prepare: (subgraphs) => makeDemoData(subgraphs, callerSecret),
  });
  await platform.close();
}
