import { localOrigins } from '@tributary/gateway/front/cors.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { describeDoors, readAdmin, readDoors } from '@tributary/platform/doors.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger, type Logger } from '@tributary/platform/logging.ts';
import { loadSubgraphs } from '@tributary/registry/open-subgraphs.ts';
import { readOptions } from './command-line.ts';
import { openDataDirectory } from './data-directory.ts';
import { demoCustomer, demoOperator, demoPassword } from './demo-credentials.ts';
import { startDemoTraffic } from './demo-traffic.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { hastenDrizzle } from './quick-imports.ts';
import type { Platform } from './platform.ts';
import { settings } from './settings.ts';

type Config = ReturnType<typeof readConfig<typeof settings>>;

runProcess(async (onStop) => {
  const options = readOptions();
  const config = readConfig(process.env, settings);
  hastenDrizzle();
  const log = createLogger({ name: 'tributary', level: config.LOG_LEVEL });
  await refuseTakenPort(config.HOST, config.PORT, log);

  const directory = await openDataDirectory(config.TRIBUTARY_DATA_DIR);

  console.log('Starting PostgreSQL …');
  const postgres = await startEmbeddedPostgres({
    directory: directory.postgres,
    fresh: options.fresh,
    onLaunched: () => void loadPlatform().catch(() => {}),
  });
  onStop(postgres.stop);
  const { openStandalonePlatform } = await loadPlatform();
  const platform = await openStandalonePlatform({
    host: config.HOST,
    port: config.PORT,
    databaseUrl: postgres.url,
    redisUrl: config.REDIS_URL,
    directory,
    demo: options.demo,
    doors: readDoors(config),
    admin: readAdmin(config),
    allowedHosts: config.ALLOWED_HOSTS,
    corsOrigins: [...(options.demo ? localOrigins : []), ...config.CORS_ORIGINS],
    passwordPage: config.PASSWORD_PAGE_URL,
    signInProviders: config.SIGN_IN_PROVIDERS,
    quotas: {
      PEOPLE_PER_ORGANIZATION: config.PEOPLE_PER_ORGANIZATION,
      API_CLIENTS_PER_ORGANIZATION: config.API_CLIENTS_PER_ORGANIZATION,
      ACCOUNTS_PER_ORGANIZATION: config.ACCOUNTS_PER_ORGANIZATION,
    },
    log,
    onProgress: console.log,
  });
  onStop(platform.close);
  if (options.traffic) {
    onStop(startDemoTraffic(platform.url, log));
  }
  await untilHealthy(platform.url);
  console.log(welcome(platform, options.demo, directory.path, config));
  throw await postgres.failure;
});

/**
 * Imported late, since that takes 1.5 s: PostgreSQL starts meanwhile, and most failing starts have been refused before.
 */
async function loadPlatform() {
  const platform = await import('./open-standalone-platform.ts');
  await loadSubgraphs();
  return platform;
}

/** Checked before anything starts, since a taken port would otherwise be noticed only at the end. */
async function refuseTakenPort(host: string, wanted: number, log: Logger): Promise<void> {
  const probe = await listen({ host, port: wanted, log, handle: async () => {} });
  await probe.close();
}

async function untilHealthy(url: string): Promise<void> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) {
    throw new Error(`the platform is not healthy: ${answer.status}`);
  }
}

function welcome({ url, gateway }: Platform, demo: boolean, directory: string, config: Config): string {
  const doors = readDoors(config);
  const metricsUrl = gateway.adminUrl ?? (doors.metrics ? url : null);
  const body = JSON.stringify({
    query: `mutation { signIn(input: { email: "${demoOperator}", password: "${demoPassword}" }) { accessToken } }`,
  });
  return [
    '',
    `  ${doors.explorer ? 'Graph and explorer' : 'Graph             '}   ${url}/graphql`,
    `  Live events          ${url.replace('http', 'ws')}/graphql`,
    ...(doors.explorer ? [`  REST                 ${url}/api/reference`] : []),
    ...(demo && doors.introspection ? [`  Agents (MCP)         ${url}/mcp`] : []),
    `  Keys                 ${url}/.well-known/jwks.json`,
    ...(gateway.adminUrl === null ? [] : [`  Administration       ${gateway.adminUrl}/health/ready`]),
    ...(metricsUrl === null ? [] : [`  Metrics              ${metricsUrl}/metrics`]),
    `  Data                 ${directory}`,
    '',
    ...describeDoors(config).map((line) => `  ${line}`),
    ...(demo
      ? [
          '',
          `  Sign in as           ${demoOperator} or ${demoCustomer}, password ${demoPassword}`,
          '',
          '  Try it:',
          `  curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'`,
        ]
      : [
          '',
          '  Create an organization before anyone can sign in:',
          '  npx -y pnpm@12.21.0 organization:create --name "Acme" --operator-name "Ada" --email ada@acme.example',
        ]),
    '',
    'Tributary is ready. Ctrl-C stops it.',
  ].join('\n');
}
