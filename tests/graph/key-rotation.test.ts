import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { trustedFileIn } from '@tributary/deploy/keys/key-folder.ts';
import { openServiceKeys } from '@tributary/deploy/service-keys.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { addressesOf, startSubgraphs } from '@tributary/registry/start-subgraphs.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../support/fresh-database.ts';
import { drills } from '../support/long-proofs.ts';
import { crashable } from '../support/open-faulty-platform.ts';
import { processEnvironment } from '../support/process-environment.ts';

// The drill of a rotation, with real processes and under load. CI rotates the key of the gateway once, with the
// shortest times that are safe here. `pnpm drills` rotates each key twice with the ordinary times, and kills the
// command.

const program = fileURLToPath(import.meta.resolve('@tributary/deploy/rotate-keys.ts'));
/** Longer than a process takes to read a file again. */
const readSeconds = 6;
const isDrill = drills !== null;
const rounds = isDrill ? 2 : 1;
const times = isDrill ? [] : ['--wait', String(readSeconds), '--keep', '8'];

const answerShape = z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() });
const signedInShape = z.object({ data: z.object({ signIn: z.object({ accessToken: z.string() }) }) });
const listShape = z.object({ keys: z.array(z.looseObject({ kid: z.string(), service: z.string() })) });

let folder: string;
let url: string;
let token: string;
let close: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-rotation-'));
  for (const service of Object.keys(speakingServices)) {
    await rotate(service).ended;
  }
  const { url: DATABASE_URL } = await freshDatabase();
  await putDemoIn({ databaseUrl: DATABASE_URL, log: createLogger({ name: 'demo', level: 'silent' }) });
  const keysOf = await openServiceKeys(folder);
  const settings = { DATABASE_URL, JWT_PRIVATE_KEY: newSigningKey(), GENEROUS_SIGN_IN: 'true' };
  const subgraphs = await startSubgraphs((name, addresses) =>
    crashable(name, { ...settings, ...addresses, ...keysOf(name) }),
  );
  const gateway = await crashable('gateway', {
    SUPERGRAPH: fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')),
    JWKS_URL: `${subgraphs.users.url}/.well-known/jwks.json`,
    REVOCATIONS_URL: `${subgraphs.users.url}/revocations`,
    TRUSTED_PROXIES: '1',
    ...addressesOf(subgraphs),
    ...keysOf('gateway'),
  });
  close = async () => {
    await Promise.all([gateway, ...Object.values(subgraphs)].map((each) => each.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  url = gateway.url;
  const signedIn = await ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = signedInShape.parse(signedIn).data.signIn.accessToken;
}, 120_000);
afterAll(() => close());

/** Sends an operation. Each comes from another address, so that its caller is signed anew. */
async function ask(query: string, variables: object = {}) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `192.0.2.${Math.floor(Math.random() * 256)}, 2001:db8::${Math.floor(Math.random() * 65_536).toString(16)}`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  return answerShape.parse(await answer.json());
}

/** Runs `keys:rotate` as a process. */
function rotate(service: string, options: readonly string[] = times) {
  const child = spawn(process.execPath, [program, service, '--folder', folder, ...options], {
    env: processEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code ?? -1), output }));
  return { ended, kill: () => child.kill('SIGKILL') };
}

const kidsOf = async (service: string): Promise<string[]> => {
  const { keys } = listShape.parse(JSON.parse(await readFile(trustedFileIn(folder), 'utf8')));
  return keys.filter((key) => key.service === service).map(({ kid }) => kid);
};

/** Requests that reach all subgraphs: by the gateway, by accounts in its own name, and forwarded by accounts. */
const operations: readonly (() => [string, object])[] = [
  () => ['{ me { id } accounts(first: 2) { nodes { id owner { name } balance { version } } } }', {}],
  () => ['{ users(first: 1) { nodes { id } } ledgerHead { sequence } }', {}],
  () => ['query ($id: ID!) { node(id: $id) { id } }', { id: `usr_${'0'.repeat(32)}` }],
  () => [
    'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { account { id } errors { code } } }',
    { input: { idempotencyKey: String(Math.random()), name: 'Rotated', class: 'LIABILITY', currency: 'EUR' } },
  ],
];

function startLoad() {
  const failures: unknown[] = [];
  let sent = 0;
  const over = new AbortController();
  const loops = operations.map(async (operationOf) => {
    while (!over.signal.aborted) {
      const answer = await ask(...operationOf()).catch((error: unknown) => ({ errors: [error] }));
      sent += 1;
      if (answer.errors !== undefined) {
        failures.push(answer.errors);
      }
      await sleep(20);
    }
  });
  return {
    stop: async () => {
      over.abort();
      await Promise.all(loops);
      return { sent, failures };
    },
  };
}

it('replaces the keys of services under load, without a lost request', async () => {
  const load = startLoad();
  for (let round = 0; round < rounds; round += 1) {
    for (const service of isDrill ? Object.keys(speakingServices) : ['gateway']) {
      const before = await kidsOf(service);
      if (isDrill) {
        for (const delayMs of [300, 2_000, 20_000]) {
          const killed = rotate(service);
          await sleep(delayMs * Math.random());
          killed.kill();
          await killed.ended;
        }
      }
      const { code, output } = await rotate(service).ended;
      expect(output).toContain(`Done: ${service} has the key `);
      expect(code).toBe(0);
      const after = await kidsOf(service);
      expect(after).toHaveLength(1);
      expect(before).not.toContain(after[0]);
    }
  }
  // Now receivers do not trust the former keys any more.
  await sleep(readSeconds * 1_000);
  const { sent, failures } = await load.stop();

  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThan(100);
}, 1_200_000);

it('would have lost requests without the overlap', async () => {
  const file = trustedFileIn(folder);
  const text = await readFile(file, 'utf8');
  expect((await ask('{ me { id } }')).errors).toBeUndefined();

  await writeFile(file, text.replaceAll(/"kid": "./g, '"kid": "other-'));

  await vi.waitFor(
    async () => expect((await ask('{ me { id } }')).errors?.[0]?.message).toContain('answers its gateway only'),
    { timeout: 20_000, interval: 100 },
  );
}, 30_000);

it('two rotations at once do not overwrite each other', async () => {
  const first = rotate('gateway', ['--wait', '2', '--keep', '0']);
  await vi.waitFor(async () => expect(await kidsOf('gateway')).toHaveLength(2), { timeout: 10_000 });

  const second = await rotate('accounts').ended;

  expect(second).toMatchObject({ code: 1, output: '' });
  expect((await first.ended).code).toBe(0);
}, 30_000);
