import type { Logger } from '@tributary/platform/logging.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { openPlatform } from '@tributary/standalone/platform.ts';
import { parseSigningKey } from '@tributary/users/identity/signing-key.ts';
import { newSigningKey } from './secrets.ts';

/** Fills a migrated database with the demo data unless it is there. The platform is open in this process meanwhile. */
export async function putDemoIn({ databaseUrl, log }: { databaseUrl: string; log: Logger }): Promise<void> {
  // Nothing signed with this key outlives the process.
  const signingKey = await parseSigningKey(newSigningKey());
  const platform = await openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    signingKey,
    demo: true,
    log,
    prepare: makeDemoData,
  });
  await platform.close();
}
