import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { subgraphNames } from '@tributary/registry/registry.ts';
import postgres from 'postgres';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../support/fresh-database.ts';
import { freePort } from '../support/free-port.ts';
import { processEnvironment } from '../support/process-environment.ts';
import { longProof } from '../support/long-proof.ts';

// The processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });
/** Longer than the gateway and then the slowest subgraph may take to stop. */
const stopWithinMs = 8_000;

/** Runs `start:services` with these settings only. */
function run(env: Record<string, string>, options: string[] = []): { child: ChildProcess; output: () => string } {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('@tributary/deploy/start-services.ts')), ...options],
    { env: { ...processEnvironment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { child, output: () => text };
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}

async function untilReady({ child, output }: ReturnType<typeof run>): Promise<void> {
  while (!output().includes('ready')) {
    if (child.exitCode !== null) {
      throw new Error(`it did not start:\n${output()}`);
    }
    await Promise.race([once(child, 'exit'), once(child.stdout ?? child, 'data')]);
  }
}

async function freePorts() {
  const ports = { PORT: String(await freePort()) };
  for (const name of subgraphNames) {
    Object.assign(ports, { [`${name.toUpperCase()}_PORT`]: String(await freePort()) });
  }
  return ports;
}

const signedInShape = z.object({ data: z.object({ signIn: z.object({ accessToken: z.string() }) }) });

/** A login for each subgraph that may act as its role alone, as the settings of `start:services`. */
async function loginsFor(databaseUrl: string): Promise<Record<string, string>> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const suffix = new URL(databaseUrl).pathname.slice(1);
  const settings: Record<string, string> = {};
  try {
    for (const name of subgraphNames) {
      // The password is of this test alone, and so is the login: logins belong to the whole server.
      await sql.unsafe(`create role ${name}_${suffix} login noinherit password 'of-the-test'`);
      await sql.unsafe(`grant tributary_${name} to ${name}_${suffix} with inherit false, set true`);
      const url = new URL(databaseUrl);
      url.username = `${name}_${suffix}`;
      url.password = 'of-the-test';
      settings[`DATABASE_URL_${name.toUpperCase()}`] = url.href;
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
  return settings;
}

async function isListening(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`).then(
    () => true,
    () => false,
  );
}

/** The process of a service that another process started. */
function childRunning(service: string, { pid }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(`/server.ts\0${service}`),
  );
  if (found === undefined) {
    throw new Error(`${service} does not run`);
  }
  return Number(found);
}

it('runs four processes on an empty database, reports when they are ready, and stops them on request', async () => {
  const database = await freshDatabase({ isMigrated: false });
  const ports = await freePorts();
  const origin = 'https://app.example.com';
  const adminPort = String(await freePort());
  const production = { NODE_ENV: 'production', USERS_ADMIN_PORT: adminPort, ...(await loginsFor(database.url)) };
  const services = run({ DATABASE_URL: database.url, ...ports, CORS_ORIGINS: origin, ...production }, ['--demo']);
  await untilReady(services);
  const ask = async (query: string, token?: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${ports.PORT}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    return answer.json();
  };

  const signedIn = await ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  const preflight = await fetch(`http://127.0.0.1:${ports.PORT}/graphql`, { method: 'OPTIONS', headers: { origin } });
  const { data } = signedInShape.parse(signedIn);
  const known = await ask(
    '{ me { id } accounts(first: 1) { nodes { id } } ledgerHead { sequence } }',
    data.signIn.accessToken,
  );
  const introspected = await ask('{ __schema { queryType { name } } }');
  const closed = Object.values(ports).map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).status);
  await Promise.all(closed);
  const reasons = await (await fetch(`http://127.0.0.1:${adminPort}/health/ready`)).json();
  const stopping = Date.now();
  services.child.kill('SIGTERM');
  const code = await ended(services.child);

  expect(signedIn).toEqual({ data: { signIn: { accessToken: expect.any(String) } } });
  expect(services.output()).toContain('Generated for this run, since not set: JWT_PRIVATE_KEY.');
  expect(services.output()).toContain(
    'Introspection: closed, since NODE_ENV is production. INTROSPECTION=true opens it.',
  );
  expect(services.output()).toContain('PostgreSQL: each subgraph has a login of its own.');
  expect(known).toEqual({
    data: { me: expect.anything(), accounts: expect.anything(), ledgerHead: expect.anything() },
  });
  expect(introspected).toMatchObject({ errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }] });
  expect(await Promise.all(closed)).toEqual(Object.values(ports).map(() => 404));
  expect(reasons).toMatchObject({ status: 'ready', dependencies: { database: { status: 'ready', needed: true } } });
  expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
  // A slow machine may log more meanwhile.
  const told = services
    .output()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  expect(told.at(-1)).toContain(`ready at http://127.0.0.1:${ports.PORT}/graphql`);
  expect(code).toBe(0);
  expect(Date.now() - stopping).toBeLessThan(stopWithinMs);
  expect(await Promise.all(Object.values(ports).map(isListening))).toEqual(Object.keys(ports).map(() => false));
});

longProof('names a service that ended by itself, and stops the others', async () => {
  const ports = await freePorts();
  const services = run({ DATABASE_URL: (await freshDatabase()).url, ...ports });
  await untilReady(services);

  process.kill(childRunning('ledger', services.child), 'SIGKILL');
  const code = await ended(services.child);

  expect(code).toBe(1);
  expect(services.output()).toContain('The service ledger ended by itself by SIGKILL.');
  expect(await Promise.all(Object.values(ports).map(isListening))).toEqual(Object.keys(ports).map(() => false));
});

longProof('leaves no service behind when it is killed', async () => {
  const ports = await freePorts();
  const services = run({ DATABASE_URL: (await freshDatabase()).url, ...ports });
  await untilReady(services);

  services.child.kill('SIGKILL');
  // The output ends only when no process is left that could write to it.
  await ended(services.child);

  const listening = () => Promise.all(Object.values(ports).map(isListening));
  await expect.poll(listening, { timeout: 20_000 }).toEqual(Object.keys(ports).map(() => false));
});

it('names all invalid settings, and starts nothing', async () => {
  const services = run({ PORT: '0', REDIS_URL: 'http://127.0.0.1' });

  const code = await ended(services.child);

  expect(code).toBe(1);
  expect(services.output()).toBe(`Invalid settings:
  DATABASE_URL: is needed and not set
  REDIS_URL: must be a URL that starts with redis:// or rediss://
  PORT: must be a whole number from 1 to 65535
`);
});

it('reports in one sentence that the database cannot be reached', async () => {
  const services = run({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c', ...(await freePorts()) });

  const code = await ended(services.child);

  expect(code).toBe(1);
  expect(services.output().trim().split('\n').at(-1)).toBe(
    'Cannot reach PostgreSQL at 127.0.0.1:1. Check DATABASE_URL, and whether it runs.',
  );
});

it('refuses a taken port before it starts anything', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = z.object({ port: z.number() }).parse(taken.address());
  const services = run({ ...(await freePorts()), LEDGER_PORT: String(port), DATABASE_URL: 'postgres://a@b/c' });

  const code = await ended(services.child);

  expect(code).toBe(1);
  expect(services.output()).toBe(
    `The service ledger cannot listen on 127.0.0.1:${port}. Choose another port with LEDGER_PORT.\n`,
  );
});
