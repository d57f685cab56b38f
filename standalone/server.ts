import { localOrigins, originList } from '@tributary/gateway/front/cors.ts';
import { logLevel, port, readConfig, urlOf } from '@tributary/platform/config.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { loadSubgraphs } from '@tributary/registry/open-subgraphs.ts';
import { z } from 'zod';
import { help, readOptions } from './command-line.ts';
import { openDataDirectory } from './data-directory.ts';
import { demoCustomer, demoOperator, demoPassword } from './demo-credentials.ts';
import { startDemoTraffic } from './demo-traffic.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { hastenDrizzle } from './quick-imports.ts';

runProcess(async (onStop) => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    process.exit(0);
  }
  const config = readConfig(process.env, {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4000),
    TRIBUTARY_DATA_DIR: z.string().default('.tributary'),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    CORS_ORIGINS: originList.default([]),
    LOG_LEVEL: logLevel.default('warn'),
  });
  hastenDrizzle();
  const log = createLogger({ name: 'tributary', level: config.LOG_LEVEL });
  await refuseTakenPort(config.HOST, config.PORT);

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
    corsOrigins: [...(options.demo ? localOrigins : []), ...config.CORS_ORIGINS],
    log,
    onProgress: console.log,
  });
  onStop(platform.close);
  if (options.traffic) {
    onStop(startDemoTraffic(platform.url, log));
  }
  await untilHealthy(platform.url);
  console.log(welcome(platform.url, options.demo, directory.path));
  throw await postgres.failure;
});

/** Takes a second and a half: it is done while PostgreSQL starts, and most wrong starts have been refused before. */
async function loadPlatform() {
  const platform = await import('./open-standalone-platform.ts');
  await loadSubgraphs();
  return platform;
}

/** Before anything is started: to learn it at the end would be late. */
async function refuseTakenPort(host: string, wanted: number): Promise<void> {
  const probe = await listen({ host, port: wanted, handle: async () => {} });
  await probe.close();
}

async function untilHealthy(url: string): Promise<void> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) {
    throw new Error(`the platform is not healthy: ${answer.status}`);
  }
}

function welcome(url: string, demo: boolean, directory: string): string {
  const body = JSON.stringify({
    query: `mutation { signIn(input: { email: "${demoOperator}", password: "${demoPassword}" }) { accessToken } }`,
  });
  return [
    '',
    `  Graph and explorer   ${url}/graphql`,
    `  Live events          ${url.replace('http', 'ws')}/graphql`,
    `  Keys                 ${url}/.well-known/jwks.json`,
    `  Metrics              ${url}/metrics`,
    `  Data                 ${directory}`,
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
          '  Nobody can sign in before an organization was made:',
          '  npx -y pnpm@12.21.0 organization:create --name "Acme" --operator-name "Ada" --email ada@acme.example',
        ]),
    '',
    'Tributary is ready. Ctrl-C stops it.',
  ].join('\n');
}
