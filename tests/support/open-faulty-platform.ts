import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import { argumentsOf, type Service } from '@tributary/deploy/service-process.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { addressesOf, startSubgraphs } from '@tributary/registry/start-subgraphs.ts';
import postgres from 'postgres';
import { freePort } from './free-port.ts';
import { freshDatabase } from './fresh-database.ts';
import { openOwnRedis } from './own-redis.ts';
import { processEnvironment } from './process-environment.ts';
import { serviceKeys } from './service-keys.ts';

/** A process of the platform that can be killed like a crash, and restarted at the same address. */
type Crashable = { url: string; kill(): Promise<void>; start(): Promise<void>; stop(): Promise<void> };

/**
 * The platform with its demo data as processes, for fault injection, on a Redis of their own. There are two gateways,
 * each with a ledger behind it, and one of each other subgraph. Use it below `describeWithRedis`.
 */
export async function openFaultyPlatform() {
  const DATABASE_URL = (await freshDatabase()).url;
  const redis = await openOwnRedis();
  const folder = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  const supergraph = join(folder, 'supergraph.graphql');
  const sdl = await readFile(fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')), 'utf8');
  await writeFile(supergraph, sdl);
  await putDemoIn({ databaseUrl: DATABASE_URL, log: createLogger({ name: 'demo', level: 'silent' }) });
  const common = { REDIS_URL: redis.url };
  const sql = postgres(DATABASE_URL, { max: 2, onnotice: () => {}, connection: { application_name: 'tests' } });

  const settings = { ...common, DATABASE_URL, JWT_PRIVATE_KEY: newSigningKey(), GENEROUS_SIGN_IN: 'true' };
  const subgraphs = await startSubgraphs((name, addresses) =>
    crashable(name, { ...settings, ...keySettingsOf(name, serviceKeys), ...addresses }),
  );
  const ledgers = [
    subgraphs.ledger,
    await crashable('ledger', { ...settings, ...keySettingsOf('ledger', serviceKeys) }),
  ];
  const gateways = await Promise.all(
    ledgers.map((ledger) =>
      crashable('gateway', {
        ...common,
        ...keySettingsOf('gateway', serviceKeys),
        SUPERGRAPH: supergraph,
        WATCH: 'true',
        JWKS_URL: `${subgraphs.users.url}/.well-known/jwks.json`,
        REVOCATIONS_URL: `${subgraphs.users.url}/revocations`,
        TICKETS_URL: `${subgraphs.users.url}/used-tickets`,
        ...addressesOf({ ...subgraphs, ledger }),
      }),
    ),
  );

  return {
    sql,
    redis,
    ledgers,
    gateways,
    urls: gateways.map(({ url }) => url),
    /** Makes every gateway load another supergraph, which differs only in its text. */
    reload: (note: string) => writeFile(supergraph, `${sdl}\n# ${note}\n`),
    /** Breaks all connections to the database, as its restart does. */
    breakDatabaseConnections: () => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'tributary-%'`,
    close: async () => {
      const processes = new Set([...gateways, ...Object.values(subgraphs), ...ledgers]);
      await Promise.all([...processes].map((each) => each.stop()));
      await sql.end({ timeout: 5 });
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a service on a free port, which a restart keeps. */
export async function crashable(service: Service, settings: Readonly<Record<string, string>>): Promise<Crashable> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async () => {
    const started = spawn(
      process.execPath,
      ['--import', import.meta.resolve('@tributary/deploy/end-with-parent.ts'), ...argumentsOf(service)],
      { env: { ...processEnvironment, ...settings, PORT: String(port) }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    child = started;
    const output: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    for (const stream of [started.stdout, started.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        if (/is listening"/.test(line)) {
          resolve();
        }
      });
    }
    const ended = once(started, 'close').then(() =>
      Promise.reject(new Error(`${service} ended before it listened:\n${output.join('\n')}`)),
    );
    ended.catch(() => {
      if (child === started) {
        console.error(`${service} ended by itself:\n${output.slice(-30).join('\n')}`);
      }
    });
    await Promise.race([listening, ended]);
  };
  const end = async (how: NodeJS.Signals) => {
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const [ending, closed] = [child, once(child, 'close')];
      child = null;
      ending.kill(how);
      await closed;
    }
  };
  await start();
  return { url: `http://127.0.0.1:${port}`, start, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
