import { csvLine } from '@tributary/deploy/csv.ts';
import { readCsvRecords, type CsvRecord } from '@tributary/deploy/import/csv-records.ts';
import { lineEnds, type Line } from '@tributary/deploy/import/text-lines.ts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** The records of a CSV text, read as from a file: some lines at a time. */
async function recordsOf(text: string, { delimiter = ',', linesPerRead = 3 } = {}): Promise<CsvRecord[]> {
  return (await Array.fromAsync(readCsvRecords(pagesOf(text, linesPerRead), delimiter))).flat();
}

async function* pagesOf(text: string, linesPerRead: number): AsyncGenerator<Line[]> {
  const ends = text.match(lineEnds.csv) ?? [];
  const lines = text
    .split(lineEnds.csv)
    .map((line, index) => ({ number: index + 1, text: line, end: ends[index] ?? '', bytes: 0 }));
  for (let start = 0; start < lines.length; start += linesPerRead) {
    yield lines.slice(start, start + linesPerRead);
  }
}

/** Line and values of each record, or its text if it is invalid. */
async function outlineOf(text: string, delimiter = ',') {
  const records = await recordsOf(text, { delimiter });
  return records.map((record) => [record.line, record.values ?? record.text]);
}

it('ends a record at any line end, also at mixed ones, and leaves no part of it in a value', async () => {
  expect(await outlineOf('a,b\n1,x\r\n2,y\r3,"z"\r\n\r\n4,\n')).toEqual([
    [1, ['a', 'b']],
    [2, ['1', 'x']],
    [3, ['2', 'y']],
    [4, ['3', 'z']],
    [6, ['4', '']],
  ]);
});

it('takes another delimiter', async () => {
  expect(await outlineOf('a;b\n"1;2";3,4\n', ';')).toEqual([
    [1, ['a', 'b']],
    [2, ['1;2', '3,4']],
  ]);
  expect(await outlineOf('a\tb\n1\t2', '\t')).toEqual([
    [1, ['a', 'b']],
    [2, ['1', '2']],
  ]);
});

it('keeps the line ends of a quoted value as written, and names the line on which the record ends', async () => {
  expect(await outlineOf('a,b\r\n1,"x\r\ny\n\rz"\r\n2,')).toEqual([
    [1, ['a', 'b']],
    [5, ['1', 'x\r\ny\n\rz']],
    [6, ['2', '']],
  ]);
});

it.each([
  ['a quote inside a value', '1,5" pipe'],
  ['a quote after a closing one', '1,"x"y'],
  ['an unclosed quote', '1,"x'],
  ['an unclosed quote at the end of its line', '1,"'],
  ['an unclosed quote before another delimiter', '"1,x'],
])('rejects the line with %s, and no other', async (_, stray) => {
  const lines = ['a,b', '2,"multi\nline"', stray, '3,y', '4,"quo""ted"', '5,"multi\nline"', '6,z'];

  const records = await recordsOf(lines.join('\n'));

  expect(records.map(({ values, text }) => values ?? text)).toEqual([
    ['a', 'b'],
    ['2', 'multi\nline'],
    stray,
    ['3', 'y'],
    ['4', 'quo"ted'],
    ['5', 'multi\nline'],
    ['6', 'z'],
  ]);
});

it('continues after an unclosed quote that a later quote seems to close', async () => {
  expect(await outlineOf('a,b,c\n1,"x,y\n2,x,y\n3,x,y"\n4,x,"y"')).toEqual([
    [1, ['a', 'b', 'c']],
    [2, '1,"x,y'],
    [3, ['2', 'x', 'y']],
    [4, '3,x,y"'],
    [5, ['4', 'x', 'y']],
  ]);
});

it('searches for the end of a quote no further than the longest record', async () => {
  const lines = Array.from({ length: 12_000 }, (_, index) => `${index},"${'x'.repeat(120)}"`);
  const text = ['a,b', '0,"', ...lines].join('\n');

  // A read of a file has thousands of lines.
  const records = await recordsOf(text, { linesPerRead: 2_000 });

  expect(records).toHaveLength(12_002);
  expect(records.filter(({ values }) => values === null).map(({ line }) => line)).toEqual([2]);
});

const cells = fc.array(
  fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[a"\r\n,]*$/)), { minLength: 2, maxLength: 2 }),
);

it('returns the same values, and the same line numbers for keys, as version 0.1', async () => {
  await fc.assert(
    fc.asyncProperty(cells, fc.constantFrom('\n', '\r\n'), async (rows, end) => {
      const text = [['a', 'b'], ...rows].map((row) => csvLine(row).replace(/\r\n$/, end)).join('');

      const records = await recordsOf(text);

      const before = parseAsBefore(text);
      expect(records.map(({ values }) => values)).toEqual(before.map(({ record }) => record));
      expect(records.map(({ lineForKeys }) => lineForKeys)).toEqual(before.map(({ info }) => info.lines));
    }),
  );
});

it('returns the same line numbers for keys as version 0.1, which took a CR for a part of the last value', async () => {
  await fc.assert(
    fc.asyncProperty(cells, fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 1 }), async (rows, ends) => {
      const text = `a,b\n${rows.map((row, index) => csvLine(row).replace(/\r\n$/, ends[index % ends.length] ?? '')).join('')}`;
      // In version 0.1, a CR after a closing quote made the whole file invalid.
      fc.pre(!text.includes('"\r\n'));

      const records = await recordsOf(text);

      expect(records.map(({ lineForKeys }) => lineForKeys)).toEqual(parseAsBefore(text).map(({ info }) => info.lines));
    }),
  );
});

function parseAsBefore(text: string): { record: string[]; info: { lines: number } }[] {
  const records: { record: string[]; info: { lines: number } }[] = [];
  parse(text, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    onRecord: (record: string[], { lines }) => {
      records.push({ record, info: { lines } });
      return record;
    },
  });
  return records;
}
