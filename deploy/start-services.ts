import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { describeDoors } from '@tributary/platform/doors.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { bySubgraph, manifests, ownSettings, subgraphNames } from '@tributary/registry/registry.ts';
import { addressesOf } from '@tributary/registry/start-subgraphs.ts';
import { parseSigningKey } from '@tributary/users/identity/signing-key.ts';
import { readOptions } from './command-line.ts';
import { newSigningKey } from './secrets.ts';
import { openServiceKeys } from './service-keys.ts';
import { adminPortSetting, databaseSetting, portSetting, servicesSettings } from './settings.ts';
import { startService, type Service, type ServiceProcess } from './service-process.ts';

const readyWithinMs = 60_000;

runProcess(async (onStop) => {
  const options = readOptions();
  const config = readConfig(process.env, servicesSettings);
  const { DATABASE_URL, REDIS_URL, HOST, LOG_LEVEL } = config;
  const { ALLOWED_HOSTS, CORS_ORIGINS, TRUSTED_PROXIES, GATEWAY_CONFIG, HSTS_SECONDS, NODE_ENV, ADMIN_HOST } = config;
  const signingKey = config.JWT_PRIVATE_KEY ?? newSigningKey();
  // Checked here, so that an invalid key is refused at once.
  await parseSigningKey(signingKey);
  const keySettingsFor = await openServiceKeys(config.SERVICE_KEYS_FOLDER);
  const addresses: Readonly<Record<Service, Address>> = {
    ...bySubgraph((name) => ({ host: '127.0.0.1', port: config[portSetting(name)], setting: portSetting(name) })),
    gateway: { host: HOST, port: config.PORT, setting: 'PORT' },
  };
  const services: readonly Service[] = [...subgraphNames, 'gateway'];
  for (const service of services) {
    await refuseTaken(service, addresses[service]);
  }
  const subgraphAddresses = addressesOf(bySubgraph((name) => ({ url: urlOfService(addresses[name]) })));

  if (config.JWT_PRIVATE_KEY === undefined) {
    console.log('Generated for this run, since not set: JWT_PRIVATE_KEY. Users have to sign in again after a restart.');
  }
  if (REDIS_URL === undefined) {
    console.log('REDIS_URL is not set: nothing is cached.');
  }
  for (const line of [...describeDoors(config), ...describeLogins(config)]) {
    console.log(line);
  }
  console.log('Migrating the database …');
  await runMigrations(DATABASE_URL);
  if (options.demo) {
    console.log('Preparing the demo data …');
    // Imported on demand, since it imports the whole platform.
    const { putDemoIn } = await import('./put-demo-in.ts');
    await putDemoIn({ databaseUrl: DATABASE_URL, log: createLogger({ name: 'demo', level: LOG_LEVEL }) });
  }

  const running: ServiceProcess[] = [];
  onStop(async () => {
    // The gateway stops first, so that no requests come in while the rest stops.
    await running.pop()?.stop();
    await Promise.all(running.map(({ stop }) => stop()));
  });
  const start = (service: Service, settings: Readonly<Record<string, string | undefined>>): Promise<StartError> => {
    const { host, port: number } = addresses[service];
    const started = startService({
      service,
      settings: {
        ...settings,
        ...{ HOST: host, PORT: String(number), ADMIN_HOST, NODE_ENV, METRICS: textOf(config.METRICS) },
        ...{ REDIS_URL, LOG_LEVEL },
        ...keySettingsFor(service),
      },
      // Log lines of ours name their service already.
      onLine: (line) => console.error(line.startsWith('{') ? line : `${service}: ${line}`),
    });
    running.push(started);
    return started.failure;
  };
  const settings: Readonly<Record<string, string | undefined>> = {
    ...process.env,
    JWT_PRIVATE_KEY: signingKey,
    GENEROUS_SIGN_IN: String(config.GENEROUS_SIGN_IN || options.demo),
    ...subgraphAddresses,
  };
  const failures = [
    // Each service gets only the settings that its manifest declares: only users can sign an access token.
    ...manifests.map((manifest) =>
      start(manifest.name, {
        DATABASE_URL: config[databaseSetting(manifest.name)] ?? DATABASE_URL,
        ADMIN_PORT: textOf(config[adminPortSetting(manifest.name)]),
        ...Object.fromEntries(ownSettings(manifest).map((name) => [name, settings[name]])),
      }),
    ),
    start('gateway', {
      PUBLIC_OPERATIONS: config.PUBLIC_OPERATIONS ?? operationsFolder,
      SUPERGRAPH: fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')),
      ...subgraphAddresses,
      JWKS_URL: `${urlOfService(addresses.users)}/.well-known/jwks.json`,
      REVOCATIONS_URL: `${urlOfService(addresses.users)}/revocations`,
      TICKETS_URL: `${urlOfService(addresses.users)}/used-tickets`,
      TOOL_CALLS_URL: `${urlOfService(addresses.users)}/tool-calls`,
      ALLOWED_HOSTS,
      CORS_ORIGINS,
      TRUSTED_PROXIES,
      HSTS_SECONDS,
      EXPLORER: textOf(config.EXPLORER),
      INTROSPECTION: textOf(config.INTROSPECTION),
      SUGGESTIONS: textOf(config.SUGGESTIONS),
      ADMIN_PORT: textOf(config.ADMIN_PORT),
      GATEWAY_CONFIG,
    }),
  ];
  const failure = Promise.race(failures).then((error) => Promise.reject(error));
  await Promise.race([failure, Promise.all(services.map((service) => untilReady(service, addresses[service])))]);
  console.log(`Tributary is ready at ${urlOfService(addresses.gateway)}/graphql. Ctrl-C stops it.`);
  await failure;
});

/** A setting as a service reads it. */
function textOf(value: boolean | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Sentences that tell who may do what in PostgreSQL and Redis. */
function describeLogins(config: Config): string[] {
  const shared = subgraphNames.filter((name) => config[databaseSetting(name)] === undefined);
  const { REDIS_URL } = config;
  return [
    shared.length === 0
      ? 'PostgreSQL: each subgraph has a login of its own.'
      : `PostgreSQL: open to ${shared.join(', ')}, which use the login of DATABASE_URL. DATABASE_URL_<NAME> gives each its own.`,
    ...(REDIS_URL === undefined || new URL(REDIS_URL).password !== ''
      ? []
      : ['Redis: open to everybody who reaches it, since REDIS_URL has no password.']),
  ];
}

type Config = ReturnType<typeof readConfig<typeof servicesSettings>>;
type Address = { host: string; port: number; setting: string };

function urlOfService({ host, port: number }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${number}`;
}

/** Throws StartError if an address is taken, since the process that has it would be mistaken for the service. */
async function refuseTaken(service: Service, { host, port: number, setting }: Address): Promise<void> {
  const log = createLogger({ name: 'start', level: 'warn' });
  const probe = await listen({ host, port: number, log, handle: async () => {} }).catch((error: unknown) => {
    throw error instanceof StartError
      ? new StartError(
          `The service ${service} cannot listen on ${host}:${number}. Choose another port with ${setting}.`,
        )
      : error;
  });
  await probe.close();
}

async function untilReady(service: Service, address: Address): Promise<void> {
  const url = urlOfService(address);
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok === true) {
      return;
    }
    await sleep(50);
  }
  throw new StartError(`The service ${service} was not ready within ${readyWithinMs / 1000} s. See its log.`);
}
