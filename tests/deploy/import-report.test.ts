import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { csvHeader, freshBank } from './fresh-bank.ts';
import { runCommand } from './run-ledger-command.ts';

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const today = () => new Date().toISOString().slice(0, 10);

describe('the report of ledger:import', () => {
  it('warns that lines were imported before, and when, for another file of the same name', async () => {
    const { folder, bank, one, fileOf, importFile, logRows } = await freshBank();
    const line = (amount: string) => `${bank},${one},${amount},EUR,,Salary,,`;
    const march = await fileOf('csv', [csvHeader, line('100.00'), line('200.00')]);
    await mkdir(join(folder, 'april'));
    const april = join(folder, 'april', march.slice(folder.length + 1));
    await copyFile(march, april);
    const before = today();
    const first = await importFile(march);

    const same = await importFile(april);
    await writeFile(april, `${[csvHeader, line('100.00'), line('250.00'), line('300.00')].join('\n')}\n`);
    const changed = await importFile(april);
    const refused = await readFile(`${april}.refused.csv`, 'utf8');
    const named = await importFile(april, '--name', 'april.csv');

    expect(first).toEqual({
      code: 0,
      stdout: '2 new, 0 from before, 0 refused.\n',
      stderr: expect.not.stringContaining('Warning'),
    });
    const warning = expect.stringMatching(
      new RegExp(
        `^Warning: a file of the name "1.csv" was imported on (${before}|${today()}) \\(UTC\\)\\..* --name\\.`,
        'm',
      ),
    );
    expect(same).toEqual({ code: 0, stdout: '0 new, 2 from before, 0 refused.\n', stderr: warning });
    expect(changed).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 new, 1 from before, 1 refused\./),
      stderr: warning,
    });
    expect(refused).toContain(
      '3,IDEMPOTENCY_MISMATCH,"Line 3 of a file of the same name was imported before, with other content. Import another file under another --name."',
    );
    expect(named).toMatchObject({ code: 0, stdout: '3 new, 0 from before, 0 refused.\n' });
    expect((await logRows()).map(({ amount }) => amount)).toEqual([10_000, 20_000, 30_000, 10_000, 25_000, 30_000]);
  });

  it('names the days of the earlier transfers, by the log', async () => {
    const { bank, one, ledger, fileOf, importFile } = await freshBank();
    const header = 'debitAccountId,creditAccountId,amount,currency,idempotencyKey';
    const line = (key: string) => `${bank},${one},1.00,EUR,${key}`;
    await importFile(await fileOf('csv', [header, line('a'), line('b')]));
    // The first transfer is dated a month back. The guards of the log are lifted for that.
    await ledger.sql`alter table ledger.log disable trigger all`;
    await ledger.sql`update ledger.log set recorded_at = '2026-01-31T12:00:00Z' where sequence = 1`;

    const result = await importFile(await fileOf('csv', [header, line('a'), line('b'), line('c')]));

    expect(result).toMatchObject({ code: 0, stdout: '1 new, 2 from before, 0 refused.\n' });
    expect(result.stderr).toMatch(
      /^Warning: lines of this file were imported from 2026-01-31 to \d{4}-\d\d-\d\d \(UTC\), under the same idempotency keys/m,
    );
  });

  it('counts a repeated key once, whether its transfer is new, from before or refused', async () => {
    const { bank, one, two, fileOf, importFile, logRows } = await freshBank();
    const header = 'debitAccountId,creditAccountId,amount,currency,idempotencyKey';
    const lines = [
      header,
      ...[`${bank},${one},1.00,EUR,made`, `${bank},${one},1.00,EUR,made`],
      ...[`${two},${one},2.00,EUR,refused`, `${two},${one},2.00,EUR,refused`],
      ...[`${bank},${one},3.00,EUR,other`, `${bank},${one},3.50,EUR,other`],
    ];

    const result = await importFile(await fileOf('csv', lines));
    const again = await importFile(await fileOf('csv', lines));

    expect(result).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^2 new, 0 from before, 2 refused\. 2 lines repeat the key of an earlier line\./),
    });
    expect(again).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^0 new, 2 from before, 2 refused\. 2 lines repeat the key of an earlier line\./),
    });
    expect((await logRows()).map(({ amount }) => amount)).toEqual([100, 300]);
  });

  it('leaves no empty file of refused lines, and removes the file of an earlier import', async () => {
    const { folder, bank, one, two, fileOf, importFile } = await freshBank();
    const refused = await fileOf('csv', [csvHeader, `${two},${one},1.00,EUR,,,,`]);
    const good = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`]);
    const wrong = await fileOf('csv', ['colour', 'red']);

    await importFile(refused);
    const kept = await stat(`${refused}.refused.csv`);
    await rename(`${refused}.refused.csv`, `${good}.refused.csv`);
    await importFile(good);
    await importFile(wrong);

    expect(kept.mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes('refused') || name.includes('progress'))).toEqual([]);
  });
});

describe('the exit code of ledger:import', () => {
  it('is 2 if the file cannot be imported, or its file of refused lines cannot be written', async () => {
    const { folder, bank, one, two, fileOf, importFile, logRows } = await freshBank();
    const file = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`, `${two},${one},1.00,EUR,,,,`]);
    await mkdir(join(folder, 'folder.csv'));

    const results = [
      await importFile(join(folder, 'folder.csv')),
      await importFile(file, '--refused', folder),
      await importFile(file, '--refused', join(folder, 'none', 'refused.csv')),
      await importFile(file, '--refused', file),
      await importFile('/dev/null', '--format', 'csv'),
    ];

    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map(() => [2, '']));
    const messages = [
      /^.*folder\.csv is a folder\. Give one file to import\.\n$/,
      /^Cannot write .*: it is a folder \(EISDIR\)\.\n$/,
      /^Cannot write .*none\/refused\.csv: it does not exist \(ENOENT\)\.( The import stopped after line .*)?\n$/,
      /^--refused names the imported file/,
      /^\/dev\/null is no file on disk\./,
    ];
    expect(results.map(({ stderr }) => stderr)).toEqual(messages.map((message) => expect.stringMatching(message)));
    expect(await readFile(file, 'utf8')).toContain(csvHeader);
    expect((await logRows()).length).toBeLessThan(2);
  });

  it.runIf(existsSync('/dev/full'))(
    'is 2 if the disk is full, and the import continues once there is room',
    async () => {
      const { folder, bank, one, two, fileOf, importFile, logRows } = await freshBank();
      const file = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`, `${two},${one},1.00,EUR,,,,`]);
      const full = join(folder, 'refused.csv');
      await symlink('/dev/full', full);

      const result = await importFile(file, '--refused', full);
      const continued = await importFile(file);

      expect(result).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^Cannot write .*refused\.csv: the disk is full \(ENOSPC\)\./),
      });
      expect(continued).toMatchObject({ code: 1, stdout: expect.stringMatching(/^1 new, 0 from before, 1 refused\./) });
      expect(existsSync('/dev/full')).toBe(true);
      expect(await logRows()).toHaveLength(1);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'is 2 if nothing can be written beside the file, before anything is posted',
    async () => {
      const { folder, bank, one, fileOf, importFile, logRows } = await freshBank();
      const file = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`]);
      await chmod(folder, 0o500);
      onTestFinished(() => chmod(folder, 0o700));

      const result = await importFile(file);

      expect(result).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^Cannot write .*\.progress: it is not permitted/),
      });
      expect(await logRows()).toEqual([]);
    },
  );

  it('is 2 if the database cannot be reached', async () => {
    const { organization, fileOf } = await freshBank();
    const file = await fileOf('csv', [csvHeader]);

    const result = await runCommand('import', [file, '--organization', organization, '--as', 'operator@acme.test'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    });

    expect(result).toMatchObject({ code: 2, stdout: '' });
  });
});

it('explains the counts, the encoding and the exit codes in --help', async () => {
  const { code, stdout } = await runCommand('import', ['--help'], {});

  expect(code).toBe(0);
  expect(stdout).toContain('--encoding <label>');
  expect(stdout).toContain('--delimiter <character>');
  expect(stdout).toMatch(/they count as "from before"/);
  expect(stdout).toContain(
    'Exit code: 0 if all transfers are in the log, 1 if some were refused, 2 if the import did not finish.',
  );
});
