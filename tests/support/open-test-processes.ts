import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import type { Service } from '@tributary/deploy/service-process.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { addressesOf, startSubgraphs } from '@tributary/registry/start-subgraphs.ts';
import { expect, vi } from 'vitest';
import { freshDatabase } from './fresh-database.ts';
import { freshRedis } from './fresh-redis.ts';
import { serviceKeys } from './service-keys.ts';
import { startTestService } from './start-test-service.ts';

/**
 * The platform with its demo data as it runs in production: processes, on PostgreSQL and Redis. There are two gateways,
 * a ledger behind each, and one of each other subgraph. Use it below `describeWithRedis`.
 */
export async function openTestProcesses(): Promise<{ urls: [string, string]; close(): Promise<void> }> {
  const DATABASE_URL = (await freshDatabase()).url;
  const { url: REDIS_URL } = await freshRedis();
  await putDemoIn({ databaseUrl: DATABASE_URL, log: createLogger({ name: 'demo', level: 'silent' }) });

  const running: ReturnType<typeof startTestService>[] = [];
  const close = async () => {
    await Promise.all(running.map(({ stop }) => stop()));
  };
  const start = (service: Service, settings: Readonly<Record<string, string>>) => {
    const started = startTestService(service, { ...settings, ...keySettingsOf(service, serviceKeys), REDIS_URL });
    running.push(started);
    return started.url;
  };

  try {
    const settings = { DATABASE_URL, JWT_PRIVATE_KEY: newSigningKey(), GENEROUS_SIGN_IN: 'true' };
    const [subgraphs, ledger] = await Promise.all([
      startSubgraphs(async (name, addresses) => ({ url: await start(name, { ...settings, ...addresses }) })),
      start('ledger', settings),
    ]);
    const gatewayTo = (behind: typeof subgraphs) =>
      start('gateway', {
        SUPERGRAPH: fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')),
        JWKS_URL: new URL('/.well-known/jwks.json', subgraphs.users.url).href,
        REVOCATIONS_URL: new URL('/revocations', subgraphs.users.url).href,
        TICKETS_URL: new URL('/used-tickets', subgraphs.users.url).href,
        ...addressesOf(behind),
      });
    const urls = await Promise.all([gatewayTo(subgraphs), gatewayTo({ ...subgraphs, ledger: { url: ledger } })]);
    await Promise.all(urls.map(untilReady));
    return { urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until a gateway has the keys of tokens, as a load balancer does. */
async function untilReady(url: string): Promise<void> {
  const isReady = async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  await vi.waitFor(isReady, { timeout: 30_000 });
}
