import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatId } from '@tributary/domain/ids.ts';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import { csvHeader, freshBank } from './fresh-bank.ts';
import { runCommand, startCommand } from './run-ledger-command.ts';
import { longProof } from '../support/long-proof.ts';

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

describe('ledger:import', () => {
  it('posts the transfers of a CSV file, and writes refused lines with the reasons to a file that can be corrected and imported', async () => {
    const { bank, one, two, fileOf, importFile, logRows, findFaults } = await freshBank();
    const file = await fileOf('csv', [
      csvHeader,
      `${bank},${one},100.00,EUR,,"Opening, of ""one""\nand only",2026-01-01T00:00:00Z,"{""source"": ""old""}"`,
      `${one},${two},1.001,EUR,,,,`,
      `${one},${two},5.00,EUR,fee,,,`,
      `${one},${two},1000.00,EUR,fee,,,`,
      `${one},acct_1,1.00,EUR,,,,`,
      `${one},${two},7.00,EUR`,
      `${one},${two},2.00,EUR,,,,not json`,
      `${one},${two},3.00,EUR,,,,`,
    ]);

    const result = await importFile(file);

    const refused = await readFile(`${file}.refused.csv`, 'utf8');
    expect(result).toMatchObject({
      code: 1,
      stdout: `2 new, 0 from before, 6 refused. The refused lines and the reasons are in ${file}.refused.csv.\n`,
    });
    expect(await logRows()).toEqual([
      { sequence: 1, amount: 10_000, description: 'Opening, of "one"\nand only', metadata: { source: 'old' } },
      { sequence: 2, amount: 300, description: null, metadata: null },
    ]);
    const [header = [], ...rows] = parse(refused, { relax_column_count: true });
    expect(header.join()).toBe(`refusedLine,refusedCode,refusedMessage,${csvHeader}`);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['4', 'INVALID_AMOUNT'],
      ['5', 'JOURNAL_REFUSED'],
      ['6', 'INSUFFICIENT_FUNDS'],
      ['7', 'INVALID_INPUT'],
      ['8', 'INVALID_INPUT'],
      ['9', 'INVALID_INPUT'],
    ]);
    expect(rows[1]?.[2]).toBe('The transfer on line 6 was refused, and so was its journal.');

    const corrected = await fileOf('csv', [
      header.join(),
      ...rows.slice(0, 3).map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join()),
    ]);
    await writeFile(
      corrected,
      (await readFile(corrected, 'utf8')).replaceAll('1.001', '1.00').replaceAll('1000.00', '10.00'),
    );
    expect(await importFile(corrected)).toMatchObject({ code: 0, stdout: '3 new, 0 from before, 0 refused.\n' });
    expect((await logRows()).map(({ amount }) => amount)).toEqual([10_000, 300, 100, 500, 1000]);
    expect(existsSync(`${corrected}.refused.csv`)).toBe(false);
    expect(await findFaults()).toEqual([]);
  });

  it('posts nothing twice when a file is imported again, and reports the same outcomes', async () => {
    const { bank, one, two, fileOf, importFile, logRows } = await freshBank();
    const file = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`, `${two},${one},1.00,EUR,,,,`]);

    const first = await importFile(file);
    const refused = await readFile(`${file}.refused.csv`, 'utf8');
    const again = await importFile(file);

    const advice = `The refused lines and the reasons are in ${file}.refused.csv.\n`;
    expect([first.code, first.stdout]).toEqual([1, `1 new, 0 from before, 1 refused. ${advice}`]);
    expect([again.code, again.stdout]).toEqual([1, `0 new, 1 from before, 1 refused. ${advice}`]);
    expect(await readFile(`${file}.refused.csv`, 'utf8')).toBe(refused);
    expect(await logRows()).toHaveLength(1);
  });

  it('applies conditions on available amounts, in files of both formats', async () => {
    const { bank, one, two, fileOf, importFile, logRows } = await freshBank();
    const csv = await fileOf('csv', [
      'debitAccountId,creditAccountId,amount,currency,debitAvailableAtLeast,creditAvailableAtLeast',
      `${bank},${one},100.00,EUR,,0`,
      `${one},${two},1.00,EUR,100.00,`,
      `${one},${two},1.00,EUR,99.01,`,
      `${one},${two},1.00,EUR,,1.01`,
      `${one},${two},1.00,EUR,a lot,`,
    ]);
    const transfer = { debitAccountId: one, creditAccountId: two, amount: { amount: '2.00', currency: 'EUR' } };
    const ndjson = await fileOf('ndjson', [
      JSON.stringify({ ...transfer, debitAvailableAtLeast: { amount: '99.00', currency: 'EUR' } }),
      JSON.stringify({ ...transfer, debitAvailableAtLeast: { amount: '97.01', currency: 'EUR' } }),
      JSON.stringify({ ...transfer, creditAvailableAtLeast: '3.00' }),
      JSON.stringify({ ...transfer, creditAvailableAtLeast: { amount: '3.00', currency: 'USD' } }),
      JSON.stringify({ ...transfer, creditAvailableAtLeast: 3 }),
    ]);

    const results = [await importFile(csv), await importFile(ndjson)];

    expect(results.map(({ code }) => code)).toEqual([1, 1]);
    expect((await logRows()).map(({ amount }) => amount)).toEqual([10_000, 100, 200, 200]);
    const refusedCsv: string[][] = parse(await readFile(`${csv}.refused.csv`, 'utf8'));
    expect(refusedCsv.map((row) => row.slice(0, 2))).toEqual([
      ['refusedLine', 'refusedCode'],
      ['4', 'CONDITION_NOT_MET'],
      ['5', 'CONDITION_NOT_MET'],
      ['6', 'INVALID_INPUT'],
    ]);
    const refusedNdjson = (await readFile(`${ndjson}.refused.ndjson`, 'utf8')).trim().split('\n');
    expect(refusedNdjson.map((line) => JSON.parse(line))).toMatchObject([
      { refusedLine: 2, refusedCode: 'CONDITION_NOT_MET' },
      { refusedLine: 4, refusedMessage: 'Write creditAvailableAtLeast in the currency of the transfer.' },
      { refusedLine: 5, refusedMessage: 'Write creditAvailableAtLeast as a string.' },
    ]);
  });

  it('posts the transfers of an NDJSON file, whose lines are inputs of `createTransfer`', async () => {
    const { bank, two, fileOf, importFile, logRows } = await freshBank();
    const transfer = { debitAccountId: bank, creditAccountId: two, amount: { amount: '1.50', currency: 'EUR' } };
    const file = await fileOf('ndjson', [
      JSON.stringify({ ...transfer, idempotencyKey: 'mine', metadata: { a: 'b' } }),
      JSON.stringify({ ...transfer, amount: '2.50', currency: 'EUR', expectedDebitVersion: 1 }),
      '',
      JSON.stringify({ ...transfer, idempotencyKey: 'mine' }),
      '{"debitAccountId": 5',
      JSON.stringify({ ...transfer, other: 1 }),
    ]);

    const result = await importFile(file);

    expect(result.code).toBe(1);
    expect((await logRows()).map(({ amount, metadata }) => [amount, metadata])).toEqual([
      [150, { a: 'b' }],
      [250, null],
    ]);
    const refused = (await readFile(`${file}.refused.ndjson`, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(refused).toEqual([
      {
        refusedLine: 4,
        refusedCode: 'IDEMPOTENCY_MISMATCH',
        refusedMessage: expect.any(String),
        ...transfer,
        idempotencyKey: 'mine',
      },
      {
        refusedLine: 5,
        refusedCode: 'INVALID_INPUT',
        refusedMessage: expect.any(String),
        text: '{"debitAccountId": 5',
      },
      {
        refusedLine: 6,
        refusedCode: 'INVALID_INPUT',
        refusedMessage: 'A transfer has no "other".',
        ...transfer,
        other: 1,
      },
    ]);
  });

  longProof.each([
    ['SIGKILL', null, ''],
    ['SIGINT', 2, 'Interrupted after line'],
    ['SIGTERM', 2, 'Interrupted after line'],
  ] as const)('continues where it was stopped with %s, and posts each transfer once', async (signal, code, message) => {
    const { organization, bank, one, two, ledger, fileOf, importFile, logRows, findFaults } = await freshBank();
    const count = 12_000;
    const lines = Array.from({ length: count }, (_, index) =>
      index % 1_000 === 5 ? `${two},${one},999999.00,EUR,,,,` : `${bank},${one},0.01,EUR,,Number ${index},,`,
    );
    const file = await fileOf('csv', [csvHeader, ...lines]);
    const stopped = startCommand('import', [file, '--organization', organization, '--as', 'operator@acme.test'], {
      DATABASE_URL: ledger.databaseUrl,
    });
    await waitForProgress(file);
    stopped.kill(signal);
    expect(await stopped.ended).toMatchObject({ code, stdout: expect.stringContaining(message) });
    const madeBefore = (await logRows()).length;
    // The state of an import that stopped after it wrote refused lines, and before it wrote its progress.
    await writeFile(`${file}.refused.csv`, 'left behind', { flag: 'a' });

    const result = await importFile(file);

    expect(madeBefore).toBeLessThan(count - 12);
    expect(result).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^Going on after line \d+, with [\d,]+ lines done before\.\n11,988 new, 0 from before, 12 refused\./,
      ),
    });
    expect((await logRows()).map(({ description }) => description)).toEqual(
      lines.flatMap((_, index) => (index % 1_000 === 5 ? [] : [`Number ${index}`])),
    );
    const refused = parse(await readFile(`${file}.refused.csv`, 'utf8'));
    expect(refused.map(([line]) => line)).toEqual([
      'refusedLine',
      ...Array.from({ length: 12 }, (_, index) => String(index * 1_000 + 7)),
    ]);
    expect(existsSync(`${file}.progress`)).toBe(false);
    expect(await findFaults()).toEqual([]);
  });

  it('lets a customer debit only their own accounts', async () => {
    const { organization, customer, bank, one, two, ledger, fileOf } = await freshBank();
    const file = await fileOf('csv', [csvHeader, `${bank},${one},1.00,EUR,,,,`, `${one},${two},0.00,EUR,,,,`]);
    const result = await runCommand(
      'import',
      [file, '--organization', organization, '--as', formatId('usr', customer)],
      { DATABASE_URL: ledger.databaseUrl },
    );

    expect(result.code).toBe(1);
    expect(await readFile(`${file}.refused.csv`, 'utf8')).toMatch(/^2,ACCOUNT_NOT_FOUND/m);
  });

  it('posts history older than its accounts for operators only, and nothing into a closed period', async () => {
    const { bank, one, ledger, organization, fileOf, importFile, findFaults } = await freshBank();
    const line = (key: number, effectiveAt: string) => `${bank},${one},${key}.00,EUR,,,${effectiveAt},`;
    const file = await fileOf('csv', [csvHeader, line(1, '2019-12-31T23:59:59Z'), line(2, '2020-01-01T00:00:00Z')]);
    await ledger.execute(
      ledger.operator(),
      'mutation ($input: ClosePeriodInput!) { closePeriod(input: $input) { errors { code } } }',
      { input: { until: '2020-01-01T00:00:00Z' } },
    );

    const byOperator = await importFile(file);
    const byCustomer = await runCommand(
      'import',
      [
        await fileOf('csv', [csvHeader, `${one},${bank},1.00,EUR,,,2020-01-01T00:00:00Z,`]),
        '--organization',
        organization,
        '--as',
        'customer@acme.test',
      ],
      { DATABASE_URL: ledger.databaseUrl },
    );

    expect(byOperator.code).toBe(1);
    expect(await readFile(`${file}.refused.csv`, 'utf8')).toMatch(/^2,PERIOD_CLOSED/m);
    expect(byCustomer.code).toBe(1);
    expect(await ledger.sql`select amount::int from ledger.log`).toEqual([{ amount: 200 }]);
    expect(await findFaults()).toEqual([]);
  });

  it('posts only whole journals, also where batches end, and no journal longer than a batch', async () => {
    const { bank, one, ledger, fileOf, importFile } = await freshBank();
    const line = (journal: string) => `${bank},${one},0.01,EUR,${journal},,,`;
    const file = await fileOf('csv', [
      csvHeader,
      ...Array.from({ length: 998 }, () => line('')),
      ...Array.from({ length: 5 }, () => line('across')),
      ...Array.from({ length: 2_001 }, () => line('long')),
      line('last'),
    ]);

    const result = await importFile(file);

    expect(result).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1,004 new, 0 from before, 2,001 refused\./),
    });
    const journals = await ledger.sql`
      select count(*)::integer as count from ledger.log where journal_id is not null group by journal_id order by 1`;
    expect(journals.map(({ count }) => count)).toEqual([1, 5]);
  });

  it('explains why it cannot begin, and what to do', async () => {
    const { organization, ledger, folder, fileOf } = await freshBank();
    const file = await fileOf('csv', ['debitAccountId,amount,colour', 'a,b,c']);
    const database = { DATABASE_URL: ledger.databaseUrl };
    const run = (...args: string[]) => runCommand('import', args, database);

    const results = await Promise.all([
      run(),
      run(file),
      run(file, '--organization', organization),
      run(file, '--organization', organization, '--as', 'nobody@acme.test'),
      run(file, '--organization', organization, '--as', 'operator@acme.test'),
      run(join(folder, 'none.csv'), '--organization', organization, '--as', 'operator@acme.test'),
    ]);

    const messages = [
      /^Give one file to import/,
      /^Give the organization/,
      /^Give the caller whose rights apply/,
      /^There is no "nobody@acme.test" in organization/,
      /^The import does not know "colour", and misses creditAccountId, currency in the first line/,
      /^Cannot read .*none\.csv/,
    ];
    for (const [index, { code, stderr }] of results.entries()) {
      expect([code, stderr]).toEqual([2, expect.stringMatching(messages[index] ?? /$^/)]);
    }
  });
});

describe('ledger:export', () => {
  it('writes all imported transfers into the statements, with balances that add up', async () => {
    const { organization, customer, bank, one, two, ledger, folder, fileOf, importFile } = await freshBank();
    const imported = [
      [bank, one, '100.00', 'Käse, "and" more', 'ext-1', '2026-01-01T00:00:00.000Z', '{"a":"1"}'],
      [one, two, '40.25', 'line\nbreak', '', '2026-01-02T00:00:00.000Z', ''],
      [two, one, '0.25', '', 'ext-2', '2026-01-03T00:00:00.000Z', ''],
    ];
    const quoted = imported.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join());
    const file = await fileOf('csv', [
      'debitAccountId,creditAccountId,amount,description,externalId,effectiveAt,metadata,currency',
      ...quoted.map((row) => `${row},EUR`),
    ]);
    expect(await importFile(file)).toMatchObject({ code: 0 });
    const to = join(folder, 'statements');

    const result = await runCommand('export', ['--organization', organization, '--to', to], {
      DATABASE_URL: ledger.databaseUrl,
    });

    expect(result).toEqual({ code: 0, stderr: '', stdout: `Wrote 6 lines of 3 accounts to ${to}.\n` });
    const readCsv = async (name: string) =>
      parse(await readFile(join(to, name), 'utf8'), { columns: true }) as unknown as Record<string, string>[];
    expect((await readdir(to)).toSorted()).toEqual(
      [...[bank, one, two].map((id) => `${id}.csv`), 'accounts.csv'].toSorted(),
    );
    expect(await readCsv('accounts.csv')).toMatchObject([
      { accountId: bank, ownerId: '', class: 'ASSET', opening: '0.00', closing: '100.00', lines: '1' },
      { accountId: one, ownerId: formatId('usr', customer), opening: '0.00', closing: '60.00', lines: '3' },
      { accountId: two, opening: '0.00', closing: '40.00', lines: '2' },
    ]);
    const [ofBank, ofOne, ofTwo] = await Promise.all([bank, one, two].map((id) => readCsv(`${id}.csv`)));
    expect(ofOne?.map(({ balance, version }) => [balance, version])).toEqual([
      ['100.00', '1'],
      ['59.75', '2'],
      ['60.00', '3'],
    ]);
    // Each transfer is in two statements. The statements of the debited accounts have all imported values.
    const credits = [ofOne?.[0], ofTwo?.[0], ofOne?.[2]];
    const debits = [ofBank?.[0], ofOne?.[1], ofTwo?.[1]];
    expect(credits.map((line) => [line?.['credit'], line?.['transferId']])).toEqual(
      debits.map((line) => [line?.['debit'], line?.['transferId']]),
    );
    expect(
      debits.map((line, index) => [
        [bank, one, two][index],
        ...['counterpartyId', 'debit', 'description', 'externalId', 'effectiveAt', 'metadata'].map(
          (column) => line?.[column],
        ),
      ]),
    ).toEqual(imported);
  });

  it('writes one account and one period, beginning with its opening balance', async () => {
    const { organization, bank, one, two, ledger, folder, fileOf, importFile } = await freshBank();
    const file = await fileOf('csv', [csvHeader, `${bank},${one},10.00,EUR,,,,`]);
    await importFile(file);
    const [first] = await ledger.sql<
      { at: string }[]
    >`select (recorded_at + interval '1 ms')::text as at from ledger.log`;
    const from = new Date(first?.at ?? '').toISOString();
    while (Date.now() < Date.parse(from) + 2) {
      await sleep(1);
    }
    await importFile(await fileOf('csv', [csvHeader, `${one},${two},1.00,EUR,,,,`]));
    const to = join(folder, 'period');
    const run = (...args: string[]) =>
      runCommand('export', ['--organization', organization, '--to', to, '--account', one, ...args], {
        DATABASE_URL: ledger.databaseUrl,
      });

    const results = [await run('--from', from), await run('--before', from)];

    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await readFile(join(to, 'accounts.csv'), 'utf8')).toContain(`EUR,OPEN,0.00,10.00,1`);
    await run('--from', from);
    expect(await readFile(join(to, 'accounts.csv'), 'utf8')).toContain(`EUR,OPEN,10.00,9.00,1`);
    expect(await run('--from', 'yesterday')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--from takes a time/),
    });
  });
});

/** Waits until some lines of an import are done. The progress file exists from the start. */
async function waitForProgress(file: string): Promise<void> {
  const isUnderway = async () => {
    const text = await readFile(`${file}.progress`, 'utf8').catch(() => '');
    return /"line":[1-9]/.test(text);
  };
  while (!(await isUnderway())) {
    await sleep(5);
  }
}
