import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { demoOperator, demoPassword } from '@tributary/standalone/demo-credentials.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { openPlatform } from '@tributary/standalone/platform.ts';
import { parseSigningKey } from '@tributary/users/identity/signing-key.ts';

/**
 * Time of the front door for 50 accounts with balances and owners, one request after the other. The platform runs in
 * one process (this one, client included) and as four. Redis is used if REDIS_URL names one.
 */
const requests = 300;
const warmUp = 100;
const accounts = 50;

const page = /* GraphQL */ `
  query ($first: Int!) {
    accounts(first: $first, filter: { classes: [LIABILITY] }) {
      nodes {
        id
        name
        currency
        owner {
          name
        }
        balance {
          available {
            amount
            currency
          }
          cursor
        }
      }
    }
  }
`;

type Answer = { data?: Record<string, any>; errors?: unknown };

runProcess(async (onStop) => {
  createCommand('bench:page', {
    summary: 'Measures how long 50 accounts with balances and owners take, in one process and as four.',
    examples: [''],
    notes: 'Environment:\n  REDIS_URL   a Redis for the caches; without it nothing is cached',
  }).parse();
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ directory });
  onStop(postgres.stop);
  await runMigrations(postgres.url);

  const rows = [await measureOneProcess(postgres.url), await measureServices(postgres.url)];
  console.table(Object.fromEntries(rows));
  process.kill(process.pid, 'SIGTERM');
});

async function measureOneProcess(databaseUrl: string) {
  const statements: string[] = [];
  const platform = await openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    redisUrl: process.env['REDIS_URL'],
    signingKey: await parseSigningKey(newSigningKey()),
    demo: true,
    log: createLogger({ name: 'bench', level: 'warn' }),
    prepare: makeDemoData,
    onStatement: (sql) => statements.push(sql),
  });
  const token = await signIn(platform.url);
  await openAccounts(platform.url, token);
  const times = await measure(platform.url, token, () => {
    statements.length = 0;
  });
  // Slightly more than the query's own statements: periodic work, such as looking for expired holds, is included.
  const perQuery = (statements.length / requests).toFixed(2);
  await platform.close();
  return ['one process', { ...times, 'SQL statements per query': perQuery }] as const;
}

async function measureServices(databaseUrl: string) {
  const services = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('@tributary/deploy/start-services.ts')), '--demo'],
    { env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let url: string | undefined;
  for await (const line of createInterface({ input: services.stdout })) {
    url = /ready at (http.*)\/graphql/.exec(line)?.[1];
    if (url !== undefined) {
      break;
    }
  }
  if (url === undefined) {
    throw new Error('the services did not start');
  }
  const times = await measure(url, await signIn(url), () => {});
  services.kill('SIGTERM');
  await once(services, 'exit');
  return ['four processes', { ...times, 'SQL statements per query': 'not counted' }] as const;
}

async function measure(url: string, token: string, onWarm: () => void) {
  const times: number[] = [];
  for (let number = -warmUp; number < requests; number += 1) {
    if (number === 0) {
      onWarm();
    }
    const start = performance.now();
    const { data, errors } = await ask(url, page, { first: accounts }, token);
    if (errors !== undefined || data?.['accounts'].nodes.length !== accounts) {
      throw new Error(`a wrong answer: ${JSON.stringify(errors ?? data)}`);
    }
    if (number >= 0) {
      times.push(performance.now() - start);
    }
  }
  const sorted = times.toSorted((one, other) => one - other);
  const quantile = (share: number) => Number((sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(2));
  return { 'p50, ms': quantile(0.5), 'p95, ms': quantile(0.95) };
}

async function signIn(url: string): Promise<string> {
  const { data } = await ask(url, 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email: demoOperator, password: demoPassword },
  });
  return data?.['signIn'].accessToken;
}

/** Adds accounts, since the demo has fewer than a page. */
async function openAccounts(url: string, token: string): Promise<void> {
  const { data } = await ask(url, '{ users { nodes { id } } }', {}, token);
  const owners: { id: string }[] = data?.['users'].nodes;
  for (let number = 0; number < accounts; number += 1) {
    const input = {
      idempotencyKey: `bench-${number}`,
      name: `Account ${number}`,
      class: 'LIABILITY',
      currency: 'EUR',
      ownerId: owners[number % owners.length]?.id,
    };
    await ask(
      url,
      'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { account { id } } }',
      { input },
      token,
    );
  }
}

async function ask(url: string, query: string, variables: object, token = ''): Promise<Answer> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}
