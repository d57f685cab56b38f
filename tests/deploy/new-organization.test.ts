import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPlatform } from '@tributary/standalone/platform.ts';
import { parseSigningKey } from '@tributary/users/identity/signing-key.ts';
import postgres from 'postgres';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../support/fresh-database.ts';
import { askAt } from '../support/open-test-platform.ts';
import { processEnvironment } from '../support/process-environment.ts';
import { longProof } from '../support/long-proof.ts';

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const program = fileURLToPath(import.meta.resolve('@tributary/deploy/new-organization.ts'));
const acme = ['--name', 'Acme', '--operator-name', 'Ada', '--email', 'ada@acme.example'];
const password = 'correct horse';

/** Runs `organization:create` with these settings only, and returns its output. */
async function run(env: Record<string, string>, options = acme) {
  return outputOf(spawn(process.execPath, [program, ...options], { env: { ...processEnvironment, ...env } }));
}

/** The same on a terminal, which `script` of util-linux provides, with a line typed at each prompt. */
async function runOnTerminal(env: Record<string, string>, typed: readonly string[]) {
  const command = [process.execPath, program, ...acme].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env });
  const left = [...typed];
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes(': ')) {
      child.stdin.write(`${left.shift() ?? ''}\r`);
    }
  });
  return outputOf(child);
}

async function outputOf(child: ReturnType<typeof spawn>): Promise<{ code: number | null; output: string }> {
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

async function platformOn(databaseUrl: string) {
  const platform = await openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    signingKey: await parseSigningKey(newSigningKey()),
    demo: false,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  onTestFinished(platform.close);
  return askAt(platform.url);
}

async function organizationsIn(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const rows = await sql<{ name: string }[]>`select name from users.organizations`;
  await sql.end();
  return rows.map(({ name }) => name);
}

const signIn = /* GraphQL */ `
  mutation ($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) {
      accessToken
    }
  }
`;
const signedInShape = z.object({ signIn: z.object({ accessToken: z.string().nullable() }) });
const openedShape = z.object({ openAccount: z.object({ account: z.object({ id: z.string() }) }) });

it('creates an organization whose operator signs in, adds users, opens accounts and moves money', async () => {
  const { url } = await freshDatabase();
  const made = await run({ DATABASE_URL: url, OPERATOR_PASSWORD: password });
  const ask = await platformOn(url);

  const signedIn = signedInShape.parse((await ask(signIn, { email: 'ada@acme.example', password })).data);
  const token = signedIn.signIn.accessToken ?? '';
  const me = await ask('{ me { id name role organization { id name } } }', {}, token);
  const customer = await ask(
    `mutation { createUser(input: { name: "Ben", email: "ben@acme.example", role: CUSTOMER, password: "${password}" }) { errors { code } } }`,
    {},
    token,
  );
  const open = async (input: object) => {
    const { data } = await ask(
      'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { account { id } } }',
      { input: { currency: 'EUR', ...input } },
      token,
    );
    return openedShape.parse(data).openAccount.account.id;
  };
  const bank = await open({ idempotencyKey: '1', name: 'Bank', class: 'ASSET', overdraftLimit: null });
  const deposits = await open({ idempotencyKey: '2', name: 'Deposits', class: 'LIABILITY' });
  const paid = await ask(
    `mutation ($debit: ID!, $credit: ID!) {
      createTransfer(input: {
        idempotencyKey: "3", debitAccountId: $debit, creditAccountId: $credit, amount: { amount: "1.00", currency: "EUR" }
      }) { transfer { sequence credit { balance { posted { amount } } } } errors { code } }
    }`,
    { debit: bank, credit: deposits },
    token,
  );

  expect(made).toEqual({
    code: 0,
    output: expect.stringMatching(/^organization org_[\da-f]{32}\noperator {5}usr_[\da-f]{32}\n$/),
  });
  const [organizationId, operatorId] = made.output.match(/(?:org|usr)_\w+/g) ?? [];
  const organization = { id: organizationId, name: 'Acme' };
  expect(me).toEqual({ data: { me: { id: operatorId, name: 'Ada', role: 'OPERATOR', organization } } });
  expect(customer).toEqual({ data: { createUser: { errors: [] } } });
  expect(paid.data).toMatchObject({
    createTransfer: { transfer: { credit: { balance: { posted: { amount: '1.00' } } } }, errors: [] },
  });
});

it('asks twice for the password on a terminal, without echo', async () => {
  const { url } = await freshDatabase();

  const made = await runOnTerminal({ DATABASE_URL: url }, [password, password]);

  expect(made).toEqual({ code: 0, output: expect.stringContaining('organization org_') });
  expect(made.output).not.toContain(password);
  const ask = await platformOn(url);
  const { data } = await ask(signIn, { email: 'ada@acme.example', password });
  expect(signedInShape.parse(data).signIn.accessToken).toEqual(expect.any(String));
});

it.each([
  ['two that differ', [password, 'correct house'], 'The two passwords differ. Try again.'],
  ['Ctrl-C', ['\u0003'], 'No password was given. Nothing was created.'],
])('creates nothing when %s is typed on a terminal', async (_, typed, message) => {
  const { url } = await freshDatabase();

  const refused = await runOnTerminal({ DATABASE_URL: url }, typed);

  expect(refused).toEqual({ code: 1, output: expect.stringContaining(message) });
  expect(await organizationsIn(url)).toEqual([]);
});

longProof('refuses invalid requests in a sentence, and leaves nothing half made', async () => {
  const { url } = await freshDatabase();
  const unmigrated = await freshDatabase({ isMigrated: false });
  const settings = { DATABASE_URL: url, OPERATOR_PASSWORD: password };
  await run(settings);

  const refused = [
    await run({ OPERATOR_PASSWORD: password, TRIBUTARY_DATA_DIR: '/nowhere' }),
    await run({ DATABASE_URL: url }),
    await run({ ...settings, OPERATOR_PASSWORD: 'short' }),
    await run(settings),
    await run(settings, ['--email', 'ada@acme.example']),
    await run(settings, [...acme, '--name', ' ']),
    await run({ ...settings, DATABASE_URL: unmigrated.url }),
    await run({ ...settings, DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }),
  ];

  expect(refused.map(({ output }) => output)).toEqual([
    'There is no data in /nowhere. Set DATABASE_URL, or TRIBUTARY_DATA_DIR to the folder that `start` keeps its data in.\n',
    'Set OPERATOR_PASSWORD, or run this on a terminal, which asks for it.\n',
    'Send a password of 8 to 256 characters.\n',
    'Somebody has this email address already. Choose another one.\n',
    'Give --name, --operator-name as well. --help shows how.\n',
    '--name and --operator-name: The name is empty. Send 1 to 200 characters.\n',
    'The database is not migrated. Run `npx -y pnpm@12.21.0 migrate` first.\n',
    'Cannot reach PostgreSQL at 127.0.0.1:1. Check DATABASE_URL, and whether it runs.\n',
  ]);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set([1]));
  expect(await organizationsIn(url)).toEqual(['Acme']);
});
