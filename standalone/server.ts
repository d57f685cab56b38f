import { readFileSync } from 'node:fs';
import { logLevel, port, readConfig, urlOf } from '@tributary/platform/config.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { signCaller } from '@tributary/platform/viewer.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { keepSigningKey } from '@tributary/users/signing-key.ts';
import type { UsersSubgraph } from '@tributary/users/users-subgraph.ts';
import { z } from 'zod';
import { help, readOptions } from './command-line.ts';
import { openDataDirectory } from './data-directory.ts';
import { demoCustomer, demoOperator, demoPassword, makeDemoData } from './demo-data.ts';
import { startDemoTraffic } from './demo-traffic.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { openPlatform } from './platform.ts';

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
    LOG_LEVEL: logLevel.default('warn'),
  });
  const log = createLogger({ name: 'tributary', level: config.LOG_LEVEL });
  await refuseTakenPort(config.HOST, config.PORT);

  console.log('Starting PostgreSQL …');
  const directory = await openDataDirectory(config.TRIBUTARY_DATA_DIR);
  const postgres = await startEmbeddedPostgres({ directory: directory.postgres, fresh: options.fresh });
  onStop(postgres.stop);
  console.log('Bringing the database up to date …');
  await runMigrations(postgres.url);

  const { callerSecret } = directory;
  const platform = await openPlatform({
    host: config.HOST,
    port: config.PORT,
    databaseUrl: postgres.url,
    redisUrl: config.REDIS_URL,
    callerSecret,
    signingKey: await keepSigningKey(directory.signingKeyFile),
    demo: options.demo,
    log,
    explorer: ({ users }) => ({
      document: readExample(),
      variables: '{ "accounts": 5 }',
      headers: async () => (options.demo ? { authorization: `Bearer ${await demoToken(users, callerSecret)}` } : {}),
    }),
    prepare: async (subgraphs) => {
      if (options.demo) {
        console.log('Looking after the demo data …');
        await makeDemoData(subgraphs, callerSecret);
      }
    },
  });
  onStop(platform.close);
  if (options.traffic) {
    onStop(startDemoTraffic(platform.url, log));
  }
  await untilHealthy(platform.url);
  console.log(welcome(platform.url, options.demo, directory.path));
});

/** Before anything is started: to learn it at the end would be late. */
async function refuseTakenPort(host: string, wanted: number): Promise<void> {
  const probe = await listen({ host, port: wanted, handle: async () => {} });
  await probe.close();
}

const signedInShape = z.object({ signIn: z.object({ accessToken: z.string() }) });

async function demoToken({ subgraph }: UsersSubgraph, callerSecret: string): Promise<string> {
  const { data } = await subgraph.execute({
    query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    variables: { input: { email: demoOperator, password: demoPassword } },
    caller: await signCaller({ viewer: { kind: 'anonymous' }, address: null }, callerSecret),
    requestId: 'explorer',
  });
  return signedInShape.parse(data).signIn.accessToken;
}

function readExample(): string {
  return readFileSync(new URL('../schema/operations/recent-activity.graphql', import.meta.url), 'utf8');
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
      : []),
    '',
    'Tributary is ready. Ctrl-C stops it.',
  ].join('\n');
}
