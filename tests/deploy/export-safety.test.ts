import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, vi } from 'vitest';
import { csvHeader, freshBank } from './fresh-bank.ts';
import { runCommand, startCommand } from './run-ledger-command.ts';

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

/** A bank with a transfer for each description from account `bank` to `one`, and its export. */
async function freshStatements(descriptions: readonly string[]) {
  const bank = await freshBank();
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const file = await bank.fileOf('csv', [
    csvHeader,
    ...descriptions.map((description) => `${bank.bank},${bank.one},1.00,EUR,,${quoted(description)},,`),
    `${bank.bank},${bank.one},0.01,EUR,,,,`,
  ]);
  expect(await bank.importFile(file)).toMatchObject({ code: 0 });
  // An account that may be overdrawn, so that its balance is negative.
  await bank.ledger.sql`update ledger.accounts set overdraft_limit = null where id = ${uuidOf(bank.two)}`;
  await bank.importFile(await bank.fileOf('csv', [csvHeader, `${bank.two},${bank.one},12.50,EUR,,,,`]));
  const to = join(bank.folder, 'statements');
  return {
    ...bank,
    to,
    exportTo: (folder: string, ...options: string[]) =>
      runCommand('export', ['--organization', bank.organization, '--to', folder, ...options], {
        DATABASE_URL: bank.ledger.databaseUrl,
      }),
    statementOf: async (account: string): Promise<Record<string, string>[]> =>
      parse(await readFile(join(to, `${account}.csv`), 'utf8'), { columns: true, bom: true }),
  };
}

function uuidOf(account: string): string {
  return account.replace(/^acct_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const formulas = ['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("http://x", \'y\')'];
const harmless = ['1=1', "it's", '', 'a-b', '"quoted"', 'Käse, and more'];

it('escapes texts that a spreadsheet would run, and leaves numbers and other texts unchanged', async () => {
  const { one, two, to, exportTo, statementOf } = await freshStatements([...formulas, ...harmless]);

  const result = await exportTo(to, '--for', 'spreadsheet');

  expect(result.code).toBe(0);
  const lines = await statementOf(one);
  expect(lines.slice(0, -2).map(({ description }) => description)).toEqual([
    ...formulas.map((text) => `'${text}`),
    ...harmless,
  ]);
  expect((await statementOf(two)).map(({ balance, debit }) => [balance, debit])).toEqual([['-12.50', '12.50']]);
  expect(await readFile(join(to, 'accounts.csv'), 'utf8')).toMatch(
    /^\uFEFFaccountId,[^]*,EUR,OPEN,0\.00,-12\.50,1\r\n/,
  );
});

it('leaves all texts unchanged for programs', async () => {
  const { one, to, exportTo, statementOf } = await freshStatements(formulas);

  const result = await exportTo(to);

  expect(result.code).toBe(0);
  expect((await statementOf(one)).slice(0, -2).map(({ description }) => description)).toEqual(formulas);
  expect(await readFile(join(to, 'accounts.csv'), 'utf8')).toMatch(/^accountId,/);
});

it('lets only the owner read the files, existing files included', async () => {
  const { one, to, exportTo } = await freshStatements([]);
  await exportTo(to, '--account', one);
  await chmod(join(to, `${one}.csv`), 0o644);
  const longer = await readFile(join(to, 'accounts.csv'), 'utf8');
  await writeFile(join(to, 'accounts.csv'), longer.repeat(3));

  await exportTo(to);

  const files = await readdir(to);
  expect(files).toHaveLength(4);
  const modes = await Promise.all(files.map(async (file) => (await stat(join(to, file))).mode & 0o777));
  expect(modes).toEqual(files.map(() => 0o600));
  expect((await readFile(join(to, 'accounts.csv'), 'utf8')).trim().split('\r\n')).toHaveLength(4);
});

it('exits with 2 and the reason if the export cannot begin', async () => {
  const { folder, organization, exportTo } = await freshStatements([]);
  const to = join(folder, 'other');
  const file = join(folder, 'file');
  await writeFile(file, '');

  const results = [
    await exportTo(to, '--from', '2026-03-02T00:00:00Z', '--before', '2026-03-01T00:00:00Z'),
    await exportTo(to, '--from', '2026-02-30T00:00:00Z'),
    await exportTo(to, '--before', '2026-01-01T24:00:00Z'),
    await exportTo(to, '--for', 'nobody'),
    await exportTo(file),
    await exportTo(join(file, 'below')),
    await runCommand('export', ['--organization', organization, '--to', to], {
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
    }),
  ];

  expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map(() => [2, '']));
  const messages = [
    /^--from is after --before/,
    /^--from takes a time: "2026-02-30T00:00:00Z" does not exist/,
    /^--before takes a time: "2026-01-01T24:00:00Z" does not exist/,
    /^Give --for program or --for spreadsheet\./,
    /^.*file is a file\. Give a folder, as --to\./,
    /^Cannot write .*below: a part of its path is not a folder/,
    /./,
  ];
  expect(results.map(({ stderr }) => stderr)).toEqual(messages.map((message) => expect.stringMatching(message)));
  expect(existsSync(to)).toBe(false);
});

it.runIf(existsSync('/dev/full'))('exits with 2 if the disk is full', async () => {
  const { bank, to, exportTo } = await freshStatements([]);
  await exportTo(to);
  const [index, statement] = [join(to, 'accounts.csv'), join(to, `${bank}.csv`)];

  const results = [];
  for (const path of [index, statement]) {
    const text = await readFile(path);
    await rm(path);
    await symlink('/dev/full', path);
    results.push(await exportTo(to));
    await rm(path);
    await writeFile(path, text);
  }

  expect(results).toEqual(
    [index, statement].map((path) => ({
      code: 2,
      stdout: '',
      stderr: `Cannot write ${path}: the disk is full (ENOSPC).\n`,
    })),
  );
});

it.each(['SIGINT', 'SIGTERM'] as const)('exits with 2 after %s', async (signal) => {
  const { organization, ledger, to } = await freshStatements([]);
  // The export waits for a lock that a test can hold.
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const locking = ledger.sql.begin(async (tx) => {
    await tx`lock table ledger.accounts in access exclusive mode`;
    await released;
  });
  const command = startCommand('export', ['--organization', organization, '--to', to], {
    DATABASE_URL: ledger.databaseUrl,
  });
  await vi.waitUntil(() => existsSync(join(to, 'accounts.csv')), { timeout: 60_000 });

  command.kill(signal);

  expect(await command.ended).toMatchObject({ code: 2, stdout: '' });
  release();
  await locking;
});
