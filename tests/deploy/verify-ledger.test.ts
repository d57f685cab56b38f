import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { freshLedger, type FreshLedger } from '../ledger/fresh-ledger.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { runCommand } from './run-ledger-command.ts';

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

let ledger: FreshLedger;
let organization: string;

beforeAll(async () => {
  ledger = await freshLedger();
  organization = formatId('org', ledger.organizationId);
  const debitAccountId = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  const creditAccountId = await ledger.openAccount();
  const transfer = { debitAccountId, creditAccountId, amount: 5n, currency: 'EUR', recordedAt: new Date() };
  await ledger.commands.submit(ledger.organizationId, [pastTransferCommand(transfer), pastTransferCommand(transfer)]);
});
afterAll(() => ledger.close());

const verify = (args: readonly string[] = [], env: Record<string, string> = { DATABASE_URL: ledger.databaseUrl }) =>
  runCommand('verify', args, env);

it('reports no problems, with a head to keep, which it accepts in the next run', async () => {
  const first = await verify();
  const [head = ''] = /org_[0-9a-f]{32}:2:[0-9a-f]{64}/.exec(first.stdout) ?? [];

  const again = await verify(['--head', head, '--organization', organization]);

  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('2 rows of 1 organizations') });
  expect(again.code).toBe(0);
});

it('exits with 1 for an invalid row or kept head, and names the row', async () => {
  const other = await verify(['--head', `${organization}:1:${'0'.repeat(64)}`]);
  const longer = await verify(['--head', `${organization}:17:${'0'.repeat(64)}`]);
  const unknown = formatId('org', newId());
  const gone = await verify(['--head', `${unknown}:1:${'0'.repeat(64)}`]);

  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining(`${organization}: row 1: its hash is not`) });
  expect(longer).toMatchObject({ code: 1, stdout: expect.stringContaining(`${organization}: row 3: the log ends`) });
  expect(gone).toMatchObject({ code: 1, stdout: expect.stringContaining(`${unknown}: row 1: the log ends`) });
});

it('verifies the audit trail of each organization, with a head to keep, and names the first bad event', async () => {
  await ledger.sql`
    select audit.record(${ledger.organizationId}, 'PERIOD_CLOSED', null, null, 'ORGANIZATION', ${ledger.organizationId}, '{}', '[]')`;
  const first = await verify();
  const [head = ''] = /--audit-head (org_[0-9a-f]{32}:1:[0-9a-f]{64})/.exec(first.stdout)?.slice(1) ?? [];

  const again = await verify(['--audit-head', head]);
  const other = await verify(['--audit-head', `${organization}:1:${'0'.repeat(64)}`]);
  const longer = await verify(['--audit-head', `${organization}:7:${'0'.repeat(64)}`, '--organization', organization]);

  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('and 1 events of 1 audit trails') });
  expect(again.code).toBe(0);
  const event = `${organization}: event`;
  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining(`${event} 1 of the audit trail: its hash`) });
  expect(longer).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${event} 2 of the audit trail: the trail`),
  });
});

it.each([
  [['--head', 'org_x:1:2'], /^--head takes org_/],
  [['--audit-head', 'org_x:1:2'], /^--audit-head takes org_/],
  [['--organization', 'acct_1'], /^--organization takes the id of an organization/],
  [['--organization', formatId('org', newId())], /^There is no organization org_/],
  [['--wrong'], /--help lists the options/],
])('exits with 2 for %j, and gives advice', async (args, message) => {
  expect(await verify(args)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
});

it('exits with 2 without a database, or with an outdated one', async () => {
  const empty = await freshDatabase({ isMigrated: false });

  const results = [
    await verify([], { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' }),
    await verify([], { TRIBUTARY_DATA_DIR: '/nowhere' }),
    await verify([], { DATABASE_URL: empty.url }),
  ];

  const messages = [/^Cannot reach PostgreSQL/, /^There is no data in \/nowhere/, /^The database is not up to date/];
  for (const [index, result] of results.entries()) {
    expect(result).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(messages[index] ?? /$^/) });
  }
});

it('verifies the embedded database beside a running platform, and when it is stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-verify-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), settings: { fsync: 'off' } });
  onTestFinished(server.stop);
  await runMigrations(server.url);

  const beside = await verify([], { TRIBUTARY_DATA_DIR: folder });
  await server.stop();
  const alone = await verify([], { TRIBUTARY_DATA_DIR: folder });

  for (const result of [beside, alone]) {
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('0 rows of 0 organizations') });
  }
});
