import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import { csvHeader, freshBank } from './fresh-bank.ts';

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

/** A bank, and a file with exactly these bytes in its folder. */
async function freshBankWithFiles() {
  const bank = await freshBank();
  return {
    ...bank,
    fileWith: async (name: string, bytes: Uint8Array | string) => {
      const file = join(bank.folder, name);
      await writeFile(file, bytes);
      return file;
    },
    keysInLog: async () =>
      (await bank.ledger.sql<{ key: string }[]>`select key from ledger.idempotency order by key collate "C"`).map(
        ({ key }) => key,
      ),
  };
}

const windows1252 = (text: string) => Buffer.from(text, 'latin1');

describe('ledger:import of other encodings', () => {
  it('refuses a file that is not UTF-8, names the line and posts nothing; with its encoding it imports the file', async () => {
    const { bank, one, fileWith, importFile, logRows, keysInLog } = await freshBankWithFiles();
    const transfer = (key: string) => `${bank},${one},1.00,EUR,${key},Müller`;
    const text = [
      'debitAccountId,creditAccountId,amount,currency,idempotencyKey,description',
      `${bank},${one},1.00,EUR,plain,Miller`,
      ...['GEHÄLT', 'GEHÖLT', 'GEHÜLT'].map(transfer),
    ].join('\r\n');
    const file = await fileWith('salaries.csv', windows1252(text));

    const asUtf8 = await importFile(file);
    const rowsThen = await logRows();
    const asItIs = await importFile(file, '--encoding', 'windows-1252');

    expect(asUtf8).toEqual({
      code: 2,
      stdout: '',
      stderr: `Line 3 of ${file} is not UTF-8. Save the file as UTF-8, or give its encoding, such as --encoding windows-1252. Nothing was imported.\n`,
    });
    expect(rowsThen).toEqual([]);
    expect(existsSync(`${file}.refused.csv`)).toBe(false);
    expect(existsSync(`${file}.progress`)).toBe(false);
    expect(asItIs).toMatchObject({ code: 0, stdout: '4 new, 0 from before, 0 refused.\n' });
    expect(await keysInLog()).toEqual(['GEHÄLT', 'GEHÖLT', 'GEHÜLT', 'plain']);
    expect((await logRows()).map(({ description }) => description)).toEqual(['Miller', 'Müller', 'Müller', 'Müller']);
  });

  it('writes refused lines in UTF-8 with a byte order mark, so that the next import does not use the original encoding', async () => {
    const { bank, one, two, fileWith, importFile, logRows } = await freshBankWithFiles();
    const file = await fileWith(
      'payments.csv',
      windows1252(
        `debitAccountId;creditAccountId;amount;currency;description\n${two};${one};1,5;EUR;Müller, "A"\n`.replace(
          'Müller, "A"',
          '"Müller; ""A"""',
        ),
      ),
    );
    const options = ['--encoding', 'latin1', '--delimiter', ';'];

    const result = await importFile(file, ...options);

    const refusedFile = `${file}.refused.csv`;
    const refused = await readFile(refusedFile, 'utf8');
    expect(result.code).toBe(1);
    expect(parse(refused, { bom: true, delimiter: ';', columns: true })).toMatchObject([
      { refusedLine: '2', refusedCode: 'INVALID_AMOUNT', amount: '1,5', description: 'Müller; "A"' },
    ]);
    await writeFile(refusedFile, refused.replaceAll('1,5', '1.50').replace(`${two};${one}`, `${bank};${one}`));
    expect(await importFile(refusedFile, ...options)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('begins with the byte order mark of utf-8. Give --encoding utf-8.'),
    });
    expect(await importFile(refusedFile, '--delimiter', ';')).toMatchObject({ code: 0 });
    expect((await logRows()).map(({ description }) => description)).toEqual(['Müller; "A"']);
  });

  it('accepts a byte order mark and mixed line ends, in CSV and in NDJSON, and keeps CRs out of keys', async () => {
    const { bank, one, fileWith, importFile, keysInLog } = await freshBankWithFiles();
    const header = 'debitAccountId,creditAccountId,amount,currency,idempotencyKey';
    const line = (key: string) => `${bank},${one},1.00,EUR,${key}`;
    const object = (key: string) =>
      JSON.stringify({
        debitAccountId: bank,
        creditAccountId: one,
        amount: { amount: '1.00', currency: 'EUR' },
        idempotencyKey: key,
      });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(line);
    const files = [
      await fileWith('unix.csv', `\uFEFF${[header, a, b].join('\n')}\n`),
      await fileWith('mixed.csv', `\uFEFF${header}\n${a}\r\n${b}\n${c}\r${d}\r\n`),
      await fileWith('mixed.ndjson', `\uFEFF${object('d')}\r\n${object('e')}\n\r\n${object('f')}`),
    ];

    const results = [];
    for (const file of files) {
      results.push(await importFile(file));
    }

    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, '2 new, 0 from before, 0 refused.\n'],
      [0, '2 new, 2 from before, 0 refused.\n'],
      [0, '2 new, 1 from before, 0 refused.\n'],
    ]);
    expect(await keysInLog()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it.each([
    [['--delimiter', ';;'], /^--delimiter takes one character/],
    [['--delimiter', '"'], /^--delimiter takes one character/],
    [['--delimiter', ';', '--format', 'ndjson'], /^--delimiter is for CSV files/],
    [['--encoding', 'utf-9'], /^There is no encoding "utf-9".*WHATWG/],
    [[], /^The import does not know ".*;.*" in the first line|Give --delimiter ';'/],
  ])('explains what to do about %j', async (options, message) => {
    const { fileWith, importFile } = await freshBankWithFiles();
    const file = await fileWith('a.csv', 'debitAccountId;creditAccountId;amount;currency\n');

    expect(await importFile(file, ...options)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('ledger:import of invalid lines', () => {
  it('refuses a line with a stray quote and no other, and refuses it again if it is not corrected', async () => {
    const { bank, one, fileWith, importFile, logRows } = await freshBankWithFiles();
    const line = (description: string) => `${bank},${one},1.00,EUR,,${description},,`;
    const strays = [line('5" pipe'), line('"unclosed'), line('"x"y')];
    const file = await fileWith(
      'a.csv',
      [csvHeader, line('first'), ...strays, line('"two\nlines"'), line('last')].join('\n'),
    );

    const result = await importFile(file);

    const refusedFile = `${file}.refused.csv`;
    const refused = parse(await readFile(refusedFile, 'utf8'), { relax_column_count: true });
    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/^3 new, 0 from before, 3 refused\./) });
    expect((await logRows()).map(({ description }) => description)).toEqual(['first', 'two\nlines', 'last']);
    expect(refused.slice(1)).toEqual(
      strays.map((stray, index) => [String(3 + index), 'INVALID_INPUT', expect.stringContaining('stray quote'), stray]),
    );
    expect(await importFile(refusedFile)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^0 new, 0 from before, 3 refused\./),
    });
  });

  it('writes the digits of refused values as they were read', async () => {
    const { bank, one, fileWith, importFile } = await freshBankWithFiles();
    const json = [
      `{"debitAccountId":"${bank}","creditAccountId":"${one}","amount":1.10,"currency":"EUR"}`,
      `{"debitAccountId":"${bank}","creditAccountId":"${one}","amount":12345678901234567890.00,"currency":"EUR"}`,
      `{"debitAccountId":"${bank}","creditAccountId":"${one}","amount":"1.0e2","currency":"EUR","metadata":{"number":9007199254740993}}`,
      '{}',
      '[1.50]',
    ];
    const ndjson = await fileWith('a.ndjson', json.join('\n'));
    const csv = await fileWith('a.csv', `${csvHeader}\n${bank},${one},0012345678901234567890.100,EUR,,,,\n`);

    const results = [await importFile(ndjson), await importFile(csv)];

    expect(results.map(({ code }) => code)).toEqual([1, 1]);
    const lines = (await readFile(`${ndjson}.refused.ndjson`, 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.replace(/"refused\w+":(\d+|"(\\.|[^"\\])*"),?/g, ''))).toEqual([
      ...json.slice(0, 4),
      '{"text":"[1.50]"}',
    ]);
    expect(await readFile(`${csv}.refused.csv`, 'utf8')).toContain(',0012345678901234567890.100,EUR,');
  });

  it('refuses a line with a date that does not exist', async () => {
    const { bank, one, fileWith, importFile, logRows } = await freshBankWithFiles();
    const dates = ['2026-02-30T00:00:00Z', '2026-06-31T23:59:59Z', '2025-02-29T12:00:00Z', '2026-01-01T24:00:00Z'];
    const line = (effectiveAt: string) => `${bank},${one},1.00,EUR,,,${effectiveAt},`;
    const file = await fileWith('a.csv', [csvHeader, ...dates.map(line), line('2024-02-29T12:00:00Z')].join('\n'));

    const result = await importFile(file);

    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/^1 new, 0 from before, 4 refused\./) });
    expect(await logRows()).toHaveLength(1);
    const refused: string[][] = parse(await readFile(`${file}.refused.csv`, 'utf8'));
    expect(refused.slice(1).map(([line_, code, message]) => [line_, code, message])).toEqual(
      dates.map((date, index) => [String(index + 2), 'INVALID_INPUT', expect.stringContaining(date)]),
    );
  });
});
