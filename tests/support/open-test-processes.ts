import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSecret, newSigningKey } from '@tributary/deploy/secrets.ts';
import { startService, type Service, type ServiceProcess } from '@tributary/deploy/service-process.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { freshDatabase } from './fresh-database.ts';
import { freshRedis } from './fresh-redis.ts';

/**
 * The platform with its demo data as it runs in production: processes, on PostgreSQL and Redis, with two gateways and a ledger behind each, and one users and one accounts.
 * Use it below `describeWithRedis`.
 */
export async function openTestProcesses(): Promise<{ urls: [string, string]; close(): Promise<void> }> {
  const DATABASE_URL = (await freshDatabase()).url;
  const { url: REDIS_URL } = await freshRedis();
  const VIEWER_SECRET = newSecret();
  await putDemoIn({ databaseUrl: DATABASE_URL, log: createLogger({ name: 'demo', level: 'silent' }) });

  const running: ServiceProcess[] = [];
  const close = async () => {
    await Promise.all(running.map(({ stop }) => stop()));
  };
  const start = (service: Service, settings: Readonly<Record<string, string>>) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const output: string[] = [];
    const started = startService({
      service,
      settings: { ...settings, PORT: '0', REDIS_URL, VIEWER_SECRET },
      onLine: (line) => {
        output.push(line);
        const url = /"url":"(http:[^"]+)","msg":"\w+ is listening"/.exec(line)?.[1];
        if (url !== undefined) {
          resolve(url);
        }
      },
    });
    running.push(started);
    const failure = started.failure.then(({ message }) => Promise.reject(new Error([message, ...output].join('\n'))));
    return Promise.race([promise, failure]);
  };

  try {
    const [users, ledger, otherLedger] = await Promise.all([
      start('users', { DATABASE_URL, JWT_PRIVATE_KEY: newSigningKey(), GENEROUS_SIGN_IN: 'true' }),
      start('ledger', { DATABASE_URL }),
      start('ledger', { DATABASE_URL }),
    ]);
    const accounts = await start('accounts', {
      DATABASE_URL,
      SUBGRAPH_URL_USERS: users,
      SUBGRAPH_URL_LEDGER: ledger,
    });
    const gatewayTo = (ledgerUrl: string) =>
      start('gateway', {
        SUPERGRAPH: fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')),
        JWKS_URL: new URL('/.well-known/jwks.json', users).href,
        SUBGRAPH_URL_USERS: users,
        SUBGRAPH_URL_ACCOUNTS: accounts,
        SUBGRAPH_URL_LEDGER: ledgerUrl,
      });
    return { urls: await Promise.all([gatewayTo(ledger), gatewayTo(otherLedger)]), close };
  } catch (error) {
    await close();
    throw error;
  }
}
