import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import type { Doors } from '@tributary/platform/doors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { createAccessTokens } from '@tributary/users/identity/access-token.ts';
import { keepSigningKey } from '@tributary/users/identity/signing-key.ts';
import { users as usersTable } from '@tributary/users/identity/tables.ts';
import type { UsersSubgraph } from '@tributary/users/users-subgraph.ts';
import { eq } from 'drizzle-orm';
import type { JWK } from 'jose';
import type { DataDirectory } from './data-directory.ts';
import { demoOperator } from './demo-credentials.ts';
import { makeDemoData } from './demo-data.ts';
import { explorerExample } from './explorer-example.ts';
import { agentSettings } from './agent-settings.ts';
import { openPlatform, type Platform, type PlatformSettings, type Quotas } from './platform.ts';

/** Longer than a page of the explorer usually stays open. */
const explorerTokenSeconds = 24 * 3_600;

/**
 * Opens the platform as `start` runs it: on a database that it migrates, with an explorer, and with the demo if
 * requested.
 */
export async function openStandalonePlatform({
  directory: { signingKeyFile },
  onProgress,
  ...settings
}: {
  host: string;
  port: number;
  databaseUrl: string;
  redisUrl: string | undefined;
  directory: DataDirectory;
  demo: boolean;
  doors: Doors;
  admin: { host: string; port: number } | undefined;
  allowedHosts: readonly string[];
  corsOrigins: readonly string[];
  passwordPage: string | undefined;
  signInProviders: string | undefined;
  quotas: Quotas;
  log: Logger;
  /** Receives a sentence about each step that takes a while. */
  onProgress: (message: string) => void;
}): Promise<Platform> {
  const { databaseUrl, demo } = settings;
  onProgress('Migrating the database …');
  await runMigrations(databaseUrl);
  const signingKey = await keepSigningKey(signingKeyFile);
  const document = await explorerExample();
  const explorer: PlatformSettings['explorer'] = ({ users }) => ({
    document,
    variables: '{ "accounts": 5 }',
    headers: async () => (demo ? { authorization: `Bearer ${await explorerToken(users, signingKey)}` } : {}),
  });
  return openPlatform({
    ...settings,
    signingKey,
    publicOperations: [operationsFolder],
    // Behind the same door as introspection, so not on addresses that others reach.
    mcp: demo && settings.doors.introspection ? agentSettings() : undefined,
    ...(settings.doors.explorer ? { explorer } : {}),
    prepare: async (subgraphs, gateway) => {
      if (demo) {
        onProgress('Preparing the demo data …');
        await makeDemoData(subgraphs, gateway);
      }
    },
  });
}

/** Signs in the demo's operator. It requests no session, since a page that is left does not sign out. */
async function explorerToken({ db }: UsersSubgraph, signingKey: JWK): Promise<string> {
  const [operator] = await db.select().from(usersTable).where(eq(usersTable.email, demoOperator));
  if (operator === undefined) {
    throw new Error('the demo has no operator');
  }
  const accessTokens = await createAccessTokens(signingKey, { lifeSeconds: explorerTokenSeconds });
  return (await accessTokens.ofUser(operator)).accessToken;
}
