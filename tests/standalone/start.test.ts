import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, textOf } from '../mcp/open-agents.ts';
import { runTributary, startTributary, type Tributary } from '../support/start-tributary.ts';
import { longProof } from '../support/long-proof.ts';

let folder: string;
let tributary: Tributary & { url: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-start-'));
  // Everything below also holds after a first start that was killed while it made its demo data.
  const interrupted = runTributary([], { TRIBUTARY_DATA_DIR: dataIn('kept') });
  await interrupted.untilPrinted(/demo data/);
  interrupted.kill('SIGKILL');
  await interrupted.exited;
  tributary = await startTributary([], { TRIBUTARY_DATA_DIR: dataIn('kept') });
}, 150_000);
afterAll(async () => {
  tributary.kill('SIGKILL');
  await until(async () => (await postgresBelow(folder)).length === 0);
  await rm(folder, { recursive: true, force: true });
});

function dataIn(name: string): string {
  return join(folder, name);
}

const answerShape = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.unknown()).optional(),
});
const tokenShape = z.object({ signIn: z.object({ accessToken: z.string().nullable() }) });

async function ask(url: string, query: string, { token, variables = {} }: { token?: string; variables?: object } = {}) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = answerShape.parse(await answer.json());
  expect(errors).toBeUndefined();
  return data;
}

/** The access token of a user with the demo's password; null if there is no such user. */
async function signIn(url: string, email: string): Promise<string | null> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  const data = await ask(url, query, { variables: { input: { email, password: 'demo' } } });
  return tokenShape.parse(data).signIn.accessToken;
}

async function signInOperator(url: string, email = 'operator@demo.test'): Promise<string> {
  const token = await signIn(url, email);
  if (token === null) {
    throw new Error(`${email} cannot sign in`);
  }
  return token;
}

/** The origin of a page that the platform allows to call; null if it does not. */
async function originAllowed(url: string, origin: string): Promise<string | null> {
  const { headers } = await fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
  return headers.get('access-control-allow-origin');
}

const headShape = z.object({ ledgerHead: z.object({ sequence: z.coerce.number() }) });

async function headOf(url: string, token: string): Promise<number> {
  return headShape.parse(await ask(url, '{ ledgerHead { sequence } }', { token })).ledgerHead.sequence;
}

async function postgresBelow(place: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index]?.startsWith(place));
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      throw new Error(`not within 15 s: ${isTrue.toString()}`);
    }
    await sleep(20);
  }
}

describe('a first start', () => {
  it('prints last, and only then, that it is ready', async () => {
    const lines = tributary.stdout().trim().split('\n');

    const health = await fetch(`${tributary.url}/health/ready`);

    expect(health.status).toBe(200);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.at(-1)).toBe('Tributary is ready. Ctrl-C stops it.');
    for (const door of ['Explorer', 'Introspection', 'Suggestions', 'Metrics']) {
      expect(tributary.stdout()).toContain(`${door}: open, since 127.0.0.1 is reached from this machine alone.`);
    }
    expect(lines.slice(0, -1).filter((line) => /ready/i.test(line))).toEqual([]);
    expect(tributary.stderr()).toBe('');
  });

  it('prints a command that signs in when pasted into a shell', async () => {
    const command = tributary
      .stdout()
      .split('\n')
      .find((line) => line.includes('curl'));

    const { stdout } = await promisify(execFile)('sh', ['-c', command ?? 'false']);

    expect(JSON.parse(stdout)).toEqual({ data: { signIn: { accessToken: expect.stringMatching(/^ey/) } } });
  });

  it('signs in both users that it names', async () => {
    expect(await signIn(tributary.url, 'operator@demo.test')).not.toBeNull();
    expect(await signIn(tributary.url, 'customer@demo.test')).not.toBeNull();
  });

  it('answers agents where it says, on behalf of the caller, and lets them change nothing', async () => {
    const [, endpoint = ''] = /Agents \(MCP\)\s+(\S+)/.exec(tributary.stdout()) ?? [];
    const client = await connect(tributary, { token: await signInOperator(tributary.url) });

    const listed = await client.callTool({ name: 'list_accounts', arguments: { first: 1 } });
    const frozen = await client.callTool({ name: 'freeze_account', arguments: { input: { id: 'acct_1' } } });

    expect(endpoint).toBe(`${tributary.url}/mcp`);
    expect(textOf(listed)).toContain('"id":"acct_');
    expect(textOf(frozen)).toMatch(/^FORBIDDEN: Mutations are off for agents here\./);
  });

  it('has two organizations with a history of 90 days', async () => {
    const shape = z.object({
      organization: z.object({ id: z.string() }),
      users: z.object({ nodes: z.array(z.object({ email: z.string() })) }),
      accounts: z.object({
        nodes: z.array(
          z.object({
            class: z.string(),
            currency: z.string(),
            status: z.string(),
            owner: z.object({ id: z.string() }).nullable(),
            balance: z.object({ available: z.object({ amount: z.coerce.number() }) }),
          }),
        ),
      }),
      transfers: z.object({ nodes: z.array(z.object({ recordedAt: z.coerce.date() })) }),
      ledgerEvents: z.object({ nodes: z.array(z.object({ hold: z.object({ expiresAt: z.coerce.date() }) })) }),
      ledgerHead: headShape.shape.ledgerHead,
    });
    const query = `{
      organization { id }
      users(first: 100) { nodes { email } }
      accounts(first: 100) { nodes { class currency status owner { id } balance { available { amount } } } }
      transfers(first: 1) { nodes { recordedAt } }
      ledgerEvents(last: 100, filter: { kinds: [HOLD] }) { nodes { ... on HoldCreated { hold { expiresAt } } } }
      ledgerHead { sequence }
    }`;

    const [demo, other] = await Promise.all(
      ['operator@demo.test', 'operator@harbour.test'].map(async (email) =>
        shape.parse(await ask(tributary.url, query, { token: await signInOperator(tributary.url, email) })),
      ),
    );
    if (demo === undefined || other === undefined) {
      throw new Error('there are not two organizations');
    }

    expect(demo.organization.id).not.toBe(other.organization.id);
    const accounts = [...demo.accounts.nodes, ...other.accounts.nodes];
    expect(demo.users.nodes.length + other.users.nodes.length).toBe(12);
    expect(accounts.length).toBeGreaterThanOrEqual(30);
    expect(new Set(accounts.map(({ currency }) => currency))).toEqual(new Set(['EUR', 'USD', 'JPY', 'KWD']));
    expect(demo.ledgerHead.sequence + other.ledgerHead.sequence).toBeGreaterThan(3_000);
    const spendable = demo.accounts.nodes.filter(
      ({ owner, currency, status, balance, ...account }) =>
        owner !== null &&
        account.class === 'LIABILITY' &&
        currency === 'EUR' &&
        status === 'OPEN' &&
        balance.available.amount >= 100,
    );
    expect(spendable.length).toBeGreaterThanOrEqual(4);
    const dayMs = 24 * 3_600_000;
    for (const { transfers } of [demo, other]) {
      expect((Date.now() - (transfers.nodes[0]?.recordedAt.getTime() ?? 0)) / dayMs).toBeCloseTo(90, 0);
    }
    const holds = [...demo.ledgerEvents.nodes, ...other.ledgerEvents.nodes];
    expect(holds.length).toBeGreaterThan(0);
    expect(holds.filter(({ hold }) => hold.expiresAt.getTime() < Date.now() + dayMs)).toEqual([]);
  });

  it('allows pages of this machine to call, and no others', async () => {
    expect(await originAllowed(tributary.url, 'http://localhost:5173')).toBe('http://localhost:5173');
    expect(await originAllowed(tributary.url, 'http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
    expect(await originAllowed(tributary.url, 'http://[::1]:8080')).toBe('http://[::1]:8080');
    expect(await originAllowed(tributary.url, 'https://app.example.com')).toBeNull();
  });

  it('shows the schema for clients', async () => {
    const schema = await fetch(`${tributary.url}/graphql/schema.graphql`);

    expect(schema.headers.get('content-type')).toBe('application/graphql; charset=utf-8');
    expect(await schema.text()).toMatch(/^type Query \{/m);
  });

  it('makes a little traffic by itself', async () => {
    const token = await signInOperator(tributary.url);
    const before = await headOf(tributary.url, token);

    await expect.poll(() => headOf(tributary.url, token), { timeout: 15_000 }).toBeGreaterThan(before);
  });
});

describe('a failing start', () => {
  const sentence = async (args: readonly string[], environment: Readonly<Record<string, string>>) => {
    const refused = runTributary(args, { TRIBUTARY_DATA_DIR: dataIn('refused'), ...environment });
    const code = await refused.exited;
    expect(code).toBe(1);
    expect(refused.stderr().trim().split('\n')).toHaveLength(1);
    return refused.stderr().trim();
  };

  it('names a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? String(address.port) : '';

    const said = await sentence([], { PORT: taken });

    expect(said).toBe(
      `The address 127.0.0.1:${taken} is in use. Stop the process that listens there, or choose another port with PORT.`,
    );
    other.close();
  });

  it('names a folder that cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '');

    expect(await sentence([], { TRIBUTARY_DATA_DIR: join(folder, 'file', 'data') })).toMatch(
      /^Cannot write to .*file\/data \(ENOTDIR\)\. Choose another folder with TRIBUTARY_DATA_DIR\.$/,
    );
  });

  it('names a folder in use by another start', async () => {
    expect(await sentence([], { TRIBUTARY_DATA_DIR: dataIn('kept') })).toContain(
      `is in use by another Tributary (process ${tributary.pid})`,
    );
  });

  it('names an invalid setting', async () => {
    expect(await sentence([], { PORT: 'http' })).toBe('Invalid setting PORT: must be a port number from 0 to 65535');
  });

  it('names an invalid origin', async () => {
    expect(await sentence([], { CORS_ORIGINS: 'localhost:3000' })).toMatch(
      /^Invalid setting CORS_ORIGINS\S*: "localhost:3000" is no origin/,
    );
  });
});

describe.runIf(process.platform === 'linux')('a running platform', () => {
  longProof(
    'leaves nothing behind when it is killed, and starts again with its data and without its own traffic',
    async () => {
      const before = await headOf(tributary.url, await signInOperator(tributary.url));

      tributary.kill('SIGKILL');
      await until(async () => (await postgresBelow(folder)).length === 0);
      tributary = await startTributary(['--no-traffic'], {
        TRIBUTARY_DATA_DIR: dataIn('kept'),
        CORS_ORIGINS: 'https://app.example.com',
      });

      const token = await signInOperator(tributary.url);
      const kept = await headOf(tributary.url, token);
      expect(kept).toBeGreaterThanOrEqual(before);
      expect(await originAllowed(tributary.url, 'https://app.example.com')).toBe('https://app.example.com');
      expect(await originAllowed(tributary.url, 'http://localhost:5173')).toBe('http://localhost:5173');
      await sleep(1_500);
      expect(await headOf(tributary.url, token)).toBe(kept);
    },
  );

  it('stops everything within two seconds of Ctrl-C, also with an open subscription', async () => {
    const socket = new WebSocket(`${tributary.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const startedAt = performance.now();

    tributary.kill('SIGINT');
    const code = await tributary.exited;
    // The guard of the database sleeps for a moment when it is told to stop.
    await until(async () => (await postgresBelow(folder)).length === 0);

    // Two seconds, and the rest for a machine that is busy with other tests.
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(code).toBe(0);
    expect(tributary.stderr()).toBe('');
  });

  longProof('starts anew with --fresh, without demo users if requested, and reports a failing database', async () => {
    tributary = await startTributary(['--fresh', '--no-demo'], {
      TRIBUTARY_DATA_DIR: dataIn('kept'),
      CORS_ORIGINS: 'https://*.example.com',
    });
    const allowed = await Promise.all(
      ['https://app.example.com', 'http://localhost:5173'].map((origin) => originAllowed(tributary.url, origin)),
    );
    const token = await signIn(tributary.url, 'operator@demo.test');
    const state = await readFile(join(dataIn('kept'), 'postgres', 'data', 'postmaster.pid'), 'utf8');

    process.kill(Number.parseInt(state, 10), 'SIGQUIT');
    const code = await tributary.exited;

    expect(allowed).toEqual(['https://app.example.com', null]);
    expect(token).toBeNull();
    expect(tributary.stdout()).not.toContain('demo');
    expect(tributary.stderr()).toContain('PostgreSQL ended by itself');
    expect(code).toBe(1);
  });
});
