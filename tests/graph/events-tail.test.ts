import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';
import { processEnvironment } from '../support/process-environment.ts';

const program = fileURLToPath(import.meta.resolve('@tributary/partners/tail-events.ts'));

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let folder: string;
let token: string;
let accountIds: string[];

beforeAll(async () => {
  opened = await openTestPlatform();
  folder = await mkdtemp(join(tmpdir(), 'tributary-tail-'));
  const signedIn = await opened.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(signedIn.data).signIn.accessToken;
  const found = await opened.ask(
    '{ accounts(first: 2, filter: { classes: [LIABILITY], currencies: ["EUR"] }) { nodes { id } } }',
    {},
    token,
  );
  accountIds = z
    .object({ accounts: z.object({ nodes: z.array(z.object({ id: z.string() })) }) })
    .parse(found.data)
    .accounts.nodes.map(({ id }) => id);
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

/** Pays, and returns the sequence of the event. */
async function pay(): Promise<string> {
  const { data } = await opened.ask(
    `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { sequence } } }`,
    {
      input: {
        idempotencyKey: newId(),
        debitAccountId: accountIds[0],
        creditAccountId: accountIds[1],
        amount: { amount: '0.01', currency: 'EUR' },
      },
    },
    token,
  );
  return z.object({ createTransfer: z.object({ transfer: z.object({ sequence: z.string() }) }) }).parse(data)
    .createTransfer.transfer.sequence;
}

function tail(file: string, ...options: string[]) {
  const child = spawn(
    process.execPath,
    [program, '--url', `${opened.platform.url}/graphql`, '--cursor', file, ...options],
    {
      env: processEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [printed, complained] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  return {
    sequences: () => printed.split('\n').flatMap((line) => /^ *(\d+) /.exec(line)?.[1] ?? []),
    complained: () => complained,
    exited: once(child, 'close').then(([code]) => z.number().nullable().parse(code)),
    kill: (how: NodeJS.Signals) => child.kill(how),
  };
}

it('follows every event, and continues where it was killed', async () => {
  const file = join(folder, 'kept.json');
  const first = tail(file);
  // The program stores a cursor before anything happens.
  await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 20_000 }).toContain('cursor');
  const paid = [await pay(), await pay()];
  await expect.poll(first.sequences, { timeout: 10_000 }).toEqual(paid);

  first.kill('SIGKILL');
  await first.exited;
  paid.push(await pay(), await pay());
  const second = tail(file);
  await expect.poll(second.sequences, { timeout: 20_000 }).toEqual(paid.slice(2));
  paid.push(await pay());
  await expect.poll(second.sequences, { timeout: 10_000 }).toEqual(paid.slice(2));

  second.kill('SIGTERM');
  expect(await second.exited).toBe(0);
  expect(second.complained()).toBe('');
});

it('stops when an event is missing', async () => {
  const file = join(folder, 'missing.json');
  const first = tail(file, '--from-beginning');
  await pay();
  await expect.poll(() => first.sequences().length, { timeout: 20_000 }).toBeGreaterThan(3);
  first.kill('SIGTERM');
  await first.exited;
  const kept = z.looseObject({ sequence: z.string() }).parse(JSON.parse(await readFile(file, 'utf8')));
  // The state after an event that is in no log.
  await writeFile(file, JSON.stringify({ ...kept, sequence: String(BigInt(kept.sequence) - 1n) }));

  const second = tail(file);
  await pay();

  expect(await second.exited).toBe(1);
  expect(second.complained()).toContain('events are missing');
});

it('refuses a file that belongs to other events', async () => {
  const file = join(folder, 'other.json');
  await writeFile(
    file,
    JSON.stringify({ url: 'http://elsewhere.invalid/graphql', accountIds: null, cursor: '', sequence: null }),
  );

  const { exited, complained } = tail(file);

  expect(await exited).toBe(1);
  expect(complained()).toContain('belongs to other events');
});
