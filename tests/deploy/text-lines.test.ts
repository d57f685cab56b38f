import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodingOfLabel, lineEnds, readLines, type Line } from '@tributary/deploy/import/text-lines.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The lines of a file with these bytes. */
async function linesOf(
  bytes: Uint8Array | string,
  { encoding = 'utf-8', ends = lineEnds.csv }: { encoding?: string; ends?: RegExp } = {},
): Promise<Line[]> {
  const file = join(folder, 'file');
  await writeFile(file, bytes);
  return (await Array.fromAsync(readLines(file, { encoding, ends }))).flat();
}

const textsOf = async (...args: Parameters<typeof linesOf>) => (await linesOf(...args)).map(({ text }) => text);
const utf16le = (text: string) => Buffer.from(text, 'utf16le');

describe('readLines', () => {
  it('returns every line with its number and its line end', async () => {
    const lines = await linesOf('a\r\n\nb\rc\n\r\nd');

    expect(lines.map(({ number, text, end }) => [number, text, end])).toEqual([
      [1, 'a', '\r\n'],
      [2, '', '\n'],
      [3, 'b', '\r'],
      [4, 'c', '\n'],
      [5, '', '\r\n'],
      [6, 'd', ''],
    ]);
  });

  it('treats a lone CR as white space in NDJSON', async () => {
    expect(await textsOf('{}\r\n{"a":\r1}\n{}\r', { ends: lineEnds.ndjson })).toEqual(['{}', '{"a":\r1}', '{}\r']);
  });

  it('returns the text as written, also where a read cuts a character or a line end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '\r')), { minLength: 1 }),
        fc.integer({ min: 262_130, max: 262_144 }),
        async (written, padding) => {
          const text = 'x'.repeat(padding) + written.map((parts) => parts.join('')).join('');

          const lines = await linesOf(text);

          expect(lines.map((line) => line.text + line.end).join('')).toBe(text);
          expect(lines.map((line) => line.text)).toEqual(text.split(lineEnds.csv).filter((_, i) => i < lines.length));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leaves out a byte order mark', async () => {
    expect(await textsOf('\uFEFFa\nb')).toEqual(['a', 'b']);
    expect(await textsOf(utf16le('\uFEFFä\r\nb'), { encoding: 'utf-16le' })).toEqual(['ä', 'b']);
  });

  it.each([
    ['windows-1252', [0x80, 0x8a, 0xe4, 0x9f], '€ŠäŸ'],
    ['latin1', [0x92], '’'],
    ['iso-8859-15', [0xa4], '€'],
    ['koi8-r', [0xd0, 0xd2], 'пр'],
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['gb18030', [0xc4, 0xe3], '你'],
    ['big5', [0xa7, 0x41], '你'],
    ['utf-16be', [0x01, 0x0a, 0x00, 0x0a], 'Ċ'],
  ])('decodes %s by the WHATWG standard', async (label, bytes, text) => {
    expect(await textsOf(Uint8Array.from(bytes), { encoding: encodingOfLabel(label) })).toEqual([text]);
  });

  it.each([
    ['a Latin letter', Buffer.from('a\nb\r\nM\xfcller\nd', 'latin1'), 3],
    ['the last byte', Buffer.from('a\rb\r\xe4', 'latin1'), 3],
    ['a character that the end of the file cuts off', Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), 1],
    ['an overlong form', Buffer.from([0x0a, 0x0a, 0xc0, 0xaf]), 3],
    ['a byte after many others', Buffer.concat([Buffer.from('abc\r\n'.repeat(100_000)), Buffer.from([0xff])]), 100_001],
  ])('names the line with %s that is not UTF-8', async (_, bytes, line) => {
    await expect(linesOf(bytes)).rejects.toThrow(
      new RegExp(`^Line ${line} of .*file is not UTF-8\\. .*--encoding windows-1252`),
    );
  });

  it.each([
    ['big5', [0x0a, 0x83, 0x5c], 'Line 2 of .* is not BIG5'],
    ['windows-1253', [0xaa], 'Line 1 of .* is not WINDOWS-1253'],
    ['utf-16le', [0x0a, 0x00, 0x00, 0xd8, 0x61, 0x00], 'Line 2 of .* is not UTF-16LE'],
    ['windows-1252', [0xef, 0xbb, 0xbf, 0x61], 'begins with the byte order mark of utf-8. Give --encoding utf-8'],
    ['utf-8', [0xff, 0xfe, 0x61, 0x00], 'begins with the byte order mark of utf-16le. Give --encoding utf-16le'],
  ])('refuses bytes that are not %s', async (encoding, bytes, message) => {
    await expect(linesOf(Uint8Array.from(bytes), { encoding })).rejects.toThrow(new RegExp(message));
  });

  it('refuses a line of more than a million characters', async () => {
    await expect(linesOf(`a\n${'b'.repeat(1_400_000)}`)).rejects.toThrow(/^Line 2 of .* is longer than a transfer/);
  });
});

it.each(['utf-9', '', 'replacement', 'hz-gb-2312', 'iso-2022-kr'])('refuses the label %j', (label) => {
  expect(() => encodingOfLabel(label)).toThrow(/^There is no encoding .*WHATWG/);
});
